"""Signing in and out: with a password, at an identity provider, with an invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import Means, pattern
from libs.kernel.problems import Wire
from services.gateway.problems import Refusal, field
from services.gateway.routes.accounts import AccountChanged
from services.gateway.routes.carried import redirect
from services.gateway.routes.parameters import Parameter, Query
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.session import Session, begun
from services.gateway.routes.who import ANYBODY, HALF_SIGNED_IN, OWN_PAGE
from services.gateway.sign_in import known_browsers
from services.gateway.sign_in.accounts import SampleAccount
from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from services.gateway.sign_in.messages import AcceptInvitation, Nothing, SignIn
from services.gateway.sign_in.oidc import RETURN_TO, VALID

LEAVING = "_leaving"
"""Ends the name of the cookie that a browser holds while it is at an identity provider."""
BROWSER = "_browser"
"""Ends the name of the cookie that a browser is known by to whom signed in there."""
_TEXT: Wire = {"type": "string"}

routes = Routes("sign-in")


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider that people of this installation may sign in with."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Samples:
    """The accounts of a demonstration, all with the same password."""

    password: str
    accounts: tuple[SampleAccount, ...]


@dataclass(frozen=True, slots=True)
class Providers:
    """How people may sign in: at which identity providers; as whom, where it is a demonstration."""

    providers: tuple[Provider, ...]
    samples: Samples | None


@dataclass(frozen=True, slots=True)
class Return:
    """Where the browser goes on."""

    return_to: Annotated[str, pattern(RETURN_TO, "/"), Means("Nơi đi tiếp sau khi đăng nhập.")] = (
        "/"
    )


@dataclass(frozen=True, slots=True)
class SignedOut:
    """A session has ended here."""

    end_session: Annotated[str, Means("Nơi kết thúc phiên ở nhà cung cấp danh tính.")] | None


@routes("GET", "/v1/sign-in", ANYBODY)
def list_providers(call: Call) -> Providers:
    """List the identity providers that people may sign in with; of a demo its sample accounts."""
    flows = call.gateway.flows
    samples = None
    if flows.shows_samples(call.client):
        samples = Samples(SAMPLE_PASSWORD, tuple(flows.accounts.samples()))
    return Providers(tuple(Provider(one.name, one.title) for one in flows.providers.all), samples)


@routes("POST", "/v1/sign-in", OWN_PAGE, refuses=(401, 429))
def sign_in(call: Call, body: SignIn) -> Session:
    """Sign in with login name and password; the session is a cookie."""
    callers = call.gateway.callers
    callers.origin(call.req)  # refuses where no session could be kept safe
    old = callers.session(call.req)
    browser = callers.cookie(call.req, BROWSER)
    flows = call.gateway.flows
    signed = flows.sign_in(body.login, body.password, call.client, old, browser)
    if signed.browser:
        _known_by(call, signed.browser)
    return begun(call, signed)


@routes("GET", "/v1/sign-in/{id}", ANYBODY, answers=(redirect(),), refuses=(503,))
def leave_for_provider(call: Call, query: Return) -> None:
    """Send the browser to an identity provider."""
    if query.return_to.startswith("//"):
        raise field("parameter-malformed", "/return_to", "Phải là đường dẫn của hệ thống này.")
    callers, providers = call.gateway.callers, call.gateway.flows.providers
    providers.provider(call.id)
    asked = providers.begin(
        call.id, callers.origin(call.req), query.return_to, callers.cookie(call.req, LEAVING)
    )
    callers.set_cookie(call.resp, LEAVING, asked.browser, int(VALID.total_seconds()))
    call.resp.set_header("Location", asked.url)


@routes(
    "GET",
    "/v1/sign-in/{id}/callback",
    ANYBODY,
    # What a provider adds of its own is ignored (RFC 6749, 4.1.2).
    query=Query(
        (
            Parameter("state", "query", _TEXT, "Như đã gửi đi."),
            Parameter("code", "query", _TEXT, "Mã do nhà cung cấp cấp."),
            Parameter("iss", "query", _TEXT, "Nhà cung cấp."),
            Parameter("error", "query", _TEXT, "Lý do không xác nhận."),
        ),
        lambda values: values,
        strict=False,
    ),
    answers=(redirect(),),
    refuses=(401, 403, 503),
)
def arrive_from_provider(call: Call, query: Mapping[str, str]) -> None:
    """Take the browser back from an identity provider and sign its user in."""
    callers, flows = call.gateway.callers, call.gateway.flows
    try:
        who = flows.providers.complete(
            call.id, callers.origin(call.req), query, callers.cookie(call.req, LEAVING)
        )
    except Refusal:
        flows.access.write("sign-in-failed", call.client, None)
        raise
    begun(call, flows.sign_in_identified(who, call.client, callers.session(call.req)))
    callers.set_cookie(call.resp, LEAVING, "", 0)
    call.resp.set_header("Location", who.return_to)


@routes("POST", "/v1/sign-out", HALF_SIGNED_IN)
def sign_out(call: Call, body: Nothing) -> SignedOut:
    """End this session."""
    callers, flows, session = call.gateway.callers, call.gateway.flows, call.session
    flows.sign_out(session, call.client)
    callers.set_cookie(call.resp, "", "", 0)
    if not session.issuer:
        return SignedOut(None)
    return SignedOut(flows.providers.logout_url(session.issuer, callers.origin(call.req)))


@routes("POST", "/v1/invitation", OWN_PAGE, refuses=(401, 429))
def accept_invitation(call: Call, body: AcceptInvitation) -> AccountChanged:
    """Set a password with an invitation, which works once."""
    browser = call.gateway.callers.cookie(call.req, BROWSER)
    actor, browser = call.gateway.flows.accept(body.token, body.password, call.client, browser)
    _known_by(call, browser)
    return AccountChanged(actor)


def _known_by(call: Call, browser: str) -> None:
    seconds = int(known_browsers.KEPT.total_seconds())
    call.gateway.callers.set_cookie(call.resp, BROWSER, browser, seconds)
