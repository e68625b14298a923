"""The OpenID Connect client: Authlib's, and what it lacks against a provider that fails or lies.

Authlib makes the authorization address (PKCE, nonce), exchanges the code, fetches the provider's
keys and checks the ID token (OIDC Core 3.1.3.7). Added here: limits for every call, no plain HTTP,
a provider's description cannot change our own settings, no short keys, no old tokens, our clock.
"""

import base64
import io
import logging
import time
from functools import partial
from typing import Any
from urllib.parse import quote

import structlog
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OAuthError, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import BadSignatureError, InvalidClaimError, JoseError, MissingKeyError
from requests import PreparedRequest, RequestException, Response
from urllib3.exceptions import HTTPError

from libs.kernel.problems import FieldError
from services.gateway.deadline import Endless, body_of
from services.gateway.problems import Refusal
from services.gateway.sign_in.settings import Provider, is_secure

MOST_BYTES = 500_000
"""The longest answer of a provider that is read."""
LEEWAY = 60
"""Seconds by which the clocks may differ."""
OLDEST = 600
"""Seconds that may have passed since a token was made: longer ago, it is not of this sign-in."""
LEAST_RSA_BITS = 2048

# At DEBUG, Authlib writes PKCE's verifier into its log.
logging.getLogger("authlib").setLevel(logging.INFO)
_logger = structlog.get_logger(__name__)


class Away(Exception):
    """The provider did not answer in time, or not as a provider does."""


class _Session(OAuth2Session):
    """Calls to a provider, each as a whole within `default_timeout` seconds.

    Left alone, requests limits each read, not the call, and takes an answer of any length.
    """

    def request(self, method: str, url: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Return the answer, a JSON object; raises `Away`, and `OAuthError` for a refused form."""
        # An authorizer, even an idle one, keeps ~/.netrc out of it.
        kwargs["auth"] = kwargs.get("auth") or _as_it_is
        kwargs |= {"allow_redirects": False, "stream": True}
        until = time.monotonic() + self.default_timeout
        try:
            with super().request(method, url, **kwargs) as streamed:
                answer = _read(streamed, until)
            body = answer.json()
        except (RequestException, HTTPError, Endless, ValueError) as error:
            # Not the error's text: what the provider sent may stand in it.
            raise Away(f"{url}: {type(error).__name__}") from None
        status = answer.status_code
        if not isinstance(body, dict) or status >= 500 or (method == "GET" and status != 200):
            raise Away(f"{url}: {status}")
        if status != 200:
            raise OAuthError(body.get("error"))
        return answer


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def _read(streamed: Response, until: float) -> Response:
    """Return an answer with its body read; raises `Endless` if it is too long or too slow."""
    body = body_of(streamed, MOST_BYTES, until)
    answer = Response()
    answer.status_code, answer.raw = streamed.status_code, io.BytesIO(body)
    return answer


class _IdToken(CodeIDToken):
    """The claims of an ID token; `now` is in seconds since 1970."""

    def __init__(self, *args: Any, now: int) -> None:
        super().__init__(*args)
        self._now = now

    def validate(self, now: object = None, leeway: int = 0) -> None:
        """Raise `ClaimError` with the claim, or the header, at fault."""
        kind = self.header.get("typ", "JWT")
        if not isinstance(kind, str) or kind.upper() != "JWT":
            raise InvalidClaimError("typ")  # an access or logout token of the same provider
        super().validate(self._now, leeway)
        if self["iat"] < self._now - OLDEST - leeway:
            raise InvalidClaimError("iat")

    def validate_amr(self) -> None:
        """Take any: what is no list of methods only tells of no second factor."""


class Client(OAuth2Mixin, OpenIDMixin, BaseApp):
    """One identity provider as it described itself when this was made; safe to use from threads.

    `seconds` limits each call. Whatever calls the provider raises `Away`: this class, `claims`.
    """

    client_cls = _Session

    def __init__(self, provider: Provider, seconds: float) -> None:
        with _Session(default_timeout=seconds) as session:
            found = session.get(get_well_known_url(provider.issuer, external=True)).json()
        super().__init__(
            None,
            provider.name,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            client_auth_methods=[("client_secret_basic", _basic)],
            client_kwargs={
                "default_timeout": seconds,
                "scope": " ".join(provider.scopes),
                "code_challenge_method": "S256",
            },
            **_trusted(provider, found),
        )
        self.provider = provider
        self.made = time.monotonic()
        self.names_issuer = found.get("authorization_response_iss_parameter_supported") is True

    def end_session(self, return_to: str) -> str | None:
        """Return where a browser ends its session at the provider; None if that is unknown."""
        end = self.server_metadata["end_session_endpoint"]
        asked = {"client_id": self.provider.client_id, "post_logout_redirect_uri": return_to}
        return add_params_to_uri(end, asked) if end else None

    def claims(
        self, code: str, redirect_uri: str, verifier: str, nonce: str, now: int
    ) -> dict[str, Any]:
        """Return the claims of the ID token for a code, at the instant `now` (seconds since 1970).

        Raises `Refusal` (id-token-invalid) that names the header or claim at fault.
        """
        try:
            token = self.fetch_access_token(  # type: ignore[no-untyped-call]
                redirect_uri, code=code, code_verifier=verifier
            )
            return dict(self._checked(token, nonce, now))
        except (OAuthError, JoseError, ValueError, TypeError) as error:
            at = "code" if isinstance(error, OAuthError) else getattr(error, "claim", "signature")
            told = str(getattr(error, "error", type(error).__name__))[:100]
            _logger.warning("id_token_refused", provider=self.provider.name, at=at, error=told)
            detail = f"Xác nhận của nhà cung cấp danh tính không hợp lệ ({at})."
            field = FieldError(f"/{at}", "id-token-invalid", detail)
            raise Refusal("id-token-invalid", detail, [field]) from error

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """Return the provider's public keys, those alone that may sign."""
        keys = super().fetch_jwk_set(force).get("keys")
        return {"keys": [key for key in keys if _may_sign(key)] if isinstance(keys, list) else []}

    def _checked(self, token: dict[str, Any], nonce: str, now: int) -> Any:
        options: dict[str, Any] = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client_id},
        }
        kind = partial(_IdToken, now=now)
        try:
            return self.parse_id_token(token, nonce, options, kind, LEEWAY)
        except (BadSignatureError, MissingKeyError):
            # Authlib fetches the keys anew for an id that it does not know. A new key may have no
            # id, or the one of the key before.
            self.fetch_jwk_set(force=True)
            return self.parse_id_token(token, nonce, options, kind, LEEWAY)


def _trusted(provider: Provider, found: dict[str, Any]) -> dict[str, Any]:
    """Return what counts of a provider's description; raises `Away`.

    Authlib takes all of it as settings of the client: the provider could turn PKCE off, change the
    scope, have its certificate not checked, and say which algorithms are good enough.
    """
    if found.get("issuer") != provider.issuer:
        raise Away("issuer")
    end = found.get("end_session_endpoint")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = isinstance(methods, list) and "client_secret_basic" in methods
    return {
        "issuer": provider.issuer,
        "authorization_endpoint": _url(found.get("authorization_endpoint")),
        "token_endpoint": _url(found.get("token_endpoint")),
        "jwks_uri": _url(found.get("jwks_uri")),
        "end_session_endpoint": _url(end) if end else None,
        "token_endpoint_auth_method": "client_secret_basic" if basic else "client_secret_post",
        "id_token_signing_alg_values_supported": provider.algorithms,
    }


def _url(value: object) -> str:
    if isinstance(value, str) and is_secure(value):
        return value
    raise Away("endpoint")


def _may_sign(key: Any) -> bool:
    """Return whether a published key is of a kind for public signatures, and long enough.

    joserfc only warns of a short one, and one key that it cannot read makes it refuse them all.
    """
    if not isinstance(key, dict) or key.get("use") == "enc":
        return False
    if key.get("kty") == "EC":
        return key.get("crv") in ("P-256", "P-384", "P-521")
    size = 6 * len(str(key.get("n")))
    return key.get("kty") == "RSA" and size >= LEAST_RSA_BITS


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """Show id and secret, each form-encoded first (RFC 6749, 2.3.1), which Authlib leaves out."""
    both = f"{quote(client.client_id, '')}:{quote(client.client_secret, '')}"
    headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
    return uri, headers, body
