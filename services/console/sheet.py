"""A criterion's sheet as the fields of a form, and back: what is judged, cited, described, written.

Names: `m-1-a` how indicator a of level 1 was judged, `e-1-a` the codes cited for it, `t-` and `tn-`
with a content element's id what was found of it and why, `d-1` the description of level 1,
`q-0-what`, `q-0-value` and `q-0-day` the first figure, and the texts by their own names. A level
without letters has `x`.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.web import formats

TEXTS = ("strengths", "weaknesses", "improvement")
FIGURE = ("what", "value", "day")
TICK = ("t", "tn")
"""How the fields of a content element begin: what was found of it, and why."""
CLAUSE = ("description", "strengths", "weaknesses", "improvement")
"""The texts of a clause of level 4: `c-1-description` that of clause 1, and so on."""
FIGURES = 4
"""How many figures a sheet has room for, unless it has more."""
MET, NOT_MET = "met", "not"
Fields = Mapping[str, str]


def indicators(criterion: Wire) -> Iterator[tuple[int, Wire, str]]:
    """Yield level, indicator and the end of its fields' names, in the order of the set."""
    for level in criterion["levels"]:
        for one in level["indicators"]:
            yield level["level"], one, f"{level['level']}-{one['indicator'] or 'x'}"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sheet has besides judgements and texts: descriptions of levels, so many figures, what
    was found of content elements; `clauses`: texts of each clause of level 4 in their place."""

    described: bool = False
    figures: int = 0
    ticked: bool = False
    clauses: bool = False


def parts_of(
    schema: Wire, sheet: Wire | None, pinned: bool = False, clauses: bool = False
) -> Parts:
    """Return the parts of a sheet that the command of this schema records.

    `pinned`: the cycle says by which guidance content elements are looked at; `clauses`: it is the
    sheet of the article of level 4.
    """
    if clauses:
        return Parts(ticked=pinned, clauses=True)
    known = schema["properties"]
    figures = max(FIGURES, len(sheet["measures"]) if sheet and "measures" in sheet else 0)
    return Parts("descriptions" in known, figures if "measures" in known else 0, pinned)


def names(criterion: Wire, parts: Parts) -> list[str]:
    """Return the names of all fields of a sheet."""
    found = []
    for level in criterion["levels"]:
        if parts.described:
            found.append(f"d-{level['level']}")
        for one in level["indicators"]:
            end = f"{level['level']}-{one['indicator'] or 'x'}"
            found += [f"m-{end}", f"e-{end}"]
            if parts.clauses:
                found += [f"c-{one['indicator']}-{name}" for name in CLAUSE]
            if parts.ticked:
                found += [f"{kind}-{each['id']}" for each in one["elements"] for kind in TICK]
    figures = [f"q-{n}-{part}" for n in range(parts.figures) for part in FIGURE]
    return [*found, *figures, *TEXTS]


def of_sheet(criterion: Wire, sheet: Wire | None, parts: Parts) -> dict[str, str]:
    """Return the fields that a recorded sheet stands for."""
    found = dict.fromkeys(names(criterion, parts), "")
    if sheet is None:
        return found
    judged = {(one["level"], one["indicator"]): one for one in sheet["judgements"]}
    for level, one, end in indicators(criterion):
        if known := judged.get((level, one["indicator"])):
            found[f"m-{end}"] = MET if known["met"] else NOT_MET
            found[f"e-{end}"] = "; ".join(known["evidence"])
    for tick in sheet.get("elements", ()) if parts.ticked else ():
        found[f"t-{tick['element']}"] = tick["verdict"]
        found[f"tn-{tick['element']}"] = tick["note"]
    for told in sheet.get("descriptions", ()) if parts.described else ():
        found[f"d-{told['of_level']}"] = told["text"]
    for clause in sheet.get("clauses", ()) if parts.clauses else ():
        found |= {f"c-{clause['clause']}-{name}": clause[name] for name in CLAUSE}
    for n, measure in enumerate(sheet.get("measures", ()) if parts.figures else ()):
        found[f"q-{n}-what"], found[f"q-{n}-value"] = measure["what"], measure["value"]
        found[f"q-{n}-day"] = formats.day(measure["measured_on"])
    return found | {name: sheet[name] for name in TEXTS}


def to_command(criterion: Wire, fields: Fields, parts: Parts) -> tuple[Wire, dict[str, str]]:
    """Return the command's data, and the ids of fields by the pointers into it."""
    judgements: list[Wire] = []
    at: dict[str, str] = {name: name for name in TEXTS}
    for level, one, end in indicators(criterion):
        said = fields.get(f"m-{end}", "")
        if said not in (MET, NOT_MET):
            continue
        begin = f"/judgements/{len(judgements)}"
        at |= {begin: f"m-{end}", f"{begin}/evidence": f"e-{end}"}
        judgements.append(
            {
                "level": level,
                "indicator": one["indicator"],
                "met": said == MET,
                "evidence": codes(fields.get(f"e-{end}", "")),
            }
        )
    data: Wire = {
        "criterion": criterion["code"],
        "judgements": judgements,
        **{name: fields.get(name, "") for name in TEXTS},
    }
    if parts.ticked:
        ticks: list[Wire] = []
        data["ticks"] = ticks
        for _, one, _ in indicators(criterion):
            for element in one["elements"]:
                id = element["id"]
                if verdict := fields.get(f"t-{id}", ""):
                    begin = f"/ticks/{len(ticks)}"
                    at |= {begin: f"t-{id}", f"{begin}/note": f"tn-{id}"}
                    note = fields.get(f"tn-{id}", "")
                    ticks.append({"element": id, "verdict": verdict, "note": note})
    if parts.described:
        told: list[Wire] = []
        data["descriptions"] = told
        for level in criterion["levels"]:
            if text := fields.get(f"d-{level['level']}", ""):
                at[f"/descriptions/{len(told)}"] = f"d-{level['level']}"
                told.append({"of_level": level["level"], "text": text})
    if parts.clauses:
        clauses: list[Wire] = []
        data["clauses"] = clauses
        for _, one, _ in indicators(criterion):
            clause = one["indicator"]
            texts = {name: fields.get(f"c-{clause}-{name}", "") for name in CLAUSE}
            if any(texts.values()):
                begin = f"/clauses/{len(clauses)}"
                at |= {f"{begin}/{name}": f"c-{clause}-{name}" for name in CLAUSE}
                clauses.append({"clause": clause, **texts})
    if parts.figures:
        measures: list[Wire] = []
        data["measures"] = measures
        for n in range(parts.figures):
            what, value, day = (fields.get(f"q-{n}-{part}", "") for part in FIGURE)
            if what or value or day:
                begin = f"/measures/{len(measures)}"
                at |= {begin: f"q-{n}-what", f"{begin}/value": f"q-{n}-value"}
                at[f"{begin}/measured_on"] = f"q-{n}-day"
                measured_on = formats.read_day(day)
                measures.append({"what": what, "value": value, "measured_on": measured_on})
    return data, {f"/{name}" if name in TEXTS else name: id for name, id in at.items()}


def codes(text: str) -> list[str]:
    """Return the codes that somebody typed, each once, whatever stands between them."""
    return list(dict.fromkeys(code for code in re.split(r"[\s;,]+", text) if code))


def settled(base: Fields, saved: Fields, typed: Fields) -> tuple[dict[str, str], list[str]]:
    """Return what comes of two changes to one sheet, and the fields that both changed differently.

    `base` is what both began with. A field that one side left as it was is as the other has it.
    """
    found, clashes = {}, []
    for name, mine in typed.items():
        began, theirs = _plain(base.get(name, "")), _plain(saved.get(name, ""))
        found[name] = saved.get(name, "") if _plain(mine) == began else mine
        if _plain(mine) != began and theirs not in (began, _plain(mine)):
            clashes.append(name)
    return found, clashes


def merged(base: str, saved: str, typed: str) -> str:
    """Return a text that has what both changed: the saved one, and the sentences typed besides."""
    if saved in (base, typed):
        return typed
    if typed == base:
        return saved
    known = set(sentences(saved)) | set(sentences(base))
    more = [sentence for sentence in sentences(typed) if sentence not in known]
    return "\n".join([saved.rstrip(), *more]) if more else saved


def marked(text: str, other: str) -> Markup:
    """Return a text in which the words that stand in no `other` are marked."""
    ours, theirs = _words(text), _words(other)
    found = []
    for tag, start, end, _, _ in difflib.SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        part = Markup.escape("".join(ours[start:end]))
        plain = tag == "equal" or not part.strip()
        found.append(part if plain else Markup("<ins>{}</ins>").format(part))
    return Markup().join(found)


def differing(one: Fields, other: Fields) -> list[str]:
    """Return the names of the fields in which two versions differ, in their order."""
    return [name for name in one if _plain(one[name]) != _plain(other.get(name, ""))]


def sentences(text: str) -> Sequence[str]:
    """Return the sentences of a text, without the blanks between them."""
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)
