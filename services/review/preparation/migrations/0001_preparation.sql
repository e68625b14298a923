-- How far a team is with getting ready for its survey, for the registration that each was recorded for last.
create table preparation (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text collate "C" not null,
    attempt integer not null default 0,
    planned_on date,
    phases jsonb not null default '[]',
    charges jsonb not null default '[]',
    preliminary_from date,
    preliminary_to date,
    official_from date,
    official_to date,
    survey_attempt integer not null default 0,
    survey_recorded_on date,
    survey_started date,
    survey_ended date,
    survey_attending text[] not null default '{}',
    survey_minutes text,
    survey_conditions text[] not null default '{}',
    primary key (log, id)
);

create table dossier_study (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    school text collate "C" not null,
    evaluation text collate "C" not null,
    attempt integer not null,
    criterion text not null,
    studied_by text not null,
    studied_on date not null,
    not_assessed text not null,
    wrongly_assessed text not null,
    insufficiently_assessed text not null,
    evidence_to_check text[] not null,
    evidence_to_add text[] not null,
    interviews jsonb not null,
    primary key (log, id)
);
create index on dossier_study (log, evaluation, id);
