"""`python -m tests.house`: how far an addition reaches, and what stands on what; printed, asserted.

An event, a command or a question belongs to the folder of its aggregate. Counted are the source
files elsewhere that name it: each is one more to look at when it is added or changed. Contracts and
golden events are generated and left out; so is what people call messages, since a test asks for it.
Whoever sends a command names it, and nobody else may: the command line, the gateway's spreadsheets,
a service's own reactions.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from services.cli.catalogue import SERVICES

ROOT = Path(__file__).parents[1]
ROOMS = ("kernel", "log", "law", "files", "rights", "people", "engine", "proof", "hosting", "web")
"""The folders of libs from the ground up: each may know those before it."""
SENDERS = re.compile(
    r"services/(cli|console|portal|gateway/(spreadsheets|bulk|exchange|one_stop))/"
    r"|services/\w+/policies\.py"
)
"""Files that send commands and ask questions of others."""
CALLED = Path("libs/law/labels.yaml")
"""What people call commands and events."""
_WORD = re.compile(r"[A-Za-z_]\w+")


@dataclass(frozen=True, slots=True)
class Reach:
    """For each message of one sort, the source files outside its aggregate's folder naming it."""

    sort: str
    files: Mapping[str, Sequence[Path]]

    @property
    def counts(self) -> list[int]:
        """How many files each message reaches, the least first."""
        return sorted(len(found) for found in self.files.values())

    def at(self, share: float) -> int:
        """Return the count that this share of the messages does not exceed."""
        return self.counts[min(int(len(self.files) * share), len(self.files) - 1)]

    def __str__(self) -> str:
        """Return one line, and one for each message that reaches farther than most."""
        counts = self.counts
        lines = [
            f"{self.sort:<9} {len(counts):>4}  median {median(counts):g}"
            f"  p90 {self.at(0.9)}  most {counts[-1]}"
        ]
        far = sorted(self.files.items(), key=lambda item: (-len(item[1]), item[0]))
        for name, found in far[:5]:
            if len(found) > 1:
                lines.append(f"    {name}: {', '.join(map(str, found))}")
        return "\n".join(lines)


def sources() -> dict[Path, frozenset[str]]:
    """Return the words of each source file of the platform, by its path from the root."""
    places = (path for top in ("libs", "services") for path in (ROOT / top).rglob("*"))
    return {
        path.relative_to(ROOT): frozenset(_WORD.findall(path.read_text(encoding="utf-8")))
        for path in places
        if path.suffix in (".py", ".sql", ".yaml") and path != ROOT / CALLED
    }


def home(kind: type) -> Path:
    """Return the folder of the aggregate or view that a message belongs to."""
    place = Path(inspect.getfile(kind)).resolve().relative_to(ROOT)
    return Path(*place.parts[:3])


def reach(sort: str, kinds: Iterable[type], told: Mapping[Path, frozenset[str]]) -> Reach:
    """Return where messages are named outside their homes; senders of commands left out."""
    found: dict[str, list[Path]] = {}
    for kind in kinds:
        own = home(kind)
        found[kind.__name__] = [
            path
            for path, words in told.items()
            if kind.__name__ in words
            and own not in (path, *path.parents)
            and not (sort != "event" and SENDERS.match(path.as_posix()))
        ]
    return Reach(sort, found)


def messages(sort: str) -> Iterator[type]:
    """Yield the classes of events, commands or questions of all services."""
    for service in SERVICES:
        if sort == "question":
            yield from service.queries.contract.types.values()
            continue
        for aggregate in service.aggregates:
            contract = aggregate.events if sort == "event" else aggregate.commands
            yield from contract.types.values()


def rooms() -> dict[str, str]:
    """Return what each folder of libs says it is: the first sentence of its docstring."""
    return {
        room: (
            ast.get_docstring(ast.parse((ROOT / "libs" / room / "__init__.py").read_text())) or ""
        )
        .split("\n\n")[0]
        .replace("\n", " ")
        for room in ROOMS
    }


def upward() -> list[str]:
    """Return every import in libs that goes to a folder above its own."""
    found = []
    for path in sorted((ROOT / "libs").rglob("*.py")):
        here = path.relative_to(ROOT / "libs").parts[0]
        if here not in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                there = name.split(".")[1] if name.startswith("libs.") else here
                if ROOMS.index(there) > ROOMS.index(here):
                    found.append(f"{path.relative_to(ROOT)} imports {name}")
    return found


def main() -> int:
    """Print what was counted; return 1 if anything goes farther than it should."""
    told = sources()
    events, commands, questions = (
        reach(sort, messages(sort), told) for sort in ("event", "command", "question")
    )
    wrong = [
        text
        for text, holds in {
            "an event reaches none (median), 2 (p90), 5 (most)": (
                median(events.counts) == 0 and events.at(0.9) <= 2 and events.counts[-1] <= 5
            ),
            "a command is named in its folder alone": commands.counts[-1] == 0,
            "a question is named in its folder alone": questions.counts[-1] == 0,
        }.items()
        if not holds
    ]
    for each in (events, commands, questions):
        print(each)
    for room, sentence in rooms().items():
        print(f"libs/{room:<8} {sentence}")
        if not sentence.endswith("."):
            wrong.append(f"libs/{room} does not say in a sentence what it is")
    extra = {p.name for p in (ROOT / "libs").iterdir() if p.is_dir()} - {*ROOMS, "__pycache__"}
    wrong += [f"libs/{name} is no folder that was agreed on" for name in sorted(extra)]
    wrong += upward()
    for text in wrong:
        print(f"WRONG: {text}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
