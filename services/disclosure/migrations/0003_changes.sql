-- What was corrected in a public record, and that the certificate was taken back.

alter table publication
    add column corrections jsonb not null default '[]',
    add column taken_back text,
    add column cancelled_from date,
    add column cancelled_on date,
    add column cancelled_by text,
    add column cancelled_why text;
