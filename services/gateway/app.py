"""The HTTP edge: one WSGI app, each call given a correlation and, whatever happens, an answer."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, ClassVar
from wsgiref.util import setup_testing_defaults

import falcon
import structlog

from libs.engine.service import Service
from libs.hosting.http_connections import Headers
from libs.hosting.http_server import STRICT_TRANSPORT, App
from libs.kernel.problems import Problem, Wire
from libs.log.database import INFRASTRUCTURE, Database, away
from libs.log.entry import EventLog
from services.gateway import openapi, problems, request, routes
from services.gateway.auth import ANONYMOUS, CHALLENGE, Callers, cookie_name
from services.gateway.gateway import Backend, Gateway, Options
from services.gateway.notices.duties import Duties
from services.gateway.notices.sender import Reminders
from services.gateway.one_stop.teller import Teller
from services.gateway.problems import Refusal
from services.gateway.routes.resource import Resource, resources
from services.gateway.server import Work
from services.gateway.sign_in.roles import Roles

__all__ = ["Backend", "GatewayService", "Options", "beside", "create_app"]

_logger = structlog.get_logger(__name__)


class GatewayService(Service):
    """What an installation makes for the gateway: its own tables, the access log, no events."""

    name = "gateway"
    entrusted: ClassVar[Mapping[str, Traversable]] = {
        "access": files("services.gateway") / "access.sql"
    }


@dataclass(frozen=True, slots=True)
class GatewayApp:
    """The WSGI app, and whom it knows."""

    app: App
    callers: Callers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer a call."""
        return self.app(environ, start_response)

    def knows(self, headers: Headers) -> bool:
        """Return whether headers, as the server read them, hold credentials of somebody."""
        environ = {f"HTTP_{name}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        try:
            return self.callers.find(falcon.Request(environ)).actor != ANONYMOUS
        except Refusal:
            return False


def create_app(
    backend: Backend,
    log: EventLog,
    db: Database,
    contracts: Mapping[str, Wire],
    options: Options,
) -> "GatewayApp":
    """Return the WSGI app; `contracts` as `contract_files.load` gave them, `db` schema `gateway`.

    Raises ValueError if the operator's key is too short.
    """
    table = routes.table(contracts)
    cookie = cookie_name(options.sign_in)
    document = openapi.build(table, contracts, options.logs, options.demo, cookie)
    gateway = Gateway(backend, log, db, contracts, options, problems.encode(document))
    common = {"Cache-Control": "no-store", **request.SECURITY_HEADERS}
    if options.sign_in.public_url.startswith("https://"):
        common["Strict-Transport-Security"] = STRICT_TRANSPORT
    app: falcon.App[Any, Any] = falcon.App(middleware=[_Edge(common)])
    app.add_error_handler(Exception, _failed)
    app.add_error_handler(falcon.HTTPError, _failed)
    for path, resource in resources(gateway, table):
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
            start_response("500 Internal Server Error", [*headers, *common.items()])
            return [body]

    return GatewayApp(guarded, gateway.callers)


def beside(
    backend: Backend,
    log: EventLog,
    db: Database,
    contracts: Mapping[str, Wire],
    options: Options,
) -> tuple[Work, ...]:
    """Return what is worked at beside the app that `create_app` makes of the same: digests are made
    and sent, the one-stop desk is told how dossiers stand."""

    def logs() -> Sequence[str]:
        return options.logs or log.logs()

    duties = Duties(backend, contracts, Roles(log, logs), options.clock)
    public_url = options.sign_in.public_url
    reminders = Reminders(db, duties, options.notices, public_url, options.clock)
    teller = Teller(db, log, backend, options.one_stop, logs, options.clock)
    return reminders.run, teller.run


class _Edge:
    """What holds for every call: its correlation, a path that says one thing, common headers."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        req.context.trace = uuid.uuid4().hex
        req.context.actor = None
        sent = request.header(
            req, "Kiemdinh-Correlation", request.CORRELATION, "1 đến 128 ký tự A-Z a-z 0-9 . _ : -"
        )
        req.context.trace = sent or req.context.trace
        raw = req.env.get("REQUEST_URI") or req.env.get("RAW_URI") or ""
        if "%2f" in raw.partition("?")[0].lower() or any(
            c < " " or c == "\ufffd" for c in req.path
        ):
            raise Refusal("path-malformed")

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: Resource, params: Wire
    ) -> None:
        if req.method not in falcon.COMBINED_METHODS:
            allowed = ", ".join([*resource.methods, "OPTIONS"])
            raise Refusal("method-not-allowed", headers={"Allow": allowed})

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, succeeded: bool
    ) -> None:
        resp.set_header("Kiemdinh-Correlation", req.context.trace)
        for name, value in self._headers.items():
            if not resp.get_header(name):
                resp.set_header(name, value)


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
    document = problems.document(refusal, request.place(req), req.context.trace)
    resp.status = document["status"]
    resp.content_type = problems.MEDIA_TYPE
    resp.data = problems.encode(document)
    resp.text = resp.media = None
    for name, value in headers.items():
        resp.set_header(name, value)
    if document["status"] == 401 and "WWW-Authenticate" not in headers:
        resp.set_header("WWW-Authenticate", CHALLENGE)
    if document["status"] == 503:
        resp.set_header("Retry-After", "1")
    if 400 <= document["status"] < 500:
        _logger.info(
            "call_refused",
            actor=req.context.actor,
            method=req.method,
            path=request.place(req),
            code=refusal.code,
            trace=req.context.trace,
        )


def _falcon(error: falcon.HTTPError) -> Refusal:
    codes = {404: "path-unknown", 405: "method-not-allowed"}
    return Refusal(codes.get(error.status_code, "request-malformed"))
