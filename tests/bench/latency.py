"""From a command's answer to its effect in another service: embedded, and over RabbitMQ."""

import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from psycopg2.extensions import cursor

from services.cli.api import Api
from services.cli.platform import platform
from tests import servers
from tests.bench.outcome import Figure, Options, Outcome, percentile, side_by_side
from tests.e2e.stack import Stack, connected

NAME = "latency"
EMBEDDED = "embedded"
BROKER = "over RabbitMQ"
LOG = "79"
COMMANDS = 40
"""Commands in a sample, one after another."""
LONGEST = 20.0
ON = date(2024, 9, 4)


@dataclass
class Host:
    """A running platform: its API, its database, and a connection that looks at the effect.

    `broker` is the broker's URI, empty without one.
    """

    api: Api
    dsn: str
    db: cursor
    broker: str = ""
    taken: list[float] = field(default_factory=list)

    def sample(self) -> float:
        """Return the median time, in milliseconds, from an answer until disclosure has heard."""
        found = [self._once() for _ in range(COMMANDS)]
        self.taken += found
        return statistics.median(found)

    def _once(self) -> float:
        # Of a kind that disclosure makes something of: what concerns it not at all it passes over.
        data = {"name": "Trường mẫu", "kind": "primary", "ownership": "public", "areas": [LOG]}
        done = self.api.command(
            LOG,
            f"school-{uuid.uuid4().hex}",
            "RegisterSchool",
            {**data, "address": "Số 1, đường mẫu", "sample": True},
            actor="s:operator",
            on=ON,
            command_id=uuid.uuid4().hex,
        )
        answered = time.perf_counter()
        while True:
            self.db.execute(
                "select position >= %s from disclosure.subscription"
                " where name = 'disclosure.read_tables' and log = %s",
                (done.position, LOG),
            )
            row = self.db.fetchone()
            now = time.perf_counter()
            if row is not None and row[0]:
                return (now - answered) * 1000
            if now - answered > LONGEST:
                raise TimeoutError(f"position {done.position} had no effect in {LONGEST} s")
            time.sleep(0.001)


@contextmanager
def embedded() -> Iterator[Host]:
    """Give the platform in one process."""
    with tempfile.TemporaryDirectory(prefix="kiemdinh-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = platform(folder / "var", 0, demo=True)
        with running, connected(running.admin_dsn) as db:
            yield Host(Api(running.url, running.operator_key), running.admin_dsn, db)
        running.postgres.remove()


@contextmanager
def distributed() -> Iterator[Host]:
    """Give the platform as processes around a broker; raises `servers.Missing` without one."""
    postgres, rabbitmq = servers.postgres(), servers.rabbitmq()
    try:
        with Stack(postgres, rabbitmq) as stack, connected(stack.admin_dsn) as db:
            api = Api(stack.url, stack.operator_key)
            yield Host(api, stack.admin_dsn, db, rabbitmq.uri)
    finally:
        rabbitmq.close()
        postgres.close()


def measure(options: Options) -> Outcome:
    """Measure both hosts side by side; there is no goal, only what a user will notice."""
    with embedded() as one, distributed() as other:
        hosts = {EMBEDDED: one, BROKER: other}
        for host in hosts.values():
            host.sample()
            host.taken.clear()
        samples = side_by_side(tuple(hosts), options.repetitions, lambda n: hosts[n].sample())
        figures = tuple(
            Figure(
                "1 client",
                name,
                "ms, answer to effect",
                samples[name],
                {"p99 ms": percentile(host.taken, 0.99)},
            )
            for name, host in hosts.items()
        )
    return Outcome(figures, (), (EMBEDDED,))
