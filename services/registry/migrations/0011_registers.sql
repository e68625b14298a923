-- Registers that schools and offices keep: training, headcounts, roadmaps, planned lists, contacts,
-- requests for help. `ends` is the first day on which a thing no longer holds.

create table training (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    owner text not null,
    title text not null,
    provider text not null,
    subject text not null,
    held_on date not null,
    ends date,
    validity_months integer,
    basis text not null,
    by_school boolean not null,
    sample boolean not null,
    cancelled boolean not null default false,
    primary key (log, id)
);
create index on training (log, owner);

create table attendance (
    log text not null,
    training text collate "C" not null,
    person text collate "C" not null,
    post text not null,
    org text not null,
    subject text not null,
    held_on date not null,
    ends date,
    position bigint not null,
    primary key (log, training, person)
);
create index on attendance (log, person);
create index on attendance (log, org);

create table headcount (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text not null,
    school_year integer not null,
    managers integer not null,
    teachers integer not null,
    staff integer not null,
    counted_on date not null,
    primary key (log, id)
);
create index on headcount (log, school_year, school);

create table roadmap (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    office text not null,
    issuer_name text not null,
    title text not null,
    number text,
    dated date,
    first_year integer,
    last_year integer not null,
    parent text,
    as_written text not null,
    closed boolean not null default false,
    primary key (log, id)
);

create table roadmap_target (
    log text not null,
    roadmap text collate "C" not null,
    code text collate "C" not null,
    version integer not null,
    measure text not null,
    by_year integer not null,
    percent integer not null,
    schools text[] not null,
    area text,
    kinds text[] not null,
    ownerships text[] not null,
    accreditation_grade integer,
    national_grade integer,
    as_written text not null,
    dropped boolean not null default false,
    primary key (log, roadmap, code)
);

create table roadmap_progress (
    log text not null,
    roadmap text collate "C" not null,
    version integer not null,
    school text not null,
    measure text not null,
    state text not null,
    as_of date not null,
    accreditation_grade integer,
    national_grade integer,
    basis text not null,
    office text not null,
    position bigint not null,
    primary key (log, roadmap, version)
);
create index on roadmap_progress (log, roadmap, measure, school);

create table planned_list (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    office text not null,
    school_year integer not null,
    basis text not null,
    before date,
    confirmed_on date,
    confirmed_by text,
    confirmed_basis text,
    primary key (log, id)
);

-- `id` is the list's id and the line's number in five digits.
create table planned_line (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    planned_list text collate "C" not null,
    line integer not null,
    name text not null,
    school text,
    month text,
    before date,
    planned_month text not null,
    accreditation_grade integer,
    national_grade integer,
    instruction text,
    as_written text not null,
    late boolean not null,
    warnings text[] not null,
    reason text not null,
    entered_on date not null,
    adjusted boolean not null default false,
    withdrawn boolean not null default false,
    primary key (log, id)
);
create index on planned_line (log, planned_list);
create index on planned_line (log, school);

create table contact (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    primary key (log, id)
);

create table contact_term (
    log text not null,
    contact text collate "C" not null,
    version integer not null,
    person text not null,
    kinds text[] not null,
    phone text,
    email text,
    answer_within integer,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, contact, version)
);

create table help_request (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    asker text not null,
    school text,
    topic text not null,
    subject text not null,
    text text not null,
    suspected text[] not null,
    office text not null,
    officer text,
    answer_within integer,
    due date,
    asked_on date not null,
    state text not null,
    helped boolean,
    primary key (log, id)
);
create index on help_request (log, asker);
create index on help_request (log, office);

-- What was said after the question, in its order: answers, reasons of forwarding and reopening.
create table help_message (
    log text not null,
    help_request text collate "C" not null,
    version integer not null,
    kind text not null,
    org text not null,
    said_on date not null,
    text text not null,
    primary key (log, help_request, version)
);
