"""Sign-in with an identity provider: authorization code flow with PKCE (RFC 6749, 7636, 9207).

Between leaving and coming back, the browser holds one random value in a cookie. PKCE's verifier and
the nonce are made from it and from `state`, so the database keeps hashes alone, and a code or state
that somebody else got hold of is worth nothing in another browser.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import structlog

from libs.postgres import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import id_token, tokens
from services.gateway.sign_in.accounts import Account, Accounts
from services.gateway.sign_in.fetching import Away, Deadline, Fetcher
from services.gateway.sign_in.provider import Endpoints, Known
from services.gateway.sign_in.settings import Provider

VALID = timedelta(minutes=10)
"""How long somebody may take at the provider."""
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
RETURN_TO = r"/(?:[A-Za-z0-9._~/?&=%-]{0,300})"
MOST_SUBJECT = 255
KNOWN = frozenset({"pwd", "pin"})
HELD = frozenset({"otp", "hwk", "swk", "sc"})
"""Methods of authentication by what one knows and by what one holds, no telephone (RFC 8176)."""

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where to send the browser, and what it must hold until it comes back."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back: the account, whether two factors were shown, where to go on."""

    account: Account
    issuer: str
    strong: bool
    return_to: str


class Providers:
    """The identity providers of an installation."""

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime],
        accounts: Accounts,
        providers: tuple[Provider, ...],
        patience: timedelta,
    ) -> None:
        self._db = db
        self._clock = clock
        self._accounts = accounts
        self._patience = patience.total_seconds()
        self._fetcher = Fetcher()
        self._known = {one.name: Known(one, self._fetcher) for one in providers}

    @property
    def all(self) -> tuple[Provider, ...]:
        """The providers, as the settings have them."""
        return tuple(known.provider for known in self._known.values())

    def provider(self, name: str) -> Provider:
        """Return a provider; raises `Refusal` (provider-unknown)."""
        return self._one(name).provider

    def leave(self, name: str, origin: str, return_to: str, browser: str | None) -> Leaving:
        """Begin a sign-in from `origin`; `browser` is the cookie's value where there is one.

        Raises `Refusal` (provider-unknown, provider-away).
        """
        known = self._one(name)
        provider, endpoints = known.provider, self._endpoints(known)
        if browser is None or not BROWSER.fullmatch(browser):
            browser = tokens.new()
        state, now = tokens.new(), self._clock()
        with self._db.transaction() as db:
            db.execute("delete from authorization_request where expires_at <= %s", (now,))
            db.execute(
                "insert into authorization_request (state, browser, provider, return_to,"
                " expires_at) values (%s, %s, %s, %s, %s)",
                (tokens.digest(state), tokens.digest(browser), name, return_to, now + VALID),
            )
        challenge = hashlib.sha256(_derived(browser, state, "verifier").encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": _redirect_uri(origin, name),
            "scope": " ".join(provider.scopes),
            "state": state,
            "nonce": _derived(browser, state, "nonce"),
            "code_challenge": _base64(challenge),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in endpoints.authorization else "?"
        return Leaving(f"{endpoints.authorization}{joint}{urlencode(asked)}", browser)

    def arrive(
        self, name: str, origin: str, answer: Mapping[str, str], browser: str | None
    ) -> Arrived:
        """End a sign-in with what the provider sent the browser back with.

        Raises `Refusal`: provider-unknown, provider-away, state-unknown (also for a state that was
        used before, or comes from another browser), sign-in-declined, id-token-invalid,
        account-not-linked.
        """
        known = self._one(name)
        provider = known.provider
        state = answer.get("state", "")
        return_to = self._take(name, state, browser)
        assert browser is not None
        deadline = Deadline(self._patience)
        try:
            endpoints = known.endpoints(deadline)
            issuer = answer.get("iss")
            if issuer != provider.issuer and (issuer is not None or endpoints.names_issuer):
                raise Refusal("state-unknown")
            if "code" not in answer:
                raise Refusal("sign-in-declined")
            form = {
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": _redirect_uri(origin, name),
                "code_verifier": _derived(browser, state, "verifier"),
            }
            token = self._exchange(provider, endpoints, form, deadline)
            nonce = _derived(browser, state, "nonce")
            claims = known.claims(token, nonce, self._clock(), deadline)
        except Away as error:
            raise Refusal("provider-away") from error
        value = claims.get(provider.claim)
        if not isinstance(value, str) or not 0 < len(value) <= MOST_SUBJECT:
            raise Refusal("account-not-linked")
        account = self._accounts.by_link(provider.issuer, provider.claim, value)
        if account is None or account.disabled:
            raise Refusal("account-not-linked")
        strong = provider.second_factor or _two_factors(claims.get("amr"))
        return Arrived(account, provider.issuer, strong, return_to)

    def farewell(self, issuer: str, origin: str) -> str | None:
        """Return where a browser ends its session at the provider too, None if that is unknown."""
        for known in self._known.values():
            if known.provider.issuer == issuer:
                try:
                    end = known.endpoints(Deadline(self._patience)).end_session
                except Away:
                    return None
                asked = {
                    "client_id": known.provider.client_id,
                    "post_logout_redirect_uri": f"{origin}/",
                }
                return end and f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"
        return None

    def _one(self, name: str) -> Known:
        if name not in self._known:
            raise Refusal("provider-unknown")
        return self._known[name]

    def _endpoints(self, known: Known) -> Endpoints:
        try:
            return known.endpoints(Deadline(self._patience))
        except Away as error:
            raise Refusal("provider-away") from error

    def _exchange(
        self, provider: Provider, endpoints: Endpoints, form: dict[str, str], deadline: Deadline
    ) -> str:
        """Return the ID token for a code; raises `Away`, `Refusal` (id-token-invalid)."""
        authorization = None
        if endpoints.basic:
            # RFC 6749, 2.3.1: form-encoded each, before they are joined.
            both = f"{quote(provider.client_id, '')}:{quote(provider.client_secret, '')}"
            authorization = f"Basic {base64.b64encode(both.encode()).decode()}"
        else:
            secret = {"client_id": provider.client_id, "client_secret": provider.client_secret}
            form = {**form, **secret}
        answer = self._fetcher.post(endpoints.token, form, authorization, deadline)
        token = answer.body.get("id_token")
        if answer.status != 200 or not isinstance(token, str):
            _logger.warning(
                "code_refused", provider=provider.name, error=str(answer.body.get("error"))[:100]
            )
            raise id_token.invalid("code")
        return token

    def _take(self, name: str, state: str, browser: str | None) -> str:
        """Use up a state and return where to go on; raises `Refusal` (state-unknown)."""
        with self._db.transaction() as db:
            db.execute(
                "delete from authorization_request where state = %s and provider = %s"
                " returning browser, return_to, expires_at",
                (tokens.digest(state), name),
            )
            row = db.fetchone()
        if row is None or browser is None or row[2] <= self._clock():
            raise Refusal("state-unknown")
        if not hmac.compare_digest(bytes(row[0]), tokens.digest(browser)):
            raise Refusal("state-unknown")
        return str(row[1])


def _two_factors(methods: object) -> bool:
    """Return whether a token's `amr` tells of two factors of different kinds."""
    if not isinstance(methods, list):
        return False
    said = {method for method in methods if isinstance(method, str)}
    return "mfa" in said or bool(said & KNOWN and said & HELD)


def _derived(browser: str, state: str, purpose: str) -> str:
    """Return 256 bits that only who holds the browser's value can make."""
    return _base64(hmac.digest(browser.encode(), f"{purpose} {state}".encode(), "sha256"))


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _redirect_uri(origin: str, name: str) -> str:
    return f"{origin}/v1/sign-in/{name}/callback"
