"""HTTP calls to identity providers: a deadline for the whole call, small answers, no detours."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests
import structlog

MOST_BYTES = 500_000
AT_ONCE = 8
"""How many calls run at the same time; one that waits for a place loses time of its own."""

_logger = structlog.get_logger(__name__)


class Away(Exception):
    """The provider did not answer in time, or not as a provider does."""


class Deadline:
    """An instant that several calls share; `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds are left; raises `Away` if none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise Away("deadline")
        return left


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its status and, where it is a JSON object, that."""

    status: int
    body: dict[str, Any]


class Fetcher:
    """Makes calls in threads of its own: whoever asks goes on at the deadline, whatever happens."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "identity-provider")

    def get(self, url: str, deadline: Deadline) -> dict[str, Any]:
        """Return the JSON object at `url`; raises `Away`."""
        found = self._call("GET", url, None, None, deadline)
        if found.status != 200:
            raise Away(f"status {found.status}")
        return found.body

    def post(
        self,
        url: str,
        form: Mapping[str, str],
        authorization: str | None,
        deadline: Deadline,
    ) -> Fetched:
        """Return the answer to a form; raises `Away` for none, a 5xx, or what is not JSON."""
        found = self._call("POST", url, form, authorization, deadline)
        if found.status >= 500:
            raise Away(f"status {found.status}")
        return found

    def _call(
        self,
        method: str,
        url: str,
        form: Mapping[str, str] | None,
        authorization: str | None,
        deadline: Deadline,
    ) -> Fetched:
        left = deadline.left()
        future = self._threads.submit(_fetch, method, url, form, authorization, left)
        try:
            return future.result(left)
        except (TimeoutError, requests.RequestException, ValueError) as error:
            future.cancel()
            # Not the error's text: a URL or a body may stand in it.
            _logger.warning("provider_away", url=url, error=type(error).__name__)
            raise Away(type(error).__name__) from None


def _fetch(
    method: str, url: str, form: Mapping[str, str] | None, authorization: str | None, seconds: float
) -> Fetched:
    until = time.monotonic() + seconds

    def authorize(request: requests.PreparedRequest) -> requests.PreparedRequest:
        # An own authorizer, even an idle one, keeps ~/.netrc out of it.
        if authorization:
            request.headers["Authorization"] = authorization
        return request

    with requests.request(
        method,
        url,
        data=form,
        auth=authorize,
        headers={"Accept": "application/json"},
        timeout=seconds,
        allow_redirects=False,
        stream=True,
    ) as answer:
        raw = b""
        for piece in answer.iter_content(16_384):
            raw += piece
            if len(raw) > MOST_BYTES:
                raise ValueError("answer too large")
            if time.monotonic() > until:
                raise requests.Timeout
    return Fetched(answer.status_code, _object(raw))


def _object(raw: bytes) -> dict[str, Any]:
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value
