"""Files of strangers, read in a process apart that may use so much memory and time and no more.

`python -m services.gateway.spreadsheets.apart PATH KIND` writes a line of JSON for each sheet and
row, and last how it ended: `{"ended": true}`, or `{"code", "detail"}` of what is not read.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import structlog

from libs.files.restricted import restrict
from libs.hosting.child_process import said_by
from services.gateway.spreadsheets import reading
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.reading import Row

AT_ONCE = 2
"""How many files are read at a time: each may take all the memory that one may."""
MEMORY = 640 * 1024 * 1024
SECONDS = 30
"""Of processor; the fullest file that is taken needs about half of it."""
MOST_SAID = 24 * 1024 * 1024
"""Bytes of text that a file may hold: a text that many cells share counts once for each of them."""
_ALL = "sheets"

_reading = BoundedSemaphore(AT_ONCE)
_logger = structlog.get_logger(__name__)


def read(raw: bytes, kind: str) -> list[Row]:
    """Return the rows of a file as `reading.read` does.

    Raises `Unreadable` as that, and file-too-complex where it would cost too much.
    """
    (rows,) = _said(raw, kind).values()
    return rows


def sheets(raw: bytes) -> dict[str, list[Row]]:
    """Return the rows of every visible sheet as `reading.sheets` does; raises as `read`."""
    return _said(raw, _ALL)


def _said(raw: bytes, kind: str) -> dict[str, list[Row]]:
    with _reading, tempfile.NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        ended, said = said_by(__name__, file.name, kind, seconds=SECONDS, most=MOST_SAID)
    lines = said.decode(errors="replace").splitlines() if ended else []
    found: dict[str, list[Row]] = {}
    last: Any = {}
    try:
        for last in map(json.loads, lines):
            if isinstance(last, str):
                rows = found.setdefault(last, [])
            elif isinstance(last, list):
                number, cells, faults = last
                rows.append(Row(number, tuple(cells), {int(n): f for n, f in faults.items()}))
    except ValueError:
        last = {}
    if last.get("ended"):
        return found
    if "code" in last:
        raise Unreadable(last["code"], last["detail"])
    _logger.warning("table_not_understood", said=said[-2000:].decode(errors="replace"))
    raise Unreadable(
        "file-too-complex",
        "Đọc tệp tốn quá nhiều bộ nhớ hoặc thời gian; hãy chép dữ liệu (dán giá trị) sang tệp mẫu.",
    )


def _lines(raw: bytes, kind: str) -> Iterator[Any]:
    try:
        read_: Iterable[tuple[str, list[Row]]] = (
            reading.sheets(raw).items() if kind == _ALL else [("", reading.read(raw, kind))]
        )
        for title, rows in read_:
            yield title
            for row in rows:
                yield [row.number, row.cells, row.faults]
        yield {"ended": True}
    except Unreadable as unreadable:
        yield {"code": unreadable.code, "detail": unreadable.detail}


def main(path: str, kind: str) -> None:
    """Read a file and write what it says."""
    restrict(MEMORY, SECONDS, MOST_SAID)
    for line in _lines(Path(path).read_bytes(), kind):
        sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
