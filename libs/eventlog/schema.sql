-- The event log of an installation: one log per province, positions 1, 2, 3, ... without a gap.
-- Run by libs.installation as kd_owner, in schema `log`; may run again. PostgreSQL 15 and newer, UTF-8.
--
-- `call log.record(...)` is the only way in. It takes the log's lock, gives the next positions, commits
-- without waiting for the disk, which frees the lock, and only then waits for a flush that all callers of
-- the moment share. What it has answered is on disk; what can be read may not be yet.

create table if not exists log.event (
    log text collate "C" not null,
    position bigint not null,
    stream text collate "C" not null,
    ver integer not null,
    type text collate "C" not null,
    raw text collate "C" not null check (octet_length(raw) <= 65535),
    leaf bytea not null,
    primary key (log, position),
    unique (log, stream, ver)
);

-- Every command that was accepted, with its answer; `first` is `last` + 1 when it brought no event.
create table if not exists log.command (
    log text collate "C" not null,
    command text collate "C" not null,
    digest text collate "C" not null,
    first bigint not null,
    last bigint not null,
    version integer not null,
    types text[] not null,
    primary key (log, command)
);

-- The database role that may record events of a type.
create table if not exists log.type_owner (
    type text collate "C" primary key,
    role text collate "C" not null
);

create or replace function log.refuse() returns trigger language plpgsql as $$
begin
    raise exception '% on log.% refused: the log is append-only', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

-- "Always": also under session_replication_role = replica, which switches ordinary triggers off.
create or replace trigger append_only before update or delete or truncate on log.event
    for each statement execute function log.refuse();
create or replace trigger append_only_row before update or delete on log.event
    for each row execute function log.refuse();
create or replace trigger append_only before update or delete or truncate on log.command
    for each statement execute function log.refuse();
create or replace trigger append_only_row before update or delete on log.command
    for each row execute function log.refuse();
alter table log.event enable always trigger append_only;
alter table log.event enable always trigger append_only_row;
alter table log.command enable always trigger append_only;
alter table log.command enable always trigger append_only_row;

-- Appends `entries` to `of_stream` and holds the log's lock until the caller's transaction ends.
-- SQLSTATE KD001: a stream has moved on (detail: expected, actual, stream); KD002: the command id came
-- with another digest; KD003: an entry does not fit its place; KD004: the session's role does not own the
-- type (detail). Columns are taken out of the very bytes that are hashed, so they cannot differ from them.
create or replace function log.append(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[],
    out last bigint, out version integer, out types text[]
) language plpgsql security definer
set search_path = log, pg_temp
set enable_seqscan = off  -- a plan made while the tables were empty must not outlive that
as $$
declare
    writer constant text := session_user;
    many constant integer := cardinality(entries);
    head bigint;
    previous bytea;
    known text;
    moved record;
begin
    perform pg_advisory_xact_lock(19268, hashtext(of_log));

    select c.digest, c.last, c.version, c.types into known, last, version, types
        from log.command c where c.log = of_log and c.command = of_command;
    if found then
        if known <> of_digest then
            raise exception 'command % came before with another digest', of_command
                using errcode = 'KD002';
        end if;
        return;
    end if;

    select e.ver, e.leaf into version, previous
        from log.event e where e.log = of_log and e.stream = of_stream order by e.ver desc limit 1;
    version := coalesce(version, 0);
    if version <> expected then
        raise exception 'version conflict' using errcode = 'KD001',
            detail = format('%s %s %s', expected, version, of_stream);
    end if;
    if cardinality(guards) > 0 then
        select g.stream, g.ver, coalesce(now.ver, 0) as actual into moved
            from unnest(guards, guard_versions) with ordinality as g(stream, ver, n)
            left join lateral (
                select e.ver from log.event e where e.log = of_log and e.stream = g.stream
                order by e.ver desc limit 1
            ) now on true
            where g.ver <> coalesce(now.ver, 0) order by g.n limit 1;
        if found then
            raise exception 'version conflict' using errcode = 'KD001',
                detail = format('%s %s %s', moved.ver, moved.actual, moved.stream);
        end if;
    end if;

    select e.position into head
        from log.event e where e.log = of_log order by e.position desc limit 1;
    head := coalesce(head, 0);
    types := '{}';
    if many > 0 then
        with entry as (
            select e.n, e.raw, x.*, sha256('\x00'::bytea || convert_to(e.raw, 'UTF8')) as leaf
            from unnest(entries) with ordinality as e(raw, n),
                json_to_record(e.raw::json) as x(log json, stream text, ver json, type text, prev text)
        ), fitting as (
            insert into log.event (log, position, stream, ver, type, raw, leaf)
            select of_log, head + e.n, of_stream, expected + e.n, e.type, e.raw, e.leaf
            from (select *, lag(leaf, 1, previous) over (order by n) as before from entry) e
            join log.type_owner o on o.type = e.type and o.role = writer
            where e.log::text = to_json(of_log)::text
                and e.stream = of_stream
                and e.ver::text = (expected + e.n)::text
                and e.prev is not distinct from encode(e.before, 'hex')
            order by e.n
            returning position, type
        )
        select array_agg(f.type order by f.position) into types from fitting f;
        if coalesce(cardinality(types), 0) <> many then
            select e.raw::json ->> 'type' as type into moved from unnest(entries) as e(raw)
                where not exists (
                    select from log.type_owner o
                    where o.type = e.raw::json ->> 'type' and o.role = writer
                ) limit 1;
            if found then
                raise exception 'role % may not record %', writer, moved.type
                    using errcode = 'KD004', detail = coalesce(moved.type, '');
            end if;
            raise exception 'an entry does not fit its place in % after version %', of_stream, expected
                using errcode = 'KD003';
        end if;
    end if;

    last := head + many;
    version := expected + many;
    insert into log.command (log, command, digest, first, last, version, types)
        values (of_log, of_command, of_digest, head + 1, last, version, types);
end $$;

-- Appends and returns once it is on disk; a repeated command gets its old answer, on disk too by then.
-- Not SECURITY DEFINER, since such a procedure may not commit. The second transaction must write to the
-- WAL: one that only takes a transaction id commits without a flush.
create or replace procedure log.record(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[],
    inout last bigint default null, inout version integer default null,
    inout types text[] default null
) language plpgsql as $$
begin
    set local synchronous_commit = off;
    select a.last, a.version, a.types into last, version, types
        from log.append(of_log, of_command, of_digest, of_stream, expected,
                        guards, guard_versions, entries) a;
    commit;
    set local synchronous_commit = on;
    perform pg_logical_emit_message(true, 'kd', '');
    commit;
end $$;

revoke all on function log.append from public;
revoke all on procedure log.record from public;
