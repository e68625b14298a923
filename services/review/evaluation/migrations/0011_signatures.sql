-- Who of a team signed its report, or was excused from it.
alter table evaluation add column signatures jsonb not null default '[]';
