-- How far a team is with rating blind, in the round that it was asked for last.
create table agreement (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    round integer not null,
    attempt integer not null,
    state text not null,
    asked_on date not null,
    opened_on date,
    given_up_on date,
    given_up_because text,
    raters text[] not null default '{}',
    all_met text[] not null default '{}',
    none_met text[] not null default '{}',
    differing text[] not null default '{}',
    settled jsonb not null default '{}',
    primary key (log, id)
);
