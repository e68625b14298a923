"""The questions for ratings: one's own, the team's once they are opened, and how far each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Id, given
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, limited
from services.review.shared.fields import Verdict


@dataclass(frozen=True, slots=True)
class RatingView:
    """What a member judged of one criterion; `id` puts the ratings in their order."""

    id: str
    position: int
    school: str
    evaluation: str
    round: int
    rater: str
    criterion: CriterionCode
    verdicts: tuple[Verdict, ...]
    text: str
    rated_on: date


@dataclass(frozen=True, slots=True)
class ListRatings(OfSchools):
    """Ask for ratings of a case.

    A member is told the own ones; those of the others once they were opened, if the member was in
    the team then or is in it now. Nobody else is told any, neither office nor school, as the feed
    tells them (`libs.rights.visibility`, "blind").
    """

    category: ClassVar[str] = "rating"
    view: ClassVar[type] = RatingView

    evaluation: Id | None = None
    criterion: CriterionCode | None = None
    after: Id | None = None
    limit: Limit = 50
    actor: str = given("actor")
    inside: Schools | None = given("inside")


@dataclass(frozen=True, slots=True)
class RaterView:
    """How far a member is with rating: how many criteria, and since when it is handed in."""

    id: str
    version: int
    position: int
    school: str
    evaluation: str
    round: int
    rater: str
    rated: int
    rating_handed_in_on: date | None


@dataclass(frozen=True, slots=True)
class ListRaters(OfSchools):
    """Ask how far members are, without what they judged: for officers and the team."""

    category: ClassVar[str] = "rater"
    view: ClassVar[type] = RaterView

    evaluation: Id | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = ListRatings | ListRaters

RATINGS = f"""
select id, position, school, evaluation, round, rater, criterion, verdicts, text, rated_on
from rating_sheet s where log = %(log)s
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and {limited("school", "inside", page=True)}
and (rater = %(actor)s or exists (
    select from agreement a join evaluation e on e.log = a.log and e.id = a.id
    where a.log = s.log and a.id = s.evaluation and a.round = s.round
    and a.opened_on is not null and s.rater = any (a.raters)
    and (%(actor)s = any (a.raters)
        or e.team_members @> jsonb_build_array(jsonb_build_object('person', %(actor)s::text)))))
"""
RATERS = f"""
select id, version, position, school, evaluation, round, rater, cardinality(rated) as rated,
       rating_handed_in_on
from rater where log = %(log)s
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and {limited("school", "inside", page=True)}
"""


def answer(db: Cursor, log: str, question: Asked) -> list[Any]:
    """Return a page of the list."""
    values = asked(log, question)
    match question:
        case ListRatings():
            return [_rating(row) for row in listed(db, question, RATINGS, values)]
        case ListRaters():
            return [RaterView(**row) for row in listed(db, question, RATERS, values)]
    assert_never(question)


def _rating(row: Mapping[str, Any]) -> RatingView:
    verdicts = tuple(Verdict(**each) for each in row["verdicts"])
    return RatingView(**{**row, "verdicts": verdicts})
