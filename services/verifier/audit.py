"""The audit of a bundle: from a signed checkpoint down to every decided level, first failure first.

Bundle: log/checkpoint and log/history/<size>.checkpoint (signed notes), log/entries.ndjson (the
entries' bytes, one a line, in order), log/tile/... (their hashes, C2SP tlog-tiles: so the first
changed entry is named), rules/<sha256>.json, decisions.json (the public record), trust/policy.txt
(a copy; an auditor has it from elsewhere) and manifest.json (SHA-256 of every other file).

A bundle is hostile input: every size and depth has a limit, nothing in it is executed or followed,
and it is read through `Source`, so that this module opens no file.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from libs.kernel import canonical
from libs.kernel.problems import Wire
from libs.log.entry import FORMAT, MAX_BYTES, Recorded, leaf_hash
from libs.people import disclosures
from libs.people.disclosures import BadDisclosure
from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import (
    HASH,
    LEVELS,
    WIDTH,
    Frontier,
    Tile,
    perfect,
    tile_path,
    tiles_count,
    tiles_of,
)
from libs.proof.signed_notes import MAX_NOTE, BadNote, Policy
from services.verifier.apart import apart
from services.verifier.decisions import Adoption, PublicRecord
from services.verifier.entries import Entries
from services.verifier.form import Failure
from services.verifier.rules import Rules

CHECKPOINT = "log/checkpoint"
ENTRIES = "log/entries.ndjson"
HISTORY = re.compile(r"log/history/([1-9][0-9]{0,18})\.checkpoint")
RULES = re.compile(r"rules/([0-9a-f]{64})\.json")
TILE = re.compile(r"log/tile/[0-9]{1,2}/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?")
DECISIONS = "decisions.json"
MANIFEST = "manifest.json"
POLICY = "trust/policy.txt"
DIFFERS = "not-as-signed.txt"
"""In a bundle of a log that was changed after it was signed: the first entry that differs."""
MAX_POLICY = 65_536
MAX_RULES = 4_000_000
MAX_LIST = 100_000_000
"""The most bytes of decisions.json and of manifest.json."""
FROM_BUNDLE = (
    "Khóa tin cậy được lấy từ chính gói dữ liệu: kết quả chỉ cho biết gói không mâu thuẫn với "
    "chính nó. Hãy chạy lại với --policy là tệp khóa lấy từ nguồn khác."
)


class Lines(Protocol):
    """A file opened for reading."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line with its newline, at most `limit` bytes; empty at the end."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; empty at the end."""


class Source(Protocol):
    """A bundle: its regular files by their path in it, with "/"; no links, nothing outside."""

    def names(self) -> Sequence[str]:
        """Return the paths of all files."""

    def open(self, name: str) -> AbstractContextManager[Lines]:
        """Return one of `names`, to be opened and closed by `with`; raises OSError."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. `failure` is None when everything holds; `index` the entry it concerns.

    `index` counts from 0, as in the tree; the entry's position in the log is one more. Of
    `committed` personal fields the auditor could open `disclosed`. `adoptions` say by which rules
    of the platform the log was written, from where on.
    """

    checkpoint: Checkpoint | None
    events: int
    decisions: int
    history: int
    warnings: tuple[str, ...]
    failure: str | None = None
    index: int | None = None
    committed: int = 0
    disclosed: int = 0
    adoptions: tuple[Adoption, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether every check passed."""
        return self.failure is None


def audit(
    source: Source,
    rules: Rules,
    policy: bytes | None = None,
    kept: Iterable[bytes] = (),
    opened: Iterable[str] = (),
) -> Report:
    """Return the report on a bundle, by the rules of the services that wrote it.

    `policy` is the auditor's own file of keys (None: the bundle's, which the report then says);
    `kept` are older checkpoints of this log that the auditor holds; `opened` are disclosures
    (RFC 9901) that were given to them, each of which an entry must commit to. Raises nothing of
    its own.
    """
    run = _Audit(source, rules, kept, opened)
    try:
        run.all(policy)
    except Failure as failure:
        return run.report(failure.detail, failure.index)
    except OSError as error:
        return run.report(f"không đọc được gói dữ liệu: {error.strerror or error}", None)
    return run.report(None, None)


class _Audit:
    def __init__(
        self,
        source: Source,
        rules: Rules,
        kept: Iterable[bytes],
        opened: Iterable[str],
    ) -> None:
        self._source = source
        self._kept = tuple(kept)
        self._opened = opened
        self._disclosed: set[str] = set()
        self._warnings: list[str] = []
        self._names: frozenset[str] = frozenset()
        self._signed: Checkpoint | None = None
        self._prefixes: dict[int, list[tuple[str, bytes]]] = {}
        self._history = 0
        self._events = 0
        self._record = PublicRecord(rules.contracts)
        self._entries = Entries(rules)

    def report(self, failure: str | None, index: int | None) -> Report:
        found = (self._signed, self._events, len(self._record.recognitions), self._history)
        personal = (len(self._entries.commitments), len(self._disclosed))
        adoptions = tuple(self._record.adoptions)
        return Report(*found, tuple(self._warnings), failure, index, *personal, adoptions)

    def all(self, policy: bytes | None) -> None:
        names = self._source.names()
        self._names = frozenset(names)
        for name in names:
            fixed = name in (CHECKPOINT, ENTRIES, DECISIONS, MANIFEST, POLICY, DIFFERS)
            if not fixed and not any(form.fullmatch(name) for form in (HISTORY, RULES, TILE)):
                raise Failure(f"gói dữ liệu có tệp lạ: {name!r}")
        # Also where the auditor has one: it is read for the manifest, and has no other end.
        theirs = self._content(POLICY, MAX_POLICY) if POLICY in names else b""
        if policy is None:
            self._warnings.append(FROM_BUNDLE)
            policy = theirs or self._content(POLICY, MAX_POLICY)
        signed = self._check_notes(policy)
        tiles = self._check_tiles(signed)
        self._check_entries(signed, tiles)
        if DIFFERS in names:
            raise Failure("gói tự nói là được xuất từ một sổ khác với sổ đã ký")
        self._check_disclosures()
        self._check_rules()
        self._check_decisions(signed)
        self._check_manifest(signed)

    def _content(self, name: str, most: int) -> bytes:
        if name not in self._names:
            raise Failure(f"gói dữ liệu thiếu tệp {name}")
        with self._source.open(name) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise Failure(f"tệp {name} dài quá {most} byte")
        return content

    def _check_notes(self, policy: bytes) -> Checkpoint:
        try:
            trusted = Policy.parse(policy)
            signed = checkpoint.verify(self._content(CHECKPOINT, MAX_NOTE), trusted)
        except BadNote as error:
            raise Failure(f"điểm kiểm tra không được chấp nhận: {error}") from error
        self._signed = signed
        history = ((name, HISTORY.fullmatch(name)) for name in sorted(self._names))
        notes = [(name, m[1]) for name, m in history if m]
        self._history = len(notes)
        # One after another: together they may be more than the memory holds.
        for name, size, note in chain(
            ((name, size, self._content(name, MAX_NOTE)) for name, size in notes),
            ((f"người kiểm tra giữ, thứ {n}", "", note) for n, note in enumerate(self._kept, 1)),
        ):
            try:
                old = checkpoint.verify(note, trusted)
            except BadNote as error:
                raise Failure(f"điểm kiểm tra {name} không được chấp nhận: {error}") from error
            if old.origin != signed.origin or (size and size != str(old.size)):
                raise Failure(f"điểm kiểm tra {name} là của sổ khác hoặc của số mục khác")
            if old.size > signed.size:
                raise Failure(f"điểm kiểm tra {name} có {old.size} mục, gói chỉ có {signed.size}")
            self._prefixes.setdefault(old.size, []).append((name, old.root))
        return signed

    def _check_tiles(self, signed: Checkpoint) -> Iterator[bytes] | None:
        """Return the signed leaf hashes, one after another; None if the tiles are not those signed.

        Not yet a failure: the entries may tell which one was changed. Older bundles have the tiles
        of the lowest level alone.
        """
        found = {name for name in self._names if TILE.fullmatch(name)}
        # Counted first: a checkpoint may claim any size, and there is no end to naming its tiles.
        levels = next((n for n in (1, LEVELS) if tiles_count(signed.size, n) == len(found)), 0)
        if not levels or found != {_path(*each) for each in tiles_of(signed.size, levels)}:
            raise Failure("các tệp mảnh cây không phải của một cây có số mục đã ký")
        frontier = Frontier()
        above: dict[Tile, bytearray] = {}
        for tile, width in tiles_of(signed.size, levels):
            hashes = self._tile(tile, width)
            if tile[0] == 0:
                whole = frontier.extend(hashes)
            elif hashes != above.pop(tile):
                raise Failure(f"mảnh cây {_path(tile, width)} khác với các mảnh ở dưới")
            else:
                whole = perfect(hashes) if width == WIDTH else b""
            if levels > 1 and width == WIDTH:
                above.setdefault((tile[0] + 1, tile[1] // WIDTH), bytearray()).extend(whole)
        return self._leaves(signed.size) if frontier.root() == signed.root else None

    def _tile(self, tile: Tile, width: int) -> bytes:
        hashes = self._content(_path(tile, width), WIDTH * HASH)
        if len(hashes) != width * HASH:
            raise Failure(f"mảnh cây {_path(tile, width)} sai độ dài")
        return hashes

    def _leaves(self, size: int) -> Iterator[bytes]:
        for tile, width in tiles_of(size, 1):
            hashes = self._tile(tile, width)
            yield from (hashes[at : at + HASH] for at in range(0, len(hashes), HASH))

    def _check_entries(self, signed: Checkpoint, tiles: Iterator[bytes] | None) -> None:
        with closing(apart(self._formed(signed, tiles), signed.size)) as entries:
            for entry in entries:
                self._entries.judge(entry)
                self._record.learn(entry)
                self._events = entry.position
        self._warnings += self._entries.finish()

    def _formed(self, signed: Checkpoint, tiles: Iterator[bytes] | None) -> Iterator[Recorded]:
        """Yield the entries, each once its bytes are those signed and its form is right.

        Raises `Failure`, at the end also if all of them together are not what was signed.
        """
        if ENTRIES not in self._names:
            raise Failure(f"gói dữ liệu thiếu tệp {ENTRIES}")
        frontier = Frontier()
        with self._source.open(ENTRIES) as lines:
            while line := lines.readline(MAX_BYTES + 1):
                index = frontier.size
                if index >= signed.size:
                    raise Failure(f"gói có nhiều mục hơn {signed.size} mục đã ký", index)
                raw = line.removesuffix(b"\n")
                leaf = leaf_hash(raw)
                if tiles is not None and leaf != next(tiles):
                    raise Failure("nội dung mục khác với nội dung đã ký", index)
                if raw == line:
                    raise Failure("mục không kết thúc bằng dấu xuống dòng, hoặc quá dài", index)
                frontier.append(leaf)
                self._check_prefixes(frontier)
                event = Recorded(signed.log, index + 1, raw, leaf)
                self._entries.forms.check(event)
                yield event
        if frontier.size != signed.size:
            detail = f"gói chỉ có {frontier.size} mục, đã ký {signed.size}"
            raise Failure(detail, frontier.size)
        if frontier.root() != signed.root:
            raise Failure("gốc cây tính lại từ các mục khác với gốc đã ký")
        if tiles is None:
            raise Failure("các mảnh cây khác với cây đã ký, dù các mục đúng")

    def _check_prefixes(self, frontier: Frontier) -> None:
        for name, root in self._prefixes.get(frontier.size, ()):
            if frontier.root() != root:
                # Which of them it is, only the tiles could tell: no index.
                raise Failure(f"{frontier.size} mục đầu không phải là những mục mà {name} đã ký")

    def _check_disclosures(self) -> None:
        for number, text in enumerate(self._opened, 1):
            try:
                disclosures.read(text)
            except BadDisclosure as error:
                raise Failure(f"mục mở thứ {number}: {error}") from error
            committed = disclosures.digest(text)
            if committed not in self._entries.commitments:
                raise Failure(f"mục mở thứ {number} không ứng với cam kết nào trong sổ")
            self._disclosed.add(committed)

    def _check_rules(self) -> None:
        named = {f"rules/{rules_hash}.json" for rules_hash in self._entries.rules}
        found = {name for name in self._names if RULES.fullmatch(name)}
        for name in sorted(named ^ found):
            raise Failure(f"tệp {name} thiếu, hoặc không sự kiện nào nhắc tới")
        for name in sorted(found):
            content = self._content(name, MAX_RULES)
            if f"rules/{hashlib.sha256(content).hexdigest()}.json" != name:
                raise Failure(f"nội dung {name} không khớp với mã băm trong tên tệp")

    def _check_decisions(self, signed: Checkpoint) -> None:
        expected = canonical.encode(self._record.document(signed))
        if self._content(DECISIONS, MAX_LIST) != expected:
            raise Failure(f"{DECISIONS} khác với điều các sự kiện nói")

    def _check_manifest(self, signed: Checkpoint) -> None:
        digests: dict[str, str] = {}
        for name in self._names - {MANIFEST}:
            with self._source.open(name) as file:
                digests[name] = digest_of(file)
        expected = canonical.encode(manifest_document(signed, digests))
        if self._content(MANIFEST, MAX_LIST) != expected:
            raise Failure(f"{MANIFEST} không khớp với các tệp của gói")


def _path(tile: Tile, width: int) -> str:
    return f"log/{tile_path(*tile, width)}"


def manifest_document(signed: Checkpoint, digests: Mapping[str, str]) -> Wire:
    """Return manifest.json; `digests` are the SHA-256 of every other file by its path."""
    files = [[name, digests[name]] for name in sorted(digests)]
    return {"format": FORMAT, "origin": signed.origin, "size": signed.size, "files": files}


def digest_of(file: Lines) -> str:
    """Return the SHA-256 of a file's bytes."""
    found = hashlib.sha256()
    while part := file.read(1 << 20):
        found.update(part)
    return found.hexdigest()
