"""Forms made of a command's JSON Schema, and the command read back from what was typed.

A field's id is its JSON pointer with hyphens: "/members/0/post" is `members-0-post`, so that a
refusal finds its field. What a field is called and what is asked stands in `fields.yaml`; options
are called as everywhere (`libs.law.labels`). What is typed is not judged here: the service names
all that is wrong at once, and what could not be read is sent as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from libs.kernel.problems import Wire
from libs.law.labels import capital
from libs.web import formats
from libs.web.catalogue import Language, called, speaker

LONG = 400
"""From how many characters on a text gets several lines."""
SPARE_ROWS = 1
"""How many empty rows a list of things is shown with."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is shown; `rows` are the things of a list, each with its `fields`."""

    id: str
    kind: str
    label: str
    hint: str = ""
    value: Any = ""
    lines: int = 0
    options: Sequence[tuple[str, str]] = ()
    fields: Sequence["Field"] = ()
    rows: Sequence[Sequence["Field"]] = field(default=())
    needed: bool = True


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return label and hint of each field of a command, by its name."""
    text = (files("libs.web") / "fields.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def fields_of(
    schema: Wire, language: Language, given: Wire, left_out: Sequence[str] = (), begin: str = ""
) -> list[Field]:
    """Return the fields of an object's schema, filled with `given`: data as on the wire."""
    needed = schema.get("required", ())
    return [
        _field(f"{begin}{name}", name, member, language, given.get(name), name in needed)
        for name, member in schema["properties"].items()
        if name not in left_out
    ]


def _field(id: str, name: str, schema: Wire, language: Language, given: Any, needed: bool) -> Field:
    t = speaker(language)
    label, hint = _called(name, language)
    if not needed:
        label = t("{label} (không bắt buộc)", label=label)
    kind = _kind(schema)
    made = partial(Field, id, kind, label, hint, needed=needed)
    match kind:
        case "group":
            within = fields_of(schema, language, given or {}, begin=f"{id}-")
            return made(fields=within)
        case "rows":
            things = [*(given or []), *[{}] * SPARE_ROWS]
            rows = [
                fields_of(schema["items"], language, thing, begin=f"{id}-{n}-")
                for n, thing in enumerate(things)
            ]
            return made(rows=rows)
        case "list":
            more = t("Mỗi dòng một mục.")
            each = "\n".join(given or [])
            told = f"{hint} {more}".strip()
            return Field(id, kind, label, told, each, lines=3, needed=needed)
        case "choice":
            options = [
                (str(one), called(t, str(one), True)) for one in schema["enum"] if one is not None
            ]
            if not needed:
                options = [("", t("Không chọn")), *options]
            return made("" if given is None else given, options=options)
        case "check":
            return made(bool(given))
        case "day":
            return made(formats.day(given) if _is_day(given) else given or "")
        case "number":
            shown = formats.number(given) if isinstance(given, int | float) else given or ""
            return made(shown)
    lines = 4 if schema.get("maxLength", 0) > LONG else 0
    return made(given or "", lines=lines)


def _called(name: str, language: Language) -> tuple[str, str]:
    """Return what a field is called, and what is asked there."""
    told = words().get(name)
    if told is None:
        return capital(name.replace("_", " ")), ""
    if language == "en":
        return told["english"], told.get("english_hint", "")
    return told["label"], told.get("hint", "")


def read(schema: Wire, form: Mapping[str, Sequence[str]], begin: str = "") -> Wire:
    """Return the object that a form says; optional fields that are empty are left out."""
    found: Wire = {}
    needed = schema.get("required", ())
    for name, member in schema["properties"].items():
        id = f"{begin}{name}"
        kind = _kind(member)
        if kind == "group":
            within = read(member, form, f"{id}-")
            if within or name in needed:
                found[name] = within
        elif kind == "rows":
            count = form.get(f"{id}-rows", ["0"])[0]
            each = [
                read(member["items"], form, f"{id}-{n}-")
                for n in range(min(int(count) if count.isascii() and count.isdigit() else 0, 500))
            ]
            found[name] = [
                one for one in each if any(v not in ("", [], False) for v in one.values())
            ]
        else:
            value = _value(kind, [formats.nfc(text).strip() for text in form.get(id, ())])
            if value not in ("", []) or (name in needed and kind != "number"):
                found[name] = value
            elif name in needed:
                found[name] = None
    return found


def _value(kind: str, texts: Sequence[str]) -> Any:
    text = texts[0] if texts else ""
    match kind:
        case "check":
            return bool(text)
        case "list":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "day":
            return formats.read_day(text)
        case "number":
            return formats.read_number(text) if text else ""
        case "choice":
            return text
    return text


def _kind(schema: Wire) -> str:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "object" in types:
        return "group"
    if "array" in types:
        return "rows" if schema["items"].get("type") == "object" else "list"
    if "enum" in schema:
        return "choice"
    if "boolean" in types:
        return "check"
    if schema.get("format") == "date":
        return "day"
    return "number" if "integer" in types or "number" in types else "text"


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4:5] == "-" == value[7:8]
