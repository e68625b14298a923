"""Who calls: API keys, of which only hashes are kept, and the operator's key from the settings."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.postgres import Database
from libs.rights import OPERATOR
from services.gateway.problems import Refusal

ANONYMOUS = ""
"""The actor of a call without credentials; it holds no grant and may ask public questions only."""
LEAST_OPERATOR_KEY = 16
"""The fewest characters of an operator's key: API keys are derived from it."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="kiemdinh"'}


@dataclass(frozen=True, slots=True)
class Issued:
    """An API key as it is told to the operator; from `expires_at` (UTC) on it no longer works."""

    id: str
    actor: str
    key: str
    expires_at: datetime


class Keys:
    """The API keys of an installation, in table `api_key`.

    Raises ValueError for an operator's key that is too short to be a secret.
    """

    def __init__(self, db: Database, operator_key: str, clock: Callable[[], datetime]) -> None:
        if len(operator_key) < LEAST_OPERATOR_KEY:
            raise ValueError(f"the operator's key needs {LEAST_OPERATOR_KEY} characters or more")
        self._db = db
        self._operator = operator_key.encode()
        self._clock = clock

    def actor(self, authorization: str | None) -> str:
        """Return who sent this Authorization header, `ANONYMOUS` for none.

        Raises `Refusal` (credentials-invalid) for another scheme, an unknown or an expired key.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() == "bearer":
            sent = key.strip().encode()
            if hmac.compare_digest(sent, self._operator):
                return OPERATOR
            if found := self._holder(hashlib.sha256(sent).digest()):
                return found
        challenge = 'Bearer realm="kiemdinh", error="invalid_token"'
        raise Refusal("credentials-invalid", headers={"WWW-Authenticate": challenge})

    def issue(self, actor: str, days: int, request: str) -> tuple[Issued, bool]:
        """Return a key for `actor` that works for `days` days, and whether it is new.

        The same `request` (an Idempotency-Key) gets the same key again. Raises `Refusal`
        (key-request-reused) if that request asked for something else.
        """
        now = self._clock()
        salt = secrets.token_bytes(16)
        key = self._derive(salt, request)
        with self._db.transaction() as db:
            db.execute(
                "insert into api_key (id, actor, hash, salt, request, days, issued_at, expires_at)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (request) do nothing",
                (
                    uuid.uuid4().hex,
                    actor,
                    hashlib.sha256(key.encode()).digest(),
                    salt,
                    request,
                    days,
                    now,
                    now + timedelta(days=days),
                ),
            )
            new = db.rowcount == 1
            db.execute(
                "select id, actor, days, salt, hash, expires_at from api_key where request = %s",
                (request,),
            )
            row = db.fetchone()
        assert row is not None
        id, known, known_days, salt, digest, expires_at = row
        key = self._derive(bytes(salt), request)
        # Under another operator's key than then another API key comes out, one never issued.
        same = hmac.compare_digest(hashlib.sha256(key.encode()).digest(), bytes(digest))
        if (known, known_days) != (actor, days) or not same:
            raise Refusal("key-request-reused")
        return Issued(id, actor, key, expires_at), new

    def _derive(self, salt: bytes, request: str) -> str:
        secret = hmac.new(self._operator, salt + request.encode(), hashlib.sha256)
        return f"kd_{secret.hexdigest()}"

    def _holder(self, digest: bytes) -> str | None:
        with self._db.transaction() as db:
            db.execute(
                "select actor from api_key where hash = %s and expires_at > %s",
                (digest, self._clock()),
            )
            row = db.fetchone()
        return None if row is None else str(row[0])
