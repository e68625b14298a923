"""Digests that were made and wait to be sent: one a person and day, in table `digest`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from libs.log.database import Database

LONGEST_WAIT = timedelta(hours=1)
"""The longest pause between two tries."""
TOO_OLD = timedelta(days=2)
"""After so long a digest is not sent any more: the one of the next day says the same and more."""
KEPT = timedelta(days=90)
Outcome = Literal["sent", "nothing", "refused", "too-old"]
"""Sent; nothing was due; the mail server will not take it; it could not be sent in time."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that waits: whose and of which day, where it goes now, what it says."""

    actor: str
    day: date
    email: str
    subject: str
    body: str
    made_at: datetime
    tries: int


class Digests:
    """The outbox. What is in it survives a crash; what has an outcome is never sent again."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def made(self, day: date) -> frozenset[str]:
        """Return whose digests of a day were made."""
        with self._db.transaction() as db:
            db.execute("select actor from digest where day = %s", (day,))
            return frozenset(str(actor) for (actor,) in db.fetchall())

    def make(self, actor: str, day: date, subject: str, body: str) -> None:
        """Keep a person's digest of a day; an empty `body` says that nothing was due.

        A second one of the same day is none.
        """
        now = self._clock()
        with self._db.transaction() as db:
            db.execute(
                "insert into digest (actor, day, subject, body, made_at, next_at, outcome)"
                " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
                (actor, day, subject, body, now, now, None if body else "nothing"),
            )

    def waiting(self) -> list[Digest]:
        """Return what may be sent now, the oldest first; nothing of who wants no digest (any more).

        It goes to the address that the person has now.
        """
        with self._db.transaction() as db:
            db.execute(
                "select actor, day, email, subject, body, made_at, d.tries from digest d"
                " join reminding r using (actor) join account a using (actor)"
                " where outcome is null and next_at <= %s and email is not null and r.digest"
                " and disabled_at is null order by day, actor",
                (self._clock(),),
            )
            return [Digest(*row) for row in db.fetchall()]

    def end(self, digest: Digest, outcome: Outcome) -> None:
        """Say what became of a digest."""
        with self._db.transaction() as db:
            db.execute(
                "update digest set outcome = %s, ended_at = %s, body = ''"
                " where actor = %s and day = %s",
                (outcome, self._clock(), digest.actor, digest.day),
            )

    def put_off(self, digest: Digest) -> None:
        """Try again later, each time after a longer pause; a digest that is too old ends."""
        now = self._clock()
        if now - digest.made_at >= TOO_OLD:
            self.end(digest, "too-old")
            return
        pause = min(timedelta(minutes=2 ** min(digest.tries, 10)), LONGEST_WAIT)
        with self._db.transaction() as db:
            db.execute(
                "update digest set tries = tries + 1, next_at = %s where actor = %s and day = %s",
                (now + pause, digest.actor, digest.day),
            )

    def sweep(self) -> None:
        """Delete what is long over."""
        with self._db.transaction() as db:
            db.execute("delete from digest where made_at < %s", (self._clock() - KEPT,))
