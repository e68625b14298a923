-- Exchange packages that a cycle has taken in as a whole, by the digest of what they say.

create table package (
    log text not null,
    cycle text collate "C" not null,
    digest text not null,
    software text not null,
    actor text not null,
    taken_at timestamptz not null,
    position bigint not null,
    primary key (log, cycle, digest)
);
