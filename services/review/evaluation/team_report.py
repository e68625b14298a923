"""The question for the report of a team as it stands: the hash of what is signed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from libs.engine.questions import OfSchool
from libs.engine.read_tables import ONE, asked, one, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, limited
from services.review.evaluation.signing import Sheet, content
from services.review.shared.fields import ReportHash, Verdict


@dataclass(frozen=True, slots=True)
class TeamReportView:
    """The report of a case's team as it stands; a signature is bound to `report_hash`.

    None before there is a registration.
    """

    id: str
    version: int
    position: int
    school: str
    report_hash: ReportHash | None


@dataclass(frozen=True, slots=True)
class GetTeamReport(OfSchool):
    """The report of a team, by the case's id; a school is told once its draft was sent."""

    category: ClassVar[str] = "team_report"
    view: ClassVar[type] = TeamReportView

    id: Id
    inside: Schools | None = given("inside")


Asked = GetTeamReport

REPORT = f"""
select id, version, position, school, rules, points, answers from evaluation
where log = %(log)s and ({limited("school", "inside")} or draft_sent_on is not null)
"""
SHEETS = """
select criterion, verdicts, strengths, weaknesses, recommendations from team_sheet
where log = %(log)s and evaluation = %(id)s
"""


def answer(db: Cursor, log: str, question: Asked) -> TeamReportView | None:
    """Return the report, None where there is none for who asks."""
    values = asked(log, question)
    found = one([_report(db, values, row) for row in rows(db, REPORT + ONE, values)])
    return found


def _report(db: Cursor, values: dict[str, Any], row: dict[str, Any]) -> TeamReportView:
    sheets = [
        Sheet(**each | {"judgements": [Verdict(**v) for v in each.pop("verdicts")]})
        for each in rows(db, SHEETS, values)
    ]
    rules, said = row["rules"], (row["points"], row["answers"])
    stands = content(rules, sheets, *said) if rules else None
    own = (row["id"], row["version"], row["position"], row["school"])
    return TeamReportView(*own, stands)
