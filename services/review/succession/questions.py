"""The question what became of a school's certificates and cases, and its answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchool
from libs.engine.read_tables import ONE, asked, one, rows
from libs.kernel.messages import Id
from libs.law.standards import mergers
from libs.law.standards.mergers import Party
from libs.log.database import Cursor
from services.review.shared.views import view_of
from services.review.succession.events import Case, Certificate, Form

SUCCESSION = "select * from succession where log = %(log)s"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an act of the lineage did to all that a school had; `grounds` say why."""

    form: Form
    party: Party
    successors: tuple[str, ...]
    starts: date
    basis: str
    certificates: tuple[Certificate, ...]
    cases: tuple[Case, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """What became of a school's certificates and cases; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class GetSuccession(OfSchool):
    """What became of the certificates and running cases of a school, by the school's id."""

    category: ClassVar[str] = "succession"
    view: ClassVar[type] = SuccessionView

    id: Id


def answer(db: Cursor, log: str, question: GetSuccession) -> SuccessionView | None:
    """Return the view asked for, None if there is no such thing."""
    return one([_succession(row) for row in rows(db, SUCCESSION + ONE, asked(log, question))])


def _succession(row: dict[str, Any]) -> SuccessionView:
    row["school"] = row["id"]
    row["settlements"] = [_settlement(each) for each in row["settlements"]]
    return view_of(SuccessionView, row)


def _settlement(data: dict[str, Any]) -> Settlement:
    certificates = tuple(Certificate(**each) for each in data["certificates"])
    cases = tuple(Case(**each) for each in data["cases"])
    rules = dict.fromkeys([*(c.rule for c in certificates), *(c.rule for c in cases)])
    return Settlement(
        data["form"],
        data["party"],
        tuple(data["successors"]),
        date.fromisoformat(data["starts"]),
        data["basis"],
        certificates,
        cases,
        tuple(mergers.by_id(rule).why for rule in rules),
    )
