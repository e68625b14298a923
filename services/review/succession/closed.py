"""How a school ended: what is settled for it then, and for a paper that is written down later."""

from dataclasses import dataclass
from datetime import date

from libs.engine.procedure import Fold
from libs.engine.reactions import Reaction, Told
from libs.kernel.messages import Contract
from libs.log.entry import Recorded
from services.review.succession.events import Form
from services.review.succession.rules import SettleSuccession


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: the school is no more; `parts` ended with it, `successors` go on for it."""

    form: Form
    ends: date
    successors: tuple[str, ...]
    parts: tuple[str, ...]
    basis: str


def _settlement(event: SchoolClosed) -> SettleSuccession:
    """Return what is to be settled for the school that ended."""
    about = (event.successors, event.parts, event.ends, event.basis)
    return SettleSuccession(event.form, "predecessor", *about)


def _closed(event: SchoolClosed, entry: Recorded) -> Told:
    yield f"succession-{entry.stream.partition('-')[2]}", _settlement(event)


CLOSING = Reaction(SchoolClosed, _closed)
ENDING: Fold[SettleSuccession | None] = Fold(
    "school", Contract(SchoolClosed), None, lambda _, event: _settlement(event)
)
"""What was to be settled when a school ended, None while it lives."""
