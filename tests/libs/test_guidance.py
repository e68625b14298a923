"""Guidance beside the rules: what it covers, what is refused, whose hash a cycle may pin."""

import copy
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from libs.kernel.canonical import decode, digest, encode
from libs.law import labels, school_figures
from libs.law.standards import guidance, rule_sets
from libs.law.standards.guidance import Certainty, Group, Guidance, from_document
from libs.law.standards.guidance_files import documents
from libs.law.standards.levels import criteria, indicators
from libs.law.standards.rule_set import BadRuleSet, RuleSet
from tests.libs import guidance_hashes

NAMES = [f"{each.rule_set_id}-{each.revision}" for each in guidance.editions()]
each_guidance = pytest.mark.parametrize("known", guidance.editions(), ids=NAMES)


def rules_of(known: Guidance) -> RuleSet:
    return next(r for r in rule_sets() if (r.id, r.revision) == (known.rule_set_id, known.revision))


def texts(value: Any) -> Iterator[str]:
    """Yield every text within a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)


def test_every_revision_of_every_rule_set_has_guidance() -> None:
    found = {(each.rule_set_id, each.revision) for each in guidance.editions()}
    assert found == {(rules.id, rules.revision) for rules in rule_sets()}
    with pytest.raises(KeyError):
        guidance.of("tt57-2026-general", "r9")


def test_an_edition_that_a_cycle_may_have_pinned_never_changes() -> None:
    assert guidance_hashes.hashes() == json.loads(guidance_hashes.FILE.read_text())


@each_guidance
def test_guidance_is_found_again_by_the_hash_that_a_cycle_pins(known: Guidance) -> None:
    assert guidance.by_hash(known.hash) is known
    assert digest(known.document) == known.hash


@each_guidance
def test_guidance_in_a_bundle_reads_as_ours(known: Guidance) -> None:
    again = from_document(decode(encode(known.document)))
    assert again.hash == known.hash
    assert again.requirements == known.requirements
    assert again.criteria == known.criteria


@each_guidance
def test_guidance_speaks_of_exactly_what_its_rule_set_judges(known: Guidance) -> None:
    rules = rules_of(known)
    codes = [*criteria(rules), *([rules.level4_article] if rules.level4_article else [])]
    assert list(known.criteria) == codes
    assert list(known.requirements) == [(c, *key) for c in codes for key in indicators(rules, c)]


@each_guidance
def test_each_element_has_an_id_of_its_own(known: Guidance) -> None:
    ids = [each.id for elements in known.elements.values() for each in elements]
    assert len(ids) == len(set(ids))
    for element_id in ids:
        assert known.element(element_id).id == element_id


@each_guidance
def test_all_that_is_read_is_nfc_and_says_where_it_is_from(known: Guidance) -> None:
    for text in texts(known.document):
        assert text == unicodedata.normalize("NFC", text)
        assert text.strip()
    for source in known.sources.values():
        assert source.certainty in get_args(Certainty)
    assert all(each.source for each in known.requirements.values() if each.text_vi)
    assert all(
        fact["source"] in known.sources for key, fact in known.procedure.items() if key != "unknown"
    )


def test_an_unknown_element_is_no_element() -> None:
    with pytest.raises(KeyError):
        guidance.of("tt57-2026-general", "r1").element("1.1-1.99")


@pytest.mark.parametrize(
    ("rule_set", "figures"),
    [("tt57-2026-preschool", 31), ("tt57-2026-general", 37), ("tt57-2026-gdtx", 34)],
)
def test_the_annexes_of_2026_name_31_37_and_34_quantitative_indicators(
    rule_set: str, figures: int
) -> None:
    known = guidance.of(rule_set, "r1")
    named = [f for c in known.criteria.values() for f in c.figures or ()]
    assert (
        len(named) == len({f.id for f in named}) == figures == known.procedure["figures"]["total"]
    )
    assert rules_of(known).document["quantitative_indicators"] == figures


def test_quantitative_indicators_were_read_for_2026_alone() -> None:
    for known in guidance.editions():
        read = {c.figures is not None for c in known.criteria.values()}
        assert read <= {known.rule_set_id.startswith("tt57")}


def test_an_article_is_cited_by_level_standard_criterion_and_indicator() -> None:
    known = guidance.of("tt18-2018-lower-secondary-upper-secondary", "r1").requirements
    assert known["1.1", 1, "a"].article == "Điều 7 khoản 1 điểm a"
    assert known["2.2", 2, "c"].article == "Điều 13 khoản 2 điểm c"
    # 5.3 and 5.4 have no level 3, so 5.6 is the fourth clause.
    assert known["5.6", 3, "a"].article == "Điều 21 khoản 4 điểm a"
    assert known["22", 4, "3"].article == "Điều 22 khoản 3"
    annex = guidance.of("tt57-2026-general", "r1").requirements["1.3", 2, "-"].article
    assert annex == "Phụ lục II, tiêu chí 1.3, Mức 2"


RULES = rule_sets()[0]
FILE: Any = {
    "id": RULES.id,
    "sources": {
        code: {"text_vi": code, "certainty": "one_source"}
        for code in ("circular", "analysis", "evidence")
    },
    "criteria": {"3.1": {1: {"a": {"text": "cũ", "elements": [["existence", "có"]]}}}},
}


def read(file: Any, edition: int = 1, rules: int = 0) -> Guidance:
    named = {f"{RULES.id}.{n}": file for n in range(1, edition + 1)}
    return from_document(list(documents([rule_sets()[rules]], named))[-1])


def test_a_later_edition_is_the_one_that_new_cycles_read() -> None:
    assert read(FILE, edition=2).edition == 2
    assert read(FILE, edition=2).hash != read(FILE).hash


def test_words_that_an_amendment_replaced_hold_no_longer() -> None:
    assert read(FILE).requirements["3.1", 1, "a"].text_vi == "cũ"
    amended = read(FILE, rules=1).requirements
    assert ("3.1", 1, "a") not in amended
    assert amended["3.1", 1, "-"].text_vi is None


def test_a_reworded_indicator_lacks_its_text_until_the_new_one_is_known() -> None:
    file = FILE | {"criteria": {"5.1": {1: {"a": {"text": "cũ"}}, 2: {"a": {"text": "giữ"}}}}}
    amended = read(file, rules=1)
    assert amended.requirements["5.1", 1, "a"].text_vi is None
    assert amended.requirements["5.1", 2, "a"].text_vi == "giữ"
    newer = file | {"revisions": {"r2": {"criteria": {"5.1": {1: {"a": {"text": "mới"}}}}}}}
    assert read(newer, rules=1).requirements["5.1", 1, "a"].text_vi == "mới"
    assert read(newer).requirements["5.1", 1, "a"].text_vi == "cũ"


@pytest.mark.parametrize(
    "broken",
    [
        {"criteria": {"9.9": {}}},
        {"criteria": {"3.1": {1: {"z": {"text": "x"}}}}},
        {"criteria": {"3.1": {1: {"a": {"elements": [["wish", "x"]]}}}}},
        {"criteria": {"3.1": {1: {"a": {"text": "x", "source": "hearsay"}}}}},
        {"sources": {}},
        {"id": "tt99"},
    ],
)
def test_guidance_that_contradicts_its_rule_set_is_refused(broken: Any) -> None:
    with pytest.raises(BadRuleSet):
        read(copy.deepcopy(FILE) | broken)


def test_an_edition_that_is_missing_is_refused() -> None:
    with pytest.raises(BadRuleSet):
        list(documents([RULES], {f"{RULES.id}.2": FILE}))
    with pytest.raises(BadRuleSet):
        list(documents([RULES], {}))


def test_groups_are_five_from_existence_to_result() -> None:
    assert get_args(Group) == ("existence", "procedure", "carried_out", "reviewed", "result")


def test_every_code_of_guidance_has_a_vietnamese_name() -> None:
    assert tuple(labels.group("element_group")) == get_args(Group)
    assert tuple(labels.group("certainty")) == get_args(Certainty)
    kinds = {
        f.kind
        for known in guidance.editions()
        for c in known.criteria.values()
        for f in c.figures or ()
    }
    assert kinds <= {*get_args(school_figures.Kind)}
    assert {*get_args(school_figures.Kind)} == labels.group("figure_kind").keys()


def shares(known: Guidance) -> dict[tuple[Any, ...], list[int]]:
    """Return the thresholds of each measure from the lowest level up, by where they hold."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for asked in sorted(known.requirements.values(), key=lambda asked: asked.level):
        for each in asked.thresholds:
            where = (each.measure, each.bound, each.region, each.schools)
            found.setdefault(where, []).append(each.percent)
    return found


@each_guidance
def test_no_level_asks_for_less_than_the_one_below_it(known: Guidance) -> None:
    for (_, bound, *_), percents in shares(known).items():
        assert percents == sorted(percents, reverse=bound == "max")
        assert all(0 <= percent <= 100 for percent in percents)


@each_guidance
def test_disadvantaged_regions_are_never_asked_for_more(known: Guidance) -> None:
    found = shares(known)
    for (measure, bound, region, schools), percents in found.items():
        if region == "other":
            eased = found[measure, bound, "disadvantaged", schools]
            pairs = zip(percents, eased, strict=True)
            assert all(
                (hard <= usual) if bound == "min" else (hard >= usual) for usual, hard in pairs
            )


def test_the_amendment_of_2024_renames_ratings_and_keeps_the_shares_of_secondary_results() -> None:
    name = "tt18-2018-lower-secondary-upper-secondary"
    first, amended = (guidance.of(name, r).requirements["5.6", 3, "a"] for r in ("r1", "r2"))
    secondary = tuple(t for t in first.thresholds if t.schools != ("primary",))
    assert amended.thresholds == secondary
    best = {(t.region, t.schools[0]): t.percent for t in amended.thresholds if "best" in t.measure}
    assert best["other", "lower_secondary"] == 10
    assert best["disadvantaged", "specialised"] == 20
    assert amended.source is not None
    assert not amended.source.needs_verification


LACKING = {
    # What an amendment rewrote in words that no source shows. Take a row out when they are found.
    ("tt17-2018-primary", "r2"): {"3.1", "3.2", "3.3", "5.1", "5.5"},
    ("tt18-2018-lower-secondary-upper-secondary", "r2"): {"3.1", "3.2", "3.3"},
    ("tt19-2018-preschool", "r2"): {
        *("1.5", "1.10", "2.1", "2.2", "3.1", "3.2", "3.3"),
        *("5.1", "5.2", "5.4"),
    },
}


@each_guidance
def test_the_texts_of_all_indicators_are_there_or_known_to_be_lacking(known: Guidance) -> None:
    lacking = {criterion for criterion, *_ in known.lacking}
    assert lacking == LACKING.get((known.rule_set_id, known.revision), set())


@each_guidance
def test_an_indicator_has_elements_where_it_has_a_text_and_none_without(known: Guidance) -> None:
    for asked in known.requirements.values():
        assert bool(asked.elements) == (asked.text_vi is not None), asked
        said = [each.text_vi for each in asked.elements]
        assert len(said) == len(set(said)), asked


def test_every_element_waits_for_somebody_to_verify_it() -> None:
    assert all(
        each.needs_verification
        for known in guidance.editions()
        for elements in known.elements.values()
        for each in elements
    )


@each_guidance
def test_each_criterion_has_a_title(known: Guidance) -> None:
    titles = {criterion.code: criterion.title_vi for criterion in rules_of(known).criteria}
    for code, criterion in known.criteria.items():
        assert criterion.title_vi or titles.get(code) or code == rules_of(known).level4_article


@each_guidance
def test_what_a_form_lists_is_told_by_names(known: Guidance) -> None:
    """YAML reads a bare `no` as false, so the running number has to be quoted."""
    lists = [
        value
        for fact in known.procedure.values()
        if isinstance(fact, Mapping)
        for value in fact.values()
        if isinstance(value, (list, tuple))
    ]
    assert not [one for listed in lists for one in listed if isinstance(one, bool)]
