"""Services as they run, over a log in memory: commands in, read tables kept up, questions out."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from libs.engine.commands import Context, now
from libs.engine.service import Service
from libs.engine.subscription import followers, parked
from libs.files.received import Received
from libs.kernel.problems import Wire
from libs.log.database import Cursor, Database
from libs.log.entry import Attempt, Origin, category_of, envelope
from libs.log.memory import MemoryLog
from libs.people.vault import vault_in
from tests.databases import installed

LOG = "79"
ON = date(2024, 9, 10)


class Running:
    """Some services, each with a schema of its own in a database made for the test."""

    def __init__(self, dsn: str, kinds: tuple[type[Service], ...], folder: Path) -> None:
        self.dsn = dsn
        self.log = MemoryLog()
        self.services: dict[str, Service] = {}
        for kind in kinds:
            db = Database(dsn, kind.name)
            vault = vault_in(folder, db) if kind.vaulted else None
            self.services[kind.name] = kind(self.log, db, vault=vault)

    def do(
        self,
        stream: str,
        command: str,
        data: Wire,
        actor: str = "s:operator",
        on: date = ON,
        log: str = LOG,
        id: str | None = None,
        received: Received | None = None,
    ) -> Wire:
        """Carry out a command and let every follower catch up; return the answer.

        `received` is a file that came in whole, as the gateway says.
        """
        for service in self.services.values():
            if category_of(stream) in {a.category for a in service.aggregates}:
                wire = {"type": command, "data": data}
                told = {"received": asdict(received) if received else None}
                answer = service.execute(log, stream, wire, context(actor, on, id) | told)
                self.settle(log)
                return answer
        raise AssertionError(f"no service here owns {stream}")

    def ask(
        self, question: str, data: Wire, actor: str = "s:operator", on: date = ON, log: str = LOG
    ) -> Any:
        """Return the view of a question about one thing, the views of one about many."""
        for service in self.services.values():
            if question in service.queries.contract.types:
                wire = {"type": question, "data": data}
                answer = service.query(log, wire, context(actor, on))
                return answer.get("view", answer.get("views"))
        raise AssertionError(f"no service here answers {question}")

    def tell(self, stream: str, type_: str, data: Wire, by: str = "s:operator") -> None:
        """Write an event as it stands in a log, however it came there."""
        past = self.log.read(LOG, stream)[stream]
        act = Origin(by, "operator", "operator", ON, "c", uuid.uuid4().hex)
        before = past[-1].leaf if past else None
        body, at = {"type": type_, "data": data}, "2024-01-01T00:00:00.000000Z"
        place = (LOG, stream, len(past) + 1, before)
        raw = envelope(*place, at, act, body, uuid.uuid4().hex)
        self.log.append(Attempt(LOG, stream, len(past), [raw], uuid.uuid4().hex, "d" * 64))
        self.settle()

    def settle(self, log: str = LOG) -> None:
        """Bring every follower up to the head of the log; fail on an event it cannot apply."""
        head = -1
        while head != self.log.head(log):
            head = self.log.head(log)
            for service in self.services.values():
                for follower in followers(service):
                    follower.catch_up(log)
                assert parked(service.db) == []

    @contextmanager
    def tables(self, service: str) -> Iterator[Cursor]:
        """Give a cursor on the read tables of a service."""
        with self.services[service].db.transaction() as db:
            yield db


def context(actor: str, on: date, id: str | None = None) -> Wire:
    """Return what travels with a command or question, with ten seconds left."""
    return Context(
        command_id=id or uuid.uuid4().hex,
        actor=actor,
        on=on,
        corr="c",
        deadline=now() + timedelta(seconds=10),
    ).to_wire()


@contextmanager
def running(uri: str, *kinds: type[Service]) -> Iterator[Running]:
    """Give services in a fresh database of the server at `uri`, a superuser's; drop it after."""
    with installed(uri, *kinds) as dsn:
        yield from _running(dsn, kinds)


def _running(dsn: str, kinds: tuple[type[Service], ...]) -> Iterator[Running]:
    folder = tempfile.TemporaryDirectory(prefix="kiemdinh-vault-")
    found = Running(dsn, kinds, Path(folder.name))
    try:
        yield found
    finally:
        folder.cleanup()
        for service in found.services.values():
            service.db.close()
