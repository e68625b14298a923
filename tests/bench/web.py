"""Screens: each page of console and portal over the demo's schools, then over 3,000; beside a bare
Falcon page, which is served and asked the same way.

CPU is that of this process per page, the one request at a time that asks for it included;
PostgreSQL's is not.
"""

import http.client
import json
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import falcon

from libs.files.tables import CSV
from libs.hosting import logging
from services.cli.api import Api
from services.cli.demo.command import sign_in_samples
from services.cli.demo.plan import Plan
from services.cli.demo.steps import run
from services.cli.platform import platform
from services.gateway.server import bind
from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.bench.imports import file, settled
from tests.bench.latency import LOG
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.bench.schools import samples
from tests.browser.pages import Screen, screens

NAME = "web"
MANY = 3000
"""Schools in the second case; in the first those of the demo."""
BARE = "bare Falcon page"
A_SECOND = 10
"""How often a page is asked for in a sample of one second, at least three times."""
MOST_P95 = 1000.0
"""Milliseconds for the slowest page at many schools; what a person still takes for one step."""
PATIENCE = 30.0


class _Bare:
    """A page of the size of ours, made of nothing."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer."""
        resp.content_type = "text/html; charset=utf-8"
        resp.text = "<!doctype html><title>.</title>" + "<p>Trường</p>" * 800


@contextmanager
def _bare() -> Iterator[str]:
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


def _fill(api: Api, already: int) -> None:
    """Register sample schools until there are `MANY`."""
    path = f"/v1/{LOG}/imports?layout=schools"
    rows = file(list(samples(MANY - already)))
    checked = settled(api, api.send(path, rows, CSV, command_id=uuid.uuid4().hex).json())
    confirm = f"/v1/{LOG}/imports/{checked['id']}/confirm"
    settled(api, api.send(confirm, b"{}", "application/json").json())


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
        return (answer.headers["Set-Cookie"] or "").partition(";")[0]


def _ask(url: str, address: str, cookie: str) -> Callable[[], None]:
    """Return what asks for a page once; raises RuntimeError for one that fails."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    headers = {"Cookie": cookie} if cookie else {}

    def once() -> None:
        line.request("GET", address, headers=headers)
        answer = line.getresponse()
        answer.read()
        if answer.status >= 500:
            raise RuntimeError(f"{address}: {answer.status}")

    return once


def _case(case: str, pages: Mapping[str, Callable[[], None]], options: Options) -> list[Figure]:
    """Measure each page, all of them once a repetition."""
    times = max(3, round(A_SECOND * options.seconds))
    spent: dict[str, list[float]] = {name: [] for name in pages}
    cpu: dict[str, list[float]] = {name: [] for name in pages}

    def sample(name: str) -> float:
        taken = []
        began = time.process_time()
        for _ in range(times):
            start = time.perf_counter()
            pages[name]()
            taken.append((time.perf_counter() - start) * 1000)
        cpu[name].append((time.process_time() - began) * 1000 / times)
        spent[name] += taken
        return statistics.quantiles(taken, n=20, method="inclusive")[18]

    for name in pages:
        pages[name]()
    found = side_by_side(tuple(pages), options.repetitions, sample)
    return [
        Figure(
            case,
            name,
            "ms, p95",
            taken,
            {"cpu, ms": statistics.median(cpu[name]), "p50": statistics.median(spent[name])},
        )
        for name, taken in found.items()
    ]


def measure(options: Options) -> Outcome:
    """Measure every screen of `tests.browser.pages`, as who looks at it."""
    figures: list[Figure] = []
    logging.configure("kiemdinh-bench", "WARNING")
    with (
        tempfile.TemporaryDirectory(prefix="kiemdinh-bench-") as folder,
        platform(Path(folder) / "var", 0, demo=True) as running,
        _bare() as bare,
    ):
        plan, api = Plan(), Api(running.url, running.operator_key)
        _told(plan, api)
        shown = list(screens(plan))
        cookies = {one.login: "" for one in shown}
        for login in filter(None, cookies):
            cookies[login] = _cookie(running.url, login)
        ask = partial(_asked, running.url, cookies)
        pages = {BARE: _ask(bare, "/", "")} | {one.name: ask(one) for one in shown}
        already = len(api.all(f"/v1/{LOG}/school", actor=None))
        figures += _case(f"{already:,} schools", pages, options)
        _fill(api, already)
        figures += _case(f"{MANY:,} schools", pages, options)
    slowest = max(
        (one for one in figures if one.case == f"{MANY:,} schools"), key=lambda one: one.median
    )
    text = f"web, {MANY:,} schools: slowest page ({slowest.contender}), p95, ms"
    goal = Goal(text, slowest.median, MOST_P95, at_most=True)
    return Outcome(tuple(figures), (goal,), (BARE,))


def _asked(url: str, cookies: Mapping[str, str], screen: Screen) -> Callable[[], None]:
    return _ask(url, screen.address, cookies[screen.login])
