-- Recognitions written down from paper; certificates that another one of their kind replaced.

alter table recognition
    alter column certificate_number drop not null,
    alter column decided_by drop not null,
    alter column evaluation drop not null,
    add column authority_name text,
    add column evidence text[] not null default '{}',
    add column recorded_on date,
    add column struck text,
    add column replaced_by text,
    add column ends date;
