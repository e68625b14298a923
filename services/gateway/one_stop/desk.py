"""The port to the software of the one-stop desk. No specification of it was at hand: what is
assumed of it stands here and in docs/one-stop-desk.md."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import quote

from libs.hosting.settings import Environment
from services.gateway.partner_api import Away, PartnerApi

NUMBER = re.compile(r"\S(?:.{0,98}\S)?")
"""What a file number may be: one line, up to 100 characters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision on a dossier: `kind` accreditation or national_standard, granted or refused."""

    kind: str
    decision: str
    decided_on: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a dossier stands: `state` by our code, `state_vi` in words; days as YYYY-MM-DD.

    `due_on` is the last day of what the office owes next, `reasons` why it went back to the school.
    """

    dossier: str
    school: str
    attempt: int
    state: str
    state_vi: str
    filed_on: str | None
    due_on: str | None
    reasons: Sequence[str]
    results: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the desk's receipt says: file number, received on, the last day of return if any."""

    number: str
    received_on: date
    return_on: date | None


class DeskRefused(Exception):
    """The desk's software does not take what it is told, or answers what cannot be understood."""


class OneStopDesk(Protocol):
    """Whom the standing of dossiers is told."""

    def tell(self, standing: Standing) -> Receipt | None:
        """Tell how a dossier stands; the same again changes nothing. Return the receipt, if any.

        Raises `Away`, `DeskRefused`.
        """


class HttpOneStopDesk:
    """The software of the desk over HTTP: PUT {url}/dossiers/{dossier}."""

    def __init__(self, api: PartnerApi) -> None:
        self._api = api

    @classmethod
    def read(cls, env: Environment) -> "HttpOneStopDesk | None":
        """Return the port that the environment names, None if it names none.

        KIEMDINH_ONE_STOP, KIEMDINH_ONE_STOP_KEY, KIEMDINH_ONE_STOP_SECONDS, as `PartnerApi.read`.
        Raises `BadSettings`.
        """
        api = PartnerApi.read(env, "KIEMDINH_ONE_STOP")
        return None if api is None else cls(api)

    def tell(self, standing: Standing) -> Receipt | None:
        """Tell how a dossier stands; raises as the protocol says."""
        body = json.dumps(asdict(standing), ensure_ascii=False).encode()
        status, answer = self._api.ask("PUT", f"/dossiers/{quote(standing.dossier, '')}", body)
        if status in (202, 204):
            return None
        if status == 429 or status >= 500:
            raise Away(status)
        if status not in (200, 201):
            raise DeskRefused(f"status {status}")
        return understood(answer)


def understood(body: bytes) -> Receipt:
    """Return the receipt that an answer holds; raises `DeskRefused`, all faults in it."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DeskRefused("no JSON") from error
    if not isinstance(told, dict):
        raise DeskRefused("no object")
    number, received = told.get("number"), _day(told, "received_on")
    returned = _day(told, "return_on") if told.get("return_on") is not None else None
    wrong = [
        name
        for name, right in (
            ("number", isinstance(number, str) and NUMBER.fullmatch(number)),
            ("received_on", received),
            ("return_on", told.get("return_on") is None or returned),
        )
        if not right
    ]
    if wrong or received is None:
        raise DeskRefused(f"malformed: {', '.join(wrong)}")
    return Receipt(str(number), received, returned)


def _day(told: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(told.get(name)))
    except ValueError:
        return None
