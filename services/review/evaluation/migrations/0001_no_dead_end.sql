-- A case that was ended without a decision; a team that was changed; days that the office set for a step.
alter table evaluation add column discontinued_on date;
alter table evaluation add column discontinued_reason text;
alter table evaluation add column discontinued_basis text;
alter table evaluation add column team_changed_on date;
alter table evaluation add column set_terms jsonb not null default '[]';
