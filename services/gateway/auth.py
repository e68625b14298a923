"""Who calls: an API key, the operator's key, or the cookie of somebody who signed in.

A key in Authorization goes before a cookie. What a cookie authenticates and changes something must
come from a page of this very installation: browsers say so in Sec-Fetch-Site, older ones in Origin,
and another site's page can forge neither, so forms need no token. SameSite=Lax and JSON as the only
content type protect against the same attack.
"""

import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address

import falcon

from libs.rights import OPERATOR
from services.gateway.keys import Keys, Known, Scope
from services.gateway.problems import Refusal
from services.gateway.sign_in.access_log import Client
from services.gateway.sign_in.sessions import Session, Sessions
from services.gateway.sign_in.settings import SignInSettings, is_loopback

ANONYMOUS = ""
"""The actor of a call without credentials; it holds no grant and may ask public questions only."""
LEAST_OPERATOR_KEY = 16
"""The fewest characters of an operator's key."""
CHALLENGE = 'Bearer realm="kiemdinh"'
SAFE = ("GET", "HEAD", "OPTIONS")
AGENT = 200
"""How many characters are kept of what a browser calls itself."""
_INVALID = {"WWW-Authenticate": 'Bearer realm="kiemdinh", error="invalid_token"'}


def cookie_name(settings: SignInSettings, suffix: str = "") -> str:
    """Return what our cookie is called here; `suffix` tells several apart."""
    # Browsers take a cookie of this prefix from https and this very host alone.
    return f"{'__Host-' if _safe(settings) else ''}kiemdinh{suffix}"


def _safe(settings: SignInSettings) -> bool:
    return settings.public_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `session` where a person signed in, else a `key` that is good for `scope`."""

    actor: str
    scope: Scope = field(default_factory=Scope)
    session: Session | None = None
    key: Known | None = None

    @property
    def cred(self) -> str:
        """What names the credential in the log, never the secret; empty for nobody."""
        if self.session is not None:
            return f"session:{self.session.id}"
        if self.key is not None:
            return self.key.cred
        return "operator" if self.actor == OPERATOR else ""


class Callers:
    """Finds out who calls. Raises ValueError for an operator's key too short to be a secret."""

    def __init__(
        self, keys: Keys, sessions: Sessions, settings: SignInSettings, operator_key: str
    ) -> None:
        if len(operator_key) < LEAST_OPERATOR_KEY:
            raise ValueError(f"the operator's key needs {LEAST_OPERATOR_KEY} characters or more")
        self._keys = keys
        self._sessions = sessions
        self._settings = settings
        self._operator = operator_key.encode()

    def find(self, req: falcon.Request) -> Caller:
        """Return who sent a request, `ANONYMOUS` for nobody or a session that has ended.

        Raises `Refusal`: credentials-invalid for another scheme, an unknown, ended or expired key;
        request-cross-site.
        """
        authorization = req.get_header("Authorization")
        if authorization is not None:
            return self._by_key(authorization)
        session = self.session(req)
        if session is None:
            return Caller(ANONYMOUS)
        if req.method not in SAFE and not self._same_origin(req):
            raise Refusal("request-cross-site")
        return Caller(session.actor, session=session)

    def session(self, req: falcon.Request) -> Session | None:
        """Return the session that the request's cookie stands for."""
        token = self.cookie(req, "")
        return self._sessions.find(token) if token else None

    def cookie(self, req: falcon.Request, suffix: str) -> str | None:
        """Return the value of our cookie; None if there is none, or more than one."""
        values = req.get_cookie_values(cookie_name(self._settings, suffix)) or []
        return values[0] if len(values) == 1 and values[0].isascii() else None

    def set_cookie(
        self, resp: falcon.Response, suffix: str, value: str, seconds: int | None = None
    ) -> None:
        """Give the browser our cookie, for `seconds` or until it is closed; 0 takes it back."""
        resp.set_cookie(
            cookie_name(self._settings, suffix),
            value,
            max_age=seconds,
            path="/",
            secure=_safe(self._settings),
            http_only=True,
            same_site="Lax",
        )

    def check_own_page(self, req: falcon.Request) -> None:
        """Raise `Refusal` (request-cross-site) if a browser sends this for another site's page.

        For what needs no cookie: a caller that is no browser sends neither header.
        """
        said = req.get_header("Sec-Fetch-Site") or req.get_header("Origin")
        if said is not None and not self._same_origin(req):
            raise Refusal("request-cross-site")

    def origin(self, req: falcon.Request) -> str:
        """Return where browsers reach this installation, no slash at the end.

        Raises `Refusal` (sign-in-not-set-up) if the settings do not say so and the request did not
        come to this very machine: the Host header is the caller's word.
        """
        if self._settings.public_url:
            return self._settings.public_url
        if is_loopback(req.host):
            return f"http://{req.netloc}".lower()
        raise Refusal("sign-in-not-set-up")

    def client(self, req: falcon.Request) -> Client:
        """Return where a request comes from, as far as our own proxies vouch for it."""
        agent = "".join(c for c in req.user_agent or "" if c.isprintable())
        return Client(self._address(req), agent[:AGENT], req.context.trace)

    def _same_origin(self, req: falcon.Request) -> bool:
        site = req.get_header("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        return (req.get_header("Origin") or "").lower() == self.origin(req)

    def _by_key(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            token = token.strip()
            if hmac.compare_digest(token.encode(), self._operator):
                return Caller(OPERATOR)
            if known := self._keys.find(token):
                return Caller(known.key.actor, Scope(known.key.scope), key=known)
        raise Refusal("credentials-invalid", headers=_INVALID)

    def _address(self, req: falcon.Request) -> str:
        found = req.remote_addr or ""
        if self._settings.proxies:
            # Each proxy of ours added one entry at the end; what stands before is anybody's word.
            hops = [hop.strip() for hop in (req.get_header("X-Forwarded-For") or "").split(",")]
            # Without an entry of each proxy, what is left is the address of a proxy, or nobody's.
            found = hops[-self._settings.proxies] if len(hops) >= self._settings.proxies else ""
        try:
            return str(ip_address(found))
        except ValueError:
            return ""
