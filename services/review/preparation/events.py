"""What review records of a team getting ready for its survey; its stream is `preparation-<case>`.

What the team makes of the dossier is for officers and the team; the school is told when it is
visited. Days are Vietnamese calendar dates, both ends included.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Actor, Contract, Line, Text, between, pattern, size
from libs.law.standards.levels import CriterionCode
from libs.law.standards.preparation import PhaseCode
from libs.rights import Right, Visibility
from services.review.shared.fields import EVALUATOR


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the team's work: from when to when, and by whom; without `doers` by all."""

    phase: PhaseCode
    starts_on: date
    due_on: date
    activity: Line | None = None
    doers: Annotated[tuple[Actor, ...], size(0, 40)] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """The criteria that one of the team is in charge of."""

    person: Actor
    criteria: Annotated[tuple[CriterionCode, ...], size(1, 60)]


@dataclass(frozen=True, slots=True)
class Interview:
    """Whom the team asks to speak with at the school, and how many of them."""

    who: Line
    count: Annotated[int, between(1, 999)]


EvidenceCodes = Annotated[
    tuple[Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01")], ...], size(0, 50)
]
Lines = Annotated[tuple[Line, ...], size(0, 30)]
People = Annotated[tuple[Line, ...], size(1, 30)]
Interviews = Annotated[tuple[Interview, ...], size(0, 20)]
Phases = Annotated[tuple[Phase, ...], size(1, 12)]
Charges = Annotated[tuple[Charge, ...], size(1, 40)]


@dataclass(frozen=True, slots=True)
class TeamWorkPlanned:
    """The leader planned the team's work, in place of an earlier plan; `attempt` is that of the
    registration."""

    story: ClassVar[str] = "Trưởng đoàn lập kế hoạch làm việc của đoàn"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    attempt: int
    phases: Phases
    charges: Charges


@dataclass(frozen=True, slots=True)
class VisitsFixed:
    """On which days the team comes to the school, first and last of each visit, by its plan."""

    story: ClassVar[str] = (
        "Đoàn định ngày đến trường: sơ bộ từ {preliminary_from}, chính thức từ {official_from}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    preliminary_from: date
    preliminary_to: date
    official_from: date
    official_to: date


@dataclass(frozen=True, slots=True)
class CriterionStudied:
    """A member studied the school's sheet on one criterion, in place of an earlier study of it.

    All texts empty: the sheet is right and whole. For the team and the offices: the school is told
    at the preliminary survey what it is to get ready.
    """

    story: ClassVar[str] = "Đoàn nghiên cứu hồ sơ tiêu chí {criterion}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    attempt: int
    criterion: CriterionCode
    studied_by: Actor
    not_assessed: Text = ""
    wrongly_assessed: Text = ""
    insufficiently_assessed: Text = ""
    evidence_to_check: EvidenceCodes = ()
    evidence_to_add: Lines = ()
    interviews: Interviews = ()


@dataclass(frozen=True, slots=True)
class PreliminarySurveyHeld:
    """The team met the school before its official survey: who was there, what the minutes say, what
    the school gets ready (`conditions`); in place of an earlier record."""

    story: ClassVar[str] = "Đoàn khảo sát sơ bộ từ {started} đến {ended}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    attempt: int
    started: date
    ended: date
    attending: People
    minutes: Text
    conditions: Lines = ()


PreparationEvent = TeamWorkPlanned | VisitsFixed | CriterionStudied | PreliminarySurveyHeld
PREPARATION_EVENTS: Contract[PreparationEvent] = Contract(PreparationEvent)
