"""An act that is looked over before it is recorded: form, "Kiểm tra trước khi ...", receipt.

What would be refused is refused before the check page is shown, at the fields of the form: the API
is asked to decide the command without recording it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Shown, View
from services.console.person import PersonVisit

BUTTONS = ("do", "key", "more", "q")
"""Fields of a form that say what is to happen and are not shown to the API."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act on its way.

    `rows` are all values, `rule` what it follows, `public` who sees it from then on, `after` what
    can no longer be undone; `here` is the address of its form, `back` where one goes on, `onward`
    what may be done next: texts and addresses. `fields` are ids of the form by the beginning of
    pointers.
    """

    log: str
    category: str
    id: str
    command: str
    data: Wire
    title: str
    here: str
    back: str
    rows: Sequence[tuple[str, str]] = ()
    rule: str = ""
    public: str = ""
    after: str = ""
    danger: bool = False
    onward: Sequence[tuple[str, str]] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def done(visit: PersonVisit, deed: Deed, form: Callable[[], Shown]) -> Shown:
    """Show the form again, show what would be recorded, or record it and show the receipt."""
    wanted = visit.said("do")
    if wanted not in ("check", "record"):
        return form()
    try:
        if wanted == "check":
            visit.calls.check(deed.log, deed.category, deed.id, deed.command, deed.data)
            return checked(visit, deed)
        recorded = visit.calls.command(
            deed.log,
            deed.category,
            deed.id,
            deed.command,
            deed.data,
            key=visit.key,
        )
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, deed.fields)
        return visit.again(form())
    values = {
        "title": deed.title,
        "position": recorded.position,
        "version": recorded.version,
        "leaf": recorded.leaf,
        "log": deed.log,
        "back": deed.back,
        "rows": deed.rows,
        "public": deed.public,
        "onward": deed.onward,
    }
    return View(values, template="pages/act/done.html")


def checked(visit: PersonVisit, deed: Deed) -> View:
    """Return the page on which everything is read once more."""
    return View(
        {
            "title": deed.title,
            "rows": deed.rows,
            "hidden": [
                (name, value)
                for name in visit.form
                if name not in BUTTONS
                for value in visit.all_said(name)
            ],
            "here": deed.here,
            "after": deed.after,
            "rule": deed.rule,
            "public": deed.public,
            "danger": deed.danger,
            "role": visit.called(visit.role) if visit.role else "",
            "place": visit.role.place if visit.role else "",
        },
        template="pages/act/check.html",
    )


def day_said(visit: PersonVisit, name: str = "dated") -> Wire:
    """Return a day that was typed as a field of a command; nothing if none was."""
    typed = formats.read_day(visit.said(name))
    return {name: typed} if typed else {}


def day_shown(visit: PersonVisit, name: str = "dated") -> str:
    """Return a day as it was typed, today in words where none was."""
    return visit.said(name) or visit.t("{day} (hôm nay)", day=formats.day(visit.today))
