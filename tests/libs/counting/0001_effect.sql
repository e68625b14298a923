-- No key on (log, position), so that a doubled effect can be counted.
create table effect (
    n bigserial primary key,
    log text not null,
    position bigint not null,
    stream text not null
);

create table antidote (name text primary key);
