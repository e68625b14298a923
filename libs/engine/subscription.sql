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
