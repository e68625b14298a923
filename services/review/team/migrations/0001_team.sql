-- How the team of a case was put together: draws, and what people declared; `team_person` has who was asked or spoke.
create table team (
    log text not null,
    id text collate "C" not null,
    school text collate "C" not null,
    version integer not null,
    position bigint not null,
    draws jsonb not null default '[]',
    primary key (log, id)
);
create table team_person (
    log text not null,
    evaluation text collate "C" not null,
    person text collate "C" not null,
    position bigint not null,
    asked_on date,
    declared_on date,
    ties jsonb not null default '[]',
    kept_on date,
    kept_reason text,
    primary key (log, evaluation, person)
);
create index on team_person (log, person);
create index on evaluation using gin (team_members jsonb_path_ops);
