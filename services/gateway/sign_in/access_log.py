"""The access log: who signed in or failed to, from where; apart from the event log, no secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
    """Writes rows to table `access`, and the same as log lines, to be shipped off this machine."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def write(self, act: Act, client: Client, actor: str | None, about: str | None = None) -> None:
        """Record that `actor` (None: nobody knows who) did something to the account `about`.

        Without `about` it was their own.
        """
        about = about or actor
        with self._db.transaction() as db:
            db.execute(
                "insert into access (at, act, actor, about, address, trace)"
                " values (%s, %s, %s, %s, %s, %s)",
                (self._clock(), act, actor, about, client.address, client.trace),
            )
        _logger.info(
            "access", act=act, actor=actor, about=about, address=client.address, trace=client.trace
        )
