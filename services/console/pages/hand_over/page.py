"""An absent member's criteria go to another person, in every group, in one act."""

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console.course import standing
from services.console.cycle import WORKING
from services.console.deed import Deed, day_said, day_shown, done
from services.console.person import PersonVisit

WHY = "Hiển thị tên người vắng mặt và người nhận bàn giao tiêu chí"


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show who is in the groups with what they own, and who may take it."""
    cycle = visit.calls.one(log, "cycle", id)
    formed = cycle["working_groups"]
    own = standing(visit, cycle)
    editing = own.principal and cycle["state"] in WORKING and formed is not None
    people = visit.people.of(log, WHY, cycle["school"]) if editing else []
    owned = _owned(cycle)
    council = [m["person"] for m in (cycle["council"] or {"members": []})["members"]]
    visit.people.opened(log, WHY, [*owned, *council])
    name = visit.people.name
    takers = dict.fromkeys([*council, *(one.person for one in people)])
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "editing": editing,
            "formed": formed,
            "absent": [
                (person, name(log, person), ", ".join(criteria) or visit.t("ban thư ký"))
                for person, criteria in owned.items()
            ],
            "takers": [("", visit.t("Chưa chọn")), *((one, name(log, one)) for one in takers)],
            "said": {
                field: visit.said(field) for field in ("absent", "taken_by", "reason", "dated")
            },
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the hand-over, or record it."""
    cycle = visit.calls.one(log, "cycle", id)
    owned = _owned(cycle)
    absent, taker, reason = (visit.said(f) for f in ("absent", "taken_by", "reason"))
    people = visit.people.opened(log, WHY, (absent, taker))
    at = f"{log}/{id}"
    deed = Deed(
        *(log, "cycle", id, "HandOverCriteria"),
        {"absent": absent, "taken_by": taker, "reason": reason, **day_said(visit)},
        title=visit.t("Giao lại tiêu chí của người vắng mặt"),
        here=f"/console/hand-over/{at}",
        back=f"/console/groups/{at}",
        rows=[
            (visit.t("Người vắng mặt"), people.name(log, absent)),
            (visit.t("Người nhận"), people.name(log, taker)),
            (visit.t("Tiêu chí được giao lại"), ", ".join(owned.get(absent, ())) or "–"),
            (visit.t("Lý do"), reason),
            (visit.t("Ngày của văn bản"), day_shown(visit)),
        ],
        rule=visit.t("Người nhận thay trưởng nhóm phải là thành viên hội đồng."),
        public=visit.t(
            "Người trong trường và cơ quan quản lý trường. Tên chỉ người có quyền thấy."
        ),
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _owned(cycle: Wire) -> dict[str, list[str]]:
    """Return who is in secretariat or groups, with the criteria of their groups."""
    formed = cycle["working_groups"] or {"secretariat": [], "groups": []}
    found: dict[str, list[str]] = {person: [] for person in formed["secretariat"]}
    for group in formed["groups"]:
        for person in (group["head"], *group["others"]):
            found.setdefault(person, []).extend(group["criteria"])
    return found


PAGE = Page(show, act, path="/{log}/{id}")
