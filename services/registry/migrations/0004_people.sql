-- People as the log knows them: pseudonyms and posts. Who they are stands in the vault alone.

create table pseudonym (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    sample boolean not null,
    erased_at bigint,
    erased_on date,
    erased_for text,
    primary key (log, id)
);

create table person_post (
    log text not null,
    person text collate "C" not null,
    version integer not null,
    post text not null,
    org text not null,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, person, version)
);
create index on person_post (log, org);
