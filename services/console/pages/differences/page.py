"""Where the members of a team rated differently, what the team settles, how far they agree."""

from collections.abc import Mapping, Sequence

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import rounds, sheet
from services.console.cycle import Line
from services.console.person import PersonVisit
from services.console.rounds import Round

Row = tuple[str, str, Sequence[bool | None]]
"""A member's name, text, and what they judged of each indicator."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the figures, and the criteria on which the members differ."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    here = f"/console/differences/{log}/{id}"
    found = [one.line for one in round.criteria if round.differing(one.line.code)]
    return View(
        {
            "case": case,
            "round": round,
            "one": round.found,
            "here": here,
            "found": [(line, round.differing(line.code)) for line in found],
            "open": [line.code for line in found if line.code not in round.settled],
            "settled": visit.asked("settled"),
            "ratings": f"/console/ratings/{log}/{id}",
            "findings": f"/console/findings/{log}/{id}",
            "alpha": _alpha(round.found),
        }
    )


def _alpha(found: Wire | None) -> str:
    """Return alpha as Vietnamese writes numbers; empty where there is none."""
    if found is None or found["alpha"] is None:
        return ""
    return f"{found['alpha'] / 1000:.2f}".replace(".", ",").replace("-", "−")


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show side by side what each member judged, and the form by which the leader settles it."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    line = _line(round, criterion)
    names = round.differing(criterion)
    codes = [one.line.code for one in round.criteria if round.differing(one.line.code)]
    at = codes.index(criterion)
    settled = round.settled.get(criterion)
    asked = [each for each in sheet.indicators(line.criterion) if each[1]["name"] in names]
    return View(
        {
            "case": case,
            "line": line,
            "round": round,
            "asked": asked,
            "rows": _rows(visit, round, criterion, asked),
            "settled": settled,
            "agreed": round.agreed(line),
            "may": round.settles,
            "given": _given(visit, asked, round, line, settled),
            "here": f"/console/differences/{log}/{id}/{criterion}",
            "whole": f"/console/differences/{log}/{id}",
            "finding": f"/console/findings/{log}/{id}/{criterion}",
            "following": codes[at + 1] if at + 1 < len(codes) else "",
            "previous": codes[at - 1] if at else "",
        },
        template="criterion.html",
    )


def _line(round: Round, criterion: str) -> Line:
    """Return a criterion on which the members differ; raises `Refused`."""
    for one in round.criteria:
        if one.line.code == criterion and round.differing(criterion):
            return one.line
    raise Refused(404, {"code": "criterion-unknown", "status": 404})


def _rows(
    visit: PersonVisit, round: Round, criterion: str, asked: Sequence[tuple[int, Wire, str]]
) -> list[Row]:
    """Return what each member said of the indicators on which they differ."""
    log = round.case.log
    found = [one for one in round.ratings() if one["criterion"] == criterion]
    visit.people.opened(log, rounds.NAMES_WHY, [one["rater"] for one in found])
    rows: list[Row] = []
    for one in found:
        judged = {(v["level"], v["indicator"]): v["met"] for v in one["verdicts"]}
        name = visit.people.name(log, one["rater"], visit.label("evaluator"))
        said = [judged.get((level, each["indicator"])) for level, each, _ in asked]
        rows.append((name, one["text"], said))
    return rows


def _given(
    visit: PersonVisit,
    asked: Sequence[tuple[int, Wire, str]],
    round: Round,
    line: Line,
    settled: Wire | None,
) -> Mapping[str, str]:
    """Return what the fields hold: what was typed, else what was settled before."""
    names = [f"m-{end}" for _, _, end in asked]
    if visit.sent:
        return {name: visit.said(name) for name in (*names, "reason")}
    agreed = round.agreed(line) if settled else {}
    said = {name: agreed.get(name, NONE if settled else "") for name in names}
    return {**said, "reason": settled["reason"] if settled else ""}


NONE = "none"
"""What a form says of an indicator that the team leaves unjudged."""


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record what was agreed: a later settlement replaces it, so it is not looked over."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    line = _line(round, criterion)
    judged, fields = rounds.verdicts(visit, line, round.differing(criterion))
    data = {"criterion": criterion, "judgements": judged, "reason": visit.said("reason")}
    try:
        visit.calls.command(log, "agreement", id, "SettleDifference", data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {**fields, "/reason": "reason"})
        return visit.again(show_criterion(visit, log, id, criterion))
    return Go(f"/console/differences/{log}/{id}?settled={criterion}")


AT = "/{log}/{id}"
PAGES = (
    Page(show, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
