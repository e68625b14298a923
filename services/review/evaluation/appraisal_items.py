"""What an appraisal council has found, item by item: its table, and the question for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, insert, listed
from libs.kernel.messages import Id, given
from libs.law.standards.levels import SchoolLevel
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from libs.rights.visibility_tables import Schools, limited
from services.review.evaluation.events.appraisal import (
    ConditionChecked,
    CriterionAppraised,
    FigureCompared,
    OpinionGiven,
)

ItemKind = Literal["criterion", "figure", "condition", "opinion"]
Item = CriterionAppraised | FigureCompared | ConditionChecked | OpinionGiven


@dataclass(frozen=True, slots=True)
class AppraisalItemView:
    """What the council found of one thing, as it stands; `id` puts them in their order.

    `item` is the code of a criterion, figure or condition, or who gave an opinion. `met`: the
    condition is met, the figure agrees with the sector's data, the member agrees.
    """

    id: str
    position: int
    school: str
    evaluation: str
    item_kind: ItemKind
    item: str
    school_year: int | None
    level: SchoolLevel | None
    met: bool | None
    stated: str | None
    found: str | None
    data_source: str | None
    remark: str
    recorded_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ListAppraisalItems(OfSchools):
    """Ask for what a council found, of one case or in many.

    A school is told once a decision rests on it, and never of the opinions of members.
    """

    category: ClassVar[str] = "appraisal_item"
    view: ClassVar[type] = AppraisalItemView

    evaluation: Id | None = None
    item_kind: ItemKind | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = ListAppraisalItems

ITEMS = f"""
select {", ".join(AppraisalItemView.__dataclass_fields__)}
from appraisal_item i where log = %(log)s
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(item_kind)s::text is null or item_kind = %(item_kind)s)
and ({limited("school", "inside", page=True)} or (item_kind <> 'opinion' and exists (
    select from evaluation e
    where e.log = i.log and e.id = i.evaluation and e.decided_level is not null)))
"""


def answer(db: Cursor, log: str, question: Asked) -> list[AppraisalItemView]:
    """Return a page of what was found."""
    return [AppraisalItemView(**row) for row in listed(db, question, ITEMS, asked(log, question))]


def write(db: Cursor, event: Recorded, own: Item) -> None:
    """Write what was found in place of an earlier word on the same thing."""
    evaluation = event.stream.partition("-")[2]
    told = _told(own)
    kind, item, year = told["item_kind"], told["item"], told.get("school_year")
    row: dict[str, Any] = {
        "log": event.log,
        "id": f"{evaluation}_{kind}_{_place(item)}{f'_{year}' if year else ''}",
        "position": event.position,
        "school": school_of(event.stream),
        "evaluation": evaluation,
        **told,
        "remark": own.remark,
        "recorded_on": event.on,
        "recorded_by": event.envelope["actor"],
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("log", "id"))
    insert(db, "appraisal_item", row, f"on conflict (log, id) do update set {changed}")


def _told(own: Item) -> Mapping[str, Any]:
    match own:
        case CriterionAppraised(criterion, level):
            return {"item_kind": "criterion", "item": criterion, "level": level}
        case FigureCompared():
            found = {"stated": own.stated, "found": own.found, "data_source": own.data_source}
            place = {"item": own.figure, "school_year": own.school_year}
            return {"item_kind": "figure", **place, "met": own.agrees, **found}
        case ConditionChecked(condition, met):
            return {"item_kind": "condition", "item": condition, "met": met}
        case OpinionGiven(member, agrees):
            return {"item_kind": "opinion", "item": member, "met": agrees}
    assert_never(own)


def _place(item: str) -> str:
    """Return a code so that "10" comes after "9": every number with three digits."""
    parts = item.removeprefix("u:").replace("-", ".").split(".")
    return "_".join(part.zfill(3) if part.isdigit() else part.lower() for part in parts)
