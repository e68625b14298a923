"""What a file must pass before it is kept: a look at its bytes in a process apart, a virus scan."""

import json
import socket
import struct
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore

import structlog

from libs.files.inspection import Found, Limits
from libs.files.kinds import NotTaken
from libs.files.store import PIECE
from libs.hosting.child_process import said_by
from services.gateway.files.settings import Scanner
from services.gateway.problems import Refusal

AT_ONCE = 2
"""How many files are looked at at a time: each may take all the memory that one may."""

_looking = BoundedSemaphore(AT_ONCE)
_logger = structlog.get_logger(__name__)


def look(path: Path, limits: Limits) -> Found:
    """Return what a file is; raises `NotTaken`, also when finding out costs too much."""
    with _looking:
        ended, said = said_by(
            "libs.files.inspection",
            *(str(path.absolute()), json.dumps(asdict(limits))),
            seconds=limits.seconds,
            most=PIECE,
        )
    try:
        found = json.loads(said) if ended else {}
    except ValueError:
        found = {}
    if "media_type" in found:
        return Found(**found)
    if "code" in found:
        raise NotTaken(found["code"], found["detail"])
    _logger.warning("file_not_understood", ended=ended, said=said[-2000:].decode(errors="replace"))
    raise NotTaken(
        "file-too-complex",
        "Kiểm tra tệp tốn quá nhiều bộ nhớ hoặc thời gian; hãy lưu lại dạng đơn giản hơn (PDF).",
    )


def scan(path: Path, scanner: Scanner) -> None:
    """Return if clamd finds nothing in a file.

    Raises `NotTaken` (file-infected), `Refusal` (scanner-away): what could not be scanned is not
    kept.
    """
    try:
        said = _ask_clamd(path, scanner)
    except OSError as error:
        _logger.warning("scanner_away", error=str(error))
        raise Refusal("scanner-away") from error
    if said.endswith(" FOUND"):
        name = said.removeprefix("stream: ").removesuffix(" FOUND")
        raise NotTaken("file-infected", f"Phần mềm quét vi-rút phát hiện: {name}.")
    if said != "stream: OK":
        _logger.warning("scanner_away", error=said)
        raise Refusal("scanner-away")


def _ask_clamd(path: Path, scanner: Scanner) -> str:
    seconds = scanner.patience.total_seconds()
    with _connected(scanner.address, seconds) as clamd, path.open("rb") as file:
        clamd.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            clamd.sendall(struct.pack("!I", len(piece)) + piece)
        clamd.sendall(struct.pack("!I", 0))
        said = b""
        while not said.endswith(b"\0") and (more := clamd.recv(4096)):
            said += more
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("/"):
        found = socket.socket(socket.AF_UNIX)
        try:
            found.settimeout(seconds)
            found.connect(address)
        except OSError:
            found.close()
            raise
        return found
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), seconds)
