-- Offices and functions over time: names and parents with their first day, succession, and who held
-- a function as known when. `starts` null: from the start.

create table organisation_name (
    log text not null,
    organisation text collate "C" not null,
    version integer not null,
    name text not null,
    starts date,
    primary key (log, organisation, version)
);

create table organisation_parent (
    log text not null,
    organisation text collate "C" not null,
    version integer not null,
    parent text,
    starts date,
    primary key (log, organisation, version)
);
create index on organisation_parent (log, parent);

insert into organisation_name select log, id, 1, name, null from organisation;
insert into organisation_parent select log, id, 1, parent, null from organisation;

alter table organisation
    drop column name,
    drop column parent,
    add column starts date,
    add column ends date,
    add column how text,
    add column successors text[] not null default '{}',
    add column end_basis text;
create index on organisation using gin (successors);

create index on assignment_term (log, holder);

-- One row for each thing that was known of a term: `known_from` is when (UTC) the log said so,
-- `known_to` when it said otherwise, null while it is still what is known. `since` is the version
-- of the stream that said so. A term annulled on its first day leaves no current row.
create table function_known (
    log text not null,
    function text not null,
    area text not null,
    version integer not null,
    since integer not null,
    holder text not null,
    kinds text[] not null,
    starts date not null,
    ends date,
    basis text not null,
    known_from timestamptz not null,
    known_to timestamptz,
    position bigint not null,
    primary key (log, function, area, version, since)
);

-- The row that says who holds a function for a kind of school on a day, as known at a moment: the
-- smallest of `areas` (from small to large) in which anybody holds it decides, as libs.rights.holder.
create function function_holder(
    of_log text, of_function text, of_kind text, areas text[], day date, moment timestamptz)
returns setof function_known language sql stable
as $$
    select * from function_known
    where log = of_log and function = of_function and area = any (areas) and of_kind = any (kinds)
    and holds(starts, ends, day) and holds(known_from, known_to, moment)
    order by array_position(areas, area), version limit 1
$$;

-- Where schools lie and what they are, as told when (UTC).
create table school_scope (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    kind text,
    areas text[],
    starts date,
    told_at timestamptz not null,
    primary key (log, school, version)
);
