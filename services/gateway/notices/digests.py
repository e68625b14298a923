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
    """A digest that waits: whose and of which day, where it goes now.

    What it says is asked for when it is sent, with the rights of that moment.
    """

    actor: str
    day: date
    email: str
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

    def make(self, actor: str, day: date) -> None:
        """Keep that a person gets a digest of a day; a second one of the same day is none."""
        now = self._clock()
        with self._db.transaction() as db:
            db.execute(
                "insert into digest (actor, day, made_at, next_at) values (%s, %s, %s, %s)"
                " on conflict do nothing",
                (actor, day, now, now),
            )

    def waiting(self) -> list[Digest]:
        """Return what may be sent now, the oldest first; nothing of who wants no digest (any more).

        It goes to the address that the person has now.
        """
        with self._db.transaction() as db:
            db.execute(
                "select actor, day, email, made_at, d.tries from digest d"
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
                "update digest set outcome = %s, ended_at = %s where actor = %s and day = %s",
                (outcome, self._clock(), digest.actor, digest.day),
            )

    def too_old(self, digest: Digest) -> bool:
        """Return whether a digest is not worth sending any more."""
        return self._clock() - digest.made_at >= TOO_OLD

    def put_off(self, digest: Digest) -> None:
        """Try again later, each time after a longer pause."""
        now = self._clock()
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
