"""On what each deadline of a case rests, with its doubt: the office's term, the set, the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from libs.law import standards
from libs.law.standards import RuleSet, external_review
from libs.law.standards.rule_set import cite
from services.review.shared.fields import OpenDeadline, OwedStep

ARTICLES: Mapping[OwedStep, str] = {
    **dict.fromkeys(("draft", "reply", "answer", "final"), "32"),
    **dict.fromkeys(("appraise", "notify"), "17"),
    "decide": "35",
    "propose": "38",
}
DECISIONS: Mapping[OwedStep, str] = {
    "decide": "so_director_decides_accreditation",
    "propose": "so_director_proposes_national_standard",
}
PLANNED = "tháng dự kiến trong danh sách của đơn vị"


@dataclass(frozen=True, slots=True)
class DeadlineBasis:
    """On what the deadline of a step that is owed rests; `sure`: whether that is certain."""

    step: OwedStep
    basis: str
    sure: bool


def bases(
    rules_hash: str | None, terms: Iterable[Mapping[str, Any]], owed: Iterable[OpenDeadline]
) -> tuple[DeadlineBasis, ...]:
    """Return the basis of each step that is owed; `terms` are those that the office set."""
    set_last = {term["step"]: term for term in terms}
    try:
        rules = standards.by_hash(rules_hash) if rules_hash else None
    except KeyError:
        rules = None
    return tuple(_basis(rules, set_last.get(each.step), each.step) for each in owed)


def _basis(rules: RuleSet | None, term: Mapping[str, Any] | None, step: OwedStep) -> DeadlineBasis:
    if term is not None:
        return DeadlineBasis(step, str(term["basis"]), bool(term["sure"]))
    if step == "survey":
        return DeadlineBasis(step, PLANNED, True)
    if rules is None:
        return DeadlineBasis(step, "", False)
    if step in external_review.TERMS:
        cited = external_review.cite_term(rules, step, ARTICLES[step])
        return DeadlineBasis(step, cited, external_review.term_is_sure(rules, step))
    days = rules.working_days.get(DECISIONS[step])
    more = f" ({days} ngày làm việc)" if days is not None else ""
    return DeadlineBasis(step, f"{cite(rules, ARTICLES[step])}{more}", True)
