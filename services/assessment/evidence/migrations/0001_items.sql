-- Items with their versions, codes old and new, the files received, who cites what, what was locked.
-- `item` is the version of the stream at which an item began, `id` is `<school>_<item>`.

alter table evidence add column id text collate "C";
alter table evidence add column item integer;
update evidence set item = version, id = school || '_' || lpad(version::text, 6, '0');
alter table evidence alter column id set not null;
alter table evidence alter column item set not null;
alter table evidence drop constraint evidence_pkey;
alter table evidence add primary key (log, id);
alter table evidence add column position bigint not null default 0;
alter table evidence add column criterion text;
alter table evidence add column cycle text;
alter table evidence add column item_version integer not null default 1;
alter table evidence add column file text;
alter table evidence add column url text;
alter table evidence add column seen_on date;
alter table evidence add column box text;
alter table evidence add column shelf text;
alter table evidence add column where_kept text;
alter table evidence add column obtained text not null default 'document';
alter table evidence add column number text;
alter table evidence add column dated date;
alter table evidence add column issuer text;
alter table evidence add column expires_on date;
alter table evidence add column note text not null default '';
alter table evidence add column withdrawn text;
comment on column evidence.withdrawn is 'why it is cited no more; null while it is';
create unique index on evidence (log, school, code);
create index on evidence (log, sha256);

create table evidence_code (
    log text not null,
    school text not null,
    code text not null,
    id text collate "C" not null,
    primary key (log, school, code)
);
insert into evidence_code select log, school, code, id from evidence;
create index on evidence_code (log, id);

create table evidence_version (
    log text not null,
    id text collate "C" not null,
    item_version integer not null,
    sha256 text not null,
    file text,
    url text,
    seen_on date,
    box text,
    shelf text,
    where_kept text,
    added_on date not null,
    added_by text not null,
    primary key (log, id, item_version)
);
create index on evidence_version (log, sha256);

create table received_file (
    log text not null,
    id text collate "C" not null,
    school text not null,
    version integer not null,
    position bigint not null,
    sha256 text not null,
    name text not null,
    file_size bigint not null,
    media_type text not null,
    received_on date not null,
    received_by text not null,
    primary key (log, id)
);
create index on received_file (log, school, sha256);

create table evidence_citation (
    log text not null,
    school text not null,
    cycle text not null,
    criterion text not null,
    level integer not null,
    indicator text not null,
    code text not null,
    sha256 text not null,
    position bigint not null,
    primary key (log, cycle, criterion, level, indicator, code)
);
create index on evidence_citation (log, school, code);

create table manifest (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    school text not null,
    edition integer not null,
    digest text not null,
    locked_on date not null,
    addenda integer not null default 0,
    primary key (log, id)
);
comment on table manifest is 'the newest edition alone; id is the cycle';

create table manifest_item (
    log text not null,
    cycle text collate "C" not null,
    code text not null,
    addendum integer not null,
    sha256 text not null,
    title text not null,
    added_on date not null,
    reason text not null,
    primary key (log, cycle, code, addendum)
);
