"""What PostgreSQL refuses to the roles of the services."""

import uuid
from datetime import date
from typing import Any

import psycopg2
from psycopg2 import errors, sql

from libs.log.entry import Origin, Recorded, envelope

FOREIGN = "KD004"
"""What `log.append` raises for a type of event that is another service's."""


def append(
    type_: str, stream: str = "x-1", actor: str = "u:x", last: Recorded | None = None
) -> sql.Composable:
    """Return the statement that appends an event of a type to a stream, in somebody's name.

    `last` is the stream's last entry, None where it begins.
    """
    version, previous = (last.version, last.leaf) if last else (0, None)
    act = Origin(actor, "operator", "operator", date(2024, 9, 5), "c", "c")
    at, body = "2024-09-05T00:00:00.000000Z", {"type": type_, "data": {}}
    raw = envelope("79", stream, version + 1, previous, at, act, body, uuid.uuid4().hex).decode()
    return sql.SQL(
        "select log.append('79', array[row({}, {}, {}, {}, '{{}}', '{{}}', array[{}], null, null)]"
        "::log.attempt[])"
    ).format(*map(sql.Literal, (uuid.uuid4().hex, "0" * 64, stream, version, raw)))


def refuses(db: Any, role: str, statement: sql.Composable) -> bool:
    """Return whether PostgreSQL refuses the statement to a session of this role."""
    db.execute("savepoint cell")
    db.execute(sql.SQL("set local session authorization {}").format(sql.Identifier(role)))
    try:
        db.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    except psycopg2.Error as error:
        return error.pgcode == FOREIGN
    finally:
        db.execute("rollback to savepoint cell")
        db.execute("reset session authorization")
    return False
