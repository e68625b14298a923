-- The offices' lists of planned evaluations as review reads them, line by line, and in what a registration differs.
create table planned_evaluation (
    log text not null,
    id text collate "C" not null,
    school text collate "C",
    school_year integer not null,
    month text,
    before date,
    accreditation_grade integer,
    national_grade integer,
    instruction text,
    planned_on date not null,
    primary key (log, id)
);
create index on planned_evaluation (log, school, school_year);
alter table evaluation add column differs text[] not null default '{}';
