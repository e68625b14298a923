"""Any command of the API as a form: typed, looked over, then recorded.

The form is made of the command's JSON Schema, so that a command has a screen the day it has a
route; what it is called stands with the labels (`libs/law/labels.yaml`, `command`). Before it is
sent everything is shown once more, with the right it rests on.
"""

from collections.abc import Sequence

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.web import forms
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, done
from services.console.person import PersonVisit

AFTER = {
    "ApproveReport": text("Sau khi duyệt, các phiếu không sửa được nữa."),
    "SubmitReport": text("Sau khi nộp, cơ quan quản lý thấy báo cáo."),
}
"""What becomes of an act that cannot be undone."""

WHY = "Hiển thị tên người trong việc sắp ghi"


def show(visit: PersonVisit, log: str, category: str, id: str, command: str) -> Shown:
    """Show the form."""
    schema = _schema(visit, category, command)
    asked = {name: [value] for name, value in visit.query.items() if value}
    given = forms.read(schema, visit.form or asked)
    return View(
        {
            "title": visit.label(command),
            "fields": forms.fields_of(schema, visit.language, given),
            "here": f"/console/act/{log}/{category}/{id}/{command}",
            "back": _back(visit, log, category, id),
            "after": visit.t(AFTER[command]) if command in AFTER else "",
            "empty": not schema["properties"],
        }
    )


def act(visit: PersonVisit, log: str, category: str, id: str, command: str) -> Shown:
    """Add a row, show what would be recorded, or record it."""
    schema = _schema(visit, category, command)
    data = forms.read(schema, visit.form)
    deed = Deed(
        log,
        category,
        id,
        command,
        data,
        title=visit.label(command),
        here=f"/console/act/{log}/{category}/{id}/{command}",
        back=_back(visit, log, category, id),
        rows=list(_told(visit, log, forms.fields_of(schema, visit.language, data))),
        after=visit.t(AFTER[command]) if command in AFTER else "",
    )
    return done(visit, deed, lambda: show(visit, log, category, id, command))


def _schema(visit: PersonVisit, category: str, command: str) -> Wire:
    """Return the command's schema; raises `Refused` (404) for one that the API does not offer."""
    document = visit.calls.api.document
    path = f"/v1/{{log}}/{category}/{{id}}/{kebab(command)}"
    if path not in document["paths"] or "post" not in document["paths"][path]:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    return visit.calls.api.schema(command)


def _back(visit: PersonVisit, log: str, category: str, id: str) -> str:
    if category == "cycle":
        return f"/console/cycle/{log}/{id}"
    if category == "evaluation":
        return f"/console/case/{log}/{id}"
    return f"/console/school/{log}/{id}" if category in ("school", "evidence") else "/console"


def _told(visit: PersonVisit, log: str, fields: Sequence[forms.Field]) -> list[tuple[str, str]]:
    """Return label and value of everything that would be recorded."""
    found: list[tuple[str, str]] = []
    for one in fields:
        if one.kind == "group":
            found += _told(visit, log, one.fields)
        elif one.kind == "rows":
            for n, row in enumerate(one.rows[: len(one.rows) - forms.SPARE_ROWS], 1):
                values = [value for _, value in _told(visit, log, row) if value != "–"]
                found.append((f"{one.label} {n}", ", ".join(values)))
        else:
            value = _value(visit, log, one)
            if value != "–" or one.needed:
                found.append((one.label, value))
    return found


def _value(visit: PersonVisit, log: str, one: forms.Field) -> str:
    if one.kind == "check":
        return visit.t("Có") if one.value else visit.t("Không")
    if one.kind == "choice":
        return dict(one.options).get(str(one.value), "") or "–"
    return visit.people.told(log, str(one.value), WHY) or "–"


PAGE = Page(show, act, path="/{log}/{category}/{id}/{command}")
