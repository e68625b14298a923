-- What one subscriber has seen of each log, and what it had to set aside; one pair of tables per service schema.
create table if not exists subscription (
    name text not null,
    log text not null,
    position bigint not null check (position >= 0),
    primary key (name, log)
);

create table if not exists parked (
    name text not null,
    log text not null,
    position bigint not null,
    stream text not null,
    error text not null,
    at timestamptz not null default now(),
    primary key (name, log, position)
);

-- Which read tables that came with an upgrade have been made up for, of which log.
create table if not exists filled (
    name text not null,
    log text not null,
    primary key (name, log)
);

-- What is set aside, for who exports a log: without the errors, which may quote an event's texts.
create or replace view set_aside as select name, log, position, stream from parked;
