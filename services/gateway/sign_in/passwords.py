"""Passwords: what may be one, how it is kept, how it is compared."""

import secrets
import unicodedata
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from services.gateway.problems import Refusal
from services.gateway.sign_in.settings import Hashing

LEAST = 12
"""The fewest characters of a password (NIST SP 800-63B-4: 8 beside a second factor, 15 alone)."""
MOST = 200
DISTINCT = 5
"""The fewest different characters."""
AT_ONCE = 4
"""How many passwords are hashed at the same time: each takes the memory of `Hashing`."""


def normal(password: str) -> str:
    """Return `password` as it is hashed: NFKC, since keyboards compose Vietnamese differently."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, login: str) -> None:
    """Raise `Refusal` (password-weak) for a password that is easily guessed."""
    text = normal(password)
    if len(text) < LEAST:
        raise Refusal("password-weak", f"Mật khẩu cần ít nhất {LEAST} ký tự.")
    if len(set(text)) < DISTINCT:
        raise Refusal("password-weak", f"Mật khẩu cần ít nhất {DISTINCT} ký tự khác nhau.")
    if login in text.casefold():
        raise Refusal("password-weak", "Mật khẩu không được chứa tên đăng nhập.")


class Passwords:
    """Hashes with Argon2id; a comparison costs the same whether there is a password or not."""

    def __init__(self, hashing: Hashing) -> None:
        self._hashing = hashing
        self._hasher = PasswordHasher(hashing.passes, hashing.memory, hashing.lanes)
        self._slots = BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """Return the hash to keep, with its salt and parameters."""
        with self._slots:
            return self._hasher.hash(normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Return whether `kept` is the hash of `password`; never, after as long, if it is None."""
        nobody = self._nobody  # first of all, or the first unknown name would take longer
        try:
            with self._slots:
                self._hasher.verify(kept or nobody, normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def outgrown(self, kept: str) -> bool:
        """Return whether a parameter has grown since `kept` was made, so it should be made anew."""
        old = extract_parameters(kept)
        new = self._hashing
        return (
            old.time_cost < new.passes
            or old.memory_cost < new.memory
            or old.parallelism < new.lanes
        )
