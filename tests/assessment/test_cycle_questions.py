"""What is recorded of a cycle can be asked for, by whom the law lets see it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound, Rejected, Wire
from libs.law import standards
from libs.law.standards import guidance, levels
from services.assessment.service import AssessmentService
from services.cli.demo.whole_report import WholeReport
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON = date(2026, 9, 10)
RULES = standards.choose("primary", ON)
CODE = "MC.1.1.01"
GIVE = {"starts": "2020-01-01", "basis": "QĐ 1"}
LETTER = {
    "issuer": "xa",
    "issuer_name": "Ủy ban nhân dân phường",
    "subject": "Tự đánh giá",
    "school_year": 2026,
    "obligations": [
        {
            "code": "R1",
            "actor": "school",
            "duty": "Nộp báo cáo",
            "kind": "before_date",
            "before": "2026-09-10",
            "effect": "mark_late",
            "area": "26740",
            "kinds": ["primary"],
            "concerns": ["self_assessment_report"],
        }
    ],
}
SECRETARY, MEMBER, TEACHER = "u:tk", "u:tv", "0123456789abcdef0123456789abcdef"
HANDED_IN = [1, 1, "2026-09-10"]
"""The version of the first school's report that counts, its level and day."""
PARAGRAPH = (
    "Nhà trường có kế hoạch phát triển được công bố, được rà soát hằng năm và được mọi giáo viên "
    "biết, thể hiện ở văn bản đã ký (MC.1.1.01)."
)


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Registry and assessment, with an office that takes in reports."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        office = {"name": "Ủy ban nhân dân phường", "kind": "commune", "area": "26740"}
        found.do("organisation-xa", "RegisterOrganisation", office)
        held = {"holder": "xa", "kinds": ["primary"], "starts": "2025-07-01", "basis": "TT 10/2025"}
        for function in ("check_dossier", "receive_report"):
            found.do(f"assignment-{function}_26740", "AssignFunction", held)
        found.do("grant-cb", "GiveGrant", GIVE | {"role": "officer", "org": "xa"})
        for school in ("a1", "b1"):
            _found(found, school)
        found.do("instruction-xa_1", "RegisterInstruction", LETTER, on=ON)
        yield found


def _found(server: Running, school: str) -> None:
    data = {
        "name": f"Trường Mẫu {school}",
        "kind": "primary",
        "ownership": "public",
        "areas": ["26740", "79"],
        "address": "Số 1",
        "sample": True,
    }
    server.do(f"school-{school}", "RegisterSchool", data)
    server.do(f"grant-ht{school}", "GiveGrant", GIVE | {"role": "principal", "org": school})
    for person in (SECRETARY, MEMBER):
        grant = GIVE | {"role": "council_member", "org": school}
        server.do(f"grant-{person[2:]}{school}", "GiveGrant", grant)
    item = {"title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    items = [{"code": code, **item} for code in (CODE, "MC.1.1.02")]
    server.do(f"evidence-{school}", "RegisterEvidence", {"items": items}, f"u:ht{school}", on=ON)


def _sheet(criterion: str, met: bool = True, text: str = PARAGRAPH) -> Wire:
    judged = [{"level": 1, "indicator": "-", "met": met, "evidence": [CODE] if met else []}]
    texts = {"strengths": "", "weaknesses": "", "improvement": ""}
    described = [{"of_level": 1, "text": text}]
    return {"criterion": criterion, "judgements": judged, **texts, "descriptions": described}


def _do(server: Running, school: str, command: str, by: str, /, **data: Any) -> None:
    server.do(f"cycle-{school}_2026", command, data, by, on=ON)


def _staff(server: Running, school: str) -> None:
    """Open the cycle, appoint a council, form groups, approve a plan, pin the guidance."""
    head, secretary, member = (f"u:{p}{school}" for p in ("ht", "tk", "tv"))
    _do(server, school, "OpenCycle", head, year=2026)
    people = [head, secretary, member, f"u:{TEACHER}", "u:x"]
    posts = ["chair", "secretary", "member", "member", "member"]
    council = [{"person": p, "post": post} for p, post in zip(people, posts, strict=True)]
    signed = {"decision_number": "01/QĐ", "dated": "2026-09-01"}
    _do(server, school, "AppointCouncil", head, members=council, **signed)
    first, *rest = levels.criteria(RULES)
    groups = [
        {"name": "Nhóm 1", "head": member, "others": [], "criteria": [first]},
        {"name": "Nhóm 2", "head": secretary, "others": ["u:gv"], "criteria": rest},
    ]
    _do(server, school, "FormGroups", head, secretariat=[secretary], groups=groups)
    step = {"name": "Viết phiếu", "starts_on": "2026-09-02", "due_on": "2026-09-09"}
    _do(server, school, "ApprovePlan", head, aim="Tự đánh giá", steps=[step])
    pinned = guidance.of(RULES.id, RULES.revision).hash
    _do(server, school, "PinGuidance", head, guidance=pinned)


def _ask(server: Running, question: str, by: str, /, **data: Any) -> Any:
    return server.ask(question, data, by, on=ON)


def test_council_groups_and_plan_are_shown_with_their_papers(server: Running) -> None:
    registered = {"name": "Trần Thị Mẫu", "sample": True}
    server.do(f"person-{TEACHER}", "RegisterPerson", registered)
    course = {"title": "Lớp", "provider": "Sở", "subject": "self_assessment", "basis": "QĐ"}
    server.do("training-a1_1", "RegisterCourse", course | {"held_on": "2026-08-01"}, on=ON)
    came = [{"person": f"u:{TEACHER}", "post": "teacher", "org": "a1"}]
    server.do("training-a1_1", "RecordAttendance", {"attendees": came}, on=ON)
    _staff(server, "a1")
    for by in ("u:hta1", "u:tka1", "u:cb"):
        view = _ask(server, "GetCycle", by, id="a1_2026")
        council, groups, plan = view["council"], view["working_groups"], view["work_plan"]
        assert (council["decision_number"], council["appointed_on"]) == ("01/QĐ", "2026-09-01")
        known = {m["person"]: (m["registered"], m["trained"]) for m in council["members"]}
        assert known[f"u:{TEACHER}"] == (True, True)
        assert known["u:x"] == (False, False)
        assert [group["name"] for group in groups["groups"]] == ["Nhóm 1", "Nhóm 2"]
        assert (groups["secretariat"], groups["unowned"]) == (["u:tka1"], [])
        assert [step["due_on"] for step in plan["steps"]] == ["2026-09-09"]
        assert (view["state"], view["rule_set"]) == ("collecting", "tt57-2026-general")
    for on, names in ((date(2026, 9, 9), ["Viết phiếu"]), (date(2026, 9, 10), [])):
        steps = server.ask("ListCycleSteps", {"school": "a1"}, "u:tka1", on)
        assert [(one["name"]) for one in steps] == names, "to come until the last day is over"


def test_each_sees_the_criteria_that_are_theirs(server: Running) -> None:
    first, *rest = levels.criteria(RULES)
    found = _ask(server, "ListOwnedCriteria", "u:tva1", person="u:tva1")
    assert [(one["criterion"], one["group"], one["heads"]) for one in found] == [
        (first, "Nhóm 1", True)
    ]
    assert found[0]["recorded_on"] is None
    over = {"absent": "u:gv", "taken_by": "u:gv2", "reason": "Nghỉ ốm"}
    _do(server, "a1", "HandOverCriteria", "u:hta1", **over)
    assert _ask(server, "ListOwnedCriteria", "u:hta1", person="u:gv") == []
    theirs = _ask(server, "ListOwnedCriteria", "u:hta1", person="u:gv2", cycle="a1_2026")
    assert sorted(one["criterion"] for one in theirs) == sorted(rest)
    assert _ask(server, "ListOwnedCriteria", "u:htb1", person="u:tva1") == []


def test_a_report_goes_its_whole_way_and_each_step_is_shown(server: Running) -> None:
    head, secretary, member = "u:hta1", "u:tka1", "u:tva1"
    first, *rest = levels.criteria(RULES)
    with pytest.raises(Rejected, match="criterion-not-yours"):
        _do(server, "a1", "RecordSheet", member, **_sheet(rest[0]))
    _do(
        server,
        "a1",
        "RecordSheet",
        member,
        **_sheet(first, text=f"{PARAGRAPH}\nCâu này trơ trọi ở đây."),
    )
    for criterion in rest:
        _do(server, "a1", "RecordSheet", secretary, **_sheet(criterion, met=criterion != "1.2"))
    view = _ask(server, "GetCycle", head, id="a1_2026")
    assert view["texts_of_criterion"] == [], "they stand with the standard"
    assert view["texts_of_standard"] == ["judgement", "strengths", "limits"]
    assert all(sheet["complete"] for sheet in view["sheets"]), "the council can confirm each"
    faults = _ask(server, "GetCycleFaults", head, id="a1_2026")
    codes = {fault["code"] for fault in faults["faults"]}
    assert {
        "criterion-unconfirmed",
        "standard-text-missing",
        "report-part-missing",
        "unmet-without-plan",
        "evidence-uncited",
        "sentence-without-evidence",
        "member-untrained",
        "step-overdue",
        "approval-due",
        "submission-due",
    } <= codes
    assert faults["errors"] == sum(each["severity"] == "error" for each in faults["faults"])
    bare = [f for f in faults["faults"] if f["code"] == "sentence-without-evidence"]
    assert [(f["criterion"], f["field"]) for f in bare] == [(first, "descriptions/1")]
    with pytest.raises(Rejected) as refusal:
        _do(server, "a1", "CompleteReport", secretary)
    assert len(refusal.value.errors) == faults["errors"]
    for number in range(1, 5):
        texts = {"judgement": "Đạt", "strengths": "Mạnh", "limits": "Thiếu", "priorities": "Sổ"}
        _do(server, "a1", "RecordStandard", secretary, standard=number, **texts)
    view = _ask(server, "GetCycle", head, id="a1_2026")
    for part in view["report_parts"]:
        if not part["optional"]:
            _do(
                server,
                "a1",
                "RecordReportPart",
                secretary,
                report_part=part["report_part"],
                text="Lời văn",
            )
    _do(server, "a1", "ConfirmCriteria", secretary, criteria=[first, *rest])
    assert _ask(server, "GetCycle", head, id="a1_2026")["state"] == "drafting"
    _do(server, "a1", "CompleteReport", secretary, claimed_level=1)
    assert _ask(server, "GetCycleFaults", head, id="a1_2026")["errors"] == 0
    _do(server, "a1", "CommentReport", "u:cb", comment="Nói rõ hơn", criterion=first)
    _do(server, "a1", "CastVote", member, ballot="in_favour", note="Đồng ý")
    _do(server, "a1", "ApproveReport", head)
    faults = _ask(server, "GetCycleFaults", head, id="a1_2026")["faults"]
    assert not {"step-overdue", "approval-due"} & {fault["code"] for fault in faults}
    _do(server, "a1", "PublishReport", head, posted_at="Văn phòng")
    _do(server, "a1", "SubmitReport", head, receiver="xa")
    _do(server, "a1", "AcknowledgeReport", "u:cb", receipt_number="15")
    view = _ask(server, "GetCycle", head, id="a1_2026")
    assert (view["state"], view["level"], view["published_at"]) == ("submitted", 1, "Văn phòng")
    (comment,) = view["comments"]
    assert (comment["criterion"], comment["office"]) == (first, "xa")
    (vote,) = view["votes"]
    assert (vote["person"], vote["ballot"], vote["note"]) == (member, "in_favour", "Đồng ý")
    approval, submission = view["approval"], view["submission"]
    assert (approval["in_favour"], approval["late"]) == (1, False)
    assert approval["quorum"].startswith("Địa phương không quy định")
    assert (submission["receiver"], submission["received_on"]) == ("xa", "2026-09-10")
    assert (submission["receipt_number"], submission["late"]) == ("15", True)
    assert [(duty["code"], duty["before"]) for duty in submission["duties"]] == [
        ("R1", "2026-09-10")
    ]
    assert [one["report_version"] for one in view["versions"]] == [1]


def test_what_is_to_be_put_right_is_one_list(server: Running) -> None:
    found = _ask(server, "GetCycleWeaknesses", "u:hta1", id="a1_2026")["weak_points"]
    assert {(one["origin"], one["reference"]) for one in found} == {
        ("indicator", "1.2/1"),
        *(("standard", str(number)) for number in range(1, 5)),
    }


def test_a_new_version_is_compared_with_the_old_by_words(server: Running) -> None:
    first = levels.criteria(RULES)[0]
    _do(server, "a1", "ReopenForUpdate", "u:hta1", reason="Cập nhật tháng 7")
    view = _ask(server, "GetCycle", "u:hta1", id="a1_2026")
    assert (view["state"], view["report_version"], view["reason"]) == (
        "collecting",
        2,
        "Cập nhật tháng 7",
    )
    assert (view["approval"], view["submission"], view["votes"]) == (None, None, [])
    assert [view[f"handed_in_{name}"] for name in ("version", "level", "on")] == HANDED_IN
    (listed,) = _ask(server, "ListCycles", "u:cb", school="a1")
    assert [listed[f"handed_in_{name}"] for name in ("version", "level", "on")] == HANDED_IN
    assert [(one["comment"], one["report_version"]) for one in view["comments"]] == [
        ("Nói rõ hơn", 1)
    ]
    assert view["work_plan"]["report_version"] == 1
    faults = _ask(server, "GetCycleFaults", "u:hta1", id="a1_2026")["faults"]
    codes = {fault["code"] for fault in faults}
    assert not {"step-overdue", "approval-due", "submission-due"} & codes
    changed = PARAGRAPH.replace("hằng năm", "mỗi quý")
    _do(server, "a1", "RecordSheet", "u:tva1", **_sheet(first, text=changed))
    asked = {"id": "a1_2026", "compared_version": 1}
    found = _ask(server, "GetCycleDifference", "u:hta1", **asked)
    (difference,) = found["differences"]
    assert (difference["criterion"], difference["field"]) == (first, "descriptions/1")
    gone = "".join(run["text"] for run in difference["runs"] if run["change"] == "gone")
    new = "".join(run["text"] for run in difference["runs"] if run["change"] == "new")
    assert "hằng năm" in gone
    assert "trơ trọi" in gone
    assert "mỗi quý" in new


def test_the_version_that_was_handed_in_can_be_read_whole(server: Running) -> None:
    first, second = levels.criteria(RULES)[:2]
    text = {"judgement": "Khác", "strengths": "Khác", "limits": "Khác", "priorities": "Khác"}
    _do(server, "a1", "RecordSheet", "u:tka1", **_sheet(second))
    _do(server, "a1", "RecordStandard", "u:tka1", standard=1, **text)
    part = _ask(server, "GetCycle", "u:hta1", id="a1_2026")["report_parts"][0]["report_part"]
    _do(server, "a1", "RecordReportPart", "u:tka1", report_part=part, text="Viết lại")
    item = {"code": CODE, "title": "Kế hoạch viết lại"}
    server.do("evidence-a1", "DescribeEvidence", item, "u:hta1", ON)
    now = _ask(server, "GetCycle", "u:cb", id="a1_2026")
    then = _ask(server, "GetCycle", "u:cb", id="a1_2026", report_version=1)
    assert (now["state"], then["state"], then["report_version"]) == ("collecting", "submitted", 1)
    assert then["position"] < now["position"]

    def said(view: Wire) -> list[Any]:
        sheets = {one["criterion"]: one for one in view["sheets"]}
        (judged,) = sheets[second]["judgements"]
        parts = {one["report_part"]: one["text"] for one in view["report_parts"]}
        described = sheets[first]["descriptions"][0]["text"]
        told = ["mỗi quý" in described, judged["met"], view["standards"][0]["judgement"]]
        return [*told, parts[part]]

    assert said(now) == [True, True, "Khác", "Viết lại"]
    assert said(then) == [False, False, "Đạt", "Lời văn"]
    assert (then["submission"]["receipt_number"], then["approval"]["in_favour"]) == ("15", 1)
    assert [one["person"] for one in then["votes"]] == ["u:tva1"]

    def titles(**version: int) -> list[str]:
        asked = {"school": "a1", "cycle": "a1_2026", **version}
        return [one["title"] for one in _ask(server, "ListEvidenceItems", "u:cb", **asked)]

    assert titles() == ["Kế hoạch viết lại"]
    assert titles(report_version=1) == ["Kế hoạch"]
    with pytest.raises(NotFound):
        _ask(server, "GetCycle", "u:cb", id="a1_2026", report_version=2)


def test_the_day_of_entry_stands_beside_that_of_the_paper(server: Running) -> None:
    view = _ask(server, "GetCycle", "u:cb", id="a1_2026", report_version=1)
    council, out = view["council"], view["submission"]
    assert (council["appointed_on"], council["recorded_on"]) == ("2026-09-01", "2026-09-10")
    days = [view[name]["recorded_on"] for name in ("working_groups", "work_plan", "approval")]
    assert {*days, out["recorded_on"], out["receipt_recorded_on"]} == {"2026-09-10"}
    assert [one["recorded_on"] for one in view["versions"]] == ["2026-09-10"]
    assert [one["recorded_on"] for one in view["comments"]] == ["2026-09-10"]


def test_what_was_replaced_and_handed_over_stays_to_be_asked_for(server: Running) -> None:
    view = _ask(server, "GetCycle", "u:hta1", id="a1_2026")
    assert (view["earlier_councils"], view["earlier_groups"], view["earlier_plans"]) == ([], [], [])
    (over,) = view["hand_overs"]
    assert (over["absent"], over["taken_by"], over["reason"]) == ("u:gv", "u:gv2", "Nghỉ ốm")
    assert (over["dated"], over["recorded_on"]) == ("2026-09-10", "2026-09-10")
    assert over["recorded_by"] == "u:hta1"
    people = [{"person": one["person"], "post": one["post"]} for one in view["council"]["members"]]
    signed = {"decision_number": "02/QĐ", "dated": "2026-09-10"}
    _do(server, "a1", "AppointCouncil", "u:hta1", members=people, **signed)
    view = _ask(server, "GetCycle", "u:hta1", id="a1_2026")
    assert view["council"]["decision_number"] == "02/QĐ"
    (before,) = view["earlier_councils"]
    assert (before["decision_number"], before["appointed_on"]) == ("01/QĐ", "2026-09-01")
    assert before["position"] < view["council"]["position"]


def test_a_paragraph_of_another_school_is_shown_to_the_school_alone(server: Running) -> None:
    _staff(server, "b1")
    _do(server, "b1", "RecordSheet", "u:htb1", **_sheet(levels.criteria(RULES)[1]))

    def copied(by: str) -> list[str]:
        found = _ask(server, "GetCycleFaults", by, id="b1_2026")["faults"]
        return [fault["criterion"] for fault in found if fault["code"] == "text-copied"]

    assert copied("u:htb1") == [levels.criteria(RULES)[1]]
    assert copied("u:cb") == []
    part = {"report_part": "context", "text": PARAGRAPH}
    _do(server, "b1", "RecordReportPart", "u:htb1", **part)
    assert copied("u:htb1") == [None, levels.criteria(RULES)[1]]
    _do(server, "b1", "RecordReportPart", "u:htb1", **part | {"text": "Lời văn khác."})
    assert copied("u:htb1") == [levels.criteria(RULES)[1]]


def test_what_is_cited_and_was_withdrawn_is_named_and_so_are_missing_figures(
    server: Running,
) -> None:
    gone = {"code": CODE, "reason": "Nhầm tệp"}
    server.do("evidence-b1", "WithdrawEvidence", gone, "u:htb1", on=ON)
    found = _ask(server, "GetCycleFaults", "u:htb1", id="b1_2026")["faults"]
    named = {(one["code"], one["criterion"], one["field"]) for one in found}
    assert ("evidence-withdrawn", levels.criteria(RULES)[1], CODE) in named
    assert ("figures-missing", None, "figures") in named


def test_a_cycle_begins_with_the_texts_of_the_last(server: Running) -> None:
    later = date(2027, 9, 10)
    stream = "cycle-a1_2027"
    server.do(stream, "OpenCycle", {"year": 2027}, "u:hta1", on=later)
    view = _ask(server, "GetCycle", "u:hta1", id="a1_2026")
    members = [{"person": m["person"], "post": m["post"]} for m in view["council"]["members"]]
    council = {"decision_number": "02/QĐ", "members": members}
    server.do(stream, "AppointCouncil", council, "u:hta1", on=later)
    report = WholeReport(RULES, later)
    for command, data in (report.groups([], ["u:hta1"]), report.plan(later, later)):
        server.do(stream, command, data, "u:hta1", on=later)
    server.do(stream, "CarryOver", {"source": "a1_2026"}, "u:hta1", on=later)
    view = server.ask("GetCycle", {"id": "a1_2027"}, "u:hta1", on=later)
    assert {sheet["carried_from"] for sheet in view["sheets"]} == {"a1_2026"}
    assert all(not sheet["judgements"] for sheet in view["sheets"])
    assert not any(sheet["complete"] for sheet in view["sheets"])
    faults = server.ask("GetCycleFaults", {"id": "a1_2027"}, "u:hta1", on=later)["faults"]
    uncited = [each["field"] for each in faults if each["code"] == "evidence-uncited"]
    assert uncited == ["MC.1.1.02"], "what another cycle cites is no fault of this one"
    same = server.ask("GetCycleDifference", {"id": "a1_2027"}, "u:hta1", on=later)
    assert (same["compared_with"], same["differences"]) == ("a1_2026", [])


def test_a_cycle_that_was_given_up_leaves_nothing_in_the_next(server: Running) -> None:
    _do(server, "b1", "AbandonCycle", "u:htb1", reason="Mở nhầm")
    view = _ask(server, "GetCycle", "u:htb1", id="b1_2026")
    assert (view["state"], view["ended_on"], view["reason"]) == (
        "abandoned",
        "2026-09-10",
        "Mở nhầm",
    )
    listed = _ask(server, "ListCycles", "u:cb", state="abandoned")
    assert [cycle["id"] for cycle in listed] == ["b1_2026"]
    _do(server, "b1", "OpenCycle", "u:htb1", year=2026)
    view = _ask(server, "GetCycle", "u:htb1", id="b1_2026")
    assert (view["state"], view["council"], view["sheets"]) == ("opened", None, [])


def test_a_cycle_is_seen_by_its_school_and_its_offices_alone(server: Running) -> None:
    for question in ("GetCycle", "GetCycleFaults", "GetCycleWeaknesses", "GetCycleDifference"):
        with pytest.raises(Forbidden, match="school-not-yours"):
            _ask(server, question, "u:htb1", id="a1_2026")
        assert _ask(server, question, "u:cb", id="a1_2026")["school"] == "a1"
