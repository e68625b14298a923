"""What names people while a file of them waits: in the database only under this process's own key.

The key is made when the process begins and is written nowhere; with the process it is gone, and
what it sealed says nothing to anybody, backups of the database included. Such a file is sent again.
"""

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
_KEY = AESGCM(secrets.token_bytes(32))


class Gone(Exception):
    """Sealed by a process that is no more, or by another one."""


def seal(value: Any, name: str) -> dict[str, str]:
    """Return JSON `value` sealed for the place `name`, as JSON."""
    nonce = secrets.token_bytes(NONCE)
    text = json.dumps(value, ensure_ascii=False).encode()
    return {"sealed": (nonce + _KEY.encrypt(nonce, text, name.encode())).hex()}


def unseal(kept: Any, name: str) -> Any:
    """Return what was sealed for the place `name`, what is not sealed as it is; raises `Gone`."""
    if not isinstance(kept, dict):
        return kept
    raw = bytes.fromhex(kept["sealed"])
    try:
        return json.loads(_KEY.decrypt(raw[:NONCE], raw[NONCE:], name.encode()))
    except InvalidTag as error:
        raise Gone(name) from error
