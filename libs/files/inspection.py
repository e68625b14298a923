"""What a file is and whether it is taken: parsers of hostile bytes, so in a process of its own.

`python -m libs.files.inspection PATH LIMITS` sets itself limits of memory and time, and prints one
line of JSON: `{"media_type", "pages", "personal"}` or `{"code", "detail"}`.
"""

import json
import stat
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from libs.files import personal
from libs.files.kinds import Kind, NotTaken, kind_of, kind_of_archive, macro
from libs.files.restricted import restrict
from libs.files.store import PIECE

_MB = 1024 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/")
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
"""How archives begin. A gzip is none: pictures in office files are compressed that way."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most; bytes, pages, parts, seconds.

    `most_media` is for sound and video, `most` for everything else. `ratio` is how many bytes one
    byte of an archive may unpack to, once that is more than `small`; `memory` and `seconds` are
    those of the process that looks.
    """

    most: int = 200 * _MB
    most_media: int = 2048 * _MB
    pages: int = 2000
    parts: int = 10_000
    unpacked: int = 1024 * _MB
    ratio: int = 200
    small: int = 10 * _MB
    memory: int = 1024 * _MB
    seconds: int = 60

    @property
    def largest(self) -> int:
        """How large any file may be."""
        return max(self.most, self.most_media)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is; `pages` of a PDF; whether it looks like a list of pupils or other persons."""

    media_type: str
    pages: int | None = None
    personal: bool = False


def inspect(path: Path, limits: Limits) -> Found:
    """Return what a file is.

    Raises `NotTaken`: file-too-large, file-damaged, file-encrypted, file-too-many-pages,
    archive-bomb, archive-nested, and as `kind_of`.
    """
    with path.open("rb") as file:
        zipped = file.read(4) in _NESTED[:2]
    kind = _of_zip(path, limits) if zipped else kind_of(path)
    most = limits.most_media if kind.family in ("sound", "video") else limits.most
    size = path.stat().st_size
    if size > most:
        detail = f"Tệp có {_megabytes(size)} MB; loại tệp này nhiều nhất {_megabytes(most)} MB."
        raise NotTaken("file-too-large", detail)
    pages = _pages(path, limits) if kind.family == "pdf" else None
    return Found(kind.media_type, pages, personal.looks_personal(path, kind))


def _of_zip(path: Path, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_stated(parts, path.stat().st_size, limits)
            names = frozenset(part.filename for part in parts)
            mimetype = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype")
            # Before the parts are unpacked: an archive that is no office file is not taken anyway.
            kind = kind_of_archive(names, mimetype)
            _unpack(archive, parts, limits)
            return kind
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise NotTaken("file-damaged", "Tệp hỏng: không mở được như tệp Office/ODF.") from error


def _check_stated(parts: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Raise `NotTaken` for what the archive itself says of its parts."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.parts:
        raise _bomb(f"{len(parts)} phần bên trong, nhiều nhất {limits.parts}")
    _check_size(unpacked, size, limits)
    for part in parts:
        if part.flag_bits & 1:
            raise NotTaken("file-encrypted", "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
        if any(sign in part.filename.lower() for sign in _MACROS):
            raise macro()
        if stat.S_ISLNK(part.external_attr >> 16):
            raise NotTaken("file-damaged", "Tệp chứa liên kết tới nơi khác.")


def _unpack(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    """Read every part to its end, keeping nothing: what an archive says of itself may be a lie.

    One office file may lie in another, as a table in a text; an archive in that may not.
    """
    total = 0
    for part in parts:
        with archive.open(part) as content:
            first = content.read(PIECE)
            total += len(first)
            if first.startswith(_NESTED):
                _check_embedded(archive, part, first, limits)
            while piece := content.read(PIECE):
                total += len(piece)
                if total > limits.unpacked:
                    raise _bomb(f"giải nén ra hơn {_megabytes(limits.unpacked)} MB")


def _check_embedded(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, first: bytes, limits: Limits
) -> None:
    """Raise `NotTaken` unless a part that is an archive is an office file without archives."""
    nested = NotTaken("archive-nested", f"Trong tệp có tệp nén lồng nhau: {part.filename!r}.")
    if not first.startswith(_NESTED[:2]):
        raise nested
    with archive.open(part) as content, zipfile.ZipFile(content) as inner:
        parts = inner.infolist()
        _check_stated(parts, part.file_size, limits)
        try:
            kind_of_archive(frozenset(one.filename for one in parts), b"")
        except NotTaken as error:
            raise nested from error
        for one in parts:
            with inner.open(one) as deep:
                if deep.read(8).startswith(_NESTED):
                    raise nested


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked:
        raise _bomb(
            f"giải nén ra {_megabytes(unpacked)} MB, nhiều nhất {_megabytes(limits.unpacked)} MB"
        )
    if unpacked > limits.small and unpacked > packed * limits.ratio:
        raise _bomb(f"giải nén ra lớn gấp {unpacked // max(packed, 1)} lần")


def _bomb(detail: str) -> NotTaken:
    return NotTaken("archive-bomb", f"Tệp nén quá mức cho phép: {detail}.")


def _pages(path: Path, limits: Limits) -> int:
    """Return how many pages a PDF has."""
    # Imported here: nothing else of this program needs it.
    import pypdf
    from pypdf.errors import PyPdfError

    damaged = NotTaken("file-damaged", "Tệp hỏng: không đọc được như PDF.")
    try:
        with path.open("rb") as file:
            reader = pypdf.PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                detail = "Tệp PDF có mật khẩu để mở; hãy bỏ mật khẩu rồi gửi lại."
                raise NotTaken("file-encrypted", detail)
            # What the file says of itself first: counting takes time for each page.
            stated: Any = reader.root_object["/Pages"]["/Count"]  # type: ignore[index]
            pages = int(stated) if int(stated) > limits.pages else len(reader.pages)
    except NotTaken:
        raise
    except (PyPdfError, ArithmeticError, LookupError, RecursionError) as error:
        raise damaged from error
    except (ValueError, TypeError, AttributeError, OSError, AssertionError) as error:
        raise damaged from error
    if pages > limits.pages:
        detail = f"Tệp PDF có {pages} trang; nhiều nhất {limits.pages} trang. Hãy chia nhỏ tệp."
        raise NotTaken("file-too-many-pages", detail)
    if pages < 1:
        raise damaged
    return pages


def _megabytes(size: int) -> str:
    return str(-(-size // _MB))


def main(path: str, limits: str) -> None:
    """Inspect one file and print what was found."""
    given = Limits(**json.loads(limits))
    restrict(given.memory, given.seconds, _MB)
    try:
        answer = asdict(inspect(Path(path), given))
    except NotTaken as refused:
        answer = {"code": refused.code, "detail": refused.detail}
    print(json.dumps(answer, ensure_ascii=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
