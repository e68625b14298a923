-- What happened that may fulfil a duty, once for each thing it happened to; `subject` is the school or office it is of.
create table duty_fact (
    log text not null,
    fact text not null,
    subject text collate "C" not null,
    school_year integer not null,
    thing text collate "C" not null,
    done_on date not null,
    position bigint not null,
    primary key (log, subject, fact, school_year, thing)
);
create index on duty_fact (log, thing);

create table duty_acknowledged (
    log text not null,
    instruction text collate "C" not null,
    code text not null,
    subject text collate "C" not null,
    school_year integer not null,
    done_on date not null,
    paper text not null,
    position bigint not null,
    primary key (log, instruction, code, subject, school_year)
);
