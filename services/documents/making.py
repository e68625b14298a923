"""Making a document: its data checked, then a child process with limits that gives the bytes.

The child knows nothing but the data, so the same data, fonts and packages give the same bytes. It
may use `Limits.memory` bytes of address space and `Limits.processor` seconds; whoever asks waits as
long as he says, not longer.
"""

import hashlib
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

from libs.kernel import canonical
from libs.kernel.problems import Unavailable, Wire
from services.documents import checking
from services.documents.document import Form
from services.documents.fonts import font_folders

Kind = Literal["pdf", "docx"]
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
CHILD = Path(__file__).with_name("child.py")

_logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use, bytes of address space, bytes that it gives, seconds of the processor.

    It writes no file.
    """

    memory: int = 768 << 20
    output: int = 64 << 20
    processor: int = 20


class MakingFailed(Exception):
    """The child gave no document; the text is what it said. A bug in a template, or a limit."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document: its bytes, their hash, and that of the canonical data it was made from."""

    content: bytes
    sha256: str
    data_sha256: str


class Maker:
    """Makes documents, `at_once` at a time; as many wait for their turn, and no more."""

    def __init__(self, at_once: int = 2, limits: Limits | None = None) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        # Who waits holds a thread of the server.
        self._places = threading.BoundedSemaphore(2 * at_once)
        self._limits = limits or Limits()
        self._fonts = font_folders()

    def make(self, form: Form, kind: Kind, data: Wire, seconds: float) -> Made:
        """Return the document within `seconds`.

        Raises `Rejected` (document-data, one error for each field that is wrong or missing),
        `Unavailable` (deadline-passed), `MakingFailed`.
        """
        checking.check(form, data)
        payload = canonical.encode(data)
        until = time.monotonic() + seconds
        if not self._places.acquire(blocking=False):
            raise _too_many()
        try:
            content = self._in_turn(form, kind, payload, until)
        finally:
            self._places.release()
        digest = hashlib.sha256(payload).hexdigest()
        return Made(content, hashlib.sha256(content).hexdigest(), digest)

    def _in_turn(self, form: Form, kind: Kind, payload: bytes, until: float) -> bytes:
        if not self._turns.acquire(timeout=max(0.0, until - time.monotonic())):
            raise _too_long()
        try:
            return self._run(form, kind, payload, until - time.monotonic())
        finally:
            self._turns.release()

    def _run(self, form: Form, kind: Kind, payload: bytes, seconds: float) -> bytes:
        if seconds <= 0:
            raise _too_long()
        limits = self._limits
        order = {
            "folder": form.folder,
            "kind": kind,
            "fonts": self._fonts,
            "memory": limits.memory,
            "processor": limits.processor,
        }
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-B", str(CHILD), json.dumps(order)],
                input=payload,
                capture_output=True,
                timeout=seconds,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "RAYON_NUM_THREADS": "2"},
                check=False,
            )
        except subprocess.TimeoutExpired as expired:
            raise _too_long() from expired
        if done.returncode or not done.stdout:
            said = done.stderr.decode(errors="replace")[-2000:]
            _logger.error("document_failed", form=form.folder, code=done.returncode, said=said)
            raise MakingFailed(f"{form.folder}.{kind}: ended with {done.returncode}: {said}")
        if len(done.stdout) > limits.output:
            raise MakingFailed(f"{form.folder}.{kind}: {len(done.stdout)} bytes")
        return done.stdout


def _too_long() -> Unavailable:
    return Unavailable("deadline-passed", "Văn bản chưa dựng xong trong thời hạn; hãy thử lại.")


def _too_many() -> Unavailable:
    return Unavailable("deadline-passed", "Đang dựng nhiều văn bản cùng lúc; hãy thử lại.")
