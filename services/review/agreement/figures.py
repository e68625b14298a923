"""How far the members of a team agree, in figures. Pure."""

from collections.abc import Sequence
from itertools import combinations, product

from libs.law.standards.levels import Judgements, indicators
from libs.law.standards.rule_set import RuleSet

Values = Sequence[int | None]
"""What each member gave one criterion, in the same order of members; None: did not judge it."""


def level_of(rules: RuleSet, judgements: Judgements, criterion: str) -> int | None:
    """Return the level that a criterion reaches by what was judged of it; 0: not level 1.

    None: nothing of it was judged.
    """
    known = indicators(rules, criterion)
    if not any((criterion, *place) in judgements for place in known):
        return None
    reached = 0
    for level in sorted({level for level, _ in known}):
        of_level = [(criterion, *place) for place in known if place[0] == level]
        if not all(judgements.get(key) for key in of_level):
            break
        reached = level
    return reached


def alpha(units: Sequence[Values]) -> float | None:
    """Return Krippendorff's alpha of ordinal values: 1 perfect, 0 what chance would give, below it
    worse; None where there is nothing to compare, or all values are the same.

    Source: K. Krippendorff, Computing Krippendorff's alpha-reliability (2011), ordinal metric.
    """
    pairable = [found for unit in units if len(found := [v for v in unit if v is not None]) > 1]
    values = sorted({value for unit in pairable for value in unit})
    count = {v: sum(unit.count(v) for unit in pairable) for v in values}
    total = sum(count.values())

    def apart(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(count[v] for v in values if low <= v <= high)
        return float((between - (count[low] + count[high]) / 2) ** 2)

    observed = sum(
        2 * apart(*pair) / (len(unit) - 1) for unit in pairable for pair in combinations(unit, 2)
    )
    expected = sum(count[a] * count[b] * apart(a, b) for a, b in product(values, repeat=2))
    return None if not expected else 1 - (total - 1) * observed / expected
