"""The table of mergers replayed over a log: which certificate went on with whom, which lapsed.

An auditor's own view, as `libs.tlog.decisions`: a certificate is carried over or lapses only when
the school that holds it has ended, by the row of `libs.standards.lineage` for the form of its end
and the day, and the public record says the same.
"""

from dataclasses import dataclass
from datetime import date

from libs.standards.lineage import MergerRule, by_id, rule
from libs.tlog.facts import (
    PublicationCarriedOver,
    PublicationLapsed,
    RecognitionCarriedOver,
    RecognitionLapsed,
    SchoolClosed,
)


class Unfounded(Exception):
    """A certificate changed hands or ended without ground in the log; says so in Vietnamese."""


@dataclass(slots=True)
class _Held:
    holder: str
    lapsed_on: date | None = None
    granted_to: str | None = None
    """The school that the decision itself named as the one to hold it."""


class Successions:
    """Follows what becomes of certificates; raises `Unfounded` at what has no ground."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._closed: dict[str, SchoolClosed] = {}

    def close(self, school: str, closed: SchoolClosed) -> None:
        """Take in that a school ended."""
        self._closed[school] = closed

    def grant(self, recognition: str, school: str, granted_to: str | None) -> None:
        """Take in a certificate of `school`; `granted_to` is whom the decision named instead."""
        self._held[recognition] = _Held(school, granted_to=granted_to)

    def follow(self, identity: str, told: object) -> None:
        """Take in what is told of the certificate `identity`."""
        match told:
            case RecognitionCarriedOver(successor, starts, row):
                held = self._in_force(identity)
                if row is None:
                    if successor != held.granted_to:
                        raise Unfounded("quyết định không giao chứng nhận cho trường kế thừa này")
                else:
                    closed = self._ground(held, starts, row, "carried_over")
                    if successor not in closed.successors:
                        raise Unfounded(f"'{successor}' không kế thừa trường giữ chứng nhận")
                held.holder = successor
            case RecognitionLapsed(ends, row):
                held = self._in_force(identity)
                self._ground(held, ends, row, "lapses")
                held.lapsed_on = ends
            case PublicationCarriedOver(successor):
                if self._in_force(identity).holder != successor:
                    raise Unfounded("mục công khai ghi trường khác với trường giữ chứng nhận")
            case PublicationLapsed(ends):
                if identity not in self._held or self._held[identity].lapsed_on != ends:
                    raise Unfounded("mục công khai ghi hết giá trị, chứng nhận thì không")

    def _in_force(self, identity: str) -> _Held:
        held = self._held.get(identity)
        if held is None or held.lapsed_on is not None:
            raise Unfounded("không có chứng nhận còn giá trị để kế thừa hoặc chấm dứt")
        return held

    def _ground(self, held: _Held, day: date, row: str, outcome: str) -> SchoolClosed:
        closed = self._closed.get(held.holder)
        if closed is None or closed.ends != day:
            raise Unfounded("trường giữ chứng nhận không chấm dứt hoạt động ngày đó")
        found, due = _row(row), rule(closed.form, "predecessor", day)
        if found.id not in (due.id, due.otherwise and rule(due.otherwise, due.party, day).id):
            raise Unfounded(f"dòng '{row}' không dành cho hình thức này hoặc ngày này")
        if found.recognition != outcome:
            raise Unfounded(f"dòng '{row}' không cho kết quả này")
        return closed


def _row(row: str) -> MergerRule:
    try:
        return by_id(row)
    except KeyError:
        raise Unfounded(f"bảng quy tắc không có dòng '{row}'") from None
