"""Ids, areas and roles against one another, over HTTP, over RPC and as the database's roles.

The cells and what is expected of each are those of `tests.libs.rights_cells`. The suite asks a
sample, another one each day of the month; KIEMDINH_CELLS=all asks all, in some minutes.
"""

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import local
from typing import Any

import psycopg2
import pytest
import requests

from libs.engine.commands import Context, now
from libs.hosting.embedded import DirectBackend, Platform
from libs.hosting.installation import READERS, WRITERS
from libs.kernel.messages import kebab
from libs.kernel.problems import Problem
from libs.log.database import Database
from libs.log.entry import Attempt, EventLog
from libs.rights import OPERATOR as OPERATOR_ID
from services.cli.catalogue import SERVICES
from services.gateway.app import GatewayService, Options, create_app
from services.gateway.server import bind
from tests.e2e.database_roles import append, refuses
from tests.e2e.test_rights_matrix import CONTRACTS
from tests.libs.rights_cells import Deed, Who, deeds, may, people
from tests.verifier.platform import LOG, Order
from tests.verifier.rights_cells_world import order, told_world

pytestmark = pytest.mark.e2e

PART = 120
BROUGHT = {
    "RenameSchool": "SchoolRenamed",
    "RegisterSchool": "SchoolRegistered",
    "RenameOrganisation": "OrganisationRenamed",
    "RegisterOrganisation": "OrganisationRegistered",
    "PlaceOrganisation": "OrganisationPlaced",
    "RegisterInstruction": "InstructionRegistered",
    "CorrectInstruction": "InstructionCorrected",
    "AssignFunction": "FunctionAssigned",
    "StateQuorum": "QuorumStated",
    "CloseSchool": "ClosureDecided",
    "CorrectPerson": "PersonCorrected",
    "OpenList": "ListOpened",
    "ConfirmList": "ListConfirmed",
    "CountStaff": "StaffCounted",
    "GiveGrant": "GrantGiven",
    "ProposeGrant": "GrantProposed",
}
"""The event of each command."""


@dataclass(frozen=True)
class Cell:
    """Somebody, something to do, whether they may (None: not said), and the command for it."""

    who: Who
    deed: Deed
    may: bool | None
    order: Order


@dataclass
class World:
    """The running platform and what the cells are asked of."""

    platform: Platform
    backend: DirectBackend
    log: EventLog
    keys: dict[str, str]


def cells() -> list[Cell]:
    every = [(who, deed) for who in people() for deed in deeds()]
    assert len(every) >= 20_000
    if os.environ.get("KIEMDINH_CELLS") != "all":
        every = every[datetime.now(UTC).day % PART :: PART]
    return [
        Cell(who, deed, may(who, deed), order(who, deed, n)) for n, (who, deed) in enumerate(every)
    ]


CELLS = cells()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    behind: list[tuple[DirectBackend, EventLog]] = []

    def serve(backend: DirectBackend, log: EventLog, db: Database, key: str) -> Any:
        behind.append((backend, log))
        app = create_app(backend, log, db, CONTRACTS, Options(key, demo=True))
        return bind(app, "127.0.0.1", 0)

    folder = tmp_path_factory.mktemp("cells") / "var"
    with Platform(
        folder, SERVICES, GatewayService, serve, "localhost", demonstration=True
    ) as running:
        made = World(running, *behind[0], {})
        log = made.backend._services["registry"].log
        # What older rules let in cannot be said any more: the entries come from where it was.
        for entry in told_world().log.follow(LOG, 0, 10_000):
            sent = (uuid.uuid4().hex, "0" * 64)
            log.append(Attempt(LOG, entry.stream, entry.version - 1, [entry.raw], *sent))
        for actor in sorted({cell.order.actor for cell in CELLS} - {OPERATOR_ID}):
            answer = _send(made, "/v1/keys", {"actor": actor}, running.operator_key)
            assert answer.ok, answer.text
            made.keys[actor] = str(answer.json()["key"])
        made.keys[OPERATOR_ID] = running.operator_key
        yield made


def test_no_cell_succeeds_over_rpc_that_should_not(world: World) -> None:
    def ask(cell: Cell) -> str:
        deadline, seen = now() + timedelta(seconds=60), world.log.head(LOG)
        asked = Context(
            *(uuid.uuid4().hex, cell.order.actor, cell.order.on, "c", deadline),
            min_position=seen,
            dry=cell.may is not False,
        )
        try:
            world.backend.execute(
                "registry", LOG, cell.order.stream, cell.order.wire, asked.to_wire()
            )
        except Problem as problem:
            return problem.code
        return "done"

    _judge(world, "RPC", ask)


def test_no_cell_succeeds_over_http_that_should_not(world: World) -> None:
    """What should be refused is sent as it is, all else in a batch that writes nothing."""

    def ask(cell: Cell) -> str:
        category, _, id = cell.order.stream.partition("-")
        type_, data = cell.order.wire["type"], cell.order.wire["data"]
        path, body = f"/v1/{LOG}/{category}/{id}/{kebab(type_)}", data
        if cell.may is not False:
            command = {"category": category, "id": id, "command": kebab(type_), "data": data}
            command["key"] = uuid.uuid4().hex
            path, body = f"/v1/{LOG}/batch", {"commands": [command], "dry": True}
        answer = _send(world, path, body, world.keys[cell.order.actor])
        assert answer.status_code < 500, (cell, answer.text)
        said = answer.json()
        if cell.may is not False and answer.ok:
            (one,) = said["results"]
            return str(one["problem"]["code"]) if one.get("problem") else "done"
        return "done" if answer.ok else str(said.get("code"))

    _judge(world, "HTTP", ask)


def test_no_service_but_its_own_brings_about_the_event_of_a_cell(world: World) -> None:
    """As the roles of the others, one after the other, in the name of whoever the cell has."""
    others = [role for role in (*WRITERS, *READERS) if role != "kd_registry"]
    every = world.log.read(LOG, *{cell.order.stream for cell in CELLS})
    ends = {stream: history[-1] for stream, history in every.items() if history}
    wrong = []
    with (
        closing(psycopg2.connect(world.platform.admin_dsn)) as connection,
        connection.cursor() as db,
    ):
        for number, cell in enumerate(CELLS):
            role = others[number % len(others)]
            stream, type_ = cell.order.stream, BROUGHT[cell.deed.command]
            sent = append(type_, stream, cell.order.actor, ends.get(stream))
            if not refuses(db, role, sent):
                wrong.append((cell.who, cell.deed, role))
        db.execute("select type from log.type_owner where role = 'kd_registry'")
        assert {type_ for (type_,) in db.fetchall()} >= {*BROUGHT.values()}
    print(f"\ndatabase: {len(CELLS)} cells, {len(wrong)} in disagreement")
    assert not wrong, wrong[:20]


def _judge(world: World, way: str, ask: Callable[[Cell], str]) -> None:
    """Ask every cell; what should not succeed must not, and the log is as long as before."""
    head = world.log.head(LOG)
    with ThreadPoolExecutor(4) as pool:
        found: Sequence[str] = list(pool.map(ask, CELLS))
    counted = Counter(cell.may for cell in CELLS)
    wrong = [
        (cell.who, cell.deed, cell.may, said)
        for cell, said in zip(CELLS, found, strict=True)
        if cell.may is not None and cell.may != (said == "done")
    ]
    print(f"\n{way}: {len(CELLS)} cells {dict(counted)}, {len(wrong)} in disagreement")
    assert not wrong, "\n".join(map(str, wrong[:20]))
    # A day of a letter comes by itself.
    brought = {each.type for each in world.log.follow(LOG, head)}
    assert brought <= {"DeadlineReached"}


_OPEN = local()


def _send(world: World, path: str, body: Any, key: str) -> requests.Response:
    """Send something as whoever has this key, on this thread's connection."""
    if not hasattr(_OPEN, "session"):
        _OPEN.session = requests.Session()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
    headers["Kiemdinh-On"] = CELLS[0].order.on.isoformat()
    answer: requests.Response = _OPEN.session.post(
        f"{world.platform.url}{path}", json=body, headers=headers, timeout=60
    )
    return answer
