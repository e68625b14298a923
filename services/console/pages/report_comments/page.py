"""What the office says of a draft, and the school's answers, which are discussions beside it."""

import hashlib

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console import versions
from services.console.course import standing
from services.console.deed import Deed, done
from services.console.person import PersonVisit

WHY = "Hiển thị tên người góp ý và người trả lời góp ý về báo cáo"


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show each comment with its answers, and to the school a form to answer."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    threads = {one["subject"]: one for one in _threads(visit, log, cycle)}
    comments = cycle["comments"]
    people = visit.people.opened(log, WHY, (one["commented_by"] for one in comments))
    told = []
    for n, one in enumerate(comments):
        thread = threads.get(_subject(one))
        told.append(
            {
                "n": n,
                "about": one["criterion"],
                "text": one["comment"],
                "day": one["dated"],
                "entered": versions.entered(visit, one["dated"], one["recorded_on"]),
                "version": one["report_version"],
                "by": people.name(log, one["commented_by"], visit.label("officer")),
                "office": visit.names.office(log, one["office"]),
                "answers": _answers(visit, log, thread),
            }
        )
    wanted = visit.said("comment") or visit.asked("comment")
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "comments": told,
            "may_answer": own.at_school,
            "wanted": wanted,
            "text": visit.said("text"),
            "suspected": bool(visit.problem and visit.problem.code == "personal-data-suspected"),
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over an answer, or record it."""
    cycle = visit.calls.one(log, "cycle", id)
    typed = visit.said("comment")
    place = int(typed) if typed.isascii() and typed.isdigit() else -1
    if not 0 <= place < len(cycle["comments"]):
        return show(visit, log, id)
    comment, text = cycle["comments"][place], visit.said("text")
    confirmed = {"confirmed": True} if visit.said("confirmed") else {}
    thread = next(
        (one for one in _threads(visit, log, cycle) if one["subject"] == _subject(comment)), None
    )
    matter = "sheet" if comment["criterion"] else "report"
    about = {"matter": matter, "cycle": id}
    if comment["criterion"]:
        about["criterion"] = comment["criterion"]
    if thread:
        command, stream, data = "AddMessage", thread["id"], {"text": text, **confirmed}
    else:
        command, stream = "OpenDiscussion", f"{cycle['school']}_{_number(cycle, comment)}"
        data = {"about": about, "subject": _subject(comment), "text": text, **confirmed}
    at = f"{log}/{id}"
    deed = Deed(
        *(log, "discussion", stream, command, data),
        title=visit.t("Trả lời góp ý"),
        here=f"/console/report-comments/{at}",
        back=f"/console/report-comments/{at}",
        rows=[
            (visit.t("Góp ý"), comment["comment"]),
            (visit.t("Trả lời"), text),
        ],
        rule=visit.t(
            "Trường trả lời từng góp ý của cơ quan quản lý; mọi lời trả lời được giữ lại."
        ),
        public=visit.t("Người trong trường và cơ quan quản lý trường."),
        fields={"/text": "text"},
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _threads(visit: PersonVisit, log: str, cycle: Wire) -> list[Wire]:
    return visit.calls.all(log, "discussion", school=cycle["school"], cycle=cycle["id"])


def _answers(visit: PersonVisit, log: str, thread: Wire | None) -> list[Wire]:
    if thread is None:
        return []
    whole = visit.calls.one(log, "discussion", thread["id"])
    visit.people.opened(log, WHY, (one["person"] for one in whole["messages"]))
    return [
        {
            "by": visit.people.name(log, one["person"]),
            "day": formats.day(one["said_on"]),
            "text": one["text"],
        }
        for one in whole["messages"]
    ]


def _subject(comment: Wire) -> str:
    """Return the subject under which a comment is answered: the same for the same comment."""
    mark = hashlib.sha256(comment["comment"].encode()).hexdigest()[:6]
    about = f", tiêu chí {comment['criterion']}" if comment["criterion"] else ""
    return f"Trả lời góp ý ngày {formats.day(comment['dated'])}{about} (số {mark})"


def _number(cycle: Wire, comment: Wire) -> int:
    """Return the number of the discussion that answers a comment."""
    mark = hashlib.sha256(f"{cycle['id']} {_subject(comment)}".encode()).hexdigest()
    return int(mark[:8], 16) % 899_999 + 100_000


PAGE = Page(show, act, path="/{log}/{id}")
