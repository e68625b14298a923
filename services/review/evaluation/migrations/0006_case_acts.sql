-- What has been done in a case, act by act; `seen_from`: by which part of the way its school is told.
create table case_act (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    evaluation text collate "C" not null,
    act text not null,
    seen_from text,
    dated date,
    recorded_on date not null,
    entered_late boolean not null,
    actor text not null,
    role text not null,
    org text not null,
    told jsonb not null,
    primary key (log, id)
);
create index on case_act (log, evaluation);
create index on case_act (log, school);
