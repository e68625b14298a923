-- What review shows: evaluations and recognitions. Ids are those of the streams, without category.

create table evaluation (
    log text not null,
    id text collate "C" not null,
    school text not null,
    version integer not null,
    position bigint not null,
    state text not null,
    planned_month text,
    planned_accreditation_grade integer,
    planned_national_grade integer,
    instruction text,
    planned_on date,
    purpose text,
    target_accreditation_grade integer,
    target_national_grade integer,
    address text,
    phone text,
    email text,
    cycle_year integer,
    rule_set text,
    revision text,
    rules text,
    late boolean not null default false,
    direct boolean not null default false,
    attempt integer not null default 0,
    filed_on date,
    return_reasons jsonb not null default '[]',
    returned_on date,
    forwarded_on date,
    accepted_on date,
    withdrawn_on date,
    team_decision text,
    team_formed_on date,
    team_size integer not null default 0,
    criteria_found text[] not null default '{}',
    survey_started date,
    survey_ended date,
    survey_closed_on date,
    draft_before date,
    draft_sent_on date,
    reply_before date,
    replied_on date,
    agreed boolean,
    points text[] not null default '{}',
    answer_before date,
    answered_on date,
    answers text[] not null default '{}',
    final_before date,
    final_on date,
    decide_before date,
    propose_before date,
    claimed_level integer,
    draft_level integer,
    draft_failed text[] not null default '{}',
    draft_unjudged text[] not null default '{}',
    proposed_level integer,
    proposed_accreditation_grade integer,
    proposed_national_grade integer,
    final_failed text[] not null default '{}',
    final_unjudged text[] not null default '{}',
    decided_level integer,
    accreditation text,
    accreditation_grade integer,
    accreditation_decision text,
    accreditation_certificate text,
    accreditation_on date,
    accreditation_valid_to date,
    proposed_on date,
    proposal_number text,
    national text,
    national_grade integer,
    national_decision text,
    national_certificate text,
    national_on date,
    national_valid_to date,
    primary key (log, id)
);
create index on evaluation (log, school, id);
create index on evaluation (log, state, id);

create table recognition (
    log text not null,
    id text collate "C" not null,
    school text not null,
    version integer not null,
    position bigint not null,
    kind text not null,
    accreditation_grade integer,
    national_grade integer,
    decision_number text not null,
    certificate_number text not null,
    valid_from date not null,
    valid_to date not null,
    decided_by text not null,
    decided_on date not null,
    evaluation text not null,
    rule_set text not null,
    revision text not null,
    rules text not null,
    primary key (log, id)
);
create index on recognition (log, school, id);

-- What review knows of others.

create table school (
    log text not null,
    id text not null,
    kind text not null,
    areas text[] not null,
    opened_on date,
    cohorts_completed integer,
    primary key (log, id)
);

create table staff (
    log text not null,
    school text not null,
    person text not null,
    primary key (log, school, person)
);

create table assignment (
    log text not null,
    function text not null,
    area text not null,
    version integer not null,
    holder text not null,
    kinds text[] not null,
    starts date not null,
    ends date,
    primary key (log, function, area, version)
);

create table instruction (
    log text not null,
    id text not null,
    number text,
    symbol text,
    date_as_written text not null,
    issuer_name text not null,
    school_year integer,
    primary key (log, id)
);

create table filing_window (
    log text not null,
    instruction text not null,
    code text not null,
    area text not null,
    kinds text[] not null,
    first_day integer not null,
    last_day integer not null,
    effect text not null,
    primary key (log, instruction, code)
);
create index on filing_window (log, area);

create table report (
    log text not null,
    school text not null,
    year integer not null,
    rule_set text not null,
    revision text not null,
    rules text not null,
    level integer,
    next_level integer,
    failed text[] not null default '{}',
    unjudged text[] not null default '{}',
    submitted_on date,
    primary key (log, school, year)
);
