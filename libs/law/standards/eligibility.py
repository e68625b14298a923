"""Who may and who must register for external evaluation, and why: each reason with its rule. Pure.

What is asked of a registration is `conditions`, by which `review` refuses one too. From when it is
worth asking again, and how long before its end a recognition is named, is ours alone and refuses
nothing (data/eligibility.yaml).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libs.law.calendar import add_months, school_year_days, show
from libs.law.labels import label
from libs.law.standards import RuleSet, conditions, read_data
from libs.law.standards.conditions import Condition, Earned
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

    `rules` is the set in force for its `kind`, None: none is. `report_year`, `level`: of the last
    report that was handed in; `assessed_under` its set. `begun`: it has opened a self-assessment of
    this school year or the one before. `registered_on`: it registered for the year asked about.
    """

    kind: str
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
class Eligibility:
    """Whether a school may or must register, and why.

    `register_by`: the last day to register anew before what it holds ends, None where it holds
    nothing or no rule names one; `expires_on` the last day of what ends first. `grades`: what its
    last report would earn, accreditation and national.
    """

    state: EligibilityState
    reasons: tuple[Condition, ...]
    register_by: date | None
    expires_on: date | None
    grades: tuple[int | None, int | None]

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions that are not met."""
        return tuple(each for each in self.reasons if not each.met)


def eligibility(school: Standing, year: int, on: date) -> Eligibility:
    """Return how a school stands on a day towards registering for a school year."""
    if school.rules is None:
        said = "Chưa có bộ tiêu chuẩn nào cho loại trường này."
        none = Condition(False, said, "")
        return Eligibility("not_yet_eligible", (none,), None, None, (None, None))
    report = school.assessed_under
    recent = conditions.report_age(school.report_year, year).met
    # A registration rests on the set of its report, as `review` takes it in.
    rules = report if report and recent else school.rules
    grades = conditions.earned(report, school.level) if report else Earned(None, None)
    latest = _latest(school.held)
    expires = min((held.valid_to for held in latest), default=None)
    by = conditions.renew_by(rules, expires) if expires is not None else None
    found = tuple(_conditions(school, rules, grades, year, on))
    earns = (grades.accreditation, grades.national)
    if school.registered_on is not None:
        return Eligibility("registration_done", found, by, expires, earns)
    reasons = (*found, *_asks(latest, rules, grades, expires, by, on))
    state = _state(school, reasons, (by or expires) if expires else None, year)
    return Eligibility(state, reasons, by, expires, earns)


def _state(
    school: Standing, reasons: Sequence[Condition], due: date | None, year: int
) -> EligibilityState:
    if due is not None and due <= school_year_days(year)[1]:
        return "must_register"
    if all(each.met for each in reasons):
        return "may_register"
    return "not_yet_eligible" if school.begun else "assessment_not_begun"


def _latest(held: Sequence[Held]) -> list[Held]:
    """Return of each kind what ends last."""
    found: dict[str, Held] = {}
    for each in sorted(held, key=lambda one: one.valid_to):
        found[each.kind] = each
    return list(found.values())


def _conditions(
    school: Standing, rules: RuleSet, grades: Earned, year: int, on: date
) -> Iterator[Condition]:
    """Yield what is asked of every school that registers, at least for one of the recognitions."""
    least = conditions.offered(rules)[:1]
    yield from conditions.operation(rules, least, school.opened_on, school.cohorts_completed, on)
    told = school.report_year
    yield conditions.report_age(told, year)
    if told is not None:
        yield conditions.of_kind(rules, school.kind, label(school.kind))
        said = f"Báo cáo đạt {f'Mức {school.level}' if school.level else 'dưới Mức 1'}."
        yield Condition(grades.any, said, cite(rules, "34"))


def _asks(
    latest: Sequence[Held],
    rules: RuleSet,
    grades: Earned,
    expires: date | None,
    by: date | None,
    on: date,
) -> Iterator[Condition]:
    """Yield whether there is something to ask for, of a school that holds a recognition."""
    if not latest or expires is None:
        return
    opens, source = renewal_opens()
    first = add_months(expires, -opens)
    days = [day for one in latest if (day := _upgrade(one, rules, grades)) is not None]
    earliest = min([first, *days])
    names = ", ".join(f"{KINDS[one.kind]} {one.grade} đến {show(one.valid_to)}" for one in latest)
    said = f"Đang có {names}; đăng ký lại từ {show(first)}"
    said += f", chậm nhất {show(by)}" if by else ""
    if days:
        said += f"; đăng ký mức cao hơn từ {show(min(days))}"
    yield Condition(on >= earliest, f"{said}.", f"{cite(rules, '35')}; {source}", False)


def _upgrade(held: Held, rules: RuleSet, grades: Earned) -> date | None:
    """Return from when the school may ask for more than it holds, None: it would earn no more."""
    earned = grades.accreditation if held.kind == "accreditation" else grades.national
    if (earned or 0) <= held.grade:
        return None
    return conditions.upgrade_from(rules, held.valid_from) or held.valid_from


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
