-- How far the relay has published each log, and the last public event of each type: what partners get as
-- `previous`. Both move together, and only after the broker has confirmed.
create table if not exists relayed (
    log text primary key,
    position bigint not null check (position >= 0)
);

create table if not exists relayed_type (
    log text not null,
    type text not null,
    position bigint not null check (position > 0),
    primary key (log, type)
);
