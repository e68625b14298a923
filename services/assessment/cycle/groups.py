"""Secretariat and working groups: which group owns which criterion, and who is in it.

The sizes that guidance of 2014 gives (secretariat 2 to 3, groups 2 to 5) bind nobody today and are
not asked for. Source: 6339/BGDĐT-KTKĐCLGD of 05/11/2014; TT 57/2026 art. 9(3)(b): tasks to each
member.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Actor, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.standards import levels, work_plans
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.assessment.cycle.council import posts_of
from services.assessment.cycle.events.council import (
    CriteriaHandedOver,
    GroupsFormed,
    Persons,
    WorkingGroup,
    WorkingGroups,
)
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import (
    Cycle,
    Open,
    require_council,
    require_working,
)
from services.assessment.shared.fields import PRINCIPAL, Reason

RULE = "nhóm công tác của hội đồng tự đánh giá"


@dataclass(frozen=True, slots=True)
class FormGroups:
    """Form the secretariat and all working groups, or others in their place.

    A group's head sits in the council; its other members may be any persons of the school.
    """

    right: ClassVar[Right] = PRINCIPAL
    secretariat: Persons
    groups: WorkingGroups
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class HandOverCriteria:
    """Put another person into an absent one's place in every group, in one act."""

    right: ClassVar[Right] = PRINCIPAL
    absent: Actor
    taken_by: Actor
    reason: Reason
    dated: date | None = None
    on: date = given("on")


def form(command: FormGroups, cycle: Cycle) -> Sequence[GroupsFormed]:
    """Return the groups; none when they are these.

    Raises `Rejected`: as `require_working`, `require_council` and `paper_day`; groups-wrong, whose
    errors name every fault: criterion-unknown, criterion-owned-twice, group-name-twice,
    member-twice, head-not-in-council.
    """
    found = require_working(cycle)
    council = require_council(found)
    current = found.groups
    same = current and (current.secretariat, current.groups) == (
        command.secretariat,
        command.groups,
    )
    if current and same and command.dated in (None, current.dated):
        return []
    day = paper_day(command.dated, command.on, found.opened, council.appointed_on)
    errors = list(_faults(found, command.secretariat, command.groups))
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("groups-wrong", detail, RULE, errors)
    return [GroupsFormed(command.secretariat, command.groups, day)]


def hand_over(command: HandOverCriteria, cycle: Cycle) -> Sequence[CriteriaHandedOver]:
    """Return the hand-over, with the criteria of the absent person's groups.

    Raises `Rejected`: as `require_working` and `paper_day`; groups-missing, not-in-groups,
    successor-same, head-not-in-council.
    """
    found = require_working(cycle)
    groups = require_groups(found)
    if command.absent == command.taken_by:
        detail = "Người nhận bàn giao phải khác người vắng mặt."
        raise refused("successor-same", detail, RULE, at="/taken_by")
    if command.absent not in _persons(groups):
        detail = f"'{command.absent}' không ở trong ban thư ký hay nhóm công tác nào."
        raise refused("not-in-groups", detail, RULE, at="/absent")
    heads = any(group.head == command.absent for group in groups.groups)
    if heads and not posts_of(found, command.taken_by):
        detail = (
            f"'{command.absent}' là trưởng nhóm; người nhận phải là thành viên hội đồng, "
            f"'{command.taken_by}' thì không."
        )
        raise refused("head-not-in-council", detail, RULE, at="/taken_by")
    day = paper_day(command.dated, command.on, found.opened, groups.dated)
    criteria = criteria_of(groups, command.absent)
    return [CriteriaHandedOver(command.absent, command.taken_by, command.reason, criteria, day)]


def require_groups(cycle: Open) -> GroupsFormed:
    """Return the groups; raises `Rejected` ("groups-missing")."""
    if cycle.groups is None:
        raise Rejected("groups-missing", "Chưa lập các nhóm công tác.", RULE)
    return cycle.groups


def criteria_of(groups: GroupsFormed, person: str) -> tuple[str, ...]:
    """Return the criteria of the groups that a person is in, in the order of the groups."""
    return tuple(
        criterion
        for group in groups.groups
        if person in (group.head, *group.others)
        for criterion in group.criteria
    )


def require_plan(cycle: Open) -> None:
    """Raise `Rejected` ("plan-missing") while the plan is missing that the cycle began with.

    Groups are asked for by the plan, which hands each criterion to one.
    """
    if cycle.opened.plan_required and cycle.plan is None:
        detail = (
            "Chưa duyệt kế hoạch tự đánh giá nên chưa đánh giá tiêu chí, chưa phê duyệt báo cáo "
            "được. Hiệu trưởng lập nhóm, giao tiêu chí rồi duyệt kế hoạch ở trang của đợt."
        )
        raise Rejected("plan-missing", detail, work_plans.basis(cycle.rules))


def may_write(cycle: Open, criterion: str, person: str, role: str) -> bool:
    """Return whether a person may write a criterion: anybody of the school before a plan is
    approved, then its group, the secretariat and the principal."""
    groups = cycle.groups
    if cycle.plan is None or groups is None or role == "principal":
        return True
    return person in groups.secretariat or criterion in criteria_of(groups, person)


def require_owner(
    cycle: Open, criterion: str, person: str, role: str, at: str = "/criterion"
) -> None:
    """Raise `Rejected` unless a person may write a criterion now: criterion-not-yours, and as
    `require_plan`."""
    require_plan(cycle)
    if may_write(cycle, criterion, person, role):
        return
    groups = cycle.groups.groups if cycle.groups else ()
    owner = next((group.name for group in groups if criterion in group.criteria), None)
    said = f"thuộc nhóm '{owner}'" if owner else "chưa giao cho nhóm nào"
    detail = f"Tiêu chí {criterion} {said}; '{person}' không ở trong nhóm đó hay ban thư ký."
    raise refused("criterion-not-yours", detail, RULE, at=at)


def unowned(cycle: Open) -> tuple[str, ...]:
    """Return the criteria that no group owns, in the order of the set; clauses of level 4 apart."""
    groups = cycle.groups.groups if cycle.groups else ()
    owned = {criterion for group in groups for criterion in group.criteria}
    return tuple(each for each in levels.criteria(cycle.rules) if each not in owned)


def strangers(cycle: Open) -> tuple[str, ...]:
    """Return the heads of groups that do not sit in the council."""
    groups = cycle.groups.groups if cycle.groups else ()
    return tuple(group.head for group in groups if not posts_of(cycle, group.head))


def _persons(groups: GroupsFormed) -> frozenset[str]:
    of_groups = (person for each in groups.groups for person in (each.head, *each.others))
    return frozenset((*groups.secretariat, *of_groups))


def _faults(
    cycle: Open, secretariat: Sequence[str], groups: Sequence[WorkingGroup]
) -> Iterator[FieldError]:
    yield from _twice("/secretariat", secretariat)
    names: set[str] = set()
    owners: dict[str, str] = {}
    for n, group in enumerate(groups):
        at = f"/groups/{n}"
        if group.name in names:
            detail = f"Có hai nhóm tên '{group.name}'."
            yield FieldError(f"{at}/name", "group-name-twice", detail)
        names.add(group.name)
        if not posts_of(cycle, group.head):
            detail = f"Trưởng nhóm '{group.head}' không ở trong hội đồng."
            yield FieldError(f"{at}/head", "head-not-in-council", detail)
        yield from _twice(f"{at}/others", group.others, (group.head,))
        for m, criterion in enumerate(group.criteria):
            if not levels.indicators(cycle.rules, criterion):
                detail = f"{cite(cycle.rules)} không có tiêu chí {criterion}."
                yield FieldError(f"{at}/criteria/{m}", "criterion-unknown", detail)
            elif criterion in owners:
                detail = f"Tiêu chí {criterion} đã giao cho nhóm '{owners[criterion]}'."
                yield FieldError(f"{at}/criteria/{m}", "criterion-owned-twice", detail)
            owners.setdefault(criterion, group.name)


def _twice(at: str, persons: Sequence[str], before: Sequence[str] = ()) -> Iterator[FieldError]:
    seen = set(before)
    for n, person in enumerate(persons):
        if person in seen:
            yield FieldError(f"{at}/{n}", "member-twice", f"'{person}' được ghi hai lần.")
        seen.add(person)
