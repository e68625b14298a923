"""How far a team is with rating blind, and what its findings rest on then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from libs.engine.procedure import Fold
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.standards import external_review
from libs.law.standards.levels import indicators, name
from libs.law.standards.rule_set import RuleSet
from libs.law.standards.sheets import Place
from services.review.agreement.events import (
    AGREEMENT_EVENTS,
    AgreementEvent,
    DifferenceSettled,
    RatingsAsked,
    RatingsGivenUp,
    RatingsOpened,
)
from services.review.shared.fields import Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """The round that was asked for last; `settled` is what was agreed last of each criterion."""

    asked: RatingsAsked | None = None
    opened: RatingsOpened | None = None
    given_up: RatingsGivenUp | None = None
    settled: Mapping[str, DifferenceSettled] = field(default_factory=dict)

    def of(self, attempt: int) -> "Agreement":
        """Return the agreement as it counts for this registration: not at all, if it is not of it
        or was given up."""
        counts = self.asked and self.asked.attempt == attempt and not self.given_up
        return self if counts else Agreement()

    @property
    def rounds(self) -> int:
        """How many rounds there were, those given up too."""
        return self.asked.round if self.asked else 0

    def alike(self, rules: RuleSet, criterion: str) -> dict[Place, bool]:
        """Return what all members judged alike of a criterion."""
        if self.opened is None:
            return {}
        found = {}
        for level, indicator in indicators(rules, criterion):
            shown = name(criterion, level, indicator)
            if shown in self.opened.all_met or shown in self.opened.none_met:
                found[level, indicator] = shown in self.opened.all_met
        return found

    def differing(self, rules: RuleSet, criterion: str) -> list[Place]:
        """Return the indicators of a criterion on which the members differed."""
        if self.opened is None:
            return []
        return [
            place
            for place in indicators(rules, criterion)
            if name(criterion, *place) in self.opened.differing
        ]

    @property
    def open(self) -> tuple[str, ...]:
        """The criteria on which the members differed and nothing is settled, in their order."""
        names = self.opened.differing if self.opened else ()
        codes = dict.fromkeys(each.partition("/")[0] for each in names)
        return tuple(code for code in codes if code not in self.settled)


def evolve(agreement: Agreement, event: AgreementEvent) -> Agreement:
    """Return the agreement after `event`."""
    match event:
        case RatingsAsked():
            return Agreement(asked=event)
        case RatingsGivenUp():
            return replace(agreement, given_up=event)
        case RatingsOpened():
            return replace(agreement, opened=event)
        case DifferenceSettled():
            return replace(agreement, settled={**agreement.settled, event.criterion: event})


AGREEMENT: Fold[Agreement] = Fold("agreement", AGREEMENT_EVENTS, Agreement(), evolve)
"""What others remember of an agreement: all of it."""


def require_waiting(agreement: Agreement) -> RatingsAsked:
    """Return the round that is being rated; raises `Rejected` ("ratings-not-asked")."""
    if agreement.asked is None or agreement.opened is not None:
        detail = "Đoàn không ở trong lượt chấm riêng nào."
        raise Rejected("ratings-not-asked", detail, "trưởng đoàn giao chấm riêng, rồi từng người")
    return agreement.asked


def check_finding(
    rules: RuleSet, agreement: Agreement, criterion: str, judgements: Iterable[Verdict]
) -> None:
    """Raise `Rejected` unless the team's sheet on a criterion is what its members came to.

    Codes: ratings-sealed, difference-open, finding-differs. A team that does not rate blind is
    asked nothing, nor any where the differences are only shown. Source: `differences` of
    external_review.yaml.
    """
    if agreement.asked is None:
        return
    rule = external_review.differences(rules)
    if agreement.opened is None:
        detail = "Đoàn đang chấm riêng; phiếu của đoàn ghi được khi mọi thành viên đã nộp."
        raise refused("ratings-sealed", detail, rule.source)
    if not rule.settled_first:
        return
    if criterion in agreement.open:
        detail = f"Các thành viên chấm khác nhau ở tiêu chí {criterion}; hãy thống nhất trước."
        raise refused("difference-open", detail, rule.source, at="/criterion")
    wrong = _unlike(rules, agreement, criterion, judgements)
    if wrong:
        detail = f"Phiếu của đoàn khác điều đã thống nhất ở {', '.join(wrong)}."
        raise refused("finding-differs", detail, rule.source, at="/judgements")


def require_followed(
    rules: RuleSet, agreement: Agreement, findings: Mapping[str, Sequence[Verdict]]
) -> None:
    """Raise `Rejected` unless all is settled, and the team's sheets are what it came to.

    Codes and source as of `check_finding`.
    """
    if agreement.asked is None:
        return
    rule = external_review.differences(rules)
    if agreement.opened is None:
        detail = "Đoàn đang chấm riêng; khảo sát kết thúc khi mọi thành viên đã nộp."
        raise refused("ratings-sealed", detail, rule.source)
    if not rule.settled_first:
        return
    if agreement.open:
        codes = agreement.open
        detail = f"Còn {len(codes)} tiêu chí chưa thống nhất: {', '.join(codes)}."
        errors = [FieldError("", "difference-open", f"{c}: chưa thống nhất.") for c in codes]
        raise Rejected("difference-open", detail, rule.source, errors)
    wrong = [
        shown
        for criterion, verdicts in findings.items()
        for shown in _unlike(rules, agreement, criterion, verdicts)
    ]
    if wrong:
        detail = f"Phiếu của đoàn khác điều đã thống nhất ở {', '.join(wrong)}."
        raise refused("finding-differs", detail, rule.source)


def _unlike(
    rules: RuleSet, agreement: Agreement, criterion: str, judgements: Iterable[Verdict]
) -> list[str]:
    """Return the indicators that a sheet judges otherwise than the team came to.

    What no member judged the team is free to judge.
    """
    told = {(each.level, each.indicator): each.met for each in judgements}
    settled = agreement.settled.get(criterion)
    agreed = {(v.level, v.indicator): v.met for v in settled.judgements} if settled else {}
    expected: dict[Place, bool | None] = {**agreement.alike(rules, criterion)}
    expected |= {p: agreed.get(p) for p in agreement.differing(rules, criterion)}
    return [name(criterion, *place) for place, met in expected.items() if told.get(place) != met]
