"""The figures of one part of a school year, typed as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.problems import Wire
from libs.law.school_figures import figures_of
from libs.law.school_figures.values import misfit, typed
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View
from services.console.pages.figures.years import address, figures, may_write, parts, said
from services.console.person import PersonVisit

WAS = "was-"
"""Begins the name of what a field held when its form was shown: who did not touch it says nothing
of it, whatever somebody else recorded meanwhile."""
WHOLE = ""
"""Where a fault is shown that is of no field."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure on the form: what it is, what it was a year ago, what is typed, what disagrees.

    `was` is what is recorded; `meanwhile` that somebody else recorded it since the form was shown.
    """

    meaning: Wire
    before: str
    value: str
    was: str
    meanwhile: bool
    source: str
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: new values by code, those taken back, from which day, why."""

    new: Sequence[Wire]
    gone: Sequence[str]
    true_on: str
    note: str


def show(visit: PersonVisit, log: str, school: str, year: int, part: str) -> Shown:
    """Show the form of a part."""
    found = figures(visit, log, school, year)
    known = parts(found["figures"])
    if part not in known:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    before = figures(visit, log, school, year - 1)
    old = {one["meaning"]["code"]: one["recorded"] for one in before["figures"]}
    own = [one for one in found["figures"] if one["meaning"]["group"] == part]
    codes = {one["meaning"]["code"] for one in own}
    at = known.index(part)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "year": year,
            "part": part,
            "parts": known,
            "next": known[at + 1] if at + 1 < len(known) else "",
            "lines": [_line(visit, found, one, old) for one in own],
            "against": [f for f in found["faults"] if codes.intersection(f["codes"])],
            "version": found["version"],
            "locked": found["state"] == "figures_locked",
            "may_write": may_write(visit, school),
            "true_on": visit.said("true_on"),
            "note": visit.said("note"),
            "saved": visit.asked("saved"),
            "here": address(log, school),
        },
        template="entry.html",
    )


def _line(visit: PersonVisit, found: Wire, one: Wire, old: Wire) -> Line:
    code, recorded = one["meaning"]["code"], one["recorded"]
    source = ""
    if recorded:
        source = visit.t(
            "{origin}, ngày {day}",
            origin=visit.label(recorded["taken_from"], begins=False),
            day=formats.day(recorded["true_on"]),
        )
    stands = said(recorded)
    touched = visit.sent and code in visit.form and _touched(visit, code)
    return Line(
        one["meaning"],
        said(old.get(code)),
        visit.said(code) if touched else stands,
        stands,
        touched and visit.said(f"{WAS}{code}", stands) != stands,
        source,
        [fault["detail"] for fault in found["faults"] if fault["codes"][0] == code],
    )


def _touched(visit: PersonVisit, code: str) -> bool:
    """Return whether somebody typed into a field; a form that does not say what was there did."""
    return f"{WAS}{code}" not in visit.form or visit.said(code) != visit.said(f"{WAS}{code}")


def act(visit: PersonVisit, log: str, school: str, year: int, part: str) -> Shown:
    """Record what was typed: values that are new, and those that were taken away."""
    found = figures(visit, log, school, year)
    told = _read(visit, found, part)
    if visit.faults:
        return visit.again(show(visit, log, school, year, part))
    id, version = f"{school}_{year}", visit.number_said("version")
    saved = False
    try:
        if told.new:
            data: Wire = {"figures": list(told.new), "note": told.note}
            if told.true_on:
                data["true_on"] = told.true_on
            done = visit.calls.command(
                log, "figures", id, "RecordFigures", data, key=visit.key, version=version
            )
            saved, version = True, done.version
        if told.gone:
            data = {"codes": list(told.gone), "reason": told.note}
            visit.calls.command(
                log, "figures", id, "WithdrawFigures", data, key=visit.key, version=version
            )
            saved = True
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        places = {f"/figures/{n}": str(one["code"]) for n, one in enumerate(told.new)}
        visit.refuse(refused, places, WHOLE)
        return visit.again(show(visit, log, school, year, part))
    return Go(f"{address(log, school, year, part)}?saved={int(saved)}")


def _read(visit: PersonVisit, found: Wire, part: str) -> Typed:
    """Return what was typed; everything that is wrong with it goes into the visit's faults."""
    own = figures_of(found["kind"])
    new: list[Wire] = []
    gone = []
    for one in found["figures"]:
        code, recorded = one["meaning"]["code"], one["recorded"]
        if one["meaning"]["group"] != part or code not in visit.form:
            continue
        touched = _touched(visit, code)
        if not touched and not visit.said("true_on"):
            continue
        text = visit.said(code) if touched else said(recorded)
        if not text:
            gone += [code] if recorded else []
            continue
        try:
            value = typed(text)
        except ValueError as error:
            title = one["meaning"]["title_vi"]
            visit.faults.append(Fault(code, f"{title}: {error}"))
            continue
        if why := misfit(own[code], value):
            visit.faults.append(Fault(code, why))
        elif recorded is None or recorded["value"] != value or visit.said("true_on"):
            new.append({"code": code, "value": value})
    true_on, note = formats.read_day(visit.said("true_on")), visit.said("note")
    if true_on and not _is_day(true_on):
        visit.faults.append(
            Fault("true_on", visit.t("Không đọc được ngày; hãy viết như 31/05/2026."))
        )
    if gone and not note:
        names = ", ".join(own[code].title_vi for code in gone)
        told = visit.t("Hãy nêu lý do rút số liệu: {names}.", names=names)
        visit.faults.append(Fault("note", told))
    return Typed(new, gone, true_on, note)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
