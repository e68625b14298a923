"""Where people want to be reminded: an address that they have shown to be theirs, a calendar."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.law.calendar import VIETNAM, vietnam_today
from libs.log.database import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import tokens

VALID = timedelta(minutes=30)
"""How long a code that was mailed is good."""
TRIES = 5
"""How often a code may be typed wrong."""
PAUSE = timedelta(minutes=1)
"""How long after a code the next one is mailed at the earliest."""
CODES = 5
"""How many codes a person is mailed on a day at most, to whatever addresses."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """How a person is reminded: at `email` (None: not), whether by a digest, and a calendar.

    `awaiting` is an address that waits for its code.
    """

    email: str | None = None
    awaiting: str | None = None
    digest: bool = True
    calendar: bool = False


class Addresses:
    """The addresses of an installation, in table `reminding`; they go with their account."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def of(self, actor: str) -> Reminding:
        """Return how a person is reminded."""
        with self._db.transaction() as db:
            db.execute(
                "select email, awaiting, digest, calendar is not null from reminding"
                " where actor = %s",
                (actor,),
            )
            row = db.fetchone()
        return Reminding(*row) if row else Reminding()

    def offer(self, actor: str, email: str) -> str:
        """Take note of an address and return the code that must be mailed to it.

        Raises `Refusal` (too-soon) within `PAUSE` of the code before, and after `CODES` of a day.
        """
        code, now = f"{secrets.randbelow(10**8):08}", self._clock()
        today = vietnam_today(now)
        with self._db.transaction() as db:
            db.execute("insert into reminding (actor) values (%s) on conflict do nothing", (actor,))
            db.execute(
                "select code_until, case when codes_on = %s then codes else 0 end"
                " from reminding where actor = %s for update",
                (today, actor),
            )
            until, codes = db.fetchone() or (None, 0)
            if codes >= CODES:
                detail = f"Hôm nay đã gửi {CODES} mã; hãy thử lại vào ngày mai."
                raise Refusal(
                    "too-soon", detail, headers={"Retry-After": str(_until_midnight(now))}
                )
            if until is not None and until > now + VALID - PAUSE:
                detail = "Vừa gửi một mã; hãy chờ một phút rồi thử lại."
                raise Refusal("too-soon", detail, headers={"Retry-After": str(PAUSE.seconds)})
            db.execute(
                "update reminding set awaiting = %s, code = %s, code_until = %s, tries = 0,"
                " codes = %s, codes_on = %s where actor = %s",
                (email, _hash(actor, code), now + VALID, codes + 1, today, actor),
            )
        return code

    def not_mailed(self, actor: str, code: str, counts: bool) -> None:
        """Take back a code that did not go out; `counts`: as one of the day's all the same."""
        with self._db.transaction() as db:
            db.execute(
                "update reminding set awaiting = null, code = null, code_until = null,"
                " codes = codes - %s where actor = %s and code = %s",
                (0 if counts else 1, actor, _hash(actor, code)),
            )

    def confirm(self, actor: str, code: str) -> None:
        """Take the address into use whose code this is; raises `Refusal` (code-wrong)."""
        with self._db.transaction() as db:
            # Counted before it is looked at, in a statement of its own that nobody overtakes.
            db.execute(
                "update reminding set tries = tries + 1 where actor = %s and tries < %s"
                " and code_until > %s returning code",
                (actor, TRIES, self._clock()),
            )
            row = db.fetchone()
            right = row is not None and hmac.compare_digest(bytes(row[0]), _hash(actor, code))
            if right:
                db.execute(
                    "update reminding set email = awaiting, awaiting = null, code = null,"
                    " code_until = null where actor = %s",
                    (actor,),
                )
        if not right:
            raise Refusal("code-wrong")

    def forget(self, actor: str) -> None:
        """Forget the address and one that waits for its code."""
        with self._db.transaction() as db:
            db.execute(
                "update reminding set email = null, awaiting = null, code = null,"
                " code_until = null where actor = %s",
                (actor,),
            )

    def choose(self, actor: str, digest: bool) -> None:
        """Send a person digests from now on, or none."""
        with self._db.transaction() as db:
            db.execute(
                "insert into reminding (actor, digest) values (%s, %s)"
                " on conflict (actor) do update set digest = excluded.digest",
                (actor, digest),
            )

    def renew_calendar(self, actor: str) -> str:
        """Return the new secret of a person's calendar; the one before is good no more."""
        secret = tokens.new()
        with self._db.transaction() as db:
            db.execute(
                "insert into reminding (actor, calendar) values (%s, %s)"
                " on conflict (actor) do update set calendar = excluded.calendar",
                (actor, tokens.digest(secret)),
            )
        return secret

    def end_calendar(self, actor: str) -> None:
        """End a person's calendar."""
        with self._db.transaction() as db:
            db.execute("update reminding set calendar = null where actor = %s", (actor,))

    def by_calendar(self, secret: str) -> str:
        """Return whose calendar has this secret; raises `Refusal` (calendar-unknown)."""
        with self._db.transaction() as db:
            db.execute(
                "select actor from reminding join account using (actor)"
                " where calendar = %s and disabled_at is null",
                (tokens.digest(secret),),
            )
            row = db.fetchone()
        if row is None:
            raise Refusal("calendar-unknown")
        return str(row[0])

    def reminded(self) -> list[tuple[str, str]]:
        """Return who wants a digest, and at which address."""
        with self._db.transaction() as db:
            db.execute(
                "select actor, email from reminding join account using (actor)"
                " where email is not null and digest and disabled_at is null order by actor"
            )
            return [(str(actor), str(email)) for actor, email in db.fetchall()]


def _hash(actor: str, code: str) -> bytes:
    return tokens.digest(f"{actor} {code}")


def _until_midnight(now: datetime) -> int:
    """Return how many seconds are left of the day in Viet Nam."""
    at = now.astimezone(VIETNAM)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - at).total_seconds())
