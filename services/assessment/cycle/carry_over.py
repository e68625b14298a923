"""Starting from an earlier cycle: its texts are taken over, its judgements are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Id, given, size
from libs.kernel.problems import refused
from libs.law.standards import levels
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.cycle.events.work import SheetCarriedOver, SheetRecorded
from services.assessment.cycle.groups import may_write, require_owner, require_plan
from services.assessment.cycle.state import STEPS, Cycle, require_council, require_working
from services.assessment.shared.fields import SCHOOL


@dataclass(frozen=True, slots=True)
class CarryOver:
    """Begin the empty sheets of these criteria with the texts of an earlier cycle of the school.

    Without criteria: of all that the actor may write. What is carried over counts as carried until
    the council confirms it.
    """

    right: ClassVar[Right] = SCHOOL
    source: Id
    criteria: Annotated[tuple[CriterionCode, ...], size(0, 60)] = ()
    school: str = given("school")
    actor: str = given("actor")
    role: str = given("role")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The other cycle: the rule set it was under, None if it was never opened; its sheets."""

    rule_set: str | None
    sheets: Mapping[str, SheetRecorded]


def carry_over(command: CarryOver, known: Earlier, cycle: Cycle) -> Sequence[SheetCarriedOver]:
    """Return a sheet for each criterion that has none yet and had one there.

    Raises `Rejected`: source-unknown, source-of-other-rules, criterion-not-yours, and as
    `require_working`, `require_council` and `require_plan`.
    """
    found = require_working(cycle)
    require_council(found)
    require_plan(found)
    own = command.source.partition("_")[0] == command.school
    if known.rule_set is None or not own:
        detail = f"Trường không có đợt tự đánh giá '{command.source}'."
        raise refused("source-unknown", detail, STEPS, at="/source")
    if known.rule_set != found.opened.rule_set:
        detail = (
            f"Đợt '{command.source}' theo bộ {known.rule_set}, đợt này theo "
            f"{found.opened.rule_set}: tiêu chí cùng số không còn cùng nội dung."
        )
        raise refused("source-of-other-rules", detail, STEPS, at="/source")
    if command.criteria:
        for n, criterion in enumerate(command.criteria):
            who = (criterion, command.actor, command.role)
            require_owner(found, *who, at=f"/criteria/{n}")
    return [
        _carried(command.source, criterion, known.sheets[criterion])
        for criterion in dict.fromkeys(command.criteria or known.sheets)
        if criterion in known.sheets
        and criterion not in found.work.sheets
        and levels.indicators(found.rules, criterion)
        and may_write(found, criterion, command.actor, command.role)
    ]


def _carried(source: str, criterion: str, sheet: SheetRecorded) -> SheetCarriedOver:
    texts = (sheet.strengths, sheet.weaknesses, sheet.improvement, sheet.descriptions)
    return SheetCarriedOver(source, criterion, *texts, sheet.clauses)
