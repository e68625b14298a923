-- Files that were sent to be imported: what was told about their rows, what they stand for, and how
-- far that has been carried out. `plan` holds each row's commands; a row's place in it is in their
-- Idempotency-Keys, so that carrying out twice does nothing twice.

create table import (
    id text primary key,
    log text not null,
    layout text not null,
    actor text not null,
    request text not null,
    digest text not null,
    made_at timestamptz not null,
    legal_date date not null,
    correlation text not null,
    state text not null check (state in ('checking', 'checked', 'running', 'done', 'failed')),
    total integer not null,
    done integer not null default 0,
    beat_at timestamptz not null,
    position bigint not null default 0,
    counts jsonb not null default '{}',
    warnings jsonb not null default '[]',
    told jsonb not null default '[]',
    plan jsonb not null default '[]',
    reason text,
    unique (actor, request)
);
create index on import (made_at);
