"""How duties of letters stand: every number is what a plain count over the log comes to."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from libs.kernel.problems import Rejected, Wire
from libs.law.calendar import working_days_after
from libs.law.standards.fulfilments import ends, facts, fulfilments
from services.cli.catalogue import SERVICES
from services.registry.duty.questions import STATES
from tests.registry.province import do, province
from tests.running import Running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

MAY = date(2025, 5, 1)
"""Before and after the days of the letter below there is something."""


def duty(code: str, fulfilled_by: str, actor: str = "school", *, at: Wire | None = None) -> Wire:
    """Return a duty of all schools of the letter's kinds."""
    said = {"code": code, "actor": actor, "duty": f"Nhiệm vụ {code}", "effect": "mark_late"}
    where = {"area": "79", "kinds": ["preschool", "primary"], "fulfilled_by": fulfilled_by}
    return {**said, **where, **(at or {"kind": "standing"})}


SPRING: Wire = {"kind": "before_date", "before": "2025-04-15"}
SUMMER: Wire = {"kind": "before_date", "before": "2025-06-15"}
WINDOW: Wire = {"kind": "monthly_window", "first_day": 25, "last_day": 30}
NAMED = [
    {"name": "Mẫu 1", "school": "s1", "before": "2025-04-15"},
    {"name": "Mẫu 2", "school": "s2", "before": "2025-06-15"},
    {"name": "Chưa ghi sổ", "before": "2025-06-15"},
]
LETTER: Wire = {
    "issuer": "so79",
    "issuer_name": "Đơn vị so79",
    "subject": "Nhiệm vụ năm học",
    "school_year": 2024,
    "obligations": [
        duty("spring", "report_submitted", at=SPRING),
        duty("summer", "report_submitted", at=SUMMER),
        duty("window", "registered", at=WINDOW),
        duty("hand", "by_hand", at=SPRING),
        duty("office", "by_hand", "office"),
        duty("all", "all_reports_submitted", "office", at=SPRING),
        duty("named", "registered", at={"kind": "per_school", "entries": NAMED}),
        duty("due", "registered_if_due"),
        duty("staff", "staff_trained"),
        duty("listed", "listed_forwarded", "office"),
    ],
}
REPORTS = (("s1", "2025-04-14"), ("s2", "2025-04-15"))
CERTIFICATE: Wire = {
    "school": "s3",
    "kind": "accreditation",
    "accreditation_grade": 1,
    "national_grade": None,
    "valid_from": "2020-03-01",
    "valid_to": "2025-03-01",
}


@pytest.fixture(scope="module")
def told(postgres_server: PostgresServer) -> Iterator[Running]:
    """A province in which a letter asks, and some have done what it asks."""
    with province(postgres_server.uri) as found:
        found.do("instruction-l1", "RegisterInstruction", LETTER)
        for school in ("s1", "s2", "s3"):
            found.tell(f"cycle-{school}_2024", "CycleOpened", {"school": school, "year": 2024})
        for school, day in REPORTS:
            found.tell(f"cycle-{school}_2024", "ReportSubmitted", {"submitted_on": day})
        found.tell("evaluation-s1_2024", "RegistrationSubmitted", {})
        found.tell("evaluation-s2_2024", "RegistrationSubmitted", {})
        found.tell("evaluation-s2_2024", "RegistrationWithdrawn", {})
        found.tell("recognition-s3_x", "RecognitionGranted", CERTIFICATE)
        found.settle("79")
        yield found


def states(server: Running, actor: str = "u:sof", on: date = MAY, **filters: Any) -> list[Wire]:
    """Return how duties stand."""
    found: list[Wire] = server.ask("ListDutyStates", {"limit": 200, **filters}, actor, on)
    return found


def of(server: Running, code: str, **rest: Any) -> dict[str, str]:
    """Return how a duty stands, by who has it."""
    return {each["owner"]: each["duty_state"] for each in states(server, code=code, **rest)}


def test_a_duty_changes_by_itself_with_what_the_log_says_and_with_its_day(told: Running) -> None:
    assert of(told, "spring") == {"s1": "done", "s2": "done_late", "s3": "late"}
    assert of(told, "summer") == {"s1": "done", "s2": "done", "s3": "due"}
    before = date(2025, 4, 14)
    assert of(told, "spring", on=before)["s3"] == "due"
    told.tell("cycle-s3_2024", "CycleAbandoned", {})
    told.settle("79")
    assert of(told, "summer")["s3"] == "not_begun"


def test_a_window_is_missed_where_the_day_of_filing_lies_outside_it(told: Running) -> None:
    # ON of these tests, the tenth, is no day of the window; what was withdrawn was not filed.
    assert of(told, "window") == {"s1": "done_late", "s2": "due", "s3": "not_begun"}


def test_a_line_of_a_list_binds_its_own_school_until_its_own_day(told: Running) -> None:
    assert of(told, "named") == {"s1": "done", "s2": "due"}


def test_only_those_have_a_duty_whom_it_is_for(told: Running) -> None:
    assert of(told, "due") == {"s3": "not_begun"}
    assert set(of(told, "all")) == {"phong764"}
    (whole,) = states(told, code="all")
    assert (whole["reached"], whole["needed"], whole["duty_state"]) == (2, 3, "late")


def test_every_number_equals_a_count_over_the_log(told: Running) -> None:
    for on in (date(2024, 10, 1), date(2025, 4, 14), date(2025, 4, 15), MAY, date(2025, 8, 1)):
        counts = told.ask("ListDutyCounts", {"limit": 200}, "u:sof", on)
        listed = states(told, on=on)
        for each in counts:
            mine = [one for one in listed if one["id"].startswith(each["id"])]
            expected = Counter(one["duty_state"] for one in mine)
            assert {s: each[f"{s}_count"] for s in STATES} == {s: expected[s] for s in STATES}
        log = told.log.follow("79", 0, 10_000)
        handed = {
            e.stream.split("-")[1].split("_")[0]: e.envelope["data"]["submitted_on"]
            for e in log
            if e.type == "ReportSubmitted"
        }
        (spring,) = (each for each in counts if each["code"] == "spring")
        assert spring["done_count"] == sum(day < "2025-04-15" for day in handed.values())
        assert spring["done_late_count"] == sum(day >= "2025-04-15" for day in handed.values())
        left = {"s1", "s2", "s3"} - handed.keys()
        late = len(left) if on >= date(2025, 4, 15) else 0
        assert spring["late_count"] == late
        assert spring["due_count"] + spring["not_begun_count"] == len(left) - late


def test_what_nothing_here_fulfils_is_acknowledged_with_a_paper(told: Running) -> None:
    stream = "duty-s1_2024"
    data = {"instruction": "l1", "code": "hand", "done_on": "2024-10-14", "paper": "12/BC-MN"}
    assert of(told, "hand")["s1"] == "late"
    do(told, "hd1", stream, "AcknowledgeDuty", **data)
    (done,) = (each for each in states(told, code="hand") if each["owner"] == "s1")
    assert (done["duty_state"], done["paper"], done["by_hand"]) == ("done", "12/BC-MN", True)
    taken = {"instruction": "l1", "code": "hand", "reason": "nhầm văn bản"}
    do(told, "hd1", stream, "WithdrawAcknowledgement", **taken)
    assert of(told, "hand")["s1"] == "late"
    for wrong, code in (
        ({"code": "spring"}, "duty-not-by-hand"),
        ({"code": "none"}, "duty-not-registered"),
        ({"code": "office"}, "duty-of-others"),
        ({"done_on": "2024-10-15"}, "done-in-future"),
    ):
        with pytest.raises(Rejected, match=code):
            do(told, "hd1", stream, "AcknowledgeDuty", **data | wrong)
    with pytest.raises(Rejected, match="duty-of-other-year"):
        do(told, "hd1", "duty-s1_2023", "AcknowledgeDuty", **data)
    with pytest.raises(Rejected, match="duty-not-acknowledged"):
        do(told, "hd1", stream, "WithdrawAcknowledgement", **taken)


def test_a_school_sees_its_own_duties_and_an_officer_those_of_offices_too(told: Running) -> None:
    assert {each["owner"] for each in states(told, "u:hd1")} == {"s1"}
    assert {"phong764", "s1", "s2", "s3"} == {each["owner"] for each in states(told)}


def test_the_ladder_names_what_is_late_for_so_many_working_days(told: Running) -> None:
    late = date(2025, 4, 15)
    for told_to, days in (("school", 1), ("owner", 3), ("department", 5)):
        first = working_days_after(late - timedelta(days=1), days)
        there = states(told, code="all", told=told_to, on=first)
        assert [each["owner"] for each in there] == ["phong764"], told_to
        day_before = first - timedelta(days=1)
        assert states(told, code="all", told=told_to, on=day_before) == [], told_to


def test_every_page_of_the_list_goes_on_where_the_last_one_ended(told: Running) -> None:
    whole = [each["id"] for each in states(told)]
    found: list[str] = []
    after: Wire = {}
    while page := states(told, limit=3, **after):
        found += [each["id"] for each in page]
        after = {"after": found[-1]}
    assert found == whole == sorted(whole)


def test_every_fact_that_a_row_asks_for_is_one_that_is_heard(told: Running) -> None:
    rows = facts().values()
    heard = {name for fact in rows for name in (fact.fact, fact.again, fact.also)}
    asked = {fact for row in fulfilments().values() for fact in (*row.done, *row.begun)}
    assert asked <= heard
    ended = {fact for end in ends().values() for fact in end.facts}
    assert ended <= heard
    known = {
        name for service in SERVICES for each in service.aggregates for name in each.events.types
    }
    assert {*facts(), *ends()} <= known
