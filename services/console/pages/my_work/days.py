"""The days of a school's report and improvement plan, as its people have to keep them."""

from collections.abc import Iterator
from datetime import date

from libs.kernel.problems import Wire
from libs.law.calendar import last_good_day, school_year
from libs.web import formats
from services.console.deadlines import last_day, urgency
from services.console.pages.my_work.task import Task
from services.console.person import PersonVisit, Role


def of_cycle(visit: PersonVisit, role: Role, cycle: Wire) -> date | None:
    """Return until when the report is approved, or once it is handed in; None: nothing says so."""
    for one in _reports(visit, role, cycle["year"]):
        if one["cycle"] == cycle["id"]:
            return last_day(one["before"] if one["approved_on"] else one["approve_before"])
    return None


def of_year(visit: PersonVisit, role: Role, year: int) -> date | None:
    """Return until when the report of a school year is approved, by the set in force."""
    found = (last_day(one["approve_before"]) for one in _reports(visit, role, year))
    return min((day for day in found if day), default=None)


def tasks(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield what the plans of the school ask of the person by a day."""
    yield from _of_items(visit, role)
    yield from _of_steps(visit, role)
    if role.name == "principal":
        yield from _of_plan(visit, role)


def _reports(visit: PersonVisit, role: Role, year: int) -> list[Wire]:
    return visit.calls.listed(role.log, "report_progress", school=role.org, year=year)


def _of_items(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield what the person does by the improvement plan, alone or with others."""
    me = visit.session["actor"]
    for one in visit.calls.all(role.log, "plan_item", school=role.org, person=me):
        if one["state"] == "completed" or one["outcome"] or not one["complete_by"]:
            continue
        last = date.fromisoformat(one["complete_by"])
        more = visit.t("Kế hoạch cải tiến năm học {year}", year=formats.year(one["year"]))
        href = f"/console/plan/{role.log}/{one['plan']}/item/{one['item']}"
        yield Task(one["solution"], href, *urgency(visit, last), more, last)


def _of_steps(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the steps to come of the plan of the self-assessment."""
    for one in visit.calls.all(role.log, "cycle_step", school=role.org):
        last = date.fromisoformat(one["due"])
        more = visit.t("Kế hoạch tự đánh giá năm học {year}", year=formats.year(one["year"]))
        href = f"/console/work-plan/{role.log}/{one['cycle']}"
        yield Task(one["name"], href, *urgency(visit, last), more, last)


def _of_plan(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield by when the plan and the year's report are handed in, and findings put right."""
    this = school_year(visit.today)
    for one in visit.calls.listed(role.log, "plan_progress", school=role.org, year=this):
        year = formats.year(one["year"])
        at = f"/console/plan/{role.log}/{one['plan']}"
        plans = f"/console/plans/{role.log}/{role.org}"
        letter = visit.t("Theo văn bản của cơ quan quản lý")
        if (last := last_day(one["before"])) and not one["submitted_on"]:
            name = visit.t("Nộp kế hoạch cải tiến năm học {year}", year=year)
            href = f"{at}/submit" if one["plan"] else plans
            yield Task(name, href, *urgency(visit, last), letter, last)
        if (last := last_day(one["report_before"])) and not one["reported_on"]:
            name = visit.t("Nộp báo cáo năm của kế hoạch cải tiến {year}", year=year)
            href = f"{at}/report" if one["plan"] else plans
            yield Task(name, href, *urgency(visit, last), letter, last)
        for found in one["to_put_right"]:
            last = last_good_day(date.fromisoformat(found["before"]))
            name = visit.t("Khắc phục: {what}", what=found["text"])
            more = visit.t("Yêu cầu của cơ quan giám sát kế hoạch {year}", year=year)
            yield Task(name, f"{at}/reviews", *urgency(visit, last), more, last)
