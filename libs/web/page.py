"""A screen: what is shown at its address, and what is done with the form that it sends."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.law.calendar import vietnam_today
from libs.web import formats
from libs.web.catalogue import Language, Text, called, speaker
from libs.web.client import Calls, Refused
from libs.web.sent_forms import SentFile

NUMBER = re.compile(r"[0-9]{1,9}")
KEY = re.compile(r"[!-~]{1,200}")
"""What the header of a call may hold."""
ISO_DAY = "YYYY-MM-DD"
"""What a refusal says of a day, as programs write it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form: where (the id of a field, empty for the whole), in words."""

    id: str
    text: str


@dataclass
class Visit:
    """One request: who asks what in which language, and the calls that answer it.

    `form` holds the fields that were sent, each with all its values, `files` the files; `problem`
    the refusal that the page is shown again for. `clears_device`: the browser is told to remove
    whatever it keeps of these pages, but for cookies.
    """

    calls: Calls
    language: Language
    address: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[SentFile]] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    problem: Refused | None = None
    faults: list[Fault] = field(default_factory=list)
    given_cookies: dict[str, str] = field(default_factory=dict)
    clears_device: bool = False

    @property
    def t(self) -> Text:
        """What puts our texts into the language of the visit."""
        return speaker(self.language)

    def label(self, code: str, begins: bool = True) -> Markup:
        """Return what a code is called, with a capital if it `begins` what is shown."""
        return called(self.t, code, begins)

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return vietnam_today(datetime.now(UTC))

    @property
    def sent(self) -> bool:
        """Whether a form was sent."""
        return bool(self.form)

    def said(self, name: str, otherwise: str = "") -> str:
        """Return the value of a field that was sent, NFC and without blanks at its ends."""
        values = self.form.get(name)
        return formats.nfc(values[0]).strip() if values else otherwise

    def lines_said(self, name: str) -> list[str]:
        """Return what was typed in a field of many lines, without its empty lines."""
        return [line.strip() for line in self.said(name).splitlines() if line.strip()]

    def number_said(self, name: str, otherwise: int = 0) -> int:
        """Return a whole number that a page sends by itself; `otherwise` for anything else."""
        value = self.said(name)
        return int(value) if NUMBER.fullmatch(value) else otherwise

    def all_said(self, name: str) -> list[str]:
        """Return all values of a field that were sent."""
        return [formats.nfc(value).strip() for value in self.form.get(name, ())]

    def asked(self, name: str, otherwise: str = "") -> str:
        """Return a value of the address's query, NFC."""
        return formats.nfc(self.query.get(name, otherwise)).strip()

    @property
    def key(self) -> str:
        """What makes an act happen once however often its form is sent."""
        sent = self.said("key")
        return sent if KEY.fullmatch(sent) else secrets.token_hex(16)

    def refuse(
        self, refused: Refused, fields: Mapping[str, str] | None = None, at: str = ""
    ) -> None:
        """Take the refusal of an act into `faults`; `fields` are ids by the beginning of pointers.

        A field is otherwise the one whose id is the pointer with hyphens: "/members/0/post" is
        members-0-post. What is of no field is shown at the field `at`.
        """
        self.problem = refused
        self.faults += faults_of(self.t, refused.problem, fields or {}, at)

    def again(self, shown: "Shown", status: int = 422) -> "Shown":
        """Return a page that is shown once more because its form was refused."""
        return View(shown.values, status, shown.template) if isinstance(shown, View) else shown


def faults_of(t: Text, problem: Wire, fields: Mapping[str, str], at: str = "") -> list[Fault]:
    """Return what a problem document finds wrong, at the fields of the form where it says so."""
    found = []
    for error in problem.get("errors", ()):
        pointer = str(error["pointer"])
        known = [id for begin, id in fields.items() if (pointer + "/").startswith(begin + "/")]
        id = known[-1] if known else pointer.strip("/").replace("/", "-")
        found.append(Fault(id, _said(t, error)))
    return found or [Fault(at, str(problem.get("detail", "")))]


def _said(t: Text, error: Wire) -> str:
    """Return what is wrong with a field, to somebody who types and chooses instead of programs."""
    detail = str(error["detail"])
    if error["code"] == "choice":
        return str(t("Hãy chọn một mục có sẵn."))
    if error["code"] in ("required", "null"):
        return str(t("Chưa điền hoặc chưa chọn."))
    return str(t("Hãy ghi một ngày, ví dụ 31/05/2026.")) if ISO_DAY in detail else detail


@dataclass(frozen=True, slots=True)
class View:
    """A page to show: the values of its template, which is the folder's page.html unless said."""

    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    template: str = "page.html"


@dataclass(frozen=True, slots=True)
class Go:
    """Another address to go on at."""

    address: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to give: its name, media type and bytes."""

    name: str
    kind: str
    content: bytes


Shown = View | Go | File


@dataclass(frozen=True, slots=True)
class Page:
    """What answers at an address: `show` to GET, `act` to a form (None: it takes none).

    The address is the folder's name with hyphens and `path` after it; the parts of `path` between
    braces are given by name. What `act` raises as `Refused` shows the page again with its faults,
    at the ids of `fields` by the beginning of pointers. `signed_in`: nobody else is let in.
    `files`: its forms may hold files.
    """

    show: Callable[..., Shown]
    act: Callable[..., Shown] | None = None
    path: str = ""
    signed_in: bool = True
    fields: Mapping[str, str] = field(default_factory=dict)
    files: bool = False
