"""A team comes to its judgement (`agreement-<case>`): rated alone, opened, settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Never

from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, Remark, given
from libs.kernel.problems import Rejected, refused
from libs.law.standards import external_review, sheets
from libs.law.standards.levels import CriterionCode, Judgements, criteria, indicators, name
from libs.law.standards.rule_set import RuleSet, cite
from libs.law.vietnamese import says_something
from libs.rights import SYSTEM, Right
from services.review.agreement.events import (
    AgreementEvent,
    DifferenceSettled,
    RatingsAsked,
    RatingsGivenUp,
    RatingsOpened,
    Settled,
)
from services.review.agreement.state import Agreement, evolve, require_waiting
from services.review.evaluation.state import Evaluation, State, Surveying, within
from services.review.evaluation.survey import require_leader
from services.review.rating.state import Rating
from services.review.shared.fields import EVALUATOR


@dataclass(frozen=True, slots=True)
class AskForRatings:
    """Let each member rate alone, before the team writes any sheet of its own."""

    right: ClassVar[Right] = EVALUATOR

    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class GiveUpRatings:
    """Go on without them, as when a member cannot rate; what was rated stays closed."""

    right: ClassVar[Right] = EVALUATOR

    reason: Remark
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class OpenRatings:
    """Open the ratings once all are handed in; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM


@dataclass(frozen=True, slots=True)
class SettleDifference:
    """Say what the team agreed on where its members differed on a criterion, and why."""

    right: ClassVar[Right] = EVALUATOR

    criterion: CriterionCode
    judgements: Settled
    reason: Remark
    actor: str = given("actor")


ByLeader = AskForRatings | GiveUpRatings | SettleDifference
Command = ByLeader | OpenRatings
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The case, and the rating of each who is in its team, by person."""

    case: Evaluation
    ratings: Mapping[str, Rating]


def ask(command: AskForRatings, known: Evaluation, agreement: Agreement) -> Sequence[RatingsAsked]:
    """Return the next round; none while one runs or is opened.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, findings-begun.
    """
    case = within(known, Surveying, State.SURVEYING)
    require_leader(case, command.actor)
    attempt = case.registration.attempt
    if agreement.of(attempt).asked:
        return []
    if case.findings:
        detail = "Đoàn đã ghi phiếu chung nên không còn chấm riêng được mà không thấy của nhau."
        raise Rejected("findings-begun", detail, external_review.differences(case.rules).source)
    return [RatingsAsked(agreement.rounds + 1, attempt)]


def give_up(
    command: GiveUpRatings, known: Evaluation, agreement: Agreement
) -> Sequence[RatingsGivenUp]:
    """Return the end of the round; none if it ended so.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, ratings-not-asked, text-wordless.
    """
    if agreement.given_up and agreement.given_up.reason == command.reason:
        return []
    case = within(known, Surveying, State.SURVEYING)
    require_leader(case, command.actor)
    require_waiting(agreement.of(case.registration.attempt))
    _check_words(command.reason)
    return [RatingsGivenUp(command.reason)]


def open_(command: OpenRatings, known: HandedIn, agreement: Agreement) -> Sequence[RatingsOpened]:
    """Return that the ratings are open; none before everybody in the team has handed in."""
    case = known.case
    if not isinstance(case, Surveying) or case.state is not State.SURVEYING:
        return []
    counts = agreement.of(case.registration.attempt)
    raters = tuple(member.person for member in case.team.members)
    handed_in = all(known.ratings[person].handed_in for person in raters)
    if counts.asked is None or counts.opened or not handed_in:
        return []
    judged = [known.ratings[person].judgements for person in raters]
    return [RatingsOpened(counts.asked.round, raters, *compared(case.rules, judged))]


def compared(rules: RuleSet, judged: Sequence[Judgements]) -> tuple[tuple[str, ...], ...]:
    """Return the names of the indicators that all judged met, that all judged not met, and those
    on which they differ or that only some judged; what nobody judged is in none of them."""
    met: list[str] = []
    not_met: list[str] = []
    differing: list[str] = []
    article = (rules.level4_article,) if rules.level4_article else ()
    for criterion in (*criteria(rules), *article):
        for level, indicator in indicators(rules, criterion):
            told = {each.get((criterion, level, indicator)) for each in judged}
            shown = name(criterion, level, indicator)
            if len(told) > 1:
                differing.append(shown)
            elif told != {None}:
                (met if told == {True} else not_met).append(shown)
    return tuple(met), tuple(not_met), tuple(differing)


def settle(
    command: SettleDifference, known: Evaluation, agreement: Agreement
) -> Sequence[DifferenceSettled]:
    """Return what was agreed, in place of what was before; none if that stands there.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, ratings-not-open, nothing-differs,
    indicator-agreed, difference-open, text-wordless, and as `sheets.check`.
    """
    case = within(known, Surveying, State.SURVEYING, State.SURVEYED)
    require_leader(case, command.actor)
    counts = agreement.of(case.registration.attempt)
    if counts.opened is None:
        detail = "Phiếu chấm riêng chưa mở nên chưa có gì để thống nhất."
        raise refused("ratings-not-open", detail, external_review.differences(case.rules).source)
    agreed = DifferenceSettled(command.criterion, command.judgements, command.reason)
    if counts.settled.get(command.criterion) == agreed:
        return []
    _check_settled(command, case.rules, counts)
    _check_words(command.reason)
    return [agreed]


def _check_settled(command: SettleDifference, rules: RuleSet, agreement: Agreement) -> None:
    """Raise `Rejected` unless what differed, and nothing else, is settled as a sheet may be."""
    criterion = command.criterion
    differing = agreement.differing(rules, criterion)
    rule = external_review.differences(rules).source
    if not differing:
        detail = f"Các thành viên chấm giống nhau ở tiêu chí {criterion}."
        raise refused("nothing-differs", detail, rule, at="/criterion")
    told = {(each.level, each.indicator) for each in command.judgements}
    for n, each in enumerate(command.judgements):
        if (each.level, each.indicator) not in differing:
            shown = name(criterion, each.level, each.indicator)
            detail = f"Các thành viên chấm giống nhau ở {shown}; chỉ ghi chỗ khác nhau."
            raise refused("indicator-agreed", detail, rule, at=f"/judgements/{n}")
    missing = [
        name(criterion, *place) for place in differing if place[0] == 1 and place not in told
    ]
    if missing:
        detail = f"Chưa ghi điều thống nhất ở {', '.join(missing)}."
        raise refused("difference-open", detail, cite(rules, sheets.ARTICLES), at="/judgements")
    alike = {(criterion, *place): met for place, met in agreement.alike(rules, criterion).items()}
    sheets.check(rules, criterion, command.judgements, alike)


def _check_words(reason: str) -> None:
    if not says_something(reason):
        detail = "Lý do (trường reason) chỉ có dấu hoặc một chữ cái; hãy viết thành lời."
        raise refused("text-wordless", detail, "lý do của đoàn", at="/reason")


AGREEING: Decider[Never, Agreement, AgreementEvent] = Decider(
    Agreement(), by_knowledge_alone, evolve
)
