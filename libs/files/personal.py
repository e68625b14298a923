"""Whether a file looks like a list of pupils or other persons: a hint for who sends it, no rule.

Self-assessment needs numbers of pupils and never their names; a list of them is often sent along
with the numbers. Only headings are looked for, and nothing that was read is kept.
"""

import html
import re
import zipfile
from pathlib import Path

from libs.files.kinds import Kind
from libs.law.vietnamese import fold

LOOKED_AT = 1024 * 1024
"""How many bytes of a file, or of the part of it that holds its text, are looked at."""
_PARTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "word/document.xml", "content.xml")
_NAMES = ("ho va ten", "ho ten", "ten hoc sinh", "ten tre")
_BESIDE = (
    *("ngay sinh", "nam sinh", "ma dinh danh", "cccd", "can cuoc", "so dien thoai", "dia chi"),
    *("dan toc", "phu huynh", "ho ten cha", "ho ten me", "noi sinh"),
)
_ABOUT = re.compile(r"\b(danh sach|so diem|bang diem|hoc ba|ly lich|so theo doi|ho so)\b")
_WHOM = re.compile(r"\b(hoc sinh|hs|tre|hoc vien)\b")


def named_personal(name: str) -> bool:
    """Return whether a file's name says that it lists pupils."""
    plain = fold(name)
    return bool(_ABOUT.search(plain) and _WHOM.search(plain))


def looks_personal(path: Path, kind: Kind) -> bool:
    """Return whether the beginning of a table or text has headings of a list of persons."""
    plain = fold(_beginning(path, kind))
    return any(word in plain for word in _NAMES) and sum(w in plain for w in _BESIDE) >= 2


def _beginning(path: Path, kind: Kind) -> str:
    if kind.family == "text":
        with path.open("rb") as file:
            return file.read(LOOKED_AT).decode(errors="replace")
    if not kind.media_type.startswith("application/vnd.o"):
        return ""
    found = []
    with zipfile.ZipFile(path) as archive:
        for part in _PARTS:
            if part in archive.namelist():
                with archive.open(part) as content:
                    xml = content.read(LOOKED_AT).decode(errors="replace")
                found.append(html.unescape(re.sub(r"<[^>]*>", " ", xml)))
    return " ".join(" ".join(found).split())
