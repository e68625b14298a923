"""Tokens: random, shown once, kept as hashes; no slow hash, since nobody can guess 256 bits."""

import hashlib
import secrets


def new(prefix: str = "") -> str:
    """Return a new token of 256 random bits."""
    return f"{prefix}{secrets.token_urlsafe(32)}"


def digest(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
