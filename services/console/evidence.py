"""A school's evidence as several pages show it, and what their forms say of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Fault
from libs.web.sent_forms import SentFile
from services.console.person import PersonVisit
from services.console.standards import criteria_of

KINDS = (
    ("file", text("Tệp, ảnh")),
    ("link", text("Đường dẫn")),
    ("place", text("Bản giấy")),
)
"""What an item may be, for the tabs of a form."""
FINDINGS = (
    ("changed", "warn", text("Đã đổi sau khi nêu")),
    ("expired", "warn", text("Hết hiệu lực")),
    ("bytes_missing", "warn", text("Thiếu bản lưu")),
    ("duplicate", "warn", text("Trùng nội dung")),
    ("unused", "todo", text("Chưa dùng")),
)
"""What may be found in an item: its code, shape and words of its tag; the gravest first."""
OBTAINED = ("document", "survey", "interview", "observation", "picture", "other")
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")
"""The pictures that a browser shows."""
ENDED = ("closed", "abandoned")
DETAILS = ("number", "issuer", "note")
DAYS = ("dated", "expires_on")
HASHED = 32


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come in whole, and is not an item yet: its hash, the title it is to have."""

    sha256: str
    title: str
    warning: str = ""


def at_school(visit: PersonVisit, log: str, school: str) -> bool:
    """Return whether the visitor may change the evidence of a school."""
    return any((r.at_school, r.log, r.org) == (True, log, school) for r in visit.roles)


def icon(item: Wire) -> str:
    """Return the picture that stands for what an item is."""
    media = item["media_type"] or ""
    if item["kept"] in ("link", "place"):
        return str(item["kept"])
    if media.startswith("image/"):
        return "image"
    return "table" if "sheet" in media or "excel" in media else "file"


def as_cited(log: str, item: str, cycle: str, criterion: str, level: int, indicator: str) -> str:
    """Return the address of an item in the version that a sheet cites at an indicator."""
    cited = {"cycle": cycle, "criterion": criterion, "level": level, "indicator": indicator}
    return f"/console/evidence-item/{log}/{item}?{urlencode(cited)}"


def kept(visit: PersonVisit, item: Wire) -> str:
    """Return what an item is, in a few words: "Ảnh, 1,2 MB", an address, where paper lies."""
    if item["url"]:
        return str(item["url"])
    if item["box"]:
        return ", ".join(filter(None, (item["box"], item["shelf"], item["where"])))
    if not item["file_name"]:
        return str(visit.label("hash_only"))
    return f"{item['file_name']} · {formats.size(item['file_size'])}"


def states(visit: PersonVisit, entry: Wire) -> Sequence[tuple[str, str]]:
    """Return the tags of an item of the list, shape and words; the gravest first."""
    if entry["withdrawn_for"]:
        return [("closed", visit.t("Đã rút"))]
    found = {one["finding"] for one in entry["findings"]}
    told = [(shape, visit.t(said)) for name, shape, said in FINDINGS if name in found]
    return told or [("done", visit.t("Đang dùng"))]


def running_cycles(visit: PersonVisit, log: str, school: str) -> list[Wire]:
    """Return the cycles of a school's newest year that have not ended: one for each stage where it
    has several."""
    found = [c for c in visit.calls.all(log, "cycle", school=school) if c["state"] not in ENDED]
    newest = max((one["year"] for one in found), default=0)
    return [one for one in found if one["year"] == newest]


def running_cycle(visit: PersonVisit, log: str, school: str) -> Wire | None:
    """Return the newest cycle of a school that has not ended, None if there is none."""
    return max(running_cycles(visit, log, school), key=lambda one: str(one["id"]), default=None)


def criteria(
    visit: PersonVisit, log: str, school: str, cycle: Wire | None
) -> list[tuple[str, str]]:
    """Return code and name of each criterion that evidence may be of: of a cycle, else of today."""
    sets = [cycle] if cycle else visit.calls.one(log, "school", school)["standards"]
    found: dict[str, str] = {}
    for one in sets:
        if one["rule_set"]:
            for _, criterion in criteria_of(visit.standards.of(one)):
                found.setdefault(criterion["code"], criterion["title_vi"])
    return [(code, f"{code}. {title}") for code, title in found.items()]


def content(visit: PersonVisit, kind: str) -> Wire:
    """Return the link or place that was typed, as the command has it."""
    if kind == "link":
        seen_on = formats.read_day(visit.said("content-link-seen_on"))
        return {"link": {"url": visit.said("content-link-url"), "seen_on": seen_on}}
    said = {name: visit.said(f"content-place-{name}") for name in ("box", "shelf", "where")}
    return {"place": {name: value for name, value in said.items() if value or name == "box"}}


def details(visit: PersonVisit) -> Wire:
    """Return what was typed of an item beside its title, as the command has it."""
    said = {name: visit.said(f"details-{name}") for name in DETAILS}
    said |= {name: formats.read_day(visit.said(f"details-{name}")) for name in DAYS}
    return {"obtained": visit.said("details-obtained", "document")} | {
        name: value for name, value in said.items() if value
    }


def typed_details(visit: PersonVisit, item: Wire | None = None) -> dict[str, str]:
    """Return the fields of what is said of an item: as typed, else as it stands."""
    names = ("obtained", *DETAILS, *DAYS)
    if visit.form and visit.said("do", "describe") == "describe":
        return {name: visit.said(f"details-{name}") for name in names}
    found = {name: item[name] or "" for name in names} if item else dict.fromkeys(names, "")
    return found | {name: formats.day(found[name]) for name in DAYS}


def received(visit: PersonVisit, log: str, school: str) -> list[Received]:
    """Return the files that the form stands for: sent by the script before, and sent with it.

    A file that is not taken is told of at the field `file`; the others stay.
    """
    found = [
        Received(sha256, title)
        for sha256, title in zip(
            visit.all_said("received"), visit.all_said("received-title"), strict=False
        )
    ]
    sent = visit.files.get("file", ())
    for n, file in enumerate(sent):
        try:
            told = send(visit, log, school, file, f"{visit.key} {n}")
        except Refused as refused:
            if refused.status in (401, 403, 404) or refused.status >= 500:
                raise
            visit.problem = refused
            visit.faults.append(Fault("file", f"{file.name}: {refused.problem.get('detail', '')}"))
            continue
        named = visit.said("title") if len(sent) == 1 else ""
        warning = " ".join(told["warnings"])
        found.append(Received(told["sha256"], named or title_of(file.name), warning))
    return found


def send(visit: PersonVisit, log: str, school: str, file: SentFile, key: str) -> Wire:
    """Return what came of a file that is sent in pieces; raises `Refused`."""
    return visit.calls.send_file(log, "evidence", school, file, once(key, file.name))


def once(*parts: str) -> str:
    """Return the key of a request that stands for these parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:HASHED]


def title_of(name: str) -> str:
    """Return what a file may be called as evidence: its name without its ending."""
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split())


def add(
    visit: PersonVisit, log: str, school: str, criterion: str, files: Sequence[Received]
) -> Iterator[tuple[Received, Wire]]:
    """Make files items of evidence one by one; yield each with the item that it is now.

    Raises `Refused`, which is of the file that comes next.
    """
    cycle = running_cycle(visit, log, school)
    for one in files:
        data: Wire = {
            "criterion": criterion,
            "title": one.title,
            "content": {"file": one.sha256},
            "details": details(visit),
            **({"cycle": cycle["id"]} if cycle else {}),
        }
        yield one, added(visit, log, school, data, one.sha256)


def added(visit: PersonVisit, log: str, school: str, data: Wire, key: str = "") -> Wire:
    """Add an item; return it as it is now: what was there in the same words is not added again."""
    command = (log, "evidence", school, "AddEvidence", data)
    done = visit.calls.command(*command, key=f"{visit.key} {key}")
    # An item is called by the version of the register at which it began.
    found = visit.calls.find(log, "evidence_item", f"{school}_{done.version:06}")
    if found and found["title"] == data["title"]:
        return found
    (found, *_) = visit.calls.listed(
        log, "evidence_entry", school=school, words=data["title"], limit=200
    ) or [{"code": "", "title": data["title"], "item": ""}]
    return found
