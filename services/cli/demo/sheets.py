"""What a school of a story writes of each criterion: its evidence, its sheet, its ticks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.kernel.problems import Wire
from libs.law.standards import RuleSet, evidence_codes, levels
from libs.law.standards.guidance import Guidance

Said = Mapping[Any, Any]
"""A part of a file: names, and levels by their number."""
_PLACE = re.compile(r"\{([1-9])\}")
_CODE = re.compile(r"H\d-\d\.\d{1,2}-\d{2}|MC\.\d\.\d\.\d{2}")
TEXTS = ("strengths", "weaknesses", "improvement")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of evidence: its code, its criterion, what the file says of it."""

    code: str
    criterion: str
    said: Said

    @property
    def file(self) -> str | None:
        """The name of the file that it is, None for a link or paper."""
        return str(self.said["file"]) if "file" in self.said else None

    def content(self) -> Wire:
        """Return what it is, as the command that adds it says so."""
        if self.file:
            return {"file_named": self.file}
        if "link" in self.said:
            return {
                "content": {"link": {"url": self.said["link"], "seen_on": self.said["seen_on"]}}
            }
        place = {"box": self.said["box"], "shelf": self.said["shelf"], "where": "Văn phòng"}
        return {"content": {"place": place}}

    def details(self) -> Wire:
        """Return what the list of evidence says of it; the school is the issuer if none is said."""
        named = ("obtained", "number", "dated")
        told = {name: self.said[name] for name in named if name in self.said}
        return {**told, "issuer": self.said.get("issuer", "Trường")}


@dataclass(frozen=True)
class Sheets:
    """The criteria of a school as its file tells them, under a rule set."""

    said: Mapping[str, Said]
    rules: RuleSet

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria in the order of the rule set."""
        return levels.criteria(self.rules)

    def items(self, criterion: str) -> Sequence[Item]:
        """Return the evidence of a criterion, each with the next code of it."""
        found: list[Item] = []
        for said in self.said[criterion]["evidence"]:
            code = evidence_codes.following(self.rules, criterion, (each.code for each in found))
            assert code is not None
            found.append(Item(code, criterion, said))
        return found

    def sheet(self, criterion: str, changed: Said | None = None) -> Wire:
        """Return the sheet of a criterion with every indicator judged; `changed` says it anew.

        An indicator rests on what the text of its level cites.
        """
        said = {**self.said[criterion], **(changed or {})}
        told = {n: self._cited(criterion, said[n]) for n in (1, 2, 3) if n in said}
        judged = [
            {
                "level": level,
                "indicator": indicator,
                "met": _short(level, indicator) not in said.get("unmet", {}),
                "evidence": list(dict.fromkeys(_CODE.findall(told[level]))),
            }
            for level, indicator in levels.indicators(self.rules, criterion)
        ]
        return {
            "criterion": criterion,
            "judgements": judged,
            **{name: said.get(name, "") for name in TEXTS},
            "descriptions": [{"of_level": n, "text": text} for n, text in told.items()],
            "measures": said.get("measures", []),
        }

    def ticks(self, criterion: str, guided: Guidance) -> list[Wire]:
        """Return what is found of each content element; of an unmet indicator's the last fails."""
        unmet = self.said[criterion].get("unmet", {})
        found: list[Wire] = []
        for level, indicator in levels.indicators(self.rules, criterion):
            elements = guided.elements[criterion, level, indicator]
            ticks: list[Wire] = [{"element": each.id, "verdict": "met"} for each in elements]
            why = unmet.get(_short(level, indicator))
            if why and ticks:
                ticks[-1] |= {"verdict": "not_met", "note": why}
            found += ticks
        return found

    def unmet(self, criterion: str) -> list[str]:
        """Return the names of the indicators that a criterion does not meet."""
        return [
            levels.name(criterion, level, indicator)
            for level, indicator in levels.indicators(self.rules, criterion)
            if _short(level, indicator) in self.said[criterion].get("unmet", {})
        ]

    def _cited(self, criterion: str, text: str) -> str:
        """Return a text with the codes that it cites in the places of {1}, {2}."""
        codes = [each.code for each in self.items(criterion)]
        form = "[{}]" if codes[0].startswith("H") else "({})"
        return _PLACE.sub(lambda found: form.format(codes[int(found[1]) - 1]), text)


def all_items(sheets: Sheets) -> Iterator[Item]:
    """Yield the evidence of all criteria in their order."""
    for criterion in sheets.criteria:
        yield from sheets.items(criterion)


def _short(level: int, indicator: str) -> str:
    return f"{level}{'' if indicator == '-' else indicator}"
