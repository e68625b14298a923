-- What was typed in from paper and waits for another person of the office to confirm it.

create table recognition_entry (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    entry integer not null,
    entered_by text not null,
    entered_on date not null,
    kind text not null,
    accreditation_grade integer,
    national_grade integer,
    decision_number text not null,
    certificate_number text,
    decided_on date not null,
    authority_name text not null,
    valid_from date not null,
    valid_to date not null,
    evidence text[] not null,
    primary key (log, id)
);
create index on recognition_entry (log, school);
