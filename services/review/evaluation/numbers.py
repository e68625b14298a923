"""Which numbers of decisions and certificates an authority has used in a year, across all cases."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.review.evaluation.events.appraisal import CouncilFormed
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardRefused,
)
from services.review.evaluation.events.filing import RegistrationForwarded
from services.review.evaluation.events.survey import TeamChanged, TeamFormed
from services.review.shared.fields import Kind

Key = tuple[str, int, str, str]
"""The authority, the year, what row of numbers it is of, the number as it is compared."""
NUMBERING = "NĐ 30/2020, Điều 15: số văn bản theo từng năm của cơ quan"
DECISION = "decision"
"""The row of an authority's decisions; that of certificates is the kind of recognition."""
LIST = "list"
"""The row of the lists by which an office forwards registrations."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a number was used for: the case, the day of the paper, who signed or entered it."""

    case: str
    day: date
    signer: str


class Numbers:
    """For what each number was used first."""

    heard: Contract[Any] = Contract(
        AccreditationGranted
        | AccreditationRefused
        | NationalStandardGranted
        | NationalStandardRefused
        | TeamFormed
        | TeamChanged
        | RegistrationForwarded
        | CouncilFormed
    )

    def __init__(self) -> None:
        self._used: dict[Key, Use] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a decision and, where it grants something, its certificate, by its own day.

        That by which a team is formed or changed is of the same row; a list is of its own.
        """
        act = replace(act, on=event.dated or act.on)
        if isinstance(event, RegistrationForwarded):
            if event.list_number is not None:
                self._use(act, LIST, event.list_number)
            return
        self._use(act, DECISION, event.decision_number)
        if isinstance(event, AccreditationGranted):
            self._use(act, "accreditation", event.certificate_number)
        elif isinstance(event, NationalStandardGranted):
            self._use(act, "national_standard", event.certificate_number)

    def decision(self, act: Act, number: str) -> Use | None:
        """Return for what the act's authority used the number first that year, None: nothing."""
        return self._used.get(_key(act, DECISION, number))

    def list(self, act: Act, number: str) -> Use | None:
        """Return for what the act's office used the number of a list first that year, None: none.

        A list names several schools; it has one day.
        """
        return self._used.get(_key(act, LIST, number))

    def certificate(self, act: Act, kind: Kind, number: str) -> Use | None:
        """Return for what the act's authority gave out such a certificate number that year."""
        return self._used.get(_key(act, kind, number))

    def _use(self, act: Act, row: str, number: str) -> None:
        self._used.setdefault(_key(act, row, number), Use(act.id, act.on, act.actor))


def _key(act: Act, row: str, number: str) -> Key:
    return (act.org, act.on.year, row, compared(number))


def compared(number: str) -> str:
    """Return a number without what does not tell it from another: case, spaces, leading zeros."""
    plain = "".join(unicodedata.normalize("NFKC", number).casefold().split())
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)
