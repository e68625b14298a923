"""Retry delays: the next try waits longer after each failure, up to a limit."""

import hmac
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.log.database import Database
from services.gateway.problems import Refusal

FORGOTTEN = timedelta(hours=24)
"""Failures are forgotten after so long without a new one."""


@dataclass(frozen=True, slots=True)
class Key:
    """What failures are counted for: a login name, the codes of an account, a network address.

    The first `free` failures cause no delay; the next one causes 1 s, and the delay doubles with
    each further failure up to `most` seconds.
    """

    kind: str
    name: str
    free: int
    most: int

    def wait(self, failures: int) -> timedelta:
        """Return how long the next try must wait after so many failures."""
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over - 1, 30), self.most) if over > 0 else 0)


def of_login(login: str) -> Key:
    """Return the key of a login name, whether there is such an account or not."""
    return Key("login", login, free=3, most=900)


def of_code(actor: str) -> Key:
    """Return the key of an account's second factor."""
    return Key("code", actor, free=3, most=900)


def of_address(address: str) -> Key:
    """Return the key of a caller's network address; many people may share one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return Key("address", address, free=20, most=60)
    if isinstance(parsed, IPv6Address):
        # A subscriber has at least a /64 and may use any address in it.
        return Key("address", str(int(parsed) >> 64), free=20, most=60)
    return Key("address", address, free=20, most=60)


class RetryDelays:
    """Counts tries in table `delay`; `clock` gives the instant, UTC.

    The table holds a hash of what is counted, keyed with `secret`, which is not in the database: a
    name that was typed may be a password, and without the secret it cannot be found by guessing.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime], secret: str) -> None:
        self._db = db
        self._clock = clock
        self._secret = HKDF(SHA256(), 32, None, b"kiemdinh retry delays").derive(secret.encode())

    def take(self, *keys: Key) -> None:
        """Count one try for each of `keys`; raises `Refusal` (too-soon) and then counts nothing.

        A try counts as a failure until `succeeded` is called, so sending many at once does not get
        around the delay.
        """
        now = self._clock()
        by_digest = {self._digest(key): key for key in keys}
        with self._db.transaction() as db:
            for digest in sorted(by_digest):  # always in this order, or two calls could deadlock
                db.execute(
                    "insert into delay (key, failures, until, last_at) values (%s, 0, %s, %s)"
                    " on conflict (key) do update set failures ="
                    " case when delay.last_at < %s then 0 else delay.failures end"
                    " returning failures, until",
                    (digest, now, now, now - FORGOTTEN),
                )
                row = db.fetchone()
                assert row is not None
                failures, until = int(row[0]) + 1, row[1]
                if until > now:
                    left = math.ceil((until - now).total_seconds())
                    raise Refusal(
                        "too-soon",
                        f"Đã sai nhiều lần; hãy thử lại sau {left} giây.",
                        headers={"Retry-After": str(left)},
                    )
                db.execute(
                    "update delay set failures = %s, until = %s, last_at = %s where key = %s",
                    (failures, now + by_digest[digest].wait(failures), now, digest),
                )

    def succeeded(self, cleared: Iterable[Key], address: Key) -> None:
        """Forget the failures of `cleared`, and count this one try of `address` no longer."""
        now = self._clock()
        # A transaction for each statement: in one, they could deadlock with `take`.
        with self._db.autocommit() as db:
            for key in cleared:
                db.execute("delete from delay where key = %s", (self._digest(key),))
            db.execute(
                "update delay set failures = greatest(failures - 1, 0), until = %s where key = %s",
                (now, self._digest(address)),
            )
            db.execute(
                "delete from delay where key in"
                " (select key from delay where last_at < %s for update skip locked)",
                (now - FORGOTTEN,),
            )

    def _digest(self, key: Key) -> bytes:
        return hmac.digest(self._secret, f"{key.kind} {key.name}".encode(), "sha256")
