"""A receipt shows that an entry is in the signed log, and no other entry, place or log."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import inclusion
from libs.proof.receipts import Receipt, receipt
from libs.proof.signed_notes import BadNote, Policy
from services.cli import receipt as checking
from tests.libs.test_tlog import LEAVES, ROOTS, TREE
from tests.libs.test_tlog_checkpoint import KEY, STATE, TRUSTED

SIZE = len(LEAVES)
NOTE = checkpoint.sign(Checkpoint(STATE.origin, SIZE, ROOTS[SIZE]), KEY)
POLICY = Policy({STATE.origin: TRUSTED})


def made(index: int) -> Receipt:
    return receipt(index, inclusion(TREE.read, index, SIZE), NOTE)


@pytest.mark.parametrize("index", [0, 1, 255, 256, SIZE - 1])
def test_a_receipt_is_read_back_and_holds_for_its_entry_alone(index: int) -> None:
    found = Receipt.parse(str(made(index)).encode())
    assert found == made(index)
    assert found.check(LEAVES[index], POLICY).size == SIZE
    for wrong, leaf in (
        (found, LEAVES[index - 1]),
        (replace(found, index=index ^ 1), LEAVES[index]),
        (replace(found, index=SIZE), LEAVES[index]),
        (replace(found, proof=found.proof[:-1]), LEAVES[index]),
        (replace(found, proof=(*found.proof, bytes(32))), LEAVES[index]),
    ):
        with pytest.raises(BadNote):
            wrong.check(leaf, POLICY)


def test_the_words_of_the_standard_are_the_form() -> None:
    text = str(made(1))
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert text.endswith(f"\n\n{NOTE}")
    with_extra = text.replace("index", "extra AAAA\nindex", 1)
    assert Receipt.parse(with_extra.encode()) == made(1)
    for wrong in (
        "",
        text.replace("@v1", "@v2"),
        text.replace("index 1", "index 01"),
        text.replace("index 1", "index -1"),
        text.replace("index 1\n", ""),
        text.replace("=\n", "\n", 1),
        text.replace("\n\n", "\n", 1),
    ):
        with pytest.raises(BadNote):
            Receipt.parse(wrong.encode()).check(LEAVES[1], POLICY)


def test_no_single_bit_of_a_receipt_may_change() -> None:
    raw = str(made(3)).encode()
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadNote):
            Receipt.parse(bytes(changed)).check(LEAVES[3], POLICY)


def test_the_command_says_whether_an_act_is_in_the_log(tmp_path: Path) -> None:
    proof, policy = tmp_path / "a.tlog-proof", tmp_path / "policy.txt"
    proof.write_text(str(made(7)))
    policy.write_text(str(POLICY))
    arguments = [str(proof), "--policy", str(policy), "--leaf"]
    done = CliRunner().invoke(checking.command, [*arguments, LEAVES[7].hex()])
    assert (done.exit_code, "vị trí 8 trong 600 mục" in done.output) == (0, True)
    for leaf in (LEAVES[8].hex(), "", "x", "00"):
        done = CliRunner().invoke(checking.command, [*arguments, leaf])
        assert (done.exit_code, done.output.startswith("KHÔNG ĐẠT")) == (1, True)
