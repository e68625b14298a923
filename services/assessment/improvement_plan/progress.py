"""How far the plans of a school year are, school by school: also of who has none.

A list for the office above the schools, and for a school's own days: by when letters want the plan
and the year's report, and what an office that supervised it wants put right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.assessment.cycle import letters
from services.assessment.cycle.progress import KNOWN
from services.assessment.improvement_plan.events import Finding
from services.assessment.improvement_plan.questions import (
    SUMS,
    SUPERVISIONS,
    PlanState,
    SchoolYear,
    supervision,
)
from services.assessment.shared import by_name
from services.assessment.shared.duties import PLAN, PLAN_REPORT, Duties
from services.assessment.shared.fields import Area

UNREPORTED = ("drafting", "approved")
"""The states of a plan whose year is not reported."""


@dataclass(frozen=True, slots=True)
class PlanProgressView:
    """The plan of a school for a school year; `plan` is None where there is none.

    `before` and `report_before` are the first days too late to hand in the plan and the year's
    report, the earliest that a letter names, None: none does. `late`, `report_late`: that day is
    past and it was not handed in, or was handed in late. `to_put_right` is what an office wants
    done by a day, as long as it is not. Counts and sums over what is to be done, money in đồng.
    """

    id: str
    version: int
    position: int
    school: str
    school_name: str
    kind: str
    area: str | None
    year: int
    plan: str | None
    state: PlanState | None
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int
    drafted_on: date | None
    approved_on: date | None
    submitted_on: date | None
    before: date | None
    late: bool
    reported_on: date | None
    report_before: date | None
    report_late: bool
    to_put_right: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ListPlanProgress(OfSchools):
    """Ask how far the plans of a school year are (2024 is 2024-2025), school by school.

    `name`: words of the school's name, accents or not. `area`: there and below. `planned`: with a
    plan or without. `reported`: with the year's report or without. `late`: late with either.
    """

    category: ClassVar[str] = "plan_progress"
    view: ClassVar[type] = PlanProgressView
    year: SchoolYear
    school: Id | None = None
    name: str | None = None
    kind: str | None = None
    area: Area | None = None
    state: PlanState | None = None
    planned: bool | None = None
    reported: bool | None = None
    late: bool | None = None
    overdue: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class PlanProgressSum:
    """How many schools have no plan of a school year, are late, or have not reported the year.

    Whose plan is missing has not reported the year either.
    """

    id: str
    position: int
    year: int
    school_count: int
    unplanned_count: int
    late_count: int
    unreported_count: int


@dataclass(frozen=True, slots=True)
class ListPlanProgressSums(OfSchools):
    """Ask how many schools have no plan of a school year, are late, have not reported it."""

    category: ClassVar[str] = "plan_progress_sum"
    view: ClassVar[type] = PlanProgressSum
    school_in: ClassVar[str | None] = None
    year: SchoolYear
    on: date = given("on")


Asked = ListPlanProgress | ListPlanProgressSums
ALL = dict.fromkeys(("school", "kind", "area", "state", "planned", "reported", "overdue"))

PLANS = f"""
select k.school, k.name as school_name, k.kind, k.areas, p.id as plan, p.state, n.*,
       coalesce(p.version, 0) as version, coalesce(p.position, 0) as position, p.drafted_on,
       p.approved_on, p.submitted_on, p.late as submitted_late, p.reported_on,
       p.report_late as reported_late
from ({KNOWN}) k
left join improvement_plan p on p.log = %(log)s and p.school = k.school and p.year = %(year)s
cross join lateral {SUMS} n
where (holds(null, k.ends, %(on)s) or p.id is not null)
and (%(school)s::text is null or k.school = %(school)s)
and (%(kind)s::text is null or k.kind = %(kind)s)
and (%(area)s::text is null or %(area)s = any (k.areas))
and (%(state)s::text is null or p.state = %(state)s)
and (%(planned)s::boolean is null or (p.id is not null) = %(planned)s)
and (%(reported)s::boolean is null or (p.reported_on is not null) = %(reported)s)
and (%(overdue)s::boolean is null or (n.overdue_count > 0) = %(overdue)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, by the school's name as Vietnamese lists are, or the one sum."""
    found = rows(db, PLANS, ALL | asked(log, question))
    duties = letters.duties(db, log, question.on)
    lines = [_line(row, duties, question.year, question.on) for row in found]
    match question:
        case ListPlanProgress():
            return _views(db, log, question, lines)
        case ListPlanProgressSums(year=year):
            return [_sum(lines, year)]
    assert_never(question)


def _sum(lines: Sequence[Mapping[str, Any]], year: int) -> PlanProgressSum:
    return PlanProgressSum(
        id=str(year),
        position=max((one["position"] for one in lines), default=0),
        year=year,
        school_count=len(lines),
        unplanned_count=sum(one["plan"] is None for one in lines),
        late_count=sum(one["late"] or one["report_late"] for one in lines),
        unreported_count=sum(one["reported_on"] is None for one in lines),
    )


def _views(
    db: Cursor, log: str, question: ListPlanProgress, lines: Sequence[dict[str, Any]]
) -> list[PlanProgressView]:
    kept = [one for one in lines if question.late in (None, one["late"] or one["report_late"])]
    shown = by_name.page(kept, _called, question.name, question.after, question.limit)
    return [PlanProgressView(**one, to_put_right=_findings(db, log, one)) for one in shown]


def _called(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["school_name"], line["id"]


def _line(row: dict[str, Any], duties: Duties, year: int, on: date) -> dict[str, Any]:
    """Return a view without what is to be put right."""
    areas = row.pop("areas") or []
    place = (row["kind"], areas, row["school"], year)
    before, report_before = (duties.before(concern, *place) for concern in (PLAN, PLAN_REPORT))
    late, report_late = row.pop("submitted_late"), row.pop("reported_late")
    return row | {
        "id": f"{row['school']}_{year}",
        "year": year,
        "area": next(iter(areas), None),
        "before": before,
        "late": bool(late) if row["submitted_on"] else _past(before, on),
        "report_before": report_before,
        "report_late": bool(report_late) if row["reported_on"] else _past(report_before, on),
    }


def _past(before: date | None, on: date) -> bool:
    return before is not None and on >= before


def _findings(db: Cursor, log: str, one: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return what offices want done by a day; what is completed, or of a year reported, is done."""
    if one["plan"] is None or one["state"] not in UNREPORTED:
        return ()
    return tuple(_open(db, {"log": log, "id": one["plan"]}))


COMPLETED = """
select item from plan_item where log = %(log)s and plan = %(id)s and state = 'completed'
"""


def _open(db: Cursor, plan: Mapping[str, Any]) -> Iterator[Finding]:
    done = {row["item"] for row in rows(db, COMPLETED, plan)}
    for row in rows(db, SUPERVISIONS, plan):
        for found in supervision(row).findings:
            if found.before is not None and found.item not in done:
                yield found
