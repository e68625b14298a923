"""C2SP signed-note: a text and signatures under it, each by a named Ed25519 key; a policy of keys.

A signature can be written in one way only, so that no bit of a note can change unnoticed.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

MAX_NOTE = 1_000_000
"""The most bytes of a note, as signed-note 1.0 has it."""
_ED25519 = b"\x01"
_COSIGNATURE = b"\x04"
_MARK = "\u2014 "


class BadNote(ValueError):
    """A note, key or policy is malformed, or its signature is not the one asked for."""


def encode64(raw: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(raw).decode()


def decode64(text: str) -> bytes:
    """Return the bytes of standard base64; raises `BadNote` unless `encode64` writes `text`."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadNote("base64 sai") from error
    if encode64(raw) != text:
        raise BadNote("base64 không ở dạng chuẩn")
    return raw


def _check_name(name: str) -> str:
    if not name or "+" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise BadNote(f"tên khóa không hợp lệ: {name!r}")
    return name


def _key_id(name: str, public: bytes, kind: bytes = _ED25519) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _vkey(text: str, kind: bytes, other: str) -> tuple[str, bytes]:
    """Return the name and the public key, 32 bytes, of a vkey whose key has this type.

    Raises `BadNote`; `other` says what a key of another type is not.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = decode64(encoded)
    if raw[:1] != kind or len(raw) != 33:
        raise BadNote(other)
    if key_id != _key_id(_check_name(name), raw[1:], kind).hex():
        raise BadNote("mã của khóa công khai không khớp với khóa")
    return name, raw[1:]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the Ed25519 public key, 32 bytes, that signs for it."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Return the key that `str()` wrote; raises `BadNote`."""
        return cls(*_vkey(vkey, _ED25519, "khóa công khai không phải Ed25519"))

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        """Return the vkey form, `name+id+key`."""
        return f"{self.name}+{self.key_id.hex()}+{encode64(_ED25519 + self.public)}"


def verifier(name: str, key: Ed25519PrivateKey) -> Verifier:
    """Return the public half of `key` under `name`; raises `BadNote` for an impossible name."""
    return Verifier(_check_name(name), key.public_key().public_bytes_raw())


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Return the note of `text`, which ends in a newline, with one signature."""
    if not text.endswith("\n"):
        raise BadNote("nội dung phải kết thúc bằng dấu xuống dòng")
    line = encode64(verifier(name, key).key_id + key.sign(text.encode()))
    return f"{text}\n{_MARK}{name} {line}\n"


def open_note(raw: bytes, trusted: Verifier) -> str:
    """Return the text of the note `raw`, which `trusted` has signed; raises `BadNote`.

    Signatures of other keys must be well formed; they are not checked.
    """
    text, signatures = _parts(raw)
    signed = False
    for name, signature in signatures:
        if (name, signature[:4]) != (trusted.name, trusted.key_id):
            continue
        try:
            Ed25519PublicKey.from_public_bytes(trusted.public).verify(signature[4:], text.encode())
        except (InvalidSignature, ValueError) as error:
            raise BadNote(f"chữ ký của {name} sai") from error
        signed = True
    if not signed:
        raise BadNote(f"không có chữ ký của {trusted.name}")
    return text


def _parts(raw: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note and its signatures, name and bytes; raises `BadNote`."""
    if len(raw) > MAX_NOTE:
        raise BadNote("bản ký quá dài")
    try:
        whole = raw.decode()
    except UnicodeDecodeError as error:
        raise BadNote("bản ký không phải UTF-8") from error
    if any(c < " " and c != "\n" for c in whole):
        raise BadNote("bản ký chứa ký tự điều khiển")
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise BadNote("bản ký không có phần chữ ký")
    found: list[tuple[str, bytes]] = []
    for line in lines[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK):
            raise BadNote("dòng chữ ký sai dạng")
        signature = decode64(encoded)
        if len(signature) < 5:
            raise BadNote("chữ ký quá ngắn")
        found.append((_check_name(name), signature))
    return f"{text}\n", found


@dataclass(frozen=True, slots=True)
class Witness:
    """A name and the Ed25519 public key of a witness, C2SP tlog-cosignature v1."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Witness":
        """Return the key of a vkey of type 0x04; raises `BadNote`, also for other algorithms."""
        other = "khóa của nhân chứng không phải Ed25519 (loại 4)"
        return cls(*_vkey(vkey, _COSIGNATURE, other))

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return _key_id(self.name, self.public, _COSIGNATURE)

    def __str__(self) -> str:
        """Return the vkey form."""
        return f"{self.name}+{self.key_id.hex()}+{encode64(_COSIGNATURE + self.public)}"

    def check(self, text: str, signature: bytes) -> None:
        """Raise `BadNote` unless this is a cosignature: eight bytes of time, then the signature."""
        at = int.from_bytes(signature[:8])
        signed = f"cosignature/v1\ntime {at}\n{text}".encode()
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature[8:], signed)
        except (InvalidSignature, ValueError) as error:
            raise BadNote(f"chữ ký của nhân chứng {self.name} sai") from error


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom an auditor trusts, C2SP tlog-policy: the key of each log, by origin; its witnesses and
    groups of them, by name; `quorum`: which of these must have cosigned, None for no one.

    A group is how many of which names it takes.
    """

    logs: Mapping[str, Verifier]
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None

    @classmethod
    def parse(cls, raw: bytes) -> "Policy":
        """Return the policy of a file; raises `BadNote`."""
        text = raw.decode("utf-8", "surrogateescape")
        if not text.endswith("\n"):
            raise BadNote("chính sách tin cậy bị cắt cụt")
        if any((c < " " and c not in "\n\t") or c == "\x7f" for c in text):
            raise BadNote("chính sách tin cậy chứa ký tự điều khiển")
        read = _PolicyLines()
        for line in text[:-1].split("\n"):
            words = re.findall("[^ \t]+", line)
            if words and not words[0].startswith("#"):
                read.take(words)
        if not read.logs or not read.quorums:
            raise BadNote("chính sách phải có ít nhất một dòng 'log' và một dòng 'quorum'")
        (quorum,) = read.quorums
        named = None if quorum == _NONE else quorum
        return cls(read.logs, read.witnesses, read.groups, named)

    def __str__(self) -> str:
        """Return the file that `parse` reads."""
        lines = [f"log {key}" for key in self.logs.values()]
        lines += [f"witness {name} {key}" for name, key in self.witnesses.items()]
        lines += [f"group {n} {k} {' '.join(of)}" for n, (k, of) in self.groups.items()]
        return "".join(f"{line}\n" for line in (*lines, f"quorum {self.quorum or _NONE}"))

    def check_witnesses(self, raw: bytes) -> None:
        """Raise `BadNote` unless enough witnesses have cosigned the note, or for a cosignature of
        one of them that is wrong."""
        if not self.witnesses:
            return
        text, signatures = _parts(raw)
        seen: set[str] = set()
        for name, witness in self.witnesses.items():
            for signer, signature in signatures:
                if (signer, signature[:4]) == (witness.name, witness.key_id):
                    witness.check(text, signature[4:])
                    seen.add(name)
        for name, (least, members) in self.groups.items():
            # A group names only what stands before it.
            if sum(member in seen for member in members) >= least:
                seen.add(name)
        if self.quorum is not None and self.quorum not in seen:
            raise BadNote(f"thiếu chữ ký của nhân chứng mà chính sách đòi: {self.quorum}")


_NONE = "none"


class _PolicyLines:
    """The lines of a policy as they are read, one after another."""

    def __init__(self) -> None:
        self.logs: dict[str, Verifier] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorums: list[str] = []
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Take the words of a line; raises `BadNote`."""
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                log = Verifier.parse(vkey)
                known = (each.public for each in self.logs.values())
                if log.name in self.logs or log.public in known:
                    raise BadNote(f"hai khóa cho cùng sổ, hoặc một khóa hai lần: {log.name}")
                self.logs[log.name] = log
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._name(name)
                witness = Witness.parse(vkey)
                if witness.public in (each.public for each in self.witnesses.values()):
                    raise BadNote(f"một khóa cho hai nhân chứng: {name}")
                self.witnesses[name] = witness
            case ["group", name, least, *members] if members:
                self._name(name)
                self._group(name, least, members)
            case ["quorum", name] if not self.quorums:
                if name != _NONE and name not in (*self.witnesses, *self.groups):
                    raise BadNote(f"dòng quorum nêu tên chưa có: {name}")
                self.quorums.append(name)
            case _:
                raise BadNote(f"dòng chính sách sai dạng: {words[0]}")

    def _name(self, name: str) -> None:
        if name == _NONE or name in (*self.witnesses, *self.groups):
            raise BadNote(f"tên dùng hai lần trong chính sách: {name}")

    def _group(self, name: str, least: str, members: list[str]) -> None:
        count = {"any": 1, "all": len(members)}.get(least) or (
            int(least) if re.fullmatch("[1-9][0-9]{0,3}", least) else 0
        )
        if not 1 <= count <= len(members):
            raise BadNote(f"nhóm {name}: số nhân chứng cần có sai")
        for member in members:
            if member in self._members or member not in (*self.witnesses, *self.groups):
                raise BadNote(f"nhóm {name}: {member} chưa có, hoặc đã ở một nhóm")
            self._members.add(member)
        self.groups[name] = (count, tuple(members))
