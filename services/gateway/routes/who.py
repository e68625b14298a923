"""Who may call a route: how the caller is found, and what the API document says of it."""

from collections.abc import Callable
from dataclasses import dataclass

import falcon

from libs.kernel.problems import Wire
from libs.rights import OPERATOR, PROGRAM
from services.gateway.auth import ANONYMOUS, Caller
from services.gateway.gateway import Gateway
from services.gateway.keys import ALL, Known
from services.gateway.problems import Refusal
from services.gateway.sign_in.sessions import Session

KEY: Wire = {"key": []}
SESSION: Wire = {"session": []}


@dataclass(frozen=True, slots=True)
class Who:
    """Those who may call: `find` returns the caller, and raises `Refusal` for anybody else.

    `security` is theirs in the document, `refuses` the statuses of who is turned away.
    """

    security: tuple[Wire, ...]
    find: Callable[[Gateway, falcon.Request], Caller]
    refuses: tuple[int, ...] = (401, 403, 503)


def reader(category: str) -> Who:
    """Return whoever asks what the public may: anybody, and keys that are good for `category`."""
    return Who(({}, KEY, SESSION), lambda gateway, req: _actor(gateway, req, True, category))


def holder(category: str = ALL, command: str | None = None) -> Who:
    """Return who is signed in or has a key that is good for this.

    `category` and `command` (as in its path, None for a question) are what a key must be good for;
    without them it must be good for everything.
    """
    return Who((KEY, SESSION), lambda gateway, req: _actor(gateway, req, False, category, command))


def _actor(
    gateway: Gateway,
    req: falcon.Request,
    public: bool,
    category: str,
    command: str | None = None,
) -> Caller:
    """Return who calls, having seen that they may call this at all.

    Raises `Refusal`: credentials-missing and session-ended for nobody, unless `public`;
    credentials-invalid, request-cross-site, scope-missing, second-factor-needed,
    second-factor-missing.
    """
    caller = _caller(gateway, req)
    if caller.actor == ANONYMOUS:
        if not public:
            raise _nobody(gateway, req)
        return caller
    if caller.session:
        _check_factor(gateway, caller.session)
    if not caller.scope.allows(category, command):
        raise Refusal("scope-missing")
    return caller


def _signed_in(gateway: Gateway, req: falcon.Request, whole: bool = True) -> Caller:
    """Return who is signed in; with `whole` only if no second factor is missing.

    Raises `Refusal`: session-only for a key, else as `_actor`.
    """
    caller = _caller(gateway, req)
    if caller.session is None:
        raise Refusal("session-only") if caller.actor else _nobody(gateway, req)
    if whole:
        _check_factor(gateway, caller.session)
    return caller


def _keeper(gateway: Gateway, req: falcon.Request) -> Caller:
    """Return the caller who manages accounts or keys: no API key makes a key or an account."""
    caller = _caller(gateway, req)
    return caller if caller.actor == OPERATOR else _signed_in(gateway, req)


def _own_page(gateway: Gateway, req: falcon.Request) -> Caller:
    gateway.callers.check_own_page(req)
    return Caller(ANONYMOUS)


def _caller(gateway: Gateway, req: falcon.Request) -> Caller:
    caller = gateway.callers.find(req)
    req.context.actor = caller.actor
    if caller.key is not None:
        _check_key(gateway, caller.actor, caller.key)
    return caller


def _check_key(gateway: Gateway, actor: str, known: Known) -> None:
    """Raise `Refusal` (key-outgrown) for a key of whom roles now ask more than it was made with.

    Whoever holds an office role needs a second factor, and a program's key that an administrator
    made is good for the roles it had then: else whoever made a key in time would hold what its
    actor was trusted with since. And `account-in-hand` as `_check_factor`.
    """
    today, made = gateway.today(), known.made
    program = actor.startswith(PROGRAM)
    _check_hand(gateway, actor, known.in_hand)
    if not (made.strong or program) and gateway.roles.is_officer(actor, today):
        raise Refusal("key-outgrown")
    if made.places is not None and not {*gateway.roles.places(actor, today)} <= {*made.places}:
        raise Refusal("key-outgrown")


def _nobody(gateway: Gateway, req: falcon.Request) -> Refusal:
    stale = gateway.callers.cookie(req, "") is not None
    return Refusal("session-ended" if stale else "credentials-missing")


def _check_factor(gateway: Gateway, session: Session) -> None:
    """Raise `Refusal`: second-factor-needed, second-factor-missing, account-in-hand."""
    _check_hand(gateway, session.actor, session.in_hand)
    factor = gateway.flows.factor(session)
    if factor in ("needed", "missing"):
        raise Refusal(f"second-factor-{factor}")


def _check_hand(gateway: Gateway, actor: str, in_hand: str | None) -> None:
    """Raise `Refusal` (account-in-hand) for who gives roles or decides, by an account that somebody
    else than the operator made, reset or linked: it could be theirs, and four eyes would be two."""
    theirs = in_hand not in (None, OPERATOR, actor)
    if theirs and gateway.roles.decides_now(actor, gateway.today()):
        raise Refusal("account-in-hand")


ANYBODY = Who(({},), lambda gateway, req: Caller(ANONYMOUS), ())
"""Anybody; nobody is asked who they are."""
OWN_PAGE = Who(({},), _own_page, (403, 503))
"""Anybody, a browser only for a page of this installation."""
SIGNED_IN = Who((SESSION,), _signed_in)
"""Who is signed in, with all that is demanded of them."""
HALF_SIGNED_IN = Who((SESSION,), lambda gateway, req: _signed_in(gateway, req, whole=False))
"""Who is signed in, though a second factor may still be demanded."""
KEEPER = Who((KEY, SESSION), _keeper)
"""The operator by their key, or who is signed in: those who may manage accounts or keys."""
