-- How far a team is with getting ready for its survey, for the registration that it was planned for last.
create table preparation (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    attempt integer not null default 0,
    planned_on date,
    phases jsonb not null default '[]',
    charges jsonb not null default '[]',
    preliminary_from date,
    preliminary_to date,
    official_from date,
    official_to date,
    primary key (log, id)
);
