"""What a member of a team judges alone, as the form of one criterion: read, filled, recorded."""

from libs.kernel.problems import Wire
from libs.web.client import Refused
from services.console import rounds, sheet
from services.console.person import PersonVisit
from services.console.report_lacks import Lacks
from services.console.rounds import Round


def at(round: Round, criterion: str) -> tuple[Lacks, str, str]:
    """Return a criterion, and the codes of those before and after it; raises `Refused` (404)."""
    codes = [one.line.code for one in round.criteria]
    if criterion not in codes:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    place = codes.index(criterion)
    before = codes[place - 1] if place else ""
    return round.criteria[place], before, codes[place + 1] if place + 1 < len(codes) else ""


def progress(round: Round) -> Wire | None:
    """Return how far the visitor's own rating is, None before anything of it is recorded."""
    if round.found is None:
        return None
    rows = round.case.visit.calls.all(round.case.log, "rater", evaluation=round.case.id)
    return next((one for one in rows if one["id"] == round.found["own_rating"]), None)


def handed_in_on(round: Round) -> str | None:
    """Return the day on which the visitor handed in, None before."""
    found = progress(round)
    return found["rating_handed_in_on"] if found else None


def rates(round: Round) -> bool:
    """Return whether the visitor may judge: in the team, asked, not handed in."""
    return round.case.in_team and round.state == "asked" and not handed_in_on(round)


def given(visit: PersonVisit, one: Lacks, own: Wire | None) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what the visitor judged before."""
    ends = [end for _, _, end in sheet.indicators(one.line.criterion)]
    if visit.sent:
        return {name: visit.said(name) for name in (*(f"m-{end}" for end in ends), "text")}
    judged = {(v["level"], v["indicator"]): v["met"] for v in own["verdicts"]} if own else {}
    found = {"text": own["text"] if own else ""}
    for level, indicator, end in sheet.indicators(one.line.criterion):
        met = judged.get((level, indicator["indicator"]))
        found[f"m-{end}"] = "" if met is None else sheet.MET if met else sheet.NOT_MET
    return found


def recorded(visit: PersonVisit, round: Round, criterion: str) -> bool:
    """Record what the form says of a criterion; False: refused, the visit has the faults.

    A later judgement replaces it, so it is not looked over.
    """
    one, _, _ = at(round, criterion)
    judged, fields = rounds.verdicts(visit, one.line)
    data = {"criterion": criterion, "judgements": judged, "text": visit.said("text")}
    own = str(round.found["own_rating"]) if round.found else ""
    try:
        visit.calls.command(round.case.log, "rating", own, "RateCriterion", data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {**fields, "/text": "text"})
        return False
    return True
