"""A text that several people write: kept as a draft, saved with what others saved meanwhile.

A save that the cycle's other acts have overtaken is tried again. What two people changed
differently is shown side by side to who came second, and nothing of either is lost.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View
from services.console import sheet, sheet_drafts
from services.console.person import PersonVisit
from services.console.sheet import Fields

TRIES = 3
"""How often a save is tried that other acts of the cycle have overtaken."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A text of a self-assessment as it stands: what its form holds and what records it.

    `of` names its draft, `called` is its title, `here` its page. `names` are the fields of its
    form. `label` says what a field is called, `said` what its value says in words, `long` whether
    two texts of it may be joined. `to_command` gives the data of `command`, and the ids of fields
    by pointers into them.
    """

    cycle: Wire
    of: str
    called: str
    here: str
    names: Sequence[str]
    recorded: Fields
    command: str
    to_command: Callable[[Fields], tuple[Wire, Mapping[str, str]]]
    label: Callable[[str], str]
    said: Callable[[str, str], str]
    long: Callable[[str], bool]


def sent(visit: PersonVisit, names: Iterable[str]) -> tuple[dict[str, str], Fields]:
    """Return the fields that were sent, and those that the form began with."""
    return sheet_drafts.typed(visit, names), sheet_drafts.base_of(visit.said("base"))


def keep(visit: PersonVisit, log: str, now: Writing) -> None:
    """Keep what was sent as a draft."""
    sheet_drafts.keep(visit, log, now.cycle["id"], now.of, *sent(visit, now.names))


def act(
    visit: PersonVisit,
    log: str,
    read: Callable[[], Writing],
    form: Callable[[], Shown],
    saved: str,
) -> Shown:
    """Save the text, keep the draft or drop it, as the form's button says.

    `read` reads the text as it stands, `form` shows it again with what was sent; `saved` is what
    the page is told once it is recorded.
    """
    now, doing = read(), visit.said("do")
    at = (log, now.cycle["id"], now.of)
    if doing == "drop":
        sheet_drafts.drop(visit, *at)
        return Go(now.here)
    if doing == "draft":
        keep(visit, log, now)
        return Go(f"{now.here}?saved=draft")
    for tried in range(1, TRIES + 1):
        typed, base = sent(visit, now.names)
        settled, clashes = sheet.settled(base, now.recorded, typed)
        if clashes:
            sheet_drafts.keep(visit, *at, typed, base)
            return _both(visit, log, now, base, settled, clashes)
        data, fields = now.to_command(settled)
        version = now.cycle["version"]
        try:
            visit.calls.command(
                log, "cycle", now.cycle["id"], now.command, data, key=visit.key, version=version
            )
        except Refused as refused:
            if refused.status == 412 and tried < TRIES:
                # Another act of the cycle came first, or this text was saved: look again.
                now = read()
                continue
            if refused.status in (401, 403, 404) or refused.status >= 500:
                raise
            visit.refuse(refused, fields)
            return visit.again(form())
        sheet_drafts.drop(visit, *at)
        return Go(f"{now.here}?saved={saved}")
    raise AssertionError("a save is tried at least once")


def _both(
    visit: PersonVisit,
    log: str,
    now: Writing,
    base: Fields,
    mine: Fields,
    clashes: Sequence[str],
) -> View:
    """Return both versions of what clashes, each a fault to be put right by choosing."""
    differences = []
    for name in clashes:
        saved, typed = now.recorded[name], mine[name]
        in_words = [now.said(name, one) for one in (saved, typed)]
        choose = visit.t("{label}: dùng bản nào?", label=now.label(name))
        visit.faults.append(Fault(f"use-{name}", choose))
        differences.append(
            {
                "name": name,
                "label": now.label(name),
                "choose": choose,
                "long": now.long(name),
                "saved": saved,
                "typed": typed,
                "saved_marked": sheet.marked(*in_words),
                "typed_marked": sheet.marked(*reversed(in_words)),
                "merged": sheet.merged(base.get(name, ""), saved, typed),
            }
        )
    values = {
        "log": log,
        "cycle": now.cycle,
        "called": now.called,
        "here": now.here,
        "differences": differences,
        "same": {name: value for name, value in mine.items() if name not in clashes},
        "base": json.dumps(dict(now.recorded), ensure_ascii=False),
    }
    return View(values, 412, "pages/criterion_sheet/newer.html")
