"""The public record of one recognition: published once, under the names of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.contract import Id, given
from libs.decider import Decider
from libs.errors import Rejected
from libs.rights import SYSTEM, Right
from services.disclosure.events import (
    Grade,
    Kind,
    Number,
    PublicationEvent,
    RecognitionPublished,
)


@dataclass(frozen=True, slots=True)
class PublishRecognition:
    """Show a recognition to the public; disclosure's own reaction alone does.

    The names are None where the register does not know the school or the authority.
    """

    right: ClassVar[Right] = SYSTEM

    recognition: Id
    kind: Kind
    grade: Grade
    certificate_number: Number
    decision_number: Number
    valid_from: date
    valid_to: date
    decided_by: Id
    school: str = given("school")
    school_name: str | None = given("school_name")
    school_kind: str | None = given("school_kind")
    authority_name: str | None = given("authority_name")
    sample: bool = given("sample")


Command = PublishRecognition


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published, None before it is."""

    published: RecognitionPublished | None = None


def decide(command: Command, state: Publication) -> Sequence[PublicationEvent]:
    """Return the publication; none when the same recognition stands there already.

    Raises `Rejected`: already-published, school-unknown, authority-unknown.
    """
    if state.published is not None:
        if _same(command, state.published):
            return []
        detail = f"Mục công khai này đã dành cho quyết định số {state.published.decision_number}."
        raise Rejected("already-published", detail, rule="một mục cho mỗi chứng nhận")
    if command.school_name is None or command.school_kind is None:
        detail = f"Không có trường '{command.school}' trong sổ đăng ký."
        raise Rejected("school-unknown", detail, rule="TT 09/2024")
    if command.authority_name is None:
        detail = f"Không có cơ quan '{command.decided_by}' (trường decided_by) trong sổ đăng ký."
        raise Rejected("authority-unknown", detail, rule="TT 09/2024")
    return [
        RecognitionPublished(
            recognition=command.recognition,
            school=command.school,
            school_name=command.school_name,
            school_kind=command.school_kind,
            kind=command.kind,
            grade=command.grade,
            decision_number=command.decision_number,
            certificate_number=command.certificate_number,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            authority=command.decided_by,
            authority_name=command.authority_name,
            sample=command.sample,
        )
    ]


def _same(command: PublishRecognition, published: RecognitionPublished) -> bool:
    """Whether it is the same certificate; names may have changed since it was published."""
    names = (
        "recognition",
        "kind",
        "grade",
        "certificate_number",
        "decision_number",
        "valid_from",
        "valid_to",
    )
    return published.authority == command.decided_by and all(
        getattr(command, name) == getattr(published, name) for name in names
    )


def evolve(state: Publication, event: PublicationEvent) -> Publication:
    """Return the publication after `event`."""
    match event:
        case RecognitionPublished():
            return Publication(event)
    assert_never(event)


PUBLICATION: Decider[Command, Publication, PublicationEvent] = Decider(
    Publication(), decide, evolve
)
