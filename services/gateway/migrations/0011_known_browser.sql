-- Browsers in which somebody has signed in: what fails elsewhere does not delay them. And a delay says once that it
-- refuses.
create table known_browser (
    actor text not null references account on delete cascade,
    hash bytea not null check (octet_length(hash) = 32),
    at timestamptz not null,
    primary key (actor, hash)
);
comment on table known_browser is 'whom a browser''s cookie stands for, beside the session: who signed in there with a password';
create index on known_browser (hash);

alter table delay add column refused integer not null default 0;
comment on column delay.refused is 'how many tries the present delay has refused';
