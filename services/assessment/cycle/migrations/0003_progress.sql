-- Of the registry: the schools that have a report to write; a row for each thing said of one.
create table report_school (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    starts date,
    name text,
    kind text,
    areas text[],
    ends date,
    primary key (log, school, version)
);
