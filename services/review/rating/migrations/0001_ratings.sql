-- What each member of a team judged alone, and how far each is.
create table rating_sheet (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    school text collate "C" not null,
    evaluation text collate "C" not null,
    round integer not null,
    rater text not null,
    criterion text not null,
    verdicts jsonb not null,
    text text not null,
    rated_on date not null,
    primary key (log, id)
);
create index on rating_sheet (log, evaluation, id);

create table rater (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    evaluation text collate "C" not null,
    round integer not null,
    rater text not null,
    rated text[] not null default '{}',
    rating_handed_in_on date,
    primary key (log, id)
);
create index on rater (log, evaluation, id);
