"""What generated calls need to get behind the gateway's own checks, for `schemathesis run`.

Generated commands share a few Idempotency-Keys and mostly name versions and positions that do not
exist, so that nearly all would be answered before a service decides anything. Here most lose such
headers where they are well formed, and every key that is well formed becomes one of its own.
"""

import itertools
import re
import uuid
from typing import Any

import schemathesis

from services.gateway import request

FORMS = {
    "If-Match": request.ETAG,
    "If-None-Match": r"\*",
    "Kiemdinh-Min-Position": request.NUMBER,
    "Kiemdinh-On": request.DAY,
}
KEPT = 5
"""One call in so many goes out as it was generated."""

_calls = itertools.count()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Change the headers of a call that is meant to be valid."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
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
