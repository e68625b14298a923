"""The approved versions of a report, and what has changed in its texts, by words."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import versions
from services.console.person import PersonVisit

WHY = "Hiển thị tên người của các hội đồng, nhóm trước đây và của các lần giao lại tiêu chí"
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
            "versions": [_version(visit, log, cycle, one) for one in cycle["versions"]],
            "told": versions.told(visit, cycle),
            **_replaced(visit, log, cycle),
            "options": options,
            "wanted": wanted,
            "why": why,
            "differences": [_shown(visit, one) for one in found[:MOST]],
            "more": max(0, len(found) - MOST),
            "compared": bool(wanted) and not why,
        }
    )


def _version(visit: PersonVisit, log: str, cycle: Wire, one: Wire) -> Wire:
    """Return a version with where it is read and printed, if all of it was kept."""
    version, id = one["report_version"], cycle["id"]
    printed = f"/console/documents/{log}/{cycle['school']}/cycle/{id}/report?version={version}"
    return {
        **one,
        "counts": version == cycle["handed_in_version"],
        "entered": versions.entered(visit, one["submitted_on"], one["recorded_on"]),
        "read": f"/console/report-reading/{log}/{id}?version={version}" if one["whole"] else "",
        "printed": printed if one["whole"] else "",
    }


def _replaced(visit: PersonVisit, log: str, cycle: Wire) -> Wire:
    """Return the councils, groups and plans that others replaced, and who took over from whom."""
    people = visit.people.opened(
        log,
        WHY,
        (
            *(one[name] for one in cycle["hand_overs"] for name in ("absent", "taken_by")),
            *(m["person"] for one in cycle["earlier_councils"] for m in one["members"]),
            *(group["head"] for one in cycle["earlier_groups"] for group in one["groups"]),
        ),
    )

    def day(one: Wire, name: str = "dated") -> str:
        more = versions.entered(visit, one[name], one["recorded_on"])
        return ", ".join(filter(None, (formats.day(one[name]), more)))

    return {
        "councils": [
            {
                **one,
                "day": day(one, "appointed_on"),
                "members": [(people.name(log, m["person"]), m["post"]) for m in one["members"]],
            }
            for one in cycle["earlier_councils"]
        ],
        "groups": [
            {
                "day": day(one),
                "groups": [
                    {**group, "head": people.name(log, group["head"])} for group in one["groups"]
                ],
            }
            for one in cycle["earlier_groups"]
        ],
        "plans": [{**one, "day": day(one)} for one in cycle["earlier_plans"]],
        "hand_overs": [
            {
                **one,
                "day": day(one),
                "absent": people.name(log, one["absent"]),
                "taken_by": people.name(log, one["taken_by"]),
            }
            for one in cycle["hand_overs"]
        ],
    }


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
