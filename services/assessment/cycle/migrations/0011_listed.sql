-- The schools as lists show them: a row for each time through which nothing that is said of one changes, by name.
create table listed_school (
    log text not null,
    school text collate "C" not null,
    starts date,
    ends date,
    name text not null,
    sorted_by text collate "C" not null,
    folded text not null,
    kind text not null,
    areas text[] not null,
    stages text[] not null,
    places text[] not null,
    place_sorted_by text collate "C",
    closes date
);
create index on listed_school (log, sorted_by, school);
create index on listed_school (log, school);
comment on column listed_school.closes is 'the first day without the school';
comment on column listed_school.places is 'each area with the kind: where letters charge it';

-- How far each report is, in a row: made of the tables of the cycle by standings.py.
create table report_standing (
    log text not null,
    cycle text collate "C" not null,
    school text collate "C" not null,
    year integer not null,
    version integer not null,
    position bigint not null,
    education_stage text,
    state text not null,
    rules text not null,
    level integer,
    report_version integer not null,
    opened_on date not null,
    completed_on date,
    approved_on date,
    submitted_on date,
    handed_in_version integer,
    handed_in_level integer,
    handed_in_on date,
    handed_in_late boolean,
    commented_on date,
    comment_count integer not null,
    primary key (log, cycle)
);
create index on report_standing (log, school, year);
create index on report_standing (log, year);

insert into report_standing
select c.log, c.id, c.school, c.year, c.version, c.position, c.education_stage, c.state, c.rules,
       c.level, coalesce(c.report_version, 1), c.opened_on, s.completed_on, c.approved_on,
       c.submitted_on, h.report_version, h.level, h.submitted_on, h.late, m.commented_on,
       m.comment_count
from cycle c
cross join lateral (
    select (c.facts->'ReportCompleted'->>'dated')::date as completed_on) s
left join lateral (
    select v.* from report_version v
    where v.log = c.log and v.cycle = c.id and v.submitted_on is not null
    order by v.report_version desc limit 1) h on true
cross join lateral (
    select max(m.dated) as commented_on, count(*) as comment_count from report_comment m
    where m.log = c.log and m.cycle = c.id and m.report_version = c.report_version
    and m.dated >= coalesce(s.completed_on, c.approved_on)) m
where c.state <> 'abandoned';
