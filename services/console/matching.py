"""A sheet read as whoever checks it reads it: requirement, sentence and evidence side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from services.console import sheet
from services.console.sheet import Fields

CODE = re.compile(r"\b(?:H\d+-\d+\.\d+-\d+|MC\.\d+\.\d+\.\d+)\b")
"""A code of evidence in a sentence, in the forms of 2018 and of TT 57/2026."""
FIGURE = "{{figure:"


@dataclass(frozen=True, slots=True)
class Named:
    """A code that a sentence names: what it is called (None: no such evidence), whether the level
    cites it."""

    code: str
    title: str | None
    cited: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a description and the evidence that it names."""

    text: str
    evidence: Sequence[Named]

    @property
    def bare(self) -> bool:
        """Whether it rests on nothing: no evidence and no figure of the school."""
        return not self.evidence and FIGURE not in self.text


@dataclass(frozen=True, slots=True)
class Matched:
    """A level: its sentences; the evidence cited that no sentence names; the elements that nobody
    has looked at."""

    level: int
    sentences: Sequence[Sentence]
    unnamed: Sequence[Named]
    open_elements: Sequence[Wire]


def matched(criterion: Wire, fields: Fields, titles: Mapping[str, str]) -> list[Matched]:
    """Return each level that was begun; `titles` are those of the school's evidence by code.

    A code means the same in brackets and without.
    """
    titles = {code.strip("[]"): title for code, title in titles.items()}
    found = []
    for level in criterion["levels"]:
        number = level["level"]
        ends = [end for of, _, end in sheet.indicators(criterion) if of == number]
        cited = dict.fromkeys(
            code for end in ends for code in sheet.codes(fields.get(f"e-{end}", ""))
        )
        plain = [code.strip("[]") for code in cited]
        told = [
            Sentence(text, [Named(code, titles.get(code), code in plain) for code in _codes(text)])
            for text in sheet.sentences(fields.get(f"d-{number}", ""))
        ]
        named = {one.code for sentence in told for one in sentence.evidence}
        elements = [each for one in level["indicators"] for each in one["elements"]]
        if not (told or plain or any(fields.get(f"m-{end}") for end in ends)):
            continue
        found.append(
            Matched(
                number,
                told,
                [Named(code, titles.get(code), True) for code in plain if code not in named],
                [each for each in elements if not fields.get(f"t-{each['id']}")],
            )
        )
    return found


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(CODE.findall(text)))
