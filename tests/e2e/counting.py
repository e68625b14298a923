"""What a client was told, beside what the log holds: nothing lost, nothing done twice.

`python -m tests.e2e.counting FILE demo ...` runs `kiemdinh demo ...` and writes every answer that
its client gets to FILE before anything else happens, so that it outlives a kill -9 of the process.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from libs.kernel import canonical
from libs.kernel.problems import Wire
from libs.log.database import Database
from libs.log.entry import Recorded
from libs.log.postgres import PostgresLog
from services.cli.api import Api, Done, Refused
from tests.e2e.stack import connected

ONCE = ("RecognitionGranted", "RecognitionPublished")
"""The event types that a stream has once at most: what a reaction brings about."""


class Recording(Api):
    """A client that writes down each answer; `told(n)` hears how many there were so far."""

    def __init__(
        self,
        url: str,
        key: str,
        patience: float = 300,
        *,
        answers: Path,
        told: Callable[[int], None] = lambda count: None,
    ) -> None:
        super().__init__(url, key, patience)
        self._answers = os.open(answers, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._told = told
        self._count = 0
        self._counting = Lock()

    def command(
        self,
        log: str,
        stream: str,
        name: str,
        data: Wire,
        *,
        actor: str,
        on: date | None,
        command_id: str,
        seen: int = 0,
        expected: int | None = None,
    ) -> Done:
        try:
            done = super().command(
                log,
                stream,
                name,
                data,
                actor=actor,
                on=on,
                command_id=command_id,
                seen=seen,
                expected=expected,
            )
        except Refused as refused:
            self._write({"refused": refused.code, "detail": refused.detail})
            raise
        answer = {"position": done.position, "version": done.version, "types": done.types}
        self._write({"log": log, "command": command_id, **answer})
        return done

    def close(self) -> None:
        """Close the file."""
        os.close(self._answers)

    def _write(self, answer: Wire) -> None:
        os.write(self._answers, canonical.encode(answer) + b"\n")
        with self._counting:
            self._count += 1
            count = self._count
        self._told(count)


@dataclass(frozen=True, slots=True)
class Count:
    """What the client was told and what of it the log holds."""

    acknowledged: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    events: int


def answers(file: Path) -> list[Wire]:
    """Return what a `Recording` wrote."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def refusals(file: Path) -> Counter[str]:
    """Return how often each refusal came."""
    return Counter(answer["refused"] for answer in answers(file) if "refused" in answer)


def entries(admin_dsn: str) -> dict[str, list[Recorded]]:
    """Return every log in full."""
    db = Database(admin_dsn, "log", 1)
    try:
        log = PostgresLog(db)
        return {code: list(log.replay(code)) for code in log.logs()}
    finally:
        db.close()


def types_by_stream(logs: dict[str, list[Recorded]]) -> dict[tuple[str, str], list[str]]:
    """Return the sequence of event types of each stream."""
    found: dict[tuple[str, str], list[str]] = {}
    for log, events in logs.items():
        for event in events:
            found.setdefault((log, event.stream), []).append(event.type)
    return found


def count(admin_dsn: str, file: Path) -> Count:
    """Compare the answers in `file` with the log of `admin_dsn`, by command, position and type."""
    told = {(a["log"], a["command"]): a for a in answers(file) if "command" in a}
    logs = entries(admin_dsn)
    with connected(admin_dsn) as db:
        db.execute("select log, command, first, last, version, types from log.command")
        kept = {(log, command): rest for log, command, *rest in db.fetchall()}
    lost = [key for key, answer in told.items() if not _found(key, answer, kept, logs)]
    return Count(
        len(told),
        tuple(f"{log}/{command}" for log, command in lost),
        tuple(_doubled(kept, logs)),
        sum(map(len, logs.values())),
    )


def _found(
    key: tuple[str, str],
    answer: Wire,
    kept: dict[tuple[str, str], list[Any]],
    logs: dict[str, list[Recorded]],
) -> bool:
    """Return whether the log holds what was answered: same position, version, types, cause."""
    if key not in kept:
        return False
    first, last, version, types = kept[key]
    if [last, version, types] != [answer["position"], answer["version"], answer["types"]]:
        return False
    events = logs[key[0]][first - 1 : last]
    return [e.type for e in events] == types and all(e.envelope["caus"] == key[1] for e in events)


def _doubled(kept: dict[tuple[str, str], list[Any]], logs: dict[str, list[Recorded]]) -> list[str]:
    """Return each effect that is there more often than its cause asked for."""
    found = []
    for log, events in logs.items():
        found += [
            f"{log}: position {event.position} stands in place {place}"
            for place, event in enumerate(events, 1)
            if event.position != place
        ]
        caused = Counter((log, event.envelope["caus"]) for event in events)
        found += [
            f"{log}: command {key[1]} brought {number} events"
            for key, number in caused.items()
            if key not in kept or number != kept[key][1] - kept[key][0] + 1
        ]
        once = Counter((e.stream, e.type) for e in events if e.type in ONCE)
        found += [f"{log}: {key} {number} times" for key, number in once.items() if number > 1]
        about = Counter(_recognition(e) for e in events if e.type in ONCE)
        found += [f"{log}: {key} {number} times" for key, number in about.items() if number > 1]
    return found


def _recognition(event: Recorded) -> tuple[str, str, str]:
    """Return which certificate an event recognises or publishes, whatever its stream."""
    return event.type, str(event.data["kind"]), str(event.data["certificate_number"])


if __name__ == "__main__":
    from services.__main__ import main
    from services.cli.demo import command

    vars(command)["Api"] = partial(Recording, answers=Path(sys.argv[1]))
    main(sys.argv[2:], prog_name="kiemdinh")
