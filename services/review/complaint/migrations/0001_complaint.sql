-- Complaints of schools against decisions, with their steps.

create table complaint (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    kind text not null,
    evaluation text not null,
    state text not null,
    instance integer not null,
    answer_before date,
    again_before date,
    outcome text,
    steps jsonb not null default '[]',
    primary key (log, id)
);
create index on complaint (log, school);
