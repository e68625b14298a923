"""What stands in the improvement plan, from the plan itself."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.labels import capital, said
from libs.law.standards import RuleSet
from libs.law.standards.grounds import circular
from services.documents.document import Answers
from services.documents.head import (
    day,
    head,
    joined,
    person,
    principal,
    school_name,
    school_year,
)

MOMENTS = (("term_1", "Cuối học kỳ I"), ("year_end", "Cuối năm học"))
"""When TT 57/2026 has the plan reviewed: Biểu 2 has exactly these two rows."""


def data(answers: Answers) -> Wire:
    """Return the data of the plan; its day is that of its approval."""
    view = answers.view
    year = school_year(view["year"])
    found = _rules(view)
    return {
        **head(answers, view["approved_on"]),
        "number": view["decision_number"],
        "summary": f"Cải tiến chất lượng năm học {year}",
        "wide": view["plan_form"].startswith("tt57"),
        "basis": view["basis"].replace(" art. ", ", Điều "),
        "sure": view["sure"],
        "profile": [
            ["Tên trường", school_name(answers)],
            ["Địa chỉ", answers.school.get("address") or None],
            ["Năm học", year],
            ["Báo cáo tự đánh giá làm căn cứ", joined(_reports(view))],
        ],
        "bases": [f"Căn cứ {circular(found)}"] if found else [],
        "issues": [_issue(answers, found, issue) for issue in view["issues"]],
        "tasks": [task(answers, item) for item in view["items"]],
        "budget": view["budget"],
        "monitoring": _monitoring(view),
        "recipients": [
            "Cơ quan quản lý trực tiếp (để báo cáo);",
            "Các tổ, bộ phận (để thực hiện);",
            "Lưu: VT.",
        ],
        "signer": principal(answers),
    }


def persons(view: Wire) -> Iterator[str]:
    """Yield who answers for what is to be done, or takes part."""
    for item in view["items"]:
        if item["responsible"]:
            yield item["responsible"]
        yield from item["participants"]


def task(answers: Answers, item: Wire) -> Wire:
    """Return a thing to be done as the plan's table has it."""
    people = [person(answers, each) for each in item["participants"]]
    term = joined((day(item["starts"]), day(item["complete_by"])), " - ")
    return {
        "no": item["item"],
        "criterion": item["criterion"],
        "content": item["solution"],
        "goal": item["goal"] or None,
        "activity": item["activities"] or None,
        "indicator": item["result_indicator"] or None,
        "time": term,
        "owner": joined((person(answers, item["responsible"]), *people)),
        "resources": item["resources"] or None,
        "budget": item["budget"],
        "supervision": item["supervision"] or None,
        "evidence": joined((item["expected_evidence"], *item["evidence"])),
        "progress": capital(said(item["state"])),
    }


def _rules(view: Wire) -> RuleSet | None:
    """Return the rule set of the report that the plan rests on."""
    for report in view["reports"]:
        return standards.by_hash(report["rules"])
    return None


def _reports(view: Wire) -> Iterator[str]:
    for report in view["reports"]:
        yield f"phê duyệt ngày {day(report['approved_on'])}"


def _issue(answers: Answers, found: RuleSet | None, issue: Wire) -> Wire:
    code = issue["criterion"]
    titles = {each.code: each.title_vi for each in found.criteria} if found else {}
    names = (
        {str(each["no"]): each["title_vi"] for each in found.document["standards"]} if found else {}
    )
    standard = code.partition(".")[0]
    return {
        "no": issue["issue"],
        "standard": joined((standard, names.get(standard)), ". "),
        "criterion": joined((code, titles.get(code)), ". "),
        "state": issue["current_state"] or None,
        "limit": issue["limitation"],
        "cause": issue["cause"] or None,
    }


def _monitoring(view: Wire) -> list[Wire]:
    told = {each["period"]: each for each in view["reviews"]}
    adjusted = [
        act["note"] for item in view["history"] for act in item["acts"] if act["state"] is None
    ]
    return [
        {
            "time": name,
            "result": told[period]["text"] if period in told else None,
            "on": day(told[period]["dated"]) if period in told else None,
            "adjust": joined(adjusted) if period == "year_end" else None,
        }
        for period, name in MOMENTS
    ]
