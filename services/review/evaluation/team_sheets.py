"""The question for the sheets of a team: officers and team see them, a school from its draft on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Id, given
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, limited
from services.review.shared.fields import Verdict


@dataclass(frozen=True, slots=True)
class TeamSheetView:
    """What the team found of one criterion, as it stands; `id` puts the sheets in their order."""

    id: str
    position: int
    school: str
    evaluation: str
    criterion: CriterionCode
    verdicts: tuple[Verdict, ...]
    strengths: str
    weaknesses: str
    recommendations: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ListTeamSheets(OfSchools):
    """Ask for the team's sheets, of one case or of one criterion in many.

    A school is told of those of its cases whose draft was sent: as the feed tells it
    (`libs.rights.visibility`, "from_draft"). The public is never told of any.
    """

    category: ClassVar[str] = "team_sheet"
    view: ClassVar[type] = TeamSheetView

    evaluation: Id | None = None
    criterion: CriterionCode | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = ListTeamSheets

SHEETS = f"""
select id, position, school, evaluation, criterion, verdicts, strengths, weaknesses,
       recommendations, recorded_on
from team_sheet s where log = %(log)s
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and ({limited("school", "inside", page=True)} or exists (
    select from evaluation e
    where e.log = s.log and e.id = s.evaluation and e.draft_sent_on is not null))
"""


def answer(db: Cursor, log: str, question: Asked) -> list[TeamSheetView]:
    """Return a page of the sheets."""
    return [_sheet(row) for row in listed(db, question, SHEETS, asked(log, question))]


def _sheet(row: Mapping[str, Any]) -> TeamSheetView:
    verdicts = tuple(Verdict(**each) for each in row["verdicts"])
    return TeamSheetView(**{**row, "verdicts": verdicts})
