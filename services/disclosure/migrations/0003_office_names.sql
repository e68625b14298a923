-- What authorities were called when; `starts` null: from the start.

create table office_name (
    log text not null,
    office text collate "C" not null,
    version integer not null,
    name text not null,
    starts date,
    primary key (log, office, version)
);
insert into office_name select log, id, 1, name, null from organisation;
drop table organisation;
