"""A report as the office above the school reads it: sheet by sheet, with what it says of each.

The school reads the same pages: what the office commented, and where it answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Done, Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import sheet, talk, versions
from services.console.cycle import Line, lines
from services.console.evidence import as_cited, states
from services.console.offices import acts_for_holder
from services.console.person import PersonVisit

COMMENTING = ("check_dossier", "appraise")
"""The functions whose holder comments on a school's report."""


@dataclass(frozen=True, slots=True)
class Read:
    """A cycle as it is read: its criteria, what was said of each, what the last version changed."""

    cycle: Wire
    lines: Sequence[Line]
    differences: Sequence[Wire]
    may_comment: bool
    inside: bool
    version: int | None = None
    """Which version it is, as it was handed in; None: as it is being written."""

    @property
    def ready(self) -> bool:
        """Whether there is a finished draft to comment on."""
        return _finished(self.cycle)

    @property
    def query(self) -> str:
        """What keeps the version from page to page."""
        return f"?version={self.version}" if self.version else ""

    def comments(self, criterion: str | None) -> list[Wire]:
        """Return what was said of a criterion, None: of the report, the newest first."""
        found = [one for one in self.cycle["comments"] if one["criterion"] == criterion]
        return sorted(found, key=lambda one: str(one["dated"]), reverse=True)

    def new_comments(self, criterion: str) -> list[Wire]:
        """Return what was said of a criterion in this version."""
        version = self.cycle["report_version"]
        return [one for one in self.comments(criterion) if one["report_version"] == version]

    def changed(self, criterion: str) -> list[Wire]:
        """Return the texts of a sheet that differ from the version before."""
        return [one for one in self.differences if one["criterion"] == criterion]


def show(visit: PersonVisit, log: str, cycle: str) -> Shown:
    """Show the report as a whole."""
    read = _read(visit, log, cycle)
    found = read.cycle
    return View(
        {
            **_common(visit, log, read),
            "sheets": [
                (one, len(read.new_comments(one.code)), bool(read.changed(one.code)))
                for one in read.lines
            ],
            "comments": _said(visit, log, read, None),
            "talk": talk.about(visit, log, found["school"], matter="report", cycle=cycle),
            "answer": _answer(visit, log, read, {"matter": "report", "cycle": cycle}),
            "receipt": _receipt(visit, log, found),
            "parts": [one for one in found["report_parts"] if one["text"].strip()],
            "standards": _standards(visit, found),
        }
    )


def show_sheet(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Show one sheet."""
    read = _read(visit, log, cycle)
    codes = [one.code for one in read.lines]
    if criterion not in codes:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    line = read.lines[codes.index(criterion)]
    at = codes.index(criterion)
    school = read.cycle["school"]
    return View(
        {
            **_common(visit, log, read),
            "line": line,
            "levels": _levels(visit, log, cycle, school, line),
            "measures": (line.sheet or {}).get("measures", ()),
            "texts": _texts(visit, line, read.changed(criterion)),
            "changed": bool(read.changed(criterion)),
            "comments": _said(visit, log, read, criterion),
            "talk": talk.about(
                visit, log, school, matter="sheet", cycle=cycle, criterion=criterion
            ),
            "answer": _answer(
                visit,
                log,
                read,
                {"matter": "sheet", "cycle": cycle, "criterion": criterion},
            ),
            "previous": codes[at - 1] if at else "",
            "following": codes[at + 1] if at + 1 < len(codes) else "",
        },
        template="sheet.html",
    )


def act(visit: PersonVisit, log: str, cycle: str) -> Shown:
    """Comment on the report as a whole."""
    done = _comment(visit, log, cycle, None)
    if done is None:
        return visit.again(show(visit, log, cycle))
    return Go(f"/console/report-reading/{log}/{cycle}?said=1#comments")


def act_sheet(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Comment on a sheet."""
    done = _comment(visit, log, cycle, criterion)
    if done is None:
        return visit.again(show_sheet(visit, log, cycle, criterion))
    here = f"/console/report-reading/{log}/{cycle}/{criterion}"
    return Go(f"{here}?said=1#comments")


def _answer(visit: PersonVisit, log: str, read: Read, thing: Wire) -> str:
    """Return where the school answers what the office said of a thing, empty for others."""
    if not read.inside:
        return ""
    subject = visit.t("Trả lời ý kiến của cơ quan quản lý")
    address = talk.address(log, read.cycle["school"], thing)
    return f"{address}&{urlencode({'subject': subject})}#begin"


def _comment(visit: PersonVisit, log: str, cycle: str, criterion: str | None) -> Done | None:
    if not visit.said("comment"):
        visit.faults.append(Fault("comment", visit.t("Chưa viết ý kiến.")))
        return None
    data: Wire = {"comment": visit.said("comment"), "criterion": criterion}
    if visit.said("dated"):
        data["dated"] = formats.read_day(visit.said("dated"))
    return visit.calls.command(log, "cycle", cycle, "CommentReport", data, key=visit.key)


def _finished(cycle: Wire) -> bool:
    return bool(cycle["completed_on"] or cycle["approved_on"])


def _version(visit: PersonVisit, cycle: Wire) -> int | None:
    """Return the version that is wanted; an office reads what was handed in while the next version
    is no finished draft."""
    whole = [one["report_version"] for one in cycle["versions"] if one["whole"]]
    wanted, counts = visit.asked("version"), cycle["handed_in_version"]
    if wanted:
        return next((one for one in whole if str(one) == wanted), None)
    inside = any(one.at_school and one.org == cycle["school"] for one in visit.roles)
    drafted = _finished(cycle) or not versions.rewritten(cycle)
    return counts if counts in whole and not inside and not drafted else None


def _read(visit: PersonVisit, log: str, id: str) -> Read:
    cycle = visit.calls.one(log, "cycle", id)
    version = _version(visit, cycle)
    if version is not None:
        kept = visit.calls.one(log, "cycle", id, report_version=version)
        inside = any(one.at_school and one.org == cycle["school"] for one in visit.roles)
        return Read(kept, lines(visit, kept), [], False, inside, version)
    differences: list[Wire] = []
    if cycle["report_version"] > 1:
        before = cycle["report_version"] - 1
        found = visit.calls.one(log, "cycle_difference", id, compared_version=before)
        differences = found["differences"]
    inside = any(one.at_school and one.org == cycle["school"] for one in visit.roles)
    may_comment = acts_for_holder(visit, log, cycle["school"], COMMENTING, ("officer",))
    return Read(cycle, lines(visit, cycle), differences, may_comment, inside)


def _common(visit: PersonVisit, log: str, read: Read) -> Wire:
    cycle = read.cycle
    return {
        "log": log,
        "cycle": cycle,
        "place": visit.names.school(log, cycle["school"]),
        "read": read,
        "at": f"/console/report-reading/{log}/{cycle['id']}",
        "counting": versions.told(visit, cycle) if cycle["handed_in_version"] else "",
        "rewritten": versions.rewritten(cycle) or read.version is not None,
        "list_href": f"/console/cycle/{log}/{cycle['id']}"
        if read.inside
        else f"/console/school-reports/{log}?year={cycle['year']}",
        "said": visit.asked("said"),
        "typed": {"comment": visit.said("comment"), "dated": visit.said("dated")},
    }


def _said(visit: PersonVisit, log: str, read: Read, criterion: str | None) -> list[Wire]:
    return [
        {
            **one,
            "who": visit.names.office(log, one["office"]),
            "entered": versions.entered(visit, one["dated"], one["recorded_on"]),
            "earlier": one["report_version"] < read.cycle["report_version"],
        }
        for one in read.comments(criterion)
    ]


def _receipt(visit: PersonVisit, log: str, cycle: Wire) -> str:
    """Return where the office acknowledges the report, empty if it has, or is not the receiver."""
    sent = cycle["submission"]
    mine = {role.org for role in visit.roles if role.name in ("officer", "director")}
    if cycle["state"] != "submitted" or not sent or sent["received_on"]:
        return ""
    href = f"/console/act/{log}/cycle/{cycle['id']}/AcknowledgeReport"
    return href if sent["receiver"] in mine else ""


def _standards(visit: PersonVisit, cycle: Wire) -> list[Wire]:
    """Return what the report says of each standard as a whole, in the form's order."""
    titles = {one["no"]: one["title_vi"] for one in visit.standards.of(cycle)["standards"]}
    return [
        {
            "no": one["standard"],
            "title": titles[one["standard"]],
            "texts": [
                (name, one[field])
                for field, name in (
                    ("judgement", visit.t("Nhận định")),
                    ("strengths", visit.t("Điểm mạnh")),
                    ("limits", visit.t("Hạn chế")),
                    ("priorities", visit.t("Vấn đề ưu tiên cải tiến")),
                )
                if one[field].strip()
            ],
        }
        for one in sorted(cycle["standards"], key=lambda one: int(one["standard"]))
    ]


def _levels(visit: PersonVisit, log: str, cycle: str, school: str, line: Line) -> list[Wire]:
    """Return the levels: of each indicator what it asks, how it was judged, what was found of its
    elements, and the evidence it rests on."""
    written = line.sheet or {}
    judged = {(j["level"], j["indicator"]): j for j in written.get("judgements", ())}
    ticked = {one["element"]: one for one in written.get("elements", ())}
    evidence = _evidence(visit, log, cycle, school) if judged else {}
    found: dict[int, Wire] = {}
    for level, one, _ in sheet.indicators(line.criterion):
        row = judged.get((level, one["indicator"]))
        shown = found.setdefault(level, {"level": level, "rows": []})
        shown["rows"].append(
            {
                **one,
                "lettered": one["indicator"].isalpha(),
                "talk": talk.address(
                    log,
                    school,
                    {
                        "matter": "indicator",
                        "cycle": cycle,
                        "criterion": line.code,
                        "of_level": level,
                        "indicator": one["indicator"],
                    },
                ),
                "met": row["met"] if row else None,
                "ticked": [
                    {**each, **ticked[each["id"]]}
                    for each in one["elements"]
                    if each["id"] in ticked
                ],
                "cited": [
                    _as_cited(log, found_as, (cycle, line.code, level, one["indicator"]))
                    if (found_as := evidence.get(code))
                    else {"code": code}
                    for code in (row["evidence"] if row else ())
                ],
            }
        )
    return [one for one in found.values() if any(row["met"] is not None for row in one["rows"])]


def _as_cited(log: str, entry: Wire, place: tuple[str, str, int, str]) -> Wire:
    """Return an item with the address of the version that is cited there."""
    return {**entry, "href": as_cited(log, entry["item"], *place)}


def _evidence(visit: PersonVisit, log: str, cycle: str, school: str) -> dict[str, Wire]:
    """Return the school's evidence by its code, each with what ails it."""
    return {
        one["code"]: {
            **one,
            "states": states(visit, one),
        }
        for one in visit.calls.all(log, "evidence_entry", school=school, cycle=cycle)
    }


def _texts(visit: PersonVisit, line: Line, changed: Sequence[Wire]) -> list[Wire]:
    """Return the texts of a sheet; one that has changed as runs of words that stay, go and come."""
    told = {one["field"]: one["runs"] for one in changed}
    found = []
    written = line.sheet or {}
    for one in written.get("descriptions", ()):
        name = visit.t("Mô tả hiện trạng, Mức {n}", n=one["of_level"])
        found.append((f"descriptions/{one['of_level']}", name, one["text"]))
    for field, name in (
        ("strengths", visit.t("Điểm mạnh")),
        ("weaknesses", visit.t("Điểm yếu")),
        ("improvement", visit.t("Kế hoạch cải tiến")),
    ):
        found.append((field, name, str(written.get(field, ""))))
    return [
        {"name": name, "text": text, "runs": told.get(field, ()), "field": field}
        for field, name, text in found
        if text.strip() or field in told
    ]


PAGES = (
    Page(show, act, path="/{log}/{cycle}"),
    Page(show_sheet, act_sheet, path="/{log}/{cycle}/{criterion}"),
)
