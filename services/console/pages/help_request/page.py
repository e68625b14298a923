"""A question to the office in charge: what was said so far, answered, asked again or closed."""

from collections.abc import Sequence
from datetime import date

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.deadlines import urgency
from services.console.offices import ACTING
from services.console.pages.help_requests.page import ASKING, SHAPES
from services.console.person import PersonVisit

COMMANDS = {"answer": "AnswerHelp", "reopen": "ReopenHelp", "close": "CloseHelp"}
ANSWERING = (*ACTING, "administrator")
EMPTY = {
    "answer": text("Hãy ghi câu trả lời."),
    "reopen": text("Hãy ghi điều còn chưa rõ."),
    "close": text("Hãy cho biết câu trả lời có giúp được không."),
}
"""What is said to who sends a form without its one field."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the question, its answers, and the forms of who may go on with it."""
    found = visit.calls.one(log, "helprequest", id)
    asker, office = found["asker"], found["office"]
    asks = any((r.log, r.org) == (log, asker) and r.name in ASKING for r in visit.roles)
    answers = any((r.log, r.org) == (log, office) and r.name in ANSWERING for r in visit.roles)
    names = visit.names.school if found["school"] else visit.names.office
    due = date.fromisoformat(found["due"]) if found["due"] else None
    waits = found["state"] == "open"
    return View(
        {
            "here": f"/console/help-request/{log}/{id}",
            "question": found,
            "asker": names(log, asker),
            "office": visit.names.office(log, office),
            "list_at": f"/console/help-requests/{log}/{asker}",
            "asks": asks,
            "shape": SHAPES[found["state"]],
            "messages": list(_messages(visit, log, found, names(log, asker))),
            "due": due if waits else None,
            "left": urgency(visit, due) if due and waits else None,
            "may_answer": answers and found["state"] != "closed",
            "may_reopen": asks and not waits,
            "may_close": asks and found["state"] != "closed",
            "doing": visit.said("do"),
            "typed": {name: visit.said(name) for name in COMMANDS},
            "suspected": bool(visit.problem and visit.problem.code == "personal-data-suspected"),
        }
    )


def _messages(visit: PersonVisit, log: str, found: Wire, asker: str) -> Sequence[Wire]:
    """Return what was said after the question, each with who said it."""
    return [
        {
            **one,
            "by": asker if one["org"] == found["asker"] else visit.names.office(log, one["org"]),
        }
        for one in found["messages"]
    ]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Answer, ask again or close."""
    doing = visit.said("do")
    if doing not in COMMANDS:
        return show(visit, log, id)
    said = visit.said(doing)
    if not said:
        visit.faults.append(Fault(doing, str(visit.t(EMPTY[doing]))))
        return visit.again(show(visit, log, id))
    data: Wire = {"helped": said == "yes"}
    if doing != "close":
        field = "text" if doing == "answer" else "reason"
        data = {field: said, "confirmed": bool(visit.said("confirmed"))}
    key = f"{visit.key} {doing}"
    visit.calls.command(log, "helprequest", id, COMMANDS[doing], data, key=key)
    return Go(f"/console/help-request/{log}/{id}")


PAGE = Page(show, act, path="/{log}/{id}", fields={"/text": "answer", "/reason": "reopen"})
