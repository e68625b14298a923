"""API keys: issued, listed, ended."""

from dataclasses import asdict, dataclass
from typing import Annotated

from libs.kernel.messages import Means, pattern
from libs.rights import OPERATOR, PROGRAM
from services.gateway.auth import Caller
from services.gateway.gateway import Gateway
from services.gateway.keys import IssueKey, Key, Made
from services.gateway.problems import Refusal
from services.gateway.routes.carried import answer_of
from services.gateway.routes.pages import Page
from services.gateway.routes.parameters import IDEMPOTENCY_KEY
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import KEEPER
from services.gateway.sign_in.access_log import Act
from services.gateway.sign_in.messages import Nothing

routes = Routes("keys")
_AGAIN = "Yêu cầu này đã được đáp ứng: không có khóa thứ hai."


@dataclass(frozen=True, slots=True)
class IssuedKey(Key):
    """An API key that has just been issued, and what to send to use it."""

    key: Annotated[str, pattern(r"kd_.+", "kd_0b7e0d7a"), Means("Chỉ hiện trong câu trả lời này.")]


@routes("GET", "/v1/keys", KEEPER, sends=("Link",))
def list_keys(call: Call, query: Page) -> list[Key]:
    """List API keys: one's own, those of programs in reach, all for the operator."""
    gateway, actor = call.gateway, call.caller.actor
    if actor == OPERATOR:
        found = gateway.keys.list(query.last, query.limit, None, None)
    else:
        programs = gateway.roles.is_administrator(actor, gateway.today())
        prefix = PROGRAM if programs else None
        found = gateway.keys.list(query.last, query.limit, actor, prefix)
    query.answer(call, [key.id for key in found])
    return [key for key in found if _keeps(gateway, call.caller, key.actor)]


@routes(
    "POST",
    "/v1/keys",
    KEEPER,
    headers=(IDEMPOTENCY_KEY,),
    refuses=(429,),
    answers=(
        answer_of(IssuedKey, 201),
        answer_of(IssuedKey | Key, description=_AGAIN),
    ),
)
def issue_key(call: Call, body: IssueKey) -> IssuedKey | Key:
    """Issue an API key; the key is shown in this answer only."""
    gateway, caller = call.gateway, call.caller
    actor = body.actor or caller.actor
    if actor == OPERATOR:
        raise Refusal("actor-missing")
    if not _keeps(gateway, caller, actor, takes=True):
        raise Refusal("key-not-yours")
    if caller.session is not None:
        gateway.flows.prove(caller.session, body.proof, call.client)
    strong = caller.session is None or caller.session.strong
    places = None
    if caller.actor != OPERATOR and actor.startswith(PROGRAM):
        places = gateway.roles.places(actor, gateway.today())
    made = Made(strong, places)
    issued = gateway.keys.issue(body, actor, call.header(IDEMPOTENCY_KEY), caller.actor, made)
    call.resp.status = 201 if issued.new else 200
    if not issued.shown:
        return issued.key
    act: Act = "key-issued" if issued.new else "key-renewed"
    gateway.flows.access.write(act, call.client, caller.actor, actor)
    return IssuedKey(**asdict(issued.key), key=issued.shown)


@routes("POST", "/v1/keys/{id}/end", KEEPER)
def end_key(call: Call, body: Nothing) -> Key:
    """End an API key."""
    gateway, caller = call.gateway, call.caller
    key = gateway.keys.get(call.id)
    if not _keeps(gateway, caller, key.actor):
        raise Refusal("key-not-yours")
    gateway.keys.end(call.id)
    gateway.flows.access.write("key-ended", call.client, caller.actor, key.actor)
    return gateway.keys.get(call.id)


def _keeps(gateway: Gateway, caller: Caller, actor: str, takes: bool = False) -> bool:
    """Return whether a caller issues (`takes` into the own hand) and ends the keys of `actor`.

    Everybody does for themselves, the operator for all, an administrator for the programs (never
    the people) whose roles are all within reach; issues none to a program that gives roles or
    decides, by which they would be two.
    """
    if caller.actor in (OPERATOR, actor):
        return True
    roles, today = gateway.roles, gateway.today()
    if not actor.startswith(PROGRAM) or (takes and roles.decides(actor, today)):
        return False
    return roles.administers(caller.actor, actor, today)
