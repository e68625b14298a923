-- What becomes of certificates and running cases when schools merge, divide or close. `holder` is
-- the school that holds a certificate now, `lapsed_on` its first day without force.

alter table school add column closed_on date;

alter table recognition
    add column holder text,
    add column held_since date,
    add column lapsed_on date,
    add column lineage_basis text,
    add column lineage_rule text,
    add column lineage_sure boolean;
update recognition set holder = school;
alter table recognition alter column holder set not null;
create index on recognition (log, holder, id);

alter table evaluation
    add column continued_by text,
    add column continued_on date,
    add column ended_on date,
    add column lineage_basis text,
    add column lineage_rule text,
    add column lineage_sure boolean;

create table succession (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    settlements jsonb not null,
    primary key (log, id)
);
