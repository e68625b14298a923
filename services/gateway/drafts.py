"""Drafts: what somebody is typing and has not sent. They are no events and no part of the log."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.log.database import Database
from services.gateway.problems import Refusal

MOST_BYTES = 200_000
"""How large a draft may be, as JSON in UTF-8."""
MOST_DRAFTS = 500
"""How many drafts a person may have in a log."""
KEPT = timedelta(days=90)
"""How long a draft is kept after it was last changed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft; `version` counts its changes from 1, `changed_at` is UTC."""

    key: str
    version: int
    fields: Sequence[tuple[str, str]]
    changed_at: datetime


class Drafts:
    """The drafts of an installation, in table `draft`: each is its owner's alone."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def get(self, actor: str, log: str, key: str) -> Draft:
        """Return a draft; raises `Refusal` (draft-unknown)."""
        with self._db.transaction() as db:
            db.execute(
                "select version, content, changed_at from draft"
                " where actor = %s and log = %s and key = %s and changed_at > %s",
                (actor, log, key, self._clock() - KEPT),
            )
            row = db.fetchone()
        if row is None:
            raise Refusal("draft-unknown")
        return Draft(key, row[0], [(name, value) for name, value in json.loads(row[1])], row[2])

    def put(
        self,
        actor: str,
        log: str,
        key: str,
        fields: Sequence[tuple[str, str]],
        expected: int | None,
    ) -> Draft:
        """Keep a draft in place of what was there, if that has the `expected` version.

        0 expects none, None anything. Raises `Refusal`: draft-too-large, drafts-too-many,
        draft-stale.
        """
        text = json.dumps(fields, ensure_ascii=False)
        if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
            raise Refusal("draft-too-large")
        now = self._clock()
        with self._db.transaction() as db:
            # One at a time for a person, or two new drafts would both find the last free place.
            db.execute("select from account where actor = %s for update", (actor,))
            db.execute(
                "delete from draft where actor = %s and changed_at <= %s", (actor, now - KEPT)
            )
            db.execute("select key, version from draft where actor = %s and log = %s", (actor, log))
            versions = {str(one): int(version) for one, version in db.fetchall()}
            if expected is not None and versions.get(key, 0) != expected:
                raise Refusal("draft-stale")
            if key not in versions and len(versions) >= MOST_DRAFTS:
                raise Refusal("drafts-too-many")
            version = versions.get(key, 0) + 1
            db.execute(
                "insert into draft (actor, log, key, version, content, changed_at)"
                " values (%s, %s, %s, %s, %s, %s) on conflict (actor, log, key) do update"
                " set version = excluded.version, content = excluded.content,"
                " changed_at = excluded.changed_at",
                (actor, log, key, version, text, now),
            )
        return Draft(key, version, fields, now)

    def remove(self, actor: str, log: str, key: str) -> None:
        """Remove a draft, if there is one."""
        with self._db.transaction() as db:
            db.execute(
                "delete from draft where actor = %s and log = %s and key = %s", (actor, log, key)
            )
