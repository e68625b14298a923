"""Of how many and whom a team of external evaluation is made, and what keeps somebody out. Pure.

The rows are data (data/teams.yaml, and the rule set's own `external_review.team`), each with how
sure it is. What keeps somebody from a team is computed by `against` and nowhere else: a refusal, a
draw and a screen name the same things.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import RuleSet, read_data
from libs.law.standards.external_review import UNREAD
from libs.law.standards.rule_set import cite


@dataclass(frozen=True, slots=True)
class TeamSize:
    """How many people a team has, both included; `most` None: no text limits it.

    `sure`: else an office that states its basis may have another number. `source` in Vietnamese.
    """

    least: int
    most: int | None
    sure: bool
    source: str


def team_size(rules: RuleSet) -> TeamSize:
    """Return how many a team under `rules` has: by the set itself, else by the table."""
    stated, row = _team(rules).get("size", {}), _row(rules)
    if stated or row is None:
        sure = stated.get("confidence") != "unsure"
        doubt = "" if sure else f" (số người: {UNREAD})"
        return TeamSize(rules.team_min, rules.team_max, sure, f"{cite(rules, '29')}{doubt}")
    return TeamSize(row["min"], row["max"], row["sure"], row["source_vi"])


def posts_open(rules: RuleSet) -> tuple[str, ...]:
    """Return the places that a team under `rules` may have, as `TeamMember.post` names them.

    A set that says nothing of roles has the deputy too: no text that was read forbids one.
    """
    team = _team(rules)
    named = (*team.get("roles", ()), *team.get("optional_roles", ("deputy_leader",)))
    deputy = ("deputy",) if "deputy_leader" in named else ()
    return ("leader", *deputy, "secretary", "member")


@dataclass(frozen=True, slots=True)
class Standing:
    """What registers and the person's own word say of somebody and a school.

    `posts`: codes of posts and roles that they have or had at it or before it; `council`: in a
    self-assessment council of it; `filed`: registered for it; `declared`: kinds of ties that they
    declared, None before they declared anything; `taken_back`: they declared another before, on
    which the office had not decided; `kept`: the office decided that these are none;
    `known`: a register tells any post of theirs; `near`: they work in the school's commune;
    `trained`: they have a training that counts.
    """

    posts: tuple[str, ...] = ()
    council: bool = False
    filed: bool = False
    declared: tuple[str, ...] | None = None
    taken_back: bool = False
    kept: bool = False
    known: bool = True
    near: bool = False
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Against:
    """Something that speaks against somebody in a team, by its code.

    `bars`: it keeps them out; `may_keep`: the office may decide that it does not; `source`: on what
    that rests, in Vietnamese.
    """

    code: str
    bars: bool
    may_keep: bool
    sure: bool
    source: str


def against(standing: Standing) -> tuple[Against, ...]:
    """Return all that speaks against somebody, what bars first; empty for nothing.

    What the office kept somebody in spite of speaks against them no more, unless it may not.
    """
    rows = {row.code: row for row in conflicts()}
    found = [rows[code] for code in _codes(standing)]
    kept = [row for row in found if not (standing.kept and row.may_keep)]
    return tuple(sorted(kept, key=lambda row: not row.bars))


def free(standing: Standing) -> bool:
    """Return whether nothing keeps somebody from the team."""
    return not any(row.bars for row in against(standing))


def _codes(standing: Standing) -> Iterator[str]:
    if standing.posts:
        yield "post_there"
    if standing.council:
        yield "in_council"
    if standing.filed:
        yield "filed_case"
    for kind in dict.fromkeys(standing.declared or ()):
        yield f"declared_{kind}"
    if standing.taken_back:
        yield "tie_taken_back"
    if standing.declared is None and not standing.known:
        yield "posts_unknown"
    if standing.near:
        yield "same_commune"
    if not standing.trained:
        yield "untrained"


@cache
def conflicts() -> tuple[Against, ...]:
    """Return every kind of thing that may speak against somebody."""
    return tuple(
        Against(
            row["code"],
            row["bars"],
            row.get("may_keep", False),
            row["sure"],
            row["source_vi"],
        )
        for row in _data()["conflicts"]
    )


def conflict(code: str) -> Against:
    """Return the kind of this code; raises KeyError."""
    return {row.code: row for row in conflicts()}[code]


def declared_first() -> str:
    """Return on what it rests that a team works once each of it has declared, in Vietnamese."""
    return str(_data()["declarations"]["source_vi"])


def signed_by_all() -> str:
    """Return on what it rests that each member signs the team's report, in Vietnamese."""
    return str(_data()["signatures"]["source_vi"])


def draw_wait() -> int:
    """Return how many entries of the log after its announcement decide a draw, where not said."""
    return int(_data()["draws"]["entries_after"])


def _team(rules: RuleSet) -> Mapping[str, Any]:
    found: Mapping[str, Any] = rules.document.get("external_review", {}).get("team", {})
    return found


def _row(rules: RuleSet) -> Mapping[str, Any] | None:
    ref = str(rules.document["legal_basis"][0]["ref"])
    return next((row for row in _data()["sizes"] if ref in row["refs"]), None)


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "teams.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
