-- Whether somebody declared another tie before, on which the office had not decided.
alter table team_person add column taken_back boolean not null default false;
