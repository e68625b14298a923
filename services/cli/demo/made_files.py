"""Small files that the demo makes as evidence: the same words, the same bytes."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import typst
from docx import Document

from libs.files.tables import xlsx_file
from services.documents.kit.packing import packed

Said = Mapping[str, Any]
_DAY = (2024, 9, 1, 0, 0, 0)
_MOMENT = 1_725_148_800
"""The same day in seconds of Unix time, UTC."""
_PAGE = """#set document(title: "{title}")
#set page(paper: "a4", margin: 25mm)
#set text(size: 13pt, lang: "vi")
= {title}
"""
_WIDTH, _HEIGHT = 360, 200
"""Pixels of a picture."""


def made(name: str, said: Said) -> bytes:
    """Return the file of this name (.pdf, .docx, .xlsx, .png) with what is said of it."""
    kinds = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "png": _png}
    return kinds[name.rpartition(".")[2]](said)


def _pdf(said: Said) -> bytes:
    parts = [_PAGE.format(title=said["title"]), *said["text"]]
    for page in range(2, said.get("pages", 1) + 1):
        parts += ["#pagebreak()", f"Phụ lục {page - 1} (dữ liệu mẫu)", *said["text"]]
    content: bytes = typst.compile(
        "\n\n".join(parts).encode(),
        format="pdf",
        ignore_system_fonts=True,
        timestamp=_MOMENT,
    )
    return content


def _docx(said: Said) -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_heading(said["title"], level=1)
    for text in said["text"]:
        document.add_paragraph(text)
    document.save(out)
    return packed(out.getvalue())


def _xlsx(said: Said) -> bytes:
    head, *rows = said["rows"]
    return _undated(xlsx_file(said["title"], head, rows))


def _undated(book: bytes) -> bytes:
    """Return a workbook without the moment at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"2024-09-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, _DAY), body)
    return out.getvalue()


def _png(said: Said) -> bytes:
    """Return a chart of bars, black on white, eight bits of grey."""
    bars: Sequence[int] = said["bars"]
    width, most = _WIDTH // len(bars), max(bars)
    heights = [(_HEIGHT - 20) * bar // most for bar in bars for _ in range(width)]
    rows = bytearray()
    for y in range(_HEIGHT, 0, -1):
        rows.append(0)
        rows += bytes(40 if h >= y and x % width > 5 else 255 for x, h in enumerate(heights))
    size = struct.pack(">IIBBBBB", len(heights), _HEIGHT, 8, 0, 0, 0, 0)
    # Stored as it is: compressed bytes may differ from one zlib to the next.
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(rows), 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
