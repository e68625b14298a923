"""The approved versions of a report, and what has changed in its texts, by words."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit

MOST = 40
"""How many changed texts a page shows."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the versions, and the changes since the one that is chosen, or another cycle."""
    cycle = visit.calls.one(log, "cycle", id)
    earlier = [
        one
        for one in visit.calls.all(log, "cycle", school=cycle["school"])
        # Under another set a criterion of the same number means something else.
        if one["year"] < cycle["year"]
        and (one["education_stage"], one["rule_set"])
        == (cycle["education_stage"], cycle["rule_set"])
    ]
    wanted = visit.asked("with")
    found, why = _difference(visit, log, cycle, wanted)
    options = [
        (f"v{one['report_version']}", visit.t("Bản {n} của đợt này", n=one["report_version"]))
        for one in cycle["versions"]
    ] + [
        (one["id"], visit.t("Đợt năm học {year}", year=formats.year(one["year"])))
        for one in sorted(earlier, key=lambda one: -one["year"])
    ]
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "versions": cycle["versions"],
            "options": options,
            "wanted": wanted,
            "why": why,
            "differences": [_shown(visit, one) for one in found[:MOST]],
            "more": max(0, len(found) - MOST),
            "compared": bool(wanted) and not why,
        }
    )


def _difference(visit: PersonVisit, log: str, cycle: Wire, wanted: str) -> tuple[list[Wire], str]:
    """Return the changed texts, or why they cannot be shown."""
    if not wanted:
        return [], ""
    version = wanted.removeprefix("v")
    asked: Wire = {"compared_with": wanted}
    if wanted.startswith("v") and version.isascii() and version.isdigit():
        asked = {"compared_version": version}
    try:
        found = visit.calls.one(log, "cycle_difference", cycle["id"], **asked)
    except Refused as refused:
        if refused.status in (404, 422):
            return [], str(refused.problem.get("detail", ""))
        raise
    return found["differences"], ""


def _shown(visit: PersonVisit, one: Wire) -> Wire:
    """Return a changed text with what its field is called."""
    field, _, level = one["field"].partition("/")
    names = {
        "strengths": visit.t("Điểm mạnh"),
        "weaknesses": visit.t("Điểm yếu"),
        "improvement": visit.t("Kế hoạch cải tiến"),
        "descriptions": visit.t("Mô tả Mức {n}", n=level),
    }
    return {**one, "called": names.get(field, field)}


PAGE = Page(show, path="/{log}/{id}")
