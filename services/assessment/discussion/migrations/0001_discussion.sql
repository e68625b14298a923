-- What is said about a school's work, and what was asked for.

create table discussion (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    within_school boolean not null,
    matter text not null,
    cycle text,
    criterion text,
    of_level integer,
    indicator text,
    plan text,
    item integer,
    code text,
    subject text not null,
    opened_by text not null,
    opened_for text not null,
    opened_on date not null,
    last_on date not null,
    message_count integer not null,
    state text not null,
    closed_on date,
    reason text,
    primary key (log, id)
);
create index on discussion (log, school);
create index on discussion (log, cycle);

create table discussion_message (
    log text not null,
    discussion text collate "C" not null,
    message integer not null,
    person text not null,
    org text not null,
    said_on date not null,
    text text not null,
    suspected text[] not null,
    primary key (log, discussion, message)
);
create index on discussion_message (log, person);

-- A task has the id of its message, `<discussion>_<message>`; asked for again, it is the same row.
create table discussion_task (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    discussion text collate "C" not null,
    message integer not null,
    person text,
    office text,
    due date not null,
    set_by text not null,
    set_for text not null,
    set_on date not null,
    state text not null,
    ended_by text,
    ended_on date,
    outcome text,
    primary key (log, id)
);
create index on discussion_task (log, discussion);
create index on discussion_task (log, person);
