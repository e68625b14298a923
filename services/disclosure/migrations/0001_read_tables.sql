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
    -- When schools merge or end: who holds it now, since when, by what; or from when on nobody.
    holder text not null,
    holder_name text not null,
    held_since date,
    lapsed_on date,
    lineage_basis text,
    primary key (log, id)
);
create index on publication (log, school, id);

-- Which school succeeded which, as the registry announces it.
create table succession (
    log text not null,
    predecessor text not null,
    successor text not null,
    starts date not null,
    primary key (log, successor, predecessor)
);
