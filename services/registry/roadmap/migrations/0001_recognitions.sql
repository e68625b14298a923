-- What schools were recognised for, as review says: a target's share follows from it. `ends` is the
-- first day without the certificate where it ended before its term, `holder` who has it now.

create table roadmap_recognition (
    log text not null,
    id text collate "C" not null,
    holder text collate "C" not null,
    kind text not null,
    grade integer not null,
    valid_from date not null,
    valid_to date not null,
    ends date,
    primary key (log, id)
);
create index on roadmap_recognition (log, kind, holder);
