"""Who may and who must register for external evaluation, and why: each reason with its rule. Pure.

The rules are those of the set in force for the school's kind; what no set says is data
(data/eligibility.yaml) with how sure it is. `review` refuses a registration by the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libs.law.calendar import add_months, add_years, school_year, show, year_name
from libs.law.standards import RuleSet, external_review, read_data
from libs.law.standards.levels import accreditation_grade, national_grade
from libs.law.standards.rule_set import cite

EligibilityState = Literal[
    "registration_done",
    "must_register",
    "may_register",
    "not_yet_eligible",
    "assessment_not_begun",
]
"""It has registered for the year; it must, a recognition ends; it may; it may not yet; it may not,
and has not begun to assess itself either."""
KINDS = {
    "accreditation": "kiểm định chất lượng cấp độ",
    "national_standard": "chuẩn quốc gia mức độ",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A recognition: valid on both days it names."""

    kind: str
    grade: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a school on a day: since when it operates, its last report, what it holds.

    `rules` is the set in force for its kind, None: none is. `report_year`, `level`: of the last
    report that was handed in; `assessed_under` its set. `begun`: it has opened a self-assessment of
    this school year or the one before. `registered_on`: it registered for the year asked about.
    """

    rules: RuleSet | None
    opened_on: date | None
    cohorts_completed: int | None
    report_year: int | None
    level: int
    assessed_under: RuleSet | None
    begun: bool
    held: tuple[Held, ...]
    registered_on: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition: whether it is met, in a Vietnamese sentence, by which rule, how sure that is."""

    met: bool
    said: str
    rule: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a school may or must register, and why.

    `register_by`: the last day to register anew before what it holds ends, None where it holds
    nothing or no rule names one; `expires_on` the last day of what ends first. `grades`: what its
    last report would earn, accreditation and national.
    """

    state: EligibilityState
    reasons: tuple[Reason, ...]
    register_by: date | None
    expires_on: date | None
    grades: tuple[int | None, int | None]

    @property
    def missing(self) -> tuple[Reason, ...]:
        """The conditions that are not met."""
        return tuple(each for each in self.reasons if not each.met)


def eligibility(school: Standing, year: int, on: date) -> Eligibility:
    """Return how a school stands on a day towards registering for a school year."""
    rules, report = school.rules, school.assessed_under
    if rules is None:
        said = "Chưa có bộ tiêu chuẩn nào cho loại trường này."
        return Eligibility("not_yet_eligible", (Reason(False, said, ""),), None, None, (None, None))
    grades = (
        (accreditation_grade(report, school.level), national_grade(report, school.level))
        if report
        else (None, None)
    )
    latest = _latest(school.held)
    expires = min((held.valid_to for held in latest), default=None)
    lead = rules.renewal_lead_months
    by = add_months(expires, -lead) if expires is not None and lead is not None else None
    conditions = tuple(_conditions(school, rules, grades, year, on))
    if school.registered_on is not None:
        return Eligibility("registration_done", conditions, by, expires, grades)
    reasons = (*conditions, *_asks(latest, rules, grades, expires, by, on))
    ends = date(year + 1, 8, 31)
    state: EligibilityState
    if expires is not None and (by or expires) <= ends:
        state = "must_register"
    elif all(each.met for each in reasons):
        state = "may_register"
    else:
        state = "not_yet_eligible" if school.begun else "assessment_not_begun"
    return Eligibility(state, reasons, by, expires, grades)


def _latest(held: Sequence[Held]) -> list[Held]:
    """Return of each kind what ends last."""
    found: dict[str, Held] = {}
    for each in sorted(held, key=lambda one: one.valid_to):
        found[each.kind] = each
    return list(found.values())


def _conditions(
    school: Standing,
    rules: RuleSet,
    grades: tuple[int | None, int | None],
    year: int,
    on: date,
) -> Iterator[Reason]:
    """Yield what is asked of every school that registers."""
    cohorts, years = rules.min_cohorts, rules.min_years_in_operation
    rule = cite(rules, "34")
    if cohorts:
        have = school.cohorts_completed
        said = f"Cần {cohorts} khóa học sinh hoàn thành chương trình; "
        said += "chưa ghi nhận." if have is None else f"hiện có {have}."
        yield Reason((have or 0) >= cohorts, said, rule)
    if years:
        since = school.opened_on
        said = f"Cần hoạt động đủ {years} năm; "
        said += "chưa ghi ngày bắt đầu." if since is None else f"hoạt động từ {show(since)}."
        yield Reason(since is not None and add_years(since, years) <= on, said, rule)
    back, source = external_review.report_years_back()
    oldest = min(year, school_year(on)) - back
    told = school.report_year
    said = f"Cần báo cáo tự đánh giá đã nộp, từ năm học {year_name(oldest)}; "
    said += "chưa nộp." if told is None else f"đã nộp báo cáo năm học {year_name(told)}."
    yield Reason(told is not None and told >= oldest, said, f"{cite(rules, '26')}; {source}", False)
    if told is not None:
        earned = max(grade or 0 for grade in grades)
        said = f"Báo cáo đạt {f'Mức {school.level}' if school.level else 'dưới Mức 1'}."
        yield Reason(earned > 0, said, rule)


def _asks(
    latest: Sequence[Held],
    rules: RuleSet,
    grades: tuple[int | None, int | None],
    expires: date | None,
    by: date | None,
    on: date,
) -> Iterator[Reason]:
    """Yield whether there is something to ask for, of a school that holds a recognition."""
    if not latest or expires is None:
        return
    opens, source = renewal_opens()
    first = add_months(expires, -opens)
    upgrades = [one for one in latest if _upgrade(one, rules, grades) is not None]
    days = [day for one in upgrades if (day := _upgrade(one, rules, grades)) is not None]
    earliest = min([first, *days])
    names = ", ".join(f"{KINDS[one.kind]} {one.grade} đến {show(one.valid_to)}" for one in latest)
    said = f"Đang có {names}; đăng ký lại từ {show(first)}"
    said += f", chậm nhất {show(by)}" if by else ""
    if days:
        said += f"; đăng ký mức cao hơn từ {show(min(days))}"
    yield Reason(on >= earliest, f"{said}.", f"{cite(rules, '35')}; {source}", False)


def _upgrade(held: Held, rules: RuleSet, grades: tuple[int | None, int | None]) -> date | None:
    """Return from when the school may ask for more than it holds, None: it would earn no more."""
    earned = grades[0] if held.kind == "accreditation" else grades[1]
    if (earned or 0) <= held.grade:
        return None
    wait = rules.upgrade_wait_years
    return held.valid_from if wait is None else add_years(held.valid_from, wait)


def renewal_opens() -> tuple[int, str]:
    """Return how many months before the end a school may register anew, and on what that rests."""
    row = _data()["renewal"]
    return int(row["opens_months_before"]), str(row["source_vi"])


def expiry_rung(expires: date, on: date) -> int | None:
    """Return the rung of the ladder that a recognition stands on: 3 months, 6, 12 or 18 before its
    end at the most; None: it ends later. What has ended stands on the last one."""
    months = sorted(int(each) for each in _data()["expiry_ladder"]["months"])
    return next((each for each in months if add_months(expires, -each) <= on), None)


@dataclass(frozen=True, slots=True)
class Workload:
    """What a forecast assumes: schools that a team evaluates in a month, people of a team."""

    schools_per_team: int
    team_size: int
    source: str

    def teams(self, schools: int) -> int:
        """Return how many teams so many schools of a month need."""
        return -(-schools // self.schools_per_team)


def workload() -> Workload:
    """Return what is assumed where nobody says otherwise."""
    row = _data()["workload"]
    return Workload(int(row["schools_per_team"]), int(row["team_size"]), str(row["source_vi"]))


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "eligibility.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
