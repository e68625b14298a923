"""Opening a cycle, and who works on it until when: council, groups, plan."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Id, Line, Remark, Text, lifted, size
from libs.law.standards.levels import CriterionCode
from services.assessment.shared.fields import (
    ByPrincipal,
    EducationStage,
    Reason,
    Sha256,
    Year,
)


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """A member of the self-assessment council (hội đồng tự đánh giá)."""

    person: Actor
    post: Literal["chair", "vice_chair", "secretary", "member"]


Members = Annotated[tuple[CouncilMember, ...], size(1, 100)]
Persons = Annotated[tuple[Actor, ...], size(0, 30)]
OwnedCriteria = Annotated[tuple[CriterionCode, ...], size(1, 60)]


@dataclass(frozen=True, slots=True)
class CycleOpened(ByPrincipal):
    """A self-assessment cycle began under one revision of one rule set, to which it stays fixed.

    `rules` (64 hexadecimal digits) is the hash of that revision; `warnings` are Vietnamese
    sentences on what in it is not verified. `education_stage`: the cycle is of this one stage of a
    school of many, None: of the whole school. `guidance` is the hash of the guidance whose content
    elements are analysed, None: none is pinned. `plan_required`: no criterion is judged before the
    plan is approved; `words_required`: its texts are no signs or single letters. `paper`: it was
    begun by this paper of `opened_on`, before its school worked here, and entered later.
    """

    story: ClassVar[str] = "Mở đợt tự đánh giá năm học {year} theo {rule_set}, bản {revision}"

    school: Id
    year: Year
    kind: str
    rule_set: str
    revision: str
    needs_verification: bool
    warnings: tuple[str, ...]
    opened_on: date
    education_stage: EducationStage | None = None
    guidance: Sha256 | None = None
    plan_required: bool = False
    words_required: bool = False
    paper: Line | None = None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class GuidancePinned(ByPrincipal):
    """From now on the content elements analysed are those of this guidance."""

    story: ClassVar[str] = "Dùng bản hướng dẫn nội hàm {guidance}"

    guidance: Sha256


@dataclass(frozen=True, slots=True)
class CouncilAppointed(ByPrincipal):
    """The council consists of these persons from now on, by this decision of the principal.

    `appointed_on` is the day of the decision. `chair_reason` says why somebody else than the
    principal is in the chair.
    """

    story: ClassVar[str] = "Lập hội đồng tự đánh giá theo quyết định {decision_number}"

    decision_number: Line
    members: Members
    appointed_on: date
    chair_reason: Remark | None = None


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """A group of the council (nhóm công tác): its head, its other members, the criteria it owns."""

    name: Line
    head: Actor
    others: Persons
    criteria: OwnedCriteria


WorkingGroups = Annotated[tuple[WorkingGroup, ...], size(1, 40)]


@dataclass(frozen=True, slots=True)
class GroupsFormed(ByPrincipal):
    """Secretariat (ban thư ký) and working groups are these from now on."""

    story: ClassVar[str] = "Lập ban thư ký và các nhóm công tác"

    secretariat: Persons
    groups: WorkingGroups
    dated: date


@dataclass(frozen=True, slots=True)
class CriteriaHandedOver(ByPrincipal):
    """Another person takes an absent one's place in every group; `criteria` are theirs now."""

    story: ClassVar[str] = "Bàn giao các tiêu chí của {absent} cho {taken_by}: {reason}"

    absent: Actor
    taken_by: Actor
    reason: Reason
    criteria: tuple[CriterionCode, ...]
    dated: date


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of the plan (thời gian biểu), from `starts_on` to `due_on`, both included."""

    name: Line
    starts_on: date
    due_on: date
    note: Text = ""


PlanSteps = Annotated[tuple[PlanStep, ...], size(1, 60)]


@dataclass(frozen=True, slots=True)
class PlanApproved(ByPrincipal):
    """The plan of the self-assessment (kế hoạch tự đánh giá) is this from now on.

    `number` is that of the paper. `training`, `resources`, `consultants` and `evidence_to_gather`
    (what, by whom) are parts that schools' plans have; empty where this one has none.
    """

    story: ClassVar[str] = "Phê duyệt kế hoạch tự đánh giá"

    aim: Text
    steps: PlanSteps
    dated: date
    number: Line | None = None
    training: Text = ""
    resources: Text = ""
    consultants: Text = ""
    evidence_to_gather: Text = ""
