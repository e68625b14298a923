"""Which refusals a program may give, read from its source: code, status, sentence and rule."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from libs.kernel.problems import PROBLEMS, Rejected

STATUS = {
    **{name: kind.status for name, kind in PROBLEMS.items()},
    "refused": Rejected.status,
    "refuse": Rejected.status,
}
"""What makes or raises a refusal, its code being the first argument; and the HTTP status."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place that refuses; what is filled in at run time is "…", None where all of it is."""

    code: str
    status: int
    detail: str | None
    rule: str | None


def refusals(*places: Traversable) -> Iterator[Refusal]:
    """Yield every refusal in Python files at or below `places`.

    Raises `ValueError` for one whose code does not stand there as a text.
    """
    for place in places:
        for file in _files(place):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            makers = _imported(tree)
            for node in ast.walk(tree):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in makers:
                        code = _literal(first)
                        if code is None:
                            why = "the code of a refusal must stand where it is made"
                            raise ValueError(f"{file}:{node.lineno}: {why}")
                        yield _refusal(code, name, node)


def _imported(tree: ast.AST) -> frozenset[str]:
    """Return which names of `STATUS` a module takes from where refusals are declared."""
    return frozenset(
        each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == Rejected.__module__
        for each in node.names
        if each.name in STATUS
    )


def _refusal(code: str, name: str, call: ast.Call) -> Refusal:
    told = [_literal(each) for each in call.args[1:3]]
    named = {each.arg: _literal(each.value) for each in call.keywords}
    detail = told[0] if told and name != "refuse" else None
    rule = told[1] if len(told) > 1 else named.get("rule")
    return Refusal(code, STATUS[name], detail, rule)


def _files(place: Traversable) -> Iterator[Traversable]:
    if place.is_dir():
        for below in sorted(place.iterdir(), key=lambda each: each.name):
            yield from _files(below)
    elif place.name.endswith(".py"):
        yield place


def _literal(node: ast.AST) -> str | None:
    """Return a text as written in the code, "…" for what is filled in; None for other things."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_literal(part) or "…" for part in parts)
    return None
