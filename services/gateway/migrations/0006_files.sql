-- Files on their way in: the pieces lie in a folder, here is what is known of them. A row whose file
-- came in whole and was recorded stays for a while, for a sender whom the answer did not reach.

create table upload (
    id text primary key,
    log text not null,
    service text not null,
    stream text not null,
    command text not null,
    actor text not null,
    request text not null,
    name text not null,
    file_size bigint not null,
    expected text,
    state text not null check (state in ('receiving', 'done', 'refused', 'cancelled')),
    sha256 text,
    media_type text,
    warnings text[] not null default '{}',
    position bigint not null default 0,
    code text,
    reason text,
    made_at timestamptz not null,
    touched_at timestamptz not null,
    unique (actor, request)
);
create index on upload (touched_at);
comment on column upload.expected is 'the SHA-256 that the sender announced, null for none';
comment on column upload.sha256 is 'of the bytes, once they are whole and looked at';

create table file_opening (
    id bigint generated always as identity primary key,
    log text not null,
    school text not null,
    code text not null,
    item_version integer not null,
    sha256 text not null,
    actor text not null,
    at timestamptz not null,
    last_at timestamptz not null,
    address text not null,
    trace text not null
);
create index on file_opening (log, school, id);
comment on table file_opening is 'who opened a file of a school that is not their own';
