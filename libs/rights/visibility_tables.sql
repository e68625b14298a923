-- What a reader's sight rests on: where schools lie or ever lay, who holds or ever held a function
-- there, who is or was in whose team. Kept in each service's schema by libs.rights.visibility_tables.

create table if not exists sight_school (
    log text not null,
    school text collate "C" not null,
    kind text not null,
    primary key (log, school, kind)
);

create table if not exists sight_area (
    log text not null,
    school text collate "C" not null,
    area text not null,
    primary key (log, school, area)
);
create index if not exists sight_area_area on sight_area (log, area);

create table if not exists sight_holder (
    log text not null,
    assignment text collate "C" not null,
    version integer not null,
    area text not null,
    kind text not null,
    holder text not null,
    starts date not null,
    primary key (log, assignment, version, kind)
);
create index if not exists sight_holder_holder on sight_holder (log, holder);

create table if not exists sight_team (
    log text not null,
    person text not null,
    school text collate "C" not null,
    primary key (log, person, school)
);
