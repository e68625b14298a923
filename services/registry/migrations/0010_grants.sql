-- Grants of offices are proposed and confirmed, may reach offices below, and may be lent.

alter table person_term add column scope text not null default 'own';
alter table person_term add column holder text;
alter table person_term add column proposed_by text;
alter table person_term add column confirmed_by text;

create table grant_proposal (
    log text not null,
    person text collate "C" not null,
    number integer not null,
    role text not null,
    org text not null,
    scope text not null,
    starts date not null,
    ends date,
    basis text not null,
    proposed_by text not null,
    proposed_on date not null,
    state text not null,
    answered_by text,
    answered_on date,
    reason text,
    primary key (log, person, number)
);
create index on grant_proposal (log, org) where state = 'open';
