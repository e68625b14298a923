"""The school's reply to the draft report of the team: it agrees, or says point by point why not."""

from libs.kernel.problems import Wire
from libs.web.page import Fault, Page, Shown, View
from services.console.deadlines import last_day, urgency
from services.console.deed import Deed, done
from services.console.person import PersonVisit

FEWEST, MOST = 3, 20
"""How many points the form offers at least, and takes at most."""
STATE = "draft_sent"
"""The state of an evaluation whose draft waits for a reply."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the draft's outcome, what was replied, and to the principal the form."""
    found = visit.calls.one(log, "evaluation", id)
    school = found["school"]
    principal = any(r.name == "principal" and r.org == school for r in visit.roles)
    last = last_day(found["reply_before"])
    in_time = last is None or visit.today <= last
    typed = _points(visit)
    return View(
        {
            "log": log,
            "evaluation": found,
            "place": visit.names.school(log, school),
            "here": f"/console/draft-reply/{log}/{id}",
            "school_at": f"/console/school/{log}/{school}#evaluations",
            "last": last,
            "left": urgency(visit, last) if last else None,
            "may_reply": principal and found["state"] == STATE and in_time,
            "waits": found["state"] == STATE,
            "agreed": visit.said("agreed"),
            "points": [*typed, *[""] * max(1, FEWEST - len(typed))][:MOST],
        }
    )


def _points(visit: PersonVisit) -> list[str]:
    """Return the points that were typed, in their order."""
    return [said for n in range(1, MOST + 1) if (said := visit.said(f"point-{n}"))]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the reply, or record it."""
    if visit.said("agreed") not in ("yes", "no"):
        told = visit.t("Hãy chọn trường nhất trí hay không nhất trí.")
        visit.faults.append(Fault("agreed", str(told)))
        return visit.again(show(visit, log, id))
    found = visit.calls.one(log, "evaluation", id)
    points, agreed = _points(visit), visit.said("agreed") == "yes"
    data: Wire = {"agreed": agreed, "points": points}
    here = f"/console/draft-reply/{log}/{id}"
    rows: list[tuple[str, str]] = [
        (visit.t("Nhất trí với dự thảo"), visit.t("Có") if agreed else visit.t("Không"))
    ]
    rows += [(visit.t("Ý kiến {n}", n=n), text) for n, text in enumerate(points, 1)]
    deed = Deed(
        *(log, "evaluation", id, "Reply", data),
        title=visit.t("Trả lời dự thảo báo cáo đánh giá ngoài"),
        here=here,
        back=here,
        rows=rows,
        public=visit.t("Đoàn đánh giá ngoài và cơ quan tổ chức đánh giá thấy trả lời này."),
        after=visit.t("Đã trả lời thì không sửa được nữa."),
        onward=[(visit.t("Trang của trường"), f"/console/school/{log}/{found['school']}")],
        fields={"/points": "point-1", "/agreed": "agreed"},
    )
    return done(visit, deed, lambda: show(visit, log, id))


PAGE = Page(show, act, path="/{log}/{id}")
