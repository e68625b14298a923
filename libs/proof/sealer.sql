-- What the sealer knows of each log: its tree so far, the tree's tiles, every signed checkpoint.
-- Run by libs.hosting.installation as kd_sealer, in schema `seal`; may run again. Everybody may read it.

-- `size`: entries in the tree, all of them on disk. `vkey`: the public key its checkpoints are signed with.
create table if not exists seal.tree (
    log text collate "C" primary key,
    origin text not null,
    vkey text not null,
    size bigint not null check (size >= 0)
);

-- C2SP tlog-tiles; the last tile of a level grows. An earlier, partial tile is its beginning.
create table if not exists seal.tile (
    log text collate "C" not null,
    level smallint not null,
    index bigint not null,
    hashes bytea not null check (octet_length(hashes) between 32 and 8192),
    primary key (log, level, index)
);

create table if not exists seal.checkpoint (
    log text collate "C" not null,
    size bigint not null check (size > 0),
    note text not null,
    primary key (log, size)
);
