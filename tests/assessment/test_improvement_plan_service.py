"""Improvement plans as they run: what is recorded can be asked for, by whom the law lets see it."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, Rejected, Wire
from libs.law import standards
from libs.log.entry import Attempt, Origin, envelope
from services.assessment.improvement_plan.progress import ListPlanProgress
from services.assessment.service import AssessmentService
from services.registry.service import RegistryService
from tests.parts import require_whole
from tests.running import LOG, Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SUMMER, AUTUMN, WINTER = date(2025, 5, 20), date(2025, 9, 8), date(2026, 1, 5)
SPRING = date(2026, 4, 10)
RULES = standards.choose("preschool", SUMMER)
HAND, CODE = "0a" * 16, "H1-1.1-01"
WORK: Wire = {
    "solution": "Trang bị 20 bộ đồ chơi ngoài trời",
    "starts": "2025-09-15",
    "complete_by": "2025-12-31",
    "responsible": f"u:{HAND}",
    "budget": 40_000_000,
    "supervision": "Hiệu trưởng kiểm tra hằng tháng",
    "expected_evidence": "Biên bản nghiệm thu",
}
LOOSE: Wire = WORK | {"solution": "Tiếp tục quan tâm cây xanh", "budget": 0}
TERM = {"starts": "2020-01-01", "basis": "QĐ 1"}


def tell(
    server: Running, stream: str, type_: str, data: Wire, on: date = SUMMER, rules: str = ""
) -> None:
    """Append an event of others as it stands in the log, without the way there."""
    history = server.log.read(LOG, stream)[stream]
    act = Origin("s:operator", "operator", "operator", on, "c", uuid.uuid4().hex)
    body: Wire = {"type": type_, "data": data} | ({"rules": rules} if rules else {})
    at = f"2025-01-01T00:00:00.{len(history):06}Z"
    previous = history[-1].leaf if history else None
    raw = envelope(LOG, stream, len(history) + 1, previous, at, act, body, uuid.uuid4().hex)
    server.log.append(Attempt(LOG, stream, len(history), [raw], act.caus, "0" * 64))
    server.settle()


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A plan of m1 on its way to its end, one of m2 that is begun, and two offices."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        for office, area in (("phong764", "764"), ("phong765", "765")):
            entry = {"name": f"Phòng {area}", "kind": "phong", "area": area}
            found.do(f"organisation-{office}", "RegisterOrganisation", entry)
            held = {"holder": office, "kinds": ["preschool"], **TERM}
            for function in ("supervise_plan", "receive_report"):
                found.do(f"assignment-{function}_{area}", "AssignFunction", held)
            grant = {"role": "officer", "org": office, **TERM}
            found.do(f"grant-o{area}", "GiveGrant", grant)
        named = {"name": "Người Mẫu", "sample": True}
        found.do(f"person-{HAND}", "RegisterPerson", named)
        for school, area in (("m1", "764"), ("m2", "765")):
            _assessed(found, school, area)
        _letter(found)
        _plan(found)
        begun = {"year": 2025, "cycles": ["m2_2024"]}
        found.do("improvement_plan-m2_2025", "DraftImprovementPlan", begun, "u:pm2", AUTUMN)
        own = {"born_of": "own_initiative", "work": WORK}
        found.do("improvement_plan-m2_2025", "AddPlanItem", own, "u:pm2", AUTUMN)
        yield found


def _assessed(server: Running, school: str, area: str) -> None:
    entry: Wire = {"name": f"Trường {school}", "kind": "preschool", "ownership": "public"}
    entry |= {"areas": [area, "79"], "address": "Số 1", "sample": True}
    server.do(f"school-{school}", "RegisterSchool", entry)
    for role, person in (("principal", f"p{school}"), ("council_member", HAND)):
        server.do(f"grant-{person}", "GiveGrant", {"role": role, "org": school, **TERM})
    item = {"code": CODE, "title": "Biên bản", "sha256": "a" * 64, "sample": True}
    tell(server, f"evidence-{school}", "EvidenceRegistered", {**item})
    cycle = f"cycle-{school}_2024"
    opened = {"school": school, "year": 2024, "kind": "preschool", "rule_set": RULES.id}
    opened |= {"revision": RULES.revision, "needs_verification": False, "warnings": []}
    opened["opened_on"] = "2024-09-10"
    tell(server, cycle, "CycleOpened", opened, rules=RULES.rules_hash)
    judged = {"criterion": "1.2", "level": 1, "indicator": "a", "met": False, "evidence": []}
    tell(server, cycle, "IndicatorJudged", judged)
    for criterion, weak in (("1.1", "Thiếu đồ chơi"), ("1.2", "")):
        sheet = {"criterion": criterion, "strengths": "", "weaknesses": weak, "improvement": ""}
        tell(server, cycle, "SheetRecorded", sheet)
    report = {"level": 0, "next_level": 1, "failed": ["1.2/1a"], "unjudged": []}
    report["approved_on"] = SUMMER.isoformat()
    tell(server, cycle, "ReportApproved", report, rules=RULES.rules_hash)
    for criterion, advice in (("1.1", "Thêm cây xanh"), ("1.2", " ")):
        finding = {"criterion": criterion, "judgements": [], "strengths": "", "weaknesses": ""}
        told = finding | {"recommendations": advice}
        tell(server, f"evaluation-{school}_2024", "FindingRecorded", told)


def _letter(server: Running) -> None:
    duty = {
        "code": "R1",
        "actor": "school",
        "duty": "Nộp kế hoạch",
        "kind": "before_date",
        "before": "2025-10-05",
        "effect": "mark_late",
        "area": "764",
        "kinds": ["preschool"],
        "concerns": ["improvement_plan"],
    }
    letter: Wire = {"issuer": "phong764", "issuer_name": "Phòng 764", "subject": "Cải tiến"}
    letter |= {"school_year": 2025, "obligations": [duty]}
    server.do("instruction-l1", "RegisterInstruction", letter)


def _plan(server: Running) -> None:
    plan = "improvement_plan-m1_2025"
    begun = {"year": 2025, "dated": "2025-09-01"}
    server.do(plan, "DraftImprovementPlan", begun, "u:pm1", AUTUMN)
    team: Wire = {"evaluation": "m1_2024", "criterion": "1.1"}
    by_team = {"born_of": "recommendation", "work": LOOSE, **team}
    with pytest.raises(Rejected, match="recommendation-unknown"):
        server.do(plan, "AddPlanItem", by_team, "u:pm1", AUTUMN)
    assert server.ask("ListPlanRecommendations", {"school": "m1"}, "u:pm1", AUTUMN) == []
    tell(server, "evaluation-m1_2024", "DraftSent", {}, AUTUMN)
    weak: Wire = {"born_of": "weakness", "work": WORK}
    server.do(plan, "AddPlanItem", {**weak, "criterion": "1.1"}, f"u:{HAND}", AUTUMN)
    unmet = {"criterion": "1.2", "unmet": ["1.2/1a"]}
    server.do(plan, "AddPlanItem", {**weak, **unmet}, f"u:{HAND}", AUTUMN)
    with pytest.raises(Rejected, match="plan-incomplete") as refusal:
        server.do(plan, "ApproveImprovementPlan", {}, "u:pm1", AUTUMN)
    assert [e.code for e in refusal.value.errors] == ["recommendation-unanswered"]
    server.do(plan, "AddPlanItem", by_team, "u:pm1", AUTUMN)
    approved = {"decision_number": "05/QĐ"}
    server.do(plan, "ApproveImprovementPlan", approved, "u:pm1", AUTUMN)
    late = date(2025, 10, 5)
    server.do(plan, "SubmitImprovementPlan", {}, "u:pm1", late)
    done: Wire = {"item": 1, "state": "under_way", "note": "Đã chọn nhà cung cấp"}
    server.do(plan, "ReportPlanItem", done, f"u:{HAND}", late)
    done |= {"state": "completed", "spent": 39_000_000, "evidence": [CODE], "note": ""}
    server.do(plan, "ReportPlanItem", {**done, "dated": "2025-12-20"}, f"u:{HAND}", WINTER)
    server.do(plan, "ReportPlanItem", {**done, "item": 3, "spent": 0}, f"u:{HAND}", WINTER)
    later = {"item": 2, "work": WORK | {"complete_by": "2025-12-30"}, "reason": "Sớm hơn"}
    server.do(plan, "AdjustPlanItem", later, "u:pm1", WINTER)
    review = {"period": "term_1", "text": "Một việc chậm"}
    server.do(plan, "ReviewImprovementPlan", review, "u:pm1", WINTER)
    found = {"findings": [{"item": 2, "text": "Chậm", "before": "2026-02-01"}]}
    server.do(plan, "SuperviseImprovementPlan", found, "u:o764", WINTER)


def plans(server: Running, actor: str, on: date = WINTER, **asked: Any) -> list[Wire]:
    found: list[Wire] = server.ask("ListImprovementPlans", asked, actor, on)
    return found


def test_a_plan_is_shown_with_everything_in_it(server: Running) -> None:
    view = server.ask("GetImprovementPlan", {"id": "m1_2025"}, "u:pm1", WINTER)
    assert (view["state"], view["plan_form"], view["sure"]) == ("approved", "letters-2018", False)
    assert view["coverage"] == "each_criterion"
    assert "budget" in view["required"]
    assert view["reports"] == [
        {"cycle": "m1_2024", "rules": RULES.rules_hash, "approved_on": "2025-05-20"}
    ]
    assert (view["drafted_on"], view["submitted_on"]) == ("2025-09-01", "2025-10-05")
    assert (view["receiver"], view["late"]) == ("phong764", True)
    assert view["duties"] == [
        {"instruction": "l1", "code": "R1", "before": "2025-10-05", "late": True}
    ]
    assert [view[name] for name in ("item_count", "completed_count", "overdue_count")] == [3, 2, 1]
    assert (view["budget"], view["spent"]) == (80_000_000, 39_000_000)
    first, second, third = view["items"]
    assert (first["state"], first["overdue"], first["evidence"]) == ("completed", False, [CODE])
    assert (second["unmet"], second["overdue"]) == (["1.2/1a"], True)
    assert second["complete_by"] == "2025-12-30"
    assert third["warnings"] == ["result-indicator-missing", "words-without-figure"]
    assert [act["state"] for act in view["history"][0]["acts"]] == ["under_way", "completed"]
    assert view["history"][0]["acts"][1]["dated"] == "2025-12-20"
    assert view["history"][1]["acts"][0]["note"] == "Sớm hơn"
    assert view["reviews"] == [{"period": "term_1", "text": "Một việc chậm", "dated": "2026-01-05"}]
    (supervision,) = view["supervisions"]
    assert supervision["office"] == "phong764"
    assert supervision["findings"] == [{"item": 2, "text": "Chậm", "before": "2026-02-01"}]


def test_the_years_report_is_there_to_be_filled_in(server: Running) -> None:
    view = server.ask("GetYearReport", {"id": "m1_2025"}, "u:pm1", WINTER)
    assert (view["state"], view["undecided"], view["reviews_missing"]) == ("approved", [2], [])
    assert [line["outcome"] for line in view["lines"]] == ["completed", None, "completed"]
    first, second = view["criteria"]
    assert (first["criterion"], first["completed_count"], first["spent"]) == ("1.1", 2, 39_000_000)
    assert (second["completed_count"], second["budget"]) == (0, 40_000_000)
    (advised,) = view["followed"]
    assert (advised["text"], advised["state"]) == ("Thêm cây xanh", "open")


def test_what_is_overdue_depends_on_the_day_asked(server: Running) -> None:
    (early,) = plans(server, "u:pm1", date(2025, 12, 30))
    (now,) = plans(server, "u:pm1", date(2025, 12, 31))
    assert (early["overdue_count"], now["overdue_count"]) == (0, 1)


def test_an_office_lists_the_plans_it_answers_for(server: Running) -> None:
    assert [p["id"] for p in plans(server, "u:o764")] == ["m1_2025"]
    assert [p["id"] for p in plans(server, "u:o765")] == ["m2_2025"]
    both = plans(server, "s:operator")
    assert [p["state"] for p in both] == ["approved", "drafting"]
    for asked, ids in (
        ({"year": 2025, "area": "764"}, ["m1_2025"]),
        ({"area": "79"}, ["m1_2025", "m2_2025"]),
        ({"state": "drafting"}, ["m2_2025"]),
        ({"late": True}, ["m1_2025"]),
        ({"overdue": True}, ["m1_2025", "m2_2025"]),
        ({"school": "m2"}, ["m2_2025"]),
        ({"after": "m1_2025"}, ["m2_2025"]),
        ({"year": 2024}, []),
    ):
        assert [p["id"] for p in plans(server, "s:operator", **asked)] == ids, asked
    with pytest.raises(Forbidden, match="school-not-yours"):
        server.ask("GetImprovementPlan", {"id": "m1_2025"}, "u:o765", WINTER)


def test_somebody_finds_what_is_to_be_done_by_them(server: Running) -> None:
    def ids(actor: str, **asked: Any) -> list[str]:
        found = server.ask("ListPlanItems", asked, actor, WINTER)
        return [item["id"] for item in found]

    mine = ids(f"u:{HAND}", person=f"u:{HAND}")
    assert mine == ["m1_2025_001", "m1_2025_002", "m1_2025_003", "m2_2025_001"]
    assert ids("u:pm1", person="u:ai") == []
    assert ids("u:pm1", overdue=True) == ["m1_2025_002"]
    assert ids("u:pm1", state="completed") == ["m1_2025_001", "m1_2025_003"]
    assert ids("s:operator", criterion="1.1") == ["m1_2025_001", "m1_2025_003"]
    assert ids("s:operator", born_of="recommendation") == ["m1_2025_003"]
    assert ids("s:operator", area="765", year=2025) == ["m2_2025_001"]
    assert ids("s:operator", plan="m1_2025", after="m1_2025_002") == ["m1_2025_003"]


def test_an_office_sees_who_has_no_plan_who_is_late_and_who_has_not_reported(
    server: Running,
) -> None:
    def ids(on: date = WINTER, **asked: Any) -> list[str]:
        found = server.ask("ListPlanProgress", {"year": 2025, **asked}, "s:operator", on)
        return [one["id"] for one in found]

    entry: Wire = {"name": "An Lạc", "kind": "preschool", "ownership": "public", "sample": True}
    entry |= {"areas": ["764", "79"], "address": "Số 1"}
    server.do("school-m3", "RegisterSchool", entry)
    assert ids() == ["m3_2025", "m1_2025", "m2_2025"], "by name"
    seen = server.ask("ListPlanProgress", {"year": 2025}, "u:o764", WINTER)
    without, with_plan = seen
    assert (without["plan"], without["state"], without["item_count"]) == (None, None, 0)
    assert (without["before"], without["late"], without["area"]) == ("2025-10-05", True, "764")
    assert (with_plan["plan"], with_plan["late"], with_plan["submitted_on"]) == (
        *("m1_2025", True, "2025-10-05"),
    )
    assert [one["text"] for one in with_plan["to_put_right"]] == ["Chậm"]
    assert ids(planned=False) == ["m3_2025"]
    assert ids(reported=False, state="approved") == ["m1_2025"]
    assert ids(late=True) == ["m3_2025", "m1_2025"], "no letter asks those of another area"
    assert ids(date(2025, 10, 4), planned=False, late=True) == []
    assert ids(area="765") == ["m2_2025"]
    assert ids(name="lac", overdue=False) == ["m3_2025"]
    assert ids(after="m3_2025", limit=1) == ["m1_2025"]
    (total,) = server.ask("ListPlanProgressSums", {"year": 2025}, "u:o764", WINTER)
    counted = ("school_count", "unplanned_count", "late_count", "unreported_count")
    assert [total[name] for name in counted] == [2, 1, 2, 2]


ANY_PLAN: tuple[Wire, ...] = (
    *({}, {"name": "an"}, {"area": "764"}, {"planned": True}, {"planned": False}),
    *({"late": True}, {"reported": True}, {"overdue": True}, {"state": "approved"}),
)


@pytest.mark.parametrize("asked", ANY_PLAN)
def test_the_numbers_of_plans_are_those_of_the_list(server: Running, asked: Wire) -> None:
    for by in ("u:o764", "u:pm1", "s:operator"):
        data = {"year": 2025, **asked}
        listed = server.ask("ListPlanProgress", {**data, "limit": 200}, by, WINTER)
        (total,) = server.ask("ListPlanProgressSums", data, by, WINTER)
        assert total["school_count"] == len(listed)
        assert total["unplanned_count"] == sum(one["plan"] is None for one in listed)
        assert total["late_count"] == sum(one["late"] or one["report_late"] for one in listed)
        assert total["unreported_count"] == sum(one["reported_on"] is None for one in listed)
        for name in ("item_count", "completed_count", "overdue_count", "budget", "spent"):
            assert total[name] == sum(one[name] for one in listed), name


def test_every_order_gives_each_plan_once_forward_and_back(server: Running) -> None:
    def ask(**asked: Any) -> list[Wire]:
        found: list[Wire] = server.ask(
            "ListPlanProgress", {"year": 2025, **asked}, "s:operator", WINTER
        )
        return found

    require_whole(ask, ListPlanProgress.orders, 1)


def test_costs_come_together_by_area_and_by_criterion(server: Running) -> None:
    asked = {"year": 2025}
    one, other = server.ask("ListPlanSums", asked, "s:operator", WINTER)
    assert (one["area"], one["schools"], one["late_schools"]) == ("764", ["m1"], ["m1"])
    assert (one["budget"], one["spent"], one["overdue_count"]) == (80_000_000, 39_000_000, 1)
    assert (other["area"], other["budget"], other["unreported_schools"]) == (
        *("765", 40_000_000, ["m2"]),
    )
    (seen,) = server.ask("ListPlanSums", asked, "u:o765", WINTER)
    assert seen["area"] == "765"
    assert server.ask("ListPlanSums", {**asked, "area": "764"}, "u:o765", WINTER) == []
    first, second = server.ask("ListPlanCriteria", asked, "s:operator", WINTER)
    assert [first[n] for n in ("criterion", "item_count", "budget")] == ["1.1", 2, 40_000_000]
    assert (first["rules"], second["criterion"]) == (RULES.rules_hash, "1.2")
    assert server.ask("ListPlanCriteria", {**asked, "criterion": "1.2"}, "u:o765", WINTER) == []


def test_other_offices_and_schools_do_not_write_in_a_plan(server: Running) -> None:
    plan, found = "improvement_plan-m1_2025", {"findings": [{"item": None, "text": "?"}]}
    with pytest.raises(Forbidden, match="function-not-held"):
        server.do(plan, "SuperviseImprovementPlan", found, "u:o765", WINTER)
    with pytest.raises(Forbidden, match="grant-elsewhere"):
        server.do(plan, "RemovePlanItem", {"item": 1}, "u:pm2", WINTER)
    with pytest.raises(Forbidden, match="grant-missing"):
        server.do(plan, "ApproveImprovementPlan", {}, f"u:{HAND}", WINTER)


def test_a_plan_rests_on_a_report_that_is_approved(server: Running) -> None:
    begun, stream = {"year": 2026}, "improvement_plan-m1_2026"
    with pytest.raises(Rejected, match="report-not-approved"):
        server.do(stream, "DraftImprovementPlan", begun, "u:pm1", date(2026, 9, 7))


def test_the_year_ends_and_the_next_plan_must_answer_what_was_left(server: Running) -> None:
    plan, later = "improvement_plan-m1_2025", date(2026, 9, 7)
    (open_,) = server.ask("ListPlanRecommendations", {"state": "open"}, "u:pm1", WINTER)
    assert (open_["text"], open_["plans"]) == ("Thêm cây xanh", ["m1_2025"])
    outcomes = [{"item": 2, "outcome": "next_year", "note": "Chờ vốn"}]
    done = {"outcomes": outcomes, "text": "Năm học tốt"}
    server.do(plan, "ReportImprovementYear", done, "u:pm1", SPRING)
    server.do(plan, "CloseImprovementPlan", {"next_year": [2]}, "u:pm1", SPRING)
    view = server.ask("GetImprovementPlan", {"id": "m1_2025"}, "u:pm1", SPRING)
    assert (view["state"], view["report_text"], view["overdue_count"]) == (
        *("closed", "Năm học tốt", 0),
    )
    assert [item["outcome"] for item in view["items"]] == ["completed", "next_year", "completed"]
    report = server.ask("GetYearReport", {"id": "m1_2025"}, "u:o764", SPRING)
    assert (report["undecided"], report["report_text"]) == ([], "Năm học tốt")
    assert report["lines"][1]["note"] == "Chờ vốn"
    (settled,) = server.ask("ListPlanRecommendations", {"school": "m1"}, "u:pm1", SPRING)
    assert settled["state"] == "addressed"
    cycle = "cycle-m1_2025"
    opened = {"school": "m1", "year": 2025, "kind": "preschool", "rule_set": RULES.id}
    opened |= {"revision": RULES.revision, "needs_verification": False, "warnings": []}
    opened["opened_on"] = "2025-09-10"
    tell(server, cycle, "CycleOpened", opened, rules=RULES.rules_hash)
    report = {"level": 1, "next_level": 2, "failed": [], "unjudged": []}
    report["approved_on"] = "2026-05-20"
    tell(server, cycle, "ReportApproved", report, SPRING, RULES.rules_hash)
    following = "improvement_plan-m1_2026"
    server.do(following, "DraftImprovementPlan", {"year": 2026}, "u:pm1", later)
    view = server.ask("GetImprovementPlan", {"id": "m1_2026"}, "u:pm1", later)
    assert (view["plan_form"], view["reviews_required"]) == ("tt57-2026", ["term_1", "year_end"])
    with pytest.raises(Rejected, match="plan-incomplete") as refusal:
        server.do(following, "ApproveImprovementPlan", {}, "u:pm1", later)
    codes = [error.code for error in refusal.value.errors]
    assert codes == ["items-missing", "issues-missing", "item-forgotten"]
    issue = {"issue": 1, "criterion": "1.1", "limitation": "Thiếu", "cause": "Vốn"}
    server.do(following, "NamePriorityIssue", issue, "u:pm1", later)
    moved = {"born_of": "previous_plan", "previous_item": 2, "work": WORK, "issue": 1}
    server.do(following, "AddPlanItem", moved, "u:pm1", later)
    with pytest.raises(Rejected, match="plan-incomplete") as refusal:
        server.do(following, "ApproveImprovementPlan", {}, "u:pm1", later)
    assert "mục tiêu" in refusal.value.errors[0].detail
    view = server.ask("GetImprovementPlan", {"id": "m1_2026"}, "u:pm1", later)
    assert [issue["limitation"] for issue in view["issues"]] == ["Thiếu"]
    server.do(following, "RemovePlanItem", {"item": 1}, "u:pm1", later)
    server.do(following, "DropPriorityIssue", {"issue": 1}, "u:pm1", later)
    view = server.ask("GetImprovementPlan", {"id": "m1_2026"}, "u:pm1", later)
    assert (view["issues"], view["items"]) == ([], [])
