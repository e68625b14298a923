"""What the fields of all contracts are called; finds a name that stands for two things.

Two fields of one name are one thing when their schemas have one form: the same type and the same
values allowed, null aside. A smaller range or choice is the same thing, and so is a view's field
that states its type alone. A name with more forms stands in `docs/glossary.md`, each form with what
it means there. The words of the law that are easily mixed up have rules of their own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
Listed = Mapping[str, frozenset[str]]
"""By the name of a field, the forms that the glossary explains."""

STAGES = frozenset(
    {
        *("preschool", "primary", "lower_secondary", "upper_secondary"),
        *("continuing_education", "multi_stage"),
    }
)
REPLACED = {
    "grade": "accreditation_grade (cấp độ) or national_grade (mức độ)",
    "grades": "accreditation_grade (cấp độ) or national_grade (mức độ)",
    "target_level": "accreditation_grade (cấp độ)",
    "target_grade": "national_grade (mức độ)",
    "levels": "education_stages (cấp học)",
    "stage": "education_stage (cấp học) or state (how far it is)",
    "stages": "education_stages (cấp học)",
    "status": "state (how far it is)",
}
_LARGEST = 2**53 - 1
"""Beyond what any field means: the range of an integer that states none."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a contract: its schema, the names beside it, and where it stands."""

    name: str
    schema: Schema
    nullable: bool
    beside: frozenset[str]
    at: str
    asked: bool
    """Whether it is sent or stored, not only shown: a field of a command, an event, a question."""


def fields(contract: Schema) -> Iterator[Field]:
    """Yield every field of a contract, at any depth; a `$defs` entry counts where it stands."""
    yield from _fields(contract, contract, "", asked=True)


def _fields(node: Any, root: Schema, at: str, *, asked: bool) -> Iterator[Field]:
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _fields(item, root, f"{at}/{number}", asked=asked)
    if not isinstance(node, Mapping):
        return
    properties = node.get("properties")
    if isinstance(properties, Mapping) and all(isinstance(p, Mapping) for p in properties.values()):
        for name, schema in properties.items():
            found, null = _resolved(schema, root)
            yield Field(name, found, null, frozenset(properties), at, asked)
    for key, value in node.items():
        yield from _fields(value, root, f"{at}/{key}", asked=asked and key != "view")


def _resolved(schema: Schema, root: Schema) -> tuple[Schema, bool]:
    """Return a schema with what its references point at, and whether it allows null."""
    if "$ref" in schema:
        found: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _resolved(found, root)
    for key in ("anyOf", "oneOf"):
        choices = [each for each in schema.get(key, ()) if each != {"type": "null"}]
        if len(choices) == 1:
            return _resolved(choices[0], root)[0], len(schema[key]) > 1
    if "items" in schema:
        schema = {**schema, "items": _resolved(schema["items"], root)[0]}
    return schema, "null" in schema.get("type", ())


def form(schema: Schema) -> str:
    """Return the type of a field and what it allows, null aside, as the glossary writes it."""
    if "enum" in schema:
        return f"one of {', '.join(sorted(str(v) for v in schema['enum'] if v is not None))}"
    types = schema.get("type", [])
    (type_,) = {types} if isinstance(types, str) else {*types} - {"null"} or {"anything"}
    match type_:
        case "array":
            return f"list of {form(schema.get('items', {}))}"
        case "integer" if schema.get("maximum", _LARGEST) < _LARGEST:
            return f"{schema['minimum']} to {schema['maximum']}"
        case "string" if "format" in schema:
            return str(schema["format"])
        case "string" if "examples" in schema:
            return f"like {schema['examples'][0]}"
        case "string":
            return "words" if "maxLength" in schema else "text"
    return str(type_)


def _base(form: str) -> str:
    """Return the type of a form, all that a view has to state."""
    if form.startswith("list of "):
        return f"list of {_base(form.removeprefix('list of '))}"
    if re.fullmatch(r"-?\d+ to \d+", form):
        return "integer"
    return "text" if form == "words" or form.startswith(("one of ", "like ")) else form


def _within(form: str, other: str) -> bool:
    """Return whether `form` allows a part of what `other` does."""
    if form.startswith("list of ") and other.startswith("list of "):
        return _within(form.removeprefix("list of "), other.removeprefix("list of "))
    if form.startswith("one of ") and other.startswith("one of "):
        return _values(form) < _values(other)
    ranges = [re.fullmatch(r"(-?\d+) to (\d+)", each) for each in (form, other)]
    if (inner := ranges[0]) and (outer := ranges[1]):
        (least, most), (lower, upper) = map(int, inner.groups()), map(int, outer.groups())
        return form != other and lower <= least and most <= upper
    return form == _base(other) != other


def _values(form: str) -> frozenset[str]:
    return frozenset(form.removeprefix("one of ").split(", "))


def meanings(contracts: Mapping[str, Schema]) -> dict[str, dict[str, str]]:
    """Return by name the forms it stands in and where each does, without those within another."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, contract in contracts.items():
        for field in fields(contract):
            found[field.name].setdefault(form(field.schema), f"{name}{field.at}")
    return {
        name: {one: at for one, at in forms.items() if not any(_within(one, o) for o in forms)}
        for name, forms in found.items()
    }


def defects(contracts: Mapping[str, Schema], listed: Listed) -> Iterator[str]:
    """Yield each field that is called wrongly, and each row of the glossary that is not so."""
    for name, contract in contracts.items():
        for field in fields(contract):
            wrong = _word(field)
            if wrong is not None:
                yield f"{name}{field.at}: {field.name}: {wrong}"
    known = meanings(contracts)
    for name, forms in known.items():
        if len(forms) > 1 and (unknown := forms.keys() - listed.get(name, frozenset())):
            for one in sorted(unknown):
                where = f"{one} ({forms[one]})"
                yield f"{name} stands for several things, one not in the glossary: {where}"
    for name, rows in listed.items():
        for one in sorted(rows - known.get(name, {}).keys()):
            yield f"the glossary explains {name} as what no contract has: {one}"


def _word(field: Field) -> str | None:
    """Return what is wrong with a field by the words of the law, None if nothing is.

    Levels: TT 17, 18, 19/2018 (0 to 4 of a school, 1 to 4 of an indicator); grades: TT 18/2018
    art. 34 (1 to 4) and 37 (1 and 2).
    """
    if field.name in REPLACED:
        return f"is called {REPLACED[field.name]}"
    stated = form(field.schema)
    match field.name.split("_"):
        case [*_, "accreditation", "grade"] if stated != "1 to 4":
            return f"is a cấp độ, 1 to 4, not {stated}"
        case [*_, "national", "grade"] if stated != "1 to 2":
            return f"is a mức độ, 1 to 2, not {stated}"
        case [*_, "level"] if stated != ("1 to 4" if "indicator" in field.beside else "0 to 4"):
            return f"is a mức, 0 to 4, of an indicator 1 to 4, not {stated}"
        case ["level"] if field.asked and field.nullable:
            return "is a mức: none reached is 0, not null"
        case ["education", "stage" | "stages"] if not _values(_item(stated)) <= STAGES:
            return f"is a cấp học, not {stated}"
        case ["state"] if not stated.startswith("one of "):
            return f"is how far something is: its values are to be stated, not {stated}"
    return None


def _item(form: str) -> str:
    return form.removeprefix("list of ")


def listed(glossary: Path) -> Listed:
    """Return the rows of the glossary's table of names with several forms."""
    section = glossary.read_text(encoding="utf-8").partition("\n## Fields with several forms\n")[2]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section.partition("\n## ")[0], re.MULTILINE)
    found: dict[str, set[str]] = defaultdict(set)
    for name, one in rows:
        found[name].add(one)
    return {name: frozenset(forms) for name, forms in found.items()}
