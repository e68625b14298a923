"""Commands and questions over HTTP, in one process and over RabbitMQ, beside a bare Falcon page
served the same way, and a bare call of nameko over the same broker.

CPU is that of all processes of the platform, of its servers and of the one caller, a call; what
they do beside it, as looking for what is new, is in it.
"""

import http.client
import itertools
import json
import os
import signal
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from nameko.exceptions import UnknownService
from nameko.standalone.rpc import ClusterRpcProxy

from libs.hosting.child_process import ROOT, Leashed
from libs.kernel.problems import Wire
from tests.bench.ground import all_cpu
from tests.bench.latency import BROKER, EMBEDDED, LOG, Host, distributed, embedded
from tests.bench.outcome import Figure, Goal, Options, Outcome, percentile, side_by_side
from tests.bench.schools import samples
from tests.bench.web import BARE, bare

NAME = "calls"
COMMAND, READ_BACK = "a command", "a command, then its page"
PAGE, LIST, SEARCH = "a school's page", "a list of 50 schools", "a search"
SCHOOLS = 60
A_SECOND = 40
"""How many calls are a sample of one second."""
NAMEKO = "bare nameko call"
MOST = {
    (EMBEDDED, COMMAND, BARE): 12.0,
    (EMBEDDED, PAGE, BARE): 6.0,
    (BROKER, COMMAND, NAMEKO): 6.0,
    (BROKER, PAGE, NAMEKO): 3.0,
}
"""What a call may cost at most, times a baseline of its case."""
PATIENCE = 60.0


class Caller:
    """One connection to a server, kept open."""

    def __init__(self, url: str, key: str = "") -> None:
        self._line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._key = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str) -> None:
        """Ask a question."""
        self._send("GET", path)

    def command(self, path: str, data: Wire) -> int:
        """Give a command; return the position of its answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        return int(self._send("POST", path, json.dumps(data), headers)["position"])

    def _send(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Wire:
        self._line.request(method, path, body, {**self._key, **(headers or {})})
        answer = self._line.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {raw[:200]!r}")
        return dict(json.loads(raw)) if raw.startswith(b"{") else {}


def _calls(host: Host, bare_url: str) -> dict[str, Callable[[], object]]:
    """Return what makes each call once, over schools that are there."""
    url, key = host.api.url, host.api._keys["s:operator"]
    caller, plain = Caller(url, key), Caller(bare_url)
    schools = list(samples(SCHOOLS))
    for one in schools:
        data = {"name": one.name, "kind": "primary", "ownership": "public", "areas": [LOG]}
        address = {"address": one.address, "sample": True}
        position = caller.command(f"/v1/{LOG}/school/{one.id}/register-school", {**data, **address})
    caller.get(f"/v1/{LOG}/school?limit=1&min_position={position}")
    ids = itertools.cycle([one.id for one in schools])

    def command() -> str:
        office = uuid.uuid4().hex
        data = {"name": "Đơn vị mẫu", "kind": "other", "area": LOG, "parent": None}
        path = f"/v1/{LOG}/organisation/{office}"
        position = caller.command(f"{path}/register-organisation", data)
        return f"{path}?min_position={position}"

    return {
        BARE: lambda: plain.get("/"),
        COMMAND: command,
        READ_BACK: lambda: caller.get(command()),
        PAGE: lambda: caller.get(f"/v1/{LOG}/school/{next(ids)}"),
        LIST: lambda: caller.get(f"/v1/{LOG}/school?limit=50"),
        SEARCH: lambda: caller.get(f"/v1/{LOG}/search?text=hoa+sen"),
    }


@contextmanager
def hello(broker: str) -> Iterator[Callable[[], object]]:
    """Give what makes one call of a service of nameko that does nothing."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.hello", broker]
    with tempfile.TemporaryFile() as output:
        service = Leashed(command, signal.SIGKILL, ROOT, output, os.environ)
        try:
            with ClusterRpcProxy({"AMQP_URI": broker}, timeout=PATIENCE) as rpc:
                until = time.monotonic() + PATIENCE
                while True:
                    with suppress(UnknownService):
                        rpc.hello.say("Trường")
                        break
                    if time.monotonic() > until or not service.running():
                        raise RuntimeError("the service of nameko did not start")
                    time.sleep(0.1)
                yield lambda: rpc.hello.say("Trường")
        finally:
            service.send(signal.SIGKILL)
            service.wait(PATIENCE)


def measure(options: Options) -> Outcome:
    """Measure each call, all of them once a repetition: in one process, then behind the broker."""
    figures: list[Figure] = []
    with embedded() as host, bare() as bare_url:
        figures += _case(EMBEDDED, _calls(host, bare_url), options)
    with distributed() as host, bare() as bare_url, hello(host.broker) as say:
        calls = _calls(host, bare_url)
        named = {BARE: calls.pop(BARE), NAMEKO: say}
        figures += _case(BROKER, {**named, **calls}, options)
    found = Outcome(tuple(figures), (), (BARE, NAMEKO))
    goals = tuple(
        Goal(
            f"calls {case}, {name}: times {'a' if baseline == NAMEKO else 'the'} {baseline}",
            found.figure(case, name).times(found.figure(case, baseline)),
            most,
            True,
        )
        for (case, name, baseline), most in MOST.items()
    )
    return replace(found, goals=goals)


def _case(case: str, calls: Mapping[str, Callable[[], object]], options: Options) -> list[Figure]:
    times = max(5, round(A_SECOND * options.seconds))
    spent: dict[str, list[float]] = {name: [] for name in calls}

    def sample(name: str) -> float:
        before = all_cpu()
        for _ in range(times):
            start = time.perf_counter()
            calls[name]()
            spent[name].append((time.perf_counter() - start) * 1000)
        # What follows upon the last commands belongs to them.
        time.sleep(0.2)
        return (all_cpu() - before) * 1000 / times

    for call in calls.values():
        call()
    taken = side_by_side(tuple(calls), options.repetitions, sample)
    return [
        Figure(
            case,
            name,
            "µs CPU",
            samples,
            {"p50 ms": statistics.median(spent[name]), "p99 ms": percentile(spent[name], 0.99)},
        )
        for name, samples in taken.items()
    ]
