"""What becomes of a certificate: it is corrected, or taken back, by a paper of who decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.law.standards.decision_changes import source_of
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, day_said, day_shown, done
from services.console.offices import acts_for_holder
from services.console.pages.recognitions.waiting import named
from services.console.person import PersonVisit

MANNERS = {
    "revoked": text("Thu hồi: đã đúng, nay trường không còn đạt; hết giá trị từ ngày ký."),
    "annulled": text("Hủy bỏ: lẽ ra không được công nhận; coi như chưa từng có."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its command, the texts of its form in order, what it does."""

    command: str
    names: tuple[str, ...]
    lead: str
    after: str


CHANGES: Mapping[str, Change] = {
    "correct": Change(
        "CorrectRecognition",
        ("document_number", "decision_number", "certificate_number", "misprint", "reason"),
        text("Chỉ ghi chỗ in sai và điều đúng. Cấp độ, mức độ không đính chính được."),
        text("Trang công khai ghi điều đã đính chính; bản cũ vẫn xem được trong lịch sử."),
    ),
    "cancel": Change(
        "CancelRecognition",
        ("decision_number", "reason"),
        text("Thu hồi hoặc hủy bỏ bằng một quyết định mới; quyết định cũ vẫn còn trong sổ."),
        text("Trang công khai ghi ngay là không còn giá trị. Muốn công nhận lại thì xét lại."),
    ),
}
NAMES = {
    "document_number": text("Số văn bản đính chính"),
    "decision_number": text("Số quyết định đúng"),
    "certificate_number": text("Số chứng nhận đúng"),
    "misprint": text("Chỗ in sai khác, và điều đúng"),
    "reason": text("Lý do"),
}


def show(visit: PersonVisit, log: str, id: str, what: str) -> Shown:
    """Show the form, or who alone may do this."""
    change, one = _change(what), visit.calls.one(log, "recognition", id)
    functions = [f"decide_{one['kind']}"]
    may = acts_for_holder(visit, log, one["school"], functions, ["director", "chair"])
    return View(
        {
            "may": may and one["taken_back"] is None,
            "one": one,
            "name": named(visit, one),
            "what": what,
            "change": change,
            "title": visit.label(change.command),
            "place": visit.names.school(log, one["holder"]),
            "here": f"/console/recognition-change/{log}/{id}/{what}",
            "back": f"/console/recognitions/{log}/{one['school']}",
            "given": {name: visit.said(name) for name in (*NAMES, "signed_on", "dated", "grounds")},
            "manner": visit.said("manner"),
            "manners": [(name, visit.t(said)) for name, said in MANNERS.items()],
            "sources": [source_of("correction")]
            if what == "correct"
            else [source_of("revoked"), source_of("annulled")],
        }
    )


def act(visit: PersonVisit, log: str, id: str, what: str) -> Shown:
    """Look over the change, or record it."""
    change, one = _change(what), visit.calls.one(log, "recognition", id)
    data, rows = _said(visit, what)
    deed = Deed(
        *(log, "recognition", id, change.command, data),
        title=visit.label(change.command),
        here=f"/console/recognition-change/{log}/{id}/{what}",
        back=f"/console/recognitions/{log}/{one['school']}",
        rows=[
            (visit.t("Trường"), visit.names.school(log, one["holder"])),
            (visit.t("Công nhận"), named(visit, one)),
            (visit.t("Quyết định"), one["decision_number"]),
            *rows,
        ],
        rule=visit.t("Cơ quan đang có thẩm quyền quyết định loại công nhận này thực hiện."),
        public=visit.t("Mọi người, cùng với lý do."),
        after=visit.t(change.after),
        danger=what == "cancel",
        onward=[(visit.t("Trang chứng nhận"), f"/certificate/{log}/{id}")],
    )
    return done(visit, deed, lambda: show(visit, log, id, what))


def _change(what: str) -> Change:
    if what not in CHANGES:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    return CHANGES[what]


def _said(visit: PersonVisit, what: str) -> tuple[Wire, list[tuple[str, str]]]:
    """Return the command that the form stands for, and the same in words."""
    required = ("reason", "document_number" if what == "correct" else "decision_number")
    data: Wire = day_said(visit)
    rows: list[tuple[str, str]] = []
    for name in CHANGES[what].names:
        if visit.said(name) or name in required:
            data[name] = visit.said(name)
            rows.append((visit.t(_called(what, name)), visit.said(name)))
    if what == "correct" and visit.said("signed_on"):
        data["signed_on"] = formats.read_day(visit.said("signed_on"))
        rows.append((visit.t("Ngày ký đúng"), visit.said("signed_on")))
    if what == "cancel":
        manner = visit.said("manner")
        data["manner"] = manner
        rows.insert(0, (visit.t("Cách"), visit.t(MANNERS[manner]) if manner in MANNERS else ""))
        data["grounds"] = visit.lines_said("grounds")
        rows.append((visit.t("Căn cứ pháp lý"), Markup("<br>").join(data["grounds"])))
    return data, [*rows, (visit.t("Ngày của văn bản"), day_shown(visit))]


def _called(what: str, name: str) -> str:
    if what == "cancel" and name == "decision_number":
        return text("Số quyết định thu hồi, hủy bỏ")
    return NAMES[name]


PAGE = Page(show, act, path="/{log}/{id}/{what}")
