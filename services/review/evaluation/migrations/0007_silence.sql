-- Whether the days for a reply come by themselves: those of a draft that was recorded on its own day, not of one told afterwards.
alter table evaluation add column reply_runs boolean not null default true;
