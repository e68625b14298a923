"""The self-assessment council: its decision, and who of the school sits in it."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law.vietnamese import fold
from libs.web.page import Page, Shown, View
from services.console.course import standing
from services.console.cycle import WORKING
from services.console.deed import Deed, day_said, day_shown, done
from services.console.people import Known
from services.console.person import PersonVisit

WHY = "Chọn và hiển thị thành viên hội đồng tự đánh giá"
POSTS = ("chair", "vice_chair", "secretary", "member")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the council, and to the principal the form that appoints it."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    working = cycle["state"] in WORKING
    editing = own.principal and working
    people = candidates(visit, log, cycle) if editing else []
    council = cycle["council"]
    sitting = council["members"] if council else []
    visit.people.opened(log, WHY, (member["person"] for member in sitting))
    posts = _posts(visit, cycle, people)
    asked = visit.standards.of(cycle)["procedure"]["council"]
    search = visit.said("q")
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "members": [{**one, "name": visit.people.name(log, one["person"])} for one in sitting],
            "editing": editing,
            "working": working,
            "people": _rows(visit, cycle, people, posts, search),
            "known": len(people),
            "search": search,
            "chosen": sum(bool(post) for post in posts.values()),
            "least": asked.get("min_members"),
            "odd": asked.get("odd_number", False),
            "article": asked.get("article", ""),
            "options": [("", visit.t("Không")), *((p, visit.label(p)) for p in POSTS)],
            "decision_number": visit.said("decision_number")
            or (council["decision_number"] if council and not visit.sent else ""),
            "dated": visit.said("dated"),
            "chair_reason": visit.said("chair_reason")
            or ((council["chair_reason"] or "") if council and not visit.sent else ""),
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Search, look over the council, or appoint it."""
    cycle = visit.calls.one(log, "cycle", id)
    people = candidates(visit, log, cycle)
    posts = _posts(visit, cycle, people)
    order = sorted((one for one in posts if posts[one]), key=lambda one: POSTS.index(posts[one]))
    members = [{"person": one, "post": posts[one]} for one in order]
    reason = visit.said("chair_reason")
    data: Wire = {
        "decision_number": visit.said("decision_number"),
        "members": members,
        **day_said(visit),
        **({"chair_reason": reason} if reason else {}),
    }
    rows = [
        (visit.t("Số quyết định"), visit.said("decision_number")),
        (visit.t("Ngày quyết định"), day_shown(visit)),
        *((visit.label(posts[one]), visit.people.name(log, one)) for one in order),
        (visit.t("Số thành viên"), str(len(members))),
        *([(visit.t("Vì sao chủ tịch không phải hiệu trưởng"), reason)] if reason else []),
    ]
    at = f"{log}/{id}"
    asked = visit.standards.of(cycle)["procedure"]["council"]
    deed = Deed(
        *(log, "cycle", id, "AppointCouncil", data),
        title=visit.t("Lập hội đồng tự đánh giá"),
        here=f"/console/council/{at}",
        back=f"/console/cycle/{at}",
        rows=rows,
        rule=_rule(visit, cycle, asked),
        public=visit.t(
            "Người trong trường và cơ quan quản lý trường. Tên chỉ người có quyền thấy."
        ),
        onward=[(visit.t("Lập nhóm và giao tiêu chí"), f"/console/groups/{at}")],
        fields={
            "/members": "members",
            **{f"/members/{n}": f"post-{one[2:]}" for n, one in enumerate(order)},
        },
    )
    return done(visit, deed, lambda: show(visit, log, id))


def candidates(visit: PersonVisit, log: str, cycle: Wire) -> list[Known]:
    """Return the people of the school today, and who sits in the council though no longer there."""
    people = visit.people.of(log, WHY, cycle["school"])
    known = {one.person for one in people}
    council = cycle["council"] or {"members": []}
    others = [m["person"] for m in council["members"] if m["person"] not in known]
    visit.people.opened(log, WHY, others)
    return people + [Known(one, visit.people.name(log, one), ()) for one in others]


def _posts(visit: PersonVisit, cycle: Wire, people: Sequence[Known]) -> dict[str, str]:
    """Return the post of each person of the school, as it is chosen or stands; empty: none."""
    persons = [one.person for one in people]
    if visit.sent:
        said = {one: visit.said(f"post-{one[2:]}") for one in persons}
        return {one: post if post in POSTS else "" for one, post in said.items()}
    council = cycle["council"]
    if council:
        known = {member["person"]: member["post"] for member in council["members"]}
        return {one: known.get(one, "") for one in persons}
    # Nobody sits yet: the principal is in the chair unless somebody else is chosen.
    heads = [one for one in people if "principal" in one.at(cycle["school"])]
    return {one: "chair" if heads and heads[0].person == one else "" for one in persons}


def _rows(
    visit: PersonVisit, cycle: Wire, people: Sequence[Known], posts: dict[str, str], search: str
) -> list[Wire]:
    """Return the people that are shown: who is chosen first, then who fits the search."""
    found = [one for one in people if posts.get(one.person) or _fits(one, search)]
    found.sort(key=lambda one: not posts.get(one.person))
    return [
        {
            "id": f"post-{one.person[2:]}",
            "name": one.name,
            "ties": ", ".join(
                dict.fromkeys(str(visit.label(tie, False)) for tie in one.at(cycle["school"]))
            ),
            "post": posts.get(one.person, ""),
        }
        for one in found
    ]


def _fits(one: Known, search: str) -> bool:
    """Return whether a name has words that begin as those asked for, marks apart."""
    have = fold(one.name).split()
    return all(any(word.startswith(asked) for word in have) for asked in fold(search).split())


def _rule(visit: PersonVisit, cycle: Wire, asked: Wire) -> str:
    title = visit.standards.of(cycle)["title_vi"]
    least = asked.get("min_members")
    said = visit.t("{title}, {article}", title=title, article=asked.get("article", ""))
    if least and asked.get("odd_number"):
        more = visit.t("ít nhất {n} thành viên, số lẻ, đúng một chủ tịch và một thư ký", n=least)
    else:
        more = visit.t("ít nhất {n} thành viên, đúng một chủ tịch và một thư ký", n=least or 1)
    return f"{said}: {more}"


PAGE = Page(show, act, path="/{log}/{id}")
