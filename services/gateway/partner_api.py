"""A system outside, asked over HTTPS: with a key, a deadline as a whole, a body that ends."""

import time
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

import requests
from requests import RequestException
from urllib3.exceptions import HTTPError

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from services.gateway.deadline import Deadline, Endless, body_of

SECONDS = 10
"""How long an answer may take as a whole, unless the settings say otherwise."""
MOST_BYTES = 500_000
AT_ONCE = 8
"""How many calls may be under way, those that nobody waits for any more among them."""
HERE = ("127.0.0.1", "localhost")


class Away(Exception):
    """No answer in time, or none that could be read to its end."""


@dataclass
class PartnerApi:
    """The API at `url`, asked with `key` as a bearer token; an answer takes at most `seconds`."""

    url: str
    key: str = field(repr=False)
    seconds: int = SECONDS

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")
        self._deadline = Deadline(self.seconds, AT_ONCE)

    @classmethod
    def read(cls, env: Environment, name: str) -> Self | None:
        """Return the API that the environment names, None if it names none.

        `name` (an https address; http on this machine alone), `name`_KEY, `name`_SECONDS. Raises
        `BadSettings`.
        """
        url = env.text(name, "")
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
            raise BadSettings(f"{name} phải bắt đầu bằng https://.")
        return cls(url, env.secret(f"{name}_KEY"), env.number(f"{name}_SECONDS", SECONDS))

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Return the status and the body of the answer; `body` is JSON. Raises `Away`."""
        try:
            return self._deadline.within(lambda: self._ask(method, path, body))
        except TimeoutError as error:
            raise Away from error

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        until = time.monotonic() + self.seconds
        try:
            with requests.request(
                method,
                self.url + path,
                data=body,
                headers=headers,
                timeout=self.seconds,
                stream=True,
                allow_redirects=False,
            ) as answer:
                # What comes after the deadline is read for nobody.
                return answer.status_code, body_of(answer, MOST_BYTES, until)
        except (RequestException, HTTPError, Endless) as error:
            raise Away from error
