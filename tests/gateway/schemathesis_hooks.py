"""What generated calls need to get behind the gateway's own checks, for `schemathesis run`.

Generated commands share a few Idempotency-Keys and mostly name versions and positions that do not
exist, so that nearly all would be answered before a service decides anything. Here most lose such
headers where they are well formed, and every key that is well formed becomes one of its own.

Texts and days are made so that they are what the document asks, not made at large and thrown away.

Where the environment names further callers, they say each call again (`tests.gateway.callers`).
"""

import atexit
import itertools
import re
import uuid
from datetime import date
from typing import Any

import schemathesis
from hypothesis import strategies

from libs.kernel import texts
from services.gateway import request
from tests.gateway import callers

FORMS = {
    "If-Match": request.ETAG,
    "If-None-Match": r"\*",
    "Kiemdinh-Min-Position": request.NUMBER,
    "Kiemdinh-On": request.DAY,
}
KEPT = 5
"""One call in so many goes out as it was generated."""

_FIT = {"pattern": texts.FIT}
_LINE = f"^(?:{texts.ONE_LINE})$"
_ONE_FIT_LINE = texts.FIT.replace("[^", texts.ONE_LINE[:-2], 1)
"""A line of fit text in one pattern: of two, one makes texts and the other throws them away."""

# The document's days are of four centuries of a hundred.
_DAYS = strategies.dates(date(1800, 1, 1), date(2199, 12, 31))
schemathesis.openapi.format("date", _DAYS.map(date.isoformat))

_calls = itertools.count()
_again = callers.of_environment()
if _again is not None:
    atexit.register(_again.tell)


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: Any) -> None:
    """Say what is asked of a line in one pattern, which asks the same."""
    told = [raw_schema]
    for each in told:
        if isinstance(each, dict):
            if each.get("pattern") == _LINE and each.get("allOf") == [_FIT]:
                each["pattern"] = _ONE_FIT_LINE
                del each["allOf"]
            told += each.values()
        elif isinstance(each, list):
            told += each


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Change the headers of a call that is meant to be valid."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    case.body = _sendable(case.body)
    headers = case.headers
    for name in ("If-Match", "If-None-Match"):
        # A pattern with quotes in it comes out of the generator without them.
        if re.fullmatch(r"[0-9]+", str(headers.get(name, ""))):
            headers[name] = f'"{headers[name]}"'
    if case.method.upper() != "POST" or next(_calls) % KEPT == 0:
        return
    for name, form in FORMS.items():
        if re.fullmatch(form, str(headers.get(name, ""))):
            del headers[name]
    if re.fullmatch(request.COMMAND_ID, str(headers.get("Idempotency-Key", ""))):
        headers["Idempotency-Key"] = uuid.uuid4().hex


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out what is invalid by an unknown header alone: HTTP says that those are ignored."""
    return "x-schemathesis-unknown-property" not in (case.headers or {})


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Say the same again as others."""
    sent = response.request
    if _again is None or sent is None:
        return
    headers = dict(sent.headers)
    if "Idempotency-Key" in headers and re.fullmatch(
        request.COMMAND_ID, str(headers["Idempotency-Key"])
    ):
        headers["Idempotency-Key"] = uuid.uuid4().hex
    request_ = f"{sent.method} {sent.url}"
    _again.note(callers.FIRST, response.status_code, response.content, request_)
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    _again.say(sent.method, sent.url, headers, body)


def _sendable(body: Any) -> Any:
    """Return a valid body with what no pattern of the document can say kept, too: nothing hidden
    beyond the Basic Multilingual Plane, and something seen in every text."""
    if isinstance(body, dict):
        return {name: _sendable(each) for name, each in body.items()}
    if isinstance(body, list):
        return [_sendable(each) for each in body]
    if isinstance(body, str) and body:
        plain = body if body.isascii() else texts.cleaned(body)
        return plain if texts.seen(plain) else f"x{plain[1:]}"
    return body
