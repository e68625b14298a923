"""Messages with private texts on their way through the broker, which sees none of it.

A broker may write messages to its disk, and its operators may read them. So the gateway and the
services share a secret, and such a message is sent encrypted.
"""

import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.kernel.problems import Wire

_NONCE = 12
_VEILED = "veiled"


def veiled(message: Wire) -> bool:
    """Return whether `message` is what `Transit.wrap` gave."""
    return _VEILED in message


class Transit:
    """Wraps messages (AES-256-GCM) under `secret`, which both ends have."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"kiemdinh transit").derive(secret.encode())
        self._key = AESGCM(key)

    def wrap(self, message: Wire) -> Wire:
        """Return `message` as ciphertext, itself a JSON object."""
        nonce = os.urandom(_NONCE)
        plain = json.dumps(message, ensure_ascii=False).encode()
        return {_VEILED: (nonce + self._key.encrypt(nonce, plain, None)).hex()}

    def unwrap(self, message: Wire) -> Wire:
        """Return what `wrap` was given; raises InvalidTag for another secret's, ValueError."""
        raw = bytes.fromhex(message[_VEILED])
        plain: Wire = json.loads(self._key.decrypt(raw[:_NONCE], raw[_NONCE:], None))
        return plain
