-- Views of the log: each can be emptied and built again from it. `id` is the stream's id, `version`
-- and `position` those of the last event seen of the stream.

create table evidence_file (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    primary key (log, id)
);

create table evidence (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    code text not null,
    title text not null,
    sha256 text not null,
    sample boolean not null,
    primary key (log, school, code)
);

create table cycle (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text not null,
    year integer not null,
    kind text not null,
    state text not null,
    rule_set text not null,
    revision text not null,
    rules text not null,
    needs_verification boolean not null,
    warnings text[] not null,
    council_size integer not null,
    level integer,
    opened_on date not null,
    appointed_on date,
    approved_on date,
    submitted_on date,
    primary key (log, id)
);
create index on cycle (log, year);

create table judgement (
    log text not null,
    cycle text collate "C" not null,
    criterion text not null,
    level integer not null,
    indicator text not null,
    met boolean not null,
    evidence text[] not null,
    primary key (log, cycle, criterion, level, indicator)
);

create table sheet (
    log text not null,
    cycle text collate "C" not null,
    criterion text not null,
    strengths text not null,
    weaknesses text not null,
    improvement text not null,
    primary key (log, cycle, criterion)
);
