-- What is recorded of a case and can be asked for: the team's sheets, its members, what was ticked.
alter table evaluation add column team_members jsonb not null default '[]';
alter table evaluation add column forwarded_items text[] not null default '{}';
alter table evaluation add column accepted_items text[] not null default '{}';

create table team_sheet (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    school text not null,
    evaluation text not null,
    criterion text not null,
    verdicts jsonb not null,
    strengths text not null,
    weaknesses text not null,
    recommendations text not null,
    recorded_on date not null,
    primary key (log, id)
);
create index on team_sheet (log, evaluation);
