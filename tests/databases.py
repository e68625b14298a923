"""Databases for tests: each test has its own, copied from one that was installed once."""

import os
import uuid
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from psycopg2 import extensions

from libs.engine.service import Service
from libs.hosting.installation import install
from libs.log.database import Database

_templates: dict[Hashable, str] = {}
"""The databases that were installed in this process, by server and services."""


@contextmanager
def installed(uri: str, *kinds: type[Service]) -> Iterator[str]:
    """Give a superuser's DSN of a new database with these services installed; drop it after.

    `uri` is a superuser's of the server; the roles have no passwords.
    """
    name = f"kd_test_{uuid.uuid4().hex[:12]}"
    server = Database(uri, "public")
    with server.autocommit() as db:
        db.execute(f"create database {name} template {_template(uri, kinds)}")
    try:
        yield extensions.make_dsn(uri, dbname=name)
    finally:
        with server.autocommit() as db:
            db.execute(f"drop database {name} with (force)")
        server.close()


def _template(uri: str, kinds: tuple[type[Service], ...]) -> str:
    # By the class: a test may give a service under the name of another, with other tables.
    key = (uri, frozenset(kinds))
    if key not in _templates:
        name = f"kd_template_{os.getpid()}_{len(_templates)}"
        server = Database(uri, "public")
        with server.autocommit() as db:
            db.execute(f"drop database if exists {name} with (force)")
            db.execute(f"create database {name}")
        server.close()
        install(extensions.make_dsn(uri, dbname=name), {}, kinds)
        _templates[key] = name
    return _templates[key]
