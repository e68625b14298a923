"""The question how a team comes to its judgement: how far it is, where it differs, how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from libs.engine.questions import OfSchool
from libs.engine.read_tables import ONE, asked, one, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.standards import external_review
from libs.law.standards.levels import CriterionCode, criteria
from libs.log.database import Cursor
from libs.rights.blind import rating_id
from libs.rights.visibility_tables import Schools, among
from services.review.agreement.figures import alpha, level_of
from services.review.shared.fields import Verdict
from services.review.shared.views import view_of

AgreementState = Literal["asked", "opened", "given_up"]


@dataclass(frozen=True, slots=True)
class SettledView:
    """What the team agreed on of a criterion on which its members had differed, and why."""

    criterion: CriterionCode
    verdicts: tuple[Verdict, ...]
    reason: str
    settled_on: date


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How a team comes to its judgement of a case, in the round that was asked for last.

    `own_rating` is the stream of the reader's own rating, None for who is not of the team.
    `all_met`, `none_met`: the indicators that all judged alike; `differing` those they did not. Of
    `criteria_rated` all judged every indicator of `criteria_alike` in the same way.
    `alpha` is Krippendorff's, of the levels of the criteria (ordinal), in thousandths: 1000 perfect
    agreement, 0 as much as by chance, None where there is nothing to compare. `settled_first`:
    differences are settled before the team's sheets; `source`: on what that rests.
    """

    id: str
    version: int
    position: int
    school: str
    round: int
    state: AgreementState
    asked_on: date
    opened_on: date | None
    given_up_on: date | None
    given_up_because: str | None
    own_rating: str | None
    raters: tuple[str, ...]
    all_met: tuple[str, ...]
    none_met: tuple[str, ...]
    differing: tuple[str, ...]
    settled_criteria: tuple[SettledView, ...]
    criteria_rated: int
    criteria_alike: int
    alpha: int | None
    settled_first: bool
    source: str


@dataclass(frozen=True, slots=True)
class GetAgreement(OfSchool):
    """How the team of a case comes to its judgement, by the case's id; for officers and the team.

    The school is never told: to it there is none.
    """

    category: ClassVar[str] = "agreement"
    view: ClassVar[type] = AgreementView

    id: Id
    actor: str = given("actor")
    inside: Schools | None = given("inside")


Asked = GetAgreement

AGREEMENT = """
select * from (
    select a.*, e.rules, e.team_members from agreement a
    join evaluation e on e.log = a.log and e.id = a.id and e.attempt = a.attempt
) found where log = %(log)s"""
RATED = """
select rater, criterion, verdicts from rating_sheet
where log = %(log)s and evaluation = %(id)s and round = %(round)s and rater = any (%(raters)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> AgreementView | None:
    """Return the view asked for, None if there is no such thing."""
    row = one(rows(db, AGREEMENT + ONE, asked(log, question)))
    if row is None or not among(db, log, question.inside, [row["school"]]):
        return None
    judged = _judged(rows(db, RATED, row))
    rules = standards.by_hash(row["rules"])
    rated = {criterion for one_ in judged.values() for criterion, _, _ in one_}
    apart = {name.partition("/")[0] for name in row["differing"]}
    units = [
        [level_of(rules, judged.get(rater, {}), criterion) for rater in row["raters"]]
        for criterion in criteria(rules)
    ]
    figure = alpha(units)
    held = external_review.differences(rules)
    members = {each["person"] for each in row["team_members"]}
    mine = question.actor in members
    figures = {
        "own_rating": rating_id(row["id"], row["round"], question.actor) if mine else None,
        "settled_criteria": tuple(
            _settled(*told) for told in sorted(row["settled"].items(), key=_place)
        ),
        "criteria_rated": len(rated),
        "criteria_alike": len(rated - apart),
        "alpha": None if figure is None else round(figure * 1000),
        "settled_first": held.settled_first,
        "source": held.source,
    }
    return view_of(AgreementView, {**row, **figures})


def _judged(found: Sequence[Mapping[str, Any]]) -> dict[str, dict[tuple[str, int, str], bool]]:
    """Return what each rater judged."""
    judged: dict[str, dict[tuple[str, int, str], bool]] = {}
    for row in found:
        own = judged.setdefault(row["rater"], {})
        for each in row["verdicts"]:
            own[row["criterion"], each["level"], each["indicator"]] = each["met"]
    return judged


def _place(item: tuple[str, Any]) -> tuple[int, ...]:
    return tuple(map(int, item[0].split(".")))


def _settled(criterion: str, told: Mapping[str, Any]) -> SettledView:
    verdicts = tuple(Verdict(**each) for each in told["verdicts"])
    return SettledView(criterion, verdicts, told["reason"], date.fromisoformat(told["settled_on"]))
