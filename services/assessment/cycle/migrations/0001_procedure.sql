-- The whole procedure of a cycle: council, groups, plan, analysis, confirmation, votes, versions.
-- `facts` holds what an event said last, by its type, as it stands in the log.

alter table cycle add column education_stage text;
alter table cycle add column guidance text;
alter table cycle add column report_version integer not null default 1;
alter table cycle add column facts jsonb not null default '{}';

alter table sheet add column descriptions jsonb not null default '[]';
alter table sheet add column measures jsonb not null default '[]';
alter table sheet add column recorded_by text not null default '';
alter table sheet add column recorded_on date;
alter table sheet add column carried_from text;
alter table sheet add column confirmed_on date;

create table element_tick (
    log text not null,
    cycle text collate "C" not null,
    element text collate "C" not null,
    criterion text not null,
    verdict text not null,
    note text not null,
    ticked_by text not null,
    ticked_on date not null,
    primary key (log, cycle, element)
);

create table standard_text (
    log text not null,
    cycle text collate "C" not null,
    standard integer not null,
    judgement text not null,
    strengths text not null,
    limits text not null,
    priorities text not null,
    primary key (log, cycle, standard)
);

create table report_text (
    log text not null,
    cycle text collate "C" not null,
    report_part text not null,
    text text not null,
    primary key (log, cycle, report_part)
);

-- `criterion` is empty for the report.
create table council_vote (
    log text not null,
    cycle text collate "C" not null,
    criterion text not null,
    person text not null,
    ballot text not null,
    note text not null,
    cast_on date not null,
    primary key (log, cycle, criterion, person)
);

create table report_comment (
    log text not null,
    cycle text collate "C" not null,
    version integer not null,
    criterion text,
    comment text not null,
    dated date not null,
    commented_by text not null,
    office text not null,
    primary key (log, cycle, version)
);

-- A report as it was approved, with its sheets, whatever came later.
create table report_version (
    log text not null,
    cycle text collate "C" not null,
    report_version integer not null,
    level integer not null,
    approved_on date not null,
    submitted_on date,
    sheets jsonb not null,
    reason text,
    primary key (log, cycle, report_version)
);

create table criterion_owner (
    log text not null,
    cycle text collate "C" not null,
    school text not null,
    position bigint not null,
    criterion text not null,
    group_name text not null,
    person text not null,
    head boolean not null,
    primary key (log, cycle, criterion, person)
);
create index on criterion_owner (log, person);

-- The SHA-256 of each longer paragraph, so that copied ones are found without reading them.
create table report_paragraph (
    log text not null,
    cycle text collate "C" not null,
    school text not null,
    criterion text not null,
    field text not null,
    digest text not null,
    primary key (log, cycle, criterion, field, digest)
);
create index on report_paragraph (log, digest);

-- Of the registry: who is in it, who was trained for self-assessment.
create table known_person (
    log text not null,
    person text not null,
    primary key (log, person)
);

create table assessment_training (
    log text not null,
    training text not null,
    person text not null,
    held_on date not null,
    ends date,
    primary key (log, training, person)
);

-- Of letters: by when they want reports handed in.
create table letter_heard (
    log text not null,
    position bigint not null,
    stream text not null,
    type text not null,
    data jsonb not null,
    primary key (log, position)
);
