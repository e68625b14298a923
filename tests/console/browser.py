"""A browser without scripts: sends forms as browsers do."""

import html
import re
from urllib.parse import urlencode

from falcon import testing

SAME = {"Sec-Fetch-Site": "same-origin", "Host": "kiemdinh.example"}


class Browser:
    """Opens pages and sends forms of its own site."""

    def __init__(self, client: testing.TestClient) -> None:
        self.client = client

    def get(self, address: str, **headers: str) -> testing.Result:
        """Open a page."""
        path, _, query = address.partition("?")
        return self.client.simulate_get(path, query_string=query, headers={**SAME, **headers})

    def post(
        self, path: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> testing.Result:
        """Send a form."""
        return self.client.simulate_post(
            path,
            body=urlencode(fields or {}).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                **(SAME if headers is None else headers),
            },
        )


def hidden(page: testing.Result) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}
