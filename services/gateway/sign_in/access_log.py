"""The access log: who signed in or failed to, from where; apart from the event log, no secrets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog

from libs.log.database import Database

Act = Literal[
    "signed-in",
    "sign-in-failed",
    "sign-in-delayed",
    "second-factor-shown",
    "second-factor-failed",
    "second-factor-set",
    "recovery-code-used",
    "signed-out",
    "session-ended",
    "password-changed",
    "proof-failed",
    "account-created",
    "account-reset",
    "account-disabled",
    "account-linked",
    "account-unlinked",
    "account-erased",
    "invitation-used",
    "invitation-failed",
    "email-confirmed",
    "email-removed",
    "calendar-renewed",
    "calendar-ended",
    "key-issued",
    "key-renewed",
    "key-ended",
]

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a call comes from: network address, what the browser calls itself, correlation."""

    address: str
    agent: str
    trace: str


class AccessLog:
    """Writes to schema `access`, and the same as log lines, to be shipped off this machine.

    The schema is another role's: what was written can be added to and nothing else, until it is
    older than `kept`.
    """

    def __init__(self, db: Database, kept: timedelta) -> None:
        self._db = db
        self._kept = kept

    def write(self, act: Act, client: Client, actor: str | None, about: str | None = None) -> None:
        """Record that `actor` (None: nobody knows who) did something to the account `about`.

        Without `about` it was their own.
        """
        about = about or actor
        with self._db.transaction() as db:
            db.execute(
                "select access.write(null, %s, %s, %s, %s, %s)",
                (act, actor, about, client.address, client.trace),
            )
            if act == "signed-in":
                # Often enough, and nobody's guess can bring it about.
                db.execute("select access.sweep(%s)", (self._kept.days,))
        _logger.info(
            "access", act=act, actor=actor, about=about, address=client.address, trace=client.trace
        )
