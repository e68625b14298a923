"""The discussions of a school, those about one thing, and the form that begins one."""

from typing import Any

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import talk
from services.console.person import PersonVisit

PAGE_SIZE = 50


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the discussions; those about a thing if the address names one."""
    thing = talk.thing_of({**visit.query, **{k: v[0] for k, v in visit.form.items()}})
    state, mine = visit.asked("state"), visit.asked("mine")
    found = _found(visit, log, school, thing, state, bool(mine))
    here = talk.address(log, school, thing)
    joint = "&" if "?" in here else "?"
    inside = any(role.at_school and role.org == school for role in visit.roles)
    people = talk.Speakers(visit, log, school, thing.get("cycle") if thing else None)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "thing": thing,
            "thing_name": talk.called(visit, thing) if thing else "",
            "thing_href": talk.place(log, school, thing) if thing else "",
            "found": [_shown(visit, log, one) for one in found],
            "filters": [
                (visit.t("Tất cả"), here, not state and not mine),
                (visit.t("Đang mở"), f"{here}{joint}state=open", state == "open"),
                (visit.t("Đã kết thúc"), f"{here}{joint}state=closed", state == "closed"),
                (visit.t("Có tôi"), f"{here}{joint}mine=1", bool(mine)),
            ],
            "inside": inside,
            "whom": people.options(bool(visit.said("within_school"))) if thing else [],
            "typed": {name: visit.said(name) for name in ("subject", "text", "whom", "due", "asks")}
            | {
                "subject": visit.said("subject") or visit.asked("subject"),
                "within": visit.said("within_school"),
            },
            "suspected": visit.problem is not None
            and visit.problem.code == "personal-data-suspected",
            "here": here,
        }
    )


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Begin a discussion; what it asks for becomes a task of its first message."""
    thing = talk.thing_of({name: values[0] for name, values in visit.form.items()})
    if thing is None:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    for name, text in (
        ("subject", visit.t("Chưa ghi trao đổi về điều gì.")),
        ("text", visit.t("Chưa viết nội dung.")),
    ):
        if not visit.said(name):
            visit.faults.append(Fault(name, text))
    within = bool(visit.said("within_school"))
    people = talk.Speakers(visit, log, school, thing.get("cycle"))
    whom, due = visit.said("whom"), visit.said("due")
    asks = visit.said("asks") == "task"
    if asks:
        visit.faults += talk.wrong_task(visit, people, whom, due, within)
    if visit.faults:
        return visit.again(show(visit, log, school))
    id = f"{school}_{visit.key[:16]}"
    here = f"/console/discussion/{log}/{id}"
    said: Wire = {"about": thing, "subject": visit.said("subject"), "text": visit.said("text")}
    said |= {"within_school": within, "confirmed": bool(visit.said("confirmed"))}
    try:
        visit.calls.command(log, "discussion", id, "OpenDiscussion", said, key=visit.key)
    except Refused as refused:
        if refused.code != "discussion-opened":
            raise
        # The form was sent before with other words: what was said then stands.
        return Go(f"{here}?did=before")
    if asks:
        task = {"message": 1, "due": formats.read_day(due), **people.addressed(whom)}
        try:
            visit.calls.command(log, "discussion", id, "SetTask", task, key=visit.key)
        except Refused as refused:
            return talk.untasked(here, "said", refused)
    return Go(here)


def _found(
    visit: PersonVisit, log: str, school: str, thing: Wire | None, state: str, mine: bool
) -> list[Wire]:
    person = visit.session["actor"] if mine else None
    asked: dict[str, Any] = {"school": school, "state": state or None, "person": person}
    if thing:
        asked |= {name: thing[name] for name in talk.ASKED if thing.get(name) is not None}
    found = visit.calls.all(log, "discussion", **asked)
    if thing:
        found = [one for one in found if talk.same(one["about"], thing)]
    found.sort(key=lambda one: (one["last_on"], one["position"]), reverse=True)
    return found


def _shown(visit: PersonVisit, log: str, one: Wire) -> Wire:
    open_tasks = one["open_task_count"]
    more = [
        talk.called(visit, one["about"]),
        visit.t("{n} tin, mới nhất {day}", n=one["message_count"], day=formats.day(one["last_on"])),
    ]
    if one["within_school"]:
        more.append(visit.t("chỉ trong trường"))
    if open_tasks:
        state = ("warn", visit.t("{n} việc đang chờ", n=open_tasks))
    elif one["state"] == "open":
        state = ("doing", visit.t("Đang mở"))
    else:
        state = ("closed", visit.t("Đã kết thúc"))
    return {
        "name": one["subject"],
        "href": f"/console/discussion/{log}/{one['id']}",
        "kind": state[0],
        "state": state[1],
        "more": " · ".join(more),
    }


PAGE = Page(show, act, path="/{log}/{school}", fields={"/about": "subject"})
