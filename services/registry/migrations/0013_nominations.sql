-- Whom offices put forward in a school year, those withdrawn left out.

create table nomination (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    office text not null,
    school_year integer not null,
    primary key (log, id)
);

create table nominee (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    nomination text collate "C" not null,
    person text not null,
    task text not null,
    works_at text not null,
    kinds text[] not null,
    basis text not null,
    nominated_on date not null,
    primary key (log, id)
);
create index on nominee (log, nomination);
create index on nominee (log, person);
