"""A province in which every kind of event happens: what a random walk reaches only by chance."""

from datetime import date, timedelta
from typing import Any

from libs.files.received import Received
from libs.law.standards import choose, guidance
from libs.law.standards.levels import criteria, indicators
from libs.law.standards.preparation import PHASES
from libs.rights import OPERATOR
from libs.rights.blind import rating_id
from services.cli.demo.whole_report import WholeReport
from tests.verifier.story import CHAIR, CHECKER, DIRECTOR, LEADER, MEMBER, OTHERS, Telling, founded

APPRAISER = "u:chuyenvien"
DAY = date(2024, 9, 5)
QD = {"basis": "QĐ"}
IMPORTED = {"software": "Phần mềm mẫu", "digest": "b" * 64}
"""Where texts came from that another software exported."""
PERSON = "9f1c2a7be0d34c5f8a6b7c8d9e0f1a2b"
STAFF = "7c1e2a7be0d34c5f8a6b7c8d9e0f1a2c"
OWNER = "1b2c3d4e5f60718293a4b5c6d7e8f901"
"""Who answers for what is to be done."""
RULES = choose("preschool", DAY)
TEXTS = {"strengths": "", "weaknesses": ""}
POSTS = ("chair", "secretary", *["member"] * 5)
BOTH = {"purpose": "both", "accreditation_grade": 1, "national_grade": 1}


def tour() -> Telling:
    """Return the whole of it."""
    told = founded()
    _schools(told)
    _people(told)
    _letters(told)
    _registers(told)
    _procedure(told)
    _cases(told)
    _talk(told)
    _evidence(told)
    _plans(told)
    _figures(told)
    _offices(told)
    _lineage(told)
    _second_rules(told)
    _third_rules(told)
    _changes(told)
    _complaints(told)
    _by_council(told)
    _papers(told)
    return told


def _schools(told: Telling) -> None:
    school = "school-hoasen"
    for name, command, data in (
        (school, "ChangeContacts", {"address": "Số 2", "phone": "0283 555 0101"}),
        (school, "RecordOperation", {"opened_on": "2001-09-06", "cohorts_completed": 21}),
        (school, "ChangeAreas", {"areas": ["765", "79"], "starts": "2023-01-01", **QD}),
        (
            school,
            "MoveSchool",
            {"address": "Số 3", "areas": ["764", "79"], "starts": "2023-02-01", **QD},
        ),
        (school, "RenameSchool", {"name": "Hoa Sen 2", "starts": "2023-02-01", **QD}),
        (school, "ChangeKind", {"kind": "primary", "starts": "2023-02-01", **QD}),
        (school, "ChangeKind", {"kind": "preschool", "starts": "2023-02-02", **QD}),
        (school, "ChangeVariant", {"variant": "nội trú", "starts": "2023-02-01", **QD}),
        (school, "ChangeOwnership", {"ownership": "private", "starts": "2023-02-01", **QD}),
    ):
        told.do(name, command, OPERATOR, DAY, **data)
    code = {"scheme": "moet", "value": "79764001", "issuer": "so"}
    told.do(school, "AddIdentifier", OPERATOR, DAY, **code, **QD, starts="2020-01-01")
    told.do(school, "EndIdentifier", OPERATOR, DAY, **code, **QD, ends="2024-01-01")
    campus = {"name": "Cơ sở 2", "address": "Số 4", "areas": ["764", "79"]}
    told.do(school, "OpenCampus", OPERATOR, DAY, campus="c2", starts="2023-01-01", **campus, **QD)
    told.do(school, "CloseCampus", OPERATOR, DAY, campus="c2", ends="2024-01-01", **QD)
    for id in ("mai", "lan", "cuc", "dao", "sen", "thu"):
        _register(told, id)


def _register(told: Telling, id: str, on: date = DAY) -> None:
    told.do(
        f"school-{id}",
        "RegisterSchool",
        OPERATOR,
        on,
        name=f"Trường {id}",
        kind="preschool",
        ownership="public",
        areas=["764", "79"],
        address="Số 1",
        sample=True,
        opened_on="2001-09-05",
        cohorts_completed=20,
    )
    term = {"org": id, "starts": "2024-01-01", **QD}
    told.do(f"grant-ht{id}", "GiveGrant", OPERATOR, on, role="principal", **term)


def _people(told: Telling) -> None:
    for id, role in (("qt1", "administrator"), ("qt2", "administrator"), ("pho", "officer")):
        term = {"role": role, "org": "so", "starts": "2024-01-01", **QD}
        told.do(f"grant-{id}", "GiveGrant", OPERATOR, DAY, **term)
    for id, second in (("moi", "ConfirmGrant"), ("hai", "DeclineGrant")):
        term = {"role": "director", "org": "so", "starts": "2024-09-05", **QD}
        told.do(f"grant-{id}", "ProposeGrant", "u:qt1", DAY, **term)
        more = {"reason": "Không"} if second == "DeclineGrant" else {}
        told.do(f"grant-{id}", second, "u:qt2", DAY, proposal=1, **more)
    gone = {"role": "director", "org": "so", "ends": "2024-10-01", **QD}
    told.do("grant-moi", "WithdrawGrant", OPERATOR, DAY, **gone)
    lent = {"role": "director", "org": "so", "starts": "2024-10-01", "ends": "2024-12-01", **QD}
    told.do("grant-pho", "Delegate", DIRECTOR[0], DAY, **lent)
    ended = {"holder": DIRECTOR[0], "role": "director", "org": "so", "ends": "2024-11-01", **QD}
    told.do("grant-pho", "EndDelegation", DIRECTOR[0], DAY, **ended)
    person = f"person-{PERSON}"
    told.do(person, "RegisterPerson", OPERATOR, DAY, name="Nguyễn Văn Mẫu", sample=True)
    told.do(person, "CorrectPerson", OPERATOR, DAY, phone="0283 555 0102")
    post = {"post": "teacher", "org": "mai", **QD}
    told.do(person, "TakePost", OPERATOR, DAY, **post, starts="2020-09-01")
    told.do(person, "LeavePost", OPERATOR, DAY, **post, ends="2023-09-01")
    told.do(person, "ErasePerson", OPERATOR, DAY, reason="requested")
    first = {"post": "teacher", "org": "mai", "starts": "2024-09-01", **QD}
    staff, name = f"person-{STAFF}", "Trần Văn Mẫu"
    told.do(staff, "RegisterPerson", "u:htmai", DAY, name=name, sample=True, first_post=first)
    head_teacher = {**first, "post": "head_teacher"}
    told.do(staff, "TakePost", "u:htmai", DAY, **head_teacher)
    told.do(staff, "LeavePost", "u:htmai", DAY, post="teacher", org="mai", **QD, ends="2025-01-01")


def _letters(told: Telling) -> None:
    letter = "instruction-phong_1"
    duty = {
        "code": "R1",
        "actor": "school",
        "duty": "Nộp",
        "kind": "monthly_window",
        "effect": "mark_late",
        "area": "764",
        "kinds": ["preschool"],
        "first_day": 1,
        "last_day": 28,
    }
    hand = {"code": "R3", "duty": "Tổng kết", "kind": "standing", "fulfilled_by": "by_hand"}
    told.do(
        letter,
        "RegisterInstruction",
        OPERATOR,
        DAY,
        issuer="phong",
        issuer_name="Phòng",
        subject="Kế hoạch",
        obligations=[duty, {**duty, **hand, "first_day": None, "last_day": None}],
    )
    done = {"instruction": "phong_1", "code": "R3"}
    paper = {"done_on": "2024-09-01", "paper": "12/BC"}
    told.do("duty-hoasen_2024", "AcknowledgeDuty", "u:hieutruong", DAY, **done, **paper)
    told.do(
        "duty-hoasen_2024", "WithdrawAcknowledgement", "u:hieutruong", DAY, **done, reason="Nhầm"
    )
    slips = [
        {"path": "/number", "value": "12/PGDĐT"},
        {"path": "/obligations/R1/last_day", "value": "27"},
    ]
    told.do(letter, "CorrectInstruction", OPERATOR, DAY, corrections=slips, **QD)
    come, day = {"code": "R1", "list_index": None, "day": "2024-09-28"}, date(2024, 10, 1)
    told.do("timer-phong_1_2024", "ReachDeadline", "s:registry", day, **come)
    warning = {"code": "not-stated", "subject": "dated", "reason": "Bản giấy có ngày"}
    told.do(letter, "DismissInstructionWarning", OPERATOR, DAY, **warning)


def _registers(told: Telling) -> None:
    checker, appraiser, director = CHECKER[0], APPRAISER, DIRECTOR[0]
    course = {"title": "Lớp", "provider": "Đơn vị", "subject": "diplomas"}
    for id in ("training-hoasen_1", "training-hoasen_2"):
        told.do(id, "RegisterCourse", "u:hieutruong", DAY, **course, held_on="2024-09-01", **QD)
    came = [{"person": "u:gv1", "post": "staff", "org": "hoasen"}]
    told.do("training-hoasen_1", "RecordAttendance", "u:hieutruong", DAY, attendees=came)
    gone = {"person": "u:gv1", "reason": "Nhầm"}
    told.do("training-hoasen_1", "WithdrawAttendance", "u:hieutruong", DAY, **gone)
    told.do("training-hoasen_2", "CancelCourse", "u:hieutruong", DAY, reason="Hoãn")
    count = {"managers": 1, "teachers": 2, "staff": 0}
    told.do("headcount-hoasen_2024", "CountStaff", "u:hieutruong", DAY, **count)
    plan = {"issuer_name": "Cơ quan so", "title": "Kế hoạch", "last_year": 2025}
    told.do("roadmap-so_1", "RegisterRoadmap", director, DAY, **plan)
    for code in ("t", "u"):
        target = {"code": code, "measure": "evaluated", "by_year": 2025, "area": "79"}
        told.do("roadmap-so_1", "SetTarget", director, DAY, **target)
    adjusted = {"code": "t", "percent": 50, "by_year": 2025, "reason": "Ít"}
    told.do("roadmap-so_1", "AdjustTarget", director, DAY, **adjusted)
    told.do("roadmap-so_1", "DropTarget", director, DAY, code="u", reason="Bỏ")
    progress = {"school": "mai", "measure": "evaluated", "state": "under_way"}
    told.do("roadmap-so_1", "ReportProgress", checker, DAY, **progress, as_of="2024-09-01", **QD)
    told.do("roadmap-so_1", "CloseRoadmap", director, DAY, reason="Xong")
    listed = "plannedlist-phong_2024"
    told.do(listed, "OpenList", checker, DAY, **QD)
    lines = [{"name": f"Trường {id}", "month": "2024-11"} for id in ("mai", "lan")]
    told.do(listed, "PlanSchools", checker, DAY, schools=lines)
    told.do(listed, "AdjustLine", checker, DAY, line=1, month="2024-12", reason="Lùi")
    told.do(listed, "WithdrawLine", checker, DAY, line=2, reason="Thôi")
    told.do(listed, "ConfirmList", appraiser, DAY, **QD)
    named = {"person": checker, "kinds": ["preschool"], "starts": "2024-09-05", **QD}
    named["phone"] = "0283 555 0103"
    told.do("contact-phong", "NameContact", "u:qt1", DAY, **named)
    told.do("contact-phong", "EndContact", "u:qt1", DAY, person=checker, ends="2024-12-01", **QD)
    asked, text = "helprequest-hoasen_1", {"text": "Trả lời"}
    question = {"topic": "other", "subject": "Hỏi", "text": "Hỏi gì?"}
    told.do(asked, "AskForHelp", "u:hieutruong", DAY, **question)
    told.do(asked, "ForwardHelp", checker, DAY, office="so", reason="Thuộc Sở")
    told.do(asked, "AnswerHelp", appraiser, DAY, **text)
    told.do(asked, "ReopenHelp", "u:hieutruong", DAY, reason="Chưa rõ")
    told.do(asked, "AnswerHelp", appraiser, DAY, text="Rõ hơn")
    told.do(asked, "CloseHelp", "u:hieutruong", DAY, helped=True)
    task = {"person": "u:gv1", "task": "evaluate", "works_at": "hoasen", **QD}
    told.do("nomination-phong_2024", "NominatePerson", checker, DAY, **task, kinds=["preschool"])
    off = {"person": "u:gv1", "task": "evaluate", "reason": "Bận"}
    told.do("nomination-phong_2024", "WithdrawNomination", checker, DAY, **off)


def _assess(told: Telling, id: str, met: bool = True) -> None:
    cycle, principal = f"cycle-{id}_2024", f"u:ht{id}"
    code = "H1-1.1-01"
    item = {"code": code, "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    if id != "sen":
        told.do(f"evidence-{id}", "RegisterEvidence", principal, DAY, items=[item])
    told.do(cycle, "OpenCycle", principal, DAY, year=2024)
    posts = ["chair", "secretary", *["member"] * 5]
    council = [{"person": f"u:hd{n}", "post": post} for n, post in enumerate(posts)]
    told.do(cycle, "AppointCouncil", principal, DAY, decision_number="1/QĐ", members=council)
    for criterion in criteria(RULES):
        judged = [
            {"level": level, "indicator": letter, "met": True, "evidence": [code]}
            for level, letter in indicators(RULES, criterion)
            if level <= 2
        ]
        sheet = {"criterion": criterion, "judgements": judged, **TEXTS, "improvement": ""}
        told.do(cycle, "RecordSheet", principal, DAY, **sheet)
    again = {"criterion": "1.1", "judgements": [], "strengths": "Mạnh", "weaknesses": ""}
    told.do(cycle, "RecordSheet", principal, DAY, **again, improvement="")
    told.do(cycle, "ApproveReport", principal, date(2024, 9, 20))
    told.do(cycle, "SubmitReport", principal, date(2024, 9, 21))


def _procedure(told: Telling) -> None:
    """Take thu's cycle through every step; it begins with the texts of the year before."""
    head, secretary, on = "u:htthu", "u:tkthu", DAY
    earlier, cycle, other = (f"cycle-thu_{year}" for year in (2023, 2024, 2025))
    term = {"role": "council_member", "org": "thu", "starts": "2024-01-01", **QD}
    told.do("grant-tkthu", "GiveGrant", OPERATOR, on, **term)
    item = {"code": "H1-1.1-01", "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    told.do("evidence-thu", "RegisterEvidence", head, on, items=[item])
    posts = zip((head, secretary, *(f"u:hdthu{n}" for n in range(5))), POSTS, strict=True)
    council = [{"person": person, "post": post} for person, post in posts]
    for stream, year, day in ((earlier, 2023, date(2024, 5, 6)), (cycle, 2024, on)):
        told.do(stream, "OpenCycle", head, day, year=year)
        signed = {"decision_number": "1/QĐ", "members": council, "dated": day.isoformat()}
        told.do(stream, "AppointCouncil", head, day, **signed)
    told.do(earlier, "RecordSheet", head, date(2024, 5, 7), **_whole_sheet("1.1"))
    told.do(other, "OpenCycle", head, on, year=2025)
    told.do(other, "AbandonCycle", head, on, reason="Mở nhầm năm")
    _plan_work(told, cycle, head)
    told.do(cycle, "CarryOver", secretary, on, source="thu_2023")
    for criterion in criteria(RULES):
        more = {"imported": IMPORTED} if criterion == "1.2" else {}
        told.do(cycle, "RecordSheet", head, on, **_whole_sheet(criterion), **more)
    for standard in RULES.document["standards"]:
        written = {"standard": standard["no"], "judgement": "Đạt"}
        if standard["no"] == 1:
            told.do(cycle, "RecordStandard", secretary, on, **written, imported=IMPORTED)
        told.do(cycle, "RecordStandard", secretary, on, **written)
    for part in ("introduction", "conclusion"):
        written = {"report_part": part, "text": "Lời văn"}
        if part == "introduction":
            told.do(cycle, "RecordReportPart", secretary, on, **written, imported=IMPORTED)
        told.do(cycle, "RecordReportPart", secretary, on, **written)
    told.do(cycle, "ConfirmCriteria", secretary, on, criteria=[*criteria(RULES)])
    asked = {"kinds": ["preschool"], "voting_percent": 14, "in_favour_percent": 14}
    told.do("quorum-764", "StateQuorum", OPERATOR, on, **asked, starts="2024-09-21", **QD)
    for version in (1, 2):
        day = date(2024, 9, 20 + version)
        told.do(cycle, "CompleteReport", secretary, day)
        told.do(cycle, "CommentReport", CHECKER[0], day, comment="Nói rõ hơn", criterion="1.1")
        told.do(cycle, "CastVote", secretary, day, ballot="in_favour")
        told.do(cycle, "ApproveReport", head, day)
        told.do(cycle, "PublishReport", head, day, posted_at="Văn phòng")
        told.do(cycle, "SubmitReport", head, day, receiver="phong")
        told.do(cycle, "AcknowledgeReport", CHECKER[0], day, receipt_number="15")
        if version == 1:
            told.do(cycle, "ReopenForUpdate", head, day, reason="Cập nhật")
    told.do("quorum-764", "WithdrawQuorum", OPERATOR, on, ends="2024-12-01", **QD)
    plan, day = "improvement_plan-thu_2025", date(2024, 9, 30)
    told.do(plan, "DraftImprovementPlan", head, day, year=2025, cycles=["thu_2024"])
    told.do(cycle, "CloseCycle", head, day)


def _plan_work(told: Telling, cycle: str, head: str) -> None:
    """Groups and plan; an absent teacher hands over; an element is analysed."""
    pinned = guidance.of(RULES.id, RULES.revision)
    told.do(cycle, "PinGuidance", head, DAY, guidance=pinned.hash)
    group = {"name": "Nhóm 1", "head": head, "others": ["u:gv1"], "criteria": [*criteria(RULES)]}
    told.do(cycle, "FormGroups", head, DAY, secretariat=["u:tkthu"], groups=[group])
    over = {"absent": "u:gv1", "taken_by": "u:gv2", "reason": "Nghỉ ốm"}
    told.do(cycle, "HandOverCriteria", head, DAY, **over)
    step = {"name": "Viết phiếu", "starts_on": "2024-09-05", "due_on": "2024-09-20"}
    told.do(cycle, "ApprovePlan", head, DAY, aim="Tự đánh giá", steps=[step])
    element = next(each for elements in pinned.elements.values() for each in elements)
    tick = {"element": element.id, "verdict": "met"}
    told.do(cycle, "TickElements", head, DAY, criterion=element.criterion, ticks=[tick])


def _whole_sheet(criterion: str) -> dict[str, Any]:
    judged = [
        {"level": level, "indicator": letter, "met": True, "evidence": ["H1-1.1-01"]}
        for level, letter in indicators(RULES, criterion)
        if level == 1
    ]
    described = [{"of_level": 1, "text": "Có kế hoạch [H1-1.1-01]."}]
    texts = {"strengths": "Mạnh", "weaknesses": "Yếu", "improvement": "Bổ sung"}
    return {"criterion": criterion, "judgements": judged, **texts, "descriptions": described}


def _evidence(told: Telling) -> None:
    """Bring about all that happens to evidence, and a report that cites what is kept here."""
    principal, stream = "u:htsen", "evidence-sen"
    for n, hash in enumerate("bc"):
        received = Received(hash * 64, 1000, "application/pdf")
        told.platform.receive(stream, principal, DAY, f"Kế hoạch {n}.pdf", received)
    item = {"criterion": "1.1", "title": "Kế hoạch", "content": {"file": "b" * 64}}
    told.do(stream, "AddEvidence", principal, DAY, **item)
    link = {"link": {"url": "https://truong.edu.vn", "seen_on": "2024-09-01"}}
    seen = {"criterion": "1.1", "title": "Trang tin", "content": link, "code": "H1-1.1-07"}
    told.do(stream, "AddEvidence", principal, DAY, **seen, details={"number": "7/KH"})
    _assess(told, "sen")
    later = date(2024, 9, 22)
    told.do(
        stream, "ReviseEvidence", principal, later, code="H1-1.1-01", file_named="Kế hoạch 1.pdf"
    )
    told.do(stream, "DescribeEvidence", principal, later, code="H1-1.1-01", title="Kế hoạch năm")
    new = {"code": "H1-1.1-01", "criterion": "1.2"}
    told.do(stream, "RenumberEvidence", principal, later, **new)
    added = {"cycle": "sen_2024", "codes": ["H1-1.1-07", "H1-1.1-01"], "reason": "Bổ sung"}
    told.do(stream, "ExtendManifest", principal, later, **added)
    told.do(stream, "WithdrawEvidence", principal, later, code="H1-1.1-07", reason="Nhầm")


def _talk(told: Telling) -> None:
    """A discussion in which the principal is asked for something, twice."""
    head, stream = "u:htmai", "discussion-mai_1"
    about = {"matter": "indicator", "cycle": "mai_2024", "criterion": "1.1", "of_level": 1}
    about["indicator"] = "a"
    said = {"subject": "Thiếu biên bản", "text": "Chưa thấy biên bản."}
    told.do(stream, "OpenDiscussion", CHECKER[0], DAY, about=about, **said)
    told.do(stream, "AddMessage", CHECKER[0], DAY, text="Đề nghị bổ sung.")
    asked = {"message": 2, "due": "2024-09-20", "person": head}
    told.do(stream, "SetTask", CHECKER[0], DAY, **asked)
    told.do(stream, "WithdrawTask", CHECKER[0], DAY, message=2, reason="Lùi hạn")
    told.do(stream, "SetTask", CHECKER[0], DAY, **asked | {"due": "2024-09-27"})
    told.do(stream, "CompleteTask", head, DAY, message=2, text="Đã nộp")
    told.do(stream, "CloseDiscussion", CHECKER[0], DAY, reason="Đã rõ")


def _file(told: Telling, id: str, on: date) -> None:
    data = {**BOTH, "address": "Số 1", "cycle_year": 2024}
    told.do(f"evaluation-{id}_2024", "SubmitRegistration", f"u:ht{id}", on, **data)


def _cases(told: Telling) -> None:
    reasons = [{"item": "Địa chỉ", "detail": "thiếu"}]
    checked = {"checked": ["Công văn"]}
    for id in ("mai", "lan", "cuc", "dao"):
        _assess(told, id)
    told.do("evaluation-mai_2024", "PlanEvaluation", CHECKER[0], date(2024, 9, 22), month="2024-12")
    for id in ("mai", "lan", "cuc", "dao"):
        case, principal = f"evaluation-{id}_2024", f"u:ht{id}"
        on = date(2024, 9, 25)
        _file(told, id, on)
        if id == "mai":
            received = {"number": "H29.1-2024", "received_on": f"{on}", "return_on": f"{on}"}
            told.do(case, "RecordDeskReceipt", CHECKER[0], on, **received)
            told.do(case, "RecordDeskReceipt", OPERATOR, on, **{**received, "number": "H29.2-2024"})
            told.do(case, "RequestCompletion", CHECKER[0], on, reasons=reasons)
            _file(told, id, on)
            told.do(case, "ForwardRegistration", CHECKER[0], on, **checked)
            told.do(case, "ReturnBySo", APPRAISER, on, reasons=reasons)
            _file(told, id, on)
            told.do(case, "Withdraw", principal, on, reason="Chuyển địa điểm")
            _file(told, id, on)
            ended = {"reason": "Trường chưa sẵn sàng", "basis": "CV 7"}
            told.do(case, "DiscontinueEvaluation", DIRECTOR[0], on, **ended)
            _file(told, id, on)
        if id == "dao":
            continue
        told.do(case, "ForwardRegistration", CHECKER[0], on, **checked)
        told.do(case, "AcceptBySo", APPRAISER, on, **checked)
        _evaluate(told, case, principal, met=id != "cuc", objects=id == "lan")


def _prepare(told: Telling, team: str, on: date) -> None:
    """All are asked and say what they have to do with the school, one of two is drawn."""
    people = [LEADER[0], OTHERS[0], MEMBER[0], *OTHERS[1:]]
    told.do(team, "AskDeclarations", DIRECTOR[0], on, persons=people)
    kin = [{"kind": "kin", "note": "Cháu học lớp lá"}]
    told.do(team, "DeclareInterest", OTHERS[1], on, ties=kin)
    kept = {"person": OTHERS[1], "reason": "Cháu đã chuyển trường"}
    told.do(team, "KeepMember", DIRECTOR[0], on, **kept)
    fixed = {"candidates": [*OTHERS[1:]], "seats": 1, "wait": 2}
    told.do(team, "AnnounceDraw", DIRECTOR[0], on, **fixed)
    for person in people:
        if person != OTHERS[1]:
            told.do(team, "DeclareInterest", person, on, ties=[])
    told.do(team, "DrawMembers", DIRECTOR[0], on)


def _evaluate(
    told: Telling,
    case: str,
    principal: str,
    met: bool,
    objects: bool,
    on: date = date(2024, 10, 1),
) -> None:
    leader, director = LEADER[0], DIRECTOR[0]
    posts = ("leader", "secretary", "member", "member", "member")
    people = (leader, OTHERS[0], MEMBER[0], *OTHERS[1:])
    team = [{"person": p, "post": post} for p, post in zip(people, posts, strict=True)]
    told.do(case, "FormTeam", director, on, decision_number="1/QĐ", members=team)
    changed = {"decision_number": "2/QĐ", "members": team, "reason": "Điều chỉnh quyết định"}
    if objects:
        told.do(case, "ChangeTeam", director, on, **changed)
        _rate(told, case, people, on)
        _plan_team_work(told, case, people, on)
    for criterion in criteria(RULES):
        verdicts = _verdicts(criterion, met)
        advice = "Bổ sung" if criterion == "1.1" else ""
        finding = {"criterion": criterion, "judgements": verdicts, **TEXTS}
        finding["recommendations"] = advice
        told.do(case, "RecordFinding", MEMBER[0], on, **finding)
    told.do(case, "CloseSurvey", leader, on, started=f"{on}", ended=f"{on}")
    told.do(case, "SendDraft", leader, on)
    if not objects:
        term = {"step": "reply", "before": "2024-11-01", "basis": "CV 9", "sure": False}
        told.do(case, "SetTerm", APPRAISER, on, **term)
    if objects:
        told.do(case, "Reply", principal, on, agreed=False, points=["Ý kiến"])
        told.do(case, "AnswerReply", leader, on, answers=["Trả lời"])
    else:
        on = date(2024, 11, 4)
        told.do(case, "RecordSilence", "s:review", on, before="2024-11-01")
        came = {"received_on": "2024-10-30", "before": "2024-11-08", "basis": "Sổ công văn đến 7"}
        told.do(case, "ReopenReply", APPRAISER, on, **came)
        on = date(2024, 12, 1)
        told.do(case, "DeemAgree", leader, on)
    for person in people[:-1]:
        told.do(case, "SignReport", person, on)
    told.do(case, "ExcuseSignature", director, on, member=people[-1], reason="Đi công tác")
    told.do(case, "SubmitFinalReport", leader, on)
    paper: dict[str, Any] = {"certificate_number": "CN 1"} if met else {}
    said: dict[str, Any] = {**paper, "grounds": ["Căn cứ Thông tư số 17/2018/TT-BGDĐT"]}
    if not met:
        said["reason"] = "Chưa có giấy phép"
    told.do(case, "DecideAccreditation", director, on, decision_number="10/QĐ", **said)
    if met:
        told.do(case, "ProposeNationalStandard", director, on, document_number="1/TTr")
    told.do(case, "DecideNationalStandard", CHAIR[0], on, decision_number="20/QĐ", **paper)


def _verdicts(criterion: str, met: bool) -> list[dict[str, Any]]:
    return [
        {"level": level, "indicator": letter, "met": met or level > 1}
        for level, letter in indicators(RULES, criterion)
        if level <= 2
    ]


def _plan_team_work(told: Telling, case: str, people: tuple[str, ...], on: date) -> None:
    """The leader plans the team's work, a member studies, the leader meets the school."""
    preparation, leader = f"preparation-{case.partition('-')[2]}", people[0]
    phases = [{"phase": code, "starts_on": f"{on}", "due_on": f"{on}"} for code in PHASES]
    charges = [{"person": people[2], "criteria": [*criteria(RULES)]}]
    told.do(preparation, "PlanTeamWork", leader, on, phases=phases, charges=charges)
    said = {"wrongly_assessed": "Chưa đúng", "interviews": [{"who": "Giáo viên", "count": 5}]}
    told.do(preparation, "StudyCriterion", people[2], on, criterion="1.1", **said)
    held = {"started": f"{on}", "ended": f"{on}", "attending": ["Đoàn"], "minutes": "Thống nhất"}
    told.do(preparation, "RecordPreliminarySurvey", leader, on, **held)


def _rate(told: Telling, case: str, people: tuple[str, ...], on: date) -> None:
    """Each of the team rates alone, in the second round; of one indicator one thinks otherwise."""
    id, leader = case.partition("-")[2], people[0]
    agreement = f"agreement-{id}"
    told.do(agreement, "AskForRatings", leader, on)
    told.do(agreement, "GiveUpRatings", leader, on, reason="Một thành viên ốm")
    told.do(agreement, "AskForRatings", leader, on)
    for person in people:
        rating = f"rating-{rating_id(id, 2, person)}"
        for criterion in criteria(RULES):
            verdicts = _verdicts(criterion, met=True)
            if criterion == "1.1" and person == leader:
                verdicts[-1]["met"] = False
            told.do(rating, "RateCriterion", person, on, criterion=criterion, judgements=verdicts)
        told.do(rating, "HandInRating", person, on)
    agreed = _verdicts("1.1", met=True)[-1:]
    said = {"criterion": "1.1", "judgements": agreed, "reason": "Có minh chứng H1-1.1-02"}
    told.do(agreement, "SettleDifference", leader, on, **said)


def _figures(told: Telling) -> None:
    """The figures of mai in 2024: recorded, one withdrawn, locked, opened again."""
    figures, head, on = "figures-mai_2024", "u:htmai", date(2025, 6, 2)
    said = {"pupils.total": "300", "pupils.girls": "140", "classes.total": "10", "QN.2.1.1": "3/3"}
    values = [{"code": code, "value": value} for code, value in said.items()]
    told.do(figures, "RecordFigures", head, on, figures=values, true_on="2025-05-31")
    told.do(figures, "WithdrawFigures", head, on, codes=["QN.2.1.1"], reason="Ghi nhầm")
    told.do(figures, "LockFigures", head, on)
    told.do(figures, "ReopenFigures", head, on, reason="Sửa số học sinh nữ")


def _plans(told: Telling) -> None:
    """What teams recommended to lan in 2024 is in its plan of 2025, whose year is reported."""
    on, plan, head = date(2025, 6, 20), "improvement_plan-lan_2025", "u:htlan"
    autumn, spring = date(2025, 10, 1), date(2026, 4, 10)
    person, code = f"u:{OWNER}", "H1-1.1-01"
    told.do(f"person-{OWNER}", "RegisterPerson", OPERATOR, on, name="Trần Thị Mẫu", sample=True)
    held = {"holder": "so", "kinds": ["preschool"], "starts": "2024-01-01", **QD}
    for function in ("supervise_plan", "receive_report"):
        told.do(f"assignment-{function}_79", "AssignFunction", OPERATOR, on, **held)
    letter = {
        "code": "R2",
        "actor": "school",
        "duty": "Nộp kế hoạch",
        "kind": "before_date",
        "before": "2025-09-30",
        "effect": "mark_late",
        "area": "79",
        "kinds": ["preschool"],
        "concerns": ["improvement_plan"],
    }
    named = {"issuer": "so", "issuer_name": "Sở", "subject": "Cải tiến", "school_year": 2025}
    told.do("instruction-so_1", "RegisterInstruction", OPERATOR, on, **named, obligations=[letter])
    told.do(plan, "DraftImprovementPlan", head, on, year=2025, cycles=["lan_2024"])
    issue = {"issue": 1, "criterion": "1.1", "limitation": "Thiếu"}
    told.do(plan, "NamePriorityIssue", head, on, **issue)
    told.do(plan, "DropPriorityIssue", head, on, issue=1)
    work = {
        "solution": "Mua 5 bộ",
        "starts": "2025-09-10",
        "complete_by": "2025-12-31",
        "responsible": person,
        "budget": 5_000_000,
        "supervision": "Hằng tháng",
        "expected_evidence": "Biên bản",
    }
    for criterion in criteria(RULES):
        own = {"born_of": "own_initiative", "criterion": criterion, "work": work}
        told.do(plan, "AddPlanItem", head, on, **own)
    team = {"evaluation": "lan_2024", "criterion": "1.1"}
    by_team = {"born_of": "recommendation", "work": work, **team}
    told.do(plan, "AddPlanItem", head, on, **by_team)
    last = len(criteria(RULES)) + 1
    told.do(plan, "EditPlanItem", head, on, item=1, work={**work, "goal": "Đủ"})
    told.do(plan, "RemovePlanItem", head, on, item=last)
    followed = {**team, "state": "open", "note": "Chờ vốn"}
    told.do(plan, "FollowRecommendation", head, on, **followed)
    told.do(plan, "ApproveImprovementPlan", head, on, decision_number="5/QĐ")
    told.do(plan, "SubmitImprovementPlan", head, autumn)
    progress = {"item": 1, "state": "completed", "spent": 4_000_000, "evidence": [code]}
    told.do(plan, "ReportPlanItem", head, autumn, **progress)
    adjusted = {"item": 2, "work": {**work, "budget": 0}, "reason": "Được tặng"}
    told.do(plan, "AdjustPlanItem", head, autumn, **adjusted)
    found = [{"item": 2, "text": "Chậm", "before": "2026-01-15"}]
    told.do(plan, "SuperviseImprovementPlan", APPRAISER, autumn, findings=found)
    told.do(plan, "ReviewImprovementPlan", head, spring, period="term_1", text="Đúng hạn")
    rest = range(2, last)
    outcomes = [{"item": n, "outcome": "next_year", "note": "Chờ vốn"} for n in rest]
    told.do(plan, "ReportImprovementYear", head, spring, outcomes=outcomes)
    told.do(plan, "CloseImprovementPlan", head, spring, next_year=[*rest])
    _unreported(told, work)


def _unreported(told: Telling, work: dict[str, Any]) -> None:
    """The plan of mai, whose year nobody reports."""
    on, plan, head = date(2025, 6, 20), "improvement_plan-mai_2025", "u:htmai"
    told.do(plan, "DraftImprovementPlan", head, on, year=2025, cycles=["mai_2024"])
    for criterion in criteria(RULES):
        own = {"born_of": "own_initiative", "criterion": criterion, "work": work}
        told.do(plan, "AddPlanItem", head, on, **own)
    team = {"evaluation": "mai_2024", "criterion": "1.1"}
    told.do(plan, "FollowRecommendation", head, on, **team, state="declined", note="Đã có")
    told.do(plan, "ApproveImprovementPlan", head, on, decision_number="6/QĐ")


def _offices(told: Telling) -> None:
    on = date(2025, 7, 1)
    term = {"starts": on.isoformat(), **QD}
    told.do(
        "organisation-xa",
        "RegisterOrganisation",
        OPERATOR,
        on,
        name="Ủy ban nhân dân phường",
        kind="commune",
        area="26890",
    )
    told.do("organisation-xa", "PlaceOrganisation", OPERATOR, on, parent="ubnd", **term)
    told.do("organisation-so", "RenameOrganisation", OPERATOR, on, name="Sở mới", **term)
    held = "assignment-check_dossier_764"
    told.do(held, "AssignFunction", OPERATOR, on, holder="xa", kinds=["preschool"], **term)
    told.do(held, "EndFunction", OPERATOR, date(2025, 7, 2), holder="xa", ends="2025-12-01", **QD)
    case = {"function": "check_dossier", "to": "xa", **QD}
    told.do("evaluation-dao_2024", "TransferCase", OPERATOR, on, **case)
    ended = {"how": "abolished", "ends": on.isoformat(), **QD, "successors": ["xa"]}
    told.do("organisation-phong", "EndOrganisation", OPERATOR, on, **ended)


def _lineage(told: Telling) -> None:
    on = date(2026, 8, 3)
    acts = {"starts": "2026-08-01", **QD}
    for id in ("moi1", "moi2", "moi3"):
        _register(told, id, on)
    merger = {"predecessors": ["mai"], "successor": "moi1", "form": "rename_only"}
    told.do("lineage-79", "MergeSchools", OPERATOR, on, **merger, **acts)
    merger = {"predecessors": ["dao"], "successor": "moi3", "form": "rename_only"}
    told.do("lineage-79", "MergeSchools", OPERATOR, on, **merger, **acts)
    split = {"school": "sen", "successors": ["moi2"], "form": "split_off"}
    told.do("lineage-79", "SplitSchool", OPERATOR, on, **split, **acts)
    told.do("lineage-79", "CloseSchool", OPERATOR, on, school="lan", ends="2026-08-01", **QD)
    told.do("lineage-79", "CloseSchool", OPERATOR, on, school="moi3", ends="2026-08-02", **QD)


def _second_rules(told: Telling) -> None:
    """The log goes on by rules number 2: thu judges by an approved plan, sen updates its report."""
    cycle, head, on = "cycle-thu_2025", "u:htthu", date(2025, 9, 8)
    told.do("rules-79", "AdoptRules", OPERATOR, on, rules_number=2)
    told.do(cycle, "OpenCycle", head, on, year=2025)
    people = (head, *(f"u:hdthu{n}" for n in range(6)))
    council = [{"person": p, "post": post} for p, post in zip(people, POSTS, strict=True)]
    told.do(cycle, "AppointCouncil", head, on, decision_number="2/QĐ", members=council)
    report = WholeReport(choose("preschool", on), on)
    for name, data in (report.groups([], [head]), report.plan(on, on)):
        told.do(cycle, name, head, on, **data)
    unmet = {"level": 1, "indicator": "a", "met": False}
    sheet = {"criterion": "1.1", "judgements": [unmet], **TEXTS, "improvement": ""}
    told.do(cycle, "RecordSheet", head, on, **sheet)
    update, principal = "cycle-sen_2024", "u:htsen"
    told.do(update, "ReopenForUpdate", principal, on, reason="Cập nhật")
    told.do(update, "ApproveReport", principal, on)
    told.do(update, "SubmitReport", principal, on, receiver="so")


def _third_rules(told: Telling) -> None:
    """The log goes on by rules number 3: a case of sen, whose acts say the day of their paper."""
    on, case, head = date(2025, 9, 22), "evaluation-sen_2025", "u:htsen"
    told.do("rules-79", "AdoptRules", OPERATOR, on, rules_number=3)
    term = {"role": "officer", "org": "xa", "starts": "2025-07-01", **QD}
    told.do("grant-canbo", "GiveGrant", OPERATOR, on, **term)
    held = {"kinds": ["preschool"], "starts": f"{on}", **QD}
    for function in ("appraise", "form_team", "decide_accreditation", "propose_national_standard"):
        told.do(f"assignment-{function}_79", "AssignFunction", OPERATOR, on, holder="so", **held)
    decides = "assignment-decide_national_standard_79"
    told.do(decides, "AssignFunction", OPERATOR, on, holder="ubnd", **held)
    listed = "plannedlist-xa_2025"
    told.do(listed, "OpenList", "u:canbo", on, basis="CV 8")
    line = {"name": "Trường Sen", "school": "sen", "month": "2025-12", "accreditation_grade": 2}
    told.do(listed, "PlanSchools", "u:canbo", on, schools=[line])
    filed = {**BOTH, "address": "Số 1", "cycle_year": 2024, "dated": f"{on - timedelta(3)}"}
    told.do(case, "SubmitRegistration", head, on, **filed)
    checked = {"checked": ["letter", "report"]}
    told.do(case, "ForwardRegistration", "u:canbo", on, **checked, list_number="12/DS-UBND")
    told.do(case, "AcceptBySo", APPRAISER, date(2025, 10, 1), **checked, dated="2025-09-25")
    _prepare(told, "team-sen_2025", date(2025, 10, 2))
    _evaluate(told, case, head, met=True, objects=True, on=date(2025, 10, 6))
    left, ended = {"reason": "Không báo cáo", "basis": "CV 3"}, date(2026, 9, 1)
    told.do("improvement_plan-mai_2025", "LeavePlanUnreported", APPRAISER, ended, **left)


def _changes(told: Telling) -> None:
    """Of the recognitions of sen one is corrected and revoked, the other annulled."""
    first, later = date(2025, 10, 20), date(2026, 3, 2)
    stream = "recognition-sen_accreditation2025"
    said = {"certificate_number": "CN 1b", "signed_on": "2025-10-07", "misprint": "Tên trường"}
    paper = {"document_number": "5/SGDĐT", "reason": "In sai", "dated": f"{first}"}
    told.do(stream, "CorrectRecognition", DIRECTOR[0], first, **paper, **said)
    revoked = {"manner": "revoked", "decision_number": "30/QĐ", "reason": "Không còn đạt"}
    told.do(stream, "CancelRecognition", DIRECTOR[0], later, **revoked, grounds=["Căn cứ Điều 36"])
    annulled = {**revoked, "manner": "annulled", "decision_number": "31/QĐ"}
    told.do("recognition-sen_national2025", "CancelRecognition", CHAIR[0], later, **annulled)


def _complaints(told: Telling) -> None:
    """Sen complains of both decisions: once withdrawn and declined, then settled twice."""
    on, head, office = date(2025, 10, 15), "u:htsen", DIRECTOR[0]
    stream, letter = "complaint-sen_accreditation2025", {"text": "Đề nghị xem lại tiêu chí 1.1"}
    told.do(stream, "LodgeComplaint", head, on, **letter, known_on="2025-10-08")
    told.do(stream, "WithdrawComplaint", head, on)
    told.do(stream, "LodgeComplaint", head, on, **letter)
    declined = {"document_number": "6/SGDĐT", "reason": "Đơn chưa có chữ ký"}
    told.do(stream, "DeclineComplaint", office, on, **declined)
    for day, stage in ((on, 1), (date(2025, 11, 20), 2)):
        told.do(stream, "LodgeComplaint", head, day, text=f"Khiếu nại lần {stage}")
        told.do(stream, "AcceptComplaint", office, day, complex=stage == 2)
        settled = {"outcome": "upheld", "decision_number": f"4{stage}/QĐ", "reason": "Đúng luật"}
        above = {"authority_name": "Ủy ban nhân dân tỉnh"} if stage == 2 else {}
        told.do(stream, "SettleComplaint", office, day + timedelta(9), **settled, **above)


def _report_of_2026(told: Telling, cycle: str, head: str, on: date) -> None:
    """A self-assessment under TT 57/2026, whose report reaches level 1."""
    rules, code = choose("preschool", on), "MC.1.1.01"
    term = {"role": "council_member", "org": "sen", "starts": "2026-09-01", **QD}
    told.do("grant-hd1", "GiveGrant", OPERATOR, on, **term)
    whole = WholeReport(rules, on)
    item = {"code": code, "title": "Kế hoạch", "sha256": "c" * 64, "sample": True}
    told.do("evidence-sen", "RegisterEvidence", head, on, items=[item])
    told.do(cycle, "OpenCycle", head, on, year=2026)
    people = [head, *(f"u:hd{n}" for n in range(1, 7))]
    council = [{"person": p, "post": post} for p, post in zip(people, POSTS, strict=True)]
    told.do(cycle, "AppointCouncil", head, on, decision_number="3/QĐ", members=council)
    for name, data in (whole.groups(["u:hd1"], [head]), whole.plan(on, on + timedelta(30))):
        told.do(cycle, name, head, on, **data)
    texts = dict.fromkeys(("strengths", "weaknesses", "improvement"), "Lời văn")
    for criterion in criteria(rules):
        judged = [{"level": 1, "indicator": "-", "met": True, "evidence": [code]}]
        sheet = {"criterion": criterion, "judgements": judged, **texts}
        told.do(cycle, "RecordSheet", head, on, **whole.sheet(sheet))
    for name, data in (*whole.texts(), whole.confirmed()):
        told.do(cycle, name, head, on, **data)
    told.do(cycle, "CompleteReport", "u:hd1", on)
    told.do(cycle, "ApproveReport", head, on)
    told.do(cycle, "SubmitReport", head, on)


def _by_council(told: Telling) -> None:
    """A case of sen under TT 57/2026, from its report to the Sở's recognition by a council."""
    on, case, head = date(2026, 9, 21), "evaluation-sen_2026", "u:htsen"
    held = {"holder": "so", "kinds": ["preschool"], "starts": "2026-07-07", **QD}
    decides = "assignment-decide_national_standard_79"
    over = {"holder": "ubnd", "ends": "2026-07-07", **QD}
    told.do(decides, "EndFunction", OPERATOR, on, **over)
    told.do(decides, "AssignFunction", OPERATOR, on, **held)
    checks = {**held, "holder": "xa"}
    told.do("assignment-check_dossier_764", "AssignFunction", OPERATOR, on, **checks)
    _report_of_2026(told, "cycle-sen_2026", head, on)
    filed = {"purpose": "national_standard", "national_grade": 1, "cycle_year": 2026}
    told.do(case, "SubmitRegistration", head, on, **filed, address="Số 1")
    checked = {"checked": ["letter", "report"]}
    told.do(case, "ForwardRegistration", "u:canbo", on, **checked)
    told.do(case, "AcceptBySo", APPRAISER, on, **checked)
    leader, people = LEADER[0], (LEADER[0], OTHERS[0], MEMBER[0], *OTHERS[1:])
    seats = ("chair", "secretary", "member", "member", "member")
    council = [{"person": p, "post": post} for p, post in zip(people, seats, strict=True)]
    told.do(case, "FormCouncil", DIRECTOR[0], on, decision_number="5/QĐ", members=council)
    for criterion in criteria(choose("preschool", on)):
        said = {"criterion": criterion, "level": 1, "remark": "Theo dữ liệu ngành"}
        told.do(case, "AppraiseCriterion", leader, on, **said)
    figure = {"figure": "pupils.total", "school_year": 2025, "data_source": "CSDL ngành"}
    differs = {"stated": "300", "found": "301", "remark": "Cập nhật sau"}
    told.do(case, "CompareFigure", MEMBER[0], on, **figure, **differs)
    for condition in ("cohort", "data", "legal"):
        told.do(case, "CheckCondition", MEMBER[0], on, condition=condition, met=True)
    visit = {"reason": "Số phòng khác nhau", "day": "2026-09-25"}
    told.do(case, "OrderSiteCheck", leader, on, **visit)
    later, days = date(2026, 9, 28), {"started": "2026-09-25", "ended": "2026-09-25"}
    told.do(
        case, "RecordSiteCheck", leader, later, minutes_number="6/BB", **days, remark="Đúng báo cáo"
    )
    told.do(case, "GiveOpinion", MEMBER[0], later, agrees=True)
    met = {"minutes_number": "7/BB", "dated": f"{later}", "present": list(people)}
    told.do(case, "ConcludeAppraisal", OTHERS[0], later, **met, in_favour=5, against=0)
    told.do(case, "NotifyResult", APPRAISER, later, document_number="8/TB")
    paper = {"decision_number": "9/QĐ-2026", "certificate_number": "CN 57"}
    told.do(case, "DecideNationalStandard", DIRECTOR[0], later, **paper)


def _papers(told: Telling) -> None:
    """Two recognitions from before the platform, entered and confirmed by another, one struck."""
    on, other = date(2025, 6, 20), "u:pho"
    paper = {"kind": "accreditation", "accreditation_grade": 1, "authority_name": "Sở Mẫu"}
    wrong = {"entry": 1, "reason": "Giấy ghi cấp độ 1"}
    for day, until in (("2019-01-10", "2024-01-10"), ("2022-05-18", "2027-05-18")):
        term = {"decided_on": day, "valid_from": day, "valid_to": until, "decision_number": "9/QĐ"}
        written = f"recognition-thu_accreditation_{day.replace('-', '')}"
        if day < "2020":
            mistaken = {**paper, "accreditation_grade": 2}
            told.do(written, "RecordEarlierRecognition", APPRAISER, on, **mistaken, **term)
            told.do(written, "DeclineEarlierRecognition", other, on, **wrong)
        told.do(written, "RecordEarlierRecognition", APPRAISER, on, **paper, **term)
        entry = 2 if day < "2020" else 1
        told.do(written, "ConfirmEarlierRecognition", other, on, entry=entry)
    told.do(written, "StrikeEarlierRecognition", APPRAISER, on, reason="Nhầm trường")
    _paper_of_the_ended(told, {**paper, "decision_number": "8/QĐ"})


def _paper_of_the_ended(told: Telling, paper: dict[str, Any]) -> None:
    """A recognition of cu, which ended before it was written down, passes to who succeeded it."""
    on, stream = date(2026, 8, 10), "recognition-cu_accreditation_20240110"
    for id in ("cu", "moi4"):
        _register(told, id, on)
    merger = {"predecessors": ["cu"], "successor": "moi4", "form": "rename_only"}
    told.do("lineage-79", "MergeSchools", OPERATOR, on, **merger, starts=f"{on}", **QD)
    term = {"decided_on": "2024-01-10", "valid_from": "2024-01-10", "valid_to": "2029-01-10"}
    told.do(stream, "RecordEarlierRecognition", APPRAISER, on, **paper, **term)
    told.do(stream, "ConfirmEarlierRecognition", "u:pho", on, entry=1)
