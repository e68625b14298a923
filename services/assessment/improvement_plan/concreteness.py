"""What is too loose in something to be done: pointed out to its writer, never refused or scored."""

from collections.abc import Iterator

from libs.law.calendar import school_year_days
from libs.law.standards.improvement_plans import is_vague
from services.assessment.improvement_plan.events import Work


def warnings(work: Work, year: int) -> Iterator[str]:
    """Yield the code of each thing that is loose, for a plan of a school year.

    term-missing, responsible-missing, result-indicator-missing, words-without-figure,
    outside-school-year; what they are called stands in `labels.yaml`.
    """
    if work.starts is None or work.complete_by is None:
        yield "term-missing"
    if work.responsible is None:
        yield "responsible-missing"
    if not work.result_indicator.strip():
        yield "result-indicator-missing"
    if any(map(is_vague, (work.solution, work.goal, work.activities, work.result_indicator))):
        yield "words-without-figure"
    first, last = school_year_days(year)
    if any(day and not first <= day <= last for day in (work.starts, work.complete_by)):
        yield "outside-school-year"
