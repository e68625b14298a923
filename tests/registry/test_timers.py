"""Days of letters come once, whatever is started again around midnight; and an audit repeats it."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from libs.engine.clock import Clock
from libs.kernel.problems import Forbidden, Rejected, Wire
from services.registry.service import RegistryService
from tests.registry.province import province
from tests.registry.test_duties import LETTER, duty
from tests.running import Running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

MIDNIGHT = datetime(2025, 4, 14, 17, tzinfo=UTC)
"""Of 14 to 15/04/2025 in Viet Nam."""


@pytest.fixture
def told(postgres_server: PostgresServer) -> Iterator[Running]:
    """A province with a letter that names days."""
    letter = {**LETTER, "obligations": [*LETTER["obligations"], duty("month", "by_hand", at=JULY)]}
    with province(postgres_server.uri) as found:
        found.do("instruction-l1", "RegisterInstruction", letter)
        yield found


JULY: Wire = {"kind": "month", "first_month": 7}


def clock(told: Running, at: datetime) -> Clock:
    """Return the clock of a registry that has just been started, which shows `at`."""
    known = told.services["registry"]
    return Clock(RegistryService(told.log, known.db, lambda: at, known.vault))


def reached(told: Running) -> list[tuple[str, int | None, str]]:
    """Return which days the log says have come."""
    entries = (e for e in told.log.follow("79", 0, 10_000) if e.type == "DeadlineReached")
    found: list[Any] = [e.envelope["data"] for e in entries]
    return sorted((each["code"], each["list_index"], each["day"]) for each in found)


def spring(told: Running) -> list[tuple[str, int | None, str]]:
    """Return those of the day that begins at midnight."""
    return [each for each in reached(told) if each[2] == "2025-04-15"]


def test_a_service_started_again_50_times_around_midnight_says_it_once(told: Running) -> None:
    for n in range(50):
        at = MIDNIGHT + timedelta(seconds=(n - 25) * 7)
        again = clock(told, at)
        # Two processes of it look at the same moment; the tables are behind every other time.
        other = threading.Thread(target=clock(told, at).tick)
        other.start()
        again.tick()
        other.join()
        if n % 2:
            told.settle()
        assert len(spring(told)) == (4 if at >= MIDNIGHT else 0), at
    codes = [(code, line) for code, line, _ in spring(told)]
    assert codes == [("all", None), ("hand", None), ("named", 0), ("spring", None)]
    told.settle()
    assert clock(told, MIDNIGHT + timedelta(hours=1)).tick() == 0


def test_it_makes_up_for_the_days_it_was_away(told: Running) -> None:
    late = datetime(2025, 8, 20, 3, tzinfo=UTC)
    clock(told, late).tick()
    days = {day for _, _, day in reached(told)}
    assert {"2025-04-15", "2025-06-15", "2025-08-01"} <= days
    assert all("2024-09-10" < day <= "2025-08-20" for day in days)
    clock(told, datetime(2027, 10, 1, tzinfo=UTC)).tick()
    assert {day for _, _, day in reached(told)} == days


def test_nobody_but_the_clock_says_it_and_not_before_the_day(told: Running) -> None:
    said: Wire = {"code": "spring", "list_index": None, "day": "2025-04-15"}
    for actor in ("u:sof", "s:operator"):
        with pytest.raises(Forbidden, match=r"grant-missing|role-missing"):
            told.do("timer-l1_2024", "ReachDeadline", said, actor, date(2025, 4, 15))
    for wrong, code, on in (
        ({}, "deadline-not-reached", date(2025, 4, 14)),
        ({"day": "2025-04-14"}, "deadline-not-registered", date(2025, 4, 15)),
        ({"code": "none"}, "deadline-not-registered", date(2025, 4, 15)),
    ):
        with pytest.raises(Rejected, match=code):
            told.do("timer-l1_2024", "ReachDeadline", said | wrong, "s:registry", on)
    with pytest.raises(Rejected, match="deadline-not-registered"):
        told.do("timer-l1_2023", "ReachDeadline", said, "s:registry", date(2025, 4, 15))
