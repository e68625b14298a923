"""Retry delays: the next try waits longer after each failure, up to a limit."""

import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.log.database import Database
from services.gateway.problems import Refusal

FORGOTTEN = timedelta(hours=24)
"""Failures are forgotten after so long without a new one."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as translators write them (RFC 6052)."""


class Delayed(Refusal):
    """Too soon; `first`: no try was refused yet since the delay began."""

    def __init__(self, seconds: int, first: bool) -> None:
        super().__init__(
            "too-soon",
            f"Đã sai nhiều lần; hãy thử lại sau {seconds} giây.",
            headers={"Retry-After": str(seconds)},
        )
        self.first = first


class _Row(NamedTuple):
    """What the table says of a key: failures so far, no try before `until`, how many refused."""

    failures: int
    until: datetime
    refused: int


@dataclass(frozen=True, slots=True)
class Key:
    """What failures are counted for: a login name, the codes of an account, a network.

    The first `free` failures cause no delay; the next one causes 1 s, and the delay doubles with
    each further failure up to `most` seconds. `shared`: others may have failed there, so that one
    who gets in does not end it. `gives_way`: it delays nobody who has free failures left in every
    other key, or a few networks could keep everybody else out.
    """

    kind: str
    name: str
    free: int
    most: int
    shared: bool = False
    gives_way: bool = False

    def wait(self, failures: int) -> timedelta:
        """Return how long the next try must wait after so many failures."""
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over - 1, 30), self.most) if over > 0 else 0)


def of_login(login: str) -> Key:
    """Return the key of a login name, whether there is such an account or not, from everywhere.

    It is what those meet who guess on from many addresses. Who owns the name may be signing in from
    a new browser meanwhile.
    """
    return Key("login", login, free=50, most=60, shared=True, gives_way=True)


def of_login_at(login: str, address: str) -> tuple[Key, ...]:
    """Return the keys of a login name as it is tried from one network, none for no address."""
    network, site = _network(address), _site(address)
    found = Key("login at", f"{network} {login}", free=3, most=900)
    wider = Key("login at site", f"{site} {login}", free=12, most=60, shared=True)
    return (*((found,) if network else ()), *((wider,) if site else ()))


def of_login_in(login: str, browser: str) -> Key:
    """Return the key of a login name in a browser, `browser` by its id, that knows it."""
    return Key("login in", f"{browser} {login}", free=3, most=900)


def of_password(actor: str) -> Key:
    """Return the key of an account's password where somebody signed in is asked for it again."""
    return Key("password", actor, free=3, most=900)


def of_code(actor: str) -> Key:
    """Return the key of an account's second factor, which is shown after the password alone."""
    return Key("code", actor, free=3, most=900)


def of_address(address: str) -> Key | None:
    """Return the key of a caller's network address; many people may share one.

    None for no address: all whom nobody can tell apart are not one caller.
    """
    network = _network(address)
    return Key("address", network, free=20, most=60, shared=True) if network else None


def _network(address: str) -> str | None:
    """Return what one subscriber has of addresses; None for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    if parsed in _TRANSLATED:
        return str(IPv4Address(int(parsed) & 0xFFFFFFFF))
    # A subscriber has at least a /64 and may use any address in it.
    return f"{int(parsed) >> 64:x}"


def _site(address: str) -> str | None:
    """Return what one organisation has of IPv6 addresses at most, a /48; None for any other."""
    network = _network(address)
    return f"{int(network, 16) >> 16:x}" if network and "." not in network else None


class RetryDelays:
    """Counts tries in table `delay`; `clock` gives the instant, UTC.

    The table holds a hash of what is counted, keyed with `secret`, which is not in the database: a
    name that was typed may be a password, and without the secret it cannot be found by guessing.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime], secret: str) -> None:
        self._db = db
        self._clock = clock
        self._secret = HKDF(SHA256(), 32, None, b"kiemdinh retry delays").derive(secret.encode())

    def take(self, *keys: Key | None) -> None:
        """Count one try for each of `keys`; raises `Delayed` and then counts no failure.

        A try counts as a failure until `succeeded` is called, so sending many at once does not get
        around the delay.
        """
        now = self._clock()
        by_digest = {self._digest(key): key for key in keys if key}
        found: dict[bytes, _Row] = {}
        with self._db.transaction() as db:
            for digest in sorted(by_digest):  # always in this order, or two calls could deadlock
                db.execute(
                    "insert into delay (key, failures, until, last_at) values (%s, 0, %s, %s)"
                    " on conflict (key) do update set failures ="
                    " case when delay.last_at < %s then 0 else delay.failures end,"
                    " refused = delay.refused + (delay.until > %s)::int"
                    " returning failures, until, refused",
                    (digest, now, now, now - FORGOTTEN, now),
                )
                found[digest] = _Row(*(db.fetchone() or ()))
            own = [found[d].failures < k.free for d, k in by_digest.items() if not k.gives_way]
            passes = bool(own) and all(own)
            late = [
                row
                for digest, row in found.items()
                if row.until > now and not (passes and by_digest[digest].gives_way)
            ]
            if not late:
                for digest, row in found.items():
                    count = row.failures + 1
                    db.execute(
                        "update delay set failures = %s, until = %s, last_at = %s, refused = 0"
                        " where key = %s",
                        (count, now + by_digest[digest].wait(count), now, digest),
                    )
                return
        seconds = math.ceil((max(row.until for row in late) - now).total_seconds())
        raise Delayed(seconds, any(row.refused == 1 for row in late))

    def succeeded(self, *keys: Key | None) -> None:
        """Forget what `keys` failed at; of those that many share, count this one try no longer."""
        now = self._clock()
        # A transaction for each statement: in one, they could deadlock with `take`.
        with self._db.autocommit() as db:
            for key in filter(None, keys):
                if key.shared:
                    db.execute(
                        "update delay set failures = greatest(failures - 1, 0), until = %s"
                        " where key = %s",
                        (now, self._digest(key)),
                    )
                else:
                    db.execute("delete from delay where key = %s", (self._digest(key),))
            db.execute(
                "delete from delay where key in"
                " (select key from delay where last_at < %s for update skip locked)",
                (now - FORGOTTEN,),
            )

    def _digest(self, key: Key) -> bytes:
        return hmac.digest(self._secret, f"{key.kind} {key.name}".encode(), "sha256")
