"""Names of schools as there are in Vietnam, for measurements: made, each of them a sample.

Schools here bear names that thousands of schools in the country bear: of historical figures, of
flowers, of communes whose two syllables wish for peace and plenty. None of them is a real school.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

KINDS = (
    ("preschool", "Trường Mầm non"),
    ("preschool", "Trường Mẫu giáo"),
    ("primary", "Trường Tiểu học"),
    ("primary", "Trường Tiểu học"),
    ("lower_secondary", "Trường Trung học cơ sở"),
    ("lower_secondary", "Trường THCS"),
    ("upper_secondary", "Trường THPT"),
    ("multi_stage", "Trường TH và THCS"),
    ("continuing_education", "Trung tâm Giáo dục thường xuyên"),
)
_WORDS: dict[str, str] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
FIGURES, GENTLE, FIRST, SECOND = (
    _WORDS[name].split(", ") for name in ("figures", "gentle", "first", "second")
)
"""Historical figures; flowers and the like; first and second syllables of communes."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A made school: `place` is the commune in its address."""

    id: str
    name: str
    kind: str
    address: str
    place: str
    code: str


def samples(count: int, seed: int = 1) -> Iterator[Sample]:
    """Yield `count` schools, always the same."""
    chance = random.Random(seed)
    for number in range(count):
        kind, begins = chance.choice(KINDS)
        place = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
        own = place if chance.random() < 0.45 else chance.choice(FIGURES)
        if kind == "preschool" and chance.random() < 0.5:
            own = chance.choice(GENTLE)
        ends = f" {chance.randint(1, 5)}" if chance.random() < 0.25 else ""
        street = f"{chance.randint(1, 400)} đường {chance.choice(FIGURES)}"
        yield Sample(
            f"m{number:06}",
            f"{begins} {own}{ends}",
            kind,
            f"Số {street}, xã {place}",
            place,
            f"79{number:06}",
        )
