-- Purposes of a registration that the province adds to those of the rule sets.
alter table evaluation add column further text[] not null default '{}';
