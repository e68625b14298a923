"""Who held a function on a day, as known when: two times, and none of them is lost."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Rejected, Wire
from libs.log.entry import Recorded
from libs.rights import holder as holder_of
from libs.rights import holder_for
from services.cli.replay import replay
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

JUNE = date(2025, 6, 15)
AUGUST = date(2025, 8, 15)
BASIS = "Nghị định 143/2025/NĐ-CP"
KINDS = ["preschool", "primary"]
SCHOOL: Wire = {
    "name": "Trường Mẫu",
    "kind": "primary",
    "ownership": "public",
    "areas": ["764", "79"],
    "address": "Số 1",
    "sample": True,
}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A registry that learns of the Phòng in 2024 and of its end on 10/07/2025."""
    with running(postgres_server.uri, RegistryService) as found:
        _told_at(found, datetime(2024, 9, 4, 1, tzinfo=UTC))
        for id, name, kind in (
            ("so79", "Sở", "so"),
            ("phong764", "Phòng", "phong"),
            ("ubnd", "Ủy ban nhân dân phường", "commune"),
            ("one", "Một", "so"),
            ("two", "Hai", "so"),
        ):
            data: Wire = {"name": name, "kind": kind, "area": "79"}
            found.do(f"organisation-{id}", "RegisterOrganisation", data)
        found.do("school-a", "RegisterSchool", SCHOOL)
        _assign(found, "764", "phong764", "2018-10-10")
        _told_at(found, datetime(2025, 7, 10, 1, tzinfo=UTC))
        ended = {"holder": "phong764", "ends": "2025-07-01", "basis": BASIS}
        found.do("assignment-check_dossier_764", "EndFunction", ended)
        _assign(found, "26890", "ubnd", "2025-07-01")
        moved = {"areas": ["26890", "79"], "starts": "2025-07-01", "basis": BASIS}
        found.do("school-a", "ChangeAreas", moved)
        renamed = {"name": "Ủy ban nhân dân phường Gò Vấp", "starts": "2025-08-01", "basis": BASIS}
        found.do("organisation-ubnd", "RenameOrganisation", renamed)
        yield found


def _told_at(server: Running, instant: datetime) -> None:
    server.services["registry"].clock = lambda: instant


def _assign(server: Running, area: str, holder: str, starts: str) -> None:
    data = {"holder": holder, "kinds": KINDS, "starts": starts, "basis": BASIS}
    server.do(f"assignment-check_dossier_{area}", "AssignFunction", data)


def _asked(server: Running, on: date, **more: object) -> Wire | None:
    question = {"function": "check_dossier", "on": on.isoformat(), "school": "a", **more}
    found = _ask(server, question)
    return found[0] if found else None


def _ask(server: Running, question: Wire) -> list[Wire]:
    _told_at(server, datetime.now(UTC))
    answers: list[Wire] = server.ask("WhoHolds", question)
    return answers


def test_a_day_before_the_reform_is_still_answered_with_the_office_of_that_day(
    server: Running,
) -> None:
    before, after = _asked(server, JUNE), _asked(server, AUGUST)
    assert before is not None
    assert after is not None
    assert (before["holder"], before["area"], before["ends"]) == ("phong764", "764", "2025-07-01")
    assert (after["holder"], after["area"], after["ends"]) == ("ubnd", "26890", None)
    assert (before["id"], before["holder_name"]) == ("primary", "Phòng")


def test_what_was_known_on_a_day_and_what_is_known_today_are_both_answered(
    server: Running,
) -> None:
    known_in_june = _asked(server, AUGUST, known="2025-06-15")
    assert known_in_june is not None
    assert (known_in_june["holder"], known_in_june["ends"]) == ("phong764", None)
    assert known_in_june["recorded_at"] == "2024-09-04T01:00:00.000000Z"
    known_today = _asked(server, JUNE)
    assert known_today is not None
    assert (known_today["ends"], known_today["recorded_at"]) == (
        "2025-07-01",
        "2025-07-10T01:00:00.000000Z",
    )
    assert _asked(server, JUNE, known="2024-09-03") is None


@pytest.mark.parametrize(
    ("known", "holder"),
    [
        ("2025-07-09", "phong764"),
        ("2025-07-10", "ubnd"),
        ("2025-07-10T00:59:59Z", "phong764"),
        ("2025-07-10T01:00:00.000000Z", "ubnd"),
    ],
)
def test_a_day_means_its_end_in_vietnam_and_an_instant_itself(
    server: Running, known: str, holder: str
) -> None:
    found = _asked(server, AUGUST, known=known)
    assert found is not None
    assert found["holder"] == holder


def test_the_holder_bears_the_name_of_the_day(server: Running) -> None:
    names = [
        found["holder_name"]
        for day in (date(2025, 7, 31), date(2025, 8, 1))
        if (found := _asked(server, day)) is not None
    ]
    assert names == ["Ủy ban nhân dân phường", "Ủy ban nhân dân phường Gò Vấp"]


def test_areas_are_asked_from_small_to_large_and_each_kind_has_its_answer(server: Running) -> None:
    question = {"function": "check_dossier", "on": AUGUST.isoformat(), "areas": ["26890", "79"]}
    found = _ask(server, question)
    assert [(view["id"], view["holder"]) for view in found] == [
        ("preschool", "ubnd"),
        ("primary", "ubnd"),
    ]
    assert [view["id"] for view in _ask(server, question | {"kind": "primary"})] == ["primary"]
    assert [view["id"] for view in _ask(server, question | {"limit": 1})] == ["preschool"]
    assert [view["id"] for view in _ask(server, question | {"after": "preschool"})] == ["primary"]
    assert _ask(server, question | {"kind": "upper_secondary"}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"school": "a", "areas": ["79"]},
        {"school": "a", "known": "2025-02-30"},
        {"school": "a", "known": "2025-02-01T25:00:00Z"},
    ],
)
def test_a_question_names_a_school_or_areas_and_a_moment_there_is(
    server: Running, wrong: Wire
) -> None:
    with pytest.raises(Rejected):
        _ask(server, {"function": "appraise", "on": "2025-06-15", **wrong})


NUMBERS = count(100)
"""One for each example: its areas and its school are its own."""
DAYS = st.dates(date(2025, 6, 1), date(2025, 6, 20))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("AssignFunction", "EndFunction")),
        st.sampled_from(("check_dossier", "appraise")),
        st.sampled_from(("smaller", "larger")),
        st.sampled_from(("one", "two")),
        st.sampled_from((["primary"], ["preschool"], ["primary", "preschool"])),
        DAYS,
        st.none() | DAYS,
    ),
    min_size=1,
    max_size=8,
)
Act = tuple[str, str, str, str, list[str], date, date | None]


def _do(server: Running, areas: Mapping[str, str], told: Act) -> None:
    act, function, area, holder, kinds, day, ends = told
    data: Wire = {"holder": holder, "basis": BASIS}
    if act == "AssignFunction":
        data |= {"kinds": kinds, "starts": day.isoformat()}
        data |= {"ends": ends.isoformat() if ends else None}
    else:
        data |= {"ends": day.isoformat()}
    with suppress(Rejected):
        server.do(f"assignment-{function}_{areas[area]}", act, data)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, on=DAYS)
def test_who_held_a_function_as_known_at_a_moment_is_what_the_log_said_by_then(
    server: Running, acts: list[Act], on: date
) -> None:
    n = next(NUMBERS)
    areas = {"smaller": f"26{n}", "larger": f"{n}"}
    start = datetime(2025, 7, 1, tzinfo=UTC)
    for hour, act in enumerate(acts):
        _told_at(server, start + timedelta(hours=hour))
        _do(server, areas, act)
    for hour in range(len(acts)):
        known = (start + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

        def read(*names: str, until: str = known) -> Mapping[str, Sequence[Recorded]]:
            told = server.log.read("79", *names)
            return {
                name: [event for event in events if event.envelope["at"] <= until]
                for name, events in told.items()
            }

        for function in ("check_dossier", "appraise"):
            question: Wire = {"function": function, "areas": [*areas.values()]}
            views = _ask(server, question | {"on": on.isoformat(), "known": known})
            found = {view["id"]: view["holder"] for view in views}
            for kind in KINDS:
                expected, _ = holder_of(read, function, kind, [*areas.values()], on)
                assert found.get(kind) == expected


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, on=DAYS)
def test_a_school_turns_to_whoever_the_log_says_holds_its_functions_that_day(
    server: Running, acts: list[Act], on: date
) -> None:
    n = next(NUMBERS)
    areas = {"smaller": f"26{n}", "larger": f"{n}"}
    school = SCHOOL | {"areas": [*areas.values(), "79"]}
    server.do(f"school-t{n}", "RegisterSchool", school)
    for act in acts:
        _do(server, areas, act)
    found = server.ask("ListSchoolContacts", {"school": f"t{n}", "on": on.isoformat()})

    def read(*names: str) -> Mapping[str, Sequence[Recorded]]:
        return server.log.read("79", *names)

    held = {f: holder_for(read, f, f"t{n}", on)[0] for f in ("check_dossier", "appraise")}
    assert {view["function"]: view["id"] for view in found} == {f: h for f, h in held.items() if h}


def test_an_assignment_annulled_on_its_first_day_was_known_and_is_no_more(server: Running) -> None:
    _told_at(server, datetime(2025, 9, 1, tzinfo=UTC))
    data = {"holder": "so79", "kinds": KINDS, "starts": "2025-01-01", "basis": BASIS}
    server.do("assignment-aggregate_79", "AssignFunction", data)
    _told_at(server, datetime(2025, 9, 2, tzinfo=UTC))
    ended = {"holder": "so79", "ends": "2025-01-01", "basis": "đính chính"}
    server.do("assignment-aggregate_79", "EndFunction", ended)
    question = {"function": "aggregate", "on": "2025-06-15", "areas": ["79"]}
    assert _ask(server, question) == []
    assert len(_ask(server, question | {"known": "2025-09-01T12:00:00Z"})) == 2


def test_an_office_is_told_as_of_a_day_with_what_became_of_it(server: Running) -> None:
    _told_at(server, datetime(2025, 10, 1, tzinfo=UTC))
    end = {"how": "merged", "successors": ["ubnd"], "ends": "2025-07-01", "basis": BASIS}
    placed = {"parent": "so79", "starts": "2025-08-01", "basis": BASIS}
    server.do("organisation-ubnd", "PlaceOrganisation", placed)
    server.do("organisation-phong764", "EndOrganisation", end)
    back = end | {"successors": ["phong764"], "ends": "2025-06-30"}
    with pytest.raises(Rejected, match="succession-circular"):
        server.do("organisation-ubnd", "EndOrganisation", back)
    over = end | {"how": "abolished", "successors": [], "ends": "2026-01-01"}
    with pytest.raises(Rejected, match="functions-held"):
        server.do("organisation-ubnd", "EndOrganisation", over)
    with pytest.raises(Rejected, match="parent-below"):
        server.do("organisation-so79", "PlaceOrganisation", placed | {"parent": "ubnd"})
    _told_at(server, datetime.now(UTC))
    phong = server.ask("GetOrganisation", {"id": "phong764"})
    assert (phong["how"], phong["successors"], phong["ends"]) == ("merged", ["ubnd"], "2025-07-01")
    ubnd = server.ask("GetOrganisation", {"id": "ubnd", "on": "2025-07-15"})
    assert (ubnd["name"], ubnd["parent"]) == ("Ủy ban nhân dân phường", None)
    assert ubnd["predecessors"] == ["phong764"]
    assert [(n["starts"], n["ends"]) for n in ubnd["names"]] == [
        (None, "2025-08-01"),
        ("2025-08-01", None),
    ]
    assert [(p["parent"], p["starts"]) for p in ubnd["parents"]] == [
        (None, None),
        ("so79", "2025-08-01"),
    ]

    def there(day: str) -> list[str]:
        return [o["id"] for o in server.ask("ListOrganisations", {"on": day})]

    assert set(there("2025-06-30")) - set(there("2025-07-01")) == {"phong764"}
    assert {"so79", "ubnd"} <= set(there("2025-07-01"))
    below = server.ask("ListOrganisations", {"parent": "so79", "on": "2025-08-01"})
    assert [o["id"] for o in below] == ["ubnd"]
    assert server.ask("ListOrganisations", {"parent": "so79", "on": "2025-07-31"}) == []


def test_the_table_of_what_was_known_is_rebuilt_from_the_log(
    server: Running, postgres_server: PostgresServer
) -> None:
    found = replay(server.dsn, RegistryService, lambda log: iter(server.log.follow(log, 0, 10_000)))
    assert {t.table for t in found} >= {"function_known", "school_scope", "organisation_name"}
    assert [t.table for t in found if not t.equal] == []
    assert {t.table: t.rebuilt for t in found}["function_known"] >= 4
