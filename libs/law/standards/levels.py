"""The level a school reaches, what blocks the next one, the grades a level earns. Pure functions.

The only place where a level is computed: the school's report, the team's findings and the auditor's
verifier all ask here, each with its own judgements. A missing judgement is not a failed one, but
the level is not reached either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import between, pattern
from libs.kernel.problems import Rejected
from libs.law.standards.rule_set import Criterion, RuleSet

CriterionCode = Annotated[str, pattern(r"[0-9]{1,2}(\.[0-9]{1,2})?", "1.3")]
"""A criterion by its code, or "22", the article that holds the clauses of level 4."""
Indicator = Annotated[str, pattern(r"[a-z0-9-]", "a")]
"""An indicator of a criterion at a level: a letter, "-" for the only one, a digit for a clause."""
IndicatorLevel = Annotated[int, between(1, 4)]
"""Mức that an indicator belongs to."""
SchoolLevel = Annotated[int, between(0, 4)]
"""Mức that a school reaches; 0: none."""
AccreditationGrade = Annotated[int, between(1, 4)]
"""Cấp độ kiểm định chất lượng giáo dục; TT 18/2018 art. 34."""
NationalGrade = Annotated[int, between(1, 2)]
"""Mức độ đạt chuẩn quốc gia; TT 18/2018 art. 37."""
Key = tuple[str, int, str]
"""(criterion, level, indicator): indicator is a letter, or "-" for a level with one requirement."""
Judgements = Mapping[Key, bool]
"""Whether each judged indicator is met; one that is absent has not been judged."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A school's level (0: none) and what stands between it and `next_level` (None: at the top).

    `failed` (judged, not met) and `unjudged` together block `next_level`, in the order of the set.
    Under a counting rule not all of them need be met: of those in `any_of` it is enough to meet
    `enough` criteria more.
    """

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    enough: int = 0


@dataclass(frozen=True, slots=True)
class _Need:
    """What a level lacks: all of `every`, and `enough` more criteria among those of `any_of`."""

    every: tuple[Key, ...]
    any_of: tuple[Key, ...] = ()
    enough: int = 0

    def __bool__(self) -> bool:
        return bool(self.every) or self.enough > 0


def name(criterion: str, level: int, indicator: str) -> str:
    """Return how an indicator is shown: "1.1/2a", "1.1/2" for "-", "22/4.1" for a clause."""
    if indicator == "-":
        return f"{criterion}/{level}"
    return f"{criterion}/{level}{'.' if indicator.isdigit() else ''}{indicator}"


def criteria(rules: RuleSet) -> tuple[str, ...]:
    """Return the codes of all criteria in their order, without the article of level 4."""
    return tuple(criterion.code for criterion in rules.criteria)


def indicators(rules: RuleSet, criterion: str) -> tuple[tuple[int, str], ...]:
    """Return (level, indicator) of all that is judged of `criterion`, lowest level first.

    The article of the level-4 clauses ("22") is asked like a criterion. Unknown: the empty tuple.
    """
    if criterion == rules.level4_article:
        return tuple((4, clause) for clause in rules.level4_clauses)
    for known in rules.criteria:
        if known.code == criterion:
            return tuple((level, letter) for level, letters in known.levels for letter in letters)
    return ()


def school_level(rules: RuleSet, judgements: Judgements) -> Outcome:
    """Return the highest level whose rule `judgements` satisfy, and what blocks the next.

    Judgements of indicators that the set does not know count for nothing. Raises `Rejected`
    ("rule-set-not-usable") for a set without criteria. Source: articles 7 to 22 of TT 17, 18 and
    19/2018; the counting rule of TT 57/2026.
    """
    if not rules.criteria:
        raise Rejected("rule-set-not-usable", rules.warnings[0], rule=rules.id)
    level = 0
    for target in _levels(rules):
        need = _need(rules, judgements, target)
        if need:
            return _outcome(level, target, need, judgements)
        level = target
    return Outcome(level, None, (), ())


def accreditation_grade(rules: RuleSet, level: int) -> int | None:
    """Return the accreditation grade (cấp độ) a school of `level` earns, None if it earns none.

    Source: `accreditation_grades` of the set; TT 18/2018 art. 34. Empty under TT 57/2026.
    """
    for each in rules.document["accreditation_grades"]:
        if each["school_level"] == level:
            return int(each["accreditation_grade"])
    return None


def national_grade(rules: RuleSet, level: int) -> int | None:
    """Return the national-standard grade (mức độ) a school of `level` earns, None if none.

    Source: `national_grades` of the set; TT 18/2018 art. 37: 1 for level 2, 2 above it.
    """
    recognised = rules.document["national_standard"] or {"national_grades": []}
    earned = [
        int(each["national_grade"])
        for each in recognised["national_grades"]
        if each["min_school_level"] <= level <= each.get("max_school_level", level)
    ]
    return max(earned, default=None)


def _levels(rules: RuleSet) -> list[int]:
    """Return the levels a school can reach, lowest first, level 0 apart."""
    stated = sorted(map(int, rules.document["level_scheme"]["school_level_rules"]))
    return [level for level in stated if level > 0 and (level < 4 or rules.level4_clauses)]


def _outcome(level: int, target: int, need: _Need, judgements: Judgements) -> Outcome:
    blocking = (*need.every, *(need.any_of if need.enough else ()))
    return Outcome(
        level=level,
        next_level=target,
        failed=tuple(name(*key) for key in blocking if key in judgements),
        unjudged=tuple(name(*key) for key in blocking if key not in judgements),
        any_of=tuple(name(*key) for key in need.any_of) if need.enough else (),
        enough=need.enough,
    )


def _need(rules: RuleSet, judgements: Judgements, target: int) -> _Need:
    match rules.document["level_scheme"]["kind"]:
        case "lettered_indicators":
            return _conjunctive(rules, judgements, target)
        case "whole_level":
            return _counted(rules, judgements, target)
        case _:
            return _shared(rules, judgements, target)


def _unmet(keys: Iterable[Key], judgements: Judgements) -> tuple[Key, ...]:
    return tuple(key for key in keys if not judgements.get(key, False))


def _keys(criterion: Criterion, least: int, most: int) -> list[Key]:
    return [
        (criterion.code, level, letter)
        for level, letters in criterion.levels
        if least <= level <= most
        for letter in letters
    ]


def _conjunctive(rules: RuleSet, judgements: Judgements, target: int) -> _Need:
    """Every indicator of levels 1 to `target`; a criterion without that level adds nothing."""
    keys = [key for criterion in rules.criteria for key in _keys(criterion, 1, target)]
    if target == 4 and rules.level4_article is not None:
        keys += [(rules.level4_article, 4, clause) for clause in rules.level4_clauses]
    return _Need(_unmet(keys, judgements))


def _counted(rules: RuleSet, judgements: Judgements, target: int) -> _Need:
    """All mandatory criteria at a level, so many of the others too, the rest at a lower one."""
    rule = rules.document["level_scheme"]["school_level_rules"][str(target)]
    floor, counted = rule["mandatory_min_level"], rule["others_min_count_at_level"]
    rest = rule.get("remaining_min_level", 0)
    every = [
        key
        for criterion in rules.criteria
        for key in _keys(criterion, 1, floor if criterion.mandatory else rest)
    ]
    # What `every` asks of the others is granted here: only what comes on top decides the count.
    above = {
        criterion.code: _unmet(_keys(criterion, rest + 1, counted["level"]), judgements)
        for criterion in rules.criteria
        if not criterion.mandatory
    }
    lacking = {code: keys for code, keys in above.items() if keys}
    return _Need(
        _unmet(every, judgements),
        tuple(key for keys in lacking.values() for key in keys),
        max(0, counted["count"] - (len(above) - len(lacking))),
    )


def _shared(rules: RuleSet, judgements: Judgements, target: int) -> _Need:
    """A share of all criteria, in percent, each met when all of its indicators are."""
    rule = rules.document["level_scheme"]["school_level_rules"][str(target)]
    lacking = [keys for c in rules.criteria if (keys := _unmet(_keys(c, 1, 1), judgements))]
    # Rounded up: 60 % of 24 criteria are 15.
    needed = -(-len(rules.criteria) * rule["min_share_percent"] // 100)
    return _Need(
        (),
        tuple(key for keys in lacking for key in keys),
        max(0, needed - (len(rules.criteria) - len(lacking))),
    )
