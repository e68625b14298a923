"""A school's public record: what it is, what it was recognised for, what happened to it."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.certificates import in_force
from libs.web.page import Page, Shown, View, Visit


def show(visit: Visit, log: str, id: str) -> Shown:
    """Show the record of one school."""
    school = visit.calls.one(log, "school", id)
    records = visit.calls.all(log, "publication", school=id)
    today = visit.today.isoformat()
    lineage = visit.calls.all(log, "lineage", school=id)
    related = {
        other: found["name"]
        for other in dict.fromkeys((*school["predecessors"], *school["heirs"]))
        if (found := visit.calls.find(log, "school", other))
    }
    return View(
        {
            "log": log,
            "school": school,
            "valid": [one for one in records if in_force(one, today)],
            "past": [one for one in records if not in_force(one, today) and one["struck"] is None],
            "related": related,
            "lineage": lineage,
            "history": history(visit, school, records),
        }
    )


def history(visit: Visit, school: Wire, records: list[Wire]) -> list[Wire]:
    """Return what happened, the latest first."""
    t, found = visit.t, []
    for one in (one for one in records if one["struck"] is None):
        name = what(visit, one)
        found.append(
            {
                "day": one["valid_from"],
                "kind": "done",
                "name": t("Được công nhận: {what}", what=name),
                "text": t(
                    "Quyết định {number} của {office}",
                    number=one["decision_number"],
                    office=one["authority_name"],
                ),
            }
        )
    for one in school["names"]:
        if one["starts"]:
            found.append(
                {
                    "day": one["starts"],
                    "kind": "closed",
                    "name": t("Mang tên {name}", name=one["name"]),
                    "text": "",
                }
            )
    if school["opened_on"]:
        found.append(
            {"day": school["opened_on"], "kind": "closed", "name": t("Thành lập"), "text": ""}
        )
    if school["closed_on"]:
        found.append(
            {
                "day": school["closed_on"],
                "kind": "closed",
                "name": t("Không còn hoạt động riêng"),
                "text": school["closed_basis"] or "",
            }
        )
    found.sort(key=lambda one: str(one["day"]), reverse=True)
    return [{**one, "when": formats.day(one["day"])} for one in found]


def what(visit: Visit, record: Wire) -> str:
    """Return what a recognition is of, in words."""
    if record["kind"] == "accreditation":
        return visit.t("Kiểm định chất lượng, cấp độ {n}", n=record["accreditation_grade"])
    return visit.t("Chuẩn quốc gia, mức độ {n}", n=record["national_grade"])


PAGE = Page(show, path="/{log}/{id}")
