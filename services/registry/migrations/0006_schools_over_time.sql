-- Schools over time. `school` holds what was told last of each; the tables below what held when.
-- `starts` null: from the start; `ends` is the first day on which a thing no longer holds.

alter table school
    add column education_stages text[] not null default '{}',
    add column closed_on date,
    add column closed_form text,
    add column closed_basis text,
    add column predecessors text[] not null default '{}',
    add column successors text[] not null default '{}';
create index on school using gin (predecessors);

-- Each value told, as it was told.
create table school_change (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    field text not null,
    value jsonb not null,
    starts date,
    basis text,
    primary key (log, school, version, field)
);

-- What the changes come to: one row for each span of days of a school, without gap or overlap.
create table school_span (
    log text not null,
    school text collate "C" not null,
    starts date,
    ends date,
    name text not null,
    kind text not null,
    variant text,
    ownership text not null,
    areas text[] not null,
    address text not null,
    education_stages text[] not null
);
create index on school_span (log, school);
create index on school_span using gin (areas);

create table school_identifier (
    log text not null,
    school text collate "C" not null,
    number integer not null,
    scheme text not null,
    value text not null,
    issuer text not null,
    starts date,
    ends date,
    primary key (log, school, number)
);
create index on school_identifier (log, value);

create table school_campus (
    log text not null,
    school text collate "C" not null,
    campus text collate "C" not null,
    name text not null,
    address text not null,
    areas text[] not null,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, school, campus)
);

create table lineage_act (
    log text not null,
    version integer not null,
    position bigint not null,
    form text not null,
    predecessors text[] not null,
    successors text[] not null,
    starts date not null,
    basis text not null,
    primary key (log, version)
);
create index on lineage_act using gin (predecessors);
create index on lineage_act using gin (successors);

insert into school_change
select s.log, s.id, 1, f.key, f.value, null, null
from school s cross join lateral jsonb_each(jsonb_build_object(
    'name', s.name, 'kind', s.kind, 'variant', s.variant, 'ownership', s.ownership,
    'areas', s.areas, 'address', s.address, 'education_stages', s.education_stages)) f;
insert into school_span
select log, id, null, null, name, kind, variant, ownership, areas, address, education_stages from school;
insert into school_identifier
select s.log, s.id, c.number, c.code ->> 'scheme', c.code ->> 'value', c.code ->> 'issuer'
from school s cross join lateral jsonb_array_elements(s.identifiers) with ordinality c (code, number);
