"""Forms as a page holds them, to be sent as a browser sends them or as no browser would."""

import http.client
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

PATIENCE = 30.0
TYPED = ("text", "search", "tel", "email", "url", "password")
"""Types of fields into which somebody types."""
UNDOING = ("remove", "drop", "withdraw", "end")
"""Values of buttons that take something away."""
FIELDS = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """A form of a page as one of its buttons sends it: where to, and what it holds.

    `typed` are the names of the fields for text; `undoes`: it takes away what stands there.
    """

    page: str
    action: str
    fields: Sequence[tuple[str, str]]
    typed: frozenset[str]
    button: str
    undoes: bool = False

    @property
    def shape(self) -> str:
        """What forms have in common that ask the same of somebody."""
        parts = urlsplit(self.action).path.split("/")[2:]
        path = [part for part in parts if part.isalpha() or "-" in part]
        typed = sorted({name.rstrip("0123456789abcdefx-") for name in self.typed})
        return f"{'/'.join(path)} {self.button.partition('-')[0]} {' '.join(typed)}"

    def filled(self, text: str) -> list[tuple[str, str]]:
        """Return all fields, `text` in each in which one may type."""
        return [(name, text if name in self.typed else value) for name, value in self.fields]

    def forged(self, text: str) -> list[tuple[str, str]]:
        """Return all fields, `text` in each, as no page would send them."""
        return [(name, value if name == "do" else text) for name, value in self.fields]


@dataclass(frozen=True)
class Answer:
    """What came back: status, text, and where a browser would go on."""

    status: int
    text: str
    onward: str


def parsed(text: str) -> HtmlElement:
    """Return a page as its elements."""
    return lxml.html.document_fromstring(text)


def forms_of(address: str, text: str) -> Iterator[Form]:
    """Yield the forms of a page that record or look over something, by each of their buttons."""
    for form in parsed(text).iterfind(".//form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        fields = list(form.form_values())
        # A field for files without a file is sent by browsers alone.
        typed = frozenset(
            one.get("name", "")
            for one in form.iter("input", "textarea")
            if one.tag == "textarea" or one.get("type", "text") in TYPED
        )
        action = urljoin(address, form.get("action") or address)
        buttons = [(one.get("name", ""), one.get("value", "")) for one in form.iter("button")]
        for name, value in dict.fromkeys(buttons):
            sent = [*fields, (name, value)] if name else fields
            yield Form(address, action, sent, typed, value, value in UNDOING)


def held(page: HtmlElement) -> Mapping[str, list[str]]:
    """Return what the forms of a page hold, by the names of the fields."""
    found: dict[str, list[str]] = defaultdict(list)
    for form in page.iterfind(".//form"):
        for name, value in form.form_values():
            found[name].append(value)
    return found


def faults(page: HtmlElement) -> list[tuple[str, str]]:
    """Return the faults that stand at the head of a page: the field of each, and what is said."""
    found = []
    for row in page.xpath("//*[@data-errors]//li"):
        link = row.find(".//a")
        at = link.get("href", "").removeprefix("#") if link is not None else ""
        found.append((at, " ".join(row.text_content().split())))
    return found


class Line:
    """Requests of one browser to the application at `url`, its cookies given."""

    def __init__(self, url: str, cookies: str) -> None:
        self._url = url
        self._cookies = cookies

    def get(self, address: str) -> Answer:
        """Open a page."""
        return self._send("GET", address, None, {})

    def post(self, action: str, fields: Sequence[tuple[str, str]]) -> Answer:
        """Send a form."""
        return self.raw(action, urlencode(fields, encoding="utf-8").encode())

    def raw(self, action: str, body: bytes, kind: str = FIELDS) -> Answer:
        """Send the bytes of a form."""
        return self._send("POST", action, body, {"Content-Type": kind})

    def _send(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        host = urlsplit(self._url).netloc
        with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as line:
            own = {"Cookie": self._cookies, "Sec-Fetch-Site": "same-origin", **headers}
            line.request(method, urlsplit(address)._replace(fragment="").geturl(), body, own)
            answer = line.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, text, answer.headers.get("Location", ""))
