"""One discussion: what was said, what is asked for, until when; answered, passed on, closed."""

from collections import defaultdict
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Done, Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import talk
from services.console.person import PersonVisit

SAID = {
    "said": text("Đã gửi"),
    "done": text("Đã ghi là xong"),
    "passed": text("Đã giao lại"),
    "withdrawn": text("Đã rút việc"),
    "closed": text("Đã kết thúc trao đổi"),
    "before": text("Trao đổi này đã gửi trước đó; lời gửi sau chưa ghi"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it is shown: of whom, how near, and what the visitor may do with it."""

    task: Wire
    whom: str
    kind: str
    state: str
    by: str
    may_end: bool
    may_pass: bool


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the discussion."""
    found = visit.calls.one(log, "discussion", id)
    school, about = found["school"], found["about"]
    spoke = [one["person"] for one in found["messages"]]
    asked = [one[field] for one in found["tasks"] for field in ("person", "set_by")]
    people = talk.Speakers(visit, log, school, about.get("cycle"), [*spoke, *asked])
    orgs = _orgs(visit, log)
    open_here = found["state"] == "open" and bool(orgs)
    tasks = {one["message"]: _asked(visit, people, one, orgs) for one in found["tasks"]}
    awaited = any(one["state"] == "open" for one in found["tasks"])
    return View(
        {
            "log": log,
            "talk": found,
            "place": visit.names.school(log, school),
            "thing_name": talk.called(visit, about),
            "thing_href": talk.place(log, school, about),
            "all_href": talk.address(log, school, about),
            "messages": [
                (one, people.spoke(one["person"], one["org"]), tasks.get(one["message"]))
                for one in found["messages"]
            ],
            "open": open_here,
            "may_close": open_here and found["opened_for"] in orgs and not awaited,
            "awaited": awaited,
            "whom": people.options(found["within_school"]) if open_here else [],
            "typed": defaultdict(str, {name: visit.said(name) for name in visit.form}),
            "suspected": visit.said("do") if _suspected(visit) else "",
            "did": visit.t(SAID[visit.asked("did")]) if visit.asked("did") in SAID else "",
            "untasked": talk.why_untasked(visit),
            "here": f"/console/discussion/{log}/{id}",
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Say something, ask for it; say that it is done, pass it on, take it back; close."""
    what, _, number = visit.said("do").partition("-")
    here = f"/console/discussion/{log}/{id}"
    done: Done | Go | None
    try:
        match what:
            case "done":
                done = _end(visit, log, id, int(number))
            case "pass":
                done = _pass_on(visit, log, id, int(number), here)
            case "withdraw":
                done = _withdraw(visit, log, id, int(number), visit.said(f"reason-{number}"))
            case "close":
                done = _close(visit, log, id)
            case _:
                done = _say(visit, log, id, here)
    except ValueError:
        raise Refused(404, {"code": "page-unknown", "status": 404}) from None
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        mark = f"-{number}" if number else ""
        where = {"close": "end"}.get(what, "text")
        fields = {
            "/text": f"{where}{mark}",
            "/reason": f"{'reason' if number else 'end'}{mark}",
            "/due": f"due{mark}",
            "/person": f"whom{mark}",
            "/office": f"whom{mark}",
            "/group": f"whom{mark}",
        }
        visit.refuse(refused, fields)
        return visit.again(show(visit, log, id))
    if done is None:
        return visit.again(show(visit, log, id))
    if isinstance(done, Go):
        return done
    did = {"done": "done", "pass": "passed", "withdraw": "withdrawn", "close": "closed"}
    return Go(f"{here}?did={did.get(what, 'said')}#newest")


def _say(visit: PersonVisit, log: str, id: str, here: str) -> Done | Go | None:
    if not visit.said("text"):
        visit.faults.append(Fault("text", visit.t("Chưa viết nội dung.")))
    asks = visit.said("asks") == "task"
    whom, due = visit.said("whom"), visit.said("due")
    if asks:
        found = visit.calls.one(log, "discussion", id)
        people = _people(visit, log, found)
        visit.faults += talk.wrong_task(visit, people, whom, due, found["within_school"])
    if visit.faults:
        return None
    said = {"text": visit.said("text"), "confirmed": bool(visit.said("confirmed"))}
    done = visit.calls.command(log, "discussion", id, "AddMessage", said, key=visit.key)
    if not asks:
        return done
    own = [
        one["message"]
        for one in visit.calls.one(log, "discussion", id)["messages"]
        if one["person"] == visit.session["actor"] and one["text"] == said["text"]
    ]
    try:
        return _set(visit, log, id, people, own[-1], whom, due)
    except Refused as refused:
        return talk.untasked(here, "said", refused)


def _people(visit: PersonVisit, log: str, found: Wire) -> talk.Speakers:
    return talk.Speakers(visit, log, found["school"], found["about"].get("cycle"))


def _set(
    visit: PersonVisit,
    log: str,
    id: str,
    people: talk.Speakers,
    message: int,
    whom: str,
    due: str,
) -> Done:
    task = {"message": message, "due": formats.read_day(due), **people.addressed(whom)}
    return visit.calls.command(log, "discussion", id, "SetTask", task, key=visit.key)


def _end(visit: PersonVisit, log: str, id: str, number: int) -> Done:
    said = {"message": number, "text": visit.said(f"text-{number}")}
    said |= {"confirmed": bool(visit.said("confirmed"))}
    return visit.calls.command(log, "discussion", id, "CompleteTask", said, key=visit.key)


def _pass_on(visit: PersonVisit, log: str, id: str, number: int, here: str) -> Done | Go | None:
    whom, due = visit.said(f"whom-{number}"), visit.said(f"due-{number}")
    found = visit.calls.one(log, "discussion", id)
    people = _people(visit, log, found)
    visit.faults += [
        Fault(f"{one.id}-{number}", one.text)
        for one in talk.wrong_task(visit, people, whom, due, found["within_school"])
    ]
    if visit.faults:
        return None
    why = str(visit.t("Giao lại cho người khác."))
    _withdraw(visit, log, id, number, why)
    try:
        return _set(visit, log, id, people, number, whom, due)
    except Refused as refused:
        return talk.untasked(here, "withdrawn", refused)


def _withdraw(visit: PersonVisit, log: str, id: str, number: int, reason: str) -> Done | None:
    if not reason:
        visit.faults.append(Fault(f"reason-{number}", visit.t("Chưa nêu lý do.")))
        return None
    said = {"message": number, "reason": reason, "confirmed": bool(visit.said("confirmed"))}
    return visit.calls.command(log, "discussion", id, "WithdrawTask", said, key=visit.key)


def _close(visit: PersonVisit, log: str, id: str) -> Done | None:
    reason = visit.said("end")
    if not reason:
        visit.faults.append(Fault("end", visit.t("Chưa nêu kết luận hoặc lý do kết thúc.")))
        return None
    said = {"reason": reason, "confirmed": bool(visit.said("confirmed"))}
    return visit.calls.command(log, "discussion", id, "CloseDiscussion", said, key=visit.key)


def _suspected(visit: PersonVisit) -> bool:
    return visit.problem is not None and visit.problem.code == "personal-data-suspected"


def _orgs(visit: PersonVisit, log: str) -> set[str]:
    """Return the schools and offices that the visitor acts for in a log."""
    return {role.org for role in visit.roles if role.log == log and role.name in talk.SPEAKING}


def _asked(visit: PersonVisit, people: talk.Speakers, task: Wire, orgs: set[str]) -> Asked:
    waits = task["state"] == "open"
    mine = task["person"] == visit.session["actor"] or task["office"] in orgs
    own_group = bool(task.get("group")) and task["school"] in orgs
    set_here = task["set_for"] in orgs
    left = task["days_left"]
    if not waits:
        kind, state = "done" if task["state"] == "done" else "closed", visit.label(task["state"])
    elif left < 0:
        kind, state = "warn", visit.t("Quá hạn {n} ngày làm việc", n=-left)
    elif left == 0:
        kind, state = "warn", visit.t("Hôm nay là ngày cuối")
    else:
        kind = "warn" if left <= 3 else "doing"
        state = visit.t("Còn {n} ngày làm việc", n=left)
    by = people.spoke(task["set_by"], task["set_for"])
    may_end = waits and (mine or own_group or set_here)
    return Asked(task, people.asked(task), kind, str(state), by, may_end, waits and set_here)


PAGE = Page(show, act, path="/{log}/{id}")
