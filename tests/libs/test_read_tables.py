"""What statements about days share says the same as the pure rules of periods."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.engine.read_tables import cut, latest
from libs.kernel.periods import Period, Since, Timeline, value_on
from libs.log.database import Cursor, Database
from services.disclosure.service import DisclosureService
from tests.databases import installed
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

CALENDAR = [date(2025, 1, 1) + timedelta(n) for n in range(10)]
DAYS = st.sampled_from(CALENDAR)
ENDS = DAYS | st.none()
NAMES = st.sampled_from("ab")
BEGUN = st.tuples(st.just("begun"), NAMES, DAYS, ENDS)
ENDED = st.tuples(st.just("ended"), NAMES, DAYS, st.none())
with_server = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def db(postgres_server: PostgresServer) -> Iterator[Cursor]:
    """The schema of a service, and a table of what was told of something."""
    with installed(postgres_server.uri, DisclosureService) as dsn:
        database = Database(dsn, DisclosureService.name)
        with database.autocommit() as cursor:
            cursor.execute("create temporary table told (name text, starts date, ends date)")
            cursor.execute("alter table told add column version serial")
            yield cursor
        database.close()


@with_server
@given(starts=ENDS, ends=ENDS)
def test_a_row_holds_on_the_days_of_its_period(
    db: Cursor, starts: date | None, ends: date | None
) -> None:
    db.execute(
        "select day from unnest(%s) as day where holds(%s::date, %s::date, day)",
        (CALENDAR, starts, ends),
    )
    period = Period(starts or date.min, ends)
    assert [day for (day,) in db.fetchall()] == [day for day in CALENDAR if period.holds(day)]


def test_the_planner_sees_the_condition_and_not_a_function(db: Cursor) -> None:
    db.execute("explain verbose select from told where holds(starts, ends, %s)", CALENDAR[:1])
    plan = str(db.fetchall())
    assert "ends" in plan
    assert "holds" not in plan


@with_server
@given(acts=st.lists(BEGUN | ENDED, max_size=6))
def test_rows_are_cut_as_a_timeline_is(
    db: Cursor, acts: list[tuple[str, str, date, date | None]]
) -> None:
    db.execute("truncate told")
    timeline: Timeline[str] = Timeline()
    for act, name, day, ends in acts:
        if act == "begun":
            timeline = timeline.begin(name, Period(day, ends))
            db.execute("insert into told values (%s, %s, %s)", (name, day, ends))
        else:
            timeline = timeline.end(name.__eq__, day)
            cut(db, "told", {"name": name}, day)
    db.execute("select name, starts, ends from told order by version")
    told = [(each.value, each.period.starts, each.period.ends) for each in timeline.told]
    assert db.fetchall() == told


@with_server
@given(changes=st.lists(st.tuples(NAMES, DAYS), max_size=5), on=DAYS)
def test_the_latest_row_is_the_value_of_the_day(
    db: Cursor, changes: list[tuple[str, date]], on: date
) -> None:
    db.execute("truncate told")
    told = [Since("first"), *(Since(name, starts) for name, starts in changes)]
    for each in told:
        db.execute("insert into told values (%s, %s)", (each.value, each.starts))
    db.execute(f"select name from told t where {latest('t')}", {"on": on})
    assert db.fetchall() == [(value_on(told, on),)]
