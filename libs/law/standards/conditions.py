"""What a school must meet to register for external evaluation: each condition with its rule. Pure.

The one place for them: `eligibility` lists by them who may register, and `review` refuses by them
who may not; whoever verifies a log repeats them. Kinds are "accreditation" and "national_standard".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from libs.law.calendar import add_months, add_years, show, year_name
from libs.law.standards import RuleSet, external_review
from libs.law.standards.levels import accreditation_grade, national_grade
from libs.law.standards.rule_set import cite


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: whether it is met, in a Vietnamese sentence, by which rule, how sure that is."""

    met: bool
    said: str
    rule: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Earned:
    """The grades that a level earns under a set; None: none of that kind."""

    accreditation: int | None
    national: int | None

    @property
    def any(self) -> bool:
        """Whether there is something to ask for."""
        return bool(self.accreditation or self.national)


def offered(rules: RuleSet) -> Sequence[str]:
    """Return of which kinds a set has recognitions."""
    kinds = {
        "accreditation": rules.document["accreditation_grades"],
        "national_standard": rules.document["national_standard"],
    }
    return tuple(kind for kind, grades in kinds.items() if grades)


def earned(rules: RuleSet, level: int) -> Earned:
    """Return what a report of this level earns under the set by which it was judged."""
    return Earned(accreditation_grade(rules, level), national_grade(rules, level))


def operation(
    rules: RuleSet,
    kinds: Sequence[str],
    opened_on: date | None,
    cohorts_completed: int | None,
    on: date,
) -> Sequence[Condition]:
    """Return what a set asks of how long a school of such requests has worked: cohorts, years."""
    rule, found = cite(rules, "34"), []
    cohorts, years = _cohorts(rules, kinds), rules.min_years_in_operation
    if cohorts:
        have = "chưa ghi nhận" if cohorts_completed is None else str(cohorts_completed)
        said = f"Cần ít nhất {cohorts} khóa học sinh hoàn thành chương trình; hiện có: {have}."
        found.append(Condition((cohorts_completed or 0) >= cohorts, said, rule))
    if years:
        since = "chưa ghi nhận" if opened_on is None else show(opened_on)
        said = f"Trường phải hoạt động đủ {years} năm; ngày bắt đầu hoạt động: {since}."
        met = opened_on is not None and add_years(opened_on, years) <= on
        found.append(Condition(met, said, rule))
    return found


def _cohorts(rules: RuleSet, kinds: Sequence[str]) -> int | None:
    """Return how many cohorts have to be through: a set may ask it for the national standard."""
    asked = (rules.document["national_standard"] or {}).get("conditions", ())
    if "national_standard" in kinds and "cohort_completed_programme" in asked:
        return max(rules.min_cohorts or 0, 1)
    return rules.min_cohorts


def report_age(report_year: int | None, year: int) -> Condition:
    """Return whether a report is recent enough for the case of a school year; None: there is none.

    It is of that year or the one before. Source: data/external_review.yaml.
    """
    back, source = external_review.report_years_back()
    oldest = year - back
    said = f"Hồ sơ năm học {year_name(year)} kèm báo cáo tự đánh giá đã nộp, từ năm học "
    said += f"{year_name(oldest)} trở đi; "
    if report_year is None:
        return Condition(False, f"{said}chưa nộp báo cáo nào.", source, sure=False)
    said += f"báo cáo của trường: năm học {year_name(report_year)}."
    return Condition(report_year >= oldest, said, source, sure=False)


def of_kind(rules: RuleSet, wanted: str, name: str) -> Condition:
    """Return whether a report was judged by the criteria of what the school, or its stage, is.

    `name` is what `wanted` is called.
    """
    said = f"Báo cáo tự đánh giá theo {rules.title_vi}; cần theo bộ tiêu chuẩn của {name}."
    return Condition(wanted in rules.applies_to, said, cite(rules))


def upgrade_from(rules: RuleSet, since: date) -> date | None:
    """Return from when more may be asked for than a school has had `since`; None: at any time."""
    wait = rules.upgrade_wait_years
    return None if wait is None else add_years(since, wait)


def renew_by(rules: RuleSet, valid_to: date) -> date | None:
    """Return the last day to register anew in time before what ends; None: the set names none."""
    lead = rules.renewal_lead_months
    return None if lead is None else add_months(valid_to, -lead)
