"""Rule sets and decisions of a bundle: none that this program does not know, none changed."""

from pathlib import Path

import pytest

from libs.kernel import canonical
from libs.law import standards
from services.verifier.audit import DECISIONS
from tests.verifier.bundles import forged, with_manifest
from tests.verifier.story import RULES, Files, check, place, story, write


def test_a_changed_rule_set_is_refused(good: Files) -> None:
    name = f"rules/{RULES.rules_hash}.json"
    document = canonical.decode(good[name])
    document["validity_years"] = 50
    changed = canonical.encode(document)
    report = check(with_manifest({**good, name: changed}))
    assert not report.ok
    assert name in (report.failure or "")
    without = {key: content for key, content in good.items() if key != name}
    report = check(with_manifest(without))
    assert not report.ok
    assert name in (report.failure or "")
    other = f"rules/{canonical.digest(document)}.json"
    assert not check(with_manifest({**good, other: changed})).ok


def test_a_rule_set_that_this_program_does_not_know_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = standards.from_document({**RULES.document, "validity_years": 50})
    steps = story()
    for step in steps:
        step.rules = theirs.rules_hash if step.rules else None
    with monkeypatch.context() as patched:
        patched.setattr(standards, "by_hash", lambda _: theirs)
        files = forged(tmp_path, write(steps))
    report = check(files)
    assert report.index == place(steps, "CycleOpened")
    assert theirs.rules_hash in (report.failure or "")


@pytest.mark.parametrize(
    "change",
    [
        {"level_scheme": {"kind": "whole_level", "school_level_rules": {"1": {}}}},
        {"level_scheme": {"kind": "lettered_indicators", "school_level_rules": {"x": None}}},
        {"validity_years": 10**9},
        {"accreditation_grades": [1, 2]},
    ],
)
def test_a_rule_set_made_to_trip_the_verifier_is_refused(
    change: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = standards.from_document({**RULES.document, **change})
    steps = story()
    for step in steps:
        step.rules = theirs.rules_hash if step.rules else None
    with monkeypatch.context() as patched:
        patched.setattr(standards, "by_hash", lambda _: theirs)
        files = forged(tmp_path, write(steps))
    report = check(files)
    assert not report.ok
    assert report.index is not None


def test_changed_decisions_are_refused(good: Files) -> None:
    decisions = canonical.decode(good[DECISIONS])
    decisions["recognitions"][0]["accreditation_grade"] = 4
    for content in (canonical.encode(decisions), b"[]", b"", good[DECISIONS] + b" "):
        report = check(with_manifest({**good, DECISIONS: content}))
        assert not report.ok
        assert DECISIONS in (report.failure or "")
