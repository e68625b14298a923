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
    raw text collate "C" not null,
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

-- What an entry says of its own place. Taken out of the very bytes that are hashed, so that the columns
-- cannot differ from them; as json, where "1" is not 1.
do $$ begin
    create type log.place as (log json, stream text, ver json, type text, prev text);
exception when duplicate_object then null;
end $$;

-- Their parameters may have changed; libs.installation grants them anew in the same transaction.
drop procedure if exists log.record;
drop function if exists log.append;

-- The version of a stream, 0 when it has no event.
create or replace function log.version_of(of_log text, of_stream text) returns integer
language sql stable as $$
    select coalesce(max(e.ver), 0) from log.event e where e.log = of_log and e.stream = of_stream
$$;

-- The old answer to a command, null when it is new; KD002 when it came with another digest.
create or replace function log.known(of_log text, of_command text, of_digest text) returns text[]
language plpgsql stable as $$
declare
    command log.command;
begin
    select c.* into command from log.command c where c.log = of_log and c.command = of_command;
    if command.digest <> of_digest then
        raise exception 'command % came before with another digest', of_command
            using errcode = 'KD002';
    end if;
    return array[command.last::text, command.version::text] || command.types
        where command.log is not null;
end $$;

-- Appends `entries` to `of_stream` and holds the log's lock until the caller's transaction ends. Returns the
-- answer to the command: last position, version of the stream, then the types of its events.
-- SQLSTATE KD001: a stream has moved on (detail: expected, actual, stream); KD002: the command id came
-- with another digest; KD003: an entry does not fit its place; KD004: the session's role does not own the
-- type (detail); KD005: the command came before, see its old answer. Few statements and expressions, since each is prepared anew for every call: the common
-- case, one new event that fits, looks at nothing twice; whoever does not fit is asked why.
create function log.append(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[]
) returns text[] language plpgsql security definer
set search_path = log, pg_temp
-- Plans are made once, perhaps while the tables are empty: an index must be their way even then.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    old text[];
    last bigint;
    version integer;
    previous bytea;
    types text[];
    leaves bytea[];
    moved record;
    raw text;
    place log.place;
    owned text;
begin
    if pg_advisory_xact_lock(19268, hashtext(of_log)) is null then
        return null;  -- never: the lock was taken, in an expression, which is cheaper than a query
    end if;

    select e.ver, e.leaf into version, previous from log.event e
        where e.log = of_log and e.stream = of_stream and e.ver >= expected
        order by e.ver desc limit 1;
    if version is distinct from nullif(expected, 0) then
        old := log.known(of_log, of_command, of_digest);
        if old is not null then
            return old;
        end if;
        raise exception 'version conflict' using errcode = 'KD001', detail = format('%s %s %s',
            expected, log.version_of(of_log, of_stream), of_stream);
    end if;
    if cardinality(guards) > 0 then
        select g.ver as expected, log.version_of(of_log, g.stream) as actual, g.stream into moved
            from unnest(guards, guard_versions) with ordinality as g(stream, ver, n)
            where g.ver <> log.version_of(of_log, g.stream) order by g.n limit 1;
        if found then
            old := log.known(of_log, of_command, of_digest);
            if old is not null then
                return old;
            end if;
            raise exception 'version conflict' using errcode = 'KD001', detail = format('%s %s %s',
                moved.expected, moved.actual, moved.stream);
        end if;
    end if;

    version := expected;
    foreach raw in array entries loop
        version := version + 1;
        place := json_populate_record(null::log.place, raw::json);
        if place.log::text is distinct from to_json(of_log)::text
            or place.stream is distinct from of_stream
            or place.ver::text is distinct from version::text
            or place.prev is distinct from encode(previous, 'hex')
            or octet_length(raw) > 65535
        then
            raise exception 'an entry does not fit its place, version % of %', version, of_stream
                using errcode = 'KD003';
        end if;
        exit when cardinality(entries) = 1;
        if place.type is distinct from owned then
            if not exists (
                select from log.type_owner o where o.type = place.type and o.role = session_user
            ) then
                raise exception 'role % may not record %', session_user, place.type
                    using errcode = 'KD004', detail = coalesce(place.type, '');
            end if;
            owned := place.type;
        end if;
        previous := sha256('\x00'::bytea || convert_to(raw, 'UTF8'));
        types := types || owned;
        leaves := leaves || previous;
    end loop;

    if version = expected + 1 then
        -- Below what this session saw last nothing needs to be looked at: a search without that bound reads
        -- the whole last page of the index. It may be another log's, and too high; then it is left out.
        insert into log.event (log, position, stream, ver, type, raw, leaf)
            select of_log, 1 + coalesce(
                    (select e.position from log.event e where e.log = of_log and e.position >= coalesce(
                        nullif(current_setting('kd.seen', true), '')::bigint, 0
                    ) order by e.position desc limit 1),
                    (select max(e.position) from log.event e where e.log = of_log),
                    0
                ), of_stream, version, o.type, raw, sha256('\x00'::bytea || convert_to(raw, 'UTF8'))
            from log.type_owner o where o.type = place.type and o.role = session_user
            returning event.position, array[event.type] into last, types;
        if not found then
            raise exception 'role % may not record %', session_user, place.type
                using errcode = 'KD004', detail = coalesce(place.type, '');
        end if;
    else
        select coalesce(max(e.position), 0) + version - expected into last
            from log.event e where e.log = of_log;
        insert into log.event (log, position, stream, ver, type, raw, leaf)
            select of_log, last - version + expected + e.n, of_stream, expected + e.n,
                e.type, e.raw, e.leaf
            from unnest(types, entries, leaves) with ordinality as e(type, raw, leaf, n);
    end if;

    insert into log.command (log, command, digest, first, last, version, types) values (
        of_log, of_command, of_digest, last + 1 - version + expected, last, version,
        coalesce(types, '{}')
    ) on conflict do nothing;
    if not found then
        raise exception 'command % came before', of_command using errcode = 'KD005';
    end if;
    return array[set_config('kd.seen', last::text, false), version::text] || types;
end $$;

-- Appends and returns once it is on disk; a repeated command gets its old answer, on disk too by then.
-- Not SECURITY DEFINER, since such a procedure may not commit. The second transaction must write to the
-- WAL: one that only takes a transaction id commits without a flush.
create procedure log.record(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[], inout answer text[] default null
) language plpgsql as $$
begin
    set local synchronous_commit = off;
    answer := log.append(
        of_log, of_command, of_digest, of_stream, expected, guards, guard_versions, entries
    );
    commit;
    perform set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'kd', '');
    commit;
end $$;

revoke all on function log.append from public;
revoke all on procedure log.record from public;
