"""Opening a self-assessment: of which year and stage, by which set and why, from which texts."""

from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, day_said, day_shown, done
from services.console.person import PersonVisit

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be opened: the whole school or a stage of it, by which set, why, or why not."""

    code: str
    name: str
    standard: Wire
    head: Wire
    earlier: Wire | None
    other_rules: Wire | None


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show what may be opened, by which set and why."""
    this = school_year(visit.today)
    cycles = visit.calls.all(log, "cycle", school=school)
    choices = _choices(visit, log, school, cycles)
    year = visit.said("year") or str(this)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "years": [(str(one), formats.year(one), "") for one in (this, this + 1)],
            "year": year,
            "choices": choices,
            "paper": visit.said("paper"),
            "dated": visit.said("dated"),
            "first": not cycles,
            "stage": visit.said("stage") or (choices[0].code if choices else ""),
            "usable": [one for one in choices if one.standard["rule_set"]],
            "law": lambda head: law_of(visit, head),
            "opened": [
                one
                for one in cycles
                if one["year"] in (this, this + 1) and one["state"] != "abandoned"
            ],
            "principal": any(r.name == "principal" and r.org == school for r in visit.roles),
        }
    )


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Look over what would be opened, or open it."""
    cycles = visit.calls.all(log, "cycle", school=school)
    wanted = visit.said("stage") or WHOLE
    begun = day_said(visit)
    choices = {one.code: one for one in _choices(visit, log, school, cycles, begun.get("dated"))}
    choice = choices.get(wanted) or choices[next(iter(choices))]
    typed = visit.said("year")
    year = int(typed) if typed.isascii() and typed.isdigit() else school_year(visit.today)
    stage = "" if choice.code == WHOLE else choice.code
    id = f"{school}_{year}_{stage}" if stage else f"{school}_{year}"
    data: Wire = {"year": year, **({"education_stage": stage} if stage else {})}
    rows = [
        (visit.t("Năm học"), formats.year(year)),
        (visit.t("Phạm vi"), choice.name),
        (visit.t("Bộ tiêu chuẩn"), choice.standard["title"] or visit.t("Chưa có")),
        (visit.t("Vì sao bộ này?"), choice.standard["why"]),
    ]
    if choice.head:
        data["guidance"] = choice.head["guidance"]
        rows.append((visit.t("Văn bản"), law_of(visit, choice.head)))
    if visit.said("paper") or begun:
        data |= {**begun, **({"paper": visit.said("paper")} if visit.said("paper") else {})}
        rows.append((visit.t("Văn bản bắt đầu"), visit.said("paper")))
        rows.append((visit.t("Ngày bắt đầu trên giấy"), day_shown(visit)))
    deed = Deed(
        *(log, "cycle", id, "OpenCycle", data),
        title=visit.t("Mở đợt tự đánh giá năm học {year}", year=formats.year(year)),
        here=f"/console/open-cycle/{log}/{school}",
        back=f"/console/cycle/{log}/{id}",
        rows=rows,
        rule=visit.t("Mỗi năm học một đợt; bộ tiêu chuẩn của ngày mở được giữ đến hết đợt."),
        public=visit.t("Người trong trường và cơ quan quản lý trường; chưa công khai gì."),
        onward=[(visit.t("Lập hội đồng tự đánh giá"), f"/console/council/{log}/{id}")],
        fields={
            "/year": "year",
            "/education_stage": "stage",
            "/paper": "paper",
            "/dated": "dated",
        },
    )
    return done(visit, deed, lambda: show(visit, log, school))


def _choices(
    visit: PersonVisit, log: str, school: str, cycles: list[Wire], on: str | None = None
) -> list[Choice]:
    """Return the whole school, or each stage of a school of many, by the sets of a day or today."""
    found = visit.calls.one(log, "school", school, **({"on": on} if on else {}))
    standards = found["standards"]
    many = found["kind"] == "multi_stage" and len(standards) > 1
    return [
        Choice(
            one["education_stage"] if many else WHOLE,
            visit.t("Cấp {stage}", stage=visit.label(one["education_stage"], begins=False))
            if many
            else visit.t("Toàn trường"),
            one,
            _head(visit, one),
            *_earlier(one, cycles),
        )
        for one in standards
    ] + (
        [
            Choice(
                WHOLE,
                visit.t("Toàn trường, theo bộ chung"),
                standards[-1],
                _head(visit, standards[-1]),
                None,
                None,
            )
        ]
        if many
        else []
    )


def law_of(visit: PersonVisit, head: Wire) -> str:
    """Return the text that a revision rests on, and from when it is in force."""
    day = formats.day(head["effective_from"])
    since = visit.t("{ref}, hiệu lực từ {day}", ref=head["ref"], day=day)
    return since if day else str(head["ref"])


def _head(visit: PersonVisit, standard: Wire) -> Wire:
    """Return what the revision of a set rests on, empty where there is no set."""
    return visit.standards.of(standard)["head"] if standard["rule_set"] else {}


def _earlier(standard: Wire, cycles: list[Wire]) -> tuple[Wire | None, Wire | None]:
    """Return the newest cycle by the same set, and the newest of all where that is another one."""
    newest = sorted(cycles, key=lambda one: -one["year"])
    same = next((one for one in newest if one["rule_set"] == standard["rule_set"]), None)
    return same, newest[0] if newest and same is None else None


PAGE = Page(show, act, path="/{log}/{school}")
