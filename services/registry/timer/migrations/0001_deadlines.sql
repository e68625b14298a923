-- The days of letters that have come; `line` is -1 where the duty has no list.
create table deadline_reached (
    log text not null,
    instruction text collate "C" not null,
    school_year integer not null,
    code text not null,
    line integer not null,
    day date not null,
    position bigint not null,
    primary key (log, instruction, school_year, code, line, day)
);
