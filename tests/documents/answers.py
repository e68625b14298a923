"""Answers of the services as samples: a cycle under each law, a plan and its year."""

from dataclasses import replace
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from libs.law import areas, standards
from libs.law.standards import RuleSet, guidance, levels
from services.documents.document import Answers

COMMUNE = areas.successors("764")[0]
SCHOOL: Wire = {
    "id": "5f0c2a",
    "position": 12,
    "name": "Trường Trung học cơ sở Huỳnh Văn Nghệ",
    "kind": "lower_secondary",
    "ownership": "public",
    "areas": [COMMUNE, "79"],
    "address": "Thành phố Hồ Chí Minh",
    "education_stages": ["lower_secondary"],
    "phone": None,
    "email": None,
    "identifiers": [],
    "names": [],
    "opened_on": None,
    "sample": True,
}
POSTS = ("principal", "deputy_principal", "teacher", "teacher", "teacher", "teacher", "teacher")
PEOPLE = {
    f"u:p{n}": {
        "name": f"(người mẫu số {n + 1})",
        "ties": [{"org": SCHOOL["id"], "tie": post, "current": True}],
    }
    for n, post in enumerate(POSTS)
}
SAMPLE = (
    "(dữ liệu mẫu) Nhà trường xây dựng kế hoạch, phân công người phụ trách, phổ biến đến các tổ"
    " chuyên môn và theo dõi bằng hồ sơ cập nhật hằng tháng; kết quả được rà soát cuối mỗi học kỳ."
)


def _rules(id: str) -> RuleSet:
    return [each for each in standards.rule_sets() if each.id == id][-1]


TT18 = _rules("tt18-2018-lower-secondary-upper-secondary")
TT18_BEFORE_2025 = next(each for each in standards.rule_sets() if each.id == TT18.id)
"""The set as it was first: 28 criteria."""
TT57 = _rules("tt57-2026-general")


def code(rules: RuleSet, criterion: str, serial: int) -> str:
    """Return a code of evidence as the set writes it."""
    if rules is TT57:
        return f"MC.{criterion}.{serial:02}"
    return f"H{criterion.partition('.')[0]}-{criterion}-{serial:02}"


def cycle(rules: RuleSet = TT57, evidence: int = 2) -> Wire:
    """Return a cycle with everything in it, `evidence` items cited by each criterion."""
    last = rules.criteria[-1].code
    sheets = [_sheet(rules, each.code, evidence, each.code != last) for each in rules.criteria]
    judged = {
        (s["criterion"], j["level"], j["indicator"]): j["met"]
        for s in sheets
        for j in s["judgements"]
    }
    outcome = levels.school_level(rules, judged)
    sheets += [_level_4(rules)] if rules.level4_article else []
    year = 2026 if rules is TT57 else 2024
    return {
        "id": f"5f0c2a_{year}",
        "version": 40,
        "position": 1234,
        "school": SCHOOL["id"],
        "year": year,
        "kind": "lower_secondary",
        "state": "approved",
        "rule_set": rules.id,
        "revision": rules.revision,
        "rules": rules.rules_hash,
        "guidance": guidance.of(rules.id, rules.revision).hash,
        "council_size": 7,
        "level": outcome.level,
        "unjudged": list(outcome.unjudged),
        "failed": list(outcome.failed),
        "appointed_on": f"{year}-09-05",
        "approved_on": f"{year + 1}-05-20",
        "published_on": f"{year + 1}-05-22",
        "submitted_on": None,
        "council": {
            "decision_number": "12/QĐ-THCSHVN",
            "appointed_on": f"{year}-09-05",
            "chair_reason": "(dữ liệu mẫu) Trường khuyết hiệu trưởng.",
            "members": [
                {"person": f"u:p{n}", "post": post}
                for n, post in enumerate(("chair", "vice_chair", "secretary", *["member"] * 4))
            ],
        },
        "working_groups": {
            "secretariat": ["u:p2", "u:p5"],
            "groups": [
                {
                    "name": f"Nhóm công tác {n}",
                    "head": f"u:p{n}",
                    "others": [f"u:p{n + 2}"],
                    "criteria": [c.code for c in rules.criteria if c.code.startswith(str(n))],
                }
                for n in range(1, 5)
            ],
            "unowned": [],
            "dated": f"{year}-09-10",
        },
        "work_plan": {
            "aim": "(dữ liệu mẫu) Xác định mức đáp ứng các tiêu chí của nhà trường.\n"
            "(dữ liệu mẫu) Lập kế hoạch cải tiến chất lượng.",
            "steps": [
                {
                    "name": f"Tuần {2 * n + 1} - {2 * n + 2}: {step}",
                    "starts_on": f"{year}-09-{7 + n:02}",
                    "due_on": f"{year}-10-{7 + n:02}",
                    "note": "(dữ liệu mẫu) Nội dung và người thực hiện theo phân công.",
                }
                for n, step in enumerate(
                    ("lập hội đồng", "phân tích nội hàm", "thu thập minh chứng", "viết phiếu")
                )
            ],
            "dated": f"{year}-09-12",
            "number": "14/KH-THCSHVN",
            "training": "(dữ liệu mẫu) Tập huấn cách phân tích nội hàm trong tuần 2.",
            "resources": "(dữ liệu mẫu) Máy quét, kinh phí văn phòng phẩm, tuần 3 đến tuần 5.",
            "consultants": "(dữ liệu mẫu) Không mời tư vấn.",
            "evidence_to_gather": "(dữ liệu mẫu) Tiêu chí 1.1: nghị quyết của hội đồng trường.",
        },
        "sheets": sheets,
        "standards": [
            {
                "standard": each["no"],
                "judgement": f"{SAMPLE} Xu thế ba năm học ổn định.",
                "strengths": "(dữ liệu mẫu) Hồ sơ đầy đủ.\n(dữ liệu mẫu) Phối hợp tốt.",
                "limits": "(dữ liệu mẫu) Phân tích phản hồi chưa thường xuyên; nguyên nhân: chưa"
                " có đầu mối.",
                "priorities": "(dữ liệu mẫu) Chuẩn hóa quy trình phối hợp.",
            }
            for each in rules.document["standards"]
        ],
        "report_parts": [
            {
                "report_part": part,
                "title": part,
                "optional": False,
                "text": f"{part}: {SAMPLE}\n{SAMPLE}",
            }
            for part in (
                *("introduction", "conclusion", "general", "context", "purpose", "process"),
                *("proposals",),
            )
        ]
        + [
            {
                "report_part": "abbreviations",
                "title": "",
                "optional": True,
                "text": "GV: giáo viên\nHS: học sinh",
            }
        ],
    }


def _sheet(rules: RuleSet, criterion: str, evidence: int, whole: bool) -> Wire:
    known = next(each for each in rules.criteria if each.code == criterion)
    keys = [(level, each) for level, letters in known.levels for each in letters]
    cited = [code(rules, criterion, n + 1) for n in range(evidence)]
    elements = guidance.of(rules.id, rules.revision).elements
    return {
        "criterion": criterion,
        **(
            dict.fromkeys(("strengths", "weaknesses", "improvement"), "")
            if rules is TT57
            else {
                "strengths": f"{SAMPLE} Điểm mạnh của {criterion}.",
                "weaknesses": f"(dữ liệu mẫu) Điểm yếu của {criterion}: còn chậm ở bộ phận.",
                "improvement": f"(dữ liệu mẫu) Từ học kỳ II khắc phục ở {criterion}; 2.000.000đ.",
            }
        ),
        "judgements": [
            {
                "level": level,
                "indicator": letter,
                "met": whole or level == 1,
                "evidence": cited[n % max(1, evidence) :: len(keys)] or cited[:1],
            }
            for n, (level, letter) in enumerate(keys)
        ],
        "descriptions": [
            {"of_level": level, "text": f"Tiêu chí {criterion}, mức {level}. {SAMPLE}"}
            for level, _ in known.levels
        ],
        "measures": [
            {"what": "Tỷ lệ học sinh đạt", "value": "92,5%", "measured_on": "2026-06-01"},
            {"what": "Tỷ lệ học sinh đạt", "value": "94,1%", "measured_on": "2027-03-01"},
        ]
        if criterion == "1.3"
        else [],
        "elements": [
            {
                "element": each.id,
                "verdict": "met",
                "note": "(dữ liệu mẫu) Còn một bộ phận chậm." if criterion == "1.2" else "",
                "ticked_by": "u:p3",
                "ticked_on": "2026-10-02",
            }
            for key, found in elements.items()
            if key[0] == criterion
            for each in found
        ],
        "recorded_by": "u:p3",
        "recorded_on": "2026-10-14",
    }


def _level_4(rules: RuleSet) -> Wire:
    """Return the sheet of level 4: all clauses written, the first met, the second not, no others
    judged."""
    return {
        **dict.fromkeys(("strengths", "weaknesses", "improvement"), ""),
        "criterion": rules.level4_article,
        "judgements": [
            {"level": 4, "indicator": clause, "met": n == 0, "evidence": [code(rules, "1.1", 1)]}
            for n, clause in enumerate(rules.level4_clauses[:2])
        ],
        "clauses": [
            {
                "clause": clause,
                "description": f"(dữ liệu mẫu) Nhà trường thực hiện khoản {clause}.",
                "strengths": f"(dữ liệu mẫu) Điểm mạnh của khoản {clause}.",
                "weaknesses": f"(dữ liệu mẫu) Điểm yếu của khoản {clause}.",
                "improvement": f"(dữ liệu mẫu) Việc của khoản {clause}.",
            }
            for clause in rules.level4_clauses
        ],
        "descriptions": [],
        "measures": [],
        "elements": [],
        "recorded_by": "u:p3",
        "recorded_on": "2024-10-14",
    }


def items(rules: RuleSet, evidence: int = 2) -> list[Wire]:
    """Return the items of evidence that `cycle` cites."""
    return [
        {
            "code": code(rules, criterion.code, n + 1),
            "title": f"(dữ liệu mẫu) Hồ sơ số {n + 1} của tiêu chí {criterion.code}",
            "kept": "place" if n % 2 else "file",
            "obtained": "survey" if n % 3 == 2 else "document",
            "number": f"{n + 1}/KH-THCSHVN",
            "dated": "2026-09-10",
            "issuer": "Hiệu trưởng",
            "file_name": None if n % 2 else f"ho-so-{n + 1}.pdf",
            "url": None,
            "box": "3" if n % 2 else None,
            "shelf": "A" if n % 2 else None,
            "where": None,
            "note": "",
            "sample": True,
        }
        for criterion in rules.criteria
        for n in range(evidence)
    ]


def figures(year: int) -> list[Wire]:
    """Return figures of two school years."""
    return [
        {
            "id": code,
            "position": 700,
            "meaning": {"code": code, "title_vi": title, "group": "classes"},
            "values": [{"year": each, "value": str(30 + each - year)} for each in (year - 1, year)],
        }
        for code, title in (("class_count", "Số lớp"), ("class_6", "Số lớp khối 6"))
    ]


def large() -> Answers:
    """Return what is answered of 28 sheets that cite 120 files, written as long as schools do."""
    rules = TT18_BEFORE_2025
    view = cycle(rules, evidence=5)
    for n, sheet in enumerate(view["sheets"]):
        many = 40 if n % 9 == 0 else 6
        for name in ("strengths", "weaknesses", "improvement"):
            sheet[name] = "\n".join([f"{sheet[name]} {SAMPLE}"] * 2)
        for each in sheet["descriptions"]:
            each["text"] = "\n".join([f"{each['text']} {SAMPLE}"] * many)
        for judged in sheet["judgements"]:
            judged["evidence"] = [c for c in judged["evidence"] if n < 8 or not c.endswith("-05")]
    cited = {c for s in view["sheets"] for j in s["judgements"] for c in j["evidence"]}
    evidence = [item for item in items(rules, 5) if item["code"] in cited]
    return replace(answers(view), evidence=evidence)


def answers(view: Wire, evidence: int = 2, **more: Any) -> Answers:
    """Return what was answered about a cycle, a plan or a year."""
    rules = TT18 if "tt18" in view.get("rule_set", "") else TT57
    before = rules is TT18
    given = {
        "log": "79",
        "position": view["position"],
        "recorded_at": "2027-05-20T09:21:00.123456+07:00",
        "on": date(2025, 5, 20) if before else date(2027, 6, 1),
        "sample": True,
        "view": view,
        "school": {**SCHOOL, "areas": ["764", "79"]} if before else SCHOOL,
        "people": PEOPLE,
        "evidence": items(rules, evidence) if "sheets" in view else (),
        "figures": figures(view["year"]) if "sheets" in view else (),
    }
    return Answers(**{**given, **more})


def plan(form: str = "tt57-2026") -> Wire:
    """Return a plan with two things to be done."""
    work = {
        "responsible": "u:p1",
        "participants": ["u:p3"],
        "starts": "2026-09-01",
        "complete_by": "2026-12-31",
        "state": "under_way",
        "evidence": ["MC.1.1.01"],
        "expected_evidence": "Quy trình; sổ theo dõi phản hồi",
        "goal": "100% phản hồi được trả lời trong 05 ngày",
        "activities": "(dữ liệu mẫu) Ban hành quy trình, giao tổ Văn phòng làm đầu mối.",
        "result_indicator": "Tỷ lệ phản hồi trả lời đúng hạn",
        "resources": "Nhân lực sẵn có",
        "budget": 2_000_000,
        "supervision": "Công đoàn giám sát",
        "criterion": "1.2",
    }
    return {
        "id": "5f0c2a_2026",
        "version": 12,
        "position": 1500,
        "school": SCHOOL["id"],
        "year": 2026,
        "plan_form": form,
        "form_title": "kế hoạch cải tiến chất lượng",
        "basis": "TT 57/2026/TT-BGDĐT art. 10",
        "sure": False,
        "reports": [
            {"cycle": "5f0c2a_2025", "rules": TT57.rules_hash, "approved_on": "2026-05-20"}
        ],
        "issues": [
            {
                "issue": 1,
                "cycle": "5f0c2a_2025",
                "criterion": "1.2",
                "current_state": "(dữ liệu mẫu) Chưa có đầu mối xử lý phản hồi.",
                "limitation": "(dữ liệu mẫu) Phản hồi trả lời chậm.",
                "cause": "(dữ liệu mẫu) Chưa phân công.",
            }
        ],
        "items": [
            {**work, "item": 1, "solution": "(dữ liệu mẫu) Lập đầu mối xử lý phản hồi"},
            {**work, "item": 2, "solution": "(dữ liệu mẫu) Rà soát giữa kỳ", "budget": None},
        ],
        "history": [],
        "reviews": [
            {"period": "term_1", "text": "(dữ liệu mẫu) Đúng tiến độ.", "dated": "2027-01-15"}
        ],
        "budget": 2_000_000,
        "decision_number": "45/KH-THCSHVN",
        "approved_on": "2026-09-01",
    }


def year() -> Wire:
    """Return how the plan's year went."""
    return {
        "id": "5f0c2a_2026",
        "version": 20,
        "position": 1900,
        "school": SCHOOL["id"],
        "year": 2026,
        "plan_form": "tt57-2026",
        "lines": [
            {
                "item": 1,
                "criterion": "1.2",
                "solution": "(dữ liệu mẫu) Lập đầu mối xử lý phản hồi",
                "result_indicator": "Tỷ lệ phản hồi trả lời đúng hạn",
                "responsible": "u:p1",
                "complete_by": "2026-12-31",
                "state": "completed",
                "outcome": "completed",
                "note": "(dữ liệu mẫu) 96% đúng hạn",
                "budget": 2_000_000,
                "spent": 1_850_000,
                "evidence": ["MC.1.1.01"],
            }
        ],
        "criteria": [
            {
                "criterion": "1.2",
                "item_count": 1,
                "completed_count": 1,
                "budget": 2_000_000,
                "spent": 1_850_000,
            }
        ],
        "followed": [
            {
                "evaluation": "5f0c2a_2025",
                "criterion": "2.1",
                "text": "(dữ liệu mẫu) Bồi dưỡng cán bộ quản lý.",
                "state": "addressed",
                "note": "",
            }
        ],
        "reviews": [
            {"period": "year_end", "text": "(dữ liệu mẫu) Đạt mục tiêu.", "dated": "2027-05-25"}
        ],
        "supervisions": [
            {
                "office": "Sở Giáo dục và Đào tạo",
                "dated": "2027-04-01",
                "findings": [{"item": None, "text": "(dữ liệu mẫu) Bổ sung minh chứng."}],
            }
        ],
        "item_count": 1,
        "completed_count": 1,
        "budget": 2_000_000,
        "spent": 1_850_000,
        "reported_on": "2027-05-31",
        "report_text": SAMPLE,
    }
