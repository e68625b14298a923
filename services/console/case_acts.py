"""What was done in a case, as a time line tells it: in two views, with the day of each paper."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.law.labels import group
from libs.web import formats
from services.console import case as cases
from services.console.case import Case
from services.console.person import PersonVisit

WHY = "Hiển thị ai đã làm gì trong hồ sơ đánh giá ngoài"
STEPS_ONLY = ("finding", "term", "transferred", "planned", "receipt")
"""What is no milestone: told where every step is."""
STOPPED = ("returned", "withdrawn", "ended")
"""After these it does not go on by itself."""


def read(visit: PersonVisit, case: Case) -> list[Wire]:
    """Return all acts of a case that the visitor may see, the first first."""
    return visit.calls.all(case.log, "case_act", evaluation=case.id)


def time_line(visit: PersonVisit, case: Case, acts: Sequence[Wire], every: bool) -> list[Wire]:
    """Return the acts as steps: milestones in their order, or every step, the newest first."""
    if not every:
        acts = [one for one in acts if one["act_kind"] not in STEPS_ONLY]
    shown = _together(acts)
    visit.people.opened(case.log, WHY, (one["actor"] for one, _ in shown))
    steps = [_step(visit, case, one, count) for one, count in shown]
    return steps[::-1] if every else steps


def _together(acts: Sequence[Wire]) -> list[tuple[Wire, int]]:
    """Return the acts, sheets that one person wrote on one day after another as one."""
    found: list[tuple[Wire, int]] = []
    for one in acts:
        last = found[-1] if found else None
        alike = last and all(last[0][name] == one[name] for name in ("act", "actor", "recorded_on"))
        if last and alike and one["act_kind"] == "finding":
            found[-1] = (one, last[1] + 1)
        else:
            found.append((one, 1))
    return found


def _step(visit: PersonVisit, case: Case, one: Wire, count: int) -> Wire:
    t = visit.t
    day = one["dated"] or one["recorded_on"]
    when = formats.day(day)
    if day != one["recorded_on"]:
        when = t(
            "{day}; ghi vào sổ ngày {recorded}",
            day=formats.day(day),
            recorded=formats.day(one["recorded_on"]),
        )
    if one["entered_late"]:
        when = t("{when}, ghi muộn", when=when)
    return {
        "kind": "warn" if one["act_kind"] in STOPPED else "done",
        "name": _name(visit, one, count),
        "when": when,
        "text": _text(visit, case, one),
        "lines": _lines(visit, one),
        "more": who(visit, case, one),
        "receipt": f"/console/receipt/{case.log}/{one['position']}",
    }


def _name(visit: PersonVisit, one: Wire, count: int) -> str:
    name = visit.label(one["act"])
    if count > 1:
        return visit.t("Đoàn ghi {n} phiếu đánh giá tiêu chí", n=count)
    if one["criterion"]:
        return visit.t("{what} {code}", what=name, code=one["criterion"])
    if one["step"]:
        step = visit.label(one["step"], begins=False)
        return visit.t("{what}: {step}", what=name, step=step)
    if (one["attempt"] or 1) > 1:
        return visit.t("{what}, lần {n}", what=name, n=one["attempt"])
    return name


def _text(visit: PersonVisit, case: Case, one: Wire) -> str:
    """Return what an act says in a line."""
    t = visit.t
    found: list[str] = []
    number = one["decision_number"] or one["document_number"]
    if number:
        found.append(t("Văn bản số {number}", number=number))
    if one["number"]:
        found.append(t("hồ sơ số {number}", number=one["number"]))
    if one["return_on"]:
        found.append(t("hẹn trả kết quả ngày {day}", day=formats.day(one["return_on"])))
    if one["certificate_number"]:
        found.append(t("chứng nhận {number}", number=one["certificate_number"]))
    if one["level"] is not None and one["act_kind"] != "filed":
        found.append(cases.level(visit, one["level"]))
    if one["accreditation_grade"] or one["national_grade"]:
        found.append(cases.grades(visit, one["accreditation_grade"], one["national_grade"]))
    if one["started"]:
        days = {"a": formats.day(one["started"]), "b": formats.day(one["ended"])}
        found.append(t("từ {a} đến {b}", **days))
    if one["before"]:
        last = date.fromisoformat(one["before"]) - timedelta(days=1)
        found.append(t("chậm nhất {day}", day=formats.day(last)))
    if one["to"]:
        found.append(t("cho {office}", office=visit.names.office(case.log, one["to"])))
    if one["agreed"] is not None:
        found.append(t("nhất trí") if one["agreed"] else t("không nhất trí"))
    if one["reason"]:
        found.append(one["reason"])
    if one["basis"]:
        found.append(t("căn cứ {basis}", basis=one["basis"]))
    if one["late"]:
        found.append(t("nộp ngoài thời gian nhận hồ sơ"))
    said = Markup("; ").join(found)
    return said[:1].upper() + said[1:]


def _lines(visit: PersonVisit, one: Wire) -> list[str]:
    """Return what an act says point by point: all reasons of a return, points and answers."""
    reasons = [f"{each['item']}: {each['detail']}" for each in one["reasons"]]
    return [*reasons, *one["points"], *one["answers"], *one["grounds"]]


def who(visit: PersonVisit, case: Case, one: Wire) -> str:
    """Return who did it: the person, and at which school or office."""
    role = visit.label(one["role"]) if one["role"] in group("role") else ""
    name = visit.people.name(case.log, one["actor"], otherwise=role)
    if not one["org"] or one["role"] == "evaluator":
        return name
    known = visit.names.school if one["org"] == case.school else visit.names.office
    org = known(case.log, one["org"])
    return f"{name}, {org}" if org != one["org"] else name
