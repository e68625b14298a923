-- What the public sees of a recognition, under the names of the day it was published.

create table publication (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    recognition text not null,
    school text not null,
    school_name text not null,
    school_kind text not null,
    kind text not null,
    accreditation_grade integer,
    national_grade integer,
    decision_number text not null,
    certificate_number text not null,
    valid_from date not null,
    valid_to date not null,
    authority text not null,
    authority_name text not null,
    sample boolean not null,
    published_on date not null,
    primary key (log, id)
);
create index on publication (log, school, id);

-- What disclosure knows of others.

create table school (
    log text not null,
    id text not null,
    name text not null,
    kind text not null,
    sample boolean not null,
    primary key (log, id)
);

create table organisation (
    log text not null,
    id text not null,
    name text not null,
    primary key (log, id)
);
