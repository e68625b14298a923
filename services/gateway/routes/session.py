"""The session of who calls, its second factor and password; their other sessions."""

from dataclasses import asdict, dataclass
from datetime import datetime

from services.gateway.problems import Refusal
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import HALF_SIGNED_IN, SIGNED_IN
from services.gateway.sign_in import sessions
from services.gateway.sign_in.flows import Factor, Signed
from services.gateway.sign_in.messages import (
    ChangePassword,
    ConfirmSecondFactor,
    Nothing,
    OfferSecondFactor,
    ShowSecondFactor,
)

routes = Routes("sign-in")


@dataclass(frozen=True, slots=True)
class Session:
    """A person's own session as it is shown to them."""

    id: str
    actor: str
    login: str
    provider: str | None
    second_factor: Factor
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmedSession(Session):
    """A session that has just taken a second factor into use, and the codes that recover it."""

    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecondFactorOffer:
    """A secret for an authenticator app."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's sessions, whether it is `this` one, and where it was begun."""

    id: str
    this: bool
    provider: str | None
    address: str
    agent: str
    started_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role that a person has today: in which log, at which office or school.

    `lent_by` is whose role it is where somebody lent it.
    """

    log: str
    role: str
    org: str
    scope: str
    lent_by: str | None


@dataclass(frozen=True, slots=True)
class EndedSession:
    """Which session has ended."""

    id: str


@routes("GET", "/v1/session", HALF_SIGNED_IN)
def get_session(call: Call) -> Session:
    """Show this session."""
    return _shown(call, call.session)


@routes("POST", "/v1/session/password", SIGNED_IN, refuses=(429,))
def change_password(call: Call, body: ChangePassword) -> Session:
    """Change the password; all other sessions and one's API keys end."""
    flows = call.gateway.flows
    return begun(call, flows.change_password(call.session, body.current, body.new, call.client))


@routes("POST", "/v1/session/second-factor", HALF_SIGNED_IN, refuses=(429,))
def show_second_factor(call: Call, body: ShowSecondFactor) -> Session:
    """Show the second factor, each code of which works once."""
    return begun(call, call.gateway.flows.show_factor(call.session, body.code, call.client))


@routes("POST", "/v1/session/second-factor/offer", HALF_SIGNED_IN, refuses=(429,))
def offer_second_factor(call: Call, body: OfferSecondFactor) -> SecondFactorOffer:
    """Get a new secret for an authenticator app; it is shown in this answer only."""
    offer = call.gateway.flows.offer_factor(call.session, body.proof, call.client)
    return SecondFactorOffer(offer.secret, offer.uri)


@routes("POST", "/v1/session/second-factor/confirm", HALF_SIGNED_IN, refuses=(429,))
def confirm_second_factor(call: Call, body: ConfirmSecondFactor) -> ConfirmedSession:
    """Take the offered secret into use; recovery codes are shown in this answer only."""
    signed, codes = call.gateway.flows.confirm_factor(call.session, body.code, call.client)
    session = begun(call, signed)
    return ConfirmedSession(**asdict(session), recovery_codes=codes)


@routes("GET", "/v1/roles", SIGNED_IN)
def list_own_roles(call: Call) -> list[OwnRole]:
    """List one's own roles of today, own ones before those that were lent."""
    gateway = call.gateway
    return [
        OwnRole(log, role.name, role.org, role.scope, role.holder or None)
        for log, role in gateway.roles.of(call.session.actor, gateway.today())
    ]


@routes("GET", "/v1/sessions", SIGNED_IN)
def list_sessions(call: Call) -> list[OwnSession]:
    """List one's own sessions."""
    return [
        OwnSession(
            one.id,
            one.id == call.session.id,
            one.issuer,
            one.address,
            one.agent,
            one.started_at,
            one.seen_at,
            one.expires_at,
        )
        for one in call.gateway.flows.sessions.of(call.session.actor)
    ]


@routes("POST", "/v1/sessions/{id}/end", SIGNED_IN)
def end_session(call: Call, body: Nothing) -> EndedSession:
    """End one of one's own sessions."""
    flows = call.gateway.flows
    if not flows.sessions.end(call.session.actor, call.id):
        raise Refusal("session-unknown")
    flows.access.write("session-ended", call.client, call.session.actor)
    return EndedSession(call.id)


def begun(call: Call, signed: Signed) -> Session:
    """Give the browser the token of a session; return the session as it is shown."""
    call.gateway.callers.set_cookie(call.resp, "", signed.token)
    return _shown(call, signed.session)


def _shown(call: Call, session: sessions.Session) -> Session:
    return Session(
        session.id,
        session.actor,
        session.login,
        session.issuer,
        call.gateway.flows.factor(session),
        session.started_at,
        session.expires_at,
    )
