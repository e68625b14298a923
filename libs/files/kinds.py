"""Which kinds of file are taken, told by their bytes; a name decides nothing."""

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import puremagic

from libs.files.store import PIECE

Family = Literal["pdf", "image", "office", "text", "sound", "video"]
HEAD = 4096
"""How many bytes from the start tell most kinds."""
SURE = 0.7
"""The least confidence of a guess, from 0 to 1, that is taken for a kind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its media type, its family, the usual end of a name."""

    media_type: str
    family: Family
    ending: str


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS: tuple[Kind, ...] = (
    Kind("application/pdf", "pdf", ".pdf"),
    Kind("image/jpeg", "image", ".jpg"),
    Kind("image/png", "image", ".png"),
    Kind("image/gif", "image", ".gif"),
    Kind("image/webp", "image", ".webp"),
    Kind("image/tiff", "image", ".tif"),
    Kind("image/heif", "image", ".heif"),
    Kind("image/bmp", "image", ".bmp"),
    Kind(f"{_OOXML}.wordprocessingml.document", "office", ".docx"),
    Kind(f"{_OOXML}.spreadsheetml.sheet", "office", ".xlsx"),
    Kind(f"{_OOXML}.presentationml.presentation", "office", ".pptx"),
    Kind(f"{_ODF}.text", "office", ".odt"),
    Kind(f"{_ODF}.spreadsheet", "office", ".ods"),
    Kind(f"{_ODF}.presentation", "office", ".odp"),
    Kind("application/msword", "office", ".doc"),
    Kind("application/vnd.ms-excel", "office", ".xls"),
    Kind("application/vnd.ms-powerpoint", "office", ".ppt"),
    Kind("application/rtf", "office", ".rtf"),
    Kind("text/plain", "text", ".txt"),
    Kind("audio/mpeg", "sound", ".mp3"),
    Kind("audio/mp4", "sound", ".m4a"),
    Kind("audio/wav", "sound", ".wav"),
    Kind("audio/ogg", "sound", ".ogg"),
    Kind("video/mp4", "video", ".mp4"),
    Kind("video/quicktime", "video", ".mov"),
    Kind("video/webm", "video", ".webm"),
    Kind("video/3gpp", "video", ".3gp"),
)
BY_TYPE: Mapping[str, Kind] = {kind.media_type: kind for kind in KINDS}
SHOWN = ("application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "text/plain")
"""The media types that a browser may show without downloading them."""
_ENDINGS: Mapping[str, Kind] = {
    **{kind.ending: kind for kind in KINDS},
    ".tiff": BY_TYPE["image/tiff"],
    ".heic": BY_TYPE["image/heif"],
    ".heif": BY_TYPE["image/heif"],
    ".mpga": BY_TYPE["audio/mpeg"],
    ".3g2": BY_TYPE["video/3gpp"],
    ".mpg4": BY_TYPE["video/mp4"],
}
_PROGRAMS: Mapping[bytes, str] = {
    b"MZ": "chương trình Windows (exe, dll)",
    b"\x7fELF": "chương trình Linux",
    b"\xcf\xfa\xed\xfe": "chương trình macOS",
    b"\xce\xfa\xed\xfe": "chương trình macOS",
    b"\xca\xfe\xba\xbe": "chương trình Java hoặc macOS",
    b"#!": "kịch bản lệnh (script)",
    b"L\0\0\0\x01\x14\x02\0": "lối tắt Windows (lnk)",
}
"""How programs begin; refused by name, though whatever is no `KINDS` is refused anyway."""
_PAGES = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml", b"<?php")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_IN_OLE: Mapping[str, Kind] = {
    "WordDocument": BY_TYPE["application/msword"],
    "Workbook": BY_TYPE["application/vnd.ms-excel"],
    "Book": BY_TYPE["application/vnd.ms-excel"],
    "PowerPoint Document": BY_TYPE["application/vnd.ms-powerpoint"],
}
_IN_ZIP: Mapping[str, Kind] = {
    "word/document.xml": _ENDINGS[".docx"],
    "xl/workbook.xml": _ENDINGS[".xlsx"],
    "ppt/presentation.xml": _ENDINGS[".pptx"],
}


class NotTaken(Exception):
    """A file that is not taken: a code, and a Vietnamese sentence that says why and what helps."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def kind_of(path: Path) -> Kind:
    """Return the kind of a file by its bytes; an office file in a zip by `kind_of_archive`.

    Raises `NotTaken`: file-empty, file-program, file-macro, file-kind.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise NotTaken("file-empty", "Tệp rỗng.")
    for begins, what in _PROGRAMS.items():
        if head.startswith(begins):
            detail = f"Nội dung tệp là {what}, dù tên tệp ghi thế nào; không nhận chương trình."
            raise NotTaken("file-program", detail)
    if head.startswith(OLE):
        return _of_ole(path)
    if head.startswith(b"%PDF-"):
        return BY_TYPE["application/pdf"]
    if head.startswith(b"\xff\xd8\xff"):
        return BY_TYPE["image/jpeg"]
    if head.startswith(rb"{\rtf"):
        return BY_TYPE["application/rtf"]
    if _is_text(path):
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
            detail = "Tệp là trang web hoặc XML; hãy in ra PDF, hoặc ghi đường dẫn của trang."
            raise NotTaken("file-kind", detail)
        return BY_TYPE["text/plain"]
    return _of_guess(path)


def kind_of_archive(names: frozenset[str], mimetype: bytes) -> Kind:
    """Return the kind of an office file that is a zip, by the names of its parts.

    `mimetype` is what the part of that name holds, as ODF has it. Raises `NotTaken`: file-kind.
    """
    for part, kind in _IN_ZIP.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    kind_found = BY_TYPE.get(mimetype.decode("ascii", "replace").strip())
    if kind_found is not None and "content.xml" in names:
        return kind_found
    detail = "Tệp nén (zip) không được nhận; hãy giải nén và gửi từng tệp bên trong."
    raise NotTaken("file-kind", detail)


def _of_guess(path: Path) -> Kind:
    try:
        # Without the name, which would be weighed.
        with path.open("rb") as file:
            guesses = puremagic.magic_stream(file)
    except (puremagic.PureError, ValueError, OSError):
        guesses = []
    for guess in guesses:
        kind = _ENDINGS.get(guess.extension)
        if kind is not None and (guess.confidence >= SURE or kind.family == "sound"):
            return kind
    named = next((g.name for g in guesses if g.name and g.confidence >= SURE), "")
    detail = "Loại tệp này không được nhận" + (f" (nội dung giống {named})" if named else "")
    taken = "PDF, ảnh, văn bản Office/ODF, văn bản thuần UTF-8, âm thanh, video"
    raise NotTaken("file-kind", f"{detail}; chỉ nhận: {taken}.")


def _of_ole(path: Path) -> Kind:
    """Return the kind of an office file from before 2007, by the streams that it has."""
    found: Kind | None = None
    with path.open("rb") as file:
        before = b""
        while piece := file.read(PIECE):
            window = before + piece
            if "_VBA_PROJECT".encode("utf-16-le") in window:
                raise macro()
            for name, kind in _IN_OLE.items():
                # A directory entry is the name with a zero after it.
                if found is None and (name + "\0").encode("utf-16-le") in window:
                    found = kind
            before = window[-64:]
    if found is None:
        raise NotTaken("file-kind", "Tệp không phải doc, xls hay ppt, hoặc có mật khẩu.")
    return found


def macro() -> NotTaken:
    """Return the refusal of a file with a program in it."""
    detail = "Tệp chứa chương trình (macro); hãy lưu lại dạng không có macro, hoặc PDF."
    return NotTaken("file-macro", detail)


def _is_text(path: Path) -> bool:
    """Return whether the whole file is text in UTF-8 without control characters."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                if not _plain(decoder.decode(piece)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


_CONTROLS = frozenset(chr(n) for n in (*range(32), 127)) - frozenset("\t\n\r\f")


def _plain(text: str) -> bool:
    return _CONTROLS.isdisjoint(text) and not any(
        unicodedata.category(c) == "Cs" for c in text[:HEAD]
    )
