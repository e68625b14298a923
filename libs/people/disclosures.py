"""Personal fields as RFC 9901 (SD-JWT) has them: a salted text that opens a digest in `_sd`.

A disclosure is base64url(JSON [salt, name, value]), its digest base64url(SHA-256(disclosure)), both
without padding. `value` is None where a field was withdrawn.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_DISCLOSURE = re.compile(r"[A-Za-z0-9_-]{1,20000}")


class BadDisclosure(ValueError):
    """The text is no disclosure; in Vietnamese."""


def disclosure(salt: bytes, name: str, value: str | None) -> str:
    """Return what opens one field; `salt` has 256 bits that nobody can guess.

    Without it a hash of a Vietnamese name would fall to a list of common names.
    """
    return _base64(json.dumps([_base64(salt), name, value], ensure_ascii=False).encode())


def digest(disclosed: str) -> str:
    """Return the commitment that `disclosed` opens, 43 characters."""
    return _base64(hashlib.sha256(disclosed.encode("ascii")).digest())


def read(disclosed: str) -> tuple[str, str | None]:
    """Return name and value of a field; raises `BadDisclosure`."""
    if not _DISCLOSURE.fullmatch(disclosed):
        raise BadDisclosure("không phải một mục mở dạng base64url")
    try:
        found = json.loads(urlsafe_b64decode(disclosed + "=" * (-len(disclosed) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadDisclosure("nội dung mục mở không phải JSON") from error
    match found:
        case [str(), str(name), str() | None as value]:
            return name, value
    raise BadDisclosure("nội dung mục mở không phải [muối, tên, giá trị]")


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
