"""The platform itself: alive, ready, its API document, the meaning of each code."""

from concurrent.futures import wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import structlog

from libs.kernel.problems import FieldError
from libs.law import areas
from libs.log.database import INFRASTRUCTURE
from libs.log.entry import broken
from services.gateway import problems
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.carried import JSON, Answer, text_answer
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import ANYBODY

HEALTH_SECONDS = 3.0
"""How long readiness waits for the services to answer."""

_logger = structlog.get_logger(__name__)
routes = Routes("health")


@dataclass(frozen=True, slots=True)
class Live:
    """This process serves requests."""

    status: Literal["ok"]


@dataclass(frozen=True, slots=True)
class Ready:
    """All parts of the platform answer and keep up with the log."""

    status: Literal["ok"]
    parts: tuple[str, ...]


@routes("GET", "/livez", ANYBODY)
def is_live(call: Call) -> Live:
    """Say that this process serves requests."""
    return Live("ok")


@routes("GET", "/readyz", ANYBODY, refuses=(503,))
def is_ready(call: Call) -> Ready:
    """Say that database, files and services answer and keep up with the log."""
    gateway = call.gateway
    probes = {
        f"/services/{name}": gateway.probes.submit(_service, gateway, name)
        for name in gateway.contracts
    }
    probes["/database"] = gateway.probes.submit(_database, gateway)
    probes["/log"] = gateway.probes.submit(_log, gateway)
    if gateway.options.files:
        probes["/files"] = gateway.probes.submit(gateway.options.files.store.check)
    done, _ = wait(probes.values(), HEALTH_SECONDS)
    wrong = []
    for where, probe in probes.items():
        if probe not in done:
            wrong.append(FieldError(where, "no-answer", "Không trả lời kịp."))
        elif probe.exception() is not None:
            _logger.warning("not_ready", part=where, error=repr(probe.exception()))
            wrong.append(FieldError(where, "failed", "Không hoạt động."))
        elif late := probe.result():
            wrong.append(FieldError(where, "broken" if where == "/log" else "behind", late))
    if wrong:
        raise Refusal("not-ready", errors=wrong)
    return Ready("ok", tuple(sorted(part.lstrip("/") for part in probes)))


def _database(gateway: Gateway) -> str | None:
    with gateway.db.transaction() as db:
        db.execute("select 1 from api_key limit 1")
    return None


def _log(gateway: Gateway) -> str | None:
    """Return which logs are not those that were signed, since when and from which entry on.

    That the database is away is for its own probe to say.
    """
    found: list[tuple[Any, ...]] = []
    with suppress(*INFRASTRUCTURE), gateway.db.transaction() as db:
        db.execute(
            "select log, broken_since, coalesce(broken_index, -1), broken_why from log.founded"
            " where broken_since is not null order by log"
        )
        found = db.fetchall()
    return " ".join(broken(*each).detail for each in found) or None


def _service(gateway: Gateway, name: str) -> str | None:
    late = [
        f"{subscription}, {log}: {behind}"
        for subscription, logs in gateway.backend.health(name).get("lag", {}).items()
        for log, behind in logs.items()
        if behind > gateway.options.lag
    ]
    return f"Chậm so với sổ ghi: {'; '.join(late)}." if late else None


@dataclass(frozen=True, slots=True)
class Province:
    """A log of this installation, the province it is of, and how many events it holds."""

    log: str
    name: str
    events: int


@dataclass(frozen=True, slots=True)
class InstallationView:
    """What this installation is: the provinces it serves, whether it is a demonstration, whether
    figures can be taken from the sector database."""

    demo: bool
    provinces: tuple[Province, ...]
    sector_database: bool


def _province(log: str, today: date) -> areas.Unit | None:
    """Return the province of a log; of one that is no more, as it was on its last day."""
    return areas.unit(log, today) or areas.unit(log, areas.REFORM - timedelta(days=1))


@routes("GET", "/v1/installation", ANYBODY)
def show_installation(call: Call) -> InstallationView:
    """Say which provinces this installation serves, and whether it is a demonstration."""
    gateway, today = call.gateway, call.gateway.today()
    return InstallationView(
        gateway.options.demo,
        tuple(
            Province(
                log, found.name if (found := _province(log, today)) else log, gateway.log.head(log)
            )
            for log in gateway.options.logs or gateway.log.logs()
        ),
        gateway.options.sector_database is not None,
    )


@routes("GET", "/openapi.json", ANYBODY, answers=(Answer(200, JSON, {"type": "object"}),))
def read_document(call: Call) -> bytes:
    """Read this document."""
    return call.gateway.document


@routes("GET", "/problems/{code}", ANYBODY, answers=(text_answer("text/html"),))
def explain_problem(call: Call) -> str:
    """Read what the code of a refusal means."""
    code = call.path["code"]
    if code not in call.gateway.catalogue:
        raise Refusal("path-unknown", "Không có mã lỗi này.")
    call.resp.content_type = "text/html; charset=utf-8"
    return problems.page(code, call.gateway.catalogue[code])
