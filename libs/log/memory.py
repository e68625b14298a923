"""A log in memory: for tests of what stands on a log, and to say plainly what a log does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from threading import RLock

from libs.kernel import canonical
from libs.log.entry import (
    MAX_BYTES,
    Answer,
    Attempt,
    Recorded,
    command_reused,
    conflict,
    record,
    types_of,
    unquiet,
)


class MemoryLog:
    """Keeps each log as a list; forgets all when the process ends. Types have no owner here."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Recorded]] = {}
        self._commands: dict[tuple[str, str], tuple[str, Answer]] = {}
        self._lock = RLock()

    def append(self, attempt: Attempt) -> Answer:
        """Append, all or nothing."""
        with self._lock:
            old = self.answer(attempt.log, attempt.command, attempt.digest)
            if old is not None:
                return old
            entries = self._entries.setdefault(attempt.log, [])
            own = (attempt.stream, attempt.expected)
            for stream, expected in (own, *attempt.guards.items()):
                actual = len(self.read(attempt.log, stream)[stream])
                if actual != expected:
                    raise conflict(stream, expected, actual)
            if attempt.quiet is not None:
                types, after = attempt.quiet
                for late in self.heard(attempt.log, types, after, len(entries)):
                    raise unquiet(attempt.log, late.type, after)
            history = self.read(attempt.log, attempt.stream)[attempt.stream]
            previous = history[-1].leaf if history else None
            fresh: list[Recorded] = []
            for n, raw in enumerate(attempt.entries):
                _check(attempt, n, raw, previous)
                fresh.append(record(attempt.log, len(entries) + n + 1, raw))
                previous = fresh[-1].leaf
            entries.extend(fresh)
            answer = Answer(
                len(entries), attempt.expected + len(attempt.entries), types_of(attempt.entries)
            )
            self._commands[attempt.log, attempt.command] = (attempt.digest, answer)
            return replace(answer, leaf=fresh[-1].leaf) if fresh else answer

    def answer(self, log: str, command: str, digest: str) -> Answer | None:
        """Return the old answer to a command."""
        with self._lock:
            known = self._commands.get((log, command))
            if known is None:
                return None
            if known[0] != digest:
                raise command_reused(command)
            return known[1]

    def actor_of(self, log: str, command: str) -> str | None:
        """Return who gave a command that brought events."""
        with self._lock:
            known = self._commands.get((log, command))
            if known is None or not known[1].types:
                return None
            return str(self._entries[log][known[1].position - 1].envelope["actor"])

    def read(self, log: str, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return each stream from its first entry on."""
        with self._lock:
            entries = self._entries.get(log, [])
            return {s: [e for e in entries if e.stream == s] for s in streams}

    def since(self, log: str, versions: Mapping[str, int]) -> Mapping[str, Sequence[Recorded]]:
        """Return of each stream the entries from a version on."""
        found = self.read(log, *versions)
        return {stream: found[stream][version - 1 :] for stream, version in versions.items()}

    def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
        """Return the entries that come after a position."""
        with self._lock:
            return self._entries.get(log, [])[after : after + limit]

    def heard(self, log: str, types: Collection[str], after: int, until: int) -> Sequence[Recorded]:
        """Return the entries of these types between two positions."""
        with self._lock:
            return [e for e in self._entries.get(log, [])[after:until] if e.type in types]

    def head(self, log: str) -> int:
        """Return the last position."""
        with self._lock:
            return len(self._entries.get(log, []))

    def flush(self) -> None:
        """Do nothing: memory has no disk."""

    def logs(self) -> Sequence[str]:
        """Return the logs that have entries."""
        with self._lock:
            return sorted(log for log, entries in self._entries.items() if entries)


def _check(attempt: Attempt, n: int, raw: bytes, previous: bytes | None) -> None:
    """Raise ValueError if an entry is not the one its place asks for: a bug of the writer."""
    entry = canonical.decode(raw)
    place = (attempt.log, attempt.stream, attempt.expected + n + 1, previous and previous.hex())
    if tuple(entry.get(key) for key in ("log", "stream", "ver", "prev")) != place:
        raise ValueError(f"entry of {entry.get('log')}/{entry.get('stream')} is not at {place}")
    if len(raw) > MAX_BYTES:
        raise ValueError(f"an entry of {len(raw)} bytes; the most is {MAX_BYTES}")
