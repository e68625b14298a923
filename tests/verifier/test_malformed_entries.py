"""Entries that are not in the one canonical form are refused, even where they are signed."""

import json
import unicodedata
from collections.abc import Callable

import pytest

from libs.log.entry import leaf_hash, record
from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import Frontier
from services.verifier.audit import CHECKPOINT, ENTRIES
from services.verifier.entries import Entries
from tests.verifier import platform
from tests.verifier.bundles import RAWS, with_manifest
from tests.verifier.story import AT, KEY, ORIGIN, Files, check, story, write


def rewrite(index: int, change: Callable[[bytes], bytes]) -> list[bytes]:
    return [change(raw) if n == index else raw for n, raw in enumerate(RAWS)]


def double_key(raw: bytes) -> bytes:
    return raw.replace(b'{"actor":', b'{"actor":"u:x","actor":', 1)


def spaced(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True).encode()


def decomposed(raw: bytes) -> bytes:
    return unicodedata.normalize("NFD", raw.decode()).encode()


def with_float(raw: bytes) -> bytes:
    return raw.replace(b'"ver":1', b'"ver":1.0', 1)


def with_huge_number(raw: bytes) -> bytes:
    return raw.replace(b'"ver":1', b'"ver":' + b"9" * 6000, 1)


def with_surrogate(raw: bytes) -> bytes:
    return raw.replace(b"preschool", b"\\ud800", 1)


def not_utf8(raw: bytes) -> bytes:
    return raw.replace(b"preschool", b"\xff\xfe", 1)


def deep(raw: bytes) -> bytes:
    return b"[" * 30_000 + b"]" * 30_000


def half_deep(raw: bytes) -> bytes:
    return b'{"a":' * 900 + b"1" + b"}" * 900


def no_object(raw: bytes) -> bytes:
    return b"[]"


def empty(raw: bytes) -> bytes:
    return b""


MALFORMED = [double_key, spaced, decomposed, with_float, with_huge_number, with_surrogate]
MALFORMED += [not_utf8, deep, half_deep, no_object, empty]


@pytest.mark.parametrize("change", MALFORMED)
def test_bytes_that_are_not_canonical_are_refused_even_if_signed(
    change: Callable[[bytes], bytes], good: Files
) -> None:
    raws = rewrite(0, change)
    assert raws[0] != RAWS[0]
    frontier, leaves = Frontier(), b""
    for raw in raws:
        frontier.append(leaf_hash(raw))
        leaves += leaf_hash(raw)
    note = checkpoint.sign(Checkpoint(ORIGIN, len(raws), frontier.root()), KEY).encode()
    tile = next(name for name in good if name.startswith("log/tile"))
    signed = {name: content for name, content in good.items() if "history" not in name}
    signed |= {CHECKPOINT: note, tile: leaves, ENTRIES: b"\n".join(raws) + b"\n"}
    report = check(with_manifest(signed))
    assert (report.ok, report.index) == (False, 0)


def times(*instants: str) -> list[str]:
    """Return what is said of a log whose first entries were recorded at these instants."""
    steps = story()
    for step, at in zip(steps, instants, strict=False):
        step.extra["at"] = at
    entries = Entries(platform.RULES)
    for n, raw in enumerate(write(steps), 1):
        entries.check(record("79", n, raw))
    return entries.finish()


def test_instants_that_run_back_from_stream_to_stream_are_said() -> None:
    """Services have clocks of their own: a little is nothing, an hour is told and is no failure."""
    assert times("2027-01-01T00:59:59.000000Z") == []
    (said,) = times("2026-12-31T23:00:00.000000Z", AT, "2026-12-31T23:00:00.000000Z", AT)
    assert "ở 1 mục, mục đầu có chỉ số 2" in said
