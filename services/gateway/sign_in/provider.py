"""What an identity provider says of itself: its endpoints and keys, fetched and kept a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from joserfc.jwk import KeySet

from services.gateway.sign_in import id_token
from services.gateway.sign_in.fetching import Away, Deadline, Fetcher
from services.gateway.sign_in.settings import Provider, is_loopback

KEPT_SECONDS = 3600.0
"""How long endpoints and keys are believed; keys are fetched anew before that if one is unknown."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider answers."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    basic: bool
    names_issuer: bool


class Known:
    """One provider as it is known now; safe to use from threads."""

    def __init__(self, provider: Provider, fetcher: Fetcher) -> None:
        self.provider = provider
        self._fetcher = fetcher
        self._lock = Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def endpoints(self, deadline: Deadline) -> Endpoints:
        """Return where the provider answers; raises `Away`."""
        with self._locked(deadline):
            if self._endpoints and _fresh(self._endpoints[0]):
                return self._endpoints[1]
            url = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = _endpoints(self.provider, self._fetcher.get(url, deadline))
            self._endpoints = (time.monotonic(), found)
            return found

    def claims(self, token: str, nonce: str, now: datetime, deadline: Deadline) -> dict[str, Any]:
        """Return the claims of an ID token; raises `Away` and what `id_token.check` does.

        A token that no known key has signed is tried once more with the keys of this moment.
        """
        keys, fresh = self._key_set(deadline, anew=False)
        try:
            return id_token.check(token, keys, self.provider, nonce, now)
        except id_token.UnknownKey:
            if not fresh:
                keys, _ = self._key_set(deadline, anew=True)
            try:
                return id_token.check(token, keys, self.provider, nonce, now)
            except id_token.UnknownKey as error:
                raise id_token.invalid("signature") from error

    def _key_set(self, deadline: Deadline, anew: bool) -> tuple[KeySet, bool]:
        """Return the keys, and whether they were fetched just now."""
        url = self.endpoints(deadline).keys
        with self._locked(deadline):
            if self._keys and _fresh(self._keys[0]) and not anew:
                return self._keys[1], False
            try:
                found = id_token.key_set(self._fetcher.get(url, deadline))
            except ValueError as error:
                raise Away("keys") from error
            self._keys = (time.monotonic(), found)
            return found, True

    @contextmanager
    def _locked(self, deadline: Deadline) -> Iterator[None]:
        if not self._lock.acquire(timeout=deadline.left()):
            raise Away("deadline")
        try:
            yield
        finally:
            self._lock.release()


def _fresh(since: float) -> bool:
    return time.monotonic() - since < KEPT_SECONDS


def _endpoints(provider: Provider, found: dict[str, Any]) -> Endpoints:
    if found.get("issuer") != provider.issuer:
        raise Away("issuer")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    end = found.get("end_session_endpoint")
    return Endpoints(
        _url(found.get("authorization_endpoint")),
        _url(found.get("token_endpoint")),
        _url(found.get("jwks_uri")),
        _url(end) if end else None,
        "client_secret_basic" in methods,
        found.get("authorization_response_iss_parameter_supported") is True,
    )


def _url(value: object) -> str:
    if isinstance(value, str):
        parts = urlsplit(value)
        if parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        ):
            return value
    raise Away("endpoint")
