"""The team of a case: chosen from the pool with what speaks against each, formed or changed."""

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console.case import Case
from services.console.deed import Deed, day_said, day_shown, done
from services.console.pages.team.pool import (
    Candidate,
    in_order,
    looked_over,
    office,
    people_of,
    pool,
)
from services.console.person import PersonVisit

POSTS = ("leader", "deputy", "secretary", "member")
ACTING = "deputy_acting"
"""What the form calls a deputy who does what is the leader's."""
CHOICES = (*POSTS[:2], ACTING, *POSTS[2:])
FIELD = "post-"
"""How the field of somebody's post begins."""
COMMANDS = ("FormTeam", "ChangeTeam")
FIRST = 30
"""How many people of the pool are shown, those whom least speaks against; all when asked for."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the pool, with a post to choose for each; to others the team that there is."""
    case = cases.read(visit, log, id)
    command = _command(case)
    found = pool(visit, case, office(visit, case)) if command else []
    whole = visit.asked("all") == "1" or visit.said("all") == "1"
    shown = [
        (one, post)
        for n, one in enumerate(found)
        if (post := _post(visit, case, one)) or whole or n < FIRST
    ]
    return View(
        {
            "case": case,
            "one": case.found,
            "here": f"/console/team/{log}/{id}",
            "command": command,
            "found": shown,
            "many": len(found),
            "whole": whole,
            "posts": [(name, _called(visit, name)) for name in CHOICES],
            "typed": {
                name: visit.said(name)
                for name in ("decision_number", "reason", "size_basis", "dated")
            },
            "team": [
                (visit.people.name(log, each["person"], visit.label("evaluator")), each["post"])
                for each in case.found["team_members"]
            ],
            "whose": ", ".join(case.waits_for()),
        }
    )


def _command(case: Case) -> str:
    """Return whether the visitor forms the team or changes it; empty: neither."""
    mine = [one["command"] for one in case.mine]
    return next((name for name in COMMANDS if name in mine), "")


def _called(visit: PersonVisit, post: str) -> str:
    """Return what a place in the team is called."""
    if post == ACTING:
        return visit.t("Phó trưởng đoàn, thay trưởng đoàn điều hành")
    return visit.label(post)


def _field(person: str) -> str:
    return f"{FIELD}{person[2:]}"


def _post(visit: PersonVisit, case: Case, one: Candidate) -> str:
    if visit.sent:
        return visit.said(_field(one.person))
    team = {
        each["person"]: ACTING if each["acting"] else each["post"]
        for each in case.found["team_members"]
    }
    return str(team.get(one.person, ""))


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the team, or record it."""
    case = cases.read(visit, log, id)
    command = _command(case)
    if not command:
        return visit.again(show(visit, log, id))
    wanted = people_of(visit, FIELD, CHOICES)
    chosen = in_order(pool(visit, case, office(visit, case), wanted), wanted, CHOICES)
    data: Wire = {
        "decision_number": visit.said("decision_number"),
        "members": [_member(one, post) for one, post in chosen],
        **day_said(visit),
    }
    rows: list[tuple[str, str]] = [
        (visit.t("Trường"), case.place),
        (visit.t("Số quyết định"), visit.said("decision_number")),
        *((_called(visit, post), one.name) for one, post in chosen),
    ]
    told, more = looked_over(visit, chosen)
    data |= more
    rows += [*told, (visit.t("Ngày của văn bản"), day_shown(visit))]
    deed = Deed(
        *(log, "evaluation", id, command, data),
        title=visit.label(command),
        here=f"/console/team/{log}/{id}",
        back=case.at,
        rows=rows,
        rule=visit.t("Một trưởng đoàn, một thư ký; không ai đang hoặc đã công tác tại trường."),
        public=visit.t("Trường, cơ quan giữ hồ sơ và đoàn đánh giá ngoài."),
        after=visit.t("Đã ghi thì không sửa; thay đổi đoàn là một quyết định khác."),
        onward=[(visit.t("Hồ sơ của trường"), case.at)],
        fields={
            "/members": "members",
            **{f"/members/{n}": _field(one.person) for n, (one, _) in enumerate(chosen)},
        },
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _member(one: Candidate, post: str) -> Wire:
    """Return a member as the command has them."""
    if post == ACTING:
        return {"person": one.person, "post": "deputy", "acting": True}
    return {"person": one.person, "post": post}


PAGE = Page(show, act, path="/{log}/{id}")
