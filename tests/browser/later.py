"""A school of the demo a year later: it assesses itself again, so that this year has a plan."""

from collections.abc import Iterator
from dataclasses import replace

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet, levels
from services.cli.demo.plan import Plan
from services.cli.demo.schools import School
from services.cli.demo.steps import DemoStep, Lane
from services.cli.demo.way import OPERATOR
from services.cli.demo.whole_report import WholeReport

QUOTING, QUOTE = "5.1", "Trường có {{figure:classes.total@2025=12}} lớp (dữ liệu mẫu)."
"""The criterion whose sheet quotes a figure of the school, and how."""
JUDGED = 2
"""Up to which level the school judges itself: it reaches those below."""


def a_year_later(plan: Plan, key: str) -> Lane:
    """Return the steps of a school's self-assessment once more, each a year after the first.

    The rules have been revised since, so each criterion of today's is written anew.
    """
    school, year = plan.school(key), plan.schedule["school_year"]
    stream = f"cycle-{school.id}_{year}"
    (lane,) = (one for one in plan.school_lanes() if one.title == school.name)
    steps = [_later(step, year) for step in lane.steps if step.stream == stream]
    rules = standards.choose(school.entry["kind"], steps[0].on)
    sheets = [step for step in steps if step.name == "RecordSheet"]
    begin = steps.index(sheets[0])
    report = WholeReport(rules, steps[-1].on)
    heads = [school.person(1), school.person(3)]
    anew = dict((report.groups([school.person(2)], heads), report.confirmed()))
    others = [
        replace(step, data=anew.get(step.name, step.data))
        for step in steps
        if step.name != "RecordSheet"
    ]
    like = sheets[0].data
    written = [
        replace(sheets[0], data=report.sheet({**like, **_sheet(rules, criterion, like)}))
        for criterion in levels.criteria(rules)
    ]
    named = {"name": "Hiệu trưởng mẫu (dữ liệu mẫu)", "sample": True}
    known = f"person-{school.principal[2:]}"
    person = DemoStep(school.log, known, "RegisterPerson", named, OPERATOR, steps[0].on)
    told = [person, *others[:begin], *written, *others[begin:], *_plan(school, year + 1, steps)]
    return Lane(f"{school.name}, {year + 1}", told)


def _plan(school: School, year: int, steps: list[DemoStep]) -> Iterator[DemoStep]:
    """Yield the beginning of that year's plan: one thing to be done, put in loose words."""
    stream, on = f"improvement_plan-{school.id}_{year}", steps[-1].on
    begun = {"year": year, "cycles": [f"{school.id}_{year}"]}
    yield DemoStep(school.log, stream, "DraftImprovementPlan", begun, school.principal, on)
    work = {"solution": "Tăng cường cơ sở vật chất (dữ liệu mẫu)", "budget": 5_000_000}
    work |= {"responsible": school.principal, "complete_by": f"{year + 1}-03-31"}
    weak = {"born_of": "weakness", "criterion": "3.1", "work": work}
    yield DemoStep(school.log, stream, "AddPlanItem", weak, school.principal, on)


def _later(step: DemoStep, year: int) -> DemoStep:
    data = {**step.data, "year": year + 1} if "year" in step.data else step.data
    stream = step.stream.removesuffix(str(year)) + str(year + 1)
    return replace(step, stream=stream, data=data, on=step.on.replace(year=step.on.year + 1))


def _sheet(rules: RuleSet, criterion: str, like: Wire) -> Wire:
    (codes, *_) = [one["evidence"] for one in like["judgements"] if one["evidence"]]
    told = {"criterion": criterion, "judgements": list(_judged(rules, criterion, codes))}
    return {**told, "strengths": QUOTE} if criterion == QUOTING else told


def _judged(rules: RuleSet, criterion: str, codes: list[str]) -> Iterator[Wire]:
    for level, indicator in levels.indicators(rules, criterion):
        if level <= JUDGED:
            met = level < JUDGED
            judged = {"level": level, "indicator": indicator, "met": met}
            yield {**judged, "evidence": codes if met else []}
