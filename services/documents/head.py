"""What stands at the head, foot and end of every document of a school."""

from collections.abc import Iterable, Sequence
from datetime import date

from libs.kernel.problems import Wire
from libs.law import areas
from libs.law.calendar import show
from libs.law.labels import capital, group
from libs.law.school_figures import quotes
from services.documents.document import Answers

UNDER_COMMUNES = ("preschool", "primary", "lower_secondary")
"""Kinds of schools that the commune manages since 01/07/2025, before that the district."""


def head(answers: Answers, dated: date | str | None) -> Wire:
    """Return issuer, place, day, log and dossier; `dated`: the document's day, None for none."""
    school = answers.school
    # The register's codes are those of the day asked about; a code that has ended by then may still
    # be what it was on the day of the document.
    on = (answers.on, date.fromisoformat(str(dated))) if dated else (answers.on,)
    return {
        "sample": answers.sample,
        "issuer": {"superior": list(_superior(school, on)), "name": [school_name(answers)]},
        "school": {"name": school_name(answers), "address": school.get("address") or None},
        "place": _place(school, on),
        "date": str(dated) if dated else None,
        "log": {
            "name": answers.log,
            "position": answers.position,
            "at": answers.recorded_at,
            "rules": rules_of(answers),
        },
        "dossier": answers.dossier,
    }


def rules_of(answers: Answers) -> str:
    """Return which rules the document rests on: `<set>@<revision>`, or the form of a plan."""
    view = answers.view
    if "rule_set" in view:
        return f"{view['rule_set']}@{view['revision']}"
    return str(view.get("plan_form", ""))


def school_name(answers: Answers) -> str:
    """Return the name of the school."""
    return str(answers.school["name"])


def school_year(year: int) -> str:
    """Return a school year as documents write it: "2026 - 2027"."""
    return f"{year} - {year + 1}"


def principal(answers: Answers) -> Wire:
    """Return the signature of the school's head, whose name is put in by hand."""
    centre = answers.school["kind"] == "continuing_education"
    title = "Giám đốc" if centre else "Hiệu trưởng"
    return {"titles": [title], "name": None}


def council_chair() -> Wire:
    """Return the signature for the council."""
    return {"titles": ["TM. Hội đồng tự đánh giá", "Chủ tịch"], "name": None}


def person(answers: Answers, actor: str | None) -> str | None:
    """Return who an actor is: the name, else that there is none to show; None for nobody."""
    if not actor:
        return None
    return answers.people.get(actor, {}).get("name") or "(chưa có họ tên)"


def post(answers: Answers, actor: str) -> str | None:
    """Return the posts that an actor has at the school, None if none is known."""
    ties, posts = answers.people.get(actor, {}).get("ties", ()), group("person_post")
    here = [
        capital(posts[each["tie"]])
        for each in ties
        if each["org"] == answers.school["id"] and each["current"] and each["tie"] in posts
    ]
    return "; ".join(dict.fromkeys(here)) or None


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a text, without empty ones; a figure quoted is what was written."""
    read = quotes.shown(text or "", {})
    return [line.strip() for line in read.split("\n") if line.strip()]


def joined(parts: Iterable[str | None], by: str = "; ") -> str | None:
    """Return what there is of `parts` as one text, None for nothing."""
    return by.join(part for part in parts if part) or None


def day(iso: str | None) -> str | None:
    """Return a day of the wire as dd/mm/yyyy, None for none."""
    return show(date.fromisoformat(iso)) if iso else None


def _superior(school: Wire, on: Sequence[date]) -> Iterable[str]:
    """Yield the lines of who manages the school; nothing where that is not known."""
    found = units(school, on)
    province = next((unit for unit in found if unit.tier == "province"), None)
    below = next((unit for unit in found if unit.tier != "province"), None)
    if school["kind"] in UNDER_COMMUNES:
        if below:
            yield "Ủy ban nhân dân"
            yield below.name
    elif province:
        yield "Sở Giáo dục và Đào tạo"
        yield province.name


def _place(school: Wire, on: Sequence[date]) -> str | None:
    """Return the place that stands before the day: the commune's or district's own name."""
    found = units(school, on)
    if not found:
        return None
    name = found[0].name
    for kind in ("Phường ", "Xã ", "Đặc khu ", "Thị trấn ", "Quận ", "Huyện ", "Thị xã "):
        name = name.removeprefix(kind)
    return name


def units(school: Wire, on: Sequence[date]) -> list[areas.Unit]:
    """Return the units that the school lies in on the first day that knows any, small to large."""
    codes = sorted(school.get("areas", ()), key=len, reverse=True)
    for code in codes:
        for day in on:
            if chain := areas.chain(code, day):
                found = (areas.unit(each, day) for each in chain)
                return [unit for unit in found if unit]
    return []
