create table visit (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    position bigint not null,
    purpose text not null,
    primary key (log, school, version)
);
