-- Who sits or sat in a council or group of a school's self-assessments, or speaks in a discussion of
-- it: with the posts and roles at the school, they are its circle.

create table circle (
    log text not null,
    school text collate "C" not null,
    person text collate "C" not null,
    place text not null,
    primary key (log, person, school, place)
);
create index on circle (log, school);
