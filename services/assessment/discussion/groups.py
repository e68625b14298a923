"""The working groups of a cycle's council, and who is in each, as the cycle tells them."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.kernel.messages import Contract


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """A group: its head, its other members."""

    name: str
    head: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupsFormed:
    """Cycle: the council's groups are these from now on."""

    groups: tuple[WorkingGroup, ...]


@dataclass(frozen=True, slots=True)
class CriteriaHandedOver:
    """Cycle: another person takes an absent one's place in every group."""

    absent: str
    taken_by: str


GroupsTold = GroupsFormed | CriteriaHandedOver
GROUPS_HEARD: Contract[GroupsTold] = Contract(GroupsTold)
Groups = Mapping[str, frozenset[str]]
"""Who is in each group, by the group's name."""


def regrouped(groups: Groups, told: GroupsTold) -> Groups:
    """Return the groups after what the cycle told."""
    match told:
        case GroupsFormed(formed):
            return {group.name: frozenset((group.head, *group.others)) for group in formed}
        case CriteriaHandedOver(absent, taken_by):
            return {
                name: people - {absent} | {taken_by} if absent in people else people
                for name, people in groups.items()
            }
