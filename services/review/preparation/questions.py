"""The question how a team gets ready for its survey: its plan, and what may be done next."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchool
from libs.engine.read_tables import ONE, asked, one, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.standards import preparation as law
from libs.law.standards.preparation import PhaseCode
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, among
from services.review.evaluation.survey import AT_WORK
from services.review.preparation.events import Charge
from services.review.shared.views import view_of


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A planned step: its days, both included, and who does it; without `doers` the whole team.

    `usual_least` to `usual_most` days are usual for a visit; `usual_source` says how sure that is.
    """

    phase: PhaseCode
    starts_on: date
    due_on: date
    activity: str | None
    doers: tuple[str, ...]
    usual_least: int | None
    usual_most: int | None
    usual_source: str | None


@dataclass(frozen=True, slots=True)
class PreparationView:
    """How the team of a case gets ready for its survey; `version` 0: nothing is recorded.

    To the school the days of the visits alone: `phases` and `charges` are for officers and the
    team. `steps_source`: on what the six steps rest, None where the set of the case has none.
    `begin_by`: the last day by which the work should begin after acceptance, as far as it is known
    (`begin_by_sure`). `next_commands`: what may be recorded now.
    """

    id: str
    version: int
    position: int
    school: str
    planned_on: date | None
    phases: tuple[PhaseView, ...]
    charges: tuple[Charge, ...]
    preliminary_from: date | None
    preliminary_to: date | None
    official_from: date | None
    official_to: date | None
    steps_source: str | None
    begin_by: date | None
    begin_by_sure: bool | None
    next_commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetPreparation(OfSchool):
    """How the team of a case gets ready, by the case's id; there is one once a team was formed."""

    category: ClassVar[str] = "preparation"
    view: ClassVar[type] = PreparationView

    id: Id
    inside: Schools | None = given("inside")


Asked = GetPreparation

PREPARATION = """
select * from (
    select e.log, e.id, coalesce(p.version, 0) as version,
        coalesce(p.position, e.position) as position, e.school, e.state, e.rules, e.accepted_on,
        p.planned_on, coalesce(p.phases, '[]') as phases, coalesce(p.charges, '[]') as charges,
        p.preliminary_from, p.preliminary_to, p.official_from, p.official_to
    from evaluation e
    left join preparation p on p.log = e.log and p.id = e.id and p.attempt = e.attempt
    where e.team_formed_on is not null
) found where log = %(log)s"""


def answer(db: Cursor, log: str, question: Asked) -> PreparationView | None:
    """Return the view asked for, None if there is no such thing."""
    row = one(rows(db, PREPARATION + ONE, asked(log, question)))
    if row is None:
        return None
    inside = bool(among(db, log, question.inside, [row["school"]]))
    return view_of(PreparationView, {**row, **_told(row), **(_within(row) if inside else HIDDEN)})


HIDDEN: dict[str, Any] = {"planned_on": None, "phases": (), "charges": (), "next_commands": ()}
"""What of a preparation the school is not told."""


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the law says of the team's steps."""
    rules = standards.by_hash(row["rules"])
    steps = law.steps(rules)
    begin = law.begin_by(rules, row["accepted_on"]) if row["accepted_on"] else None
    return {
        "steps_source": steps.source if steps else None,
        "begin_by": begin[0] if begin else None,
        "begin_by_sure": begin[1] if begin else None,
    }


def _within(row: dict[str, Any]) -> dict[str, Any]:
    """Return what officers and the team are told beside that."""
    charges = tuple(Charge(each["person"], tuple(each["criteria"])) for each in row["charges"])
    open_ = row["state"] in AT_WORK and law.steps(standards.by_hash(row["rules"])) is not None
    return {
        "phases": tuple(_phase(each) for each in row["phases"]),
        "charges": charges,
        "next_commands": ("PlanTeamWork",) if open_ else (),
    }


def _phase(said: dict[str, Any]) -> PhaseView:
    days = law.usual_days(said["phase"])
    read = {name: date.fromisoformat(said[name]) for name in ("starts_on", "due_on")}
    usual = {
        "usual_least": days.least if days else None,
        "usual_most": days.most if days else None,
        "usual_source": days.source if days else None,
    }
    return PhaseView(**{**said, **read, **usual, "doers": tuple(said["doers"])})
