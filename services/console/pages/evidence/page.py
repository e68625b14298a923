"""The evidence of a school: found by words, criterion, kind and by what is to be looked at."""

from collections import Counter
from collections.abc import Iterator, Mapping

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes
from libs.web.page import Page, Shown, View
from services.console import evidence
from services.console.person import PersonVisit

KEPT = ("file", "link", "place", "hash_only")
MINE = "mine"
COLUMNS = (
    Column("code", text("Mã"), lambda one: one["code"], href=lambda one: one["href"]),
    Column("title", text("Tên minh chứng"), lambda one: one["title"]),
    Column("criterion", text("Tiêu chí"), lambda one: one["criterion"]),
    Column("is", text("Là gì, ở đâu"), lambda one: one["is"]),
    Column("cited", text("Số chỉ báo nêu"), lambda one: one["citation_count"], "number"),
    Column("state", text("Tình trạng"), lambda one: one["said"], shape=lambda one: one["shape"]),
    Column("added", text("Ngày thêm"), lambda one: one["added_on"], "day"),
    Column("obtained", text("Có được bằng"), lambda one: one["obtained"], "label", in_files=True),
    Column("number", text("Số, ký hiệu"), lambda one: one["number"], in_files=True),
    Column("dated", text("Ngày"), lambda one: one["dated"], "day", in_files=True),
    Column("issuer", text("Nơi ban hành"), lambda one: one["issuer"], in_files=True),
    Column("expires", text("Hết hiệu lực từ"), lambda one: one["expires_on"], "day", in_files=True),
    Column("version", text("Số bản"), lambda one: one["item_version"], "number", in_files=True),
    Column("note", text("Ghi chú"), lambda one: one["note"], in_files=True),
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the list, or give it as a file."""
    t = visit.t
    cycle = evidence.running_cycle(visit, log, school)
    criteria = evidence.criteria(visit, log, school, cycle)
    listing = _listing(visit, criteria, cycle)
    asked = listing.asked(visit)
    items = visit.calls.all(
        log,
        "evidence_entry",
        school=school,
        words=asked["words"] or "",
        criterion=asked["criterion"] or "",
        cycle=asked["cycle"] or "",
        kept=asked["kept"] or "",
        finding=asked["finding"] or "",
        added_by=visit.session["actor"] if asked[MINE] else "",
        with_withdrawn=True if asked["withdrawn"] else "",
    )
    found = visit.calls.all(log, "evidence_finding", school=school)
    counts = Counter(str(one["finding"]) for one in found)
    shown = listing.of(
        visit,
        [_row(visit, log, item) for item in items],
        f"/console/evidence/{log}/{school}",
        t("Danh mục minh chứng"),
        list(_chips(visit, counts, cycle)),
    )
    own = evidence.at_school(visit, log, school)
    return shown.file or View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "shown": shown,
            "files": visit.calls.all(log, "received_file", school=school, unused=True)
            if own
            else [],
            "manifests": visit.calls.all(log, "manifest", school=school),
            "may_write": own,
            "added": visit.asked("added"),
            "personal": visit.asked("personal"),
        }
    )


def _listing(visit: PersonVisit, criteria: list[tuple[str, str]], cycle: Wire | None) -> Listing:
    """Return the list with the criteria and the cycle that this school's may be filtered by."""
    t = visit.t
    cited = [(str(cycle["id"]), _cited(visit, cycle))] if cycle else []
    findings = [(name, t(said)) for name, _, said in evidence.FINDINGS]
    return Listing(
        "minh-chung",
        COLUMNS,
        (
            Filter("words", text("Mã, tên, số văn bản")),
            Filter("criterion", text("Tiêu chí"), lambda _: criteria),
            Filter("kept", text("Dạng"), codes(*KEPT)),
            Filter("finding", text("Cần xem lại"), lambda _: findings),
            Filter("cycle", text("Nêu ở"), lambda _: cited),
            Filter(MINE, text("Ai thêm"), lambda _: [("1", t("Tôi thêm"))]),
            Filter("withdrawn", text("Mục đã rút"), lambda _: [("1", t("Cả mục đã rút"))]),
        ),
        id=lambda row: str(row["item"]),
    )


def _row(visit: PersonVisit, log: str, item: Wire) -> Wire:
    states = evidence.states(visit, item)
    return {
        **item,
        "href": f"/console/evidence-item/{log}/{item['item']}",
        "is": evidence.kept(visit, item),
        "shape": states[0][0],
        "said": "; ".join(str(said) for _, said in states),
    }


def _chips(
    visit: PersonVisit, counts: Counter[str], cycle: Wire | None
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the filters ready made: all, mine, what the running cycle cites, what is to be
    looked at and how much there is of it."""
    t = visit.t
    yield t("Tất cả"), {}
    yield t("Tôi thêm"), {MINE: "1"}
    if cycle:
        yield _cited(visit, cycle), {"cycle": str(cycle["id"])}
    for name, _, said in evidence.FINDINGS:
        if counts[name]:
            yield f"{t(said)} ({counts[name]})", {"finding": name}
    yield t("Cả mục đã rút"), {"withdrawn": "1"}


def _cited(visit: PersonVisit, cycle: Wire) -> str:
    return visit.t("Nêu trong đợt {year}", year=formats.year(cycle["year"]))


PAGE = Page(show, path="/{log}/{school}")
