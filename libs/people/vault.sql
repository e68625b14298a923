-- Personal data beside the log. Run by libs.hosting.installation as the role that keeps it, in schema `vault`,
-- which no other role may enter; may run again.

-- What opens a commitment of the log, encrypted under the key of its stream; the key stands elsewhere.
create table if not exists vault.disclosure (
    log text collate "C" not null,
    stream text collate "C" not null,
    digest text collate "C" not null,
    at timestamptz not null default now(),
    sealed bytea not null,
    told boolean not null default false,  -- whether its event has been seen
    primary key (log, stream, digest)
);
create index if not exists disclosure_untold on vault.disclosure (at) where not told;

-- The streams that were erased, so that a key which an older copy of the keys brings back goes again.
create table if not exists vault.erased (
    log text collate "C" not null,
    stream text collate "C" not null,
    primary key (log, stream)
);

-- Every opening: who looked at whom, when and why. Written before anything is shown.
create table if not exists vault.opening (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    log text collate "C" not null,
    stream text collate "C" not null,
    actor text collate "C" not null,
    role text collate "C" not null,
    org text collate "C" not null,
    why text not null,
    corr text not null
);
create index if not exists opening_stream on vault.opening (log, stream, id);
create index if not exists opening_actor on vault.opening (actor, at);

create or replace function vault.refuse() returns trigger language plpgsql as $$
begin
    raise exception '% on vault.% refused: openings are kept', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create or replace trigger kept before update or delete or truncate on vault.opening
    for each statement execute function vault.refuse();

-- Who opened the names of many within a short time: from the first of these openings to the last. Notices of it
-- are made of this; the openings themselves tell the rest.
create table if not exists vault.wide (
    id bigint generated always as identity primary key,
    log text collate "C" not null,
    actor text collate "C" not null,
    role text collate "C" not null,
    org text collate "C" not null,
    since timestamptz not null,
    until timestamptz not null,
    people integer not null
);
create index if not exists wide_log on vault.wide (log, until);
