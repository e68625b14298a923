"""Who answers for a running case: the office that held the function when it was filed.

A case keeps its holder although the function passes on; only a transfer, an event of the case
itself, gives it another (NĐ 142/2025, 143/2025: what is under way is handed over, not lost).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.kernel.messages import Contract
from libs.log.entry import Recorded, category_of
from libs.rights.functions import holder_for
from libs.rights.reading import Read, heard
from libs.rights.schools import school_of

CASE_FUNCTIONS = ("check_dossier", "appraise")
"""The functions of which a case keeps the holder; every other is held by the day of the act."""


@dataclass(frozen=True, slots=True)
class CaseTransferred:
    """The case passed to another office, which holds `function` for it from then on."""

    function: str
    to: str


TRANSFERS: Contract[CaseTransferred] = Contract(CaseTransferred)
_FILED, _WITHDRAWN = "RegistrationSubmitted", "RegistrationWithdrawn"
_CONTINUED = "EvaluationContinued"
CASE_EVENTS = (_FILED, _WITHDRAWN, _CONTINUED, *TRANSFERS.types)
"""The types of event that say who holds a case, and for which school it goes on."""


def case_holder(
    read: Read, function: str, stream: str, on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for `stream` on `on`, and the versions of other streams read.

    Of a case that was filed: who held it on the day of filing, or received it by transfer since. Of
    anything else: who holds it for the school on `on`. Raises `NotFound` (school-unknown).
    """
    day = on
    if category_of(stream) == "evaluation" and function in CASE_FUNCTIONS:
        filed, received = _course(read(stream)[stream])
        if function in received:
            return received[function], {}
        day = filed or on
    return holder_for(read, function, school_of(stream), day)


def case_school(read: Read, stream: str) -> str:
    """Return the school that acts in `stream`: its own, or the one under which a case went on."""
    school = school_of(stream)
    if category_of(stream) == "evaluation":
        for event in read(stream)[stream]:
            if event.type == _CONTINUED:
                school = str(event.data["successor"])
    return school


def case_holders(read: Read, stream: str, on: date) -> tuple[set[str], dict[str, int]]:
    """Return every office that holds one of `CASE_FUNCTIONS` for `stream`, and the versions."""
    found: set[str] = set()
    versions: dict[str, int] = {}
    for function in CASE_FUNCTIONS:
        org, read_versions = case_holder(read, function, stream, on)
        versions |= read_versions
        if org is not None:
            found.add(org)
    return found, versions


def _course(history: Iterable[Recorded]) -> tuple[date | None, dict[str, str]]:
    """Return when the case was filed (None: it is not), and who received which function since."""
    filed: date | None = None
    received: dict[str, str] = {}
    for event in history:
        if event.type == _WITHDRAWN:
            filed, received = None, {}
        elif event.type == _FILED:
            # A dossier completed after a return is still the one that was filed first.
            filed = filed or event.on
        for told in heard([event], TRANSFERS):
            received[told.function] = told.to
    return filed, received
