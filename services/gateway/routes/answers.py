"""What requests and answers have in common."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import falcon

from libs.contract import Contract
from libs.errors import Wire
from services.gateway import openapi, problems, reading
from services.gateway.problems import Refusal, field

Routes = list[tuple[str, Any]]
"""Path templates, each with the Falcon resource that answers there."""


def accept(req: falcon.Request, *types: str) -> None:
    """Raise `Refusal` (not-acceptable) unless the caller takes an answer of one of `types`."""
    if not any(req.client_accepts(kind) for kind in types):
        raise Refusal("not-acceptable", f"Chỉ có dạng trả lời: {', '.join(types)}.")


def answer_json(resp: falcon.Response, value: object, position: int | None = None) -> None:
    """Answer with `value`, which holds up to `position` of the log."""
    resp.content_type = "application/json"
    resp.data = problems.encode(value)
    if position is not None:
        resp.set_header("Kiemdinh-Position", str(position))


def message(req: falcon.Request, contract: Contract[Any], name: str) -> Any:
    """Return the request's body as the message `name`; raises `Refusal` and `Invalid`."""
    reading.parameters(req, {})
    return contract.load({"type": name, "data": reading.body(req)})


def instant(at: datetime | None) -> str | None:
    """Return an instant as answers have it: RFC 3339, UTC."""
    return None if at is None else at.isoformat()


def page(req: falcon.Request) -> tuple[str, int]:
    """Return after what, in plain text, a list goes on, and how many things it shows at most."""
    asked = reading.parameters(req, {p["name"]: p["schema"] for p in openapi.PAGE_PARAMETERS})
    limit = asked.get("limit", openapi.LIST_LIMIT)
    if not 1 <= limit <= openapi.LIST_MOST:
        raise field("parameter-malformed", "/limit", f"Từ 1 đến {openapi.LIST_MOST}.")
    return reading.cursor(asked["after"]) if "after" in asked else "", limit


def answer_page(
    req: falcon.Request, resp: falcon.Response, items: list[Wire], limit: int, last: str
) -> None:
    """Answer with a part of a list, which goes on behind the thing `last` if there is one."""
    answer_json(resp, {"items": items})
    if last:
        query = urlencode({"after": reading.mark(last), "limit": limit})
        resp.append_link(f"{req.path}?{query}", "next")


class Get:
    """Answers HEAD as GET; Falcon leaves the body out."""

    def on_head(self, req: falcon.Request, resp: falcon.Response, **params: str) -> None:
        """Answer HEAD."""
        self.on_get(req, resp, **params)  # type: ignore[attr-defined]
