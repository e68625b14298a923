-- The access log. Run by libs.hosting.installation as kd_owner, in schema `access`; may run again. The gateway adds to
-- it by the functions below and can neither read, change nor remove what it holds, so that who takes the gateway over
-- does not cover how.

create table if not exists access.entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    act text not null,
    actor text,
    about text,
    address text not null,
    trace text not null
);
create index if not exists entry_about on access.entry (about, id);
create index if not exists entry_at on access.entry (at);
comment on table access.entry is 'sign-ins, failures, keys, accounts; no secrets, no part of the event log';

-- By this server's own clock, unless what is written comes from an older table.
create or replace function access.write(at timestamptz, act text, actor text, about text, address text, trace text)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into access.entry (at, act, actor, about, address, trace)
    values (coalesce(write.at, now()), write.act, write.actor, write.about, write.address, write.trace)
$$;

-- What the erasure of an account asks for: nothing but the addresses goes.
create or replace function access.forget(person text)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update access.entry set address = '' where person in (actor, about)
$$;

-- Retention, by this server's own clock, whatever the gateway says of the time.
create or replace function access.sweep(days integer)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if days is null or days < 180 then
        raise exception 'the access log is kept for 180 days at least' using errcode = 'insufficient_privilege';
    end if;
    delete from access.entry e where e.at < now() - make_interval(days => days);
end $$;

revoke all on all functions in schema access from public;
grant usage on schema access to kd_gateway;
grant execute on all functions in schema access to kd_gateway;
