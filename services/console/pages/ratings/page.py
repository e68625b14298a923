"""A member's own rating, criterion by criterion, and how far the team is with it."""

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import rounds, sheet
from services.console.case import Case
from services.console.deed import Deed, done
from services.console.person import PersonVisit
from services.console.report_lacks import Lacks
from services.console.rounds import Round

COMMANDS = {"ask": "AskForRatings", "hand_in": "HandInRating", "give_up": "GiveUpRatings"}
"""What the buttons of the page do."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show how far the visitor is with rating, and the team, without what anybody judged."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    own = round.mine() if case.in_team and round.found else {}
    criteria = round.criteria if case.in_team else []
    left = [one.line.code for one in criteria if one.line.code not in own]
    mine = _mine(visit, round)
    return View(
        {
            "case": case,
            "here": f"/console/ratings/{log}/{id}",
            "differences": f"/console/differences/{log}/{id}",
            "findings": f"/console/findings/{log}/{id}",
            "round": round,
            "own": own,
            "criteria": criteria,
            "left": left,
            "rates": case.in_team and round.state == "asked" and not mine,
            "handed_in": mine,
            "rated": visit.asked("rated"),
            "typed": {"reason": visit.said("reason")},
        }
    )


def _mine(visit: PersonVisit, round: Round) -> str | None:
    """Return the day on which the visitor handed in, None before."""
    if round.found is None:
        return None
    rows = visit.calls.all(round.case.log, "rater", evaluation=round.case.id)
    found = [one for one in rows if one["id"] == round.found["own_rating"]]
    return found[0]["rating_handed_in_on"] if found else None


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Begin a round, hand the own rating in, or go on without: looked over first."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    which = visit.said("which")
    command = COMMANDS.get(which, "AskForRatings")
    own = str(round.found["own_rating"]) if round.found else ""
    data: Wire = {"reason": visit.said("reason")} if which == "give_up" else {}
    after = {
        "ask": visit.t("Từng thành viên chấm mọi tiêu chí, không thấy phiếu của nhau."),
        "hand_in": visit.t("Phiếu đã nộp không sửa được; phiếu mở khi mọi thành viên đã nộp."),
        "give_up": visit.t("Phiếu đã chấm đóng lại, không mở cho ai khác; đoàn ghi phiếu chung."),
    }
    here = f"/console/ratings/{log}/{id}"
    deed = Deed(
        *(log, *(("rating", own) if which == "hand_in" else ("agreement", id)), command, data),
        title=visit.label(command),
        here=here,
        back=here,
        rows=[
            (visit.t("Trường"), case.place),
            *([(visit.t("Lý do"), data["reason"])] if data else []),
        ],
        rule=visit.t("Mỗi thành viên chấm độc lập; khác nhau thì đoàn thảo luận, thống nhất."),
        after=after.get(which, ""),
        onward=[(visit.t("Chấm riêng"), here), (visit.t("Hồ sơ của trường"), case.at)],
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _at(round: Round, criterion: str) -> tuple[Lacks, str, str]:
    """Return a criterion, and the codes of those before and after it."""
    codes = [one.line.code for one in round.criteria]
    if criterion not in codes:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    at = codes.index(criterion)
    before = codes[at - 1] if at else ""
    return round.criteria[at], before, codes[at + 1] if at + 1 < len(codes) else ""


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show what the school says of a criterion, and beside it the visitor's own judgement."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    one, previous, following = _at(round, criterion)
    own = round.mine().get(criterion) if round.found else None
    return View(
        {
            "case": case,
            "one": one,
            "line": one.line,
            "matched": one.matched,
            "fields": one.fields,
            "ticked": False,
            "own": own,
            "may": case.in_team and round.state == "asked" and not _mine(visit, round),
            "here": f"/console/ratings/{log}/{id}/{criterion}",
            "whole": f"/console/ratings/{log}/{id}",
            "read_at": _read_at(case, criterion),
            "indicators": list(sheet.indicators(one.line.criterion)),
            "given": _given(visit, one, own),
            "previous": previous,
            "following": following,
            "rated": visit.asked("rated"),
        },
        template="criterion.html",
    )


def _read_at(case: Case, criterion: str) -> str:
    stage = case.found["education_stage"]
    report = f"{case.school}_{case.found['cycle_year']}" + (f"_{stage}" if stage else "")
    return f"/console/report-reading/{case.log}/{report}/{criterion}"


def _given(visit: PersonVisit, one: Lacks, own: Wire | None) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what the visitor judged before."""
    ends = [end for _, _, end in sheet.indicators(one.line.criterion)]
    if visit.sent:
        return {name: visit.said(name) for name in (*(f"m-{end}" for end in ends), "text")}
    judged = {(v["level"], v["indicator"]): v["met"] for v in own["verdicts"]} if own else {}
    given = {"text": own["text"] if own else ""}
    for level, indicator, end in sheet.indicators(one.line.criterion):
        met = judged.get((level, indicator["indicator"]))
        given[f"m-{end}"] = "" if met is None else sheet.MET if met else sheet.NOT_MET
    return given


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record the own judgement: a later one replaces it, so it is not looked over."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    one, _, _ = _at(round, criterion)
    judged, fields = rounds.verdicts(visit, one.line)
    data = {"criterion": criterion, "judgements": judged, "text": visit.said("text")}
    own = str(round.found["own_rating"]) if round.found else ""
    try:
        visit.calls.command(log, "rating", own, "RateCriterion", data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {**fields, "/text": "text"})
        return visit.again(show_criterion(visit, log, id, criterion))
    following = visit.said("following") if visit.said("do") == "next" else ""
    onward = f"/{following}" if following else ""
    return Go(f"/console/ratings/{log}/{id}{onward}?rated={criterion}")


AT = "/{log}/{id}"
PAGES = (
    Page(show, act, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
