-- What people are typing and have not sent: no part of the log, each draft its owner's alone.

create table draft (
    actor text not null references account on delete cascade,
    log text not null,
    key text not null,
    version integer not null,
    content text not null,
    changed_at timestamptz not null,
    primary key (actor, log, key)
);
create index on draft (changed_at);
comment on column draft.content is 'JSON: [[field, what was typed into it], ...]';
