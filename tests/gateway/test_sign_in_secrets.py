"""No secret is ever in a log line, in the access log or elsewhere in the database."""

import json
import subprocess
import sys

import psycopg2
import pytest

from services.cli.golden import ROOT
from tests.gateway.installation import Installation

pytestmark = pytest.mark.e2e


def dump(at: Installation) -> str:
    """Return every row of the gateway's tables, as text."""
    connection = psycopg2.connect(at.admin)
    try:
        with connection, connection.cursor() as db:
            db.execute(
                "select table_to_xml(format('%I.%I', schemaname, tablename), true, false, '')::text"
                " from pg_tables where schemaname in ('gateway', 'access')"
            )
            return "\n".join(text for (text,) in db.fetchall())
    finally:
        connection.close()


def spellings(secret: str) -> set[str]:
    """Return a secret as JSON, hexadecimal, or a header might write it."""
    raw = secret.encode()
    return {secret, json.dumps(secret)[1:-1], raw.hex(), raw.decode("latin-1")}


def test_no_secret_is_in_a_log_line_or_the_database(at: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gateway.life", at.admin],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told, kept, life = done.stderr, dump(at), json.loads(done.stdout)
    for happened in ("signed-in", "sign-in-failed", "key-issued", "call_refused", "request_failed"):
        assert happened in told
    assert "ZeroDivisionError" in told
    assert "u:lan" in kept
    assert len(life["secrets"]) > 30
    for secret in life["secrets"]:
        for spelling in spellings(secret):
            assert spelling not in told, f"a log line holds {secret!r}"
            assert spelling not in kept, f"the database holds {secret!r}"
    assert life["types"] == ["GrantGiven"]  # nothing of it is in the event log
