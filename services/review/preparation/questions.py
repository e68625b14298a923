"""The question how a team gets ready for its survey: its plan, and what may be done next."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.standards import preparation as law
from libs.law.standards.levels import CriterionCode
from libs.law.standards.preparation import PhaseCode
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, among, limited
from services.review.evaluation.state import State
from services.review.evaluation.survey import AT_WORK
from services.review.preparation.events import Charge, Interview
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

    To the school the days of the visits and the minutes of the preliminary survey (`survey_...`)
    alone: `phases` and `charges` are for officers and the team. `steps_source`: on what the six
    steps rest, None where the set of the case has none. `begin_by`: the last day by which the work
    should begin after acceptance, as far as it is known (`begin_by_sure`). `next_commands`: what
    may be recorded now.
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
    survey_recorded_on: date | None
    survey_started: date | None
    survey_ended: date | None
    survey_attending: tuple[str, ...]
    survey_minutes: str | None
    survey_conditions: tuple[str, ...]
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


@dataclass(frozen=True, slots=True)
class StudyView:
    """What the study of a criterion's sheet came to; `id` puts studies in the order of the set."""

    id: str
    position: int
    school: str
    evaluation: str
    criterion: CriterionCode
    studied_by: str
    studied_on: date
    not_assessed: str
    wrongly_assessed: str
    insufficiently_assessed: str
    evidence_to_check: tuple[str, ...]
    evidence_to_add: tuple[str, ...]
    interviews: tuple[Interview, ...]


@dataclass(frozen=True, slots=True)
class ListStudies(OfSchools):
    """Ask what the team's study of a dossier came to, for the registration that it is of: for
    officers and the team."""

    category: ClassVar[str] = "dossier_study"
    view: ClassVar[type] = StudyView

    evaluation: Id | None = None
    criterion: CriterionCode | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = GetPreparation | ListStudies

PREPARATION = """
select * from (
    select e.log, e.id, coalesce(p.version, 0) as version,
        coalesce(p.position, e.position) as position, e.school, e.state, e.rules, e.accepted_on,
        p.planned_on, coalesce(p.phases, '[]') as phases, coalesce(p.charges, '[]') as charges,
        p.preliminary_from, p.preliminary_to, p.official_from, p.official_to,
        s.survey_recorded_on, s.survey_started, s.survey_ended, s.survey_minutes,
        coalesce(s.survey_attending, '{}') as survey_attending,
        coalesce(s.survey_conditions, '{}') as survey_conditions
    from evaluation e
    left join preparation p on p.log = e.log and p.id = e.id and p.attempt = e.attempt
    left join preparation s on s.log = e.log and s.id = e.id and s.survey_attempt = e.attempt
    where e.team_formed_on is not null
) found where log = %(log)s"""
STUDIES = f"""
select id, position, school, evaluation, criterion, studied_by, studied_on, not_assessed,
    wrongly_assessed, insufficiently_assessed, evidence_to_check, evidence_to_add, interviews
from dossier_study s where log = %(log)s
and exists (select from evaluation e
    where e.log = s.log and e.id = s.evaluation and e.attempt = s.attempt)
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and {limited("school", "inside", page=True)}
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing; a page of the list."""
    match question:
        case GetPreparation():
            return _preparation(db, log, question)
        case ListStudies():
            return [_study(row) for row in listed(db, question, STUDIES, asked(log, question))]
    assert_never(question)


def _study(row: dict[str, Any]) -> StudyView:
    interviews = tuple(Interview(**each) for each in row["interviews"])
    return view_of(StudyView, {**row, "interviews": interviews})


def _preparation(db: Cursor, log: str, question: GetPreparation) -> PreparationView | None:
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
    steps = law.steps(standards.by_hash(row["rules"])) is not None
    return {
        "phases": tuple(_phase(each) for each in row["phases"]),
        "charges": charges,
        "next_commands": _next(row["state"]) if steps else (),
    }


def _next(state: str) -> tuple[str, ...]:
    """Return what may be recorded of a preparation while its case is in `state`."""
    before = ("StudyCriterion", "RecordPreliminarySurvey") if state == State.SURVEYING else ()
    return ("PlanTeamWork", *before) if state in AT_WORK else ()


def _phase(said: dict[str, Any]) -> PhaseView:
    days = law.usual_days(said["phase"])
    read = {name: date.fromisoformat(said[name]) for name in ("starts_on", "due_on")}
    usual = {
        "usual_least": days.least if days else None,
        "usual_most": days.most if days else None,
        "usual_source": days.source if days else None,
    }
    return PhaseView(**{**said, **read, **usual, "doers": tuple(said["doers"])})
