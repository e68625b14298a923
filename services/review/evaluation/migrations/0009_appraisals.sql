-- A case before an appraisal council (TT 57/2026): the council, its visit, its conclusion, what the school was told; item by item.
alter table evaluation add column council_decision text;
alter table evaluation add column council_formed_on date;
alter table evaluation add column council_members jsonb not null default '[]';
alter table evaluation add column appraise_before date;
alter table evaluation add column notify_before date;
alter table evaluation add column site_check_on date;
alter table evaluation add column site_check_number text;
alter table evaluation add column concluded_on date;
alter table evaluation add column minutes_number text;
alter table evaluation add column votes_in_favour integer;
alter table evaluation add column votes_against integer;
alter table evaluation add column unmet_conditions text[] not null default '{}';
alter table evaluation add column notified_on date;
alter table evaluation add column notice text;

create table appraisal_item (
    log text not null,
    id text collate "C" not null,
    position bigint not null,
    school text collate "C" not null,
    evaluation text collate "C" not null,
    item_kind text not null,
    item text not null,
    school_year integer,
    level integer,
    met boolean,
    stated text,
    found text,
    data_source text,
    member text,
    remark text not null,
    recorded_on date not null,
    recorded_by text not null,
    primary key (log, id)
);
create index on appraisal_item (log, evaluation);
