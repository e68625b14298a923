"""Every text of the screens, found where it is used: in templates and in Python."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, nodes

from libs.web.files import TEXT

ROOT = Path(__file__).parents[2]
PLACES = ("libs/web", "services/console", "services/portal")
SAY = ("t", "text")
"""The names of what says a text: `t` in a language, `text` marks one that is said later."""


def of_templates(places: Sequence[str]) -> Iterator[tuple[Path, int, str]]:
    """Yield (file, line, text) of each text in a template."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    for place in places:
        for path in sorted((ROOT / place).rglob("*.html")):
            tree = environment.parse(path.read_text(encoding="utf-8"))
            for call in tree.find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name in SAY:
                    (said, *_) = call.args
                    if isinstance(said, nodes.Const):
                        yield path, call.lineno, str(said.value)


def of_python(places: Sequence[str]) -> Iterator[tuple[Path, int, str]]:
    """Yield (file, line, text) of each text in Python."""
    for place in places:
        for path in sorted((ROOT / place).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                said = node.args[0]
                if name in SAY and isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield path, node.lineno, said.value


def of_scripts(places: Sequence[str]) -> Iterator[tuple[Path, int, str]]:
    """Yield (file, line, text) of each text in a script."""
    for place in places:
        for path in sorted((ROOT / place).rglob("*.js")):
            for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for found in TEXT.finditer(line):
                    yield path, n, found[1]


def used(*places: str) -> dict[str, str]:
    """Return each text that is used in these places, with one file and line where it is."""
    return {
        text: f"{path.relative_to(ROOT)}:{line}"
        for found in (of_templates(places), of_python(places), of_scripts(places))
        for path, line, text in found
    }


def untranslatable() -> Iterator[str]:
    """Yield each place of a template where Vietnamese stands outside of every text."""
    letters = re.compile("[À-ỹĐđ]")
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.html")):
            plain = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            plain = re.sub(r"\bt\(\s*\"(?:[^\"\\]|\\.)*\"", "", plain)
            for line in plain.splitlines():
                if letters.search(line):
                    yield f"{path.relative_to(ROOT)}: {line.strip()}"
