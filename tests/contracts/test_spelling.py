"""Vietnamese is spelt as keyboards write it today: the tone on the first vowel of oa, oe, uy."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("libs", "services", "deploy", "docs")
FILES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "docker-compose.yml")
PUBLISHED = "data"
"""Folders of the law's own text and of names of places, which stand as they were published."""
TONES = "\u0300\u0301\u0309\u0303\u0323"
"""Huyền, sắc, hỏi, ngã, nặng, as they combine with a letter."""
LATE = re.compile(
    "(?<!q)(?:"
    + "|".join(
        unicodedata.normalize("NFC", f"{pair}{tone}")
        for pair in ("oa", "oe", "uy")
        for tone in TONES
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
"""A tone on the second vowel of an open syllable. In `qu` the u is no vowel of its own (quý, quỹ),
and before another letter the tone stands where it does (toàn, ngoài, huỳnh)."""


def late(text: str) -> list[str]:
    """Return the words of a text whose tone stands on the second vowel."""
    return [text[text.rfind(" ", 0, m.start()) + 1 : m.end()] for m in LATE.finditer(text)]


def written() -> Iterator[Path]:
    """Yield every file in which we write what a user reads."""
    yield from (ROOT / name for name in FILES)
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.is_file() and PUBLISHED not in path.parts and "__pycache__" not in path.parts:
                yield path


@pytest.mark.parametrize("word", ["hoà", "Xoá", "khoẻ", "HUỶ", "thuỷ", "uỷ ban", "loè"])
def test_a_tone_on_the_second_vowel_is_found(word: str) -> None:
    assert late(f"đã {word}, rồi")


@pytest.mark.parametrize(
    "word", ["hòa", "xóa", "khỏe", "hủy", "ủy ban", "quý", "Quỹ", "quỳ", "toàn", "ngoài", "huỳnh"]
)
def test_a_tone_where_it_belongs_is_left_alone(word: str) -> None:
    assert late(f"đã {word}, rồi") == []


def test_the_tone_of_an_open_syllable_stands_on_its_first_vowel() -> None:
    found = {}
    for path in written():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # no text of ours: an image, a font
        if words := late(text):
            found[str(path.relative_to(ROOT))] = words
    assert found == {}
