"""What one member has judged of a case so far, and whether it was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from libs.engine.procedure import Fold
from libs.law.standards.levels import Judgements
from services.review.rating.events import RATING_EVENTS, CriterionRated, RatingEvent, RatingHandedIn


@dataclass(frozen=True, slots=True)
class Rating:
    """A member's rating in one round: what was judged last of each criterion."""

    sheets: Mapping[str, CriterionRated] = field(default_factory=dict)
    handed_in: bool = False

    @property
    def judgements(self) -> Judgements:
        """What the member has judged."""
        return {
            (sheet.criterion, verdict.level, verdict.indicator): verdict.met
            for sheet in self.sheets.values()
            for verdict in sheet.judgements
        }


def evolve(rating: Rating, event: RatingEvent) -> Rating:
    """Return the rating after `event`."""
    match event:
        case CriterionRated():
            return replace(rating, sheets={**rating.sheets, event.criterion: event})
        case RatingHandedIn():
            return replace(rating, handed_in=True)


RATING: Fold[Rating] = Fold("rating", RATING_EVENTS, Rating(), evolve)
"""What others remember of a rating: all of it."""
