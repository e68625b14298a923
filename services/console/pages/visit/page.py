"""The official survey at the school: a member's own sheets, on a phone, with the line cut.

It records what the page of ratings records, by the same command. Scripts keep the pages on the
device and send what was typed once there is a line; without them the form posts.
"""

from datetime import datetime

from libs.kernel.problems import Wire
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import own_rating, rounds, sheet
from services.console.person import PersonVisit
from services.console.rounds import Round


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the criteria, what waits to be sent, and what is kept on the device."""
    round = rounds.read(cases.read(visit, log, id))
    own = round.mine() if round.case.in_team and round.found else {}
    return View({**_around(visit, round), "own": own})


def _around(visit: PersonVisit, round: Round) -> Wire:
    """Return what both pages show: the case, and what the script works by."""
    case, session = round.case, visit.session
    criteria = round.criteria if case.in_team and round.state in ("asked", "opened") else []
    far = own_rating.progress(round) if criteria else None
    return {
        "case": case,
        "round": round,
        "criteria": criteria,
        "codes": [one.line.code for one in criteria],
        "rates": own_rating.rates(round),
        "whole": f"/console/visit/{case.log}/{case.id}",
        "ratings": f"/console/ratings/{case.log}/{case.id}",
        "owner": session["actor"],
        "until": datetime.fromisoformat(session["expires_at"]),
        "rating": str(round.found["own_rating"]) if round.found else "",
        "version": far["version"] if far else 0,
    }


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show what a criterion asks, what the school says of it, and the visitor's own judgement."""
    round = rounds.read(cases.read(visit, log, id))
    one, previous, following = own_rating.at(round, criterion)
    own = round.mine().get(criterion) if round.found else None
    return View(
        {
            **_around(visit, round),
            "one": one,
            "line": one.line,
            "indicators": [
                (level, each, end, sheet.codes(one.fields.get(f"e-{end}", "")))
                for level, each, end in sheet.indicators(one.line.criterion)
            ],
            "matched": one.matched,
            "given": own_rating.given(visit, one, own),
            "here": f"/console/visit/{log}/{id}/{criterion}",
            "previous": previous,
            "following": following,
            "rated": visit.asked("rated"),
        },
        template="criterion.html",
    )


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record the own judgement, as the page of ratings does."""
    round = rounds.read(cases.read(visit, log, id))
    if not own_rating.recorded(visit, round, criterion):
        return visit.again(show_criterion(visit, log, id, criterion))
    following = visit.said("following") if visit.said("do") == "next" else ""
    return Go(f"/console/visit/{log}/{id}/{following or criterion}?rated={criterion}")


AT = "/{log}/{id}"
PAGES = (
    Page(show, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
