"""Which certificate numbers a correction has given, in whose row and of which year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.review.evaluation.numbers import compared
from services.review.recognition.events import RecognitionCorrected, RecognitionGranted
from services.review.shared.fields import Kind


@dataclass(frozen=True, slots=True)
class Signed:
    """By whom a certificate was signed, of which kind, and on which day as it stands now."""

    authority: str
    kind: Kind
    day: date


class Renumbered:
    """The certificates of cases, and those whose number is another than their decision gave."""

    heard: Contract[Any] = Contract(RecognitionGranted | RecognitionCorrected)

    def __init__(self) -> None:
        self._signed: dict[str, Signed] = {}
        self._of: dict[tuple[str, int, Kind, str], str] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a certificate, or what its number was corrected to."""
        if isinstance(event, RecognitionGranted):
            self._signed[act.id] = Signed(event.decided_by, event.kind, event.decided_on)
            return
        signed = self._signed.get(act.id)
        if signed is not None and event.signed_on is not None:
            signed = self._signed[act.id] = Signed(signed.authority, signed.kind, event.signed_on)
        if signed is not None and event.certificate_number is not None:
            row = (signed.authority, signed.day.year, signed.kind)
            self._of.setdefault((*row, compared(event.certificate_number)), act.id)

    def signed(self, id: str) -> Signed | None:
        """Return by whom and when a certificate was signed, None for one from paper."""
        return self._signed.get(id)

    def used(self, authority: str, year: int, kind: Kind, number: str, but: str = "") -> bool:
        """Return whether a correction gave a number of an authority's year, but to `but`."""
        return self._of.get((authority, year, kind, compared(number)), but) != but
