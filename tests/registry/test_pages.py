"""Read tables hold the same rows however the log was divided on its way to them."""

from collections.abc import Iterator

import pytest

from libs.kernel.problems import Wire
from libs.log.database import Cursor
from services.assessment.service import AssessmentService
from services.disclosure.service import DisclosureService
from services.registry.service import RegistryService
from services.review.service import ReviewService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SERVICES = (RegistryService, AssessmentService, ReviewService, DisclosureService)
BOOKKEEPING = {"subscription", "parked", "filled", "migration", "script"}
BASIS = {"starts": "2024-09-01", "basis": "QĐ mẫu"}


def school(number: int, name: str = "Trường Tiểu học Mẫu") -> Wire:
    """Return the entry of a sample school."""
    code = {"scheme": "moet", "value": f"7900{number}", "issuer": "mẫu"}
    return {
        "name": f"{name} {number}",
        "kind": "primary",
        "ownership": "public",
        "areas": ["26734", "79"],
        "address": f"Số {number} đường Kỳ Lân",
        "identifiers": [code],
        "sample": True,
    }


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Services that have read, an event at a time, of schools that come, change and go."""
    with running(postgres_server.uri, *SERVICES) as found:
        for number in range(4):
            found.do(f"school-s{number}", "RegisterSchool", school(number))
        found.do("school-s1", "RenameSchool", {"name": "Trường Tiểu học Hải Âu", **BASIS})
        found.do("school-s9", "RegisterSchool", school(9, "Trường Mầm non Vẹt"))
        for number in (0, 1, 2, 3, 9):
            address = {"address": f"Số {number} đường Phượng Hoàng"}
            found.do(f"school-s{number}", "ChangeContacts", address)
        kind = {"kind": "preschool", **BASIS}
        found.do("school-s2", "ChangeKind", kind)
        merger = {"successor": "s3", "predecessors": ["s0"], "form": "other", **BASIS}
        found.do("lineage-79", "MergeSchools", merger)
        yield found


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("page", [2, 5, 1000])
def test_tables_are_the_same_however_the_log_is_divided(
    server: Running, service: type[RegistryService], page: int
) -> None:
    with server.tables(service.name) as db:
        live = contents(db, service.name)
        db.execute(f"truncate {', '.join(live)}")
        events = server.log.follow("79", 0, 1000)
        for first in range(0, len(events), page):
            service.take_in(db, events[first : first + page])
        assert contents(db, service.name) == live
        db.connection.rollback()
    assert len({row.split(",")[1] for row in live["sight_school"]}) == 5
    assert service is not RegistryService or len(live["school"]) == 5
    assert {row.split(",")[2] for row in live.get("school_word", ())}.isdisjoint({"0)"})


def contents(db: Cursor, schema: str) -> dict[str, list[str]]:
    """Return the rows of every table that follows from events."""
    db.execute("select tablename from pg_tables where schemaname = %s", (schema,))
    found = {}
    for name in sorted({name for (name,) in db.fetchall()} - BOOKKEEPING):
        db.execute(f"select t::text from {name} t order by 1")
        found[name] = [str(row) for (row,) in db.fetchall()]
    return found
