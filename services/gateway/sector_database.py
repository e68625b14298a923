"""The port to the sector database (CSDL ngành): figures as the ministry's system has them.

No specification of it was at hand. What is assumed of its answer stands here and in
docs/sector-database.md; which of its fields is which figure stands in sector_fields.yaml.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Protocol
from urllib.parse import quote

import requests
import yaml
from requests import RequestException
from urllib3.exceptions import HTTPError

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings, FieldError
from libs.law.school_figures.values import typed
from services.gateway.deadline import Deadline, Endless, body_of
from services.gateway.problems import Refusal

SECONDS = 10
"""How long an answer may take as a whole, unless the settings say otherwise."""
MOST_BYTES = 500_000
AT_ONCE = 8
"""How many calls may be under way, those that nobody waits for any more among them."""
SHOWN = 80
"""How much of an answer's own words is shown."""
MOST_PLACES = 20
"""How many digits before or after the point a number may have: 1e99999999 is four bytes of JSON."""


@dataclass(frozen=True, slots=True)
class SectorFigures:
    """What the sector database has of a school in a school year: values by figure code, the day on
    which they were so, the fields that no figure corresponds to."""

    true_on: date
    values: Mapping[str, str]
    passed_over: tuple[str, ...]


class SectorDatabase(Protocol):
    """Where figures are taken from."""

    def figures(self, school_code: str, year: int) -> SectorFigures:
        """Return the figures of the school with this sector code.

        Raises `Refusal`: sector-database-away, sector-school-unknown; sector-answer-malformed, with
        an error for each field that is wrong.
        """


class HttpSectorDatabase:
    """The sector database over HTTP: GET {url}/schools/{code}/figures?school_year=2025."""

    def __init__(self, url: str, key: str, seconds: int = SECONDS) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._seconds = seconds
        self._deadline = Deadline(seconds, AT_ONCE)

    @classmethod
    def read(cls, env: Environment) -> "HttpSectorDatabase | None":
        """Return the port that the environment names, None if it names none.

        KIEMDINH_SECTOR_DATABASE (an https address; http on this machine alone),
        KIEMDINH_SECTOR_DATABASE_KEY, KIEMDINH_SECTOR_DATABASE_SECONDS. Raises `BadSettings`.
        """
        url = env.text("KIEMDINH_SECTOR_DATABASE", "")
        if not url:
            return None
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise BadSettings("KIEMDINH_SECTOR_DATABASE phải bắt đầu bằng https://.")
        seconds = env.number("KIEMDINH_SECTOR_DATABASE_SECONDS", SECONDS)
        return cls(url, env.secret("KIEMDINH_SECTOR_DATABASE_KEY"), seconds)

    def figures(self, school_code: str, year: int) -> SectorFigures:
        """Return the figures of a school; raises as the protocol says."""
        path = f"/schools/{quote(school_code, '')}/figures?school_year={year}"
        try:
            status, body = self._deadline.within(lambda: self._get(path))
        except TimeoutError as error:
            raise Refusal("sector-database-away") from error
        if status == 404:
            raise Refusal("sector-school-unknown")
        if status != 200:
            raise Refusal("sector-database-away")
        return understood(body, school_code, year)

    def _get(self, path: str) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        until = time.monotonic() + self._seconds
        try:
            with requests.get(
                self._url + path,
                headers=headers,
                timeout=self._seconds,
                stream=True,
                allow_redirects=False,
            ) as answer:
                # What comes after the deadline is read for nobody.
                return answer.status_code, body_of(answer, MOST_BYTES, until)
        except (RequestException, HTTPError, Endless) as error:
            raise Refusal("sector-database-away") from error


def understood(body: bytes, school_code: str, year: int) -> SectorFigures:
    """Return what an answer says; raises `Refusal` (sector-answer-malformed), all faults in it."""
    try:
        # Numbers as written: a float would turn 0.1 into something else.
        told = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise Refusal("sector-answer-malformed") from error
    figures = told.get("figures") if isinstance(told, dict) else None
    if not isinstance(figures, dict):
        raise Refusal("sector-answer-malformed")
    errors = []
    for name, wanted in (("school_code", school_code), ("school_year", year)):
        if told.get(name) != wanted:
            said = str(told.get(name))[:SHOWN]
            detail = f"Hệ thống nguồn trả lời {name} = {said}, không phải {wanted}."
            errors.append(FieldError(f"/{name}", "not-what-was-asked", detail))
    try:
        true_on = date.fromisoformat(str(told.get("as_of")))
    except ValueError:
        true_on = date.min
        errors.append(FieldError("/as_of", "type", "Ngày của số liệu phải có dạng YYYY-MM-DD."))
    values: dict[str, str] = {}
    for name, value in figures.items():
        code = fields().get(name)
        if code is None or value is None:
            continue
        try:
            values[code] = _value(value)
        except ValueError as error:
            errors.append(FieldError(f"/figures/{name}", "figure-malformed", f"{name}: {error}"))
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Refusal("sector-answer-malformed", detail, errors)
    return SectorFigures(true_on, values, tuple(sorted(figures.keys() - fields().keys())))


def _value(told: Any) -> str:
    if isinstance(told, Decimal) and told.is_finite():
        if abs(told.adjusted()) > MOST_PLACES or len(told.as_tuple().digits) > 2 * MOST_PLACES:
            raise ValueError("số quá lớn hoặc quá nhỏ.")
        text = format(told, "f")
        return typed(text.rstrip("0").rstrip(".") if "." in text else text)
    if isinstance(told, str):
        return typed(told)
    raise ValueError("không phải số.")


@cache
def fields() -> Mapping[str, str]:
    """Return which figure each field of the sector database is, as assumed."""
    text = (files(__package__) / "sector_fields.yaml").read_text("utf-8")
    found: Mapping[str, str] = yaml.safe_load(text)
    return found
