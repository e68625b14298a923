-- What schools are found by. `name` holds the folded words of the name as `name_words` does in their
-- order, `whole` also those beside it (codes, address, former names).

create table school_search (
    log text not null,
    id text collate "C" not null,
    kind text not null,
    areas text[] not null,
    title text not null,
    sorted_by text collate "C" not null,
    name_words text[] not null,
    beside_words text[] not null,
    name tsvector not null,
    whole tsvector not null,
    primary key (log, id)
);
create index on school_search using gin (name);
create index on school_search using gin (whole);

create table school_word (
    log text not null,
    word text collate "C" not null,
    schools integer not null,
    primary key (log, word)
);

create table school_slip (
    log text not null,
    slip text collate "C" not null,
    word text collate "C" not null,
    primary key (log, slip, word)
);
