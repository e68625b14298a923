"""Routes: one declaration, from which the answer and the API document both come."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

import falcon
import pytest
from falcon import testing

from libs.kernel.messages import Means, between
from libs.kernel.problems import Wire
from services.gateway import openapi
from services.gateway.problems import Refusal
from services.gateway.routes.parameters import IDEMPOTENCY_KEY, VERSION
from services.gateway.routes.resource import resources
from services.gateway.routes.route import Call, Route, Routes
from services.gateway.routes.who import ANYBODY, HALF_SIGNED_IN, KEEPER, OWN_PAGE, Who, holder
from services.gateway.sign_in.messages import Nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """How to greet."""

    times: Annotated[int, between(1, 3), Means("Bao nhiêu lần.")]
    pause: Annotated[int, between(0, 9)] = 0
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said."""

    words: tuple[str, ...]


def greet_all(call: Call, query: Asked) -> Said:
    """Say good day."""
    return Said(("CHÀO" if query.loud else "chào",) * query.times)


def keep(call: Call, body: Nothing) -> list[Said]:
    """Keep something."""
    return [Said((call.header(IDEMPOTENCY_KEY),))]


def declared(handler: Any, path: str = "/v1/greeting", who: Who = ANYBODY, **more: Any) -> Route:
    """Return the route of a handler."""
    routes = Routes("greeting")
    routes("POST" if handler is keep else "GET", path, who, **more)(handler)
    (route,) = routes
    return route


def client(*table: Route) -> testing.TestClient:
    """Return a client of routes that ask nothing of a gateway."""
    app: falcon.App[Any, Any] = falcon.App()
    nowhere: Any = None
    for path, resource in resources(nowhere, table):
        app.add_route(path, resource)
    return testing.TestClient(app)


def document(*table: Route) -> Wire:
    return openapi.build(table, {})


def test_a_handler_answers_and_is_documented_as_its_signature_says() -> None:
    route = declared(greet_all)
    answer = client(route).simulate_get("/v1/greeting?times=2&loud=true")
    assert answer.json == {"words": ["CHÀO", "CHÀO"]}
    operation = document(route)["paths"]["/v1/greeting"]["get"]
    assert (operation["operationId"], operation["summary"]) == ("greetAll", "Say good day.")
    times, *_ = operation["parameters"]
    assert (times["name"], times["description"]) == ("times", "Bao nhiêu lần.")
    assert times["required"]
    assert times["schema"] == {"type": "integer", "minimum": 1, "maximum": 3}
    content = operation["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Said"}


@pytest.mark.parametrize(
    ("values", "code", "pointers"),
    [
        ({}, "parameter-missing", {"/times"}),
        ({"times": 4}, "parameter-malformed", {"/times"}),
        ({"times": 0, "pause": 10}, "parameter-malformed", {"/times", "/pause"}),
    ],
)
def test_a_query_is_told_all_that_is_wrong_with_it(
    values: Wire, code: str, pointers: set[str]
) -> None:
    with pytest.raises(Refusal) as caught:
        declared(greet_all).query.load(values)
    assert caught.value.code == code
    assert {error.pointer for error in caught.value.errors} == pointers


@pytest.mark.parametrize(
    ("path", "who", "more", "statuses"),
    [
        ("/v1/greeting", ANYBODY, {}, {400, 406, 500}),
        ("/v1/greeting/{id}", ANYBODY, {}, {400, 404, 406, 500}),
        ("/v1/{log}/greeting", ANYBODY, {}, {400, 404, 406, 500, 503}),
        ("/v1/greeting", OWN_PAGE, {}, {400, 403, 406, 500, 503}),
        ("/v1/greeting", holder(), {}, {400, 401, 403, 406, 500, 503}),
        ("/v1/greeting", KEEPER, {"refuses": (409,)}, {400, 401, 403, 406, 409, 500, 503}),
        ("/v1/greeting", ANYBODY, {"headers": (VERSION,)}, {400, 406, 412, 500}),
    ],
)
def test_refusals_follow_from_what_is_declared(
    path: str, who: Who, more: Wire, statuses: set[int]
) -> None:
    assert set(declared(greet_all, path, who, **more).statuses) == statuses
    taking_a_body = set(declared(keep, path, who, **more).statuses)
    assert taking_a_body == statuses | {413, 415, 422}


def test_a_session_is_all_that_a_route_of_the_signed_in_takes() -> None:
    route = declared(greet_all, who=HALF_SIGNED_IN)
    assert document(route)["paths"]["/v1/greeting"]["get"]["security"] == [{"session": []}]


def test_a_header_that_is_not_declared_cannot_be_read() -> None:
    sent = {"Idempotency-Key": "the-key-of-a-test"}
    with_it = client(declared(keep, headers=(IDEMPOTENCY_KEY,)))
    assert with_it.simulate_post("/v1/greeting", json={}, headers=sent).json == {
        "items": [{"words": ["the-key-of-a-test"]}]
    }
    without = client(declared(keep)).simulate_post("/v1/greeting", json={}, headers=sent)
    assert without.status_code == 500


def test_a_method_of_a_path_is_declared_once() -> None:
    with pytest.raises(ValueError, match="two routes for GET /v1/greeting"):
        client(declared(greet_all), declared(greet_all))


def test_a_part_of_the_path_that_nobody_reads_is_not_declared() -> None:
    with pytest.raises(KeyError):
        document(declared(greet_all, "/v1/{town}/greeting"))


def test_one_name_of_the_document_stands_for_one_thing() -> None:
    one = declared(greet_all)
    other = replace(one, path="/v1/other", answers=(replace(one.answers[0], schemas={"Said": {}}),))
    with pytest.raises(ValueError, match="Said"):
        document(one, other)
