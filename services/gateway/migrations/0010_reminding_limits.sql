-- Codes are mailed a few times a day and person; what a digest says is asked for when it is sent.

alter table reminding add column codes integer not null default 0, add column codes_on date;
comment on column reminding.codes is 'how many codes were mailed on the day codes_on';

alter table digest drop column subject, drop column body;
