"""A rule set: one circular's criteria, levels, grades and terms, in one revision, with its hash.

A file holds the text as issued (revision r1) and its amendments, applied to it in order of date.
The *document* of a revision is what was in force then, as canonical JSON: it leaves out what only
later texts could say (status, who replaced it, until when), so its hash never changes afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from libs.kernel.canonical import digest

Document = dict[str, Any]

SCHEMES = ("lettered_indicators", "whole_level", "share_of_criteria_met")
_SAID_LATER = ("status", "effective_to", "superseded_by", "amended_by", "amendments")


class BadRuleSet(ValueError):
    """The file or document contradicts itself; nothing may be judged by it."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion (tiêu chí) such as "1.10", with the indicators of each level, lowest first."""

    code: str
    title_vi: str
    mandatory: bool
    levels: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """One revision of one set. Equal means the same hash; the texts it rests on are in `document`.

    `effective_from` and `effective_to` are the first and last day of the revision, both included;
    None is an open end, or a day nobody is sure of. `rules_hash` is the SHA-256 of the canonical
    bytes of `document`, 64 hexadecimal digits. `working_days` holds the terms of the procedure by
    name. A number that the text does not state is None (`council_min` and `team_min`: 0).
    """

    id: str
    revision: str
    rules_hash: str
    title_vi: str
    applies_to: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None
    usable_for_new_cycles: bool
    needs_verification: bool
    warnings: tuple[str, ...]
    council_min: int
    council_odd: bool
    team_min: int
    team_max: int | None
    validity_years: int | None
    renewal_lead_months: int | None
    upgrade_wait_years: int | None
    min_years_in_operation: int | None
    min_cohorts: int | None
    evidence_pattern: str | None
    working_days: Mapping[str, int]
    criteria: tuple[Criterion, ...]
    level4_article: str | None
    level4_clauses: tuple[str, ...]
    document: Document

    def __eq__(self, other: object) -> bool:
        """Return whether both are the same rules."""
        return isinstance(other, RuleSet) and self.rules_hash == other.rules_hash

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash(self.rules_hash)

    def in_force(self, on: date) -> bool:
        """Return whether `on` is within the revision's dates, both included."""
        after_start = self.effective_from is None or self.effective_from <= on
        return after_start and (self.effective_to is None or on <= self.effective_to)


def cite(rules: RuleSet, article: str | None = None) -> str:
    """Return how a refusal cites `rules`: "TT 18/2018", with the article where it is one of 2018.

    TT 17, 18 and 19/2018 share their article numbers; of other texts only the number is known here.
    """
    ref = str(rules.document["legal_basis"][0]["ref"])
    short = "TT " + "/".join(ref.split("/")[:2])
    return f"{short} art. {article}" if article and "articles" in rules.document else short


def from_document(document: Document) -> RuleSet:
    """Return the rule set that `document` holds, by the code that loads our own files.

    `effective_to` is None: a document does not know what came later. Raises `BadRuleSet` when it is
    malformed or its counts differ from its criteria, `NotCanonical` when it has no canonical bytes.
    """
    return _build(document, None)


def revisions(file: Mapping[str, Any]) -> Iterator[RuleSet]:
    """Yield every revision of one data file, oldest first; raises `BadRuleSet`."""
    amendments = list(file.get("amendments", ()))
    starts = [amendment["effective_from"] for amendment in amendments]
    announced = [
        (text["revision"], text["ref"], text["effective_from"])
        for text in file.get("amended_by", ())
    ]
    if starts != sorted(set(starts)) or announced != [
        (a["revision"], a["ref"], a["effective_from"]) for a in amendments
    ]:
        raise BadRuleSet(f"{file['id']}: amendments and amended_by differ, or are not in order")
    standards = file["standards"]
    for index in range(len(amendments) + 1):
        if index:
            standards = _amended(standards, amendments[index - 1])
        last = starts[index] - timedelta(days=1) if index < len(starts) else file["effective_to"]
        yield _build(_document(file, standards, amendments[:index]), last)


def _document(file: Mapping[str, Any], standards: Any, applied: list[Any]) -> Document:
    revision = f"r{len(applied) + 1}"
    if applied and applied[-1]["revision"] != revision:
        raise BadRuleSet(f"{file['id']}: {applied[-1]['revision']} stands where {revision} should")
    if revision not in file["counts"]:
        raise BadRuleSet(f"{file['id']}: no counts for {revision}")
    kept = {key: value for key, value in file.items() if key not in _SAID_LATER}
    kept |= {
        "revision": revision,
        "effective_from": applied[-1]["effective_from"] if applied else file["effective_from"],
        "standards": standards,
        "counts": file["counts"][revision],
        "amendments": applied,
    }
    document: Document = _json(kept)
    return document


def _json(value: Any) -> Any:
    """Return `value` as JSON: dates as ISO text, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _amended(standards: Any, amendment: Mapping[str, Any]) -> list[Any]:
    for operation in amendment["operations"]:
        match operation["op"]:
            case "replace_standard":
                new = operation["standard"]
                known = [standard["no"] for standard in standards]
                if new["no"] not in known:
                    raise BadRuleSet(f"{amendment['ref']}: no standard {new['no']} to replace")
                standards = [new if s["no"] == new["no"] else s for s in standards]
            case "set_indicators":
                standards = _with_indicators(standards, operation)
            case "reword":
                _criterion_of(standards, operation)
            case unknown:
                raise BadRuleSet(f"{amendment['ref']}: unknown operation {unknown}")
    return list(standards)


def _criterion_of(standards: Any, operation: Mapping[str, Any]) -> Mapping[str, Any]:
    for standard in standards:
        for criterion in standard["criteria"]:
            if (
                criterion["code"] == operation["criterion"]
                and operation["level"] in criterion["levels"]
            ):
                return dict(criterion)
    raise BadRuleSet(f"no criterion {operation['criterion']} at level {operation['level']}")


def _with_indicators(standards: Any, operation: Mapping[str, Any]) -> list[Any]:
    old = _criterion_of(standards, operation)
    new = {
        **old,
        "levels": {**old["levels"], operation["level"]: operation["indicators"]},
    }
    return [
        {
            **s,
            "criteria": [new if c["code"] == old["code"] else c for c in s["criteria"]],
        }
        for s in standards
    ]


def _build(document: Document, effective_to: date | None) -> RuleSet:
    try:
        return _parsed(document, effective_to)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise BadRuleSet(f"not a rule set: {error!r}") from error


def _parsed(document: Document, effective_to: date | None) -> RuleSet:
    criteria = tuple(_criteria(document["standards"]))
    level4 = document.get("level4")
    clauses = tuple(str(clause["no"]) for clause in level4["criteria"]) if level4 else ()
    _check(document, criteria, clauses)
    starts = document["effective_from"]
    team = document.get("external_review", {}).get("team", {}).get("size", {})
    terms = document.get("external_review", {}).get("deadlines_working_days", {})
    assessed = document.get("self_assessment", {})
    council = assessed.get("council", {})
    condition = document.get("operating_condition", {})
    amendments = document["amendments"]
    warnings = tuple(
        warning for part in (document, *amendments) for warning in part.get("warnings_vi", ())
    )
    doubtful = any(part.get("needs_verification", False) for part in (document, *amendments))
    usable = document.get("usable_for_new_cycles", True)
    if (doubtful or not usable or not criteria) and not warnings:
        raise BadRuleSet(f"{document['id']}: it is not sure or not usable, and warns of nothing")
    return RuleSet(
        id=document["id"],
        revision=document["revision"],
        rules_hash=digest(document),
        title_vi=document["title_vi"],
        applies_to=tuple(document["applies_to"]),
        effective_from=None if starts is None else date.fromisoformat(starts),
        effective_to=effective_to,
        usable_for_new_cycles=usable and bool(criteria),
        needs_verification=doubtful,
        warnings=warnings,
        council_min=council.get("min_members", 0),
        council_odd=council.get("odd_number", False),
        team_min=team.get("min", 0),
        team_max=team.get("max"),
        validity_years=document["validity_years"],
        renewal_lead_months=document.get("renewal_lead_months"),
        upgrade_wait_years=document.get("upgrade_wait_years"),
        min_years_in_operation=condition.get("min_years"),
        min_cohorts=condition.get("min_cohorts"),
        evidence_pattern=assessed.get("evidence_code", {}).get("regex"),
        working_days=MappingProxyType({name: term["value"] for name, term in terms.items()}),
        criteria=criteria,
        level4_article=str(level4["article"]) if level4 else None,
        level4_clauses=clauses,
        document=document,
    )


def _criteria(standards: Iterable[Mapping[str, Any]]) -> Iterator[Criterion]:
    for standard in standards:
        for serial, criterion in enumerate(standard["criteria"], 1):
            if criterion["code"] != f"{standard['no']}.{serial}":
                raise BadRuleSet(f"criterion {criterion['code']!r} is out of its place")
            levels = sorted((int(n), tuple(letters)) for n, letters in criterion["levels"].items())
            if [n for n, _ in levels] != list(range(1, len(levels) + 1)):
                raise BadRuleSet(f"{criterion['code']}: a level has no level below it")
            if not all(letters and len(set(letters)) == len(letters) for _, letters in levels):
                raise BadRuleSet(f"{criterion['code']}: an indicator is missing or stands twice")
            yield Criterion(
                criterion["code"],
                criterion["title_vi"],
                criterion.get("mandatory", False),
                tuple(levels),
            )


def _check(document: Document, criteria: tuple[Criterion, ...], clauses: tuple[str, ...]) -> None:
    """Raise `BadRuleSet` unless the counts the document states are those of its criteria."""
    if document.get("format") != 1:
        raise BadRuleSet(f"{document['id']}: format {document.get('format')} is unknown")
    if document["level_scheme"]["kind"] not in SCHEMES:
        raise BadRuleSet(f"{document['id']}: {document['level_scheme']['kind']} is no level scheme")
    found = {
        "criteria": len(criteria),
        "mandatory": sum(c.mandatory for c in criteria),
        "with_level_2": sum(len(c.levels) >= 2 for c in criteria),
        "with_level_3": sum(len(c.levels) >= 3 for c in criteria),
        "level4_clauses": len(clauses),
        "per_standard": [len(s["criteria"]) for s in document["standards"]],
    }
    for name, stated in document["counts"].items():
        if stated == "unsure" or (
            isinstance(stated, dict) and stated.get("confidence") == "unsure"
        ):
            continue
        if name not in found or found[name] != stated:
            raise BadRuleSet(
                f"{document['id']} {document['revision']}: {name} is stated as {stated}, "
                f"the criteria give {found.get(name)}"
            )
