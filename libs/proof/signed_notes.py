"""C2SP signed-note: a text and signatures under it, each by a named Ed25519 key; a policy of keys.

A signature can be written in one way only, so that no bit of a note can change unnoticed.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

MAX_NOTE = 1_000_000
"""The most bytes of a note, as signed-note 1.0 has it."""
_ED25519 = b"\x01"
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


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the Ed25519 public key, 32 bytes, that signs for it."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Return the key that `str()` wrote; raises `BadNote`."""
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = decode64(encoded)
        if raw[:1] != _ED25519 or len(raw) != 33:
            raise BadNote("khóa công khai không phải Ed25519")
        found = cls(_check_name(name), raw[1:])
        if key_id != found.key_id.hex():
            raise BadNote("mã của khóa công khai không khớp với khóa")
        return found

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
    text += "\n"
    signed = False
    for line in lines[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK):
            raise BadNote("dòng chữ ký sai dạng")
        signature = decode64(encoded)
        if len(signature) < 5:
            raise BadNote("chữ ký quá ngắn")
        if (_check_name(name), signature[:4]) != (trusted.name, trusted.key_id):
            continue
        try:
            Ed25519PublicKey.from_public_bytes(trusted.public).verify(signature[4:], text.encode())
        except (InvalidSignature, ValueError) as error:
            raise BadNote(f"chữ ký của {name} sai") from error
        signed = True
    if not signed:
        raise BadNote(f"không có chữ ký của {trusted.name}")
    return text


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom an auditor trusts: the key of each log, by origin. C2SP tlog-policy, no witnesses."""

    logs: Mapping[str, Verifier]

    @classmethod
    def parse(cls, raw: bytes) -> "Policy":
        """Return the policy of a file; raises `BadNote`, also when it asks for witnesses."""
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise BadNote("chính sách tin cậy không phải UTF-8") from error
        if not text.endswith("\n"):
            raise BadNote("chính sách tin cậy bị cắt cụt")
        logs: dict[str, Verifier] = {}
        quorum = False
        for line in text[:-1].split("\n"):
            word, _, rest = line.partition(" ")
            if line == "" or line.startswith("#"):
                continue
            if word == "log":
                found = Verifier.parse(rest.partition(" ")[0])
                if found.name in logs:
                    raise BadNote(f"hai khóa cho cùng sổ {found.name}")
                logs[found.name] = found
            elif line == "quorum none" and not quorum:
                quorum = True
            else:
                raise BadNote(f"dòng chính sách không được hỗ trợ: {word}")
        if not logs or not quorum:
            raise BadNote("chính sách phải có ít nhất một dòng 'log' và dòng 'quorum none'")
        return cls(logs)

    def __str__(self) -> str:
        """Return the file that `parse` reads."""
        return "".join(f"log {key}\n" for key in self.logs.values()) + "quorum none\n"
