"""The texts of the report beside the criterion sheets: what it says of each standard, its parts.

As on a sheet, what is typed is kept as a draft until it is saved, and who saves after somebody
else sees both versions side by side.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import saving, sheet, sheet_drafts
from services.console.course import standing
from services.console.cycle import WORKING, lines
from services.console.person import PersonVisit
from services.console.saving import Writing
from services.console.sheet import Fields

STANDARD = "standard-"
"""How the address of a standard's texts begins, before its number."""
FIELDS = {
    "judgement": (
        text("Nhận định chung"),
        text("Trường đáp ứng tiêu chuẩn này đến đâu, dựa vào các tiêu chí."),
    ),
    "strengths": (
        text("Điểm mạnh"),
        text("Điểm nổi bật nhất của cả tiêu chuẩn, có số liệu hoặc minh chứng."),
    ),
    "limits": (
        text("Hạn chế và nguyên nhân"),
        text("Chưa đạt điều gì, vì sao."),
    ),
    "priorities": (
        text("Vấn đề ưu tiên cải tiến"),
        text("Điều làm trước trong kế hoạch cải tiến; cần có khi còn tiêu chí chưa đạt."),
    ),
}
"""The texts of a standard, what each is called and what is asked there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the report: the end of its address, its title, its fields as recorded.

    `needed` are the fields that the report must have, `command` and `data` what records it.
    """

    which: str
    title: str
    recorded: Fields
    needed: Sequence[str]
    command: str
    data: Mapping[str, object]
    imported_from: str | None = None

    @property
    def missing(self) -> bool:
        """Whether something that the report must have is not written yet."""
        return any(not self.recorded[name].strip() for name in self.needed)

    @property
    def written(self) -> bool:
        """Whether anything is written."""
        return any(value.strip() for value in self.recorded.values())


def show(visit: PersonVisit, log: str, cycle: str) -> Shown:
    """Show every text of the report and whether it is written."""
    found = visit.calls.one(log, "cycle", cycle)
    texts = list(texts_of(visit, found))
    return View(
        {
            "log": log,
            "cycle": found,
            "place": visit.names.school(log, found["school"]),
            "standards": [_row(visit, log, cycle, one) for one in texts if _number(one.which)],
            "parts": [_row(visit, log, cycle, one) for one in texts if not _number(one.which)],
            "left": sum(one.missing for one in texts),
        }
    )


def show_one(visit: PersonVisit, log: str, cycle: str, which: str) -> Shown:
    """Show a text: as it is being typed, else as the draft, else as it was recorded."""
    found, one, texts = _read(visit, log, cycle, which)
    draft = sheet_drafts.read(visit, log, cycle, which)
    fields: Fields = one.recorded
    base: Fields = one.recorded
    if visit.sent:
        fields, base = saving.sent(visit, one.recorded)
    elif draft:
        kept = draft["fields"]
        fields = {**one.recorded, **{k: v for k, v in kept.items() if k in one.recorded}}
        base = sheet_drafts.base_of(kept.get(sheet_drafts.BASE, ""))
    own = standing(visit, found)
    working = found["state"] in WORKING
    at = texts.index(one)
    asked = _asked(visit, one)
    optional = [each for each in asked if each[0] not in one.needed]
    more = optional if 1 < len(optional) < len(asked) else []
    return View(
        {
            "log": log,
            "cycle": found,
            "text": one,
            "here": f"/console/report-text/{log}/{cycle}/{which}",
            "list_href": f"/console/report-text/{log}/{cycle}",
            "place": visit.names.school(log, found["school"]),
            "fields": fields,
            "asked": [each for each in asked if each not in more],
            "more": more,
            "open": any(fields[name] for name, _, _ in more),
            "base": json.dumps(dict(base), ensure_ascii=False),
            "lines": [
                line for line in lines(visit, found) if line.standard["no"] == _number(which)
            ],
            "draft": draft if draft and sheet.differing(one.recorded, fields) else None,
            "draft_url": sheet_drafts.address(log, cycle, which),
            "draft_etag": draft["etag"] if draft else "",
            "council": found["council"] is not None,
            "working": working,
            "may_write": working and own.may("write") and found["council"] is not None,
            "may_appoint": own.may("council"),
            "previous": texts[at - 1] if at else None,
            "following": texts[at + 1] if at + 1 < len(texts) else None,
            "saved": visit.asked("saved"),
        },
        template="one.html",
    )


def act(visit: PersonVisit, log: str, cycle: str, which: str) -> Shown:
    """Save the text, keep the draft or drop it."""

    def read() -> Writing:
        return _writing(visit, log, cycle, which)

    return saving.act(visit, log, read, lambda: show_one(visit, log, cycle, which), "text")


def _writing(visit: PersonVisit, log: str, cycle: str, which: str) -> Writing:
    """Return the text as what several people write."""
    found, one, _ = _read(visit, log, cycle, which)
    labels = {name: label for name, label, _ in _asked(visit, one)}
    return Writing(
        cycle=found,
        of=which,
        called=one.title,
        here=f"/console/report-text/{log}/{cycle}/{which}",
        names=tuple(one.recorded),
        recorded=one.recorded,
        command=one.command,
        to_command=lambda fields: ({**one.data, **fields}, {}),
        label=lambda name: labels[name],
        said=lambda name, value: value,
        long=lambda name: True,
    )


def texts_of(visit: PersonVisit, cycle: Wire) -> Iterator[Text]:
    """Yield the texts of a cycle's report: of each standard, then its parts."""
    known = {one["standard"]: one for one in cycle["standards"]}
    every = lines(visit, cycle)
    titles = {line.standard["no"]: line.standard["title_vi"] for line in every}
    # What is not met is answered by a priority, where it is not by the sheet's own plan.
    unmet = {line.standard["no"] for line in every if line.level == 0}
    for number, title in titles.items():
        told = known.get(number)
        more = ("priorities",) if number in unmet and not cycle["texts_of_criterion"] else ()
        yield Text(
            f"{STANDARD}{number}",
            visit.t("Tiêu chuẩn {n}. {title}", n=number, title=title),
            {name: told[name] if told else "" for name in FIELDS},
            (*cycle["texts_of_standard"], *more),
            "RecordStandard",
            {"standard": number},
            told["imported_from"] if told else None,
        )
    for part in cycle["report_parts"]:
        yield Text(
            part["report_part"],
            part["title"],
            {"text": part["text"]},
            () if part["optional"] else ("text",),
            "RecordReportPart",
            {"report_part": part["report_part"]},
            part["imported_from"],
        )


def _read(visit: PersonVisit, log: str, cycle: str, which: str) -> tuple[Wire, Text, list[Text]]:
    found = visit.calls.one(log, "cycle", cycle)
    texts = list(texts_of(visit, found))
    for one in texts:
        if one.which == which:
            return found, one, texts
    raise Refused(404, {"code": "page-unknown", "status": 404})


def _number(which: str) -> int | None:
    """Return the number of the standard whose texts an address means, None for a part."""
    number = which.removeprefix(STANDARD)
    return int(number) if which.startswith(STANDARD) and number.isdigit() else None


def _row(visit: PersonVisit, log: str, cycle: str, one: Text) -> Wire:
    kind, state = "done", visit.t("Đã viết")
    if one.imported_from:
        kind, state = "warn", visit.t("Chưa xác nhận chữ nhập vào")
    elif one.missing:
        kind, state = (
            ("doing", visit.t("Còn thiếu")) if one.written else ("todo", visit.t("Chưa viết"))
        )
    elif not one.written:
        kind, state = "closed", visit.t("Không bắt buộc")
    href = f"/console/report-text/{log}/{cycle}/{one.which}"
    return {"name": one.title, "href": href, "kind": kind, "state": state}


def _asked(visit: PersonVisit, one: Text) -> list[tuple[str, str, str]]:
    """Return each field, what it is called and what is asked there."""
    found: list[tuple[str, str, str]] = []
    for name in one.recorded:
        label, hint = FIELDS.get(name, (text("Nội dung"), ""))
        said = visit.t(label)
        if name not in one.needed:
            said = visit.t("{label} (không bắt buộc)", label=said)
        found.append((name, said, visit.t(hint) if hint else ""))
    return found


PAGES = (
    Page(show, path="/{log}/{cycle}"),
    Page(show_one, act, path="/{log}/{cycle}/{which}"),
)
