"""The evidence of a school: found by words, criterion, kind and by what is to be looked at."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console import evidence
from services.console.pages.evidence import table
from services.console.person import PersonVisit

SHOWN = 20
"""How many items a page of the list has."""
FILTERS = ("words", "criterion", "cycle", "kept", "finding", "mine", "withdrawn")
CHIPS = ("finding", "mine", "cycle", "withdrawn")
"""Those that are offered ready made."""


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show a page of the list."""
    asked = {name: visit.asked(name) for name in FILTERS}
    here = f"/console/evidence/{log}/{school}"
    which = {
        "school": school,
        "words": asked["words"],
        "criterion": asked["criterion"],
        "cycle": asked["cycle"],
        "kept": asked["kept"],
        "finding": asked["finding"],
        "added_by": visit.session["actor"] if asked["mine"] else "",
        "with_withdrawn": True if asked["withdrawn"] else "",
    }
    if (ending := visit.asked("as")) in table.ENDINGS:
        return table.file(visit, visit.calls.all(log, "evidence_entry", **which), ending)
    after = visit.asked("after")
    items, after = visit.calls.part(log, "evidence_entry", after, limit=SHOWN, **which)
    cycle = evidence.running_cycle(visit, log, school)
    found = visit.calls.all(log, "evidence_finding", school=school)
    own = evidence.at_school(visit, log, school)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "here": here,
            "asked": asked,
            "entries": [_entry(visit, item) for item in items],
            "older": _at(here, asked, after=after) if after else "",
            "endings": [(one, _at(here, asked, **{"as": one})) for one in table.ENDINGS],
            "first": _at(here, asked) if visit.asked("after") else "",
            "chips": _chips(visit, here, asked, Counter(one["finding"] for one in found), cycle),
            "filtered": any(asked.values()),
            "criteria": evidence.criteria(visit, log, school, cycle),
            "files": visit.calls.all(log, "received_file", school=school, unused=True)
            if own
            else [],
            "manifests": visit.calls.all(log, "manifest", school=school),
            "may_write": own,
            "added": visit.asked("added"),
            "personal": visit.asked("personal"),
        }
    )


def _entry(visit: PersonVisit, item: Wire) -> Wire:
    return {
        **item,
        "icon": evidence.icon(item),
        "is": evidence.kept(visit, item),
        "states": evidence.states(visit, item),
        "why": [one["detail"] for one in item["findings"] if one["finding"] != "unused"],
    }


def _chips(
    visit: PersonVisit, here: str, asked: Wire, counts: Counter[str], cycle: Wire | None
) -> list[tuple[str, str, bool]]:
    """Return the filters ready made: all, mine, what the running cycle cites, what is to be
    looked at and how much there is of it."""
    t = visit.t
    found: list[tuple[str, str, bool]] = [
        (t("Tất cả"), here, not any(asked[name] for name in CHIPS)),
        (t("Tôi thêm"), _at(here, asked, mine="1", finding="", cycle=""), bool(asked["mine"])),
    ]
    if cycle:
        told = str(t("Nêu trong đợt {year}", year=formats.year(cycle["year"])))
        at = _at(here, asked, cycle=cycle["id"], finding="", mine="")
        found.append((told, at, asked["cycle"] == cycle["id"]))
    for name, _, said in evidence.FINDINGS:
        if counts[name]:
            told = f"{t(said)} ({counts[name]})"
            found.append(
                (told, _at(here, asked, finding=name, mine="", cycle=""), asked["finding"] == name)
            )
    return [
        *found,
        (t("Cả mục đã rút"), _at(here, asked, withdrawn="1"), bool(asked["withdrawn"])),
    ]


def _at(here: str, asked: Wire, **changed: Any) -> str:
    said = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"{here}?{urlencode(said)}" if said else here


PAGE = Page(show, path="/{log}/{school}")
