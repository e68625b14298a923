"""The process that makes one document: data on standard input, the document on standard output.

A script of its own, so that a document that takes too much ends alone. It begins with its limits.
"""

import hashlib
import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
STANDARDS: list[Literal["ua-1", "a-3a"]] = ["ua-1", "a-3a"]
"""PDF/UA-1 and PDF/A-3a: the compiler refuses a document that does not keep them."""
NO_GLYPH = "could not be displayed"
"""What the compiler says of a character that no face has."""


def _limit(order: dict[str, Any]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CPU, order["processor"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _pdf(order: dict[str, Any], payload: bytes, sha256: str, moment: datetime) -> bytes:
    import typst

    from services.documents.kit.codes import qr_code
    from services.documents.printable import shown

    folder = Path(__file__).resolve().parent
    data = json.loads(payload)
    address = data.get("address")
    qr = qr_code(address, "svg").decode() if address else ""

    def made(sure: bool) -> bytes:
        printed = json.dumps(shown(data, sure), ensure_ascii=False)
        content: bytes = typst.compile(
            str(folder / order["folder"] / "template.typ"),
            root=str(folder),
            format="pdf",
            font_paths=order["fonts"],
            ignore_system_fonts=True,
            sys_inputs={"data": payload.decode(), "printed": printed, "sha256": sha256, "qr": qr},
            pdf_standards=[*STANDARDS],
            timestamp=int(moment.timestamp()),
        )
        return content

    try:
        return made(sure=False)
    except typst.TypstError as error:
        if NO_GLYPH not in str(error):
            raise
        return made(sure=True)


def _word(order: dict[str, Any], payload: bytes, sha256: str, moment: datetime) -> bytes:
    from importlib import import_module

    from services.documents.kit.filling import fill
    from services.documents.printable import cleaned

    word = import_module(f"services.documents.{order['folder']}.word")
    return fill(word.template(), cleaned(json.loads(payload)), sha256, moment)


def main() -> None:
    """Make what the first argument orders."""
    order = json.loads(sys.argv[1])
    _limit(order)
    sys.path.insert(0, str(ROOT))
    payload = sys.stdin.buffer.read()
    sha256 = hashlib.sha256(payload).hexdigest()
    # The time in the file is that of the event, never the clock's.
    moment = datetime.fromisoformat(json.loads(payload)["log"]["at"]).astimezone(UTC)
    make = _pdf if order["kind"] == "pdf" else _word
    sys.stdout.buffer.write(make(order, payload, sha256, moment))


if __name__ == "__main__":
    main()
