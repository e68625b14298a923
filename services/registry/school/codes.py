"""The codes a school has from others: sector code, agency code, tax code, each with its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Line, given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.school.events import Identifier, IdentifierAdded, IdentifierEnded
from services.registry.school.state import School
from services.registry.shared.fields import ADMIN
from services.registry.shared.periods import ended, refuse_empty

RULE = "mỗi loại mã một giá trị"


@dataclass(frozen=True, slots=True)
class AddIdentifier:
    """Record a code that somebody gave the school, from `starts` (None: since ever) on.

    That another school has the same code is no reason to refuse it: real codes do repeat.
    """

    right: ClassVar[Right] = ADMIN
    scheme: Line
    value: Line
    issuer: Line
    basis: Line
    starts: date | None = None
    ends: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class EndIdentifier:
    """Record that a code is no longer the school's; `ends` is the first day without it."""

    right: ClassVar[Right] = ADMIN
    scheme: Line
    value: Line
    issuer: Line
    ends: date
    basis: Line
    on: date = given("on")


Command = AddIdentifier | EndIdentifier


def decide(command: Command, school: School) -> Sequence[IdentifierAdded | IdentifierEnded]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: identifier-twice, identifier-unknown, term-empty, school-not-registered,
    school-closed.
    """
    school.require_open(command.on)
    match command:
        case AddIdentifier(scheme, value, issuer, basis, starts, ends):
            code = Identifier(scheme, value, issuer, starts, ends)
            refuse_empty(code.period)
            if code in school.identifiers:
                return []
            check([*school.identifiers, code])
            return [IdentifierAdded(scheme, value, issuer, starts, ends, basis)]
        case EndIdentifier(scheme, value, issuer, ends, basis):
            told = (scheme, value, issuer)
            codes = [c for c in school.identifiers if (c.scheme, c.value, c.issuer) == told]
            own = [code.period for code in codes]
            detail = f"Ngày {show(ends)} trường không có mã '{scheme}' {value} do '{issuer}' cấp."
            refusal = refused("identifier-unknown", detail, RULE, at="/value")
            return ended(IdentifierEnded(scheme, value, issuer, ends, basis), own, ends, refusal)
    assert_never(command)


def check(codes: Sequence[Identifier], pointer: str = "") -> None:
    """Raise `Rejected` (identifier-twice) if an issuer's scheme gives two codes on one day.

    `pointer` leads to the list in the message, where the wrong one is one of a list.
    """
    for n, code in enumerate(codes):
        for other in codes[:n]:
            same = (code.scheme, code.issuer) == (other.scheme, other.issuer)
            if same and code.period.overlaps(other.period):
                detail = f"Trường có hai mã '{code.scheme}' do '{code.issuer}' cấp cùng lúc."
                at = f"{pointer}/{n}" if pointer else "/scheme"
                raise refused("identifier-twice", detail, RULE, at=at)
