-- Improvement plans, what is to be done in them, and what teams recommended to schools.

create table improvement_plan (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    year integer not null,
    plan_form text not null,
    state text not null,
    reports jsonb not null,
    drafted_on date not null,
    decision_number text,
    approved_on date,
    receiver text,
    submitted_on date,
    late boolean,
    duties jsonb,
    reported_on date,
    report_receiver text,
    report_late boolean,
    report_duties jsonb,
    report_text text,
    closed_on date,
    primary key (log, id)
);
create index on improvement_plan (log, year);

create table plan_issue (
    log text not null,
    plan text collate "C" not null,
    issue integer not null,
    cycle text not null,
    criterion text not null,
    current_state text not null,
    limitation text not null,
    cause text not null,
    primary key (log, plan, issue)
);

create table plan_item (
    log text not null,
    plan text collate "C" not null,
    item integer not null,
    position bigint not null,
    school text collate "C" not null,
    year integer not null,
    born_of text not null,
    cycle text,
    criterion text,
    unmet text[] not null,
    evaluation text collate "C",
    issue integer,
    previous_item integer,
    reason text not null,
    solution text not null,
    goal text not null,
    activities text not null,
    result_indicator text not null,
    starts date,
    complete_by date,
    responsible text,
    participants text[] not null,
    resources text not null,
    budget bigint,
    supervision text not null,
    expected_evidence text not null,
    state text not null default 'not_completed',
    progressed_on date,
    note text not null default '',
    spent bigint,
    evidence text[] not null default '{}',
    outcome text,
    outcome_note text,
    primary key (log, plan, item)
);
create index on plan_item (log, responsible);

-- What happened to things to be done since approval: progress (state) and adjustments (reason).
create table plan_item_act (
    log text not null,
    plan text collate "C" not null,
    version integer not null,
    item integer not null,
    dated date not null,
    state text,
    note text not null,
    spent bigint,
    evidence text[] not null,
    primary key (log, plan, version)
);

create table plan_review (
    log text not null,
    plan text collate "C" not null,
    version integer not null,
    period text not null,
    text text not null,
    dated date not null,
    primary key (log, plan, version)
);

create table plan_supervision (
    log text not null,
    plan text collate "C" not null,
    version integer not null,
    office text not null,
    findings jsonb not null,
    dated date not null,
    primary key (log, plan, version)
);

create table team_recommendation (
    log text not null,
    evaluation text collate "C" not null,
    criterion text not null,
    school text collate "C" not null,
    position bigint not null,
    text text not null,
    told_on date,
    state text not null default 'open',
    note text not null default '',
    evidence text[] not null default '{}',
    followed_in text,
    primary key (log, evaluation, criterion)
);
create index on team_recommendation (log, school);

create table plan_school (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    areas text[] not null,
    starts date,
    primary key (log, school, version)
);
