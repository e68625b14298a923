-- Letters: the day of entry, what was put right since, which warnings were settled and how. The columns
-- of `instruction` and the data of `obligation` hold what counts now; `as_written` what the letter says.

alter table instruction add entered_on date;

create table instruction_correction (
    log text not null,
    instruction text collate "C" not null,
    version integer not null,
    path text not null,
    as_written text,
    value text,
    basis text not null,
    corrected_on date not null,
    primary key (log, instruction, version)
);

alter table instruction_warning
    add settled text,
    add settled_on date,
    add reason text;
