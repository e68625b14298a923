"""The schools that SQL shows a reader are those that the rule shows, however many they are."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.engine.questions import seen_in
from libs.log.database import Cursor, Database
from libs.log.entry import record
from libs.log.memory import MemoryLog
from libs.rights import OPERATOR, sight, visibility_tables
from libs.rights.visibility_tables import Schools, among, parameters, seen
from services.review.service import ReviewService
from tests.databases import installed
from tests.verifier.story import (
    APPRAISER,
    CHECKER,
    DIRECTOR,
    LEADER,
    MEMBER,
    PRINCIPAL,
    assess,
    evaluate,
    file,
    founded,
    write,
)

pytestmark = pytest.mark.e2e
LOG, ON = "79", date(2024, 12, 2)
OTHERS = {
    "nearby": ("preschool", "764"),
    "elsewhere": ("preschool", "769"),
    "big": ("primary", "764"),
}
SCHOOLS = ("hoasen", *OTHERS)


@pytest.fixture(scope="module")
def log() -> MemoryLog:
    told = founded()
    for id, (kind, area) in OTHERS.items():
        told.do(
            f"school-{id}",
            "RegisterSchool",
            OPERATOR,
            name=f"Trường {id}",
            kind=kind,
            ownership="public",
            areas=[area, "79"],
            address="Số 1",
            sample=True,
        )
    assess(told)
    file(told)
    evaluate(told)
    made = MemoryLog()
    raws = write(told.steps())
    made._entries[LOG] = [record(LOG, n, raw) for n, raw in enumerate(raws, 1)]
    return made


@pytest.fixture(scope="module")
def tables(postgres_server: Any, log: MemoryLog, tmp_path_factory: Any) -> Iterator[Database]:
    with installed(postgres_server.uri, ReviewService) as dsn:
        db = Database(dsn, "review")
        with db.transaction() as cursor:
            visibility_tables.project(cursor, log.follow(LOG, 0, 10**6))
        yield db
        db.close()


def shown(cursor: Cursor, schools: Schools | None, page: bool) -> set[str]:
    """Return the schools of a statement that is limited to `schools`."""
    cursor.execute(
        "select school from unnest(%(found)s::text[]) f(school) where true"
        + seen_in("school", page=page),
        {"log": LOG, "found": list(SCHOOLS), **parameters(schools)},
    )
    return {school for (school,) in cursor.fetchall()}


@pytest.mark.parametrize("few", [0, 1, 1000])
@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "actor",
    [*(one[0] for one in (PRINCIPAL, CHECKER, APPRAISER, DIRECTOR, LEADER, MEMBER)), "s:review"],
)
def test_sql_shows_what_the_rule_shows(
    tables: Database,
    log: MemoryLog,
    actor: str,
    many: bool,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visibility_tables, "FEW", few)
    read = lambda *streams: log.read(LOG, *streams)  # noqa: E731
    reader = sight(read, actor, ON)
    with tables.transaction() as cursor:
        found = seen(cursor, LOG, read, reader, many)
        for visibility, schools in (("parties", found.schools), ("officers", found.inside)):
            rule = {s for s in SCHOOLS if reader.sees(read, visibility, f"cycle-{s}_2024")}
            assert among(cursor, LOG, schools, SCHOOLS) == rule
            assert shown(cursor, schools, False) == shown(cursor, schools, True) == rule


def test_the_readers_of_this_test_see_different_schools(log: MemoryLog) -> None:
    read = lambda *streams: log.read(LOG, *streams)  # noqa: E731
    found = {
        frozenset(
            s for s in SCHOOLS if sight(read, who, ON).sees(read, "officers", f"cycle-{s}_2024")
        )
        for who in (PRINCIPAL[0], CHECKER[0], APPRAISER[0], MEMBER[0], "s:review")
    }
    assert len(found) >= 4
