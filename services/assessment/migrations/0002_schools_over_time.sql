-- Of what kind a school is from when on (`starts` null: from the start), and when it ended.

alter table school add column closed_on date;

create table school_kind (
    log text not null,
    school text collate "C" not null,
    version integer not null,
    kind text not null,
    starts date,
    primary key (log, school, version)
);
insert into school_kind select log, id, 1, kind, null from school;
alter table school drop column kind;
