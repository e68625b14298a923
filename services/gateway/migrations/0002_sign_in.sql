-- Who signs in and how. A secret that is only compared is a hash here; the seed of a second factor, which
-- must be read again, is encrypted with a key that is not in the database.

create table account (
    actor text primary key check (actor ~ '^u:[0-9a-z_]{1,64}$'),
    login text not null unique,
    password text,
    seed bytea,
    seed_step bigint not null default 0,
    seed_offered bytea,
    disabled_at timestamptz,
    created_at timestamptz not null,
    created_by text not null
);
comment on column account.password is 'Argon2id in PHC form; null until the invitation is used';
comment on column account.seed is 'of the second factor, encrypted; null while there is none';
comment on column account.seed_step is 'the last time step a code was accepted for: a code works once';
comment on column account.seed_offered is 'shown to its owner and not confirmed by a code yet';

create table invitation (
    actor text primary key references account on delete cascade,
    hash bytea not null unique check (octet_length(hash) = 32),
    expires_at timestamptz not null
);

create table recovery_code (
    actor text not null references account on delete cascade,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (actor, hash)
);

create table link (
    issuer text not null,
    claim text not null,
    value text not null,
    actor text not null references account on delete cascade,
    linked_at timestamptz not null,
    linked_by text not null,
    primary key (issuer, claim, value)
);
create index on link (actor);

create table session (
    id text primary key,
    hash bytea not null unique check (octet_length(hash) = 32),
    actor text not null references account on delete cascade,
    issuer text,
    strong boolean not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    address text not null,
    agent text not null
);
create index on session (actor);
comment on column session.issuer is 'the identity provider that vouched; null for a password';
comment on column session.strong is 'whether a second factor was shown';

create table authorization_request (
    state bytea primary key check (octet_length(state) = 32),
    browser bytea not null check (octet_length(browser) = 32),
    provider text not null,
    return_to text not null,
    expires_at timestamptz not null
);
comment on table authorization_request is 'sign-ins sent to an identity provider and not back yet; each row is taken once';

create table delay (
    key bytea primary key check (octet_length(key) = 32),
    failures integer not null,
    until timestamptz not null,
    last_at timestamptz not null
);
comment on column delay.key is 'hash of a login name or address: what was typed there may be a password';

create table access (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    act text not null,
    actor text,
    about text,
    address text not null,
    trace text not null
);
create index on access (about, id);
comment on table access is 'the access log: sign-ins, failures, keys, accounts; no secrets, no part of the event log';

-- A key is shown once, so nothing is kept to make it anew.
alter table api_key drop column salt;
alter table api_key drop constraint api_key_request_key;
alter table api_key add column issued_by text not null default 's:operator';
alter table api_key alter column issued_by drop default;
alter table api_key add column scope text[] not null default '{all}';
alter table api_key alter column scope drop default;
alter table api_key add column label text not null default '';
alter table api_key alter column label drop default;
alter table api_key add column used_at timestamptz;
alter table api_key add column ended_at timestamptz;
alter table api_key add unique (issued_by, request);
create index on api_key (actor);
comment on column api_key.scope is 'all, read, a category, or category/command';
