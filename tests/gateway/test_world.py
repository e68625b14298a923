"""The feed, checkpoints and readiness, and the document's examples, on the whole platform."""

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import jsonschema_rs
import psycopg2
import pytest
import requests

from libs.kernel import canonical
from libs.log.database import Database
from libs.log.entry import leaf_hash
from libs.proof import checkpoint
from libs.proof.comparison import Comparison
from libs.proof.merkle import Frontier, tile_path, tiles_of
from libs.proof.receipts import Receipt
from libs.proof.signed_notes import Verifier
from tests.gateway.conftest import World
from tests.gateway.seed import ID, ON, PERSON, Caller

pytestmark = pytest.mark.e2e


def test_an_unknown_key_is_refused(world: World) -> None:
    answer = Caller(world.url, "kd_unknown").get("/v1/79/school")
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials-invalid")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_who_holds_a_key_acts_as_its_actor(world: World) -> None:
    # Generated requests may have registered more since, on the day they ran.
    events = [e for e in read(world.operator, types="EvidenceRegistered") if e["on"] == ON]
    assert {event["actor"] for event in events} == {PERSON}


def read(caller: Caller, limit: int = 1000, **params: Any) -> list[dict[str, Any]]:
    """Return what the feed shows, page after page."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        query = "&".join(f"{name}={value}" for name, value in params.items())
        answer = caller.get(f"/v1/events?log=79&after={after}&limit={limit}&{query}".rstrip("&"))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert all(after < item["position"] <= page["next"] for item in page["events"])
        assert len(page["events"]) <= limit
        found += [item["event"] for item in page["events"]]
        if page["next"] == after:
            assert "next" not in answer.links
            return found
        assert answer.links["next"]["rel"] == "next"
        assert answer.headers["Kiemdinh-Position"] == str(page["next"])
        after = page["next"]


def test_the_feed_gives_the_operator_every_event_in_order_with_its_bytes(world: World) -> None:
    answer = world.operator.get("/v1/events?log=79&limit=1000")
    items = answer.json()["events"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    last: dict[str, str] = {}
    for item in items:
        event, raw = item["event"], canonical.encode(item["event"])
        assert raw in answer.content
        assert event.get("prev") == last.get(event["stream"])
        last[event["stream"]] = leaf_hash(raw).hex()


def test_the_feed_reads_the_same_in_small_pages(world: World) -> None:
    assert read(world.operator, limit=3) == read(world.operator)


def test_the_feed_shows_everybody_what_is_public_and_no_more(world: World) -> None:
    types = {event["type"] for event in read(world.nobody)}
    assert {"SchoolRegistered", "OrganisationRegistered", "FunctionAssigned"} <= types
    assert not {"GrantGiven", "CycleOpened", "EvidenceRegistered"} & types


def test_the_feed_shows_a_school_its_own_and_an_officer_everything(world: World) -> None:
    since = {"starts": "2000-01-01", "basis": "dữ liệu mẫu"}
    callers = {}
    school = {"name": "Trường khác", "kind": "primary", "ownership": "public", "sample": True}
    school |= {"areas": ["785", "79"], "address": "Địa chỉ mẫu"}
    assert world.operator.command("/v1/79/school/another/register-school", school).ok
    for name, org in (("own", ID), ("foreign", "another")):
        grant = {"role": "principal", "org": org, **since}
        assert world.operator.command(f"/v1/79/grant/{name}/give-grant", grant).ok
        key = world.operator.command("/v1/keys", {"actor": f"u:{name}"}).json()["key"]
        callers[name] = {event["type"] for event in read(Caller(world.url, key))}
    assert "CycleOpened" in callers["own"]
    assert "CycleOpened" not in callers["foreign"]
    assert "GrantGiven" not in callers["own"]
    assert {"CycleOpened", "GrantGiven"} <= {event["type"] for event in read(world.person)}


def test_the_feed_goes_on_behind_events_it_does_not_show(world: World) -> None:
    page = world.nobody.get("/v1/events?log=79&types=CycleOpened").json()
    assert page["events"] == []
    assert page["next"] > 0


@pytest.mark.parametrize(
    "query",
    ["", "log=79&types=NoSuchEvent", "log=79&limit=0", "log=79&limit=1001", "log=79&after=x"],
)
def test_the_feed_refuses_what_it_does_not_know(world: World, query: str) -> None:
    assert world.nobody.get(f"/v1/events?{query}").status_code == 400


def test_a_checkpoint_is_the_newest_signed_note(world: World) -> None:
    assert world.nobody.get("/v1/83/checkpoint").json()["code"] == "checkpoint-unknown"
    head = len(read(world.operator))
    world.platform.seal("79")
    answer = world.nobody.get("/v1/79/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    origin, size, *_ = answer.text.splitlines()
    assert origin.endswith("/tinh/79")
    assert int(size) >= head
    assert answer.headers["Kiemdinh-Position"] == size


def test_the_public_key_that_signs_a_log_opens_its_checkpoint(world: World) -> None:
    assert world.nobody.get("/v1/83/key").json()["code"] == "checkpoint-unknown"
    world.platform.seal("79")
    key = Verifier.parse(world.nobody.get("/v1/79/key").text.strip())
    note = world.nobody.get("/v1/79/checkpoint").content
    assert checkpoint.verify(note, key).log == "79"


def test_a_platform_that_runs_is_ready(world: World) -> None:
    answer = world.nobody.get("/readyz")
    assert answer.status_code == 200, answer.text
    assert "database" in answer.json()["parts"]


def test_an_answer_shows_what_its_caller_has_just_written(world: World) -> None:
    for number in range(5):
        contacts = {"address": f"Địa chỉ {number}"}
        written = world.operator.command(f"/v1/79/school/{ID}/change-contacts", contacts)
        assert written.ok, written.text
        position = written.headers["Kiemdinh-Position"]
        shown = world.nobody.get(f"/v1/79/school/{ID}?min_position={position}")
        assert shown.json()["address"] == f"Địa chỉ {number}"
        assert shown.headers["ETag"] == written.headers["ETag"]
        assert int(shown.headers["Kiemdinh-Position"]) >= int(position)


def test_every_example_of_the_document_is_understood(world: World) -> None:
    document = world.nobody.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            concrete = path.replace("{log}", "79").replace("{id}", ID)
            for segment in _parameters(document, operation):
                if segment["in"] == "path":
                    part = "{" + segment["name"] + "}"
                    concrete = concrete.replace(part, _example(segment["schema"]))
            content = operation.get("requestBody", {}).get("content", {})
            if content and "application/json" not in content:
                continue  # A file has no example in the document; tests/gateway/test_bulk.py has.
            query = _required(document, operation)
            answer = _send(world, method, concrete + (query and f"?{query}"), operation)
            status = str(answer.status_code)
            assert status in operation["responses"], (path, status, answer.text)
            assert answer.status_code < 500, (path, answer.text)
            assert answer.status_code != 400, (path, answer.text)
            if status == "200" and "application/json" in answer.headers["Content-Type"]:
                schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
                alone = {**schema, "components": document["components"]}
                jsonschema_rs.validate(alone, answer.json())


def _required(document: Any, operation: Any) -> str:
    """Return a query with what the operation cannot do without, by the document's own examples."""
    return urlencode(
        {
            asked["name"]: _example(asked["schema"])
            for asked in _parameters(document, operation)
            if asked["in"] == "query" and asked.get("required")
        }
    )


def _parameters(document: Any, operation: Any) -> list[Any]:
    """Return what the operation's path and query may say."""
    shared = document["components"]["parameters"]
    return [
        shared[asked["$ref"].rpartition("/")[2]] if "$ref" in asked else asked
        for asked in operation.get("parameters", ())
    ]


def _example(schema: Any) -> str:
    """Return a value of `schema`."""
    if schema.get("format") == "date":
        return "2025-06-15"
    if schema.get("type") == "integer":
        return str(schema.get("minimum", 2024))
    return str([*schema.get("examples", ()), *schema.get("enum", ()), "hoa sen"][0])


def _send(world: World, method: str, path: str, operation: Any) -> requests.Response:
    if method == "get":
        return world.person.get(path)
    body = {}
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["example"]
    if method == "post":
        return world.person.command(path, body)
    session = world.person.session
    return session.request(method, f"{world.person.url}{path}", json=body, timeout=30)


def test_who_acted_holds_a_receipt(world: World) -> None:
    answer = world.operator.command(f"/v1/79/school/{ID}/change-contacts", {"address": "Biên nhận"})
    assert answer.ok, answer.text
    position, leaf = answer.json()["position"], answer.headers["Kiemdinh-Leaf"]
    again = world.operator.command(
        *(f"/v1/79/school/{ID}/change-contacts", {"address": "Biên nhận"}),
        **{"Idempotency-Key": answer.request.headers["Idempotency-Key"]},
    )
    assert (again.json()["position"], again.headers["Kiemdinh-Leaf"]) == (position, leaf)
    path = f"/v1/79/events/{position}/proof"
    until(lambda: world.nobody.get(path).ok)
    receipt = Receipt.parse(world.nobody.get(path).content)
    key = Verifier.parse(world.nobody.get("/v1/79/key").text.strip())
    signed = receipt.check(bytes.fromhex(leaf), key)
    assert receipt.index == position - 1 < signed.size
    assert world.nobody.get(f"/v1/79/events/{10**9}/proof").json()["code"] == "event-not-sealed"


def test_a_monitor_finds_the_tree_and_its_entries_by_their_paths(world: World) -> None:
    """C2SP tlog-tiles under /v1/79; entries for who sees all of them."""
    until(lambda: world.nobody.get("/v1/79/checkpoint").ok)
    signed = checkpoint.read(world.nobody.get("/v1/79/checkpoint").content)
    hashes = b""
    for tile, width in tiles_of(signed.size, 1):
        path = tile_path(*tile, width)
        hashes += world.nobody.get(f"/v1/79/{path}").content
        entries = world.operator.get(f"/v1/79/{path.replace('tile/0', 'tile/entries')}")
        assert entries.ok, entries.text
        leaves = b""
        raw = entries.content
        while raw:
            size = int.from_bytes(raw[:2])
            leaves += leaf_hash(raw[2 : 2 + size])
            raw = raw[2 + size :]
        assert hashes.endswith(leaves)
        hidden = world.nobody.get(f"/v1/79/{path.replace('tile/0', 'tile/entries')}")
        assert hidden.json()["code"] == "entries-hidden"
    frontier = Frontier()
    for at in range(0, len(hashes), 32):
        frontier.append(hashes[at : at + 32])
    assert (frontier.size, frontier.root()) == (signed.size, signed.root)
    for wrong in ("0/999", "63/000", "0/000.p/256", "0/x000/000", "64/000", "0/0", "0/000.p/300"):
        assert world.nobody.get(f"/v1/79/tile/{wrong}").status_code in (400, 404)


def test_a_log_that_was_changed_behind_its_back_says_so_and_takes_nothing(world: World) -> None:
    """A superuser changes a sealed entry: noticed, told by health and to who acts, and undone."""
    path = f"/v1/79/school/{ID}/change-contacts"
    until(lambda: world.nobody.get("/v1/79/checkpoint").ok)
    change(world, "raw || ' '")
    try:
        until(lambda: world.nobody.get("/readyz").status_code == 503)
        (error,) = world.nobody.get("/readyz").json()["errors"]
        assert (error["pointer"], error["code"]) == ("/log", "broken")
        assert "từ mục có chỉ số 0" in error["detail"]
        refused = world.operator.command(path, {"address": "Nơi khác"})
        assert (refused.status_code, refused.json()["code"]) == (503, "log-broken")
        assert refused.json()["detail"] == error["detail"]
    finally:
        change(world, "rtrim(raw)")
    with closing(Database(world.platform.admin_dsn, "seal", 1)) as db:
        assert Comparison(db).whole("79") > 0
    at_database(world, "select log.whole('79')")
    until(lambda: world.nobody.get("/readyz").ok)
    assert world.operator.command(path, {"address": "Nơi khác"}).ok


def change(world: World, to: str) -> None:
    at_database(world, "alter table log.event disable trigger all")
    at_database(world, f"update log.event set raw = {to} where log = '79' and position = 1")
    for name in ("append_only", "append_only_row"):
        at_database(world, f"alter table log.event enable always trigger {name}")


def at_database(world: World, statement: str) -> None:
    connection = psycopg2.connect(world.platform.admin_dsn)
    connection.autocommit = True
    with closing(connection), connection.cursor() as db:
        db.execute(statement)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
