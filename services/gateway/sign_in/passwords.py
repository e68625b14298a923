"""Passwords: what may be one, how it is kept, how it is compared."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from libs.law import areas
from libs.law.vietnamese import ABBREVIATIONS, fold
from services.gateway.problems import Refusal
from services.gateway.sign_in.settings import Hashing

LEAST = 12
"""The fewest characters of a password (NIST SP 800-63B-4: 8 beside a second factor, 15 alone)."""
MOST = 200
DISTINCT = 5
"""The fewest different characters."""
GUESSES = 10**10
"""How many guesses a password must withstand by zxcvbn's count: the least of its best grade."""
_JUDGED = 40
"""How many characters are judged: zxcvbn's work grows with the cube."""
_KIND = re.compile(r"^(tinh|thanh pho|quan|huyen|thi xa|phuong|xa|dac khu) ")
"""What a place is, before its name; folded."""
_zxcvbn = Lock()
"""Zxcvbn keeps the words it is given in one place for all threads."""
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
    if _guesses(text, login) < GUESSES:
        raise Refusal(
            "password-weak",
            "Mật khẩu này dễ đoán: từ quen dùng, tên, ngày tháng hay dãy phím. "
            "Hãy dùng một câu dài hơn, chỉ mình bạn nghĩ ra.",
        )


def _guesses(text: str, login: str) -> int:
    """Return after how many guesses `text` is found by who knows what people choose."""
    plain = _plain(text)
    with _zxcvbn:
        return min(
            int(zxcvbn(written[:_JUDGED], [*_common_words(), login])["guesses"])
            # A guesser tries it without marks, signs and spaces too; zxcvbn knows no marks.
            for written in {text, plain, "".join(c for c in plain if c.isalnum()) or plain}
        )


def _plain(text: str) -> str:
    """Return `text` without the marks of Vietnamese letters."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in parts if not unicodedata.combining(c))


@cache
def _common_words() -> tuple[str, ...]:
    """Return what Vietnamese passwords are often made of, the commonest first."""
    found = (files("services.gateway.sign_in") / "common_words.txt").read_text("utf-8").split()
    return tuple(dict.fromkeys([*found, *ABBREVIATIONS, *_places()]))


def _places() -> Iterator[str]:
    """Yield what provinces, and what lies right below them, are and were called."""
    for day in (areas.LAST_BEFORE, areas.REFORM):
        for code in sorted(areas.provinces()):
            here = areas.unit(code, day)
            for each in (*((here,) if here else ()), *areas.below(code, day)):
                yield _KIND.sub("", fold(each.name)).replace(" ", "")


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
