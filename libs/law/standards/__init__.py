"""The law as data: dated rule sets (data/*.yaml), levels and grades as functions, known texts.

Pure: files of this package are read once, nothing else is. A new circular or amendment is a file or
an entry in `data/`, never code. A rule set once used is never edited: the log holds its hash.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from libs.kernel.problems import Rejected
from libs.law import labels
from libs.law.standards.rule_set import BadRuleSet, Criterion, RuleSet, from_document, revisions

__all__ = [
    "BadRuleSet",
    "Criterion",
    "RuleSet",
    "by_hash",
    "choose",
    "from_document",
    "given",
    "in_force",
    "load",
    "read_data",
    "rule_sets",
]

KINDS = tuple(labels.group("school_kind"))
"""The kinds of school, in the order of the education stages."""

# libyaml's loader is ten times faster, and not in every build of PyYAML.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(text: str) -> Any:
    """Return the value of YAML `text`; plain data only."""
    return yaml.load(text, _LOADER)


def load(text: str, name: str) -> tuple[RuleSet, ...]:
    """Return every revision of the rule-set file `text`, oldest first.

    Raises `BadRuleSet` when the file contradicts itself or its `id` is not `name`.
    """
    file = read_data(text)
    try:
        if file["id"] != name:
            raise BadRuleSet(f"{name}: the file holds {file['id']}")
        return tuple(revisions(file))
    except (AttributeError, KeyError, TypeError) as error:
        raise BadRuleSet(f"{name}: not a rule set: {error!r}") from error


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Return every set in every revision, by id, then oldest first; raises `BadRuleSet`."""
    data = files(__name__) / "data"
    names = sorted(f.name for f in data.iterdir() if f.name.startswith("tt"))
    found = tuple(
        rules
        for name in names
        for rules in load((data / name).read_text("utf-8"), name.removesuffix(".yaml"))
    )
    _check_apart(found)
    return found


def _check_apart(found: Iterable[RuleSet]) -> None:
    """Raise `BadRuleSet` if two revisions claim the same kind of school on the same day."""
    for kind in KINDS:
        spans = sorted(
            (r.effective_from or date.min, r.effective_to or date.max, r.id, r.revision)
            for r in found
            if kind in r.applies_to
        )
        for one, other in pairwise(spans):
            if other[0] <= one[1]:
                raise BadRuleSet(f"{one[2]} {one[3]} and {other[2]} {other[3]} overlap for {kind}")


_GIVEN: ContextVar[tuple[RuleSet, ...]] = ContextVar("given", default=())


@contextmanager
def given(documents: Iterable[Any]) -> Iterator[None]:
    """Let further rule sets count within: those that an auditor vouches for, newest first.

    They come before our own on the days from which on they are in force. Raises `BadRuleSet`.
    """
    found = (from_document(document) for document in documents)
    newest = sorted(found, key=lambda rules: rules.effective_from or date.min, reverse=True)
    before = _GIVEN.set(tuple(newest))
    try:
        yield
    finally:
        _GIVEN.reset(before)


def in_force(kind: str, on: date) -> RuleSet | None:
    """Return the revision in force on `on` for a school of `kind`, usable or not; None: no text."""
    every = (*_GIVEN.get(), *rule_sets())
    return next((r for r in every if kind in r.applies_to and r.in_force(on)), None)


def choose(kind: str, on: date) -> RuleSet:
    """Return the revision in force on `on` for a school of `kind`.

    A cycle keeps the one that was in force when it opened. Raises `Rejected`: "rule-set-missing"
    where no text covers the kind on that day, "rule-set-not-usable" where it lacks its criteria.
    """
    name = labels.said(kind)
    rules = in_force(kind, on)
    if rules is not None:
        if rules.usable_for_new_cycles:
            return rules
        raise Rejected(
            "rule-set-not-usable",
            f"Chưa thể mở đợt tự đánh giá cho {name} ngày {on:%d/%m/%Y}: {rules.warnings[0]}",
            rule=rules.document["legal_basis"][0]["ref"],
        )
    raise Rejected(
        "rule-set-missing",
        f"Không có bộ tiêu chuẩn nào có hiệu lực cho {name} ngày {on:%d/%m/%Y}.",
    )


def by_hash(rules_hash: str) -> RuleSet:
    """Return the rule set of this hash, as events carry it; raises KeyError if there is none."""
    for rules in _GIVEN.get():
        if rules.rules_hash == rules_hash:
            return rules
    return _by_hash()[rules_hash]


@cache
def _by_hash() -> dict[str, RuleSet]:
    return {rules.rules_hash: rules for rules in rule_sets()}
