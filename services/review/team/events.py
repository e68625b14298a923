"""What review records of how a team was put together; its stream is `team-<case>`.

Who is in the team says the case itself. Nobody is named here but by id, and a note names no other
person: kin of a member are told of, never who they are.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Contract, Line, Remark, between, pattern, size
from libs.rights import Holding, Right, Visibility
from services.review.shared.fields import EVALUATOR, TEAM_FORMER

ASKER = Holding(("director", "officer"), "form_team")
"""Who prepares the director's decision on a team."""
TieKind = Literal["worked_there", "kin", "commerce", "other_tie"]
"""What ties somebody to a school: a post there, kin there, trade with it, something else."""
People = Annotated[tuple[Actor, ...], size(1, 100)]
Seats = Annotated[int, between(1, 40)]
Wait = Annotated[int, between(1, 1000)]
Seed = Annotated[str, pattern(r"[0-9a-f]{64}", "5e" * 32)]


@dataclass(frozen=True, slots=True)
class Tie:
    """What somebody says to have to do with the school, now or before; `note` names nobody."""

    kind: TieKind
    note: Line | None = None


Ties = Annotated[tuple[Tie, ...], size(0, 20)]


@dataclass(frozen=True, slots=True)
class DeclarationsAsked:
    """The office asked people what they have to do with the school, before it decides on a team."""

    story: ClassVar[str] = "Hỏi người dự kiến vào đoàn về quan hệ với trường"

    right: ClassVar[Right] = ASKER
    visibility: ClassVar[Visibility] = "officers"

    persons: People


@dataclass(frozen=True, slots=True)
class InterestDeclared:
    """A person said what they have to do with the school, in place of what they said before.

    Without `ties`: nothing, and never had a post at it, or at a school that it came out of.
    `person` is who acts: rules see no envelope.
    """

    story: ClassVar[str] = "Khai quan hệ lợi ích với trường được đánh giá"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    ties: Ties
    person: Actor


@dataclass(frozen=True, slots=True)
class MemberKept:
    """The director decided that what this person declared does not keep them from the team."""

    story: ClassVar[str] = "Quyết định giữ một người đã khai quan hệ với trường: {reason}"

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "officers"

    person: Actor
    reason: Remark


@dataclass(frozen=True, slots=True)
class DrawAnnounced:
    """The office fixed who takes part in a draw, for how many places, and what decides it.

    The seed is the leaf hash of the entry of the log that comes `wait` entries after this one.
    `reason` says why it is drawn once more.
    """

    story: ClassVar[str] = "Chốt danh sách bốc thăm {seats} người vào đoàn"

    right: ClassVar[Right] = ASKER
    visibility: ClassVar[Visibility] = "parties"

    candidates: People
    seats: Seats
    wait: Wait
    reason: Remark | None = None


@dataclass(frozen=True, slots=True)
class MembersDrawn:
    """Who was drawn, the first first, by the seed: docs/draw.md says how anybody repeats it."""

    story: ClassVar[str] = "Bốc thăm người vào đoàn bằng mã {seed}"

    right: ClassVar[Right] = ASKER
    visibility: ClassVar[Visibility] = "parties"

    seed: Seed
    drawn: People


TeamEvent = DeclarationsAsked | InterestDeclared | MemberKept | DrawAnnounced | MembersDrawn
TEAM_EVENTS: Contract[TeamEvent] = Contract(TeamEvent)
