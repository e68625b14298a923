-- A school's figures by school year, as they stand and as they came; where a school lies and of what kind it is, since when.

create table figures_year (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    year integer not null,
    recorded_on date not null,
    locked_on date,
    figures_hash text,
    primary key (log, id)
);
create index on figures_year (log, school, year);

create table figure (
    log text not null,
    school text collate "C" not null,
    year integer not null,
    code text collate "C" not null,
    value text not null,
    taken_from text not null,
    true_on date not null,
    recorded_on date not null,
    primary key (log, school, year, code)
);

create table figure_act (
    log text not null,
    school text collate "C" not null,
    year integer not null,
    code text collate "C" not null,
    version integer not null,
    position bigint not null,
    number integer not null,
    value text,
    taken_from text,
    true_on date,
    recorded_on date not null,
    actor text not null,
    note text not null,
    primary key (log, position, number)
);
create index on figure_act (log, school, year, code);

create table figures_school (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    closed_on date,
    primary key (log, id)
);

create table figures_school_kind (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    starts date,
    kind text not null,
    primary key (log, school, version)
);

create table figures_school_area (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    starts date,
    areas text[] not null,
    primary key (log, school, version)
);
