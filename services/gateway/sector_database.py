"""The port to the sector database (CSDL ngành): figures as the ministry's system has them.

No specification of it was at hand. What is assumed of its answer stands here and in
docs/sector-database.md; which of its fields is which figure stands in sector_fields.yaml.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Protocol
from urllib.parse import quote

import yaml

from libs.hosting.settings import Environment
from libs.kernel.problems import FieldError
from libs.law.school_figures.values import typed
from services.gateway.partner_api import Away, PartnerApi
from services.gateway.problems import Refusal

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

    def __init__(self, api: PartnerApi) -> None:
        self._api = api

    @classmethod
    def read(cls, env: Environment) -> "HttpSectorDatabase | None":
        """Return the port that the environment names, None if it names none.

        KIEMDINH_SECTOR_DATABASE, KIEMDINH_SECTOR_DATABASE_KEY, KIEMDINH_SECTOR_DATABASE_SECONDS, as
        `PartnerApi.read`. Raises `BadSettings`.
        """
        api = PartnerApi.read(env, "KIEMDINH_SECTOR_DATABASE")
        return None if api is None else cls(api)

    def figures(self, school_code: str, year: int) -> SectorFigures:
        """Return the figures of a school; raises as the protocol says."""
        path = f"/schools/{quote(school_code, '')}/figures?school_year={year}"
        try:
            status, body = self._api.ask("GET", path)
        except Away as error:
            raise Refusal("sector-database-away") from error
        if status == 404:
            raise Refusal("sector-school-unknown")
        if status != 200:
            raise Refusal("sector-database-away")
        return understood(body, school_code, year)


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
