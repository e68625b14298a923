"""Looks for a text in files, in every shape that software is likely to have given it."""

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from libs.law.vietnamese import fold


def shapes(text: str) -> frozenset[bytes]:
    """Return `text` composed and decomposed, folded, in UTF-8 and UTF-16, escaped, base64, hex."""
    plain = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    plain |= {part.lower() for part in plain} | {part.upper() for part in plain} | {fold(text)}
    raw = {part.encode(code) for part in plain for code in ("utf-8", "utf-16-le", "utf-16-be")}
    escaped = {json.dumps(part)[1:-1].encode() for part in plain}
    escaped |= {quote(part, safe="").encode() for part in plain}
    hexed = {part.hex().encode() for part in raw} | {part.hex().upper().encode() for part in raw}
    return frozenset(raw | escaped | hexed | {b for part in raw for b in _base64(part)})


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of `raw` somewhere inside a longer text: three ways it may fall."""
    for before in range(3):
        first = (0, 2, 3)[before]
        last = (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + raw)[first:last]


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below the folders, links followed, by its path; one that vanishes is left
    out."""
    for path in sorted({path for folder in folders for path in folder.resolve().rglob("*")}):
        try:
            if path.is_file():
                yield str(path), path.read_bytes()
        except FileNotFoundError:
            continue


def hits(texts: Iterable[str], contents: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return where any of `texts` stands, in which shape; the name of a place counts too."""
    known = {shape for text in texts for shape in shapes(text)}
    # Whatever holds a longer shape holds the shorter one inside it.
    wanted = sorted(s for s in known if not any(other in s for other in known - {s}))
    return [
        (name, shape)
        for name, content in contents
        for shape in wanted
        if shape in content or shape in name.encode()
    ]
