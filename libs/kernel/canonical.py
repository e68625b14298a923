"""The one way a JSON value becomes bytes: RFC 8785 (JCS) in a narrow profile.

Keys are ASCII, numbers are integers below 2**53 in magnitude, text is NFC without lone surrogates.
Inside this profile orjson and Python's own encoder write the bytes that RFC 8785 demands; any other
value is refused, so that the same value has the same hash whoever wrote it.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any

import orjson

LIMIT = 2**53
_SORTED = orjson.OPT_SORT_KEYS
_FLOAT = re.compile(rb'(?:":|[,\[])-?[0-9]+[.eE]|^-?[0-9]+[.eE]')
"""What stands wherever bytes without spaces hold a float; and here and there in a text."""


class NotCanonical(ValueError):
    """The value, or the bytes, are outside the profile."""


def _fits(value: Any) -> bool:
    """Return whether a value is surely inside the profile, but for lone surrogates."""
    kind = type(value)
    if kind is str:
        return value.isascii() or unicodedata.is_normalized("NFC", value)
    if kind is dict:
        return all(
            type(key) is str and key.isascii() and _fits(item) for key, item in value.items()
        )
    if kind is list or kind is tuple:
        return all(map(_fits, value))
    return value is None or kind is bool or (kind is int and -LIMIT < value < LIMIT)


def _check(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise NotCanonical(f"{where}: text is not NFC")
    elif isinstance(value, int):
        if not -LIMIT < value < LIMIT:
            raise NotCanonical(f"{where}: integer beyond 2**53")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{where}: key {key!r} is not ASCII text")
            _check(item, f"{where}/{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{where}/{index}")
    else:
        raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form")


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`; raises `NotCanonical` outside the profile."""
    if _fits(value):
        try:
            return orjson.dumps(value, option=_SORTED)
        except TypeError:
            pass  # What is nested too deep for it, or holds a lone surrogate.
    _check(value, "")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical("a key stands twice")
    return members


def _no_float(text: str) -> Any:
    raise NotCanonical(f"{text} is not an integer")


def decode(raw: bytes) -> Any:
    """Return the value of `raw`; raises `NotCanonical` unless encoding it gives `raw` again."""
    try:
        value = orjson.loads(raw)
        if raw.isascii() and not _FLOAT.search(raw):
            # All its texts are ASCII then, and what orjson writes as `raw` again is in the profile.
            if orjson.dumps(value, option=_SORTED | orjson.OPT_STRICT_INTEGER) == raw:
                return value
        elif encode(value) == raw:
            return value
    except (TypeError, ValueError, RecursionError):
        pass  # What is wrong is said below.
    try:
        value = json.loads(
            raw,
            object_pairs_hook=_no_duplicates,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if encode(value) != raw:
        raise NotCanonical("the bytes are not the canonical form of their value")
    return value


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes of `value`, 64 hexadecimal digits."""
    return hashlib.sha256(encode(value)).hexdigest()
