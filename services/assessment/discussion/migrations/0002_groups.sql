-- A task may ask a group of a cycle's council; who is in which group, as the cycle tells it.

alter table discussion_task add column cycle text;
alter table discussion_task add column group_name text;

create table discussion_group (
    log text not null,
    cycle text not null,
    name text not null,
    person text not null,
    primary key (log, cycle, name, person)
);
create index on discussion_group (log, person);
