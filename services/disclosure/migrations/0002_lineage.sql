-- What the public record says when schools merge or end, and what disclosure knows of schools over
-- time. `starts` null: from the start.

alter table publication
    add column holder text,
    add column holder_name text,
    add column held_since date,
    add column lapsed_on date,
    add column lineage_basis text;
update publication set holder = school, holder_name = school_name;
alter table publication
    alter column holder set not null,
    alter column holder_name set not null;

create table school_name (
    log text not null,
    school text not null,
    version integer not null,
    name text not null,
    starts date,
    primary key (log, school, version)
);
create table school_kind (
    log text not null,
    school text not null,
    version integer not null,
    kind text not null,
    starts date,
    primary key (log, school, version)
);
insert into school_name select log, id, 1, name, null from school;
insert into school_kind select log, id, 1, kind, null from school;
alter table school drop column name, drop column kind;

create table succession (
    log text not null,
    predecessor text not null,
    successor text not null,
    starts date not null,
    primary key (log, successor, predecessor)
);
