-- Views of the log: each can be emptied and built again from it. `id` is the stream's id, `version`
-- and `position` those of the last event seen of the stream.

create table school (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    name text not null,
    kind text not null,
    variant text,
    ownership text not null,
    areas text[] not null,
    address text not null,
    phone text,
    email text,
    identifiers jsonb not null,
    opened_on date,
    cohorts_completed integer,
    sample boolean not null,
    primary key (log, id)
);
create index on school using gin (areas);

create table organisation (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    name text not null,
    kind text not null,
    area text not null,
    parent text,
    primary key (log, id)
);

create table assignment (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    function text not null,
    area text not null,
    primary key (log, id)
);

create table assignment_term (
    log text not null,
    assignment text collate "C" not null,
    version integer not null,
    holder text not null,
    kinds text[] not null,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, assignment, version)
);

create table person (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    primary key (log, id)
);

create table person_term (
    log text not null,
    person text collate "C" not null,
    version integer not null,
    role text not null,
    org text not null,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, person, version)
);
create index on person_term (log, org);

create table instruction (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    issuer text not null,
    issuer_name text not null,
    subject text not null,
    number text,
    symbol text,
    dated date,
    date_as_written text not null,
    school_year integer,
    citations jsonb not null,
    primary key (log, id)
);

create table obligation (
    log text not null,
    instruction text collate "C" not null,
    version integer not null,
    data jsonb not null,
    primary key (log, instruction, version)
);

create table instruction_warning (
    log text not null,
    instruction text collate "C" not null,
    version integer not null,
    code text not null,
    subject text not null,
    detail text not null,
    primary key (log, instruction, version)
);
