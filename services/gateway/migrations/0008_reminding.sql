-- How people are reminded of what is due. An address is one its owner has shown to be theirs by a
-- code that was mailed to it; a calendar is found by a secret, of which only the hash is here.

create table reminding (
    actor text primary key references account on delete cascade,
    email text,
    awaiting text,
    code bytea check (octet_length(code) = 32),
    code_until timestamptz,
    tries integer not null default 0,
    digest boolean not null default true,
    calendar bytea unique check (octet_length(calendar) = 32)
);
comment on column reminding.awaiting is 'an address that waits for its code';
comment on column reminding.calendar is 'hash of the secret in the address of the calendar';

-- Digests: one a person and day, so that none is made twice; without outcome it waits to be sent.
create table digest (
    actor text not null references account on delete cascade,
    day date not null,
    subject text not null,
    body text not null,
    made_at timestamptz not null,
    tries integer not null default 0,
    next_at timestamptz not null,
    outcome text,
    ended_at timestamptz,
    primary key (actor, day)
);
create index on digest (next_at) where outcome is null;
