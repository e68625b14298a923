-- Which steps were entered after the working day that follows their paper.
alter table evaluation add column late_entries text[] not null default '{}';
