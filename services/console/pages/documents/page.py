"""A school's documents: which can be made now, as a draft or final; each with what proves it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import label
from libs.web.catalogue import text
from libs.web.client import Api, Refused
from libs.web.lists import Column, Filter, Listing, Options
from libs.web.page import Page, Shown, View, Visit
from services.console import versions
from services.console.person import PersonVisit
from services.console.years import years

PATH = re.compile(r"/v1/{log}/(\w+)/{id}/document/(\w+)\.(pdf|docx)")
STATES = {
    "final": text("Bản chính thức"),
    "draft": text("Bản nháp"),
    "missing": text("Chưa lập được"),
}
SHAPES = {"final": "done", "draft": "doing", "missing": "todo"}
WHEN = {
    ("cycle", "council_decision"): text("Sau khi lập hội đồng tự đánh giá."),
    ("cycle", "self_assessment_plan"): text("Sau khi duyệt kế hoạch tự đánh giá."),
    ("cycle", "content_elements"): text("Khi phân tích nội hàm; chính thức khi duyệt báo cáo."),
    ("cycle", "criterion_sheets"): text("Khi viết phiếu; chính thức khi duyệt báo cáo."),
    ("cycle", "evidence_list"): text("Khi có minh chứng; chính thức khi duyệt báo cáo."),
    ("cycle", "report"): text("Lúc nào cũng xem trước được; chính thức khi duyệt báo cáo."),
    ("improvement_plan", "plan"): text("Khi có kế hoạch; chính thức khi phê duyệt."),
    ("plan_report", "report"): text("Khi kế hoạch đã phê duyệt; chính thức khi gửi báo cáo năm."),
    ("evaluation", "registration_letter"): text("Khi trường nộp hồ sơ đăng ký."),
    ("evaluation", "filing_receipt"): text("Khi trường nộp hồ sơ đăng ký."),
    ("evaluation", "return_slip"): text("Khi hồ sơ bị trả lại; phiếu của lần trả gần nhất."),
    ("evaluation", "external_report"): text("Khi có dự thảo; chính thức khi quyết định công bố."),
    ("evaluation", "accreditation_decision"): text("Khi có báo cáo chính thức; ký là chính thức."),
    ("evaluation", "national_decision"): text("Khi có báo cáo chính thức; ký là chính thức."),
    ("recognition", "certificate"): text("Khi có quyết định công nhận."),
}
"""When each document can be had."""
OF = {
    "cycle": "cycle",
    "improvement_plan": "improvement_plan",
    "plan_report": "improvement_plan",
    "evaluation": "evaluation",
    "recognition": "recognition",
}
"""The list in which the things stand that a document is of."""
THINGS = {
    "cycle": text("Tự đánh giá"),
    "improvement_plan": text("Kế hoạch cải tiến"),
    "evaluation": text("Hồ sơ đăng ký"),
    "recognition": text("Công nhận"),
}
"""What those lists are called in a filter."""
CRITERION, VERSION = "criterion", "version"
OF_NO_VERSION = ("council_decision", "self_assessment_plan")
"""Papers of a self-assessment with a day of their own, whatever version the report is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A document that can be made: category, name, title, forms; of a criterion, of a version?"""

    category: str
    name: str
    title: str
    forms: tuple[str, ...]
    by_criterion: bool
    by_version: bool


@cache
def kinds(api: Api) -> tuple[Kind, ...]:
    """Return the documents that the API makes, as its own description says."""
    found: dict[tuple[str, str], Kind] = {}
    for path, methods in api.document["paths"].items():
        if match := PATH.fullmatch(path):
            category, name, form = match.groups()
            get = methods["get"]
            title = get["responses"]["200"]["description"]
            named = {one.get("name") for one in get.get("parameters", ())}
            before = found.get((category, name))
            forms = (*(before.forms if before else ()), form)
            of = (CRITERION in named, VERSION in named and name not in OF_NO_VERSION)
            kind = Kind(category, name, title, tuple(sorted(forms)), *of)
            found[category, name] = kind
    return tuple(kind for kind in found.values() if kind.category in OF)


def _states(visit: Visit) -> Options:
    return [(name, visit.t(said)) for name, said in STATES.items()]


def _things(visit: Visit) -> Options:
    return [(name, visit.t(said)) for name, said in THINGS.items()]


LISTING = Listing(
    "documents",
    (
        Column("title", text("Văn bản"), lambda one: one["title"], href=lambda one: one["href"]),
        Column("year", text("Năm học"), lambda one: one["year"], "year"),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["said"],
            shape=lambda one: SHAPES[one["state"]],
        ),
        Column("forms", text("Dạng tệp"), lambda one: one["forms"]),
        Column("when", text("Khi nào có"), lambda one: one["when"]),
    ),
    (
        Filter("of", text("Thuộc"), _things, lambda one, of: one["of"] == of),
        Filter(
            "year",
            text("Năm học"),
            years(ahead=1, back=7),
            lambda one, year: str(one["year"]) == year,
        ),
        Filter("state", text("Tình trạng"), _states, lambda one, state: one["state"] == state),
    ),
    order="-year",
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show every document that there is or can be."""
    rows = list(_rows(visit, log, school))
    at = f"/console/documents/{log}/{school}"
    chips = [(visit.t("Tất cả"), {}), *((said, {"state": name}) for name, said in _states(visit))]
    shown = LISTING.of(visit, rows, at, visit.t("Văn bản của trường"), chips)
    place = visit.names.school(log, school)
    return shown.file or View({"log": log, "school": school, "shown": shown, "place": place})


def _rows(visit: PersonVisit, log: str, school: str) -> Iterator[Wire]:
    things = {
        category: [
            visit.calls.one(log, category, one["id"])
            for one in visit.calls.all(log, category, school=school)
        ]
        for category in dict.fromkeys(OF.values())
    }
    for kind in kinds(visit.calls.api):
        for thing in filter(partial(_has, kind), things[OF[kind.category]]):
            counts = _counting(kind, thing)
            if counts is not None:
                yield _row(visit, log, school, kind, thing, counts)
            if counts is None or versions.rewritten(thing):
                yield _row(visit, log, school, kind, thing)


def _has(kind: Kind, thing: Wire) -> bool:
    """Return whether a thing ever has the document: a planned case has none, nor one decision that
    it does not ask for."""
    match kind.category, kind.name:
        case "evaluation", "accreditation_decision":
            return thing["purpose"] in ("accreditation", "both")
        case "evaluation", "national_decision":
            return thing["purpose"] in ("national_standard", "both")
        case "evaluation", _:
            return bool(thing["purpose"])
    return True


def _year(thing: Wire) -> int:
    """Return the school year of a thing; that of a certificate is the one it was decided in."""
    if "decided_on" in thing and "evaluation" in thing:
        return school_year(date.fromisoformat(thing["decided_on"]))
    return int(thing["year"] if "year" in thing else thing["id"].rpartition("_")[2])


def _counting(kind: Kind, thing: Wire) -> int | None:
    """Return the version of a report that was handed in last, if all of it was kept."""
    whole = [one["report_version"] for one in thing.get("versions", ()) if one["whole"]]
    counts = thing.get("handed_in_version")
    return counts if kind.by_version and counts in whole else None


def _row(
    visit: PersonVisit, log: str, school: str, kind: Kind, thing: Wire, version: int | None = None
) -> Wire:
    state = "final" if version else state_of(kind, thing)
    at = f"/console/documents/{log}/{school}/{kind.category}/{thing['id']}/{kind.name}"
    at += f"?{VERSION}={version}" if version else ""
    title = _title(kind, thing)
    if version:
        title = visit.t("{title}, phiên bản {n} đã nộp", title=title, n=version)
    when = WHEN.get((kind.category, kind.name))
    return {
        "id": f"{thing['id']}-{kind.category}-{kind.name}-{'' if version else 'now'}",
        "title": title,
        "of": OF[kind.category],
        "year": _year(thing),
        "state": state,
        "said": visit.t(STATES[state]),
        "forms": ", ".join({"pdf": "PDF", "docx": "Word"}[form] for form in kind.forms),
        "when": visit.t(when) if when else "",
        "href": at if state != "missing" else "",
    }


def _title(kind: Kind, thing: Wire) -> str:
    """Return what a document is called; a certificate says of what, for a school may have two."""
    title = kind.title[:1].upper() + kind.title[1:]
    if kind.category != "recognition":
        return title
    return f"{title}: {label(thing['kind'])}"


def state_of(kind: Kind, thing: Wire) -> str:
    """Return whether a document is final, a draft, or cannot be had yet."""
    match kind.category, kind.name:
        case "cycle", "council_decision":
            return "final" if thing["appointed_on"] else "missing"
        case "cycle", "self_assessment_plan":
            planned = thing["work_plan"] or thing["approved_on"]
            return "final" if planned else "draft" if thing["appointed_on"] else "missing"
        case "cycle", "content_elements":
            if not thing["guidance"]:
                return "missing"
            return "final" if thing["approved_on"] else "draft"
        case "cycle", _:
            return "final" if thing["approved_on"] else "draft"
        case "plan_report", _:
            return (
                "final" if thing["reported_on"] else "draft" if thing["approved_on"] else "missing"
            )
        case "evaluation", _:
            return _state_of_case(kind.name, thing)
        case "recognition", _:
            return "final" if thing["decided_by"] and not thing["struck"] else "missing"
    return "final" if thing["approved_on"] else "draft"


def _state_of_case(name: str, case: Wire) -> str:
    """Return the state of a document of a case, as far as its reader may see it."""
    reported = case["final_on"] and case["proposed_level"] is not None
    match name:
        case "return_slip":
            return "final" if case["returned_on"] else "missing"
        case "external_report":
            begun = case["draft_sent_on"] or case["criteria_found"]
            return "final" if reported else "draft" if begun else "missing"
        case "accreditation_decision" | "national_decision":
            decided = case[name.removesuffix("_decision")]
            return "final" if decided else "draft" if reported else "missing"
    return "final" if case["filed_on"] else "missing"


def show_one(visit: PersonVisit, log: str, school: str, category: str, id: str, name: str) -> Shown:
    """Show one document: its files with their hashes, and the others of the same dossier."""
    kind = next(
        (one for one in kinds(visit.calls.api) if (one.category, one.name) == (category, name)),
        None,
    )
    if kind is None:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    criterion = visit.asked(CRITERION) if kind.by_criterion else ""
    version = visit.asked(VERSION) if kind.by_version else ""
    now = visit.calls.one(log, OF[category], id)
    thing = visit.calls.one(log, OF[category], id, report_version=version) if version else now
    files, refused = [], None
    for form in kind.forms:
        try:
            asked = {CRITERION: criterion, VERSION: version}
            files.append(_made(visit, log, kind, id, form, asked))
        except Refused as error:
            if error.status in (401, 403, 404):
                raise
            refused = error.problem
    others = [
        _row(visit, log, school, one, now, int(version) if version and one.by_version else None)
        for one in kinds(visit.calls.api)
        if OF[one.category] == OF[category] and one != kind and _has(one, now)
    ]
    state = state_of(kind, thing)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "title": _title(kind, thing),
            "year": _year(thing),
            "state": visit.t(STATES[state]),
            "shape": SHAPES[state],
            "draft": state == "draft",
            "version": version,
            "told": versions.told(visit, now) if kind.by_version else "",
            "counting": _counting(kind, now)
            if kind.by_version and versions.rewritten(now)
            else None,
            "files": files,
            "refused": refused,
            "others": others,
            "by_criterion": kind.by_criterion,
            "criterion": criterion,
            "home": f"/console/documents/{log}/{school}",
            "at": f"/console/documents/{log}/{school}/{category}/{id}/{name}",
        },
        template="one.html",
    )


def _made(
    visit: PersonVisit, log: str, kind: Kind, id: str, form: str, asked: Mapping[str, str]
) -> Mapping[str, object]:
    """Return where a file stands, with its hash, size and the position of the log it holds."""
    path = f"/v1/{log}/{kind.category}/{id}/document/{kind.name}.{form}"
    answer = visit.calls.get(path, **asked)
    query = urlencode({name: value for name, value in asked.items() if value})
    return {
        "form": {"pdf": "PDF", "docx": "Word"}[form],
        "href": f"{path}?{query}" if query else path,
        "sha256": answer.headers["etag"].strip('"'),
        "size": -(-len(answer.content) // 1024),
        "position": int(answer.headers["kiemdinh-position"]),
    }


PAGES = (
    Page(show, path="/{log}/{school}"),
    Page(show_one, path="/{log}/{school}/{category}/{id}/{name}"),
)
