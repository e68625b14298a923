"""A plan file read strictly: what a reorganisation does in one log, from which day, on which basis.

    title, log, starts (the first day on which all of it holds), basis
    offices:   [{key, kind, area, parent, name, home?, unsure?}]     to be registered
    renamed:   [{office, name}]           placed: [{office, parent}]
    functions: [{function, area, from, kinds?, unsure?, to: [{area, holder}]}]
    schools:   [{area, else, unsure?}]    named:  [{school, areas}]
    grants:    [{office, to}]             what the roles held at an office that ends become
    ended:     [{office, how, successors, unsure?}]

An office or school is named by its natural key, as in examples/letters, or by its id. `home` is the
log in which an office has its id first. `unsure` marks what no text at hand says: it is carried out
as written and shown as unsure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services.cli.demo.schools import identity

_ID = re.compile(r"[0-9a-f]{32}")


class BadPlan(Exception):
    """A plan file that cannot be read, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class NewOffice:
    """An office to be registered; `parent` and `key` as ids."""

    id: str
    kind: str
    area: str
    parent: str | None
    name: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A function that goes from one office, None if nobody holds it, to others by area."""

    function: str
    area: str
    source: str | None
    to: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class AreaRule:
    """Schools of `area` go to what their commune became, to `fallback` where that is unknown."""

    area: str
    fallback: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """An office that ends, and who takes over."""

    office: str
    how: str
    successors: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A reorganisation in one log; offices and schools by id."""

    title: str
    log: str
    starts: date
    basis: str
    offices: tuple[NewOffice, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    placed: Mapping[str, str | None] = field(default_factory=dict)
    functions: tuple[PassedOn, ...] = ()
    schools: tuple[AreaRule, ...] = ()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grants: Mapping[str, str | None] = field(default_factory=dict)
    ended: tuple[Ending, ...] = ()


def read(path: Path) -> Plan:
    """Return the plan of a file. Raises `BadPlan`."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise BadPlan(f"{path}: không phải một kế hoạch.")
        return _plan(found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadPlan(f"{path}: không đọc được: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlan(f"{path}: thiếu hoặc sai mục {error}.") from error


def _plan(found: Mapping[str, Any]) -> Plan:
    strange = found.keys() - {each.name for each in fields(Plan)}
    if strange:
        raise BadPlan(f"Có mục lạ: {', '.join(sorted(map(str, strange)))}.")
    log = str(found["log"])
    homes = {o["key"]: str(o.get("home", log)) for o in found.get("offices", ())}

    def office(name: str | None) -> str | None:
        return None if name is None else _required(name)

    def _required(name: str) -> str:
        return name if _ID.fullmatch(name) else identity("office", homes.get(name, log), name)

    def school(name: str) -> str:
        return name if _ID.fullmatch(name) else identity("school", log, name)

    starts = found["starts"]
    if not isinstance(starts, date):
        raise ValueError("starts")
    return Plan(
        title=str(found["title"]),
        log=log,
        starts=starts,
        basis=str(found["basis"]),
        offices=tuple(
            NewOffice(
                _required(o["key"]),
                o["kind"],
                o["area"],
                office(o["parent"]),
                o["name"],
                bool(o.get("unsure")),
            )
            for o in found.get("offices", ())
        ),
        renamed={_required(o["office"]): o["name"] for o in found.get("renamed", ())},
        placed={_required(o["office"]): office(o["parent"]) for o in found.get("placed", ())},
        functions=tuple(
            PassedOn(
                f["function"],
                f["area"],
                office(f["from"]),
                tuple((to["area"], _required(to["holder"])) for to in f["to"]),
                tuple(f.get("kinds", ())),
                bool(f.get("unsure")),
            )
            for f in found.get("functions", ())
        ),
        schools=tuple(
            AreaRule(r["area"], tuple(r["else"]), bool(r.get("unsure")))
            for r in found.get("schools", ())
        ),
        named={school(s["school"]): tuple(s["areas"]) for s in found.get("named", ())},
        grants={_required(g["office"]): office(g["to"]) for g in found.get("grants", ())},
        ended=tuple(
            Ending(
                _required(e["office"]),
                e["how"],
                tuple(map(_required, e["successors"])),
                bool(e.get("unsure")),
            )
            for e in found.get("ended", ())
        ),
    )
