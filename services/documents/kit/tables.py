"""Tables of a .docx template: ruled ones with a loop of rows, bare ones for columns."""

from collections.abc import Collection, Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from services.documents.kit.styles import CELL, CELL_SIZE
from services.documents.kit.xml import W, element

Merge = tuple[int, int, int, int]
"""First row and column, last row and column."""


def cells(of: str, *names: str) -> list[str]:
    """Return cells that show fields of `of`, or that there is none."""
    return ["{{ " + f"{of}.{name}|said" + " }}" for name in names]


def bare(doc: Any, widths: Sequence[float], rows: int = 1) -> Any:
    """Add a table without lines, of columns so many millimetres wide."""
    table = doc.add_table(rows=rows, cols=len(widths))
    _fix(table, widths)
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=0, type="dxa"))
    look = table._tbl.tblPr.find(W + "tblLook")
    look.addprevious(margins)
    return table


def cleared(cell: Any) -> Any:
    """Return a cell without the empty paragraph that it begins with."""
    cell._tc.remove(cell.paragraphs[0]._p)
    return cell


def ruled(
    doc: Any,
    widths: Sequence[float],
    heads: Sequence[Sequence[str]],
    loop: str,
    cells: Sequence[str],
    *,
    centre: Collection[int] = (),
    size: float = CELL_SIZE,
    merges: Sequence[Merge] = (),
    numbered: bool = False,
    ends: Collection[int] = (),
    outer: str | None = None,
    outer_cell: str = "",
    foot: Sequence[str] = (),
    foot_span: int = 1,
    height: float | None = None,
) -> None:
    """Add a table with a repeated head and a row for each of `loop`.

    `outer` is a loop around it, with `outer_cell` in a row of its own for each; `foot` is a row
    after all, of cells `foot_span` columns wide. `numbered`: (1), (2), ... stands below the head;
    columns `centre` are centred, `ends` set to the right; rows are at least `height` mm high.
    """
    table = doc.add_table(rows=0, cols=len(widths))
    table.style, table.alignment = doc.styles["Table Grid"], WD_TABLE_ALIGNMENT.CENTER
    cell_style = doc.styles[CELL]

    def row(texts: Sequence[str], bold: bool = False, head: bool = False, by: float = 0) -> Any:
        added = table.add_row()
        form = added._tr.get_or_add_trPr()
        form.append(element("w:cantSplit"))
        if head:
            form.append(element("w:tblHeader"))
        for n, (cell, text) in enumerate(zip(added.cells, texts, strict=True)):
            cell.vertical_alignment = 1
            line = cell.paragraphs[0]
            line.style = cell_style
            one = line.add_run(text)
            one.bold, one.italic = bold or None, bool(by) or None
            one.font.size = Pt(size - by)
            if head or n in centre:
                line.alignment = ALIGN.CENTER
            elif n in ends:
                line.alignment = ALIGN.RIGHT
        return added

    def tag(text: str) -> None:
        row(["{%tr " + text + " %}"] + [""] * (len(widths) - 1))

    for texts in heads:
        row(texts, bold=True, head=True)
    for top, left, bottom, right in merges:
        _join(table.cell(top, left), table.cell(bottom, right))
    if numbered:
        row([f"({n})" for n in range(1, len(widths) + 1)], head=True, by=2)
    if outer:
        tag(f"for {outer}")
        if outer_cell:
            span = row([outer_cell] + [""] * (len(widths) - 1), bold=True)
            _over(span)
    tag(f"for {loop}")
    last = row(cells)
    if height:
        last.height = Mm(height)
    tag("endfor")
    if outer:
        tag("endfor")
    if foot:
        last = row(foot, bold=True).cells
        for n in range(0, len(foot) - foot_span + 1, foot_span):
            if foot_span > 1:
                _join(last[n], last[n + foot_span - 1])
    _fix(table, widths)


def _over(row: Any) -> None:
    """Let the first cell reach over the row, on grey, and stay with the row below."""
    _join(row.cells[0], row.cells[-1])
    row.cells[0]._tc.get_or_add_tcPr().append(element("w:shd", val="clear", fill="EEEEEE"))
    line = row.cells[0].paragraphs[0]
    line.alignment, line.paragraph_format.keep_with_next = ALIGN.LEFT, True


def _join(one: Any, other: Any) -> None:
    """Merge two cells without the empty paragraphs that python-docx keeps."""
    merged = one.merge(other)
    for paragraph in merged.paragraphs[1:]:
        if not paragraph.text:
            merged._tc.remove(paragraph._p)


def _fix(table: Any, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.findall(W + "gridCol"), widths, strict=True):
        column.set(W + "w", str(int(Mm(width).twips)))
    for line in table._tbl.tr_lst:
        at = 0
        for cell in line.tc_lst:
            span = cell.grid_span
            cell.width = Mm(sum(widths[at : at + span]))
            at += span
