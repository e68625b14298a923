-- Who speaks or is asked for something in a discussion of a school's work: with the posts and roles at
-- the school, they are its circle.

create table circle (
    log text not null,
    school text collate "C" not null,
    person text collate "C" not null,
    primary key (log, person, school)
);
create index on circle (log, school);
