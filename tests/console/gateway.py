"""A stand-in for the gateway: answers that a test sets, and what was asked of it."""

import json
from collections.abc import Callable
from typing import Any

from libs.kernel.problems import Wire

SESSION: Wire = {
    "id": "s1",
    "actor": "u:lan",
    "login": "lan",
    "provider": None,
    "second_factor": "none",
    "started_at": "2026-11-26T01:00:00Z",
    "expires_at": "2026-11-26T13:00:00Z",
}
PRINCIPAL = {
    "log": "79",
    "role": "principal",
    "org": "hoasen",
    "scope": "own",
    "lent_by": None,
}
EVALUATOR = {**PRINCIPAL, "role": "evaluator", "org": "so"}


class StandIn:
    """Answers each (method, path) by `answers`: (status, JSON) or a function of the body.

    `asked` are the calls so far, as (method, path, environ, body).
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any], Any]] = []
        self.cookies: list[str] = []
        self.answers: dict[tuple[str, str], tuple[int, Any] | Callable[[Any], tuple[int, Any]]] = {
            ("GET", "/v1/installation"): (
                200,
                {
                    "demo": False,
                    "provinces": [{"log": "79", "name": "TP. HCM", "events": 5}],
                    "sector_database": False,
                },
            ),
            ("GET", "/v1/sign-in"): (200, {"providers": [], "samples": None}),
            ("GET", "/v1/session"): problem(401, "credentials-missing"),
            ("GET", "/v1/roles"): (200, {"items": [PRINCIPAL, EVALUATOR]}),
            ("GET", "/v1/79/school/hoasen"): (
                200,
                {"id": "hoasen", "name": "Trường <b>Hoa</b> Sen"},
            ),
            ("POST", "/v1/79/batch"): (200, {"results": [{"status": 200, "answer": {}}]}),
            ("GET", "/v1/79/organisation/so"): (200, {"id": "so", "name": "Sở mẫu"}),
        }

    def sign_in(self) -> None:
        """Let the browser be signed in from now on."""
        self.answers["GET", "/v1/session"] = (200, SESSION)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer as WSGI."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        raw = environ["wsgi.input"].read()
        body = json.loads(raw) if raw else None
        self.asked.append((method, path, environ, body))
        found = self.answers.get((method, path), (200, {"items": []}))
        status, answer = found(body) if callable(found) else found
        headers = [("Content-Type", "application/json")]
        headers += [("Set-Cookie", cookie) for cookie in self.cookies]
        start_response(f"{status} X", headers)
        return [json.dumps(answer).encode()]

    def sent(self, path: str) -> list[Any]:
        """Return the bodies that were posted to a path."""
        return [body for method, at, _, body in self.asked if (method, at) == ("POST", path)]


def problem(status: int, code: str, **more: Any) -> tuple[int, Wire]:
    """Return the answer that is a refusal."""
    detail = more.pop("detail", "Chưa được.")
    return status, {"code": code, "status": status, "detail": detail, **more}
