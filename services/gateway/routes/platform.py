"""The platform itself: alive, ready, its API document, the meaning of each code."""

from collections.abc import Mapping
from concurrent.futures import wait

import falcon
import structlog

from libs.errors import FieldError, Wire
from services.gateway import openapi, problems, reading
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.answers import Get, Routes, accept, answer_json

HEALTH_SECONDS = 3.0
"""How long readiness waits for the services to answer."""

_logger = structlog.get_logger(__name__)


def routes(gateway: Gateway) -> Routes:
    """Return the paths that are there whatever the services are."""
    options, cookie = gateway.options, gateway.callers.cookie_name()
    document = openapi.build(gateway.contracts, options.logs, options.demo, cookie)
    return [
        ("/livez", _Live()),
        ("/readyz", _Ready(gateway)),
        ("/openapi.json", _Document(document)),
        ("/problems/{code}", _Explanation(gateway.catalogue)),
    ]


class _Live(Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        reading.parameters(req, {})
        answer_json(resp, {"status": "ok"})


class _Ready(Get):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        reading.parameters(req, {})
        gateway = self._gateway
        probes = {
            f"/services/{name}": gateway.probes.submit(self._service, name)
            for name in gateway.contracts
        }
        probes["/database"] = gateway.probes.submit(self._database)
        done, _ = wait(probes.values(), HEALTH_SECONDS)
        wrong = []
        for where, probe in probes.items():
            if probe not in done:
                wrong.append(FieldError(where, "no-answer", "Không trả lời kịp."))
            elif probe.exception() is not None:
                _logger.warning("not_ready", part=where, error=repr(probe.exception()))
                wrong.append(FieldError(where, "failed", "Không hoạt động."))
            elif late := probe.result():
                wrong.append(FieldError(where, "behind", late))
        if wrong:
            raise Refusal("not-ready", errors=wrong)
        answer_json(resp, {"status": "ok", "parts": sorted(part.lstrip("/") for part in probes)})

    def _database(self) -> str | None:
        with self._gateway.db.transaction() as db:
            db.execute("select 1 from api_key limit 1")
        return None

    def _service(self, name: str) -> str | None:
        lag = self._gateway.backend.health(name).get("lag", {})
        late = [
            f"{subscription}, {log}: {behind}"
            for subscription, logs in lag.items()
            for log, behind in logs.items()
            if behind > self._gateway.options.lag
        ]
        return f"Chậm so với sổ ghi: {'; '.join(late)}." if late else None


class _Document(Get):
    def __init__(self, document: Wire) -> None:
        self._body = problems.encode(document)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        resp.content_type = "application/json"
        resp.data = self._body


class _Explanation(Get):
    def __init__(self, catalogue: Mapping[str, problems.Explained]) -> None:
        self._catalogue = catalogue

    def on_get(self, req: falcon.Request, resp: falcon.Response, code: str) -> None:
        accept(req, "text/html")
        reading.parameters(req, {})
        if code not in self._catalogue:
            raise Refusal("path-unknown", "Không có mã lỗi này.")
        resp.content_type = "text/html; charset=utf-8"
        resp.text = problems.page(code, self._catalogue[code])
