"""What PostgreSQL must hold before a service starts: roles, schemas, the log, read tables."""

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, LiteralString

from psycopg2 import errors, extensions, sql

from libs.law.areas import provinces
from libs.log import form
from libs.log.database import Cursor, connect, migrate

if TYPE_CHECKING:
    from libs.engine.service import Service

OWNER = "kd_owner"
"""Owns the log and cannot log in, so that no role that can log in owns it."""
WRITERS = ("kd_registry", "kd_assessment", "kd_review", "kd_disclosure")
SEALER = "kd_sealer"
EXPORTER = "kd_reader"
READERS = ("kd_gateway", "kd_relay", SEALER, EXPORTER)
ROLES = (*WRITERS, *READERS)
"""The roles that log in; all may read the log, the writers may append to it."""
PROCESSES = {
    "relay": ("kd_relay", files("libs.hosting") / "relay.sql"),
    "seal": ("kd_sealer", files("libs.proof") / "sealer.sql"),
}
"""Schemas of processes that are not services: owner and script; all roles may read them."""
LOCK = 19269
"""The namespace of the advisory lock that lets one installation run at a time."""
LOCKERS = (OWNER, "kd_gateway", "kd_relay", SEALER)
"""Who takes advisory locks: the append, and what is active in one process alone. Whoever else could
take one might hold up every act, or keep the sealer from its work."""
CONNECTIONS = 80
"""How many each role may hold: no process takes the places of all others."""
ATTEMPTS = 20


def dsn(admin_dsn: str, role: str, password: str) -> str:
    """Return `admin_dsn` for another role, in libpq's keyword form."""
    return extensions.make_dsn(admin_dsn, user=role, password=password)


def install(
    admin_dsn: str,
    passwords: Mapping[str, str],
    services: "Iterable[type[Service]]" = (),
    owners: Mapping[str, str] | None = None,
    logs: Iterable[str] = (),
) -> None:
    """Bring the database of `admin_dsn`, a superuser's, to what this code expects; may run again.

    `passwords` are those of `ROLES`, by role; a role without one gets none. Each service's read
    tables stand in a schema of its name, and its events belong to the role `kd_<name>`; schema
    `vault` is of the one service that keeps it, and closed to every other role; `owners` names the
    role of further event types; `logs` are the provinces whose logs may be written, every province
    there is or was when none is named. Safe when several run at once. Raises ValueError for an
    event type that two roles claim, RuntimeError as `migrate`, psycopg2's errors.
    """
    services = tuple(services)
    types = _types(services, owners or {})
    for attempt in range(ATTEMPTS):
        connection = connect(admin_dsn)
        try:
            with connection, connection.cursor() as db:
                db.execute("set local statement_timeout = '10min'")
                db.execute("select pg_advisory_xact_lock(%s, 0)", (LOCK,))
                _roles(connection, db, passwords)
                _locks(db)
                _log(db, types, sorted(logs) or sorted(provinces()))
                _schemas(db, services)
            return
        except (errors.UniqueViolation, errors.DuplicateObject, errors.InternalError_):
            # Roles belong to every database of the server, the lock to one: another was faster.
            if attempt + 1 == ATTEMPTS:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class _Made:
    """A script that a module makes."""

    name: str
    text: str

    def read_text(self, encoding: str) -> str:
        return self.text


def _types(services: "Iterable[type[Service]]", owners: Mapping[str, str]) -> dict[str, str]:
    types = dict(owners)
    for service in services:
        role = f"kd_{service.name}"
        for aggregate in service.aggregates:
            for name in aggregate.events.types:
                if types.setdefault(name, role) != role:
                    raise ValueError(f"event type {name}: {types[name]} and {role} both claim it")
    return types


def _roles(connection: extensions.connection, db: Cursor, passwords: Mapping[str, str]) -> None:
    db.execute("select rolname from pg_roles")
    known = {name for (name,) in db.fetchall()}
    for role in (OWNER, *ROLES):
        if role not in known:
            login: LiteralString = "nologin" if role == OWNER else "login"
            db.execute(sql.SQL("create role {} " + login).format(sql.Identifier(role)))
        if role != OWNER:
            limited = sql.SQL("alter role {} connection limit {}")
            db.execute(limited.format(sql.Identifier(role), sql.Literal(CONNECTIONS)))
    for role, password in passwords.items():
        if role not in ROLES:
            raise ValueError(f"{role} is no role of an installation")
        # Only the SCRAM verifier travels, so the password cannot end in the server's log.
        secret = extensions.encrypt_password(password, role, connection, "scram-sha-256")
        db.execute(sql.SQL("alter role {} password %s").format(sql.Identifier(role)), (secret,))


def _locks(db: Cursor) -> None:
    db.execute(
        "select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p"
        " where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory_'"
    )
    ((functions,),) = db.fetchall()
    named = sql.SQL(functions)
    lockers = sql.SQL(", ").join(map(sql.Identifier, LOCKERS))
    db.execute(sql.SQL("revoke execute on function {} from public").format(named))
    db.execute(sql.SQL("grant execute on function {} to {}").format(named, lockers))


def _log(db: Cursor, types: Mapping[str, str], logs: Sequence[str]) -> None:
    _owned(db, "log", OWNER, (_Made("form", form.script()), files("libs.log") / "schema.sql"))
    db.execute(
        "insert into log.founded (log) select unnest(%s) on conflict do nothing", (list(logs),)
    )
    # What has entries stays: a log is not undone by a setting.
    db.execute(
        "delete from log.founded f where f.log <> all(%s)"
        " and not exists (select from log.event e where e.log = f.log)",
        (list(logs),),
    )
    everybody = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    writers = sql.SQL(", ").join(map(sql.Identifier, WRITERS))
    db.execute(sql.SQL("grant usage on schema log to {}").format(everybody))
    db.execute(
        sql.SQL("grant select on log.event, log.command, log.type_owner, log.founded to {}").format(
            everybody
        )
    )
    db.execute(
        sql.SQL("grant execute on function log.breaks, log.whole to {}").format(
            sql.Identifier(SEALER)
        )
    )
    db.execute(sql.SQL("grant execute on function log.append to {}").format(writers))
    db.execute(sql.SQL("grant execute on procedure log.record to {}").format(writers))
    for name, role in types.items():
        db.execute(
            "insert into log.type_owner as o (type, role) values (%s, %s)"
            " on conflict (type) do update set role = excluded.role where o.role <> excluded.role",
            (name, role),
        )


def _schemas(db: Cursor, services: "Iterable[type[Service]]") -> None:
    engine = files("libs.engine")
    shared = [
        engine / "subscription.sql",
        engine / "read_tables.sql",
        files("libs.rights") / "visibility_tables.sql",
    ]
    for service in services:
        for schema, script in service.entrusted.items():
            _owned(db, schema, OWNER, (script,))
        _owned(db, service.name, f"kd_{service.name}", shared, service.migrations())
        told = sql.Identifier(service.name), sql.Identifier(EXPORTER)
        db.execute(sql.SQL("grant usage on schema {} to {}").format(*told))
        db.execute(sql.SQL("grant select on {}.set_aside to {}").format(*told))
        if service.vaulted:
            _owned(db, "vault", f"kd_{service.name}", (files("libs.people") / "vault.sql",))
    for schema, (role, script) in PROCESSES.items():
        if script.is_file():
            _owned(db, schema, role, (script,))
            everybody = sql.SQL(", ").join(map(sql.Identifier, ROLES))
            for grant in (
                sql.SQL("grant usage on schema {} to {}"),
                sql.SQL("grant select on all tables in schema {} to {}"),
            ):
                db.execute(grant.format(sql.Identifier(schema), everybody))


def _owned(
    db: Cursor,
    schema: str,
    role: str,
    scripts: "Iterable[Traversable | _Made]",
    migrations: Mapping[str, Traversable] | None = None,
) -> None:
    """Bring `schema` of `role` up to date, as that role.

    A script runs when its text is new to the schema: it must bear running again after a change.
    """
    db.execute(
        sql.SQL("create schema if not exists {} authorization {}").format(
            sql.Identifier(schema), sql.Identifier(role)
        )
    )
    db.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    db.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(schema)))
    db.execute("create table if not exists script (name text primary key, digest text not null)")
    for script in scripts:
        text = script.read_text("utf-8")
        known = (script.name, hashlib.sha256(text.encode()).hexdigest())
        db.execute("select from script where name = %s and digest = %s", known)
        if not db.fetchall():
            db.execute(text)
            db.execute(
                "insert into script (name, digest) values (%s, %s)"
                " on conflict (name) do update set digest = excluded.digest",
                known,
            )
    for of, folder in (migrations or {}).items():
        migrate(db, folder, of)
    db.execute("reset role")
    db.execute("set local search_path = pg_catalog")
