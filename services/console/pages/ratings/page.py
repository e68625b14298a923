"""A member's own rating, criterion by criterion, and how far the team is with it."""

from libs.kernel.problems import Wire
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import own_rating, rounds, sheet
from services.console.case import Case
from services.console.deed import Deed, done
from services.console.person import PersonVisit

COMMANDS = {"ask": "AskForRatings", "hand_in": "HandInRating", "give_up": "GiveUpRatings"}
"""What the buttons of the page do."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show how far the visitor is with rating, and the team, without what anybody judged."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    own = round.mine() if case.in_team and round.found else {}
    criteria = round.criteria if case.in_team else []
    left = [one.line.code for one in criteria if one.line.code not in own]
    mine = own_rating.handed_in_on(round)
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
            "rates": own_rating.rates(round),
            "handed_in": mine,
            "rated": visit.asked("rated"),
            "typed": {"reason": visit.said("reason")},
        }
    )


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


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show what the school says of a criterion, and beside it the visitor's own judgement."""
    case = cases.read(visit, log, id)
    round = rounds.read(case)
    one, previous, following = own_rating.at(round, criterion)
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
            "may": own_rating.rates(round),
            "here": f"/console/ratings/{log}/{id}/{criterion}",
            "whole": f"/console/ratings/{log}/{id}",
            "read_at": _read_at(case, criterion),
            "indicators": list(sheet.indicators(one.line.criterion)),
            "given": own_rating.given(visit, one, own),
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


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record the own judgement: a later one replaces it, so it is not looked over."""
    round = rounds.read(cases.read(visit, log, id))
    if not own_rating.recorded(visit, round, criterion):
        return visit.again(show_criterion(visit, log, id, criterion))
    following = visit.said("following") if visit.said("do") == "next" else ""
    onward = f"/{following}" if following else ""
    return Go(f"/console/ratings/{log}/{id}{onward}?rated={criterion}")


AT = "/{log}/{id}"
PAGES = (
    Page(show, act, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
