"""Delays: each failure makes the next try wait longer, and nobody waits for ever."""

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from libs.postgres import Database
from services.gateway.problems import Refusal

FORGOTTEN = timedelta(hours=24)
"""After so long without a failure they are forgotten."""


@dataclass(frozen=True, slots=True)
class Key:
    """What tries are counted by: the first `free` failures cost nothing, none costs over `most`.

    `most` is in seconds; from the first failure that costs on, 1 s, the cost doubles.
    """

    kind: str
    name: str
    free: int
    most: int

    @property
    def digest(self) -> bytes:
        """What is kept of it."""
        return hashlib.sha256(f"{self.kind} {self.name}".encode()).digest()

    def wait(self, failures: int) -> timedelta:
        """Return how long the try after so many failures waits."""
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over - 1, 30), self.most) if over > 0 else 0)


def of_login(login: str) -> Key:
    """Return the key of a login name, whether there is such an account or not."""
    return Key("login", login, free=3, most=900)


def of_code(actor: str) -> Key:
    """Return the key of an account's second factor."""
    return Key("code", actor, free=3, most=900)


def of_address(address: str) -> Key:
    """Return the key of a caller's network address; many may sit behind one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return Key("address", address, free=20, most=60)
    if isinstance(parsed, IPv6Address):
        # A subscriber has a /64 at least, and may take any address in it.
        return Key("address", str(int(parsed) >> 64), free=20, most=60)
    return Key("address", address, free=20, most=60)


class RetryDelays:
    """Counts tries in table `delay`; `clock` gives the instant, UTC."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def take(self, *keys: Key) -> None:
        """Count one try against each of `keys`; raises `Refusal` (too-soon), which counts nothing.

        The try counts as failed until `succeeded`: of many at the same instant only the free ones
        get through.
        """
        now = self._clock()
        by_digest = {key.digest: key for key in keys}
        with self._db.transaction() as db:
            for digest in sorted(by_digest):  # one order for all, or two calls may wait in a ring
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
        """Forget the failures of `cleared`, and that this one try came from `address`."""
        now = self._clock()
        # A transaction each: together they might wait in a ring with `take`.
        with self._db.autocommit() as db:
            for key in cleared:
                db.execute("delete from delay where key = %s", (key.digest,))
            db.execute(
                "update delay set failures = greatest(failures - 1, 0), until = %s where key = %s",
                (now, address.digest),
            )
            db.execute(
                "delete from delay where key in"
                " (select key from delay where last_at < %s for update skip locked)",
                (now - FORGOTTEN,),
            )
