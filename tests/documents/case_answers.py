"""Answers of the services as samples: a case under each law at its stages, and its certificates."""

from dataclasses import replace
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from libs.law.standards import RuleSet
from services.documents import case_asking
from services.documents.document import Answers, Case
from services.review.evaluation.events import EVALUATION_EVENTS
from tests.documents import answers as given

CASE = f"{given.SCHOOL['id']}_2025"
URL = "https://kiemdinh.example"
OFFICES: dict[str, Wire] = {
    "so": {
        "id": "so",
        "position": 3,
        "name": "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh",
        "kind": "so",
        "area": "79",
    },
    "ubnd": {
        "id": "ubnd",
        "position": 2,
        "name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "kind": "people_committee",
        "area": "79",
    },
    "phong": {
        "id": "phong",
        "position": 4,
        "name": "Phòng Giáo dục và Đào tạo Quận Gò Vấp",
        "kind": "phong",
        "area": "764",
    },
    "xa": {
        "id": "xa",
        "position": 5,
        "name": "Ủy ban nhân dân Phường An Nhơn",
        "kind": "commune",
        "area": given.COMMUNE,
    },
}
TEAM = [
    {"person": f"u:p{n}", "post": post}
    for n, post in enumerate(("leader", "secretary", "member", "member", "member"))
]
POINTS = tuple(
    f"(dữ liệu mẫu) Tiêu chí 1.{n}: đề nghị đoàn xem lại minh chứng mã số {n} mà nhà trường đã bổ"
    " sung trong buổi khảo sát, vì nhận định trong dự thảo chưa nhắc đến."
    for n in range(1, 4)
)
ANSWERS = (
    "(dữ liệu mẫu) Chấp nhận, đã sửa nhận định.",
    "(dữ liệu mẫu) Giữ nguyên: minh chứng ban hành sau thời điểm khảo sát.",
    "(dữ liệu mẫu) Chấp nhận một phần.",
)
REASONS = [
    {"item": "Công văn đăng ký", "detail": "(dữ liệu mẫu) Chưa ghi rõ mục đích."},
    {
        "item": "Báo cáo tự đánh giá, tiêu chí 2.2",
        "detail": "(dữ liệu mẫu) Ba nhận định ở Mức 2 không có mã minh chứng.",
    },
    {"item": "Báo cáo tự đánh giá, số bản", "detail": "(dữ liệu mẫu) Nộp 01 bản, cần 02 bản."},
]


def _act(position: int, act: str, org: str, on: str, **told: Any) -> Wire:
    roles = {"ubnd": "chair", "so": "director", given.SCHOOL["id"]: "principal"}
    return {
        "id": f"{CASE}_{position:06}",
        "position": position,
        "act": act,
        "act_kind": EVALUATION_EVENTS.types[act].act_kind,
        "dated": on,
        "recorded_on": on,
        "actor": "u:p0",
        "role": roles.get(org, "officer"),
        "org": org,
        "attempt": None,
        "reasons": [],
        "grounds": [],
        "reason": None,
        **told,
    }


def acts(rules: RuleSet, granted: bool = True) -> list[Wire]:
    """Return the acts of a case that was returned once and then decided."""
    school, by_law = given.SCHOOL["id"], rules is given.TT57
    checker, recogniser = ("xa", "so") if by_law else ("phong", "ubnd")
    verb = "Granted" if granted else "Refused"
    found = [
        _act(2001, "RegistrationSubmitted", school, "2025-01-06", attempt=1),
        _act(2002, "CompletionRequested", checker, "2025-01-08", reasons=REASONS),
        _act(2003, "RegistrationSubmitted", school, "2025-01-13", attempt=2),
        _act(2004, "RegistrationForwarded", checker, "2025-01-14"),
        _act(2005, "RegistrationAccepted", "so", "2025-01-16"),
        _act(2006, "TeamFormed", "so", "2025-01-20"),
        _act(2050, "SurveyClosed", "so", "2025-02-21"),
        _act(2051, "DraftSent", "so", "2025-02-28"),
        _act(2052, "SchoolReplied", school, "2025-03-06"),
        _act(2053, "ReplyAnswered", "so", "2025-03-10"),
        _act(2054, "FinalReported", "so", "2025-03-14"),
    ]
    if not by_law:
        found += [
            _act(2055, f"Accreditation{verb}", "so", "2025-03-20"),
            _act(2056, "NationalStandardProposed", "so", "2025-03-20"),
        ]
    return [*found, _act(2057, f"NationalStandard{verb}", recogniser, "2025-03-27")]


def evaluation(rules: RuleSet = given.TT18, granted: bool = True) -> Wire:
    """Return a case to its end: granted, or refused for what the team did not find met."""
    by_law = rules is given.TT57
    outcome = "granted" if granted else "refused"
    grade = 1 if granted else None
    accredited = None if by_law else outcome
    return {
        "id": CASE,
        "version": 60,
        "position": 2057,
        "school": given.SCHOOL["id"],
        "state": "decided",
        "checker": "xa" if by_law else "phong",
        "appraiser": "so",
        "purpose": "national_standard" if by_law else "both",
        "target_accreditation_grade": None if by_law else 2,
        "target_national_grade": 1,
        "address": "(dữ liệu mẫu) số nhà, đường, phường",
        "phone": None,
        "email": None,
        "cycle_year": 2026 if by_law else 2024,
        "education_stage": None,
        "rule_set": rules.id,
        "revision": rules.revision,
        "rules": rules.rules_hash,
        "late": True,
        "differs": ["after-planned-month"],
        "added_purposes": [{"code": "mau", "title": "Trường mẫu (dữ liệu mẫu)"}],
        "direct": False,
        "planned_before": "2025-03-01",
        "team_decision": "31/QĐ-SGDĐT",
        "team_formed_on": "2025-01-20",
        "team_changed_on": None,
        "team_members": TEAM,
        "survey_started": "2025-02-18",
        "survey_ended": "2025-02-19",
        "draft_sent_on": "2025-02-28",
        "reply_before": "2025-03-15",
        "replied_on": "2025-03-06",
        "agreed": False,
        "points": list(POINTS),
        "answers": list(ANSWERS),
        "answered_on": "2025-03-10",
        "final_on": "2025-03-14",
        "claimed_level": 2,
        "draft_level": 2 if granted else 0,
        "proposed_level": 2 if granted else 0,
        "proposed_accreditation_grade": None if by_law or not granted else 2,
        "proposed_national_grade": grade,
        "decided_level": 2 if granted else 0,
        "failed": [] if granted else ["1.1/1a", "2.2/1"],
        "unjudged": [] if granted else ["22/4.1"],
        "accreditation": accredited,
        "accreditation_grade": 2 if accredited == "granted" else None,
        "accreditation_decision": None if by_law else "215/QĐ-SGDĐT",
        "accreditation_certificate": "KĐ-31" if accredited == "granted" else None,
        "accreditation_on": None if by_law else "2025-03-20",
        "accreditation_valid_to": "2030-03-20" if accredited == "granted" else None,
        "proposed_on": None if by_law else "2025-03-20",
        "proposal_number": None if by_law else "77/TTr-SGDĐT",
        "national": outcome,
        "national_grade": grade,
        "national_decision": "1105/QĐ-UBND",
        "national_certificate": "CQG-12" if granted else None,
        "national_on": "2025-03-27",
        "national_valid_to": "2030-03-27" if granted else None,
    }


def sheets(rules: RuleSet) -> list[Wire]:
    """Return the team's sheets: one criterion judged lower than the school did, one without."""
    found = []
    for n, criterion in enumerate(rules.criteria[:-1]):
        verdicts = [
            {"level": level, "indicator": each, "met": n != 1 or level == 1}
            for level, letters in criterion.levels
            for each in letters
        ]
        found.append(
            {
                "id": f"{CASE}_{n:02}",
                "position": 2010 + n,
                "criterion": criterion.code,
                "verdicts": verdicts,
                "strengths": f"{given.SAMPLE}\n(dữ liệu mẫu) Hồ sơ đầy đủ.",
                "weaknesses": "(dữ liệu mẫu) Chưa lấy ý kiến rộng rãi khi rà soát.",
                "recommendations": "(dữ liệu mẫu) Bổ sung chỉ số theo dõi." if n % 3 == 0 else "",
            }
        )
    if rules.level4_article:
        clauses = rules.level4_clauses
        verdicts = [{"level": 4, "indicator": each, "met": n > 0} for n, each in enumerate(clauses)]
        last = {**found[-1], "id": f"{CASE}_22", "criterion": rules.level4_article}
        found.append({**last, "verdicts": verdicts})
    return found


def case(rules: RuleSet, view: Wire, name: str) -> Answers:
    """Return what was answered for a document of a case, named `name`."""
    from services.documents.catalogue import DOCUMENTS

    (document,) = [d for d in DOCUMENTS if (d.category, d.name) == ("evaluation", name)]
    asked = case_asking.ask_case(document, view, Services(rules, view), URL, date(2025, 4, 1))
    return given.answers(
        view,
        position=max(asked.positions),
        recorded_at="2025-03-27T16:20:00.5+07:00",
        on=date(2026, 8, 1) if rules is given.TT57 else date(2025, 4, 1),
        case=asked.case,
    )


class Services:
    """The services, with one case in them."""

    def __init__(self, rules: RuleSet, view: Wire) -> None:
        self._rules = rules
        self._view = view

    def one(self, category: str, id: str, **further: Any) -> Wire:
        """Return the office asked for, or the self-assessment."""
        if category == "organisation":
            return OFFICES[id]
        assert category == "cycle"
        version = {
            "report_version": 1,
            "whole": True,
            "recorded_on": "2025-01-05",
        }
        return {**given.cycle(self._rules), "versions": [version]}

    def many(self, category: str, **asked: Any) -> list[Wire]:
        """Return the acts or the team's sheets."""
        if category == "case_act":
            granted = "granted" in (self._view["accreditation"], self._view["national"])
            return acts(self._rules, granted)
        assert category == "team_sheet"
        return sheets(self._rules)

    def recorded_at(self, position: int) -> str:
        """Return an instant."""
        return "2025-01-13T03:02:11.5Z"

    def leaf_at(self, position: int) -> str:
        """Return a hash."""
        return f"{position:064x}"


def recognition(rules: RuleSet, kind: str) -> Wire:
    """Return a certificate of a kind."""
    accredits = kind == "accreditation"
    return {
        "id": f"{given.SCHOOL['id']}_{kind}_2025",
        "version": 1,
        "position": 2060,
        "school": given.SCHOOL["id"],
        "kind": kind,
        "accreditation_grade": 2 if accredits else None,
        "national_grade": None if accredits else 1,
        "decision_number": "215/QĐ-SGDĐT" if accredits else "1105/QĐ-UBND",
        "certificate_number": "KĐ-31" if accredits else "CQG-12",
        "valid_from": "2025-03-20",
        "valid_to": "2030-03-20",
        "decided_by": "so" if accredits or rules is given.TT57 else "ubnd",
        "decided_on": "2025-03-20",
        "evaluation": CASE,
        "rule_set": rules.id,
        "revision": rules.revision,
        "rules": rules.rules_hash,
        "holder": given.SCHOOL["id"],
        "held_since": None,
        "lapsed_on": None,
        "lineage_basis": None,
        "authority_name": None,
        "struck": None,
        "taken_back": None,
        "ends": None,
    }


def certificate(rules: RuleSet, kind: str) -> Answers:
    """Return what was answered for a certificate."""
    view = recognition(rules, kind)
    found = Case(offices=OFFICES, own=2060, leaf="ab" * 32, public_url=URL)
    on = date(2026, 8, 1) if rules is given.TT57 else date(2025, 4, 1)
    return replace(given.answers(view, on=on), case=found, position=2060)


def forwarding_list() -> Answers:
    """Return what was answered for an office's list of two schools."""
    others = {**given.SCHOOL, "id": "khac", "name": "Trường Tiểu học Mẫu Khác"}
    cases = [
        {
            "evaluation": f"{school}_2025",
            "school": school,
            "position": 2004 + n,
            "accreditation_grade": 2,
            "national_grade": n or None,
            "claimed_level": 2 - n,
            "filed_on": "2025-03-11",
            "late": bool(n),
        }
        for n, school in enumerate((given.SCHOOL["id"], "khac"))
    ]
    view = {
        "id": "phong_2004",
        "version": 2,
        "position": 2005,
        "office": "phong",
        "list_number": "12/DS-PGDĐT",
        "dated": "2025-04-10",
        "entered_on": "2025-04-10",
        "case_count": 2,
        "cases": cases,
    }
    schools = {given.SCHOOL["id"]: given.SCHOOL, "khac": others}
    told = ("79", 2005, "2025-04-10T10:02:11+07:00", date(2025, 4, 11), True, view)
    case = Case(offices={"so": OFFICES["so"]})
    return Answers(*told, school=OFFICES["phong"], case=case, schools=schools)
