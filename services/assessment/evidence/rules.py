"""A school's evidence (minh chứng): each item has one code, for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, size
from libs.kernel.problems import refused
from libs.rights import Right
from services.assessment.evidence.events import EvidenceEvent, EvidenceRegistered
from services.assessment.shared.fields import SCHOOL, Code, Sha256

RULE = "hướng dẫn 5932, 5942/BGDĐT-QLCL: mỗi minh chứng một mã"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item to register: its code, what it is, the SHA-256 of its bytes."""

    code: Code
    title: Line
    sha256: Sha256
    sample: bool


@dataclass(frozen=True, slots=True)
class RegisterEvidence:
    """Give items of evidence their codes; items that have one already are skipped."""

    right: ClassVar[Right] = SCHOOL
    items: Annotated[tuple[EvidenceItem, ...], size(1, 1000)]


Command = RegisterEvidence
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The school's items by code."""

    items: Mapping[str, EvidenceRegistered]


def decide(command: Command, evidence: Evidence) -> Sequence[EvidenceEvent]:
    """Return an event per item that is new.

    Raises `Rejected`: evidence-code-taken, when a code stands for another item already.
    """
    known = dict(evidence.items)
    new: list[EvidenceEvent] = []
    for n, item in enumerate(command.items):
        registered = EvidenceRegistered(item.code, item.title, item.sha256, item.sample)
        if item.code not in known:
            known[item.code] = registered
            new.append(registered)
        elif known[item.code] != registered:
            detail = f"Mã minh chứng '{item.code}' đã dùng cho '{known[item.code].title}'."
            raise refused("evidence-code-taken", detail, RULE, at=f"/items/{n}/code")
    return new


def evolve(evidence: Evidence, event: EvidenceEvent) -> Evidence:
    """Return the evidence after `event`."""
    return Evidence({**evidence.items, event.code: event})


EVIDENCE: Decider[Command, Evidence, EvidenceEvent] = Decider(Evidence({}), decide, evolve)
