from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales import signing, tlog

from libs.proof import checkpoint, signed_notes
from libs.proof.checkpoint import Checkpoint
from libs.proof.signed_notes import BadNote, Policy, Verifier, Witness, verifier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STATE = Checkpoint(checkpoint.origin("kiemdinh.example.vn", "79"), 20_852_163, bytes(range(32)))
NOTE = checkpoint.sign(STATE, KEY).encode()
TRUSTED = verifier(STATE.origin, KEY)


def test_a_signed_checkpoint_is_read_back() -> None:
    assert STATE.text == (
        "kiemdinh.example.vn/tinh/79\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    )
    assert STATE.log == "79"
    assert checkpoint.verify(NOTE, TRUSTED) == STATE
    assert checkpoint.verify(NOTE, Policy({STATE.origin: TRUSTED})) == STATE


def test_the_published_note_of_the_go_checksum_database_is_accepted() -> None:
    """The example of golang.org/x/mod/sumdb/note, key and signature as published there."""
    key = Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNX"
        "gKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert signed_notes.open_note(note.encode(), key).startswith("If you think")


def test_no_single_bit_of_a_checkpoint_may_change() -> None:
    for bit in range(len(NOTE) * 8):
        changed = bytearray(NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadNote):
            checkpoint.verify(bytes(changed), TRUSTED)


def test_a_checkpoint_of_another_key_is_refused() -> None:
    with pytest.raises(BadNote, match="không có chữ ký"):
        checkpoint.verify(checkpoint.sign(STATE, OTHER).encode(), TRUSTED)


def test_a_key_signs_for_its_own_origin_alone() -> None:
    foreign = Checkpoint("kiemdinh.example.vn/tinh/77", STATE.size, STATE.root)
    note = signed_notes.sign(foreign.text, STATE.origin, KEY).encode()
    with pytest.raises(BadNote, match="do khóa của"):
        checkpoint.verify(note, TRUSTED)
    with pytest.raises(BadNote, match="không có khóa"):
        checkpoint.verify(note, Policy({STATE.origin: TRUSTED}))


def test_further_signatures_are_passed_over_but_must_be_well_formed() -> None:
    witness = signed_notes.sign(STATE.text, "witness.example.vn/w1", OTHER)
    second = witness.rpartition("\n\n")[2].encode()
    assert checkpoint.verify(NOTE + second, TRUSTED) == STATE
    for broken in (b"garbage\n", "— w1 !!\n".encode(), "— w1 AAAA\n".encode(), b"\n"):
        with pytest.raises(BadNote):
            checkpoint.verify(NOTE + broken, TRUSTED)


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nAA==\n",
        "a\n-1\nAA==\n",
        "a\n1\nAA==\n",
        f"{STATE.text}\n",
        f"{STATE.text}more\n\nmore\n",
        f"{STATE.text}cut off",
        "\n1\nAA==\n",
    ],
)
def test_a_checkpoint_has_three_lines_and_one_way_to_write_them(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_further_lines_are_signed_and_mean_nothing() -> None:
    longer = replace(STATE, extensions=("more", "0"))
    note = checkpoint.sign(longer, KEY).encode()
    assert checkpoint.verify(note, TRUSTED) == longer
    for changed in (note.replace(b"more\n", b"mode\n"), note.replace(b"more\n", b"")):
        with pytest.raises(BadNote):
            checkpoint.verify(changed, TRUSTED)


def test_a_public_key_is_read_back_and_no_other_way() -> None:
    assert Verifier.parse(str(TRUSTED)) == TRUSTED
    name, key_id, key = str(TRUSTED).split("+", 2)
    for wrong in (
        "",
        name,
        f"{name}+00000000+{key}",
        f"{name}x+{key_id}+{key}",
        f"+{key_id}+{key}",
    ):
        with pytest.raises(BadNote):
            Verifier.parse(wrong)


def test_a_policy_is_read_back_and_asks_for_nothing_we_cannot_check() -> None:
    policy = Policy({STATE.origin: TRUSTED})
    assert Policy.parse(b"# tin\n\n" + str(policy).encode()) == policy
    log = f"log {TRUSTED}\n"
    for wrong in (
        "",
        log,
        "quorum none\n",
        log + "quorum any\n",
        log + "witness w x\nquorum none\n",
    ):
        with pytest.raises(BadNote):
            Policy.parse(wrong.encode())
    for wrong in (
        log + log + "quorum none\n",
        log + "quorum none\nquorum none\n",
        log + "quorum none",
    ):
        with pytest.raises(BadNote):
            Policy.parse(wrong.encode())


W1, W2, W3 = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))


def witness(name: str, key: Ed25519PrivateKey) -> Witness:
    return Witness(name, key.public_key().public_bytes_raw())


def cosigned(note: bytes, name: str, key: Ed25519PrivateKey, at: int = 1_679_315_147) -> bytes:
    """Return the note with the cosignature of a witness, made from the words of the standard."""
    text = note.decode().partition("\n\n")[0] + "\n"
    signature = key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    line = witness(name, key).key_id + at.to_bytes(8) + signature
    return note + f"— {name} {signed_notes.encode64(line)}\n".encode()


def test_a_policy_counts_the_witnesses_that_it_asks_for() -> None:
    names = {"w1.example": W1, "w2.example": W2, "w3.example": W3}
    lines = [f"log {TRUSTED} https://kiemdinh.example.vn/v1/79"]
    lines += [
        f"\twitness  W{n}\t{witness(name, key)}" for n, (name, key) in enumerate(names.items())
    ]
    lines += ["  # hai trong ba", "", "group two 2 W0 W1", "group all-of-them all two W2"]
    text = "\n".join(lines)
    policies = {
        quorum: Policy.parse(f"{text}\nquorum {quorum}\n".encode())
        for quorum in ("none", "W0", "two", "all-of-them")
    }
    for policy in policies.values():
        assert Policy.parse(str(policy).encode()) == policy
    note, accepted = NOTE, []
    for name, key in names.items():
        note = cosigned(note, name, key)
        accepted.append([q for q, policy in policies.items() if passes(note, policy)])
    assert [q for q, policy in policies.items() if passes(NOTE, policy)] == ["none"]
    assert accepted == [["none", "W0"], ["none", "W0", "two"], list(policies)]
    # A cosignature of a witness that one trusts and that is wrong: of another text.
    line = cosigned(checkpoint.sign(replace(STATE, size=1), KEY).encode(), "w1.example", W1)
    assert not passes(NOTE + line.splitlines(keepends=True)[-1], policies["none"])


def passes(note: bytes, policy: Policy) -> bool:
    try:
        checkpoint.verify(note, policy)
    except BadNote:
        return False
    return True


def test_a_policy_takes_each_key_and_each_name_once() -> None:
    head = f"log {TRUSTED}\nwitness a {witness('w1', W1)}\n"
    twice = Verifier("kiemdinh.example.vn/tinh/77", TRUSTED.public)
    for wrong in (
        f"log {twice}\n",
        f"witness b {witness('w2', W1)}\n",
        f"witness a {witness('w2', W2)}\n",
        f"witness none {witness('w2', W2)}\n",
        f"witness b {TRUSTED}\n",
        "group g 2 a\n",
        "group g 0 a\n",
        "group g any\n",
        "group g any b\n",
        "group g all a a\n",
        "group g any a\ngroup h any a\n",
        "group a any a\n",
        "quorum b\n",
        "log\x00\n",
        "unknown a\n",
    ):
        with pytest.raises(BadNote):
            Policy.parse(f"{head}{wrong}quorum none\n".encode())
    assert Policy.parse(f"{head}group g any a\nquorum g\n".encode()).quorum == "g"


def test_an_independent_implementation_accepts_the_checkpoint() -> None:
    trusted = signing.Vkey.from_string(str(TRUSTED))
    tlog.Checkpoint.from_text(NOTE.decode()).verify(trusted)
