-- Keys of actors. The key itself is nowhere: only its hash, and a salt that makes it anew, together with
-- the operator's key, for the operator who repeats the very request that it was issued by.
create table api_key (
    id text primary key,
    actor text not null check (actor ~ '^u:[0-9a-z_]{1,64}$'),
    hash bytea not null unique check (octet_length(hash) = 32),
    salt bytea not null check (octet_length(salt) = 16),
    request text not null unique,
    days integer not null check (days > 0),
    issued_at timestamptz not null,
    expires_at timestamptz not null
);
comment on column api_key.request is 'the Idempotency-Key it was asked for with';
