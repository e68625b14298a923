-- The event log of an installation: one log per province, positions 1, 2, 3, ... without a gap.
-- Run by libs.hosting.installation as kd_owner, in schema `log`, after the script of libs/log/form.py; may run
-- again. PostgreSQL 15 and newer, UTF-8.
--
-- `call log.record(...)` is the only way in, for one attempt or for several that came at the same time. It
-- takes the log's lock, gives the next positions, commits without waiting for the disk, which frees the
-- lock, and only then waits for a flush that all callers of the moment share. What it has answered is on
-- disk; what can be read may not be yet.

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

-- The logs of this installation, in which alone something is appended; written when it is installed. A log
-- that is no longer the one that was signed is broken: since when, from which index on, why (in Vietnamese).
create table if not exists log.founded (
    log text collate "C" primary key,
    broken_since timestamptz,
    broken_index bigint,
    broken_why text
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

-- Their parameters may have changed; libs.hosting.installation grants them anew in the same transaction.
drop procedure if exists log.record;
drop function if exists log.append;
drop function if exists log.append_checked;
drop type if exists log.attempt;

-- What is to be appended to a stream at version `expected`, all or nothing, see libs.log.entry.Attempt.
create type log.attempt as (
    command text,
    digest text,
    stream text,
    expected integer,
    guards text[],
    guard_versions integer[],
    entries text[],
    quiet text[],
    after bigint
);

create or replace function log.leaf(raw text) returns bytea language sql immutable as $$
    select sha256('\x00'::bytea || convert_to(raw, 'UTF8'))
$$;

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
create function log.append_checked(of_log text, asked log.attempt) returns text language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    known log.command;
    state record;
    moved record;
    late text;
    previous bytea;
    version integer := asked.expected;
    many integer := cardinality(asked.entries);
    raw text;
    place log.envelope;
    types text[] := '{}';
    leaves bytea[];
    head bigint;
begin
    select c.* into known from log.command c where c.log = of_log and c.command = asked.command;
    if known.digest <> asked.digest then
        raise exception 'command % came before with another digest', asked.command
            using errcode = 'KD002';
    elsif known.digest is not null then
        return 'again ' || array_to_string(array[known.last::text, known.version::text] || known.types, ' ');
    end if;

    select f.broken_since, f.broken_index, f.broken_why into state
        from log.founded f where f.log = of_log;
    if not found then
        raise exception 'log % was not founded', of_log using errcode = 'KD006';
    elsif state.broken_since is not null then
        raise exception 'log % is broken', of_log using errcode = 'KD007', detail = format(
            '%s %s %s', to_char(state.broken_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            coalesce(state.broken_index, -1), state.broken_why);
    end if;

    select g.ver as expected, log.version_of(of_log, g.stream) as actual, g.stream into moved
        from unnest(asked.stream || asked.guards, version || asked.guard_versions)
            with ordinality as g(stream, ver, n)
        where g.ver <> log.version_of(of_log, g.stream) order by g.n limit 1;
    if found then
        raise exception 'version conflict' using errcode = 'KD001', detail = format('%s %s %s',
            moved.expected, moved.actual, moved.stream);
    end if;
    if asked.quiet is not null then
        late := log.came(of_log, asked.quiet, asked.after);
        if late is not null then
            raise exception 'not quiet' using errcode = 'KD005', detail = late;
        end if;
    end if;

    select e.leaf into previous from log.event e
        where e.log = of_log and e.stream = asked.stream and e.ver = version;
    foreach raw in array asked.entries loop
        version := version + 1;
        place := json_populate_record(null::log.envelope, raw::json);
        if not log.in_place(of_log, asked.stream, version, raw, place)
            or place.prev is distinct from encode(previous, 'hex')
        then
            raise exception 'an entry does not fit its place, or its form is wrong: version % of %',
                version, asked.stream using errcode = 'KD003';
        end if;
        if place.type is distinct from types[cardinality(types)] and not exists (
            select from log.type_owner o where o.type = place.type and o.role = session_user
        ) then
            raise exception 'role % may not record %', session_user, place.type
                using errcode = 'KD004', detail = coalesce(place.type, '');
        end if;
        previous := log.leaf(raw);
        types := types || place.type;
        leaves := leaves || previous;
    end loop;

    select coalesce(max(e.position), 0) into head from log.event e where e.log = of_log;
    insert into log.event (log, position, stream, ver, type, raw, leaf, command, digest, events)
        select of_log, head + e.n, asked.stream, asked.expected + e.n, e.type, e.raw, e.leaf,
            case when e.n = many then asked.command end,
            case when e.n = many then asked.digest end,
            case when e.n = many then e.n end
        from unnest(types, asked.entries, leaves) with ordinality as e(type, raw, leaf, n);
    if not found then
        insert into log.idle_command (log, command, digest, head, version)
            values (of_log, asked.command, asked.digest, head, version);
    end if;
    return array_to_string(array[(head + many)::text, version::text] || types, ' ');
end $$;

-- Appends what is asked, each attempt all or nothing and one after the other, and holds the log's lock until
-- the caller's transaction ends. Returns the answer to each command: last position, version of the stream,
-- then the types of its events, spaces between, "again" before that of a command that came before; null for one of several that is anything but a single event
-- that fits, which has to come alone to learn why. Of one that comes alone, SQLSTATE
-- KD001: a stream has moved on (detail: expected, actual, stream); KD002: the command id came
-- with another digest; KD003: an entry does not fit its place; KD004: the session's role does not own the
-- type (detail); KD005: an event of a type in `quiet` came after position `after` (detail: its type);
-- KD006: the log was not founded; KD007: it is broken (detail: since when, index or -1, why);
-- 23505: the command came before, see log.command; of any of several: none of them was appended.
-- Few statements, since each is prepared anew for every call: one event that fits is one INSERT, which
-- adds no row when anything is amiss.
create function log.append(of_log text, attempts log.attempt[]) returns text[]
language plpgsql security definer
set search_path = log, pg_temp
-- Plans are made once, perhaps while the tables are empty: an index must be their way even then.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    asked log.attempt;
    place log.envelope;
    places log.envelope[];
    answer text;
    answers text[];
begin
    -- Before the lock, since nobody waits for it: what the bytes say by themselves.
    foreach asked in array attempts loop
        place := json_populate_record(null::log.envelope, asked.entries[1]::json);
        places := array_append(places, case when cardinality(asked.entries) = 1
            and log.in_place(of_log, asked.stream, asked.expected + 1, asked.entries[1], place) then place end);
    end loop;
    if pg_advisory_xact_lock(19268, hashtext(of_log)) is null then
        return null;  -- never: the lock was taken, in an expression, which is cheaper than a query
    end if;
    for n in 1 .. cardinality(attempts) loop
        asked := attempts[n];
        place := places[n];
        answer := null;
        if place.type is not null
            and (cardinality(asked.guards) = 0
                or log.unmoved(of_log, asked.guards, asked.guard_versions))
            and (asked.quiet is null or log.came(of_log, asked.quiet, asked.after) is null)
        then
            -- The search for the head begins at what this session saw last: without a bound it reads the
            -- whole last page of the index. That may be another log's head, and too high; then nothing is
            -- found.
            insert into log.event (
                log, position, stream, ver, type, raw, leaf, command, digest, events
            )
                select of_log, head.position + 1, asked.stream, asked.expected + 1, place.type,
                    asked.entries[1], log.leaf(asked.entries[1]), asked.command, asked.digest, 1
                from (
                    select e.position from log.event e
                    where e.log = of_log and e.position >= coalesce(
                        nullif(current_setting('kd.seen', true), '')::bigint, 0
                    ) order by e.position desc limit 1
                ) as head
                where exists (
                        select from log.founded f where f.log = of_log and f.broken_since is null
                    )
                    and exists (
                        select from log.type_owner o
                        where o.type = place.type and o.role = session_user
                    )
                    and place.prev is not distinct from (
                        select case e.ver when asked.expected then encode(e.leaf, 'hex') else '' end
                        from log.event e
                        where e.log = of_log and e.stream = asked.stream and e.ver >= asked.expected
                        order by e.ver desc limit 1
                    )
                    and not exists (
                        select from log.idle_command c
                        where c.log = of_log and c.command = asked.command
                    )
                returning concat_ws(' ', set_config('kd.seen', position::text, false), ver, type)
                into answer;
        end if;
        answers := array_append(answers, answer);
    end loop;
    if answer is null and cardinality(attempts) = 1 then
        return array[log.append_checked(of_log, asked)];
    end if;
    return answers;
end $$;

-- Appends and returns once it is on disk; a repeated command gets its old answer, on disk too by then.
-- Not SECURITY DEFINER, since such a procedure may not commit. The second transaction ends with the call
-- and must write to the WAL: one that only takes a transaction id commits without a flush.
create procedure log.record(
    of_log text, attempts log.attempt[], inout answers text[] default null
) language plpgsql as $$
begin
    set local synchronous_commit = off;
    answers := log.append(of_log, attempts);
    commit;
    perform set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'kd', '');
end $$;

-- Says that a log is not the one that was signed: whoever appends to it is refused from then on. Only the
-- first says so; `log.whole` takes it back once it has been looked at anew.
create or replace function log.breaks(of_log text, at_index bigint, why text) returns void
language sql security definer set search_path = log, pg_temp as $$
    update log.founded set broken_since = now(), broken_index = at_index, broken_why = why
        where log = of_log and broken_since is null
$$;
create or replace function log.whole(of_log text) returns void
language sql security definer set search_path = log, pg_temp as $$
    update log.founded set broken_since = null, broken_index = null, broken_why = null
        where log = of_log and broken_since is not null
$$;

revoke all on function log.append, log.append_checked, log.came, log.unmoved from public;
revoke all on function log.breaks, log.whole from public;
revoke all on procedure log.record from public;
