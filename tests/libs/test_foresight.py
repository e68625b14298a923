"""A command's streams are read in one way when the last of its kind asked for the like; no rule
rests on that."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import pytest

from libs.engine.foresight import Foresight
from libs.engine.knowledge import Knowledge
from libs.kernel import canonical
from libs.kernel.problems import Rejected
from libs.log.database import Database
from libs.log.entry import Answer, Attempt, Recorded, record
from libs.log.memory import MemoryLog
from libs.rights import Reading
from services.registry.service import RegistryService
from tests.libs.test_command_handler import CONTEXT, NOW

SCHOOL = {
    "name": "Trường mẫu",
    "kind": "primary",
    "ownership": "public",
    "areas": ["79"],
    "address": "",
    "sample": True,
}


class Watched(MemoryLog):
    """A log that remembers which streams each way to it asked for, and what was guarded."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[set[str]] = []
        self.guards: list[Mapping[str, int]] = []

    def read(self, log: str, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        self.ways.append(set(streams))
        return super().read(log, *streams)

    def append(self, attempt: Attempt) -> Answer:
        self.guards.append(attempt.guards)
        ways = len(self.ways)
        try:
            return super().append(attempt)
        finally:
            # Its own reads are no ways of the command.
            del self.ways[ways:]


@pytest.fixture
def log() -> Watched:
    return Watched()


@pytest.fixture
def service(log: Watched) -> RegistryService:
    """Return the register over a log that its first command has begun."""
    found = RegistryService(log, cast(Database, None), lambda: NOW)
    register(found, "first")
    log.ways, log.guards, found.knowledge = [], [], Knowledge(log)
    return found


def register(service: RegistryService, id: str) -> None:
    """Register an office."""
    data = {"name": "Đơn vị mẫu", "kind": "other", "area": "79", "parent": None}
    wire = {"type": "RegisterOrganisation", "data": data}
    context = replace(CONTEXT, command_id=uuid.uuid4().hex)
    service.carry_out("79", f"organisation-{id}", wire, context)


def test_the_second_command_of_a_kind_goes_to_the_log_once_and_guards_the_same(
    service: RegistryService, log: Watched
) -> None:
    register(service, "a")
    first, log.ways = list(log.ways), []
    register(service, "b")
    assert len(first) > 2
    (way,) = log.ways
    assert way == {stream.replace("-a", "-b") for stream in set().union(*first)}
    one, other = log.guards
    assert {stream.replace("-a", "-b"): version for stream, version in one.items()} == other


def test_what_was_foreseen_is_as_it_stands_now(service: RegistryService, log: Watched) -> None:
    register(service, "a")
    # Meanwhile a school takes the id.
    told = {**log.follow("79", 0)[0].envelope, "stream": "school-b", "type": "SchoolRegistered"}
    log._entries["79"].append(
        record("79", log.head("79") + 1, canonical.encode({**told, "data": SCHOOL}))
    )
    with pytest.raises(Rejected, match="id-taken"):
        register(service, "b")


def test_what_was_read_ahead_and_not_asked_for_guards_nothing() -> None:
    asked: list[str] = []

    def read(*streams: str) -> Mapping[str, Sequence[Recorded]]:
        asked.extend(streams)
        return {stream: [] for stream in streams}

    reading = Reading(read, {"a-1": [], "b-1": []})
    reading("a-1", "c-1")
    assert asked == ["c-1"]
    assert reading.guards("x-1") == {"a-1": 0, "c-1": 0}


def test_streams_named_after_nothing_of_the_act_are_not_foreseen() -> None:
    seen = Foresight()
    asked = ["cycle-hs_2024", "school-hs", "grant-m", "rules-79", "organisation-so_79"]
    seen.learn(Foresight, "79", "cycle-hs_2024", "u:m", asked)
    assert seen.streams(Foresight, "48", "cycle-tt_2025", "u:n") == [
        *("school-tt", "grant-n", "rules-48")
    ]
