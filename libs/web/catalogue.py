"""Every text of the screens in Vietnamese, as it stands where it is used, and in English.

A page says `t("Hạn {day}", day=...)`. The English of it stands in an `english.yaml`: here what all
screens share, beside a page what is its own. A test finds each text that is used and asks that its
English is there, and that no other is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from markupsafe import Markup

from libs.law.labels import capital, labels, said

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
NAMES: Mapping[Language, str] = {"vi": "Tiếng Việt", "en": "English"}
Text = Callable[..., Markup]


_english: dict[str, str] = {}


def learn(folder: Path) -> None:
    """Take in the English that stands in a folder and below; raises ValueError for two of one."""
    for path in sorted(folder.rglob("english.yaml")):
        for vietnamese, said_in_english in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if _english.setdefault(vietnamese, said_in_english) != said_in_english:
                raise ValueError(f"{path}: another English for {vietnamese!r}")


def english() -> Mapping[str, str]:
    """Return the English of every text learned so far, by its Vietnamese."""
    return MappingProxyType(_english)


def speaker(language: Language) -> Text:
    """Return what puts a text of ours into a language; what is put between braces is escaped."""
    known: Mapping[str, str] = _english if language == "en" else {}

    def t(text: str, /, **values: object) -> Markup:
        said = known.get(text, text)
        # Not user input: a test sees that each text is a literal of ours.
        return Markup(said).format(**values) if values else Markup(said)

    return t


def text(vietnamese: str) -> str:
    """Return a text of ours as it is: marks one that is said later, for the test that finds all."""
    return vietnamese


def called(t: Text, code: str, begins: bool = False) -> Markup:
    """Return what a code is called; what is no code is a text of somebody's, and is escaped."""
    name = said(code)
    if name == code:
        return Markup.escape(code)
    if not begins:
        return t(name)
    begun = capital(name)
    # Most are known without a capital alone.
    return t(begun) if str(t(begun)) != begun else Markup(capital(str(t(name))))


def chosen(accepted: str, kept: str) -> Language:
    """Return the language that a browser asks for, by what it keeps or its Accept-Language."""
    for wanted in (kept, *(part.partition(";")[0].strip()[:2] for part in accepted.split(","))):
        for language in LANGUAGES:
            if wanted.lower() == language:
                return language
    return "vi"


def labelled() -> frozenset[str]:
    """Return the Vietnamese of every label of a code, with and without a capital."""
    found = set(labels().values())
    return frozenset(found | {capital(name) for name in found})
