"""Rule sets: what loads, what is refused, which revision holds on which day."""

import copy
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from libs.kernel.canonical import decode, digest, encode
from libs.kernel.problems import Rejected
from libs.law.standards import (
    KINDS,
    BadRuleSet,
    by_hash,
    choose,
    from_document,
    load,
    read_data,
    rule_sets,
)
from libs.law.standards.rule_set import revisions

DATA = files("libs.law.standards") / "data"
PRIMARY = "tt17-2018-primary"

HASHES = {
    # The log refers to rule sets by these for ever: a changed hash means that a rule set already
    # in use was edited. Correct a rule set by a new revision (an amendment in its file).
    ("tt17-2018-primary", "r1"): "00d967559144191abd79e9470d06fe70a64573ad7f3f14202e07a80896b54df0",
    ("tt17-2018-primary", "r2"): "d2989af8dca855ffcaf287e19d03eda84aaead6bd52a4504cc353ff096ed4a77",
    (
        "tt18-2018-lower-secondary-upper-secondary",
        "r1",
    ): "36e575ed2035291c8f1b009b8364d8c0b0e0246039488a2ea83a0cfb81ce8b5d",
    (
        "tt18-2018-lower-secondary-upper-secondary",
        "r2",
    ): "5c2f18520d364e4dac7d7ac4d1d6ca036519124419b04220a607b46e7fc892f9",
    (
        "tt19-2018-preschool",
        "r1",
    ): "fdc39c136c3d2c4d3c26dcd0322dc7a20d22a3181e2624c296ef5d0e1a7199a2",
    (
        "tt19-2018-preschool",
        "r2",
    ): "41e378307b405440fea41b99a3f6774f5f67e70e7a82942fa467f07667f5298e",
    ("tt42-2012-gdtx", "r1"): "9f24ce74b0c88d652e67181380b97655c96defd9cf448661d0cd926a86ee04c4",
    ("tt57-2026-gdtx", "r1"): "612bbcdadb594efe1d9038e312eb8bf658db1b09022eac29c594465ba61672ba",
    ("tt57-2026-general", "r1"): "260d239853613c0ef4e7e50476ba22d605d0de0caf180d1aa5a59559c2d82bc3",
    (
        "tt57-2026-preschool",
        "r1",
    ): "44c85991b25c787d74b28a8768a4dea2f566e3a2221395110d470d6f00c0c6f2",
}


def file(name: str = PRIMARY) -> Any:
    """Return the data of one rule-set file, free to be changed."""
    return copy.deepcopy(read_data((DATA / f"{name}.yaml").read_text("utf-8")))


def test_all_seven_sets_load_with_every_revision() -> None:
    assert [(r.id, r.revision) for r in rule_sets()] == [
        ("tt17-2018-primary", "r1"),
        ("tt17-2018-primary", "r2"),
        ("tt18-2018-lower-secondary-upper-secondary", "r1"),
        ("tt18-2018-lower-secondary-upper-secondary", "r2"),
        ("tt19-2018-preschool", "r1"),
        ("tt19-2018-preschool", "r2"),
        ("tt42-2012-gdtx", "r1"),
        ("tt57-2026-gdtx", "r1"),
        ("tt57-2026-general", "r1"),
        ("tt57-2026-preschool", "r1"),
    ]


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda r: f"{r.id}-{r.revision}")
def test_a_rule_set_that_the_log_may_refer_to_never_changes(rules: Any) -> None:
    assert rules.rules_hash == HASHES[rules.id, rules.revision]


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda r: f"{r.id}-{r.revision}")
def test_the_hash_is_that_of_the_documents_canonical_bytes(rules: Any) -> None:
    assert rules.rules_hash == digest(rules.document)
    assert rules.document["revision"] == rules.revision
    assert by_hash(rules.rules_hash) is rules


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda r: f"{r.id}-{r.revision}")
def test_a_document_out_of_a_bundle_is_the_same_rule_set(rules: Any) -> None:
    again = from_document(decode(encode(rules.document)))
    assert again == rules
    assert again.criteria == rules.criteria
    assert again.working_days == rules.working_days
    assert again.warnings == rules.warnings


def test_a_hash_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        by_hash("0" * 64)


@pytest.mark.parametrize(
    ("kind", "on", "found"),
    [
        ("primary", date(2018, 10, 10), ("tt17-2018-primary", "r1")),
        ("primary", date(2025, 1, 24), ("tt17-2018-primary", "r1")),
        ("primary", date(2025, 1, 25), ("tt17-2018-primary", "r2")),
        ("primary", date(2026, 7, 6), ("tt17-2018-primary", "r2")),
        ("primary", date(2026, 7, 7), ("tt57-2026-general", "r1")),
        ("preschool", date(2024, 9, 5), ("tt19-2018-preschool", "r1")),
        ("preschool", date(2026, 7, 7), ("tt57-2026-preschool", "r1")),
        ("lower_secondary", date(2024, 9, 5), ("tt18-2018-lower-secondary-upper-secondary", "r1")),
        ("upper_secondary", date(2024, 9, 5), ("tt18-2018-lower-secondary-upper-secondary", "r1")),
        ("multi_stage", date(2025, 3, 1), ("tt18-2018-lower-secondary-upper-secondary", "r2")),
        ("continuing_education", date(2026, 7, 7), ("tt57-2026-gdtx", "r1")),
    ],
)
def test_the_revision_in_force_on_the_day_is_chosen(
    kind: str, on: date, found: tuple[str, str]
) -> None:
    rules = choose(kind, on)
    assert (rules.id, rules.revision) == found


@pytest.mark.parametrize("kind", KINDS)
def test_from_2018_on_no_day_is_without_exactly_one_rule_set(kind: str) -> None:
    starts = {r.effective_from for r in rule_sets() if r.effective_from}
    for on in sorted(starts):
        assert sum(kind in r.applies_to and r.in_force(on) for r in rule_sets()) == 1


def test_a_set_without_its_criteria_is_refused_for_new_cycles() -> None:
    with pytest.raises(Rejected) as refused:
        choose("continuing_education", date(2023, 9, 5))
    assert refused.value.code == "rule-set-not-usable"
    assert "05/09/2023" in refused.value.detail
    assert refused.value.rule == "42/2012/TT-BGDĐT"


@pytest.mark.parametrize(("kind", "on"), [("primary", date(2018, 10, 9)), ("x", date(2024, 9, 5))])
def test_a_kind_or_day_that_no_text_covers_is_refused(kind: str, on: date) -> None:
    with pytest.raises(Rejected) as refused:
        choose(kind, on)
    assert refused.value.code == "rule-set-missing"


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda r: f"{r.id}-{r.revision}")
def test_what_needs_verification_warns_in_vietnamese(rules: Any) -> None:
    assert bool(rules.warnings) == rules.needs_verification
    if rules.revision == "r2":
        assert "chưa được đối chiếu" in rules.warnings[0]


@pytest.mark.parametrize(
    ("identity", "revision", "codes"),
    [
        ("tt17-2018-primary", "r1", (10, 4, 6, 2, 5)),
        ("tt17-2018-primary", "r2", (10, 4, 3, 2, 5)),
        ("tt18-2018-lower-secondary-upper-secondary", "r1", (10, 4, 6, 2, 6)),
        ("tt18-2018-lower-secondary-upper-secondary", "r2", (10, 4, 3, 2, 6)),
        ("tt19-2018-preschool", "r1", (10, 3, 6, 2, 4)),
        ("tt19-2018-preschool", "r2", (10, 3, 3, 2, 4)),
        ("tt57-2026-general", "r1", (4, 3, 5, 3)),
    ],
)
def test_criteria_are_numbered_within_their_standards(
    identity: str, revision: str, codes: tuple[int, ...]
) -> None:
    (rules,) = [r for r in rule_sets() if (r.id, r.revision) == (identity, revision)]
    expected = [f"{s}.{c}" for s, n in enumerate(codes, 1) for c in range(1, n + 1)]
    assert [criterion.code for criterion in rules.criteria] == expected


def test_an_amendment_changes_only_what_it_names() -> None:
    first, second = (r for r in rule_sets() if r.id == "tt19-2018-preschool")
    before = {c.code: c.levels for c in first.criteria if not c.code.startswith("3.")}
    after = {c.code: c.levels for c in second.criteria if not c.code.startswith("3.")}
    assert {code for code in before if before[code] != after[code]} == {"2.2"}
    assert after["2.2"] == ((1, ("a", "b", "c")), (2, ("b", "c")), (3, ("b",)))


def test_procedure_numbers_come_from_the_set() -> None:
    rules = choose("lower_secondary", date(2024, 9, 5))
    assert (rules.council_min, rules.council_odd) == (7, False)
    assert (rules.team_min, rules.team_max) == (5, 7)
    assert (rules.validity_years, rules.renewal_lead_months, rules.upgrade_wait_years) == (5, 5, 2)
    assert rules.working_days["school_reply"] == 10
    assert (rules.min_cohorts, rules.min_years_in_operation) == (1, None)
    later = choose("lower_secondary", date(2026, 9, 5))
    assert (later.council_min, later.council_odd, later.team_max) == (5, True, None)
    assert choose("preschool", date(2024, 9, 5)).min_years_in_operation == 5


def test_a_later_text_leaves_the_hash_of_an_earlier_revision_alone() -> None:
    before = [r.rules_hash for r in revisions(file())]
    later = file()
    later["status"] = "in_force"
    later["superseded_by"] = "tt99-2030-primary"
    later["effective_to"] = date(2030, 1, 1)
    later["amended_by"].append(
        {"ref": "1/2026/TT-BGDĐT", "effective_from": date(2026, 2, 1), "revision": "r3"}
    )
    later["amendments"].append(
        {
            "ref": "1/2026/TT-BGDĐT",
            "effective_from": date(2026, 2, 1),
            "revision": "r3",
            "operations": [
                {"op": "set_indicators", "criterion": "1.1", "level": 2, "indicators": ["a", "b"]}
            ],
        }
    )
    later["counts"]["r3"] = {"criteria": 24}
    assert [r.rules_hash for r in revisions(later)][:2] == before
    assert [r.effective_to for r in revisions(later)] == [
        date(2025, 1, 24),
        date(2026, 1, 31),
        date(2030, 1, 1),
    ]


def _count(data: Any) -> None:
    data["counts"]["r1"]["with_level_3"] = 18


def _count_of_r2(data: Any) -> None:
    data["counts"]["r2"]["criteria"] = 25


def _unknown_count(data: Any) -> None:
    data["counts"]["r1"]["pages"] = 3


def _no_counts(data: Any) -> None:
    del data["counts"]["r2"]


def _lost_criterion(data: Any) -> None:
    data["standards"][1]["criteria"].pop()


def _code_as_number(data: Any) -> None:
    data["standards"][0]["criteria"][9]["code"] = 1.1


def _missing_level(data: Any) -> None:
    del data["standards"][0]["criteria"][0]["levels"][2]


def _letter_twice(data: Any) -> None:
    data["standards"][0]["criteria"][0]["levels"][1] = ["a", "a"]


def _unknown_operation(data: Any) -> None:
    data["amendments"][0]["operations"][0]["op"] = "drop_standard"


def _unknown_criterion(data: Any) -> None:
    data["amendments"][0]["operations"][1]["criterion"] = "9.9"


def _unannounced(data: Any) -> None:
    data["amended_by"] = []


def _wrong_revision(data: Any) -> None:
    data["amended_by"][0]["revision"] = data["amendments"][0]["revision"] = "r4"


def _silent_doubt(data: Any) -> None:
    del data["amendments"][0]["warnings_vi"]


def _unknown_scheme(data: Any) -> None:
    data["level_scheme"]["kind"] = "weighted_sum"


def _format(data: Any) -> None:
    data["format"] = 2


def _no_standards(data: Any) -> None:
    del data["standards"]


@pytest.mark.parametrize(
    "spoil",
    [
        _count,
        _count_of_r2,
        _unknown_count,
        _no_counts,
        _lost_criterion,
        _code_as_number,
        _missing_level,
        _letter_twice,
        _unknown_operation,
        _unknown_criterion,
        _unannounced,
        _wrong_revision,
        _silent_doubt,
        _unknown_scheme,
        _format,
        _no_standards,
    ],
)
def test_a_file_that_contradicts_itself_is_refused(spoil: Any) -> None:
    data = file()
    assert len(load(yaml.safe_dump(data), PRIMARY)) == 2
    spoil(data)
    with pytest.raises(BadRuleSet):
        load(yaml.safe_dump(data), PRIMARY)


def test_a_count_that_is_unsure_is_skipped() -> None:
    data = file()
    data["counts"]["r1"]["criteria"] = "unsure"
    data["counts"]["r1"]["mandatory"] = {"value": 99, "confidence": "unsure"}
    assert next(revisions(data)).revision == "r1"


def test_a_file_under_a_foreign_name_is_refused() -> None:
    text = (DATA / f"{PRIMARY}.yaml").read_text("utf-8")
    assert len(load(text, PRIMARY)) == 2
    with pytest.raises(BadRuleSet):
        load(text, "tt18-2018-lower-secondary-upper-secondary")
    with pytest.raises(BadRuleSet):
        load("- not\n- a rule set\n", PRIMARY)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("counts"),
        lambda document: document.update(standards="none"),
        lambda document: document["standards"][0]["criteria"].pop(),
        lambda document: document["counts"].update(criteria=3),
        lambda document: document.update(amendments=None),
    ],
)
def test_a_forged_document_is_refused(spoil: Any) -> None:
    document = decode(encode(choose("primary", date(2024, 9, 5)).document))
    spoil(document)
    with pytest.raises(BadRuleSet):
        from_document(document)
