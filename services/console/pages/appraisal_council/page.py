"""The appraisal council of a case: chosen from the pool with what speaks against each."""

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console.case import Case
from services.console.deed import Deed, day_said, day_shown, done
from services.console.pages.team.pool import Candidate, in_order, looked_over, people_of, pool
from services.console.person import PersonVisit

POSTS = ("chair", "vice_chair", "secretary", "member")
FIELD = "seat-"
"""How the field of somebody's seat begins."""
COMMAND = "FormCouncil"
TYPED = ("decision_number", "reason", "size_basis", "dated")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the pool, with a seat to choose for each; to others the council that there is."""
    case = cases.read(visit, log, id)
    may, members = case.may(COMMAND), case.found["council_members"]
    found = pool(visit, case, _office(visit, case)) if may else []
    if not may:
        visit.people.opened(log, cases.COUNCIL, (one["person"] for one in members))
    return View(
        {
            "case": case,
            "one": case.found,
            "here": f"/console/appraisal-council/{log}/{id}",
            "may": may,
            "found": [(one, _seat(visit, case, one)) for one in found],
            "posts": [(name, visit.label(name)) for name in POSTS],
            "typed": {name: visit.said(name) for name in TYPED},
            "council": [
                (visit.people.name(log, each["person"], visit.label("evaluator")), each["post"])
                for each in members
            ],
            "whose": ", ".join(case.waits_for()),
        }
    )


def _office(visit: PersonVisit, case: Case) -> str:
    """Return the visitor's own office, whose pool it is."""
    return next(
        role.org for role in visit.roles if role.log == case.log and role.name == "director"
    )


def _field(person: str) -> str:
    return f"{FIELD}{person[2:]}"


def _seat(visit: PersonVisit, case: Case, one: Candidate) -> str:
    if visit.sent:
        return visit.said(_field(one.person))
    seats = {each["person"]: each["post"] for each in case.found["council_members"]}
    return str(seats.get(one.person, ""))


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the council, or record it."""
    case = cases.read(visit, log, id)
    if not case.may(COMMAND):
        return visit.again(show(visit, log, id))
    wanted = people_of(visit, FIELD, POSTS)
    chosen = in_order(pool(visit, case, _office(visit, case), wanted), wanted, POSTS)
    data: Wire = {
        "decision_number": visit.said("decision_number"),
        "members": [{"person": one.person, "post": post} for one, post in chosen],
        **day_said(visit),
    }
    rows: list[tuple[str, str]] = [
        (visit.t("Trường"), case.place),
        (visit.t("Số quyết định"), visit.said("decision_number")),
        *((visit.label(post), one.name) for one, post in chosen),
    ]
    told, more = looked_over(visit, chosen)
    data |= more
    rows += [*told, (visit.t("Ngày của văn bản"), day_shown(visit))]
    deed = Deed(
        *(log, "evaluation", id, COMMAND, data),
        title=visit.label(COMMAND),
        here=f"/console/appraisal-council/{log}/{id}",
        back=case.at,
        rows=rows,
        rule=visit.t("Một chủ tịch, một thư ký; không ai đang hoặc đã công tác tại trường."),
        public=visit.t("Trường, cơ quan giữ hồ sơ và hội đồng thẩm định."),
        after=visit.t("Đã ghi thì không sửa; thay đổi hội đồng là một quyết định khác."),
        onward=[(visit.t("Hồ sơ của trường"), case.at)],
        fields={
            "/members": "members",
            **{f"/members/{n}": _field(one.person) for n, (one, _) in enumerate(chosen)},
        },
    )
    return done(visit, deed, lambda: show(visit, log, id))


PAGE = Page(show, act, path="/{log}/{id}")
