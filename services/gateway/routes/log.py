"""A province's log: its events in order, its newest checkpoint, the key that signs it."""

from urllib.parse import urlencode

import falcon

from services.gateway import feed, openapi, reading
from services.gateway.gateway import Gateway
from services.gateway.keys import EVENTS
from services.gateway.problems import Refusal, field
from services.gateway.routes.answers import Get, Routes, accept


def routes(gateway: Gateway) -> Routes:
    """Return the paths about the log itself."""
    return [
        ("/v1/events", _Events(gateway)),
        ("/v1/{log}/checkpoint", _Checkpoint(gateway)),
        ("/v1/{log}/key", _PublicKey(gateway)),
    ]


class _Events(Get):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known = {p["name"]: p["schema"] for p in openapi.FEED_PARAMETERS}

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, True, EVENTS)
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


class _Checkpoint(Get):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        accept(req, "text/plain")
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


class _PublicKey(Get):
    """The key that signs a log. Who trusts it because we say so checks nothing: compare it."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        accept(req, "text/plain")
        self._gateway.known(log)
        reading.parameters(req, {})
        with self._gateway.db.transaction() as db:
            db.execute("select vkey from seal.tree where log = %s", (log,))
            row = db.fetchone()
        if row is None:
            raise Refusal("checkpoint-unknown")
        resp.content_type = "text/plain; charset=utf-8"
        resp.data = f"{row[0]}\n".encode()
