"""Browsers that people have signed in with: a cookie that outlives the session and lets nobody in.

Whoever fails with somebody's login name, from wherever, delays strangers alone: a browser in which
that person signed in before is counted apart.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from libs.log.database import Database
from services.gateway.sign_in import tokens

KEPT = timedelta(days=180)
"""How long a browser is known after the last time somebody signed in there."""
MOST = 20
"""How many browsers of a person are known; the one used longest ago is forgotten first."""


class KnownBrowsers:
    """The browsers of an installation's people, in table `known_browser`; `clock` is in UTC.

    One cookie stands for all who use a browser, and changes each time one of them signs in, so that
    a cookie that somebody planted or read stands for nobody after it.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def known(self, token: str | None, actor: str | None) -> str | None:
        """Return the id under which the browser whose cookie is `token` is known to `actor`.

        It stays when the cookie changes, so that nobody begins anew to count there. None where that
        person never signed in.
        """
        if not token:
            return None
        with self._db.transaction() as db:
            db.execute(
                "select id from known_browser where actor = %s and hash = %s and at > %s",
                (actor, tokens.digest(token), self._clock() - KEPT),
            )
            row = db.fetchone()
            return None if row is None else str(row[0])

    def remember(self, token: str | None, actor: str) -> str:
        """Note that `actor` signed in; return the cookie's new value for that browser."""
        now, new = self._clock(), tokens.new()
        with self._db.transaction() as db:
            if token:
                db.execute(
                    "update known_browser set hash = %s where hash = %s",
                    (tokens.digest(new), tokens.digest(token)),
                )
            db.execute(
                "insert into known_browser (actor, hash, at) values (%s, %s, %s)"
                " on conflict (actor, hash) do update set at = excluded.at",
                (actor, tokens.digest(new), now),
            )
            db.execute(
                "delete from known_browser where actor = %s and (at <= %s or hash not in"
                " (select hash from known_browser where actor = %s order by at desc limit %s))",
                (actor, now - KEPT, actor, MOST),
            )
        return new
