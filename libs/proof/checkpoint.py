"""C2SP tlog-checkpoint: which log, how many entries, which root; signed as a note."""

import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.proof import signed_notes
from libs.proof.merkle import HASH
from libs.proof.signed_notes import BadNote, Policy, Verifier, decode64, encode64

_FORM = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/=]+)\n((?:[^\n]+\n)*)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's state: origin ("kiemdinh.example.vn/tinh/79"), entries, RFC 6962 root (32 bytes).

    `extensions` are further lines, which mean nothing here; this platform writes none.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines that are signed."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @property
    def log(self) -> str:
        """The log's code, the last part of the origin."""
        return self.origin.rpartition("/")[2]

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint of three lines, or more; raises `BadNote`."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise BadNote("điểm kiểm tra phải có ba dòng: sổ, số mục, gốc cây")
        root = decode64(match[3])
        if len(root) != HASH:
            raise BadNote("gốc cây phải dài 32 byte")
        return cls(match[1], int(match[2]), root, tuple(match[4].splitlines()))


def origin(domain: str, log: str) -> str:
    """Return the origin of a province's log."""
    return f"{domain}/tinh/{log}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the signed note; the key's name is the origin."""
    return signed_notes.sign(checkpoint.text, checkpoint.origin, key)


def read(raw: bytes) -> Checkpoint:
    """Return what the note `raw` says, its signatures not looked at; raises `BadNote`."""
    try:
        return Checkpoint.parse(raw.decode().rpartition("\n\n")[0] + "\n")
    except UnicodeDecodeError as error:
        raise BadNote("bản ký không phải UTF-8") from error


def verify(raw: bytes, trusted: Verifier | Policy) -> Checkpoint:
    """Return the checkpoint of the note `raw`, signed by the key trusted for its origin.

    Raises `BadNote` for a wrong form, a log without a trusted key, a missing or wrong signature,
    too few of the witnesses that a policy asks for.
    """
    claimed = read(raw)
    if isinstance(trusted, Policy):
        trusted.check_witnesses(raw)
        key = trusted.logs.get(claimed.origin)
        if key is None:
            raise BadNote(f"chính sách tin cậy không có khóa của sổ {claimed.origin}")
        trusted = key
    found = Checkpoint.parse(signed_notes.open_note(raw, trusted))
    if found.origin != trusted.name:
        raise BadNote(f"điểm kiểm tra của {found.origin} do khóa của {trusted.name} ký")
    return found
