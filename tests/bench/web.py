"""Screens: each page of console and portal over the demo's schools and over 3,000, side by side;
beside a bare Falcon page, which is served and asked the same way.

CPU is that of this process and of PostgreSQL per page, the one request at a time that asks for it
included.
"""

import http.client
import json
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import falcon
import psycopg2

from libs.files.tables import CSV
from libs.hosting import logging
from services.cli.api import Api
from services.cli.demo.command import sign_in_samples
from services.cli.demo.plan import Plan
from services.cli.demo.steps import run
from services.cli.platform import platform
from services.gateway.server import bind
from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.bench.ground import database_cpu
from tests.bench.imports import file, settled
from tests.bench.latency import LOG
from tests.bench.outcome import Figure, Goal, Options, Outcome, percentile, side_by_side
from tests.bench.schools import samples
from tests.browser.pages import screens

NAME = "web"
MANY = 3000
FEW, OFTEN = "schools of the demo", f"{MANY:,} schools"
MOST = 1.5
"""What a page may cost at most among many schools, of the same among few."""
BARE = "bare Falcon page"
A_SECOND = 10
"""How often a page is asked for in a sample of one second, at least three times."""
MOST_P95 = 1000.0
"""Milliseconds for the slowest page at many schools; what a person still takes for one step."""
PATIENCE = 30.0

Ask = Callable[[], None]


class _Bare:
    """A page of the size of ours, made of nothing."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer."""
        resp.content_type = "text/html; charset=utf-8"
        resp.text = "<!doctype html><title>.</title>" + "<p>Trường</p>" * 800


@contextmanager
def bare() -> Iterator[str]:
    """Give the address of a server of one page that is made of nothing."""
    app: falcon.App[Any, Any] = falcon.App()
    app.add_route("/", _Bare())
    server = bind(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(PATIENCE)


def _told(plan: Plan, api: Api) -> None:
    """Carry out the whole demo but its waits and reports."""
    seen: dict[str, int] = {}
    steps = (plan.first_lanes(), plan.letter_lanes(), plan.school_lanes(), plan.sign_in_lanes())
    for lanes in steps:
        run(api, lanes, seen, lambda lane, step: None)
    sign_in_samples(api, plan)


def _fill(api: Api, schools: int, already: int) -> None:
    """Register sample schools until there are so many."""
    path = f"/v1/{LOG}/imports?layout=schools"
    rows = file(list(samples(schools - already)))
    checked = settled(api, api.send(path, rows, CSV, command_id=uuid.uuid4().hex).json())
    confirm = f"/v1/{LOG}/imports/{checked['id']}/confirm"
    settled(api, api.send(confirm, b"{}", "application/json").json())


def _settle(dsn: str) -> None:
    """Have PostgreSQL know what its tables hold, as it does by itself within a minute."""
    with closing(psycopg2.connect(dsn)) as line, line.cursor() as cursor:
        cursor.execute("analyze")
        line.commit()


def _cookie(url: str, login: str) -> str:
    """Return the cookie of a sample person's session."""
    place = urlsplit(url)
    with closing(http.client.HTTPConnection(place.netloc, timeout=PATIENCE)) as line:
        body = json.dumps({"login": login, "password": SAMPLE_PASSWORD})
        headers = {"Content-Type": "application/json", "Origin": url}
        line.request("POST", "/v1/sign-in", body, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{login} cannot sign in: {answer.status}")
        # That of the session, and that by which a browser is known again.
        given = answer.headers.get_all("Set-Cookie", [])
        return "; ".join(each.partition(";")[0] for each in given)


def _ask(url: str, address: str, cookie: str) -> Callable[[], None]:
    """Return what asks for a page once; raises RuntimeError for one that fails."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    headers = {"Cookie": cookie} if cookie else {}

    def once() -> None:
        line.request("GET", address, headers=headers)
        answer = line.getresponse()
        answer.read()
        if answer.status not in (200, 404):
            raise RuntimeError(f"{address}: {answer.status}")

    return once


@contextmanager
def _province(folder: Path, schools: int) -> Iterator[tuple[dict[str, Ask], Callable[[], float]]]:
    """Give what asks for each page of the demo, among so many schools at least, and what PostgreSQL
    has used, milliseconds."""
    with platform(folder, 0, demo=True) as running:
        plan, api = Plan(), Api(running.url, running.operator_key)
        _told(plan, api)
        already = len(api.all(f"/v1/{LOG}/school", actor=None))
        if schools > already:
            _fill(api, schools, already)
        _settle(running.admin_dsn)
        known = {"", *(one.login for one in plan.sign_ins)}
        shown = [one for one in screens(plan) if one.login in known]
        cookies = {one.login: "" for one in shown}
        for login in filter(None, cookies):
            cookies[login] = _cookie(running.url, login)
        yield (
            {one.name: _ask(running.url, one.address, cookies[one.login]) for one in shown},
            database_cpu(running.admin_dsn),
        )


def measure(options: Options) -> Outcome:
    """Measure every screen of `tests.browser.pages`, as who looks at it, in both provinces."""
    logging.configure("kiemdinh-bench", "WARNING")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiemdinh-bench-")))
        bare_page = _ask(stack.enter_context(bare()), "/", "")
        few, databases = stack.enter_context(_province(folder / "few", 0))
        many, other = stack.enter_context(_province(folder / "many", MANY))
        spent = lambda: time.process_time() * 1000 + databases() + other()  # noqa: E731
        figures = [
            figure
            for name in few
            if not options.pages or name in options.pages
            for figure in _case(
                name, {BARE: bare_page, FEW: few[name], OFTEN: many[name]}, spent, options
            )
        ]
    found = Outcome(tuple(figures), (), (BARE, FEW))
    return replace(found, goals=_goals(found))


def _case(
    page: str, asks: Mapping[str, Ask], used: Callable[[], float], options: Options
) -> list[Figure]:
    """Measure a page in both provinces and the bare one, each once a repetition."""
    times = max(3, round(A_SECOND * options.seconds))
    spent: dict[str, list[float]] = {name: [] for name in asks}

    def sample(name: str) -> float:
        began = used()
        for _ in range(times):
            start = time.perf_counter()
            asks[name]()
            spent[name].append((time.perf_counter() - start) * 1000)
        return (used() - began) * 1000 / times

    for ask in asks.values():
        ask()
    found = side_by_side(tuple(asks), options.repetitions, sample)
    return [
        Figure(
            page,
            name,
            "µs CPU",
            taken,
            {"p50 ms": statistics.median(spent[name]), "p95 ms": percentile(spent[name], 0.95)},
        )
        for name, taken in found.items()
    ]


def _goals(found: Outcome) -> tuple[Goal, ...]:
    pages = [one for one in found.figures if one.contender == OFTEN]
    times = {one.case: one.times(found.figure(one.case, FEW)) for one in pages}
    worst = max(times, key=lambda page: times[page])
    longer = statistics.median(
        one.more["p95 ms"] / found.figure(one.case, FEW).more["p95 ms"] for one in pages
    )
    slowest = max(pages, key=lambda one: one.more["p95 ms"])
    return (
        Goal(f"web, {OFTEN}, times {FEW}: CPU, most ({worst})", times[worst], MOST, True),
        Goal(f"web, {OFTEN}, times {FEW}: p95, median of pages", longer, MOST, True),
        Goal(
            f"web, {OFTEN}: slowest page ({slowest.case}), p95, ms",
            slowest.more["p95 ms"],
            MOST_P95,
            True,
        ),
    )
