"""What answers have in common."""

from typing import Any

import falcon

from services.gateway import problems
from services.gateway.problems import Refusal

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


class Get:
    """Answers HEAD as GET; Falcon leaves the body out."""

    def on_head(self, req: falcon.Request, resp: falcon.Response, **params: str) -> None:
        """Answer HEAD."""
        self.on_get(req, resp, **params)  # type: ignore[attr-defined]
