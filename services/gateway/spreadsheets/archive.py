"""What an xlsx file is as an archive: refused for what is in it, made plain before it is read.

A parser makes an object of each element, so that a few bytes packed well cost minutes: elements are
counted before anything is parsed, and of the styles only the number formats are left, which tell
days from numbers.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

MOST_UNPACKED = 48 * 1024 * 1024
MOST_PARTS = 200
MOST_FORMATS = 65_536
"""What a spreadsheet program itself holds at most."""
_STYLES = "xl/styles.xml"
_MOST_TAGS: Mapping[str | tuple[str, ...], int] = {
    ("xl/worksheets/", "xl/sharedstrings.xml"): 8_000_000,
    _STYLES: 500_000,
    "": 100_000,
}
"""How many tags the parts may have whose path begins so: cells and their texts (20,000 rows of 60
cells have about five million), styles, all others."""
_DEEPEST = 100
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FORBIDDEN: Mapping[str, str] = {
    "vbaproject": "chương trình (macro)",
    "macrosheets": "chương trình (macro)",
    "activex": "thành phần ActiveX",
    "externallinks": "liên kết đến tệp khác",
    "connections.xml": "kết nối dữ liệu bên ngoài",
    "querytables": "truy vấn dữ liệu bên ngoài",
    "embeddings": "tệp nhúng",
}
"""Parts that an xlsx file must not have, by a piece of their path in lower case."""


class Unreadable(Exception):
    """A file that is not read at all: a code, and a Vietnamese sentence that says what helps."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def damaged() -> Unreadable:
    """Return the refusal of a file that no parser understands."""
    # Whatever error a parser raises, the sender is told one thing: the file is damaged.
    detail = "Không đọc được tệp xlsx: tệp hỏng, hoặc không phải bảng tính."
    return Unreadable("file-damaged", detail)


def plain(raw: bytes) -> io.BytesIO:
    """Return an xlsx file with nothing in it but text, numbers and what tells days from numbers.

    Raises `Unreadable`: file-encrypted, file-kind, file-too-large, file-forbidden, file-damaged.
    """
    if raw.startswith(_OLE):
        detail = "Tệp xls cũ hoặc tệp có mật khẩu; hãy lưu lại dạng xlsx, không đặt mật khẩu."
        raise Unreadable("file-encrypted", detail)
    try:
        given = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("file-kind", "Tệp này không phải xlsx.") from error
    parts = given.infolist()
    _inspect(parts)
    made = io.BytesIO()
    tags = dict.fromkeys(_MOST_TAGS, 0)
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
            for part in parts:
                name = part.filename.lower()
                if not name.endswith((".xml", ".rels")):
                    continue
                content = given.read(part)
                kind = next(kind for kind in _MOST_TAGS if name.startswith(kind))
                tags[kind] += content.count(b"<")
                if tags[kind] > _MOST_TAGS[kind]:
                    raise _too_complex()
                out.writestr(
                    part.filename, _number_formats(content) if kind == _STYLES else content
                )
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise damaged() from error
    return made


def _too_complex() -> Unreadable:
    detail = "Tệp có quá nhiều thành phần; hãy chép dữ liệu (dán giá trị) sang tệp mẫu rồi gửi lại."
    return Unreadable("file-too-complex", detail)


def _inspect(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raise `Unreadable` if there are too many parts, too large unpacked or one that is harmful."""
    # The sizes that the archive states are safe: zipfile never reads more of a part than they say.
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
        detail = (
            f"Tệp giải nén ra {len(parts)} phần, {size // 1024 // 1024} MB; nhiều nhất là "
            f"{MOST_PARTS} phần, {MOST_UNPACKED // 1024 // 1024} MB."
        )
        raise Unreadable("file-too-large", detail)
    if len({part.filename.lower() for part in parts}) < len(parts):
        # Which of them a program reads is not said.
        raise damaged()
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable("file-encrypted", "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
        for sign, what in _FORBIDDEN.items():
            if sign in part.filename.lower():
                raise Unreadable("file-forbidden", f"Tệp chứa {what}; hãy chỉ giữ dữ liệu.")


def _number_formats(styles: bytes) -> bytes:
    """Return styles with the number format of each kind of cell and nothing else."""
    codes: list[tuple[str, str]] = []
    formats: list[str] = []
    inside: list[str] = []

    def begin(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        above = inside[-1] if inside else ""
        if name == "numFmt" and above == "numFmts":
            codes.append((given.get("numFmtId", "0"), given.get("formatCode", "")))
        elif name == "xf" and above == "cellXfs":
            formats.append(given.get("numFmtId", "0"))
        if max(len(codes), len(formats)) > MOST_FORMATS or len(inside) > _DEEPEST:
            raise _too_complex()
        inside.append(name)

    def doctype(*_: Any) -> None:
        raise damaged()

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: inside.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(styles, True)
    except expat.ExpatError as error:
        raise damaged() from error
    known = "".join(
        f"<numFmt numFmtId={quoteattr(id)} formatCode={quoteattr(code)}/>" for id, code in codes
    )
    cells = "".join(f"<xf numFmtId={quoteattr(id)}/>" for id in formats)
    return (
        f'<styleSheet xmlns="{_NAMESPACE}"><numFmts>{known}</numFmts><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs>"
        '<cellStyles><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    ).encode()
