"""The HTTP edge: routes made from the contracts, each call read, passed on, and answered."""

import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

import falcon
import structlog

from libs.calendar import vietnam_today
from libs.command_handler import Context, now
from libs.contract import kebab
from libs.errors import FieldError, Problem, Wire
from libs.eventlog import EventLog
from libs.postgres import INFRASTRUCTURE, Database, away
from libs.rights import OPERATOR
from libs.service import Queries, Service
from services.gateway import feed, openapi, problems, reading
from services.gateway.auth import ANONYMOUS, CHALLENGE, Keys
from services.gateway.keys import ISSUE, IssueKey
from services.gateway.problems import Refusal, field
from services.gateway.server import App

_logger = structlog.get_logger(__name__)

HEALTH_SECONDS = 3.0
"""How long readiness waits for the services to answer."""


class Backend(Protocol):
    """The services, in this process or behind the broker. Each method raises what the service does.

    `health` returns `{"lag": {subscription: {log: events behind}}}` or raises anything.
    """

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out a command."""

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer a question."""

    def health(self, service: str) -> Wire:
        """Return how the service is, if it is."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a gateway runs.

    `logs` are the provinces it serves, all when empty; `demo` lets callers name the legal date; a
    call is given `patience`; the gateway is ready while no subscription is more than `lag` behind.
    """

    operator_key: str
    demo: bool = False
    logs: tuple[str, ...] = ()
    patience: timedelta = timedelta(seconds=10)
    lag: int = 10_000
    clock: Callable[[], datetime] = now


class GatewayService(Service):
    """What an installation makes for the gateway: a schema with its own tables, no events."""

    name = "gateway"
    aggregates = ()
    queries: ClassVar[Queries]


def create_app(
    backend: Backend,
    log: EventLog,
    db: Database,
    contracts: Mapping[str, Wire],
    options: Options,
) -> App:
    """Return the WSGI app; `contracts` as `libs.contracts.load` gave them, `db` schema `gateway`.

    Raises ValueError if the operator's key is too short.
    """
    gateway = _Gateway(backend, log, db, contracts, options)
    app: falcon.App[Any, Any] = falcon.App(middleware=[_Edge()])
    app.add_error_handler(Exception, _failed)
    app.add_error_handler(falcon.HTTPError, _failed)
    for path, resource in gateway.routes():
        app.add_route(path, resource)

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            return app(environ, start_response)
        except Exception:
            # Only what Falcon does before and after the handlers can end here.
            _logger.exception("request_broke")
            trace = uuid.uuid4().hex
            body = problems.encode(problems.document(Refusal("internal"), "/", trace))
            headers = [("Content-Type", problems.MEDIA_TYPE), ("Content-Length", str(len(body)))]
            start_response("500 Internal Server Error", headers)
            return [body]

    return guarded


class _Gateway:
    """What every route needs: who calls, in which context, and the parts to pass the call on to."""

    def __init__(
        self,
        backend: Backend,
        log: EventLog,
        db: Database,
        contracts: Mapping[str, Wire],
        options: Options,
    ) -> None:
        self.backend = backend
        self.log = log
        self.db = db
        self.contracts = contracts
        self.options = options
        self.keys = Keys(db, options.operator_key, options.clock)
        self.visibility = feed.visibilities(contracts)
        self.catalogue = problems.catalogue(contracts)
        self.probes = ThreadPoolExecutor(max(4, len(contracts)), "readiness")

    def routes(self) -> list[tuple[str, Any]]:
        """Return each path template with what answers there."""
        document = openapi.build(self.contracts, self.options.logs, self.options.demo)
        found: list[tuple[str, Any]] = [
            ("/livez", _Live()),
            ("/readyz", _Ready(self)),
            ("/openapi.json", _Document(document)),
            ("/problems/{code}", _Explanation(self.catalogue)),
            ("/v1/keys", _Keys(self)),
            ("/v1/events", _Events(self)),
            ("/v1/{log}/checkpoint", _Checkpoint(self)),
            ("/v1/{log}/key", _Key(self)),
        ]
        for name, contract in self.contracts.items():
            for category, aggregate in contract["aggregates"].items():
                for command in openapi.offered(aggregate):
                    path = f"/v1/{{log}}/{category}/{{id}}/{kebab(command)}"
                    found.append((path, _Command(self, name, category, command)))
            for category, questions in contract["queries"].items():
                if "get" in questions:
                    path = f"/v1/{{log}}/{category}/{{id}}"
                    found.append((path, _One(self, name, questions["get"])))
                if "list" in questions:
                    found.append((f"/v1/{{log}}/{category}", _Many(self, name, questions["list"])))
        return found

    def actor(self, req: falcon.Request, public: bool) -> str:
        """Return who calls; raises `Refusal` (credentials-missing) for nobody, unless `public`."""
        actor = self.keys.actor(req.get_header("Authorization"))
        req.context.actor = actor
        if actor == ANONYMOUS and not public:
            raise Refusal("credentials-missing", headers=CHALLENGE)
        return actor

    def known(self, log: str) -> str:
        """Return the log's code; raises `Refusal` (path-malformed, log-unknown)."""
        reading.segment("log", log, reading.LOG)
        if self.options.logs and log not in self.options.logs:
            raise Refusal("log-unknown")
        return log

    def on(self, req: falcon.Request) -> date:
        """Return the legal date of the call, Vietnamese calendar."""
        if req.get_header("Kiemdinh-On") is not None and not self.options.demo:
            raise Refusal("demo-only")
        return reading.day(req) or vietnam_today(self.options.clock())

    def check(self, log: str, position: int) -> None:
        """Raise `Refusal` (position-unknown) if the log is not that long: no use in waiting."""
        if position > 0 and position > self.log.head(log):
            raise field("position-unknown", "/min_position", "Sổ ghi chưa dài đến vị trí này.")

    def context(
        self,
        req: falcon.Request,
        actor: str,
        least: int,
        command_id: str = "",
        expected: int | None = None,
    ) -> Wire:
        """Return the context that travels with the call."""
        return Context(
            command_id=command_id,
            actor=actor,
            on=self.on(req),
            corr=req.context.trace,
            deadline=self.options.clock() + self.options.patience,
            expected_version=expected,
            min_position=least,
        ).to_wire()


class _Edge:
    """What holds for every call: its correlation, a path that says one thing, common headers."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        req.context.trace = uuid.uuid4().hex
        req.context.actor = None
        sent = reading.header(
            req, "Kiemdinh-Correlation", reading.CORRELATION, "1 đến 128 ký tự A-Z a-z 0-9 . _ : -"
        )
        req.context.trace = sent or req.context.trace
        raw = req.env.get("REQUEST_URI") or req.env.get("RAW_URI") or ""
        if "%2f" in raw.partition("?")[0].lower() or any(
            c < " " or c == "\ufffd" for c in req.path
        ):
            raise Refusal("path-malformed")

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, params: Wire
    ) -> None:
        if req.method not in falcon.COMBINED_METHODS:
            raise Refusal("method-not-allowed", headers={"Allow": ", ".join(_methods(resource))})

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, succeeded: bool
    ) -> None:
        resp.set_header("Kiemdinh-Correlation", req.context.trace)
        resp.set_header("X-Content-Type-Options", "nosniff")
        if not resp.get_header("Cache-Control"):
            resp.set_header("Cache-Control", "no-store")


def _methods(resource: Any) -> list[str]:
    known = ("GET", "HEAD", "POST")
    return [*(m for m in known if hasattr(resource, f"on_{m.lower()}")), "OPTIONS"]


def _failed(req: falcon.Request, resp: falcon.Response, error: Exception, params: Wire) -> None:
    """Answer an exception with its problem document; what is nobody's refusal is a bare 500."""
    headers: Mapping[str, str] = {}
    refusal: Refusal | Problem
    match error:
        case Refusal():
            refusal, headers = error, error.headers
        case Problem():
            refusal = error
        case falcon.HTTPError():
            refusal, headers = _falcon(error), dict(error.headers or {})
        case _ if isinstance(error, INFRASTRUCTURE):
            _logger.warning("database_away", error=repr(error))
            refusal = away()
        case _:
            _logger.error("request_failed", trace=req.context.trace, exc_info=error)
            refusal = Refusal("internal")
    document = problems.document(refusal, req.path, req.context.trace)
    resp.status = document["status"]
    resp.content_type = problems.MEDIA_TYPE
    resp.data = problems.encode(document)
    resp.text = resp.media = None
    for name, value in headers.items():
        resp.set_header(name, value)
    if document["status"] == 503:
        resp.set_header("Retry-After", "1")
    if 400 <= document["status"] < 500:
        _logger.info(
            "call_refused",
            actor=req.context.actor,
            method=req.method,
            path=req.path,
            code=refusal.code,
            trace=req.context.trace,
        )


def _falcon(error: falcon.HTTPError) -> Refusal:
    codes = {404: "path-unknown", 405: "method-not-allowed"}
    return Refusal(codes.get(error.status_code, "request-malformed"))


def _accept(req: falcon.Request, *types: str) -> None:
    if not any(req.client_accepts(kind) for kind in types):
        raise Refusal("not-acceptable", f"Chỉ có dạng trả lời: {', '.join(types)}.")


def _json(resp: falcon.Response, value: object, position: int | None = None) -> None:
    resp.content_type = "application/json"
    resp.data = problems.encode(value)
    if position is not None:
        resp.set_header("Kiemdinh-Position", str(position))


class _Get:
    """Answers HEAD as GET; Falcon leaves the body out."""

    def on_head(self, req: falcon.Request, resp: falcon.Response, **params: str) -> None:
        self.on_get(req, resp, **params)  # type: ignore[attr-defined]


class _Live(_Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        _accept(req, "application/json")
        reading.parameters(req, {})
        _json(resp, {"status": "ok"})


class _Ready(_Get):
    def __init__(self, gateway: _Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        _accept(req, "application/json")
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
        _json(resp, {"status": "ok", "parts": sorted(part.lstrip("/") for part in probes)})

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


class _Document(_Get):
    def __init__(self, document: Wire) -> None:
        self._body = problems.encode(document)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        _accept(req, "application/json")
        resp.content_type = "application/json"
        resp.data = self._body


class _Explanation(_Get):
    def __init__(self, catalogue: Mapping[str, problems.Explained]) -> None:
        self._catalogue = catalogue

    def on_get(self, req: falcon.Request, resp: falcon.Response, code: str) -> None:
        _accept(req, "text/html")
        reading.parameters(req, {})
        if code not in self._catalogue:
            raise Refusal("path-unknown", "Không có mã lỗi này.")
        resp.content_type = "text/html; charset=utf-8"
        resp.text = problems.page(code, self._catalogue[code])


class _Keys:
    def __init__(self, gateway: _Gateway) -> None:
        self._gateway = gateway

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        _accept(req, "application/json")
        if self._gateway.actor(req, public=False) != OPERATOR:
            raise Refusal("operator-only")
        reading.parameters(req, {})
        request = reading.command_id(req)
        asked: IssueKey = ISSUE.load({"type": "IssueKey", "data": reading.body(req)})
        issued, new = self._gateway.keys.issue(asked.actor, asked.days, request)
        resp.status = 201 if new else 200
        _json(
            resp,
            {
                "id": issued.id,
                "actor": issued.actor,
                "key": issued.key,
                "expires_at": issued.expires_at.isoformat(),
            },
        )


class _Events(_Get):
    def __init__(self, gateway: _Gateway) -> None:
        self._gateway = gateway
        self._known = {p["name"]: p["schema"] for p in openapi.FEED_PARAMETERS}

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        _accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, public=True)
        asked = reading.parameters(req, self._known)
        if "log" not in asked:
            raise field("parameter-missing", "/log", "Cần mã tỉnh của sổ ghi.")
        log = gateway.known(asked["log"])
        after, limit = asked.get("after", 0), asked.get("limit", openapi.FEED_LIMIT)
        if not 1 <= limit <= openapi.FEED_MOST or after < 0:
            raise field("parameter-malformed", "/limit", f"Từ 1 đến {openapi.FEED_MOST}.")
        types = asked.get("types", ())
        for name in types:
            if name not in gateway.visibility:
                raise field("parameter-malformed", "/types", f"Không có loại sự kiện '{name}'.")
        reader = feed.sight(gateway.log, log, actor, gateway.on(req))
        events, last = feed.page(gateway.log, log, after, limit, types, gateway.visibility, reader)
        resp.content_type = "application/json"
        resp.data = feed.render(events, last)
        resp.set_header("Kiemdinh-Position", str(last))
        if last > after:
            query = {**asked, "after": last}
            if types:
                query["types"] = ",".join(types)
            resp.append_link(f"/v1/events?{urlencode(query, safe=',')}", "next")


class _Checkpoint(_Get):
    def __init__(self, gateway: _Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        _accept(req, "text/plain")
        self._gateway.known(log)
        reading.parameters(req, {})
        with self._gateway.db.transaction() as db:
            db.execute(
                "select note, size from seal.checkpoint where log = %s order by size desc limit 1",
                (log,),
            )
            row = db.fetchone()
        if row is None:
            raise Refusal("checkpoint-unknown")
        resp.content_type = "text/plain; charset=utf-8"
        resp.data = str(row[0]).encode()
        resp.set_header("Kiemdinh-Position", str(row[1]))


class _Key(_Get):
    """The key that signs a log. Who trusts it because we say so checks nothing: compare it."""

    def __init__(self, gateway: _Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        _accept(req, "text/plain")
        self._gateway.known(log)
        reading.parameters(req, {})
        with self._gateway.db.transaction() as db:
            db.execute("select vkey from seal.tree where log = %s", (log,))
            row = db.fetchone()
        if row is None:
            raise Refusal("checkpoint-unknown")
        resp.content_type = "text/plain; charset=utf-8"
        resp.data = f"{row[0]}\n".encode()


class _Command:
    def __init__(self, gateway: _Gateway, service: str, category: str, name: str) -> None:
        self._gateway = gateway
        self._service = service
        self._category = category
        self._name = name

    def on_post(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        gateway = self._gateway
        _accept(req, "application/json")
        actor = gateway.actor(req, public=False)
        gateway.known(log)
        reading.segment("id", id, reading.ID)
        asked = reading.parameters(req, {"min_position": openapi.POSITION})
        least = reading.header(
            req, "Kiemdinh-Min-Position", reading.NUMBER, "số nguyên từ 0 trở lên"
        )
        position = max(int(least or 0), _least(asked))
        context = gateway.context(
            req, actor, position, reading.command_id(req), reading.expected_version(req)
        )
        command = {"type": self._name, "data": reading.body(req)}
        gateway.check(log, position)
        answer = gateway.backend.execute(
            self._service, log, f"{self._category}-{id}", command, context
        )
        _json(resp, answer, answer["position"])
        resp.set_header("ETag", f'"{answer["version"]}"')


def _least(asked: Wire) -> int:
    """Return parameter min_position of `asked`, which loses it; raises `Refusal`."""
    least = int(asked.pop("min_position", 0))
    if least < 0:
        raise field("parameter-malformed", "/min_position", "Phải từ 0 trở lên.")
    return least


class _Question(_Get):
    def __init__(self, gateway: _Gateway, service: str, question: Wire) -> None:
        self._gateway = gateway
        self._service = service
        self._name = question["name"]
        self._public = question["visibility"] == "public"
        self._known = {**openapi.parameters_of(question), "min_position": openapi.POSITION}

    def ask(self, req: falcon.Request, log: str, further: Wire) -> tuple[Wire, Wire, int]:
        """Return the service's answer, the question's parameters, and the position waited for."""
        _accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, self._public)
        gateway.known(log)
        asked = reading.parameters(req, self._known)
        reading.unchanged(req, 0)  # a malformed header is refused before anybody is asked
        least = _least(asked)
        if "after" in asked:
            asked["after"] = reading.cursor(asked["after"])
        question = {"type": self._name, "data": {**asked, **further}}
        context = gateway.context(req, actor, least)
        gateway.check(log, least)
        return gateway.backend.query(self._service, log, question, context), asked, least


class _One(_Question):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        reading.segment("id", id, reading.ID)
        answer, _, least = self.ask(req, log, {"id": id})
        view = answer["view"]
        resp.set_header("ETag", f'"{view["version"]}"')
        resp.set_header("Cache-Control", "private, no-cache")
        if reading.unchanged(req, view["version"]):
            resp.status = 304
            resp.set_header("Kiemdinh-Position", str(max(least, view["position"])))
        else:
            _json(resp, view, max(least, view["position"]))


class _Many(_Question):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        answer, asked, least = self.ask(req, log, {})
        views = answer["views"]
        # Read tables follow the log in order, so they hold everything up to the newest thing shown.
        _json(resp, {"items": views}, max([least, *(v["position"] for v in views)]))
        if views and len(views) >= asked.get("limit", openapi.LIST_LIMIT):
            query = {**asked, "after": reading.mark(views[-1]["id"])}
            resp.append_link(f"{req.path}?{urlencode(query)}", "next")
