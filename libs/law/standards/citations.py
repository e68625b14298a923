"""Known legal texts, and what looks wrong in a letter that cites them or sets dates. Pure.

Letters have mistakes: repealed texts, wrong dates of what they cite, one symbol spelt in two ways,
dates outside their school year. What was written is kept; these functions say what to warn of.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Protocol

from libs.law.calendar import last_good_day, school_year, show, year_name
from libs.law.standards import read_data


@dataclass(frozen=True, slots=True)
class Text:
    """A legal text or letter. Dates in force are both included; None is an open end or not known.

    `unsure` names the fields that no reliable source confirms.
    """

    ref: str
    issuer: str
    about_vi: str
    issued_on: date | None
    effective_from: date | None
    effective_to: date | None
    replaced_by: str | None
    also: tuple[str, ...]
    unsure: frozenset[str]


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to look at: a stable code, the place in the letter, a Vietnamese sentence."""

    code: str
    subject: str
    detail: str


class Cited(Protocol):
    """A citation as a letter gives it."""

    @property
    def ref(self) -> str:
        """Number and symbol as written."""

    @property
    def issued_on(self) -> date | None:
        """The date as written, None if the letter gives none."""


class Dated(Protocol):
    """One line of an obligation's list, with a date or a month of its own."""

    @property
    def name(self) -> str:
        """Whom it is about, as written."""

    @property
    def before(self) -> date | None:
        """The first day that is too late."""

    @property
    def month(self) -> str | None:
        """The month, as "2024-10"."""


class Duty(Protocol):
    """An obligation with its deadline."""

    @property
    def code(self) -> str:
        """Its name within the letter."""

    @property
    def before(self) -> date | None:
        """The first day that is too late."""

    @property
    def entries(self) -> Sequence[Dated]:
        """Its list."""


@cache
def texts() -> tuple[Text, ...]:
    """Return every text we know."""
    entries = read_data((files(__package__) / "data" / "citations.yaml").read_text("utf-8"))
    return tuple(
        Text(
            ref=entry["ref"],
            issuer=entry["issuer"],
            about_vi=entry["about_vi"],
            issued_on=entry["issued_on"],
            effective_from=entry.get("effective_from"),
            effective_to=entry.get("effective_to"),
            replaced_by=entry.get("replaced_by"),
            also=tuple(entry.get("also", ())),
            unsure=frozenset(entry.get("unsure", ())),
        )
        for entry in entries
    )


def known(ref: str, issued_on: date | None = None) -> Text | None:
    """Return the text that `ref`, dated `issued_on` where it is cited, means; None if unknown.

    Spaces, "&", letter case and doubled letters do not matter. Within a year the number decides, so
    the kind of text may be missing: "36/2017/BGDĐT". Letters are numbered anew each year, by each
    office: one of a local office is known by number, date and kind of office only, which makes
    5398/GDĐT-KTKĐCLGD and 5398/SGDĐT-KTKĐ of one date the same. The ministry's are known by number
    and symbol alone, so that a wrong date can be told.
    """
    wanted = _parts(ref)
    if wanted is None:
        return None
    spelt = (
        text
        for text in texts()
        if (wanted.year or text.issuer in _CENTRAL or issued_on == text.issued_on)
        and any(_parts(spelling) == wanted for spelling in (text.ref, *text.also))
    )
    alike = (text for text in texts() if _alike(wanted, issued_on, text))
    return next(spelt, None) or next(alike, None)


_CENTRAL = ("Bộ Giáo dục và Đào tạo", "Chính phủ", "Quốc hội")


@dataclass(frozen=True, slots=True)
class _Parts:
    """A number without leading zeros, its year ("" if none), the words of the symbol."""

    number: str
    year: str
    words: tuple[str, ...]


def _parts(ref: str) -> _Parts | None:
    plain = unicodedata.normalize("NFC", ref).upper().replace("&", "")
    found = re.search(r"(\d+)\s*/\s*(?:((?:19|20)\d\d)(?!\d))?(.*)", plain, re.DOTALL)
    if found is None:
        return None
    symbol = re.sub(r"(.)\1+", r"\1", re.sub(r"\s", "", found[3]))
    words = tuple(word for word in re.split(r"[/,-]", symbol) if word)
    return _Parts(found[1].lstrip("0"), found[2] or "", words)


def _alike(wanted: _Parts, issued_on: date | None, text: Text) -> bool:
    have = _parts(text.ref)
    return have is not None and _meant(wanted, issued_on, have, text.issued_on)


def _meant(wanted: _Parts, on: date | None, have: _Parts, issued_on: date | None) -> bool:
    if (wanted.number, wanted.year) != (have.number, have.year):
        return False
    if wanted.year:
        return not wanted.words or wanted.words == have.words[-len(wanted.words) :]
    if on is None or on != issued_on or not wanted.words or not have.words:
        return False
    one, other = wanted.words[0], have.words[0]
    return one.endswith(other) or other.endswith(one)


def citation_warnings(citations: Iterable[Cited], on: date) -> tuple[Warned, ...]:
    """Return what is wrong with what a letter of `on` cites, in the order of its citations.

    `on` is the letter's date, or the first day of its school year if it gives none. Codes:
    citation-unknown, citation-repealed, citation-not-yet-in-force, citation-date-differs,
    citation-spelling.
    """
    return tuple(warned for cited in citations for warned in _of_citation(cited, on))


def _of_citation(cited: Cited, on: date) -> Iterator[Warned]:
    text = known(cited.ref, cited.issued_on)
    if text is None:
        dated = f" ngày {show(cited.issued_on)}" if cited.issued_on else ""
        yield Warned(
            "citation-unknown",
            cited.ref,
            f"Chưa có văn bản {cited.ref}{dated} trong danh mục; chưa đối chiếu được ngày ban hành "
            "và hiệu lực.",
        )
        return
    if _plain(text.ref) != _plain(cited.ref):
        yield Warned(
            "citation-spelling",
            cited.ref,
            f"Ký hiệu '{cited.ref}' được hiểu là {text.ref} ({text.issuer}).",
        )
    if cited.issued_on and text.issued_on and cited.issued_on != text.issued_on:
        yield Warned(
            "citation-date-differs",
            cited.ref,
            f"Văn bản {text.ref} ban hành ngày {show(text.issued_on)}, "
            f"không phải {show(cited.issued_on)}.",
        )
    if text.effective_to and text.effective_to < on:
        successor = f", được thay bằng {text.replaced_by}" if text.replaced_by else ""
        doubt = " (ngày này chưa được đối chiếu)" if "effective_to" in text.unsure else ""
        yield Warned(
            "citation-repealed",
            cited.ref,
            f"Văn bản {text.ref} hết hiệu lực sau ngày {show(text.effective_to)}"
            f"{doubt}{successor}.",
        )
    if text.effective_from and text.effective_from > on:
        yield Warned(
            "citation-not-yet-in-force",
            cited.ref,
            f"Văn bản {text.ref} chỉ có hiệu lực từ ngày {show(text.effective_from)}.",
        )


def _plain(ref: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", ref))


def same_letter(one: Cited, other: Cited) -> bool:
    """Return whether two citations mean one letter, however each spells its symbol.

    They do if both mean the same known text; else by number, date and kind of office ("SGDĐT" and
    "GDĐT" are one), for a number with its year without the date; else only if one has no date and
    both are spelt alike.
    """
    mine, yours = known(one.ref, one.issued_on), known(other.ref, other.issued_on)
    if mine or yours:
        return mine is yours
    parts, have = _parts(one.ref), _parts(other.ref)
    if parts is None or have is None:
        return _plain(one.ref) == _plain(other.ref)
    undated = one.issued_on is None or other.issued_on is None
    return _meant(parts, one.issued_on, have, other.issued_on) or (undated and parts == have)


def spellings(cited: Iterable[Cited]) -> tuple[tuple[str, ...], ...]:
    """Return the symbols of each letter that `cited` spells in more than one way, as first met."""
    groups: list[tuple[Cited, list[str]]] = []
    for each in cited:
        found = next((refs for first, refs in groups if same_letter(first, each)), None)
        if found is None:
            groups.append((each, [each.ref]))
        elif _plain(each.ref) not in map(_plain, found):
            found.append(each.ref)
    return tuple(tuple(refs) for _, refs in groups if len(refs) > 1)


def deadline_warnings(duties: Iterable[Duty], year: int | None) -> tuple[Warned, ...]:
    """Return a date-outside-school-year for each date of a letter outside its school year `year`.

    A deadline is judged by its last good day. The subject is the duty's code, or "code: name" for a
    line of its list. Nothing for a letter that names no school year.
    """
    if year is None:
        return ()
    return tuple(
        Warned(
            "date-outside-school-year",
            subject,
            f"{written} nằm ngoài năm học {year_name(year)} (01/09/{year} đến 31/08/{year + 1}).",
        )
        for duty in duties
        for subject, day, written in _days(duty)
        if school_year(day) != year
    )


def _days(duty: Duty) -> Iterator[tuple[str, date, str]]:
    if duty.before:
        written = f"Hạn trước ngày {show(duty.before)} của nhiệm vụ {duty.code}"
        yield duty.code, last_good_day(duty.before), written
    for entry in duty.entries:
        subject = f"{duty.code}: {entry.name}"
        if entry.before:
            written = f"Hạn trước ngày {show(entry.before)} của {entry.name}"
            yield subject, last_good_day(entry.before), written
        if entry.month:
            year, month = map(int, entry.month.split("-"))
            yield subject, date(year, month, 1), f"Tháng {month:02}/{year} của {entry.name}"


def unstated_warnings(number: str | None, dated: date | None) -> tuple[Warned, ...]:
    """Return a not-stated for each of a letter's number and date that it does not give."""
    missing = [
        Warned("not-stated", "number", "Văn bản không ghi số.") if number is None else None,
        Warned("not-stated", "dated", "Văn bản không ghi đủ ngày ban hành.")
        if dated is None
        else None,
    ]
    return tuple(warned for warned in missing if warned is not None)
