-- What areas ask of votes in self-assessment councils, over time.

create table quorum (
    log text not null,
    id text collate "C" not null,
    version integer not null,
    position bigint not null,
    primary key (log, id)
);

create table quorum_term (
    log text not null,
    quorum text collate "C" not null,
    version integer not null,
    kinds text[] not null,
    voting_percent integer not null,
    in_favour_percent integer not null,
    starts date not null,
    ends date,
    basis text not null,
    primary key (log, quorum, version)
);
