"""Writing the template of a .docx by program; docxtpl fills what stands in braces."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from services.documents.kit import tables
from services.documents.kit.filling import CONTENTS
from services.documents.kit.packing import packed
from services.documents.kit.styles import TEXT, WIDTH, add_field, document
from services.documents.kit.xml import W, element, in_order

CENTRED: dict[str, Any] = {"align": ALIGN.CENTER, "style": "Normal"}
LEFT: dict[str, Any] = {"align": ALIGN.LEFT}
_TIGHT: dict[str, Any] = {"align": ALIGN.CENTER, "style": "Normal", "after": 0}


class Paper:
    """An A4 document in the layout of NĐ 30/2020, to be filled."""

    def __init__(self, body: float = 13, landscape: bool = False, framed: bool = False) -> None:
        self.doc = document(body, landscape, framed)
        self.width = WIDTH[landscape]
        self._landscape = landscape
        # The next paragraph opens a page: no empty paragraph that may spill over.
        self._new_page = False

    def p(
        self,
        *runs: str,
        style: str = TEXT,
        align: Any = None,
        size: float | None = None,
        into: Any = None,
        keep: bool = False,
        after: float | None = None,
    ) -> Any:
        """Add a paragraph; a run that begins with * is bold, with / italic, with */ both."""
        added = (into or self.doc).add_paragraph(style=style)
        self._open_page(added)
        for text in runs:
            bold, italic = text.startswith("*"), text.lstrip("*").startswith("/")
            one = added.add_run(text.lstrip("*").removeprefix("/") if bold or italic else text)
            one.bold, one.italic = bold or None, italic or None
            if size:
                one.font.size = Pt(size)
        if align is not None:
            added.alignment = align
        if keep:
            added.paragraph_format.keep_with_next = True
        if after is not None:
            added.paragraph_format.space_after = Pt(after)
        return added

    def tag(self, text: str, into: Any = None) -> None:
        """Add a paragraph that is a tag of docxtpl alone: "for x in xs", "endfor"."""
        (into or self.doc).add_paragraph("{%p " + text + " %}", style="Normal")

    def each(self, loop: str, *runs: str, **how: Any) -> None:
        """Add a paragraph for each of a loop: "x in xs"."""
        self.tag(f"for {loop}", how.get("into"))
        self.p(*runs, **how)
        self.tag("endfor", how.get("into"))

    def texts(self, name: str, **how: Any) -> None:
        """Add the paragraphs of a list of texts; one that says so where there are none."""
        self.each(f"t in {name}|paragraphs", "{{ t }}", **how)

    def heading(self, level: int, text: str, align: Any = None) -> None:
        """Add a heading; a line break in the text is one on the page."""
        added = self.doc.add_paragraph(style=f"Heading {level}")
        self._open_page(added)
        first, *rest = text.split("\n")
        one = added.add_run(first)
        for line in rest:
            one.add_break()
            one = added.add_run(line)
        if align is not None:
            added.alignment = align

    def table(self, widths: Sequence[float], heads: Any, loop: str, cells: Any, **how: Any) -> None:
        """Add a ruled table, see `tables.ruled`; with `caption`, numbered."""
        caption = how.pop("caption", None)
        if caption:
            line = self.doc.add_paragraph("Bảng ", style="Caption")
            add_field(line, "SEQ Bảng \\* ARABIC", "1")
            line.add_run(f": {caption}")
        tables.ruled(self.doc, widths, heads, loop, cells, **how)
        self.gap(8)

    def head(self, number: str | None = None) -> None:
        """Add the two head columns: issuer and number, the state's name and the day."""
        widths = [110.0, 147.0] if self._landscape else [66.0, 99.0]
        table = tables.bare(self.doc, widths, 2 if number else 1)
        left, right = tables.cleared(table.cell(0, 0)), tables.cleared(table.cell(0, 1))
        self.each("s in issuer.superior", "{{ s|upper }}", size=12, into=left, **_TIGHT)
        self.each("s in issuer.name", "*{{ s|upper }}", size=12, into=left, **_TIGHT)
        self.rule(left, 24, widths[0])
        self.p("*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, into=right, **_TIGHT)
        self.p("*Độc lập - Tự do - Hạnh phúc", size=13, into=right, **_TIGHT)
        self.rule(right, 56, widths[1])
        if number:
            left, right = tables.cleared(table.cell(1, 0)), tables.cleared(table.cell(1, 1))
            self.p(f"Số: {number}", size=13, into=left, **_TIGHT)
            self.p("/{{ place or '……' }}, {{ date|day }}", size=13, into=right, **_TIGHT)
        self.gap(8)

    def kind(self, text: str, summary: str | None = "{{ summary }}") -> None:
        """Add what kind of document it is, and of what."""
        self.doc.add_paragraph(text, style="Title")
        if summary:
            self.p("*" + summary, size=14, after=2, **CENTRED)
        self.rule(self.doc, 32, self.width)
        self.gap(6)

    def end(self, recipients: bool = True, beside: Sequence[str] = (), dated: bool = False) -> None:
        """Add recipients and signature, never parted from each other.

        `beside` are lines beside the signature; `dated`: place and day stand over it.
        """
        widths = [120.0, 137.0] if self._landscape else [76.0, 89.0]
        table = tables.bare(self.doc, widths)
        table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
        left, right = table.cell(0, 0), tables.cleared(table.cell(0, 1))
        if recipients:
            tight: dict[str, Any] = {"style": "Normal", "after": 0}
            self.p("*/Nơi nhận:", size=12, into=tables.cleared(left), **tight)
            self.each("r in recipients", "- {{ r }}", size=11, into=left, **tight)
        for line in beside:
            self.p(line, style="Normal", size=10, into=left, after=0)
        if dated:
            self.p("/{{ place or '……' }}, {{ date|day }}", size=13, into=right, **_TIGHT)
        self.each("s in signer.titles", "*{{ s|upper }}", size=13, into=right, **_TIGHT)
        for _ in range(4):
            self.p("", into=right, **_TIGHT)
        self.p("*{{ signer.name or '(họ và tên)' }}", size=13, into=right, **_TIGHT)

    def two_signatures(
        self,
        left: Sequence[str],
        right: Sequence[str],
        day: str,
        name: str = "(họ và tên)",
    ) -> None:
        """Add the signatures of two, each with titles; place and `day` stand over the right one."""
        table = tables.bare(self.doc, [self.width * 0.38, self.width * 0.62])
        table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
        rows = max(len(left), len(right))
        for place, (titles, over, under) in enumerate(
            ((left, "", "(họ và tên)"), (right, "/{{ place or '……' }}, " + day, name))
        ):
            cell = tables.cleared(table.cell(0, place))
            self.p(over, size=13, into=cell, **_TIGHT)
            for title in titles:
                self.p("*" + title.upper(), size=13, into=cell, **_TIGHT)
            for _ in range(4 + rows - len(titles)):
                self.p("", into=cell, **_TIGHT)
            self.p("*" + under, size=13, into=cell, **_TIGHT)

    def contents(self, levels: int) -> None:
        """Add the contents, down to headings of a level."""
        line = self.doc.add_paragraph(style="toc 1")
        add_field(line, f'TOC \\o "1-{levels}" \\h \\z \\u', CONTENTS)

    def cover(self, kind: str, below: str | None, foot: str) -> None:
        """Add a cover page, and what follows on pages without its frame."""
        self.gap(24)
        self.each("s in issuer.superior", "{{ s|upper }}", size=14, after=0, **CENTRED)
        self.each("s in issuer.name", "*{{ s|upper }}", size=15, after=0, **CENTRED)
        self.rule(self.doc, 30, self.width)
        for _ in range(10):
            self.p("", style="Normal")
        self.p("*" + kind, size=24, **CENTRED)
        if below:
            self.p("*" + below, size=16, **CENTRED)
        for _ in range(13 if below else 14):
            self.p("", style="Normal")
        self.p("*" + foot, size=14, **CENTRED)
        section = self.doc.add_section(WD_SECTION.NEW_PAGE)
        for borders in section._sectPr.findall(W + "pgBorders"):
            section._sectPr.remove(borders)
        section.different_first_page_header_footer = False

    def page_break(self) -> None:
        """Let what follows begin a page."""
        self._new_page = True

    def gap(self, points: float) -> None:
        """Add an empty line of some points."""
        added = self.doc.add_paragraph(style="Normal")
        added.paragraph_format.space_after = Pt(0)
        added.paragraph_format.line_spacing = Pt(points)

    def rule(self, into: Any, width: float, of: float) -> None:
        """Add a line `width` mm long in the middle of a column `of` mm wide."""
        added = into.add_paragraph(style="Normal")
        form = added.paragraph_format
        form.left_indent = form.right_indent = Mm((of - width) / 2)
        form.space_before, form.space_after, form.line_spacing = Pt(1), Pt(2), Pt(4)
        border = element("w:pBdr")
        border.append(element("w:top", val="single", sz=6, space=0, color="000000"))
        added._p.get_or_add_pPr().append(border)

    def packed(self) -> bytes:
        """Return the template's bytes, the same each time; at its end stands what belongs to it."""
        self._dossier()
        for section in self.doc.sections:
            for part in (section.header, section.footer, section.first_page_footer):
                in_order(part._element)
        in_order(self.doc.element)
        in_order(self.doc.styles.element)
        told = self.doc.core_properties
        told.author = told.last_modified_by = told.comments = ""
        told.created = told.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        out = io.BytesIO()
        self.doc.save(out)
        return packed(out.getvalue())

    def _dossier(self) -> None:
        """Add what the dossier consists of."""
        self.tag("if dossier")
        self.gap(14)
        self.p(
            "*Hồ sơ này gồm ",
            "({{ dossier.name }}, phiên bản {{ dossier.version|number }},"
            " vị trí {{ dossier.position|number }} của sổ ghi {{ log.name }}):",
            style="Normal",
            size=9,
            keep=True,
            after=2,
        )
        tables.ruled(
            self.doc,
            [8, self.width - 112, 104],
            [["TT", "Văn bản", "SHA-256 của phần do hồ sơ ghi"]],
            "p in dossier.parts",
            [
                "{{ loop.index }}",
                "{{ p.title }}{{ ' (văn bản này)' if p.own else '' }}",
                "{{ p.sha256 }}",
            ],
            size=8,
            centre={0},
        )
        self.tag("endif")

    def _open_page(self, paragraph: Any) -> None:
        if self._new_page:
            paragraph.paragraph_format.page_break_before, self._new_page = True, False
