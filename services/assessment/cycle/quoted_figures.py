"""Figures that a report's texts quote: which are no longer what their writer saw. Pure."""

from collections.abc import Iterator

from libs.law.school_figures import quotes
from libs.law.school_figures.values import shown
from services.assessment.cycle.faults import TEXTS, Fault
from services.assessment.cycle.state import Work

STANDARD = ("judgement", "strengths", "limits", "priorities")


def faults(work: Work, figures: quotes.Values) -> Iterator[Fault]:
    """Yield a warning for each quote whose figure has changed or is not there, or that is misspelt.

    `figures` are the school's as they stand.
    """
    for text, place in _texts(work):
        for each in quotes.compared(text, figures):
            if each.changed:
                was = shown(each.quote.value or "")
                now = shown(each.now) if each.now is not None else "không còn"
                detail = f"{place.detail}: số liệu {each.quote.code} đã đổi, {was} thành {now}."
                yield _at(place, "figure-changed", detail)
            elif each.quote.value is None and each.now is None:
                detail = f"{place.detail}: chưa có số liệu {each.quote.code} của năm học này."
                yield _at(place, "figure-unknown", detail)
        for written in quotes.misspelt(text):
            detail = f"{place.detail}: '{written}' không phải cách trích số liệu."
            yield _at(place, "figure-quote-misspelt", detail)


def _at(place: Fault, code: str, detail: str) -> Fault:
    return Fault(code, "warning", detail, place.criterion, place.standard, place.field)


def _texts(work: Work) -> Iterator[tuple[str, Fault]]:
    """Yield each text with where it stands, as a fault would say it."""
    for criterion, sheet in work.sheets.items():
        for name in ("strengths", "weaknesses", "improvement"):
            said = f"Tiêu chí {criterion}, {TEXTS[name]}"
            yield getattr(sheet, name), Fault("", "warning", said, criterion, field=name)
        for each in sheet.descriptions:
            said = f"Tiêu chí {criterion}, mô tả Mức {each.of_level}"
            field = f"descriptions/{each.of_level}"
            yield each.text, Fault("", "warning", said, criterion, field=field)
    for number, told in work.standards.items():
        for name in STANDARD:
            said = f"Tiêu chuẩn {number}"
            yield getattr(told, name), Fault("", "warning", said, None, number, name)
    for part, each_part in work.parts.items():
        yield each_part.text, Fault("", "warning", "Một phần của báo cáo", field=part)
