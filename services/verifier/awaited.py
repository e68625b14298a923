"""What has yet to follow from what stands in a log, by the services' own reactions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from libs.engine.procedure import NotAdmitted
from libs.engine.reactions import Reactions, command_id
from libs.log.entry import Recorded


@dataclass(frozen=True, slots=True)
class Awaited:
    """A reaction that has not come yet: whose, on the entry with which index, which command.

    `owed`: it would have brought something about at once; else it may have left no trace.
    """

    service: str
    cause: int
    stream: str
    command: Any
    on: date
    corr: str
    owed: bool = False


class Consequences:
    """The reactions of all services to the entries taken in, until each has come.

    `brings(awaited)` is what one would bring about by now.
    """

    def __init__(
        self, services: Iterable[tuple[str, Reactions]], brings: Callable[[Awaited], list[Any]]
    ) -> None:
        self._brings = brings
        self._reacting: dict[str, list[tuple[str, Reactions]]] = {}
        for name, reactions in services:
            for type in reactions.types:
                self._reacting.setdefault(type, []).append((name, reactions))
        self._awaited: dict[str, Awaited] = {}
        self._newest: dict[str, int] = {}

    def expect(self, type: str, entry: Recorded, on: date, corr: str) -> None:
        """Take in an entry; only when all of its act is learned, on which its reactions rest."""
        for service, reactions in self._reacting.get(type, ()):
            for n, (stream, command) in enumerate(reactions(entry)):
                found = Awaited(service, entry.position - 1, stream, command, on, corr)
                if self._brings(found):
                    found = replace(found, owed=True)
                self._awaited[command_id(service, entry.id, n)] = found

    def came(self, command: str, stream: str, on: date, actor: str, corr: str) -> Any | None:
        """Return the command that was awaited under this id, None where none was.

        Raises `NotAdmitted` if it came into another stream, on another day or by somebody else.
        """
        awaited = self._awaited.pop(command, None)
        if awaited is None:
            return None
        wanted = (awaited.stream, awaited.on, f"s:{awaited.service}", awaited.corr)
        if wanted != (stream, on, actor, corr):
            detail = f"việc này theo sau mục {awaited.cause} nhưng ghi luồng, ngày hoặc người khác"
            raise NotAdmitted(detail)
        self._newest[awaited.service] = max(awaited.cause, self._newest.get(awaited.service, 0))
        return awaited.command

    def missing(self) -> Iterable[tuple[str, Awaited, bool]]:
        """Yield what should have come and did not, by the name of its event.

        With each whether its service has done a later one; if not, it may not have come so far.
        What would not have brought anything about at once, or would not by now, nobody owes.
        """
        for awaited in self._awaited.values():
            if awaited.owed and (events := self._brings(awaited)):
                later = awaited.cause < self._newest.get(awaited.service, 0)
                yield type(events[0]).__name__, awaited, later
