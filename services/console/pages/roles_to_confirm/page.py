"""Roles at an office that one administrator proposed, for another to confirm or decline."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, done
from services.console.person import PersonVisit

WHY = "Xác nhận vai trò được đề nghị"


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show what waits, and what was answered."""
    found = visit.calls.all(log, "grant", org=org, open=True)
    asked = [
        {**each, "person": one["person"], "id": one["id"]}
        for one in found
        for each in one["proposals"]
        if each["org"] == org and each["state"] == "open"
    ]
    people = (each[who] for each in asked for who in ("person", "proposed_by"))
    visit.people.opened(log, WHY, people)
    return View(
        {
            "here": f"/console/roles-to-confirm/{log}/{org}",
            "staff_at": f"/console/people/{log}/{org}",
            "place": visit.names.office(log, org),
            "may": _may(visit, log, org),
            "waiting": list(_waiting(visit, log, asked)),
        }
    )


def _may(visit: PersonVisit, log: str, org: str) -> bool:
    held = ((role.name, role.log, role.org) for role in visit.roles)
    return ("administrator", log, org) in held


def _waiting(visit: PersonVisit, log: str, asked: list[Wire]) -> Iterator[Wire]:
    actor = visit.session["actor"]
    for n, each in enumerate(asked, 1):
        yield {
            **each,
            "n": n,
            "which": f"{each['id']}.{each['proposal']}",
            "name": visit.people.name(log, each["person"]),
            "by": visit.people.name(log, each["proposed_by"]),
            # Two people give an office's role, and neither of them receives it.
            "own": actor in (each["proposed_by"], each["person"]),
        }


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Look over or record that a role takes effect, or that it does not."""
    id, _, number = visit.said("which").partition(".")
    declines = visit.said("what") == "decline"
    person = f"u:{id}"
    visit.people.opened(log, WHY, [person])
    shown = visit.calls.find(log, "grant", id) or {"proposals": []}
    proposal = next((p for p in shown["proposals"] if str(p["proposal"]) == number), None)
    if proposal is None:
        return show(visit, log, org)
    data: Wire = {"proposal": proposal["proposal"]}
    reason = visit.said(f"reason-{id}-{number}")
    here = f"/console/roles-to-confirm/{log}/{org}"
    ends = formats.day(proposal["ends"]) if proposal["ends"] else visit.t("khi thu hồi")
    command = "DeclineGrant" if declines else "ConfirmGrant"
    deed = Deed(
        *(log, "grant", id, command, {**data, "reason": reason} if declines else data),
        title=visit.t("Không xác nhận vai trò") if declines else visit.t("Xác nhận vai trò"),
        here=here,
        back=here,
        rows=[
            (visit.t("Họ tên"), visit.people.name(log, person)),
            (visit.t("Vai trò"), str(visit.label(proposal["role"]))),
            (visit.t("Cơ quan"), visit.names.office(log, proposal["org"])),
            (visit.t("Từ ngày"), formats.day(proposal["starts"])),
            (visit.t("Đến"), ends),
            (visit.t("Căn cứ"), proposal["basis"]),
            *([(visit.t("Lý do"), reason)] if declines else []),
        ],
        rule=visit.t("Vai trò ở cơ quan: một người đề nghị, một người khác xác nhận."),
        public=visit.t("Cơ quan quản lý."),
        after="" if declines else visit.t("Người này có vai trò ngay từ ngày nêu."),
        onward=[(visit.t("Về danh sách nhân sự"), f"/console/people/{log}/{org}")],
        fields={"/reason": f"reason-{id}-{number}"},
    )
    return done(visit, deed, lambda: show(visit, log, org))


PAGE = Page(show, act, path="/{log}/{org}")
