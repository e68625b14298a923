from dataclasses import dataclass
from typing import ClassVar

from libs.engine.questions import Public
from libs.engine.read_tables import asked, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class VisitsView:
    """What visitors of a school came for, in their order."""

    id: str
    version: int
    position: int
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetVisits(Public):
    """Ask who visited a school, whose id it is."""

    category: ClassVar[str] = "visitorbook"
    view: ClassVar[type] = VisitsView
    id: Id


VISITS = """
select version, position, purpose from visit
where log = %(log)s and school = %(id)s order by version
"""


def answer(db: Cursor, log: str, question: GetVisits) -> VisitsView | None:
    """Return the view, None for a school without visitors."""
    found = rows(db, VISITS, asked(log, question))
    if not found:
        return None
    last, purposes = found[-1], tuple(row["purpose"] for row in found)
    return VisitsView(question.id, last["version"], last["position"], purposes)
