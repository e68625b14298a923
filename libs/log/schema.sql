-- The event log of an installation: one log per province, positions 1, 2, 3, ... without a gap.
-- Run by libs.hosting.installation as kd_owner, in schema `log`; may run again. PostgreSQL 15 and newer, UTF-8.
--
-- `call log.record(...)` is the only way in. It takes the log's lock, gives the next positions, commits
-- without waiting for the disk, which frees the lock, and only then waits for a flush that all callers of
-- the moment share. What it has answered is on disk; what can be read may not be yet.

-- The last event of a command carries the command's id and digest, and how many events it brought.
create table if not exists log.event (
    log text collate "C" not null,
    position bigint not null,
    stream text collate "C" not null,
    ver integer not null,
    type text collate "C" not null,
    raw text collate "C" not null,
    leaf bytea not null,
    command text collate "C",
    digest text collate "C",
    events integer,
    primary key (log, position),
    unique (log, stream, ver)
);
create unique index if not exists event_command on log.event (log, command) where command is not null;

-- Commands that were accepted and brought no event; `head` is the log's last position at the time.
create table if not exists log.idle_command (
    log text collate "C" not null,
    command text collate "C" not null,
    digest text collate "C" not null,
    head bigint not null,
    version integer not null,
    primary key (log, command)
);

-- Every command that was accepted, with its answer; `first` is `last` + 1 when it brought no event.
create or replace view log.command as
    select e.log, e.command, e.digest, e.position - e.events + 1 as first, e.position as last,
        e.ver as version, array(
            select b.type from log.event b
            where b.log = e.log and b.position between e.position - e.events + 1 and e.position
            order by b.position
        ) as types
    from log.event e where e.command is not null
    union all
    select c.log, c.command, c.digest, c.head + 1, c.head, c.version, '{}' from log.idle_command c;

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
create or replace trigger append_only before update or delete or truncate on log.idle_command
    for each statement execute function log.refuse();
create or replace trigger append_only_row before update or delete on log.idle_command
    for each row execute function log.refuse();
alter table log.event enable always trigger append_only;
alter table log.event enable always trigger append_only_row;
alter table log.idle_command enable always trigger append_only;
alter table log.idle_command enable always trigger append_only_row;

-- What an entry says of its own place. Taken out of the very bytes that are hashed, so that the columns
-- cannot differ from them; as json, where "1" is not 1.
do $$ begin
    create type log.place as (log json, stream text, ver json, type text, prev text);
exception when duplicate_object then null;
end $$;

-- Their parameters may have changed; libs.hosting.installation grants them anew in the same transaction.
drop procedure if exists log.record;
drop function if exists log.append;
drop function if exists log.append_checked;

-- The version of a stream, 0 when it has no event.
create or replace function log.version_of(of_log text, of_stream text) returns integer
language sql stable as $$
    select coalesce(max(e.ver), 0) from log.event e where e.log = of_log and e.stream = of_stream
$$;

-- Whether the streams are still at these versions.
create or replace function log.unmoved(of_log text, streams text[], versions integer[]) returns boolean
language sql stable as $$
    select not exists (
        select from unnest(streams, versions) as g(stream, ver)
        where g.ver <> log.version_of(of_log, g.stream)
    )
$$;

-- The type of an event that came after a position and is one of these, null if none did. Few entries are
-- looked at, since whoever asks has read the log a moment ago: the key finds them, no index of types is kept.
create or replace function log.came(of_log text, types text[], after bigint) returns text
language sql stable as $$
    select e.type from log.event e
        where e.log = of_log and e.position > after and e.type = any (types) order by e.position limit 1
$$;

-- Appends as log.append does, under its lock, looking at everything first: what is refused, and why.
create or replace function log.append_checked(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[], quiet text[], after bigint
) returns text[] language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    known log.command;
    moved record;
    late text;
    previous bytea;
    version integer := expected;
    raw text;
    place log.place;
    types text[] := '{}';
    leaves bytea[];
    head bigint;
begin
    select c.* into known from log.command c where c.log = of_log and c.command = of_command;
    if known.digest <> of_digest then
        raise exception 'command % came before with another digest', of_command
            using errcode = 'KD002';
    elsif known.digest is not null then
        return array[known.last::text, known.version::text] || known.types;
    end if;

    select g.ver as expected, log.version_of(of_log, g.stream) as actual, g.stream into moved
        from unnest(of_stream || guards, expected || guard_versions) with ordinality as g(stream, ver, n)
        where g.ver <> log.version_of(of_log, g.stream) order by g.n limit 1;
    if found then
        raise exception 'version conflict' using errcode = 'KD001', detail = format('%s %s %s',
            moved.expected, moved.actual, moved.stream);
    end if;
    if quiet is not null then
        late := log.came(of_log, quiet, after);
        if late is not null then
            raise exception 'not quiet' using errcode = 'KD005', detail = late;
        end if;
    end if;

    select e.leaf into previous from log.event e
        where e.log = of_log and e.stream = of_stream and e.ver = expected;
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
        if place.type is distinct from types[cardinality(types)] and not exists (
            select from log.type_owner o where o.type = place.type and o.role = session_user
        ) then
            raise exception 'role % may not record %', session_user, place.type
                using errcode = 'KD004', detail = coalesce(place.type, '');
        end if;
        previous := sha256('\x00'::bytea || convert_to(raw, 'UTF8'));
        types := types || place.type;
        leaves := leaves || previous;
    end loop;

    select coalesce(max(e.position), 0) into head from log.event e where e.log = of_log;
    insert into log.event (log, position, stream, ver, type, raw, leaf, command, digest, events)
        select of_log, head + e.n, of_stream, expected + e.n, e.type, e.raw, e.leaf,
            case when e.n = cardinality(entries) then of_command end,
            case when e.n = cardinality(entries) then of_digest end,
            case when e.n = cardinality(entries) then e.n end
        from unnest(types, entries, leaves) with ordinality as e(type, raw, leaf, n);
    if not found then
        insert into log.idle_command (log, command, digest, head, version)
            values (of_log, of_command, of_digest, head, expected);
    end if;
    return array[(head + cardinality(entries))::text, version::text] || types;
end $$;

-- Appends `entries` to `of_stream` and holds the log's lock until the caller's transaction ends. Returns the
-- answer to the command: last position, version of the stream, then the types of its events.
-- SQLSTATE KD001: a stream has moved on (detail: expected, actual, stream); KD002: the command id came
-- with another digest; KD003: an entry does not fit its place; KD004: the session's role does not own the
-- type (detail); KD005: an event of a type in `quiet` came after position `after` (detail: its type);
-- 23505: the command came before, see log.command.
-- Few statements, since each is prepared anew for every call: one event that fits is one INSERT, which
-- adds no row when anything is amiss.
create function log.append(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[],
    quiet text[] default null, after bigint default null
) returns text[] language plpgsql security definer
set search_path = log, pg_temp
-- Plans are made once, perhaps while the tables are empty: an index must be their way even then.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    place log.place := json_populate_record(null::log.place, entries[1]::json);
    answer text[];
begin
    if pg_advisory_xact_lock(19268, hashtext(of_log)) is null then
        return null;  -- never: the lock was taken, in an expression, which is cheaper than a query
    end if;
    if cardinality(entries) = 1
        and (cardinality(guards) = 0 or log.unmoved(of_log, guards, guard_versions))
        and (quiet is null or log.came(of_log, quiet, after) is null)
    then
        -- The search for the head begins at what this session saw last: without a bound it reads the whole
        -- last page of the index. That may be another log's head, and too high; then nothing is found.
        insert into log.event (log, position, stream, ver, type, raw, leaf, command, digest, events)
            select of_log, head.position + 1, of_stream, expected + 1, place.type, entries[1],
                sha256('\x00'::bytea || convert_to(entries[1], 'UTF8')), of_command, of_digest, 1
            from (
                select e.position from log.event e
                where e.log = of_log and e.position >= coalesce(
                    nullif(current_setting('kd.seen', true), '')::bigint, 0
                ) order by e.position desc limit 1
            ) as head
            where place.log::text = to_json(of_log)::text
                and place.stream = of_stream
                and place.ver::text = (expected + 1)::text
                and octet_length(entries[1]) < 65536
                and exists (
                    select from log.type_owner o where o.type = place.type and o.role = session_user
                )
                and place.prev is not distinct from (
                    select case e.ver when expected then encode(e.leaf, 'hex') else '' end
                    from log.event e
                    where e.log = of_log and e.stream = of_stream and e.ver >= expected
                    order by e.ver desc limit 1
                )
                and not exists (
                    select from log.idle_command c where c.log = of_log and c.command = of_command
                )
            returning array[set_config('kd.seen', position::text, false), ver::text, type] into answer;
        if answer is not null then
            return answer;
        end if;
    end if;
    return log.append_checked(
        of_log, of_command, of_digest, of_stream, expected, guards, guard_versions, entries,
        quiet, after
    );
end $$;

-- Appends and returns once it is on disk; a repeated command gets its old answer, on disk too by then.
-- Not SECURITY DEFINER, since such a procedure may not commit. The second transaction ends with the call
-- and must write to the WAL: one that only takes a transaction id commits without a flush.
create procedure log.record(
    of_log text, of_command text, of_digest text, of_stream text, expected integer,
    guards text[], guard_versions integer[], entries text[],
    quiet text[] default null, after bigint default null, inout answer text[] default null
) language plpgsql as $$
begin
    set local synchronous_commit = off;
    answer := log.append(
        of_log, of_command, of_digest, of_stream, expected, guards, guard_versions, entries,
        quiet, after
    );
    commit;
    perform set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'kd', '');
end $$;

revoke all on function log.append, log.append_checked, log.came, log.unmoved from public;
revoke all on procedure log.record from public;
