"""C2SP tlog-proof: that an entry is in a signed log, to be shown to anybody without the platform.

Who acted keeps the leaf hash that their answer named; with the proof and the log's public key it
shows that the act was in the log, whatever the log says later.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import HASH, verify_inclusion
from libs.proof.signed_notes import MAX_NOTE, BadNote, Policy, Verifier, decode64, encode64

_FIRST = "c2sp.org/tlog-proof@v1"
_HEAD = re.compile(
    rf"{re.escape(_FIRST)}\n(?:extra [A-Za-z0-9+/=]*\n)?index (0|[1-9][0-9]{{0,18}})\n"
    r"((?:[A-Za-z0-9+/=]{44}\n){0,63})\n"
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The index of an entry, from 0, the hashes from its leaf up to the root, the signed note."""

    index: int
    proof: tuple[bytes, ...]
    note: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "Receipt":
        """Return the receipt of a file; raises `BadNote`."""
        if len(raw) > 2 * MAX_NOTE:
            raise BadNote("biên nhận quá dài")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise BadNote("biên nhận không phải UTF-8") from error
        match = _HEAD.match(text)
        if match is None:
            raise BadNote("biên nhận không phải một tlog-proof")
        steps = tuple(decode64(step) for step in match[2].splitlines())
        if any(len(step) != HASH for step in steps):
            raise BadNote("biên nhận có mã băm sai độ dài")
        return cls(int(match[1]), steps, text[match.end() :].encode())

    def __str__(self) -> str:
        """Return the file that `parse` reads."""
        lines = (_FIRST, f"index {self.index}", *map(encode64, self.proof))
        return "".join(f"{line}\n" for line in lines) + f"\n{self.note.decode()}"

    def check(self, leaf: bytes, trusted: Verifier | Policy) -> Checkpoint:
        """Return the checkpoint under which `leaf`, 32 bytes, stands at the index.

        Raises `BadNote`: another entry, another log, no signature of whom the auditor trusts.
        """
        signed = checkpoint.verify(self.note, trusted)
        if not verify_inclusion(self.index, signed.size, leaf, self.proof, signed.root):
            raise BadNote("biên nhận không phải của mục này trong sổ này")
        return signed


def receipt(index: int, proof: Sequence[bytes], note: str) -> Receipt:
    """Return the receipt of an entry under a signed note."""
    return Receipt(index, tuple(proof), note.encode())
