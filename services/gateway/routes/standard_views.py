"""The standard sets as they are answered: rules and the guidance beside them in one view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from libs.law.standards import RuleSet, guidance, rule_sets
from libs.law.standards.guidance import CriterionGuidance, Guidance, Hint, Requirement
from libs.law.standards.levels import name


@dataclass(frozen=True, slots=True)
class RevisionHead:
    """A revision in a list: the text that made it, its days in force, the hashes a cycle pins."""

    revision: str
    ref: str
    effective_from: date | None
    effective_to: date | None
    usable_for_new_cycles: bool
    needs_verification: bool
    warnings: tuple[str, ...]
    rules: str
    guidance: str
    edition: int
    criteria: int


@dataclass(frozen=True, slots=True)
class StandardSet:
    """A standard set with its revisions, oldest first."""

    id: str
    title_vi: str
    ref: str
    applies_to: tuple[str, ...]
    revisions: tuple[RevisionHead, ...]


@dataclass(frozen=True, slots=True)
class StandardSource:
    """Where facts are from and how sure that makes them."""

    code: str
    text_vi: str
    certainty: guidance.Certainty
    needs_verification: bool


@dataclass(frozen=True, slots=True)
class StandardHint:
    """A note or a kind of evidence; `source` is the code of one of the sources."""

    text_vi: str
    source: str


@dataclass(frozen=True, slots=True)
class ContentElement:
    """One thing to look for within an indicator."""

    id: str
    group: guidance.Group
    text_vi: str
    source: str
    needs_verification: bool


@dataclass(frozen=True, slots=True)
class ShareThreshold:
    """A share that an indicator names, in percent; null and empty: any region, any school."""

    measure: str
    bound: Literal["min", "max"]
    percent: int
    region: Literal["disadvantaged", "other"] | None
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """What an indicator asks; `text_vi` and `source` are null where its words are not known."""

    indicator: str
    name: str
    article: str | None
    text_vi: str | None
    source: str | None
    thresholds: tuple[ShareThreshold, ...]
    elements: tuple[ContentElement, ...]


@dataclass(frozen=True, slots=True)
class LevelText:
    """A level of a criterion with its indicators."""

    level: int
    indicators: tuple[IndicatorText, ...]


@dataclass(frozen=True, slots=True)
class QuantitativeIndicator:
    """A figure that TT 57/2026 names for a criterion."""

    id: str
    title_vi: str
    kind: Literal["ratio", "pair", "count", "trend"]
    unit: Literal["percent", "pair", "count", "series"]
    unit_from: Literal["annex", "ours"]
    source: str


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion with all that is read beside it; `texts` says of how many indicators."""

    code: str
    title_vi: str
    mandatory: bool
    texts: Literal["all", "some", "none"]
    levels: tuple[LevelText, ...]
    suggested_evidence: tuple[StandardHint, ...]
    quantitative_indicators: tuple[QuantitativeIndicator, ...] | None
    notes: tuple[StandardHint, ...]


@dataclass(frozen=True, slots=True)
class StandardText:
    """A standard with its criteria."""

    no: int
    title_vi: str
    criteria: tuple[CriterionText, ...]


@dataclass(frozen=True, slots=True)
class StandardRevision:
    """A revision whole: standards, clauses of level 4, notes, facts of the procedure, sources.

    `lacking` names the indicators whose words are not known.
    """

    set: str
    title_vi: str
    applies_to: tuple[str, ...]
    head: RevisionHead
    standards: tuple[StandardText, ...]
    level4: CriterionText | None
    notes: tuple[StandardHint, ...]
    procedure: Mapping[str, Any]
    sources: tuple[StandardSource, ...]
    lacking: tuple[str, ...]


@cache
def sets() -> Mapping[str, StandardSet]:
    """Return every set by its id."""
    found: dict[str, list[RuleSet]] = {}
    for rules in rule_sets():
        found.setdefault(rules.id, []).append(rules)
    return {
        set_id: StandardSet(
            set_id,
            revisions[0].title_vi,
            revisions[0].document["legal_basis"][0]["ref"],
            revisions[0].applies_to,
            tuple(_head(each, guidance.of(each.id, each.revision)) for each in revisions),
        )
        for set_id, revisions in found.items()
    }


def _head(rules: RuleSet, known: Guidance) -> RevisionHead:
    amendments = rules.document["amendments"]
    made_by = amendments[-1] if amendments else rules.document["legal_basis"][0]
    return RevisionHead(
        rules.revision,
        made_by["ref"],
        rules.effective_from,
        rules.effective_to,
        rules.usable_for_new_cycles,
        rules.needs_verification,
        rules.warnings,
        rules.rules_hash,
        known.hash,
        known.edition,
        len(rules.criteria),
    )


@cache
def whole(set_id: str, revision: str, guidance_hash: str | None = None) -> StandardRevision:
    """Return a revision whole, with the guidance of this hash, without one the newest edition.

    Raises KeyError if there is no such revision, or it has no such guidance.
    """
    known = guidance.by_hash(guidance_hash) if guidance_hash else guidance.of(set_id, revision)
    if (known.rule_set_id, known.revision) != (set_id, revision):
        raise KeyError(guidance_hash)
    rules = next(r for r in rule_sets() if (r.id, r.revision) == (set_id, revision))
    texts = {code: _criterion(rules, known, each) for code, each in known.criteria.items()}
    return StandardRevision(
        set=rules.id,
        title_vi=rules.title_vi,
        applies_to=rules.applies_to,
        head=_head(rules, known),
        standards=tuple(
            StandardText(
                standard["no"],
                standard["title_vi"],
                tuple(texts[criterion["code"]] for criterion in standard["criteria"]),
            )
            for standard in rules.document["standards"]
        ),
        level4=texts.get(rules.level4_article or ""),
        notes=_hints(known.notes),
        procedure=known.procedure,
        sources=tuple(
            StandardSource(each.code, each.text_vi, each.certainty, each.needs_verification)
            for each in known.sources.values()
        ),
        lacking=tuple(name(*key) for key in known.lacking),
    )


def _criterion(rules: RuleSet, known: Guidance, each: CriterionGuidance) -> CriterionText:
    own = [asked for key, asked in known.requirements.items() if key[0] == each.code]
    lacking = sum(asked.text_vi is None for asked in own)
    judged = next((c for c in rules.criteria if c.code == each.code), None)
    title = judged.title_vi if judged else f"Các yêu cầu của Mức 4 (Điều {each.code})"
    return CriterionText(
        code=each.code,
        title_vi=each.title_vi or title,
        mandatory=judged.mandatory if judged else False,
        texts="all" if not lacking else "none" if lacking == len(own) else "some",
        levels=tuple(
            LevelText(level, tuple(_indicator(asked) for asked in own if asked.level == level))
            for level in sorted({asked.level for asked in own})
        ),
        suggested_evidence=_hints(each.suggested_evidence),
        quantitative_indicators=None
        if each.figures is None
        else tuple(
            QuantitativeIndicator(f.id, f.title_vi, f.kind, f.unit, f.unit_from, f.source.code)
            for f in each.figures
        ),
        notes=_hints(each.notes),
    )


def _indicator(asked: Requirement) -> IndicatorText:
    return IndicatorText(
        asked.indicator,
        name(asked.criterion, asked.level, asked.indicator),
        asked.article,
        asked.text_vi,
        asked.source.code if asked.source else None,
        tuple(
            ShareThreshold(each.measure, each.bound, each.percent, each.region, each.schools)
            for each in asked.thresholds
        ),
        tuple(
            ContentElement(e.id, e.group, e.text_vi, e.source.code, e.needs_verification)
            for e in asked.elements
        ),
    )


def _hints(hints: tuple[Hint, ...]) -> tuple[StandardHint, ...]:
    return tuple(StandardHint(each.text_vi, each.source.code) for each in hints)
