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
    -- When the case was first filed and not withdrawn since.
    case_since date,
    -- When schools merge or end: who goes on with the case, or when it ended.
    continued_by text,
    continued_on date,
    ended_on date,
    lineage_basis text,
    lineage_rule text,
    lineage_sure boolean,
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
    -- When schools merge or end: who holds it now, since when, by what; or its first day without force.
    holder text not null,
    held_since date,
    lapsed_on date,
    lineage_basis text,
    lineage_rule text,
    lineage_sure boolean,
    primary key (log, id)
);
create index on recognition (log, school, id);
create index on recognition (log, holder, id);

create table succession (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    settlements jsonb not null,
    primary key (log, id)
);

-- Which office holds a running case: transfers, and what the registry announces of schools and
-- functions. `starts` null: from the start.

create table case_transfer (
    log text not null,
    evaluation text not null,
    version integer not null,
    function text not null,
    source text,
    recipient text not null,
    basis text not null,
    transferred_on date not null,
    primary key (log, evaluation, version)
);

create table school_area (
    log text not null,
    school text not null,
    version integer not null,
    areas text[] not null,
    starts date,
    primary key (log, school, version)
);

create table school_kind (
    log text not null,
    school text not null,
    version integer not null,
    kind text not null,
    starts date,
    primary key (log, school, version)
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
