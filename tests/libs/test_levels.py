"""Levels and grades, as rules, as properties, and against an oracle that reads the law naively."""

import copy
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Rejected
from libs.law.standards import RuleSet, choose, from_document, rule_sets
from libs.law.standards.levels import (
    Key,
    accreditation_grade,
    criteria,
    indicators,
    name,
    national_grade,
    school_level,
)

CONJUNCTIVE = [r for r in rule_sets() if r.id.endswith(("primary", "secondary")) or "19-" in r.id]
COUNTED = [r for r in rule_sets() if r.id.startswith("tt57")]
SECONDARY = choose("lower_secondary", date(2024, 9, 5))
GENERAL = choose("primary", date(2026, 9, 5))


@cache
def keys(rules: RuleSet) -> tuple[Key, ...]:
    """Return everything that can be judged under `rules`."""
    codes = (*criteria(rules), *([rules.level4_article] if rules.level4_article else []))
    return tuple((c, level, letter) for c in codes for level, letter in indicators(rules, c))


def met(rules: RuleSet, level: int, **but: bool | None) -> dict[Key, bool]:
    """Return judgements with all met up to `level` except those named: False, None: not judged."""
    found = {key: True for key in keys(rules) if key[1] <= level}
    for key in (key for key in keys(rules) if but and name(*key) in but):
        verdict = but[name(*key)]
        found.pop(key, None)
        if verdict is not None:
            found[key] = verdict
    return found


@st.composite
def cases(draw: Any, sets: list[RuleSet]) -> tuple[RuleSet, dict[Key, bool]]:
    """Return a rule set and judgements near some level, so that every level is really reached."""
    rules = draw(st.sampled_from(sets))
    judged = met(rules, draw(st.integers(0, 4)))
    for key in draw(st.lists(st.sampled_from(keys(rules)), max_size=8)):
        verdict = draw(st.sampled_from([True, False, None]))
        judged.pop(key, None)
        if verdict is not None:
            judged[key] = verdict
    return rules, judged


def every(rules: RuleSet, judged: dict[Key, bool], level: int) -> bool:
    """Return whether each criterion that has `level` has all of its indicators there met."""
    return all(judged.get(key) is True for key in keys(rules) if key[1] == level)


def naive_2018(rules: RuleSet, judged: dict[Key, bool]) -> int:
    """Return the level as the circulars of 2018 word it."""
    level_1 = every(rules, judged, 1)
    level_2 = level_1 and every(rules, judged, 2)
    level_3 = level_2 and every(rules, judged, 3)
    level_4 = level_3 and every(rules, judged, 4)
    return sum((level_1, level_2, level_3, level_4))


MANDATORY = ("1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2")
OTHERS = ("1.1", "1.2", "2.3", "3.3", "3.4", "3.5", "4.3")


def naive_2026(judged: dict[Key, bool]) -> int:
    """Return the level by the counting rule of 2026: 8 mandatory criteria, 5 of the other 7."""
    reached = {
        code: 0 if not judged.get((code, 1, "-")) else 1 if not judged.get((code, 2, "-")) else 2
        for code in MANDATORY + OTHERS
    }
    others = sorted(reached[code] for code in OTHERS)
    floor = min(reached[code] for code in MANDATORY)
    if floor >= 2 and others[2] >= 2 and others[0] >= 1:
        return 2
    return 1 if floor >= 1 and others[2] >= 1 else 0


@settings(deadline=None)
@given(cases(CONJUNCTIVE))
def test_the_level_of_2018_is_what_the_circulars_say(case: tuple[RuleSet, dict[Key, bool]]) -> None:
    rules, judged = case
    assert school_level(rules, judged).level == naive_2018(rules, judged)


@settings(deadline=None)
@given(cases(COUNTED))
def test_the_level_of_2026_is_what_the_circular_says(case: tuple[RuleSet, dict[Key, bool]]) -> None:
    rules, judged = case
    assert school_level(rules, judged).level == naive_2026(judged)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(keys(GENERAL)), st.booleans()))
def test_the_counting_rule_holds_far_from_any_level_too(judged: dict[Key, bool]) -> None:
    assert school_level(GENERAL, judged).level == naive_2026(judged)


@settings(deadline=None)
@given(cases(CONJUNCTIVE + COUNTED), st.data())
def test_one_more_indicator_met_never_lowers_the_level(
    case: tuple[RuleSet, dict[Key, bool]], data: Any
) -> None:
    rules, judged = case
    before = school_level(rules, judged).level
    more = data.draw(st.sampled_from(keys(rules)))
    assert school_level(rules, {**judged, more: True}).level >= before


@settings(deadline=None)
@given(cases(CONJUNCTIVE + COUNTED))
def test_meeting_all_that_blocks_the_next_level_reaches_it(
    case: tuple[RuleSet, dict[Key, bool]],
) -> None:
    rules, judged = case
    found = school_level(rules, judged)
    named = {name(*key): key for key in keys(rules)}
    repaired = {**judged, **{named[n]: True for n in found.failed + found.unjudged}}
    if found.next_level is None:
        assert (found.failed, found.unjudged) == ((), ())
    else:
        assert school_level(rules, repaired).level >= found.next_level


@settings(deadline=None)
@given(cases(CONJUNCTIVE), st.data())
def test_leaving_out_any_one_of_them_does_not_reach_it(
    case: tuple[RuleSet, dict[Key, bool]], data: Any
) -> None:
    rules, judged = case
    found = school_level(rules, judged)
    if found.next_level is None:
        return
    named = {name(*key): key for key in keys(rules)}
    blocking = found.failed + found.unjudged
    left_out = data.draw(st.sampled_from(blocking))
    repaired = {**judged, **{named[n]: True for n in blocking if n != left_out}}
    assert school_level(rules, repaired).level == found.level


@settings(deadline=None)
@given(cases(COUNTED), st.data())
def test_under_the_counting_rule_so_many_of_the_named_are_enough_and_one_less_is_not(
    case: tuple[RuleSet, dict[Key, bool]], data: Any
) -> None:
    rules, judged = case
    found = school_level(rules, judged)
    if found.next_level is None or not found.enough:
        return
    named = {name(*key): key for key in keys(rules)}
    certain = [n for n in found.failed + found.unjudged if n not in found.any_of]
    codes = data.draw(st.permutations(sorted({named[n][0] for n in found.any_of})))
    for count, reached in ((found.enough, True), (found.enough - 1, False)):
        chosen = [n for n in found.any_of if named[n][0] in codes[:count]]
        repaired = {**judged, **{named[n]: True for n in (*certain, *chosen)}}
        assert (school_level(rules, repaired).level >= found.next_level) is reached


@settings(deadline=None)
@given(cases(CONJUNCTIVE + COUNTED))
def test_failed_was_judged_and_unjudged_was_not(case: tuple[RuleSet, dict[Key, bool]]) -> None:
    rules, judged = case
    found = school_level(rules, judged)
    verdicts = {name(*key): verdict for key, verdict in judged.items()}
    assert all(verdicts[n] is False for n in found.failed)
    assert not set(found.unjudged) & set(verdicts)


def test_without_any_judgement_nothing_failed_and_all_of_level_1_is_unjudged() -> None:
    found = school_level(SECONDARY, {})
    assert (found.level, found.next_level, found.failed) == (0, 1, ())
    assert len(found.unjudged) == 28 * 3


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_school_that_meets_a_level_and_no_more_has_that_level(level: int) -> None:
    found = school_level(SECONDARY, met(SECONDARY, level))
    assert (found.level, found.next_level) == (level, None if level == 4 else level + 1)


def test_one_missing_judgement_holds_the_level_back_without_being_a_failure() -> None:
    found = school_level(SECONDARY, met(SECONDARY, 2, **{"1.10/2b": None}))
    assert (found.level, found.failed, found.unjudged) == (1, (), ("1.10/2b",))


def test_a_criterion_without_level_3_never_blocks_level_3() -> None:
    lacking = {c.code for c in SECONDARY.criteria if len(c.levels) < 3}
    assert lacking == {"1.2", "1.7", "1.8", "1.9", "1.10", "3.4", "5.3", "5.4"}
    found = school_level(SECONDARY, met(SECONDARY, 2))
    assert found.next_level == 3
    assert not {n.partition("/")[0] for n in found.unjudged} & lacking


def test_a_failed_indicator_of_level_1_blocks_however_much_is_met_above() -> None:
    found = school_level(SECONDARY, met(SECONDARY, 4, **{"5.6/1c": False}))
    assert (found.level, found.next_level, found.failed) == (0, 1, ("5.6/1c",))


def test_level_4_asks_every_clause_of_article_22() -> None:
    found = school_level(SECONDARY, met(SECONDARY, 4, **{"22/4.3": False, "22/4.6": None}))
    assert (found.level, found.next_level) == (3, 4)
    assert (found.failed, found.unjudged) == (("22/4.3",), ("22/4.6",))


def test_judgements_of_unknown_indicators_count_for_nothing() -> None:
    judged = {**met(SECONDARY, 1), ("9.9", 1, "a"): False, ("1.1", 2, "z"): True}
    assert school_level(SECONDARY, judged) == school_level(SECONDARY, met(SECONDARY, 1))


def test_the_2026_rule_asks_five_of_seven_others_and_says_how_many_are_missing() -> None:
    others = {f"{code}/1": None for code in ("1.1", "1.2", "2.3")}
    found = school_level(GENERAL, met(GENERAL, 1, **others))
    assert (found.level, found.next_level, found.enough) == (0, 1, 1)
    assert found.any_of == ("1.1/1", "1.2/1", "2.3/1") == found.unjudged


def test_under_the_2026_rule_two_others_may_be_missing_at_level_1() -> None:
    found = school_level(GENERAL, met(GENERAL, 1, **{"1.1/1": False, "4.3/1": None}))
    assert found.level == 1
    assert {"1.1/1", "4.3/1"} <= {*found.failed, *found.unjudged}


def test_names_are_criterion_level_and_letter() -> None:
    assert name("1.1", 2, "a") == "1.1/2a"
    assert name("1.1", 2, "-") == "1.1/2"
    assert name("22", 4, "1") == "22/4.1"


def test_indicators_are_listed_by_level_and_the_article_of_level_4_is_asked_like_a_criterion() -> (
    None
):
    assert indicators(SECONDARY, "1.3") == (
        (1, "a"),
        (1, "b"),
        (1, "c"),
        (2, "a"),
        (2, "b"),
        (3, "a"),
        (3, "b"),
    )
    assert indicators(SECONDARY, "22") == tuple((4, str(n)) for n in range(1, 7))
    assert indicators(SECONDARY, "3.9") == ()
    assert "22" not in criteria(SECONDARY)


@pytest.mark.parametrize("rules", CONJUNCTIVE, ids=lambda r: f"{r.id}-{r.revision}")
def test_grades_of_2018_follow_articles_34_and_37(rules: RuleSet) -> None:
    assert [accreditation_grade(rules, level) for level in range(5)] == [None, 1, 2, 3, 4]
    assert [national_grade(rules, level) for level in range(5)] == [None, None, 1, 2, 2]


def test_grades_of_2026_are_national_only_and_none_for_continuing_education() -> None:
    assert [accreditation_grade(GENERAL, level) for level in range(3)] == [None, None, None]
    assert [national_grade(GENERAL, level) for level in range(3)] == [None, 1, 2]
    gdtx = choose("continuing_education", date(2026, 9, 5))
    assert [national_grade(gdtx, level) for level in range(3)] == [None, None, None]


def test_a_set_without_criteria_gives_no_level() -> None:
    (stub,) = [r for r in rule_sets() if r.id == "tt42-2012-gdtx"]
    with pytest.raises(Rejected) as refused:
        school_level(stub, {})
    assert refused.value.code == "rule-set-not-usable"


def test_a_share_of_criteria_is_rounded_up_and_says_how_many_more_are_enough() -> None:
    (stub,) = [r for r in rule_sets() if r.id == "tt42-2012-gdtx"]
    document = copy.deepcopy(stub.document)
    levels = {"1": ["a", "b", "c"]}
    document["standards"] = [
        {
            "no": 1,
            "criteria": [
                {"code": f"1.{n}", "title_vi": "-", "levels": levels} for n in range(1, 9)
            ],
        }
    ]
    rules = from_document(document)

    def share(count: int) -> dict[Key, bool]:
        return {(f"1.{n}", 1, letter): True for n in range(1, count + 1) for letter in "abc"}

    assert [school_level(rules, share(n)).level for n in (4, 5, 6, 7, 8)] == [0, 1, 2, 3, 3]
    found = school_level(rules, {**share(4), ("1.5", 1, "a"): False, ("1.5", 1, "b"): True})
    assert (found.next_level, found.enough, found.failed) == (1, 1, ("1.5/1a",))
    assert found.unjudged[:2] == ("1.5/1c", "1.6/1a")
