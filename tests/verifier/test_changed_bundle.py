"""Whatever changes in a bundle is refused, and the entry named, whoever signed it anew."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.law.standards import levels
from libs.proof import checkpoint
from services.verifier.audit import CHECKPOINT, ENTRIES, FROM_BUNDLE, MANIFEST, POLICY
from tests.verifier.bundles import RAWS, SIZES, STEPS, forged, line, with_manifest
from tests.verifier.story import (
    CYCLE,
    EVALUATION,
    LEADER,
    RULES,
    Files,
    Seals,
    bundle,
    check,
    place,
    story,
    write,
)

pytestmark = pytest.mark.long

EVERY_BIT = bool(os.environ.get("KIEMDINH_EVERY_BIT"))


def test_a_true_bundle_passes_and_says_where_its_key_is_from(good: Files) -> None:
    report = check(good)
    assert report.ok, report.failure
    assert (report.events, report.decisions, report.history) == (len(RAWS), 2, 4)
    assert report.warnings == (FROM_BUNDLE,)
    own = check(good, policy=good[POLICY], kept=[good["log/history/50.checkpoint"]])
    assert own.ok
    assert own.warnings == ()
    assert own.checkpoint == checkpoint.read(good[CHECKPOINT])


def test_equal_logs_give_equal_bundles(good: Files, tmp_path: Path) -> None:
    assert bundle(RAWS, Seals(RAWS, SIZES), tmp_path) == good


def test_no_single_bit_of_a_small_bundle_may_change(small: Files) -> None:
    """Every bit of every file; of the manifest, which is checked last, and of files whose manifest
    was put right, one bit of every byte, every one by `make bits`."""
    assert check(small).ok
    for name, content in small.items():
        for bit in range(len(content) * 8):
            turn = EVERY_BIT or bit % 8 == bit // 8 % 8
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            mutant = {**small, name: bytes(changed)}
            assert (name == MANIFEST and not turn) or not check(mutant).ok, (name, bit)
            # Also where whoever changed it put the manifest right.
            assert name == MANIFEST or not turn or not check(with_manifest(mutant)).ok, (name, bit)


def test_a_changed_byte_of_any_entry_names_its_index(good: Files) -> None:
    chance = random.Random(79)
    lines = good[ENTRIES].split(b"\n")[:-1]
    for index, content in list(enumerate(lines))[::6]:
        at = chance.randrange(len(content))
        changed = (
            content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        )
        report = check(line(good, index, changed))
        assert not report.ok
        assert report.index == index


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_no_random_bit_of_a_whole_bundle_may_change(good: Files, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(good)))
    bit = data.draw(st.integers(0, len(good[name]) * 8 - 1))
    changed = bytearray(good[name])
    changed[bit // 8] ^= 1 << bit % 8
    mutant = {**good, name: bytes(changed)}
    assert not check(mutant).ok
    if name != MANIFEST:
        assert not check(with_manifest(mutant)).ok


def test_without_true_tiles_the_entry_is_still_named_where_its_content_tells(good: Files) -> None:
    tile = next(name for name in good if name.startswith("log/tile"))
    broken = {**good, tile: bytes(len(good[tile]))}
    report = check(line(broken, 5, b"{}"))
    assert (report.ok, report.index) == (False, 5)
    text = RAWS[0].replace("Số 1".encode(), "Số 9".encode())
    report = check(line(broken, 0, text))
    assert not report.ok
    assert "3 mục đầu" in (report.failure or "")
    newest = {name: content for name, content in broken.items() if "history" not in name}
    report = check(line(newest, 0, text))
    assert not report.ok
    assert "gốc cây" in (report.failure or "")
    report = check(broken)
    assert not report.ok
    assert "mảnh cây" in (report.failure or "")


Attack = Callable[[list[bytes]], list[bytes]]


def swap(raws: list[bytes]) -> list[bytes]:
    return [*raws[:40], raws[41], raws[40], *raws[42:]]


def drop(raws: list[bytes]) -> list[bytes]:
    return raws[:60] + raws[61:]


def replay(raws: list[bytes]) -> list[bytes]:
    return [*raws[:60], raws[5], *raws[60:]]


def act_before_grant(raws: list[bytes]) -> list[bytes]:
    grant = place(STEPS, "GrantGiven", lambda step: step.stream == "grant-hieutruong")
    moved = [raw for raw in raws if raw != raws[grant]]
    return [*moved[:40], raws[grant], *moved[40:]]


@pytest.mark.parametrize("attack", [swap, drop, replay, act_before_grant])
def test_entries_cannot_be_moved_even_by_who_signs_everything_anew(
    attack: Attack, tmp_path: Path
) -> None:
    report = check(forged(tmp_path, attack(RAWS)))
    assert not report.ok
    assert report.index is not None


def test_a_log_cut_short_is_refused_by_any_later_checkpoint(good: Files, tmp_path: Path) -> None:
    cut = forged(tmp_path, RAWS[: place(STEPS, "ReportApproved")])
    assert check(cut).ok
    report = check(cut, kept=[good["log/history/200.checkpoint"]])
    assert not report.ok
    assert "200" in (report.failure or "")
    stays = with_manifest({**cut, "log/history/200.checkpoint": good["log/history/200.checkpoint"]})
    assert not check(stays).ok


def test_missing_and_further_entries_are_named(good: Files) -> None:
    lines = good[ENTRIES].split(b"\n")
    short = {**good, ENTRIES: b"\n".join(lines[:100]) + b"\n"}
    assert check(short).index == 100
    further = {**good, ENTRIES: good[ENTRIES] + RAWS[0] + b"\n"}
    assert check(further).index == len(RAWS)
    unended = {**good, ENTRIES: good[ENTRIES][:-1]}
    assert check(unended).index == len(RAWS) - 1


def test_a_rewritten_history_is_refused_by_one_checkpoint_that_somebody_kept(
    good: Files, tmp_path: Path
) -> None:
    """Total collusion passes alone, which the manual must say; one old checkpoint ends it."""
    steps = story()
    steps[0].data["address"] = "Số 2"
    rewritten = forged(tmp_path, write(steps))
    assert check(rewritten).ok
    assert not check(rewritten, kept=[good["log/history/3.checkpoint"]]).ok
    old = {name: good[name] for name in good if "history" in name}
    report = check(with_manifest({**rewritten, **old}))
    assert not report.ok
    assert "3 mục đầu" in (report.failure or "")


def test_another_key_is_refused_by_the_auditors_own_policy(good: Files, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    theirs = forged(tmp_path, RAWS, other)
    assert check(theirs).ok
    assert not check(theirs, policy=good[POLICY]).ok
    mixed = with_manifest({**good, CHECKPOINT: theirs[CHECKPOINT]})
    assert not check(mixed).ok
    history = "log/history/50.checkpoint"
    assert not check(with_manifest({**good, history: theirs[history]})).ok


def test_the_sample_school_is_at_level_2_and_its_law_is_known() -> None:
    assert levels.accreditation_grade(RULES, 2) == 2
    assert levels.national_grade(RULES, 2) == 1
    assert {step.stream for step in STEPS} >= {CYCLE, EVALUATION}
    assert LEADER in {step.by for step in STEPS}
