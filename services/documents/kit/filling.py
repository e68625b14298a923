"""Filling a template of docxtpl, so that the same data gives the same bytes."""

import io
from datetime import datetime
from typing import Any

import jinja2
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from lxml import etree

from libs.kernel.problems import Wire
from services.documents.kit.codes import qr_code
from services.documents.kit.packing import packed
from services.documents.kit.xml import W, element, run

LACKING = "(chưa có dữ liệu)"
CONTENTS = "MUC_LUC"
"""What stands in a template where the contents go."""
_AFTER_UPDATE_FIELDS = (
    *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr"),
    *("attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats"),
    *("shapeDefaults", "decimalSymbol", "listSeparator"),
)


def fill(template: bytes, data: Wire, sha256: str, moment: datetime) -> bytes:
    """Return the template filled; texts of the data are never markup."""
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    env.filters |= {
        "day": _day,
        "number": number,
        "money": _money,
        "said": _said,
        "paragraphs": _paragraphs,
        "short_day": _short_day,
    }
    filled = DocxTemplate(io.BytesIO(template))
    filled.render({**data, **_picture(filled, data), "sha256": sha256}, env)
    doc = filled.docx
    _number_captions(doc.element.body)
    _write_contents(doc.element.body)
    told = doc.core_properties
    told.title = data.get("summary") or data["school"]["name"]
    told.author = " ".join(data["issuer"]["name"])
    told.last_modified_by, told.language, told.revision = "", "vi-VN", 1
    told.created = told.modified = moment.replace(tzinfo=None)
    told.comments = f"SHA-256 của dữ liệu: {sha256}"
    settings = doc.settings.element
    after = (e for e in settings if etree.QName(e).localname in _AFTER_UPDATE_FIELDS)
    later = next(after, None)
    update = element("w:updateFields", val="true")
    if later is None:
        settings.append(update)
    else:
        later.addprevious(update)
    out = io.BytesIO()
    doc.save(out)
    return packed(out.getvalue())


def _picture(filled: DocxTemplate, data: Wire) -> dict[str, Any]:
    """Return the QR code of the address that the data has, nothing where it has none."""
    if not data.get("address"):
        return {"qr": ""}
    content = io.BytesIO(qr_code(data["address"], "png"))
    return {"qr": InlineImage(filled, content, width=Mm(28))}


def number(value: Any) -> str:
    """Return a number as it is written here: 1234567 as 1.234.567; text as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return LACKING if value is None else str(value)
    return f"{value:,}".replace(",", ".")


def _money(value: int | None) -> str:
    return "–" if value is None else number(value)


def _day(iso: str | None) -> str:
    if iso is None:
        return "ngày … tháng … năm …"
    year, month, day = iso.split("-")
    return f"ngày {day} tháng {month if int(month) < 3 else int(month)} năm {year}"


def _short_day(iso: str | None) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else LACKING


def _said(value: Any) -> Any:
    return LACKING if value in (None, "", []) else value


def _paragraphs(value: list[str]) -> list[str]:
    return value or [LACKING]


def _number_captions(body: Any) -> None:
    """Write 1, 2, 3, ... as the shown result of each SEQ field."""
    count = 0
    for code in body.iter(W + "instrText"):
        if (code.text or "").strip().startswith("SEQ"):
            count += 1
            shown = code.getparent().getnext().getnext()
            shown.find(W + "t").text = str(count)


def _write_contents(body: Any) -> None:
    """Write the entries of the TOC field; each is a link and a PAGEREF to a bookmark."""
    found = (t.getparent().getparent() for t in body.iter(W + "t") if t.text == CONTENTS)
    holder = next(found, None)
    if holder is None:
        return
    code = next(holder.iter(W + "instrText")).text
    deepest = int(code.split('"')[1].split("-")[1])
    style = holder.find(f"{W}pPr/{W}pStyle").get(qn("w:val"))[:-1]
    entries = list(_marked(body, deepest))
    parent, at = holder.getparent(), holder.getparent().index(holder)
    parent.remove(holder)
    for n, (level, text, mark) in enumerate(entries):
        entry = element("w:p")
        entry.append(element("w:pPr"))
        entry[0].append(element("w:pStyle", val=f"{style}{level}"))
        if n == 0:
            entry.extend([run(field="begin"), run(code=code), run(field="separate")])
        link = element("w:hyperlink", anchor=mark, history=1)
        link.extend([run(text), run("\t"), run(field="begin"), run(code=f" PAGEREF {mark} \\h ")])
        link.extend([run(field="separate"), run("…"), run(field="end")])
        entry.append(link)
        if n == len(entries) - 1:
            entry.append(run(field="end"))
        parent.insert(at + n, entry)


def _marked(body: Any, deepest: int) -> Any:
    """Yield level, text and bookmark of each heading, which gets the bookmark."""
    count = 0
    for paragraph in body.iter(W + "p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(qn("w:val")) if style is not None else ""
        if not name.startswith("Heading") or int(name[7:]) > deepest:
            continue
        parts = paragraph.iter(W + "t", W + "br")
        text = "".join(". " if e.tag == W + "br" else e.text or "" for e in parts)
        count += 1
        mark = f"_Toc{count:06d}"
        start = element("w:bookmarkStart", id=1000 + count, name=mark)
        paragraph.insert(1, start)
        paragraph.append(element("w:bookmarkEnd", id=1000 + count))
        yield int(name[7:]), text, mark
