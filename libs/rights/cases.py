"""Who answers for a running case: the office that held the function when it was filed.

A case keeps its holder although the function passes on; only a transfer, an event of the case
itself, gives it another (NĐ 142/2025, 143/2025: what is under way is handed over, not lost).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from libs.kernel.messages import Contract
from libs.log.entry import Recorded, category_of
from libs.rights.functions import holder_for
from libs.rights.reading import Read, folded, heard
from libs.rights.schools import school_of

CASE_FUNCTIONS = ("check_dossier", "appraise")
"""The functions of which a case keeps the holder; every other is held by the day of the act."""


@dataclass(frozen=True, slots=True)
class CaseTransferred:
    """The case passed to another office, which holds `function` for it from then on."""

    function: str
    to: str


TRANSFERS: Contract[CaseTransferred] = Contract(CaseTransferred)
_FILED = "RegistrationSubmitted"
_GIVEN_UP = ("RegistrationWithdrawn", "EvaluationDiscontinued")
_RETURNED = ("CompletionRequested", "ReturnedBySo")
_CONTINUED = "EvaluationContinued"
CASE_EVENTS = (_FILED, *_GIVEN_UP, *_RETURNED, _CONTINUED, *TRANSFERS.types)
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
        course = folded(read(stream)[stream], _Course, _went_on)
        if function in course.received:
            return course.received[function], {}
        day = course.filed or on
    return holder_for(read, function, school_of(stream), day)


def filed_on(read: Read, stream: str) -> date | None:
    """Return the day on which a case was filed that its offices look at, None where none was."""
    return folded(read(stream)[stream], _Course, _went_on).filed


def case_school(read: Read, stream: str) -> str:
    """Return the school that acts in `stream`: its own, or the one under which a case went on.

    A complaint of a decision is that of who was decided on.
    """
    if category_of(stream) == "complaint":
        stream = f"evaluation-{school_of(stream)}_{stream[-4:]}"
    if category_of(stream) == "evaluation":
        course = folded(read(stream)[stream], _Course, _went_on)
        return course.successor or school_of(stream)
    return school_of(stream)


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


@dataclass(frozen=True, slots=True)
class _Course:
    """When a case was filed (None: it is not), who received which function since, and the school
    under which it went on."""

    filed: date | None = None
    received: Mapping[str, str] = field(default_factory=dict)
    successor: str = ""
    returned: bool = False


def _went_on(course: _Course, event: Recorded) -> _Course:
    if event.type == _CONTINUED:
        return replace(course, successor=str(event.data["successor"]))
    if event.type in _GIVEN_UP:
        return replace(course, filed=None, received={})
    if event.type in _RETURNED:
        return replace(course, returned=True)
    if event.type == _FILED:
        # A dossier completed after a return is still the one that was filed first.
        if course.returned and course.filed:
            return replace(course, returned=False)
        return replace(course, filed=event.on, received={}, returned=False)
    for told in heard([event], TRANSFERS):
        received = {**course.received, told.function: told.to}
        course = replace(course, received=received)
    return course
