"""The API document is complete and true: made from the contracts, as the routes are."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from falcon import testing

from libs.engine.contract_files import load
from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.log.database import Database
from libs.log.memory import MemoryLog
from services.cli.golden import ROOT
from services.gateway import openapi, routes
from services.gateway.app import Options, create_app
from services.gateway.problems import NAMES, OWN, TITLES
from services.gateway.routes import contracts
from services.gateway.routes.carried import FILE

CONTRACTS = load(ROOT / "contracts")
TABLE = routes.table(CONTRACTS)


def build(*logs: str, demo: bool = False) -> Wire:
    """Return the document of the platform's gateway."""
    return openapi.build(TABLE, CONTRACTS, logs, demo)


DOCUMENT = build()
METHODS = {"get", "post", "put", "delete"}


class NoBackend:
    """Answers nothing: what a test asks never gets so far."""

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        raise AssertionError(stream)

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        raise AssertionError(question)

    def health(self, service: str) -> Wire:
        raise AssertionError(service)


def references(value: Any) -> Iterator[str]:
    """Yield every `$ref` in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for below in value.values():
            yield from references(below)
    elif isinstance(value, list):
        for below in value:
            yield from references(below)


def resolved(reference: str) -> Any:
    """Return what a local reference points to."""
    found: Any = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def operations() -> list[tuple[str, str, Wire]]:
    """Return (path, method, operation) of the whole document."""
    return [
        (path, method, operation)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        assert resolved(reference), reference


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids))


def test_every_command_and_question_of_the_contracts_is_documented() -> None:
    for contract in CONTRACTS.values():
        for category, aggregate in contract["aggregates"].items():
            for name in contracts.offered(aggregate):
                path = f"/v1/{{log}}/{category}/{{id}}/{kebab(name)}"
                assert "post" in DOCUMENT["paths"][path]
        for category, questions in contract["queries"].items():
            for which in questions:
                tail = "/{id}" if which == "get" else ""
                assert "get" in DOCUMENT["paths"][f"/v1/{{log}}/{category}{tail}"]


def test_what_services_alone_may_do_is_not_offered() -> None:
    assert "/v1/{log}/publication/{id}/publish-recognition" not in DOCUMENT["paths"]


def test_every_documented_operation_has_a_route_and_no_other_method_has() -> None:
    log = MemoryLog()
    nowhere = Database("host=/nonexistent", "gateway")
    app = create_app(NoBackend(), log, nowhere, CONTRACTS, Options("operator-key-of-a-test"))
    client = testing.TestClient(app)
    for path, method, operation in operations():
        concrete = path.replace("{log}", "79").replace("{id}", "5f0c2a").replace("{key}", "a")
        for asked in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            # Nothing is acceptable, so a route that exists says 406 before it does anything; one
            # that answers with whatever a file is next asks who calls.
            answer = client.simulate_request(asked, concrete, headers={"Accept": "image/png"})
            both = {m.upper() for m in DOCUMENT["paths"][path]}
            there = (
                401 if "*/*" in operation["responses"].get("200", {}).get("content", ()) else 406
            )
            assert answer.status_code == (there if asked in both else 405), (asked, path, method)


def test_every_operation_names_its_refusals() -> None:
    for path, method, operation in operations():
        statuses = set(operation["responses"])
        assert "500" in statuses, path
        assert {"400", "406"} <= statuses, path
        if method == "post":
            assert {"401", "403", "413", "415", "422"} <= statuses, path


def test_every_status_of_the_table_has_a_title_a_name_and_a_document() -> None:
    used = {own.status for own in OWN.values()}
    assert used <= TITLES.keys() == NAMES.keys()
    for status in TITLES:
        content = DOCUMENT["components"]["responses"][NAMES[status]]["content"]
        assert list(content) == ["application/problem+json"]


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_the_example_of_a_body_is_what_its_schema_accepts(
    path: str, method: str, operation: Wire
) -> None:
    if "requestBody" not in operation:
        assert method in ("get", "delete")
        return
    kinds = operation["requestBody"]["content"]
    if all(content["schema"] == FILE for content in kinds.values()):
        return  # a file, which no schema describes
    content = kinds["application/json"]
    schema = {**resolved(content["schema"]["$ref"]), "components": DOCUMENT["components"]}
    jsonschema_rs.validate(schema, content["example"], validate_formats=True)


def test_the_document_says_when_the_legal_date_may_be_named() -> None:
    assert "on" not in DOCUMENT["components"]["parameters"]
    demo = build(demo=True)
    assert demo["components"]["parameters"]["on"]["name"] == "Kiemdinh-On"
    register = demo["paths"]["/v1/{log}/school/{id}/register-school"]["post"]
    assert {"$ref": "#/components/parameters/on"} in register["parameters"]


def test_the_document_names_the_provinces_that_are_served() -> None:
    document = build("79", "77")
    assert document["components"]["parameters"]["log"]["schema"]["enum"] == ["77", "79"]


def test_commands_are_written_in_kebab_case() -> None:
    assert kebab("ForwardRegistration") == "forward-registration"
    assert kebab("Reply") == "reply"
