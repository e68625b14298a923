-- What the one-stop desk is still to be told of, and how far each log was followed for it.
create table one_stop_followed (
    log text primary key,
    position bigint not null
);

create table one_stop_waiting (
    log text not null,
    id text not null,
    position bigint not null,
    tries integer not null default 0,
    next_at timestamptz not null,
    why text,
    primary key (log, id)
);
comment on column one_stop_waiting.id is 'the case; its standing is told as it is when it is told';
comment on column one_stop_waiting.why is 'why the last try failed';
