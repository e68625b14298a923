"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and codes for a lost phone."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.log.database import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import tokens

ISSUER = "Kiemdinh"
"""What the app shows beside the login name."""
STEP = 30
"""Seconds that a code lasts; the one before and the one after are taken too."""
RECOVERY_CODES = 10
_LETTERS = 24
_NONCE = 12

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the app is set up with, shown once: the seed in base32, and the same as a URI."""

    secret: str
    uri: str


class SecondFactors:
    """Seeds and recovery codes, in tables `account` and `recovery_code`.

    Seeds are encrypted with a key made from `secret`, which is not in the database.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime], secret: str) -> None:
        self._db = db
        self._clock = clock
        key = HKDF(SHA256(), 32, None, b"kiemdinh second factor").derive(secret.encode())
        self._cipher = AESGCM(key)

    def offer(self, actor: str, login: str) -> Offer:
        """Make a seed for the account; it counts once `confirm` has seen a code of it."""
        secret = pyotp.random_base32()
        with self._db.transaction() as db:
            db.execute(
                "update account set seed_offered = %s where actor = %s",
                (self._seal(actor, secret), actor),
            )
        return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER))

    def confirm(self, actor: str, code: str) -> tuple[str, ...]:
        """Take the offered seed into use; return new recovery codes, shown once.

        Raises `Refusal` (second-factor-not-offered, code-wrong).
        """
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
        with self._db.transaction() as db:
            db.execute("select seed_offered from account where actor = %s for update", (actor,))
            row = db.fetchone()
            if row is None or row[0] is None:
                raise Refusal("second-factor-not-offered")
            step = self._step(actor, bytes(row[0]), code)
            if step is None:
                raise Refusal("code-wrong")
            db.execute(
                "update account set seed = seed_offered, seed_offered = null, seed_step = %s"
                " where actor = %s",
                (step, actor),
            )
            db.execute("delete from recovery_code where actor = %s", (actor,))
            for one in codes:
                db.execute(
                    "insert into recovery_code (actor, hash) values (%s, %s)",
                    (actor, tokens.digest(_plain(one))),
                )
        return codes

    def accepts(self, actor: str, code: str) -> bool:
        """Return whether `code` is of the account's app at this time and was not used before."""
        with self._db.transaction() as db:
            db.execute("select seed from account where actor = %s", (actor,))
            row = db.fetchone()
            if row is None or row[0] is None:
                return False
            step = self._step(actor, bytes(row[0]), code)
            if step is None:
                return False
            db.execute(
                "update account set seed_step = %s where actor = %s and seed_step < %s",
                (step, actor, step),
            )
            return db.rowcount == 1

    def recovers(self, actor: str, code: str) -> bool:
        """Return whether `code` is one of the account's recovery codes; it is used up by that."""
        with self._db.transaction() as db:
            db.execute(
                "delete from recovery_code where actor = %s and hash = %s",
                (actor, tokens.digest(_plain(code))),
            )
            return db.rowcount == 1

    def _step(self, actor: str, sealed: bytes, code: str) -> int | None:
        """Return the time step that `code` is of: now, or one away."""
        try:
            associated = actor.encode()
            secret = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], associated).decode()
        except InvalidTag:
            # Encrypted with another secret than the settings hold now; recovery codes still work.
            _logger.error("seed_unreadable", actor=actor)
            return None
        app, now = pyotp.TOTP(secret, interval=STEP), int(self._clock().timestamp()) // STEP
        for step in (now, now - 1, now + 1):
            # As bytes: texts must be ASCII to be compared, and a code is typed by hand.
            if secrets.compare_digest(app.generate_otp(step).encode(), code.encode()):
                return step
        return None

    def _seal(self, actor: str, secret: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), actor.encode())


def _recovery_code() -> str:
    """Return 120 random bits as six groups of base32."""
    # From 112 bits on a plain hash is as good as that of a password (ASVS 5.0, 6.5.2).
    text = pyotp.random_base32()[:_LETTERS].lower()
    return "-".join(text[i : i + 4] for i in range(0, _LETTERS, 4))


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").lower()
