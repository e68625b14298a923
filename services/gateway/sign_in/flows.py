"""The steps of signing in and out, each with its retry delay and its row in the access log."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from libs.log.database import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import accounts, retry_delays
from services.gateway.sign_in.access_log import AccessLog, Client
from services.gateway.sign_in.accounts import Account, Accounts
from services.gateway.sign_in.known_browsers import KnownBrowsers
from services.gateway.sign_in.oidc import Identified, Providers
from services.gateway.sign_in.passwords import Passwords, check
from services.gateway.sign_in.retry_delays import Delayed, Key, RetryDelays
from services.gateway.sign_in.roles import Roles
from services.gateway.sign_in.second_factor import Offer, SecondFactors
from services.gateway.sign_in.sessions import Session, Sessions
from services.gateway.sign_in.settings import SignInSettings, is_loopback

SAMPLE_PASSWORD = "dung thu kiem dinh"
"""The password of every account of a demonstration: no secret, so they are for no other use."""
Factor = Literal["shown", "needed", "missing", "none"]
"""A session's second factor: shown; set up, to be shown; required, not set up yet; not required."""


FRESH = timedelta(minutes=10)
"""How long after signing in nobody is asked again who has neither password nor second factor."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that has just begun or changed, and its token, which is shown once.

    `browser` is what the browser is known by from now on, None if that stays as it is.
    """

    session: Session
    token: str
    browser: str | None = None


class SignInFlows:
    """Signing in and out of one installation; `today` is the day in Viet Nam, `clock` is in UTC.

    `demo`: sample accounts may sign in, from this very machine.
    """

    def __init__(
        self,
        db: Database,
        settings: SignInSettings,
        operator_key: str,
        roles: Roles,
        clock: Callable[[], datetime],
        today: Callable[[], date],
        demo: bool = False,
    ) -> None:
        self._demo = demo
        self.access = AccessLog(db, settings.access_log)
        self.accounts = Accounts(db, clock, settings.invitation)
        self.sessions = Sessions(db, clock, settings.idle, settings.longest)
        secret = settings.secret or operator_key
        self.factors = SecondFactors(db, clock, secret)
        self.providers = Providers(
            db, clock, self.accounts, settings.providers, settings.provider_patience
        )
        self.roles = roles
        self._browsers = KnownBrowsers(db, clock)
        self._passwords = Passwords(settings.hashing)
        self._delays = RetryDelays(db, clock, secret)
        self._clock = clock
        self._today = today

    def factor(self, session: Session) -> Factor:
        """Return the state of a session's second factor; roles in the log say who must have one."""
        if session.strong:
            return "shown"
        if session.factor:
            return "needed"
        return "missing" if self.roles.is_officer(session.actor, self._today()) else "none"

    def sign_in(
        self,
        login: str,
        password: str,
        client: Client,
        old: Session | None = None,
        browser: str | None = None,
    ) -> Signed:
        """Begin a session with login name and password; ends session `old` of the same browser.

        `browser` is what the browser is known by. Raises `Refusal`: too-soon, sign-in-failed, the
        same whether it is the name or the password.
        """
        account = self.accounts.by_login(login)
        keys = self._keys(accounts.normal(login), client, browser, _actor(account))
        self._take(client, _actor(account), *keys)
        kept = None if account is None or account.disabled else account.password
        if account is not None and account.sample and not self.shows_samples(client):
            kept = None
        if not self._passwords.matches(kept, password) or account is None or kept is None:
            self.access.write("sign-in-failed", client, None, _actor(account))
            raise Refusal("sign-in-failed")
        self._delays.succeeded(*keys)
        if self._passwords.outgrown(kept):
            self.accounts.set_password(account.actor, self._passwords.hash(password))
        signed = self._begin(account, client, old, strong=account.sample, issuer=None)
        return replace(signed, browser=self._browsers.remember(browser, account.actor))

    def shows_samples(self, client: Client) -> bool:
        """Return whether sample accounts may sign in from where a request comes from."""
        return self._demo and is_loopback(client.address)

    def create_sample(self, actor: str, login: str, title: str, by: str) -> None:
        """Make a sample account; raises `Refusal` (demonstration-only, login-taken)."""
        if not self._demo:
            raise Refusal("demonstration-only")
        hash = self._passwords.hash(SAMPLE_PASSWORD)
        self.accounts.create_sample(actor, login, title, hash, by)

    def sign_in_identified(self, who: Identified, client: Client, old: Session | None) -> Signed:
        """Begin a session for who signed in at an identity provider; ends session `old`."""
        return self._begin(who.account, client, old, who.strong, who.issuer)

    def show_factor(self, session: Session, code: str, client: Client) -> Signed:
        """Note that a second factor was shown in a session; its token changes.

        Raises `Refusal`: too-soon, second-factor-not-set, code-wrong.
        """
        if not session.factor:
            raise Refusal("second-factor-not-set")
        by_code = retry_delays.of_code(session.actor)
        self._take(client, session.actor, by_code)
        if not self.factors.accepts(session.actor, code):
            if not self.factors.recovers(session.actor, code):
                self.access.write("second-factor-failed", client, session.actor)
                raise Refusal("code-wrong")
            self.access.write("recovery-code-used", client, session.actor)
        self._delays.succeeded(by_code)
        self.access.write("second-factor-shown", client, session.actor)
        return self._renew(session, strong=True)

    def prove(self, session: Session, proof: str, client: Client) -> None:
        """Ask again who is signed in: the password, or a code of the second factor.

        Who has neither (an identity provider vouches) has to have signed in just now. Raises
        `Refusal`: proof-needed, proof-wrong, too-soon.
        """
        account = self.accounts.by_actor(session.actor)
        kept = account.password if account else None
        if not proof:
            asked = kept is not None or session.factor
            if asked or self._clock() - session.started_at > FRESH:
                raise Refusal("proof-needed")
            return
        by_password = retry_delays.of_password(session.actor)
        self._take(client, session.actor, by_password)
        if not (self.factors.accepts(session.actor, proof) or self._passwords.matches(kept, proof)):
            self.access.write("proof-failed", client, session.actor)
            raise Refusal("proof-wrong")
        self._delays.succeeded(by_password)

    def offer_factor(self, session: Session, proof: str, client: Client) -> Offer:
        """Return a new seed for the person's app; to replace one asks who is there (`prove`).

        Raises `Refusal` as `prove`, and second-factor-needed while one is set and this session has
        not shown it.
        """
        self._check_may_set(session)
        if session.factor:
            self.prove(session, proof, client)
        return self.factors.offer(session.actor, session.login)

    def confirm_factor(
        self, session: Session, code: str, client: Client
    ) -> tuple[Signed, tuple[str, ...]]:
        """Take the offered seed into use; return the stronger session and the recovery codes.

        All other sessions of the person end. Raises `Refusal`: too-soon, second-factor-needed,
        second-factor-not-offered, code-wrong.
        """
        self._check_may_set(session)
        by_code = retry_delays.of_code(session.actor)
        self._take(client, session.actor, by_code)
        try:
            codes = self.factors.confirm(session.actor, code)
        except Refusal:
            self.access.write("second-factor-failed", client, session.actor)
            raise
        self._delays.succeeded(by_code)
        self.sessions.end_others(session)
        self.access.write("second-factor-set", client, session.actor)
        return self._renew(session, strong=True), codes

    def change_password(self, session: Session, current: str, new: str, client: Client) -> Signed:
        """Replace the password; other sessions and keys end, this session gets another token.

        Raises `Refusal`: too-soon, password-wrong, password-weak.
        """
        account = self.accounts.by_actor(session.actor)
        by_password = retry_delays.of_password(session.actor)
        self._take(client, session.actor, by_password)
        if not self._passwords.matches(account.password if account else None, current):
            self.access.write("sign-in-failed", client, session.actor)
            raise Refusal("password-wrong")
        self._delays.succeeded(by_password)
        check(new, session.login)
        self.accounts.set_password(session.actor, self._passwords.hash(new))
        self.accounts.end_keys(session.actor)
        self.sessions.end_others(session)
        self.access.write("password-changed", client, session.actor)
        return self._renew(session, session.strong)

    def accept(
        self, token: str, password: str, client: Client, browser: str | None = None
    ) -> tuple[str, str]:
        """Use an invitation to set a password; return the actor, who may sign in now.

        And what the browser, until now known by `browser`, is known by from now on. Raises
        `Refusal`: too-soon, invitation-unknown, password-weak.
        """

        def hashed(login: str) -> str:
            check(password, login)
            return self._passwords.hash(password)

        try:
            actor = self.accounts.accept(token, hashed)
        except Refusal as refusal:
            if refusal.code == "invitation-unknown":
                # Nobody guesses one: who has one is never delayed by those who try.
                self._take(client, None, _address(client))
                self.access.write("invitation-failed", client, None)
            raise
        self.access.write("invitation-used", client, actor)
        return actor, self._browsers.remember(browser, actor)

    def sign_out(self, session: Session, client: Client) -> None:
        """End a session."""
        self.sessions.end(session.actor, session.id)
        self.access.write("signed-out", client, session.actor)

    def _keys(
        self, login: str, client: Client, browser: str | None, actor: str | None
    ) -> tuple[Key | None, ...]:
        """Return what a try to sign in counts for."""
        if known := self._browsers.known(browser, actor):
            return (retry_delays.of_login_in(login, known),)
        here = retry_delays.of_login_at(login, client.address)
        return (*here, retry_delays.of_login(login), _address(client))

    def _take(self, client: Client, about: str | None, *keys: Key | None) -> None:
        """Count a try of the account `about`; raises `Refusal` (too-soon)."""
        try:
            self._delays.take(*keys)
        except Delayed as delayed:
            if delayed.first:
                self.access.write("sign-in-delayed", client, None, about)
            raise

    def _check_may_set(self, session: Session) -> None:
        if session.factor and not session.strong:
            raise Refusal("second-factor-needed")

    def _begin(
        self,
        account: Account,
        client: Client,
        old: Session | None,
        strong: bool,
        issuer: str | None,
    ) -> Signed:
        if old is not None:
            self.sessions.end(old.actor, old.id)
        token = self.sessions.start(account.actor, client, strong, issuer)
        self.access.write("signed-in", client, account.actor)
        return self._signed(token)

    def _renew(self, session: Session, strong: bool) -> Signed:
        token = self.sessions.rotate(session, strong)
        if token is None:
            raise Refusal("session-ended")
        return self._signed(token)

    def _signed(self, token: str) -> Signed:
        session = self.sessions.find(token)
        if session is None:
            raise Refusal("session-ended")
        return Signed(session, token)


def _address(client: Client) -> Key | None:
    return retry_delays.of_address(client.address)


def _actor(account: Account | None) -> str | None:
    return None if account is None else account.actor
