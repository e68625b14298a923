"""Sessions: who is signed in, where, until when."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.log.database import Database
from services.gateway.sign_in import tokens
from services.gateway.sign_in.access_log import Client

TOUCHED = timedelta(minutes=1)
"""How exactly the last use of a session is noted."""
_COLUMNS = (
    "s.id, s.actor, a.login, s.issuer, s.strong, s.started_at, s.seen_at, s.expires_at,"
    " s.address, s.agent, a.seed is not null, a.in_hand"
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session; instants are UTC. `strong`: a second factor was shown; `factor`: there is one.

    `in_hand`: who made, reset or linked the account last.
    """

    id: str
    actor: str
    login: str
    issuer: str | None
    strong: bool
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    factor: bool
    in_hand: str


class Sessions:
    """The sessions of an installation, in table `session`.

    One ends `idle` after its last use and `longest` after its start.
    """

    def __init__(
        self, db: Database, clock: Callable[[], datetime], idle: timedelta, longest: timedelta
    ) -> None:
        self._db = db
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def start(self, actor: str, client: Client, strong: bool, issuer: str | None) -> str:
        """Begin a session and return its token, which is kept nowhere."""
        now, token = self._clock(), tokens.new()
        with self._db.transaction() as db:
            db.execute(
                "delete from session where expires_at <= %s or seen_at <= %s",
                (now, now - self._idle),
            )
            db.execute(
                "insert into session (id, hash, actor, issuer, strong, started_at, seen_at,"
                " expires_at, address, agent) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    uuid.uuid4().hex,
                    tokens.digest(token),
                    actor,
                    issuer,
                    strong,
                    now,
                    now,
                    now + self._longest,
                    client.address,
                    client.agent,
                ),
            )
        return token

    def rotate(self, session: Session, strong: bool) -> str | None:
        """Give a session that became `strong` another token; None if it has ended meanwhile."""
        token = tokens.new()
        with self._db.transaction() as db:
            db.execute(
                "update session set hash = %s, strong = %s where id = %s",
                (tokens.digest(token), strong, session.id),
            )
            return token if db.rowcount == 1 else None

    def find(self, token: str) -> Session | None:
        """Return the session of a token, used now; None if it is unknown or has ended."""
        now = self._clock()
        with self._db.transaction() as db:
            db.execute(
                f"select {_COLUMNS} from session s join account a using (actor)"
                " where s.hash = %s and s.expires_at > %s and s.seen_at > %s"
                " and a.disabled_at is null",
                (tokens.digest(token), now, now - self._idle),
            )
            row = db.fetchone()
            if row is None:
                return None
            session = Session(*row)
            if session.seen_at <= now - TOUCHED:
                db.execute("update session set seen_at = %s where id = %s", (now, session.id))
        return session

    def of(self, actor: str) -> list[Session]:
        """Return a person's sessions that have not ended, the latest used first."""
        now = self._clock()
        with self._db.transaction() as db:
            db.execute(
                f"select {_COLUMNS} from session s join account a using (actor)"
                " where s.actor = %s and s.expires_at > %s and s.seen_at > %s"
                " order by s.seen_at desc, s.id",
                (actor, now, now - self._idle),
            )
            return [Session(*row) for row in db.fetchall()]

    def end(self, actor: str, id: str) -> bool:
        """End one of a person's sessions; return whether there was such a one."""
        with self._db.transaction() as db:
            db.execute("delete from session where actor = %s and id = %s", (actor, id))
            return db.rowcount == 1

    def end_others(self, session: Session) -> None:
        """End every session of the same person but this one."""
        with self._db.transaction() as db:
            db.execute(
                "delete from session where actor = %s and id <> %s", (session.actor, session.id)
            )
