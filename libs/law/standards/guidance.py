"""What a school reads beside the rules: texts of requirements, their elements, hints, procedure.

A rule set says what is judged and how a level follows, and its hash is what a judgement rests on.
Guidance says in our own words what is asked and which evidence helps; it is corrected and widened
without any level moving. So it has a hash of its own, which a cycle pins beside that of the rules:
an element that was ticked is looked up in the guidance of that day.

Files: `data/guidance/<rule set>.<edition>.yaml`. An edition once pinned is never edited; what is
known later is the next edition. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from libs.kernel.canonical import digest
from libs.kernel.messages import pattern
from libs.law.standards import read_data, rule_sets
from libs.law.standards.guidance_files import documents
from libs.law.standards.levels import Key
from libs.law.standards.rule_set import BadRuleSet, Document

ElementId = Annotated[
    str, pattern(r"[0-9]{1,2}(\.[0-9]{1,2})?-[1-4](-[a-z0-9])?\.[0-9]{1,2}", "1.3-2-a.4")
]
"""Criterion, level, indicator (none where a level has one requirement) and serial of an element."""
Group = Literal["existence", "procedure", "carried_out", "reviewed", "result"]
"""What kind of thing an element asks for: that something is there, is made as the rules demand, is
done, is looked at again, has come of it."""
Certainty = Literal["verified", "two_sources", "one_source", "remembered", "doubtful"]
"""How sure a source is: the text itself was read, two or one secondary source, or less."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from, in Vietnamese, and how sure that makes it."""

    code: str
    text_vi: str
    certainty: Certainty

    @property
    def needs_verification(self) -> bool:
        """Whether nobody has yet compared this with the official text."""
        return self.certainty != "verified"


@dataclass(frozen=True, slots=True)
class Element:
    """A content element (nội hàm) of a requirement: one thing to look for, ticked met or not."""

    id: str
    criterion: str
    level: int
    indicator: str
    group: Group
    text_vi: str
    source: Source

    @property
    def needs_verification(self) -> bool:
        """Whether nobody has yet compared this with the official text."""
        return self.source.needs_verification


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that an indicator names: at least or at most so many percent of what is measured.

    It holds for schools of a region (disadvantaged: vùng khó khăn) or of any (None), and of the
    kinds or variants in `schools`, of any where it is empty. It helps to judge and never judges.
    """

    measure: str
    bound: Literal["min", "max"]
    percent: int
    region: Literal["disadvantaged", "other"] | None
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an indicator asks, short and in our own words; `text_vi` is None where it is not known.

    `article` cites its place in the circular ("Điều 7 khoản 1 điểm a"), None where that is unknown.
    Thresholds are of the source of the text.
    """

    criterion: str
    level: int
    indicator: str
    article: str | None
    text_vi: str | None
    source: Source | None
    thresholds: tuple[Threshold, ...]
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantitative indicator of TT 57/2026. Kind and unit are our reading: the annex gives none.

    Until 31/12/2028 it is for monitoring and warning, never the only basis of a judgement.
    """

    id: str
    title_vi: str
    kind: Literal["ratio", "pair", "count", "trend"]
    unit: Literal["percent", "pair", "count", "series"]
    unit_from: Literal["annex", "ours"]
    source: Source


@dataclass(frozen=True, slots=True)
class Hint:
    """A note shown beside a form, or a kind of evidence that is suggested."""

    text_vi: str
    source: Source


@dataclass(frozen=True, slots=True)
class CriterionGuidance:
    """What stands beside a criterion; `figures` is None where the text was not read for any."""

    code: str
    title_vi: str | None
    suggested_evidence: tuple[Hint, ...]
    figures: tuple[Figure, ...] | None
    notes: tuple[Hint, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Guidance:
    """All guidance of one revision of one rule set, in one edition.

    `hash` is the SHA-256 of the canonical bytes of `document`, 64 hexadecimal digits. A requirement
    stands for every indicator that the rule set judges, with or without a text. `title_vi` of a
    criterion is set only where it is known better than in the rule set. `procedure` holds facts of
    the procedure that no rule of the platform decides by, each with its source.
    """

    rule_set_id: str
    revision: str
    edition: int
    hash: str
    sources: Mapping[str, Source]
    requirements: Mapping[Key, Requirement]
    criteria: Mapping[str, CriterionGuidance]
    notes: tuple[Hint, ...]
    procedure: Document
    document: Document

    @property
    def elements(self) -> Mapping[Key, tuple[Element, ...]]:
        """The elements of each indicator, empty where none are known."""
        return {key: each.elements for key, each in self.requirements.items()}

    @property
    def lacking(self) -> tuple[Key, ...]:
        """The indicators whose text is not known, in the order of the set."""
        return tuple(key for key, each in self.requirements.items() if each.text_vi is None)

    def element(self, element_id: str) -> Element:
        """Return the element of this id; raises KeyError if this edition has none."""
        for elements in self.elements.values():
            for each in elements:
                if each.id == element_id:
                    return each
        raise KeyError(element_id)


def of(rule_set_id: str, revision: str) -> Guidance:
    """Return the newest edition for a revision; raises KeyError if there is no such revision."""
    return _newest()[rule_set_id, revision]


def by_hash(guidance_hash: str) -> Guidance:
    """Return the guidance of this hash, as cycles pin it; raises KeyError if there is none."""
    return _by_hash()[guidance_hash]


@cache
def editions() -> tuple[Guidance, ...]:
    """Return all guidance, by rule set and revision, older editions first; raises `BadRuleSet`."""
    folder = files(__package__) / "data" / "guidance"
    texts = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir()}
    read = {
        name.removesuffix(".yaml"): read_data(text)
        for name, text in texts.items()
        if name.endswith(".yaml")
    }
    return tuple(from_document(document) for document in documents(rule_sets(), read))


def from_document(document: Document) -> Guidance:
    """Return the guidance that `document` holds, as `Guidance.document` gave it.

    Raises `BadRuleSet` when it is malformed, `NotCanonical` when it has no canonical bytes.
    """
    try:
        return _parsed(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRuleSet(f"not guidance: {error!r}") from error


@cache
def _newest() -> dict[tuple[str, str], Guidance]:
    return {(each.rule_set_id, each.revision): each for each in editions()}


@cache
def _by_hash() -> dict[str, Guidance]:
    return {each.hash: each for each in editions()}


def element_id(key: Key, serial: int) -> str:
    """Return the id of the element number `serial` (from 1) of an indicator."""
    criterion, level, indicator = key
    return f"{criterion}-{level}{'' if indicator == '-' else f'-{indicator}'}.{serial}"


def _parsed(document: Document) -> Guidance:
    sources = {
        code: Source(code, each["text_vi"], _one_of(Certainty, each["certainty"]))
        for code, each in document["sources"].items()
    }
    requirements = {
        each_key: _requirement(each_key, each, sources)
        for criterion in document["criteria"]
        for each in criterion["requirements"]
        for each_key in [(criterion["code"], each["level"], each["indicator"])]
    }
    return Guidance(
        rule_set_id=document["rule_set"],
        revision=document["revision"],
        edition=document["edition"],
        hash=digest(document),
        sources=MappingProxyType(sources),
        requirements=MappingProxyType(requirements),
        criteria=MappingProxyType(
            {each["code"]: _criterion(each, sources) for each in document["criteria"]}
        ),
        notes=tuple(_hints(document["notes"], sources)),
        procedure=document["procedure"],
        document=document,
    )


def _requirement(key: Key, stated: Document, sources: Mapping[str, Source]) -> Requirement:
    elements = tuple(
        Element(
            element_id(key, serial),
            *key,
            _one_of(Group, each["group"]),
            each["text_vi"],
            sources[each["source"]],
        )
        for serial, each in enumerate(stated["elements"], 1)
    )
    text = stated["text_vi"]
    source = sources[stated["source"]] if text is not None else None
    thresholds = tuple(
        Threshold(**{**each, "schools": tuple(each["schools"])}) for each in stated["thresholds"]
    )
    return Requirement(*key, stated["article"], text, source, thresholds, elements)


def _criterion(stated: Document, sources: Mapping[str, Source]) -> CriterionGuidance:
    figures = stated["quantitative_indicators"]
    return CriterionGuidance(
        code=stated["code"],
        title_vi=stated["title_vi"],
        suggested_evidence=tuple(_hints(stated["suggested_evidence"], sources)),
        figures=None if figures is None else tuple(_figure(each, sources) for each in figures),
        notes=tuple(_hints(stated["notes"], sources)),
    )


def _figure(stated: Document, sources: Mapping[str, Source]) -> Figure:
    return Figure(**{**stated, "source": sources[stated["source"]]})


def _hints(stated: Iterable[Document], sources: Mapping[str, Source]) -> Iterator[Hint]:
    for each in stated:
        yield Hint(each["text_vi"], sources[each["source"]])


def _one_of(choices: Any, value: str) -> Any:
    """Return `value`; raises ValueError unless it is one of a Literal's values."""
    if value not in get_args(choices):
        raise ValueError(f"{value} is none of {get_args(choices)}")
    return value
