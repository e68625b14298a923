"""Names and addresses of people, beside the log: what opens its commitments, and can be forgotten.

Three things in three places are needed to read a name: the disclosures (AES-256-GCM, schema
`vault` of the database), the key of the person (a file outside the database and its backups, which
holds the keys in use now and nothing else), and the master key (a secret) that encrypts the
person's key. Erasure deletes the first two: an older copy of the database cannot be read.
"""

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.kernel import canonical
from libs.kernel.problems import BadSettings, Unavailable
from libs.log.database import Cursor, Database
from libs.log.entry import EventLog, Recorded
from libs.log.late_logger import LateLogger
from libs.people.disclosures import digest, disclosure, read
from libs.people.kept_secret import kept_secret
from libs.people.watch import Watch

NONCE = 12
ABANDONED = timedelta(hours=1)
"""A disclosure older than this without an event belongs to a command that was never completed."""
ONE_LOOK = timedelta(minutes=10)
"""Within this time the same person opened again by the same reader for the same reason is one
opening."""
_CHECK = "master"
_logger = LateLogger(__name__)
_SCHEMA = "create table if not exists key (subject text primary key, wrapped blob not null)"


class KeyTaken(Exception):
    """The key of this stream was made, or shredded, in the meantime: begin again."""


class Keys:
    """The key of each subject, wrapped under the master key, in `folder`/keys.sqlite.

    Raises `BadSettings` when `master`, a secret of any form, is not the one this folder began with;
    each method `Unavailable` ("vault-away") while the file cannot be read or written. Processes of
    one machine may share the folder.
    """

    def __init__(self, folder: Path, master: str) -> None:
        self._file = folder / "keys.sqlite"
        derived = HKDF(SHA256(), 32, salt=None, info=b"kiemdinh vault").derive(master.encode())
        self._master = AESGCM(derived)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600))
        with self._opened() as db:
            db.execute(_SCHEMA)
        try:
            self.add(_CHECK, bytes(32))
        except InvalidTag as error:
            raise BadSettings(
                f"KIEMDINH_VAULT_KEY không phải khóa đã dùng cho kho khóa {folder}."
            ) from error

    def get(self, subject: str) -> bytes | None:
        """Return the subject's key, None for one who has none (any more)."""
        return self.all([subject]).get(subject)

    def all(self, subjects: Iterable[str]) -> dict[str, bytes]:
        """Return the keys of those of `subjects` that have one."""
        statement = "select wrapped from key where subject = ?"
        with self._opened() as db:
            rows = {s: db.execute(statement, (s,)).fetchone() for s in subjects}
        return {s: self._unwrap(s, bytes(row[0])) for s, row in rows.items() if row is not None}

    def add(self, subject: str, key: bytes) -> bytes:
        """Keep a key for a subject; return the one that is kept, which may be an earlier one."""
        nonce = os.urandom(NONCE)
        wrapped = nonce + self._master.encrypt(nonce, key, subject.encode())
        with self._opened() as db:
            db.execute("insert or ignore into key values (?, ?)", (subject, wrapped))
            row = db.execute("select wrapped from key where subject = ?", (subject,)).fetchone()
        return self._unwrap(subject, bytes(row[0]))

    def held(self, subjects: Iterable[str]) -> frozenset[str]:
        """Return those of `subjects` that have a key."""
        return frozenset(self.all(subjects))

    def shred(self, subject: str) -> None:
        """Forget a subject's key; its bytes are overwritten in the file."""
        with self._opened() as db:
            db.execute("delete from key where subject = ?", (subject,))

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        return self._master.decrypt(wrapped[:NONCE], wrapped[NONCE:], subject.encode())

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=10)) as db:
                # Deleted rows are zeroed, and what was committed is on disk.
                db.execute("pragma secure_delete = on")
                db.execute("pragma synchronous = extra")
                with db:
                    yield db
        except sqlite3.OperationalError as error:
            detail = "Kho khóa tạm thời không dùng được; hãy gửi lại."
            raise Unavailable("vault-away", detail) from error


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream's personal fields: newest value of each, and every disclosure, oldest first."""

    values: Mapping[str, str | None]
    disclosures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """Who looks, as what, on behalf of whom, and why; kept for ever."""

    actor: str
    role: str
    org: str
    why: str
    corr: str


class Hidden:
    """The private texts of one command: commitments to show, and disclosures not yet kept.

    Salts follow from the subject's key and the command's id, so a command that comes again commits
    to the same; without the key nobody can tell them from random ones.
    """

    def __init__(
        self,
        vault: "Vault",
        subject: tuple[str, str],
        command: str,
        texts: Mapping[str, str | None],
    ) -> None:
        self._vault = vault
        self._subject = subject
        self._known = vault.keys.get(_name(*subject))
        self._key = self._known or secrets.token_bytes(32)
        self._disclosures = {
            name: disclosure(self._derive(f"salt {command} {name}"), name, text)
            for name, text in texts.items()
        }
        self.commitments = {name: digest(text) for name, text in self._disclosures.items()}

    def digest(self, message: object) -> str:
        """Return a digest of the command that nobody can try names against; 64 digits."""
        key = self._derive("message")
        return hmac.digest(key, canonical.encode(message), hashlib.sha256).hex()

    def keep(self) -> None:
        """Put the disclosures into the vault; before the event that commits to them.

        Raises `KeyTaken`. A key that was shredded in the meantime must not come back.
        """
        keys, name = self._vault.keys, _name(*self._subject)
        kept = keys.get(name) if self._known else keys.add(name, self._key)
        if kept != self._key:
            raise KeyTaken
        self._vault.put(self._subject, self._key, self._disclosures.values())

    def _derive(self, purpose: str) -> bytes:
        return hmac.digest(self._key, purpose.encode(), hashlib.sha256)


_GOES_ON = """
update vault.wide w set until = now(), people = (
    select count(distinct o.stream) from vault.opening o
    where (o.log, o.actor, o.org) = (w.log, w.actor, w.org) and o.at >= w.since)
where (log, actor, org) = (%s, %s, %s) and until > now() - %s
"""
_BEGINS = """
insert into vault.wide (log, actor, role, org, since, until, people)
values (%s, %s, %s, %s, %s, now(), %s)
"""


def _tell_many(db: Cursor, log: str, by: Opening, watch: Watch) -> None:
    """Note, and warn of, somebody who opens the names of many."""
    db.execute(
        "select count(distinct stream), count(*) filter (where corr = %s), min(at)"
        " from vault.opening where (log, actor, org) = (%s, %s, %s) and at > now() - %s",
        (by.corr, log, by.actor, by.org, watch.within),
    )
    people, now, since = db.fetchone() or (0, 0, None)
    if people >= watch.people and now:
        db.execute(_GOES_ON, (log, by.actor, by.org, watch.within))
        if db.rowcount == 0:
            db.execute(_BEGINS, (log, by.actor, by.role, by.org, since, people))
        _logger.warning(
            "names_opened_widely",
            actor=by.actor,
            role=by.role,
            org=by.org,
            people=people,
            corr=by.corr,
        )


class Vault:
    """What opens the commitments of the logs; `db` is of the role that owns schema `vault`."""

    def __init__(self, db: Database, keys: Keys, watch: Watch | None = None) -> None:
        self.db = db
        self.keys = keys
        self._watch = watch or Watch()
        self._looked = False

    def hide(self, log: str, stream: str, command: str, texts: Mapping[str, str | None]) -> Hidden:
        """Return the private texts of a command, by field, as commitments."""
        return Hidden(self, (log, stream), command, texts)

    def put(self, subject: tuple[str, str], key: bytes, disclosures: Iterable[str]) -> None:
        """Keep disclosures of a subject, each once."""
        with self.db.transaction() as db:
            for text in disclosures:
                committed = digest(text)
                db.execute(
                    "insert into vault.disclosure (log, stream, digest, sealed)"
                    " values (%s, %s, %s, %s) on conflict do nothing",
                    (*subject, committed, _seal(key, _name(*subject, committed), text)),
                )

    def open(self, histories: Mapping[str, Sequence[Recorded]], by: Opening) -> dict[str, Opened]:
        """Return what the vault holds of each of these streams of one log, and note who looked.

        A stream that was erased, or never had private texts, gives nothing.
        """
        committed = {stream: list(_commitments(history)) for stream, history in histories.items()}
        subjects = {
            stream: _name(histories[stream][0].log, stream)
            for stream, order in committed.items()
            if order
        }
        keys = self.keys.all(subjects.values())
        found: dict[str, Opened] = {}
        log = ""
        with self.db.transaction() as db:
            for stream, subject in subjects.items():
                if subject not in keys:
                    continue
                log = histories[stream][0].log
                db.execute(
                    "select digest, sealed from vault.disclosure where log = %s and stream = %s",
                    (log, stream),
                )
                sealed = {name: bytes(raw) for name, raw in db.fetchall()}
                texts = tuple(
                    _unseal(keys[subject], _name(subject, name), sealed[name])
                    for name in committed[stream]
                    if name in sealed
                )
                if not texts:
                    continue
                found[stream] = Opened(dict(map(read, texts)), texts)
                about = (log, stream, by.actor, by.role, by.org, by.why)
                # A page that is read twice is one look.
                db.execute(
                    "insert into vault.opening (log, stream, actor, role, org, why, corr)"
                    " select %s, %s, %s, %s, %s, %s, %s where not exists (select from"
                    " vault.opening where (log, stream, actor, role, org, why)"
                    " = (%s, %s, %s, %s, %s, %s) and at > now() - %s)",
                    (*about, by.corr, *about, ONE_LOOK),
                )
            if by.actor.startswith("u:") and found:
                _tell_many(db, log, by, self._watch)
        return found

    def held(self, log: str, streams: Iterable[str]) -> frozenset[str]:
        """Return those of `streams` whose key is still there."""
        names = {_name(log, stream): stream for stream in streams}
        return frozenset(names[name] for name in self.keys.held(names))

    def concerns(self, event: Recorded) -> bool:
        """Return whether `follow` has anything to do at an event."""
        return not self._looked or next(_commitments([event]), None) is not None

    def follow(self, db: Cursor, event: Recorded) -> None:
        """Take note, in the transaction of `db`, that an event has come that commits to texts.

        The first time since the start, keys of erased streams that are back are shredded again.
        """
        if not self._looked:
            db.execute("select log, stream from vault.erased")
            for name in self.keys.held(_name(*row) for row in db.fetchall()):
                self.keys.shred(name)
            self._looked = True
        if committed := list(_commitments([event])):
            db.execute(
                "update vault.disclosure set told = true"
                " where log = %s and stream = %s and digest = any(%s) and not told",
                (event.log, event.stream, committed),
            )

    def forget(self, db: Cursor, log: str, stream: str) -> None:
        """Erase a stream's private texts for good, in the transaction of `db`; may be repeated."""
        # First: a crash between the two leaves ciphertext that nothing opens.
        self.keys.shred(_name(log, stream))
        db.execute("delete from vault.disclosure where log = %s and stream = %s", (log, stream))
        db.execute("insert into vault.erased values (%s, %s) on conflict do nothing", (log, stream))

    def sweep(self, db: Cursor, log: EventLog) -> int:
        """Delete what commands left behind that never brought their event; return how many."""
        db.execute(
            "select log, stream, digest from vault.disclosure"
            " where not told and at < now() - %s order by at limit 1000",
            (ABANDONED,),
        )
        lost = 0
        for code, stream, committed in db.fetchall():
            history = log.read(code, stream)[stream]
            if committed in _commitments(history):
                continue  # its event is on the way to us
            key = (code, stream, committed)
            db.execute(
                "delete from vault.disclosure where log = %s and stream = %s and digest = %s", key
            )
            lost += 1
            if not history:
                self.keys.shred(_name(code, stream))
        return lost


def vault_in(
    folder: Path, db: Database, master: str | None = None, watch: Watch | None = None
) -> Vault:
    """Return the vault whose keys stand in `folder`.

    Without `master` the master key is a file there, which only this account may read; made if there
    is none. Raises `BadSettings`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Vault(db, Keys(folder, master or kept_secret(folder / "master.key")), watch)


def _commitments(history: Iterable[Recorded]) -> Iterator[str]:
    for event in history:
        yield from event.envelope.get("_sd", ())


def _name(*parts: str) -> str:
    return "/".join(parts)


def _seal(key: bytes, name: str, text: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), name.encode())


def _unseal(key: bytes, name: str, sealed: bytes) -> str:
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode()).decode()
