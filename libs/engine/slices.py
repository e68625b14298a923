"""What one folder of a service brings: an aggregate, read tables, questions; any may be absent.

A service lists its slices by name, and what it takes, records, projects and answers follows. So an
aggregate is one folder and one word in the service.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from libs.engine.aggregate import Aggregate
from libs.engine.read_tables import NewRows
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded

Project = Callable[[Cursor, Recorded, Any], None]
"""Brings tables up to one event, which comes with what its contract made of it."""
Timers = Callable[[Cursor, str, date], Iterable[tuple[str, Any]]]
"""(tables, log, Vietnamese day) -> own streams, and the own command for each, which are due by then
and of which the tables do not show that they are done: `libs.engine.clock`."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Read tables and the events that they are made of, a slice's own or those of others.

    `together`: how events that come by the thousand become rows, which are written with those of
    the events beside them. `late`: the one table that these events make, where it came with an
    upgrade: at the first start after it, what the log already holds is made up for.
    """

    hears: Contract[Any]
    project: Project
    together: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = field(default_factory=dict)
    late: str = ""


def adding(hears: Contract[Any], add: Callable[[NewRows, Recorded, Any], None]) -> Tables:
    """Return tables to which each event only adds rows, so that all of them may come together."""

    def project(db: Cursor, event: Recorded, known: Any) -> None:
        new = NewRows()
        add(new, event, known)
        new.write(db)

    return Tables(hears, project, dict.fromkeys(hears.types.values(), add))


@dataclass(frozen=True, slots=True)
class Questions:
    """A union of question classes, and who answers them from the read tables: `Service.query`."""

    asked: Any
    answer: Callable[[Cursor, str, Any], Any]


@dataclass(frozen=True, slots=True)
class Slice:
    """What a folder of a service brings; its `migrations/` make its tables.

    `after` brings tables up that are made from other tables, once a page of events is in those; it
    is not called for events that no table hears. `timers`: own commands that a day brings.
    """

    aggregate: Aggregate[Any, Any, Any] | None = None
    tables: Sequence[Tables] = ()
    questions: Sequence[Questions] = ()
    after: Callable[[Cursor, Sequence[Recorded]], None] | None = None
    folder: Traversable | None = None
    timers: Timers | None = None


def slices(service: str, *names: str) -> dict[str, Slice]:
    """Return `SLICE` of the module `slice` in each named folder of a package, in that order."""
    return {
        name: replace(
            importlib.import_module(f"{service}.{name}.slice").SLICE,
            folder=files(f"{service}.{name}"),
        )
        for name in names
    }


class Projection:
    """Brings the tables of slices up to events that follow each other."""

    def __init__(self, slices: Iterable[Slice]) -> None:
        self._hearing: dict[str, list[Tables]] = {}
        self._after = []
        self.late: list[Tables] = []
        """The tables that came with an upgrade."""
        for each in slices:
            for tables in each.tables:
                if tables.late:
                    self.late.append(tables)
                for name in tables.hears.types:
                    self._hearing.setdefault(name, []).append(tables)
            if each.after is not None:
                self._after.append(each.after)

    @property
    def heard(self) -> frozenset[str]:
        """The types of event that change a table."""
        return frozenset(self._hearing)

    def __call__(self, db: Cursor, events: Sequence[Recorded]) -> None:
        """Bring all tables up to the last of `events`, which are of one log."""
        new = NewRows()
        for event in events:
            told = [(t, t.hears.event(event.envelope)) for t in self._hearing.get(event.type, ())]
            if all(type(known) in tables.together for tables, known in told):
                for tables, known in told:
                    tables.together[type(known)](new, event, known)
                continue
            new.write(db)
            for tables, known in told:
                tables.project(db, event, known)
        new.write(db)
        for after in self._after:
            after(db, events)
