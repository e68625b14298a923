"""What the records name is there: paths, modules and what stands in them, commands, targets."""

import pydoc
import re
from pathlib import Path

import pytest

from services.__main__ import COMMANDS

ROOT = Path(__file__).parents[1]
RECORDS = [
    pytest.param(path, id=str(path.relative_to(ROOT)))
    for pattern in ("*.md", "docs/*.md", "examples/*/README.md")
    for path in sorted(ROOT.glob(pattern))
]
PATH = re.compile(r"\b(?:libs|services|tests|docs|examples|contracts|deploy)/(?:[\w./-]*[\w/])?")
NAME = re.compile(r"\b(?:libs|services)(?:\.\w+)+")
COMMAND = re.compile(r"(?:`|bin/)kiemdinh ([a-z-]+)")
TARGET = re.compile(r"(?:`|^    )make ([a-z-]+)", re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS)
def test_what_a_record_names_is_there(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    missing = {path for path in PATH.findall(text) if not (ROOT / path).exists()}
    missing |= {name for name in NAME.findall(text) if pydoc.locate(name) is None}
    missing |= set(COMMAND.findall(text)) - {*COMMANDS, "service"}
    missing |= set(TARGET.findall(text)) - {*targets}
    assert missing == set()


def test_the_records_that_are_asked_are_those_there_are() -> None:
    assert {"README.md", "docs/design.md", "docs/glossary.md"} < {str(r.id) for r in RECORDS}
