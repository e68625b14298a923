"""Rule sets and decisions of a bundle: none that this program does not know, none changed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from libs.kernel import canonical
from libs.law import standards
from libs.log.entry import record as log_record
from libs.proof.checkpoint import Checkpoint
from services.cli import verify as verifying
from services.verifier.audit import DECISIONS
from services.verifier.decisions import WHOLE_SINCE, Adoption, PublicRecord
from tests.verifier.bundles import forged, with_manifest
from tests.verifier.platform import RULES as AUDITED
from tests.verifier.story import RULES, Files, check, place, story, whole, write
from tests.verifier.test_bundle_files import on_disk
from tests.verifier.test_verify_succession import merged
from tests.verifier.tour import tour


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


def test_a_rule_set_that_the_auditor_gives_counts_from_its_day_on(tmp_path: Path) -> None:
    theirs = {**RULES.document, "validity_years": 7}
    with standards.given([theirs]):
        steps = whole().steps()
        files = forged(tmp_path, write(steps))
    assert {step.rules for step in steps if step.rules} == {canonical.digest(theirs)}
    assert check(files).index == place(steps, "CycleOpened")
    with standards.given([theirs]):
        assert check(files).failure is None
    with standards.given([{**theirs, "validity_years": 8}]):
        assert check(files).index == place(steps, "CycleOpened")


def test_the_command_takes_rule_sets_and_names_them(good: Files, tmp_path: Path) -> None:
    path = on_disk(good, tmp_path / "bundle")
    theirs = tmp_path / "theirs.json"
    theirs.write_bytes(canonical.encode({**RULES.document, "validity_years": 7}))
    done = CliRunner().invoke(verifying.command, [str(path), "--rules", str(theirs)])
    # It holds on those days, so what was judged by our own does not.
    assert done.exit_code == 1
    assert "Bộ tiêu chuẩn người kiểm chứng đưa vào" in done.output
    for content in (b"[]", b"{", b'{"id":"x"}'):
        theirs.write_bytes(content)
        done = CliRunner().invoke(verifying.command, [str(path), "--rules", str(theirs)])
        assert done.exit_code == 1
        assert "--rules" in done.output


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


@pytest.mark.parametrize("form", ["other", "rename_only"])
def test_decisions_list_what_became_of_certificates_once_the_rules_ask(
    form: str, tmp_path: Path
) -> None:
    steps = merged(form)
    older = canonical.decode(forged(tmp_path, write(steps))[DECISIONS])
    assert {*older} == {"log", "size", "recognitions"}
    files = forged(tmp_path, write(merged(form, newest=True)))
    found = canonical.decode(files[DECISIONS])
    one, none = ("lapsed", "carried_over") if form == "other" else ("carried_over", "lapsed")
    assert [each["stream"] for each in found[one]] == [
        each["stream"] for each in found["recognitions"]
    ]
    assert found[none] == found["refused"] == []
    assert check(files).failure is None
    hidden = canonical.encode({**found, one: []})
    report = check(with_manifest({**files, DECISIONS: hidden}))
    assert DECISIONS in (report.failure or "")
    bare = canonical.encode({key: found[key] for key in older})
    assert not check(with_manifest({**files, DECISIONS: bare})).ok


def test_decisions_list_refusals(tmp_path: Path) -> None:
    record = PublicRecord(AUDITED.contracts)
    acts = [raw for done in tour().platform.acts for raw in done.raws]
    for n, raw in enumerate(acts, 1):
        record.learn(log_record("79", n, raw))
    record.adoptions.append(Adoption(len(acts), WHOLE_SINCE, days_recorded=False))
    signed = Checkpoint("kiemdinh.example.vn/tinh/79", len(acts), b"0" * 32)
    refused = record.document(signed)["refused"]
    assert [each["type"] for each in refused] == ["AccreditationRefused", "NationalStandardRefused"]
    assert [each["authority"] for each in refused] == ["so", "ubnd"]
