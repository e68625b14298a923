-- Where schools lie over time, and which office holds a running case.

create table school_area (
    log text not null,
    school text not null,
    version integer not null,
    areas text[] not null,
    starts date,
    primary key (log, school, version)
);
insert into school_area select log, id, 1, areas, null from school;
alter table school drop column areas;

create table school_kind (
    log text not null,
    school text not null,
    version integer not null,
    kind text not null,
    starts date,
    primary key (log, school, version)
);
insert into school_kind select log, id, 1, kind, null from school;
alter table school drop column kind;

-- `case_since`: when the case was first filed and not withdrawn since.
alter table evaluation add column case_since date;
update evaluation set case_since = filed_on where withdrawn_on is null;

create table case_transfer (
    log text not null,
    evaluation text not null,
    version integer not null,
    function text not null,
    source text,
    recipient text not null,
    basis text not null,
    transferred_on date not null,
    primary key (log, evaluation, version)
);
