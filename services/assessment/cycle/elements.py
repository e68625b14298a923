"""The analysis of content elements (nội hàm): each found met or not by a named person.

Which elements there are is guidance, which is corrected over the years: a cycle pins one edition of
it by hash, so that a tick means the same for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Text, given, size
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.standards import guidance
from libs.law.standards.guidance import ElementId, Guidance
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.cycle.events.council import GuidancePinned
from services.assessment.cycle.events.work import ElementTicked, Verdict
from services.assessment.cycle.groups import require_owner
from services.assessment.cycle.state import Cycle, Open, require_council, require_working
from services.assessment.shared.fields import PRINCIPAL, SCHOOL, Sha256

RULE = "hướng dẫn phân tích nội hàm"


@dataclass(frozen=True, slots=True)
class PinGuidance:
    """Analyse the content elements of this edition of the guidance from now on."""

    right: ClassVar[Right] = PRINCIPAL
    guidance: Sha256


@dataclass(frozen=True, slots=True)
class Tick:
    """What is found of an element; why, where it is not simply met."""

    element: ElementId
    verdict: Verdict
    note: Text = ""


Ticks = Annotated[tuple[Tick, ...], size(0, 100)]


@dataclass(frozen=True, slots=True)
class TickElements:
    """Record what the actor finds of content elements of a criterion; others stay as they were."""

    right: ClassVar[Right] = SCHOOL
    criterion: CriterionCode
    ticks: Annotated[tuple[Tick, ...], size(1, 100)]
    actor: str = given("actor")
    role: str = given("role")


def pin(command: PinGuidance, cycle: Cycle) -> Sequence[GuidancePinned]:
    """Return the pinning; none when this edition is pinned.

    Raises `Rejected`: as `require_working` and `require_guidance`.
    """
    found = require_working(cycle)
    require_guidance(command.guidance, found.opened.rule_set, found.opened.revision)
    return [] if found.guidance == command.guidance else [GuidancePinned(command.guidance)]


def tick(command: TickElements, cycle: Cycle) -> Sequence[ElementTicked]:
    """Return what is new among the ticks.

    Raises `Rejected`: as `require_working`, `require_council`, `require_owner` and `ticked`.
    """
    found = require_working(cycle)
    require_council(found)
    require_owner(found, command.criterion, command.actor, command.role)
    return ticked(found, command.criterion, command.ticks)


def ticked(cycle: Open, criterion: str, ticks: Sequence[Tick]) -> list[ElementTicked]:
    """Return what is new among the ticks of a criterion's elements.

    Raises `Rejected`: guidance-not-pinned; ticks-wrong, whose errors name every fault:
    element-unknown, element-twice, note-missing.
    """
    pinned = pinned_guidance(cycle)
    if pinned is None:
        detail = "Đợt tự đánh giá chưa chọn bản hướng dẫn nội hàm."
        raise Rejected("guidance-not-pinned", detail, RULE)
    _check(criterion, ticks, pinned)
    told = [ElementTicked(criterion, each.element, each.verdict, each.note) for each in ticks]
    return [each for each in told if cycle.work.elements.get(each.element) != each]


def require_guidance(pinned: str, rule_set: str, revision: str) -> Guidance:
    """Return the guidance of this hash.

    Raises `Rejected` ("guidance-unknown") if there is none or it is of another rule set.
    """
    try:
        found = guidance.by_hash(pinned)
    except KeyError:
        detail = "Không có bản hướng dẫn nào mang mã băm này."
        raise refused("guidance-unknown", detail, RULE, at="/guidance") from None
    if (found.rule_set_id, found.revision) != (rule_set, revision):
        detail = f"Bản hướng dẫn này của {found.rule_set_id} {found.revision}, không phải của đợt."
        raise refused("guidance-unknown", detail, RULE, at="/guidance")
    return found


def pinned_guidance(cycle: Open) -> Guidance | None:
    """Return the guidance that a cycle has pinned, None if it has none."""
    return guidance.by_hash(cycle.guidance) if cycle.guidance else None


def _check(criterion: str, ticks: Sequence[Tick], pinned: Guidance) -> None:
    """Raise `Rejected` unless each tick is of an element of the criterion, once, with its why."""
    known = {
        element.id
        for (owner, _, _), elements in pinned.elements.items()
        if owner == criterion
        for element in elements
    }
    errors: list[FieldError] = []
    seen: set[str] = set()
    for n, each in enumerate(ticks):
        at = f"/ticks/{n}"
        if each.element not in known:
            detail = f"Tiêu chí {criterion} không có nội hàm {each.element}."
            errors.append(FieldError(f"{at}/element", "element-unknown", detail))
        if each.element in seen:
            detail = f"Nội hàm {each.element} được ghi hai lần."
            errors.append(FieldError(f"{at}/element", "element-twice", detail))
        seen.add(each.element)
        if each.verdict == "other" and not each.note.strip():
            detail = f"Nội hàm {each.element} ghi 'khác' thì phải nói rõ."
            errors.append(FieldError(f"{at}/note", "note-missing", detail))
    if errors:
        raise Rejected("ticks-wrong", " ".join(e.detail for e in errors), RULE, errors)
