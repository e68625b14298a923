"""Who of a team has signed its report, on screens."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.web import formats
from services.console.case import Case

WHY = "Hiển thị thành viên đoàn đã ký báo cáo"
"""Why the names of the team are opened."""
SHAPES = {"signed": "done", "dissenting": "warn", "excused": "closed", "unsigned": "todo"}


def rows(case: Case) -> Sequence[Wire]:
    """Return of each member: name and post, how it stands, since when, what was said."""
    visit, found = case.visit, case.found["signatures"]
    posts = {one["person"]: one["post"] for one in case.found["team_members"]}
    visit.people.opened(case.log, WHY, (one["person"] for one in found))
    return [
        {
            "name": visit.t(
                "{name} ({post})",
                name=visit.people.name(case.log, one["person"], visit.label("evaluator")),
                post=visit.label(posts[one["person"]], begins=False),
            ),
            "kind": SHAPES[one["signature_state"]],
            "state": visit.label(one["signature_state"], begins=True),
            "on": formats.day(one["on"]) if one["on"] else "",
            "remark": one["remark"],
        }
        for one in found
    ]


def unsigned(case: Case) -> list[tuple[str, str]]:
    """Return who has not signed, each with the name."""
    named = [row["name"] for row in rows(case)]
    pairs = zip(case.found["signatures"], named, strict=True)
    return [(one["person"], name) for one, name in pairs if one["signature_state"] == "unsigned"]
