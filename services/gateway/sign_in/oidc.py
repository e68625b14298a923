"""Sign-in with an identity provider: authorization code flow with PKCE (RFC 6749, 7636, 9207).

While its user is at the provider, the browser holds one random value in a cookie. PKCE's verifier
and the nonce are computed from it and from `state`. So the database needs only hashes, and a stolen
code or state is of no use in another browser.
"""

import base64
import hmac
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from libs.log.database import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import tokens
from services.gateway.sign_in.accounts import Account, Accounts
from services.gateway.sign_in.oidc_client import Away, Client
from services.gateway.sign_in.settings import Provider

VALID = timedelta(minutes=10)
"""How long signing in at the provider may take."""
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
RETURN_TO = r"/(?:[A-Za-z0-9._~/?&=%-]{0,300})"
MOST_SUBJECT = 255
KEPT_SECONDS = 3600.0
"""How long a provider's description and keys are believed; an unknown key is asked for at once."""
AT_ONCE = 8
"""How many calls run at the same time; waiting for a place counts towards the deadline."""
KNOWN = frozenset({"pwd", "pin"})
HELD = frozenset({"otp", "hwk", "swk", "sc"})
"""Methods of authentication by what one knows and by what one holds, no telephone (RFC 8176)."""

T = TypeVar("T")

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Where to send the browser, and what its cookie must hold until it comes back."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Who signed in at a provider: the account, whether two factors were shown, where to go on."""

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
        self.all = providers
        self._db = db
        self._clock = clock
        self._accounts = accounts
        self._seconds = patience.total_seconds()
        self._clients: dict[str, Client] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "identity-provider")

    def provider(self, name: str) -> Provider:
        """Return a provider; raises `Refusal` (provider-unknown)."""
        for one in self.all:
            if one.name == name:
                return one
        raise Refusal("provider-unknown")

    def begin(
        self, name: str, origin: str, return_to: str, browser: str | None
    ) -> AuthorizationRequest:
        """Begin a sign-in from `origin`; `browser` is the value of its cookie, if it has one.

        Raises `Refusal` (provider-unknown, provider-away).
        """
        client = self._call(self.provider(name), lambda client: client)
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
        asked = client.create_authorization_url(
            _redirect_uri(origin, name),
            state=state,
            nonce=_derived(browser, state, "nonce"),
            code_verifier=_derived(browser, state, "verifier"),
        )
        return AuthorizationRequest(asked["url"], browser)

    def complete(
        self, name: str, origin: str, answer: Mapping[str, str], browser: str | None
    ) -> Identified:
        """End a sign-in with what the provider sent the browser back with.

        Raises `Refusal`: provider-unknown, provider-away, state-unknown (also for a state that was
        used before, or comes from another browser), sign-in-declined, id-token-invalid,
        account-not-linked.
        """
        provider = self.provider(name)
        state, browser = answer.get("state", ""), browser or ""
        return_to = self._take(name, state, browser)
        verifier, nonce = (_derived(browser, state, what) for what in ("verifier", "nonce"))

        def claimed(client: Client) -> dict[str, Any]:
            issuer = answer.get("iss")
            if issuer != provider.issuer and (issuer is not None or client.names_issuer):
                raise Refusal("state-unknown")
            if "code" not in answer:
                raise Refusal("sign-in-declined")
            now = int(self._clock().timestamp())
            return client.claims(answer["code"], _redirect_uri(origin, name), verifier, nonce, now)

        claims = self._call(provider, claimed)
        value = claims.get(provider.claim)
        if not isinstance(value, str) or not 0 < len(value) <= MOST_SUBJECT:
            raise Refusal("account-not-linked")
        account = self._accounts.by_link(provider.issuer, provider.claim, value)
        if account is None or account.disabled:
            raise Refusal("account-not-linked")
        strong = provider.second_factor or _two_factors(claims.get("amr"))
        return Identified(account, provider.issuer, strong, return_to)

    def logout_url(self, issuer: str, origin: str) -> str | None:
        """Return where a browser ends its session at the provider too, None if that is unknown."""
        for one in self.all:
            if one.issuer == issuer:
                try:
                    return self._call(one, lambda client: client.end_session(f"{origin}/"))
                except Refusal:
                    return None
        return None

    def _call(self, provider: Provider, work: Callable[[Client], T]) -> T:
        """Return what `work` gets from the provider; raises `Refusal` (provider-away).

        It runs in another thread, so that the caller goes on at the deadline: a socket's timeout
        limits neither name look-ups nor several calls together.
        """
        future = self._threads.submit(lambda: work(self._client(provider)))
        try:
            return future.result(self._seconds)
        except (Away, TimeoutError) as error:
            future.cancel()
            _logger.warning("provider_away", provider=provider.name, error=str(error) or "deadline")
            raise Refusal("provider-away") from error

    def _client(self, provider: Provider) -> Client:
        client = self._clients.get(provider.name)
        if client is None or time.monotonic() - client.made > KEPT_SECONDS:
            client = self._clients[provider.name] = Client(provider, self._seconds)
        return client

    def _take(self, name: str, state: str, browser: str) -> str:
        """Use up a state and return where to go on; raises `Refusal` (state-unknown)."""
        with self._db.transaction() as db:
            db.execute(
                "delete from authorization_request where state = %s and provider = %s"
                " returning browser, return_to, expires_at",
                (tokens.digest(state), name),
            )
            row = db.fetchone()
        if row is None or row[2] <= self._clock():
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
    raw = hmac.digest(browser.encode(), f"{purpose} {state}".encode(), "sha256")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _redirect_uri(origin: str, name: str) -> str:
    return f"{origin}/v1/sign-in/{name}/callback"
