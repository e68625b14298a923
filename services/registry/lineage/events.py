"""What was decided about schools as a whole: mergers, divisions, closures, one stream a log.

Whether a school lives and who succeeds it is decided here and nowhere else, so that two acts can
never claim one school. What it means for each school is recorded in that school's own stream.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Id, Line, size
from services.registry.shared.fields import MergerForm, Public, SplitForm

Schools = Annotated[tuple[Id, ...], size(1, 20)]


@dataclass(frozen=True, slots=True)
class MergerDecided(Public):
    """`predecessors` end on the day `starts`, on which `successor` takes them up."""

    story: ClassVar[str] = "{predecessors} nhập vào {successor} từ ngày {starts}, theo {basis}"

    predecessors: Schools
    successor: Id
    form: MergerForm
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SplitDecided(Public):
    """`school` becomes `successors` (split), or gives a part to them and goes on (split_off)."""

    story: ClassVar[str] = "{school} chia, tách thành {successors} từ ngày {starts}, theo {basis}"

    school: Id
    successors: Schools
    form: SplitForm
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class ClosureDecided(Public):
    """`school` is dissolved without a successor; `ends` is the first day without it."""

    story: ClassVar[str] = "Giải thể {school} từ ngày {ends}, theo {basis}"

    school: Id
    ends: date
    basis: Line


LineageEvent = MergerDecided | SplitDecided | ClosureDecided
LINEAGE_EVENTS: Contract[LineageEvent] = Contract(LineageEvent)
