"""Which papers bear which certificate number, as somebody wrote them down."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from libs.law import vietnamese
from services.review.evaluation.numbers import compared
from services.review.recognition.events import (
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
)
from services.review.shared.fields import Kind


@dataclass(frozen=True, slots=True)
class Number:
    """A certificate's number: whose by name, of which kind and year, as it is compared."""

    authority: str
    kind: Kind
    year: int
    number: str


class Says(Protocol):
    """What a paper says, as a command or an event."""

    @property
    def authority_name(self) -> str:
        """The office that decided, as written."""

    @property
    def kind(self) -> Kind:
        """Of what it is."""

    @property
    def decided_on(self) -> date:
        """The day of the decision."""

    @property
    def certificate_number(self) -> str | None:
        """The certificate's number, None where the paper has none."""


def number_of(paper: Says) -> Number | None:
    """Return the number of a paper's certificate as it is compared, None where it has none."""
    if paper.certificate_number is None:
        return None
    authority, number = vietnamese.fold(paper.authority_name), compared(paper.certificate_number)
    return Number(authority, paper.kind, paper.decided_on.year, number)


class Bearing:
    """The papers that count, by the number on their certificate."""

    heard: Contract[Any] = Contract(
        EarlierRecognitionEntered | EarlierRecognitionRecorded | EarlierRecognitionStruck
    )

    def __init__(self) -> None:
        self._of: dict[Number, dict[str, None]] = {}
        self._number: dict[str, Number] = {}
        self._entered: dict[str, Number | None] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in what was entered, a paper that counts, or that it was struck."""
        if isinstance(event, EarlierRecognitionEntered):
            self._entered[act.id] = number_of(event)
            return
        before = self._number.pop(act.id, None)
        if before is not None:
            del self._of[before][act.id]
        number = number_of(event) if isinstance(event, EarlierRecognitionRecorded) else None
        if number is not None:
            self._number[act.id] = number
            self._of.setdefault(number, {})[act.id] = None

    def entered(self, id: str) -> Number | None:
        """Return the number of what was entered last in the stream of a certificate."""
        return self._entered.get(id)

    def others(self, number: Number | None, but: str) -> tuple[str, ...]:
        """Return the ids of other papers with this number; none have none."""
        if number is None:
            return ()
        return tuple(each for each in self._of.get(number, {}) if each != but)
