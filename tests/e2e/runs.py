"""The demo, carried out once in each way of running while things are killed; tests look at it."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from libs.engine import subscription
from libs.hosting.child_process import Leashed
from libs.hosting.private_postgres import PrivatePostgres
from libs.kernel.problems import Wire
from libs.log.database import Database
from services.cli.catalogue import SERVICES
from services.cli.demo.plan import Plan
from services.cli.replay import Compared, replay
from tests.e2e import counting
from tests.e2e.counting import Count
from tests.e2e.stack import ROOT, SERVERS, Stack, connected
from tests.figures import FIGURES
from tests.messaging import until
from tests.servers import PostgresServer, RabbitServer

SEED = int(os.environ.get("KIEMDINH_TEST_SEED") or random.SystemRandom().randrange(10**6))
"""What is killed when follows from it; set the variable to repeat a run."""
REFUSALS = Counter(
    {"grant-missing": 1, "level-not-reached": 1, "outside-window": 2, "rule-set-not-usable": 1}
)
"""What is refused in the demo, and how often: two schools come the day before a window opens."""
RECOGNITIONS = 41
RECOGNISED_HERE = 27
"""Those in the log of the schools' province."""
SUBSCRIBER_KILLS = 5
ENDED = 900.0
"""Seconds that the demo may take on a busy machine while everything is killed once."""

Types = dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Run:
    """The demo as it was carried out: what it printed, what its client was told, what is there."""

    printed: str
    answers: Path
    count: Count
    types: Types

    @property
    def verdict(self) -> str:
        """How the last line must begin: what the log of the schools' province holds, verified."""
        held = sum(len(types) for (log, _), types in self.types.items() if log == "79")
        return f"Đã kiểm chứng: {held} sự kiện, {RECOGNISED_HERE} công nhận, điểm kiểm tra"

    def events(self, name: str) -> int:
        """Return how many events of a type all logs hold."""
        return sum(types.count(name) for types in self.types.values())


@dataclass(frozen=True, slots=True)
class Embedded:
    """The demo in one process: killed on the way, run again to its end, and once more."""

    run: Run
    folder: Path
    killed_after: int
    again: str


@dataclass(frozen=True, slots=True)
class Distributed:
    """The demo over HTTP while each process and server was killed.

    `recognitions` are those of each log, `received` what the partner got.
    """

    run: Run
    killed: tuple[str, ...]
    spared: tuple[str, ...]
    tables: tuple[Compared, ...]
    parked: int
    recognitions: Mapping[str, Sequence[str]]
    received: tuple[str, ...]
    subscriber_kills: int


class Demo:
    """`kiemdinh demo` in a process of its own; `answers` grows as its client is answered."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.answers = folder / "answers.ndjson"
        self._output = folder / "printed"
        arguments = (str(self.answers), "demo", "--var", str(folder / "var"), *options)
        with self._output.open("wb") as output:
            self._process = Leashed(
                [sys.executable, "-W", "ignore", "-m", "tests.e2e.counting", *arguments],
                signal.SIGKILL,
                ROOT,
                output,
                {k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_")},
            )

    def reach(self, count: int) -> None:
        """Wait until the client has `count` answers; fail if the demo ends before."""

        def reached() -> bool:
            assert self._process.running(), f"ended before answer {count}: {self.printed()}"
            return self.answered() >= count

        until(reached, ENDED, f"{count} answers")

    def answered(self) -> int:
        """Return how many answers the client has."""
        return self.answers.read_bytes().count(b"\n") if self.answers.exists() else 0

    def kill(self) -> None:
        """Kill it at once; it must not have ended."""
        assert self._process.running(), self.printed()
        self._process.send(signal.SIGKILL)
        assert self._process.wait(10)

    def end(self) -> str:
        """Wait until it has ended by itself, with exit code 0; return what it printed."""
        ended = self._process.wait(ENDED)
        self._process.send(signal.SIGKILL)
        assert ended, f"not within {ENDED} s: {self.printed()}"
        assert self._process.process.returncode == 0, self.printed()
        return self.printed()

    def printed(self) -> str:
        """Return what it has printed."""
        return self._output.read_text(errors="replace")


@cache
def commands() -> int:
    """Return how many commands the demo sends, those that are refused included."""
    plan = Plan()
    lanes = (*plan.first_lanes(), *plan.letter_lanes(), *plan.school_lanes())
    lanes = (*lanes, *plan.sign_in_lanes())
    # The command that records a file is the platform's own.
    return sum(step.file is None for lane in lanes for step in lane.steps)


def kiemdinh(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line; return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "services", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=ENDED,
    )


@contextmanager
def embedded() -> Iterator[Embedded]:
    """Give the demo in one process; its folder is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kiemdinh-demo-"))
    folder.chmod(0o755)
    server = PrivatePostgres(folder / "var" / "postgres")
    try:
        first = Demo(folder)
        killed_after = random.Random(SEED).randrange(commands() // 5, commands() * 4 // 5)
        first.reach(killed_after)
        first.kill()
        printed = Demo(folder).end()
        again = Demo(folder).end()
        with server:
            run = _looked_at(server.dsn, printed, folder / "answers.ndjson")
        FIGURES.append(
            f"embedded demo, seed {SEED}: kill -9 after answer {killed_after}; {_told(run)}"
        )
        yield Embedded(run, folder / "var", killed_after, again)
    finally:
        server.remove()
        shutil.rmtree(folder)


def distributed(postgres: PostgresServer, rabbitmq: RabbitServer, folder: Path) -> Distributed:
    """Carry out the demo on a stack of processes, each of which is killed once on the way."""
    with Stack(postgres, rabbitmq) as stack:
        stack.add_partner()
        order = _order(stack)
        demo = Demo(folder, "--url", stack.url, "--key", stack.operator_key)
        subscriber_kills = 0
        for turn, name in enumerate(order, 1):
            demo.reach(commands() * turn // (len(order) + 2))
            stack.kill(name)
            stack.start(name)
            if turn * SUBSCRIBER_KILLS // len(order) > subscriber_kills:
                stack.kill("subscriber")
                stack.start("subscriber")
                subscriber_kills += 1
            stack.wait_ready()
        printed = demo.end()
        _settle(stack)
        run = _looked_at(stack.admin_dsn, printed, demo.answers)
        logs = counting.entries(stack.admin_dsn)
        granted = {
            log: [e.id for e in entries if e.type == "RecognitionGranted"]
            for log, entries in logs.items()
        }
        count = sum(map(len, granted.values()))
        until(lambda: len(_received(stack)) >= count, 60, "the partner's recognitions")
        tables = [
            table
            for service in SERVICES
            for table in replay(stack.admin_dsn, service, logs.__getitem__)
        ]
        found = Distributed(
            run,
            tuple(order),
            tuple(name for name in SERVERS if name not in order),
            tuple(tables),
            _parked(stack),
            granted,
            tuple(_received(stack)),
            subscriber_kills,
        )
    FIGURES.append(
        f"distributed demo, seed {SEED}: kill -9 of {', '.join(order)}"
        f"{', not of ' + ', '.join(found.spared) if found.spared else ''}; {_told(run)}; "
        f"partner killed {subscriber_kills} times, received {len(found.received)} of "
        f"{count}; read tables: {sum(t.live for t in tables)} rows, "
        f"{sum(t.only_live + t.only_rebuilt for t in tables)} differ from the rebuilt ones"
    )
    return found


def each_in_order(received: Sequence[str], granted: Mapping[str, Sequence[str]]) -> bool:
    """Return whether each recognition was received once, those of a log in their order."""
    every = [id for of_log in granted.values() for id in of_log]
    return sorted(received) == sorted(every) and all(
        [id for id in received if id in of_log] == list(of_log) for of_log in granted.values()
    )


def _order(stack: Stack) -> list[str]:
    """Return everything that may be killed, shuffled by the seed.

    The broker is not among the first: for some seconds it has the names of new quorum queues in
    memory only, and whose queue is gone then is not ours to count.
    """
    order = list(stack.killable())
    random.Random(SEED).shuffle(order)
    if "rabbitmq" in order[:3]:
        order.remove("rabbitmq")
        order.insert(3, "rabbitmq")
    return order


def _settle(stack: Stack) -> None:
    """Return once every follower and the relay have reached the end of each log."""

    def behind() -> list[tuple[str, str]]:
        with connected(stack.admin_dsn) as db:
            db.execute("select log, max(position) from log.event group by log")
            heads = dict(db.fetchall())
            found = []
            for schema in (service.name for service in SERVICES):
                db.execute(f"select name, log, position from {schema}.subscription")
                found += [(n, log) for n, log, position in db.fetchall() if position < heads[log]]
            db.execute("select log, position from relay.relayed")
            found += [("relay", log) for log, position in db.fetchall() if position < heads[log]]
            return found

    until(lambda: not behind(), 60, "every follower at the end of the log")


def _parked(stack: Stack) -> int:
    count = 0
    for service in SERVICES:
        db = Database(stack.admin_dsn, service.name, 1)
        count += len(subscription.parked(db))
        db.close()
    return count


def _received(stack: Stack) -> list[str]:
    if not stack.recognitions.exists():
        return []
    state: Wire = json.loads(stack.recognitions.read_text())
    return [event["id"] for event in state["events"]]


def _looked_at(admin_dsn: str, printed: str, answers: Path) -> Run:
    types = counting.types_by_stream(counting.entries(admin_dsn))
    return Run(printed, answers, counting.count(admin_dsn, answers), types)


def _told(run: Run) -> str:
    count = run.count
    return (
        f"{count.acknowledged} commands acknowledged, {len(count.lost)} lost, "
        f"{len(count.doubled)} effects doubled, {count.events} events"
    )
