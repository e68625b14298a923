"""The figures (số liệu) of a school's report as data: which there are, for whom, from which source.

The rows of catalogue.yaml are those of the 2018 database and of the data form of TT 57/2026; the
quantitative indicators stand in the guidance of TT 57/2026, under their ids. `.values` says what a
value may be, `.checks` what several must agree in, `.quotes` how a text quotes one. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from libs.law.standards import guidance, read_data, rule_sets
from libs.law.standards.guidance import Source

Kind = Literal["count", "ratio", "quotient", "pair", "trend"]
"""A whole number; percent; a quotient of two numbers; two numbers side by side; a series' last."""
Form = Literal["database_2018", "tt57_2026", "quantitative"]
"""Part I of the reports of 2018; the data form of TT 57/2026; its quantitative indicators."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `code` is what it is recorded under, `schools` the kinds of school that have it.

    Of an indicator, `advisory_until` is the last day on which it is never the sole ground of a
    judgement (TT 57/2026 art. 27(4)).
    """

    code: str
    title_vi: str
    unit: str
    kind: Kind
    group: str
    forms: tuple[Form, ...]
    schools: tuple[str, ...]
    source: Source
    advisory_until: date | None = None

    @property
    def needs_verification(self) -> bool:
        """Whether nobody has yet compared this with the official text."""
        return self.source.needs_verification


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts; not `exact`: the parts may come to less."""

    total: str
    parts: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All figures but the indicators, what must agree among them, and the bounds of each kind."""

    figures: Mapping[str, Figure]
    bounds: Mapping[str, int]
    indicator_sets: Mapping[str, str]
    advisory_until: date
    never_zero: tuple[str, ...]
    sums: tuple[Sum, ...]
    parts: tuple[tuple[str, str], ...]
    quotients: tuple[tuple[str, str, str], ...]
    shares: tuple[tuple[str, ...], ...]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue; raises ValueError where a check names a figure that is not there."""
    file = read_data((files(__package__) / "catalogue.yaml").read_text("utf-8"))
    kinds = tuple(file["indicators"])
    sources = {code: Source(code, **each) for code, each in file["sources"].items()}
    figures = {
        each["code"]: _figure(each, group, kinds, sources)
        for group, rows in file["figures"].items()
        for each in rows
    }
    found = Catalogue(
        MappingProxyType(figures),
        file["bounds"],
        file["indicators"],
        file["indicators_advisory_until"],
        tuple(file["never_zero"]),
        tuple(Sum(s["total"], tuple(s["parts"]), s["exact"]) for s in file["sums"]),
        tuple((p["part"], p["whole"]) for p in file["parts"]),
        tuple((q["quotient"], q["of"], q["by"]) for q in file["quotients"]),
        tuple(map(tuple, file["shares"])),
    )
    named = {
        *found.never_zero,
        *(code for each in found.sums for code in (each.total, *each.parts)),
        *(code for some in (*found.parts, *found.quotients, *found.shares) for code in some),
    }
    if named - set(figures):
        raise ValueError(f"no figures: {sorted(named - set(figures))}")
    return found


@cache
def figures_of(kind: str) -> Mapping[str, Figure]:
    """Return what a school of a kind may record, by code, indicators last; nothing for no kind."""
    known = catalogue()
    if kind not in known.indicator_sets:
        return {}
    own = {code: each for code, each in known.figures.items() if kind in each.schools}
    return MappingProxyType({**own, **_indicators(known, kind)})


def _indicators(known: Catalogue, kind: str) -> dict[str, Figure]:
    """Return the indicators of a kind of school: an id once there stays, its newest words hold."""
    wanted = known.indicator_sets[kind]
    revisions = [each.revision for each in rule_sets() if each.id == wanted]
    return {
        each.id: Figure(
            code=each.id,
            title_vi=each.title_vi,
            unit=_UNITS.get(each.unit, ""),
            kind=each.kind,
            group="quantitative",
            forms=("quantitative",),
            schools=(kind,),
            source=each.source,
            advisory_until=known.advisory_until,
        )
        for edition in guidance.editions()
        if edition.rule_set_id == wanted and edition.revision in revisions
        for criterion in edition.criteria.values()
        for each in criterion.figures or ()
    }


_UNITS = {"percent": "%"}


def _figure(
    stated: Mapping[str, Any], group: str, kinds: tuple[str, ...], sources: Mapping[str, Source]
) -> Figure:
    return Figure(
        code=stated["code"],
        title_vi=stated["title_vi"],
        unit=stated["unit"],
        kind=stated["kind"],
        group=group,
        forms=tuple(stated.get("forms", ("database_2018", "tt57_2026"))),
        schools=tuple(stated.get("schools", kinds)),
        source=sources[stated.get("source", "tt57_form")],
    )
