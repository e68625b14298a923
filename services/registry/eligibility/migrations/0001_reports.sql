-- Reports of self-assessments that were approved, and when they were handed in.
create table assessed_report (
    log text not null,
    cycle text collate "C" not null,
    school text collate "C" not null,
    school_year integer not null,
    level integer not null,
    rules text,
    submitted_on date,
    primary key (log, cycle)
);
create index on assessed_report (log, school);
