"""What an appraisal council finds: criteria beside the school's own levels, figures, conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import report_lacks
from services.console.case import Case
from services.console.cycle import lines
from services.console.person import PersonVisit
from services.console.standards import criteria_of

WHY = "Hiển thị ai trong hội đồng thẩm định đã cho ý kiến"
FIGURE = ("figure", "school_year", "stated", "found", "data_source", "remark")
YEARS = 3
"""How many school years of figures are compared; the API says no to any other."""
MOST = 2
"""The highest level of a criterion under TT 57/2026."""
YES, NO = "yes", "no"
COMMANDS = ("AppraiseCriterion", "CompareFigure", "CheckCondition")


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion or condition: its field, what it is called, what is known and what was found."""

    code: str
    field: str
    title: str
    beside: str
    found: Wire | None

    @property
    def said(self) -> str:
        """What was recorded, as the field says it."""
        if self.found is None:
            return ""
        if self.found["item_kind"] == "criterion":
            return str(self.found["level"])
        return YES if self.found["met"] else NO


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show all that the council found and, to its members, what is still to be found."""
    case = cases.read(visit, log, id)
    items = visit.calls.all(log, "appraisal_item", evaluation=id)
    opinions = [one for one in items if one["item_kind"] == "opinion"]
    visit.people.opened(log, WHY, (one["item"] for one in opinions))
    criteria, conditions = _criteria(visit, case, items), _conditions(case, items)
    rows = [*criteria, *conditions]
    return View(
        {
            "case": case,
            "one": case.found,
            "here": f"/console/appraisal-work/{log}/{id}",
            "may": case.may(*COMMANDS),
            "criteria": criteria,
            "conditions": conditions,
            "typed": {row.field: _typed(visit, row) for row in rows},
            "figures": [one for one in items if one["item_kind"] == "figure"],
            "figure": {name: visit.said(name) for name in FIGURE},
            "years": _years(case),
            "levels": [("", "–"), *((str(n), cases.level(visit, n)) for n in range(MOST + 1))],
            "answers": [("", "–"), (YES, visit.t("Đạt")), (NO, visit.t("Không đạt"))],
            "opinions": [
                (visit.people.name(log, one["item"], visit.label("evaluator")), one)
                for one in opinions
            ],
            "written": sum(row.found is not None for row in rows),
            "acts": [
                (visit.label(act["command"]), case.address(act))
                for act in case.mine
                if act["command"] in cases.BY_COUNCIL and act["command"] not in COMMANDS
            ],
            "recorded": visit.asked("recorded"),
        }
    )


def _typed(visit: PersonVisit, row: Row) -> tuple[str, str]:
    if visit.sent:
        return visit.said(row.field), visit.said(f"{row.field}-why")
    return row.said, row.found["remark"] if row.found else ""


def _criteria(visit: PersonVisit, case: Case, items: Sequence[Wire]) -> list[Row]:
    """Return the criteria of the case's set, with the levels that the school's report claims."""
    report = report_lacks.handed_in(visit, case.log, case.found)
    claimed = {line.code: line.level for line in lines(visit, report)} if report else {}
    known = {one["item"]: one for one in items if one["item_kind"] == "criterion"}
    found = []
    for _, criterion in criteria_of(visit.standards.of(case.found)):
        code = criterion["code"]
        title = f"{code}\u00a0 {criterion['title_vi']}"
        beside = cases.level(visit, claimed.get(code))
        found.append(Row(code, _field(code), title, beside, known.get(code)))
    return found


def _conditions(case: Case, items: Sequence[Wire]) -> list[Row]:
    known = {one["item"]: one for one in items if one["item_kind"] == "condition"}
    return [
        Row(one["code"], f"c-{one['code']}", one["title"], one["basis"], known.get(one["code"]))
        for one in case.found["council_conditions"]
    ]


def _field(code: str) -> str:
    return f"l-{code.replace('.', '-')}"


def _years(case: Case) -> list[tuple[str, str]]:
    last = case.found["cycle_year"] or case.year
    return [(str(year), formats.year(year)) for year in range(last, last - YEARS, -1)]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Record what was filled in; a later word replaces it, so it is not looked over."""
    case = cases.read(visit, log, id)
    items = visit.calls.all(log, "appraisal_item", evaluation=id)
    count = 0
    for command, data, fields in _said(visit, case, items):
        try:
            key = f"{visit.key}-{count}" if visit.key else ""
            visit.calls.command(log, "evaluation", id, command, data, key=key)
        except Refused as refused:
            if refused.status in (401, 403, 404) or refused.status >= 500:
                raise
            visit.refuse(refused, fields)
            return visit.again(show(visit, log, id))
        count += 1
    return Go(f"/console/appraisal-work/{log}/{id}?recorded={count}")


Said = tuple[str, Wire, Mapping[str, str]]


def _said(visit: PersonVisit, case: Case, items: Sequence[Wire]) -> list[Said]:
    """Return the commands that the form stands for: what differs from what is recorded."""
    found: list[Said] = []
    for row in _criteria(visit, case, items):
        said, why = visit.said(row.field), visit.said(f"{row.field}-why")
        if said and (said, why) != (row.said, row.found["remark"] if row.found else None):
            level = int(said) if said.isdecimal() else said
            data: Wire = {"criterion": row.code, "level": level, "remark": why}
            found.append(("AppraiseCriterion", data, _fields(row)))
    for row in _conditions(case, items):
        said, why = visit.said(row.field), visit.said(f"{row.field}-why")
        if said and (said, why) != (row.said, row.found["remark"] if row.found else None):
            data = {"condition": row.code, "met": said == YES, "remark": why}
            found.append(("CheckCondition", data, _fields(row)))
    if visit.said("figure"):
        said = visit.said("school_year")
        data = {name: visit.said(name) for name in FIGURE}
        data["school_year"] = int(said) if said.isdecimal() else said
        found.append(("CompareFigure", data, {f"/{name}": name for name in FIGURE}))
    return found


def _fields(row: Row) -> Mapping[str, str]:
    names = ("criterion", "condition", "level", "met")
    return {**{f"/{name}": row.field for name in names}, "/remark": f"{row.field}-why"}


PAGE = Page(show, act, path="/{log}/{id}")
