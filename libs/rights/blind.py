"""Whose a blind rating is, and to whom it opens: what the name of its stream alone tells.

Each member of an evaluation team rates in a stream of the own (`rating-<case>_<round>_<member>`).
Nobody else sees it, by the API, until all who belong to the team have handed theirs in: not the
leader, no office, not who sees everything else. Then it opens to the team, and to nobody more.
"""

import hashlib
from dataclasses import dataclass

from libs.kernel.messages import Contract
from libs.rights.reading import Read, heard
from libs.rights.separation import CASE, TEAM

AGREEMENT = "agreement"
"""The category of the streams in which a team asks for ratings, and settles where they differ."""


@dataclass(frozen=True, slots=True)
class RatingsOpened:
    """Review: all of a team have handed in the ratings of a round."""

    round: int
    raters: tuple[str, ...]


OPENED: Contract[RatingsOpened] = Contract(RatingsOpened)


def rating_id(case: str, round: int, person: str) -> str:
    """Return the id of the stream in which `person` (an actor) rates a case in a round.

    The person stands in it as the beginning of a hash, as ids have room for no more.
    """
    return f"{case}_{round}_{hashlib.sha256(person.encode()).hexdigest()[:12]}"


def case_of(id: str) -> tuple[str, int]:
    """Return the case of a rating and its round; an id of another form is of none."""
    case, _, rest = id.rpartition("_")[0].rpartition("_")
    return (case, int(rest)) if rest.isdecimal() else ("", 0)


def rating_shown(read: Read, person: str, stream: str) -> bool:
    """Return whether `person`, who rates for a team, sees the rating in `stream`: the own one, and
    those of the team once they were opened to it, if they belonged to it then or belong to it now.

    What somebody judged who had left the team before the opening was not opened, and never is.
    """
    id = stream.partition("-")[2]
    case, round = case_of(id)
    if id == rating_id(case, round, person):
        return True
    agreement, evaluation = f"{AGREEMENT}-{case}", f"{CASE}-{case}"
    found = read(agreement, evaluation)
    opened = [each for each in heard(found[agreement], OPENED) if each.round == round]
    if not opened or id not in {rating_id(case, round, each) for each in opened[-1].raters}:
        return False
    teams = [event for event in found[evaluation] if event.type in TEAM]
    now = {str(m["person"]) for m in teams[-1].data["members"]} if teams else set()
    return person in now or person in opened[-1].raters
