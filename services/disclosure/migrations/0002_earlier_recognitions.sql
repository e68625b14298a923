-- Recognitions written down from paper; certificates that another one of their kind replaced.

alter table publication
    alter column certificate_number drop not null,
    alter column authority drop not null,
    add column from_paper boolean not null default false,
    add column decided_on date,
    add column struck text,
    add column replaced_by text,
    add column ends date;
