"""Templates: compiled when the process starts, one environment a language, nothing undefined."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from libs.web import formats
from libs.web.catalogue import LANGUAGES, Language, called, learn, speaker
from libs.web.labelled import labels

KIT = Path(str(files("libs.web") / "kit"))
# A word of the law and its number, and the two halves of "Mầm non", stay on one line; so does a
# code. What is typed stays as it was typed.
_GLUE = re.compile(
    r"\b(Mức|[Mm]ức độ|[Cc]ấp độ|Điều|khoản|điểm|[Tt]iêu chí|Thông tư|[Nn]hóm|lúc|[Cc]òn) (?=\d)"
    r"|\b(Mầm|Mẫu|Tiểu|[Mm]ức|[Cc]ấp) (?=non|giáo|học\b|độ)"
    r"|(?<=\d) (?=đ\b|MB\b|kB\b|ngày\b)"
)
_CODE = re.compile(r"\b(?:HS|KĐ|QN|MC|CT)[-.][\d.-]+\d|\[?\bH\d+-[\d.]+-\d+\b\]?|\b\d{4}–\d{4}\b")
_FIELD = re.compile(
    r"(<(?:textarea|title|desc|option|pre)\b.*?</(?:textarea|title|desc|option|pre)>|<[^>]*>)",
    re.DOTALL,
)


def glue(html: str) -> str:
    """Return a page in which what belongs together is not divided at the end of a line."""
    parts = _FIELD.split(html)
    for at in range(0, len(parts), 2):
        if parts[at].isspace() or not parts[at]:
            continue
        text = _GLUE.sub(
            lambda found: (found[1] or found[2] or "").replace(" ", "\u00a0") + "\u00a0", parts[at]
        )
        parts[at] = _CODE.sub(r'<span class="nowrap">\g<0></span>', text)
    return "".join(parts)


class Templates:
    """The templates of an application, `folder`, over those of the kit; names are paths below it.

    `common` is what every template may use. Raises what a template that is no template raises.
    """

    def __init__(self, folder: Path, common: Mapping[str, Any]) -> None:
        learn(KIT.parent)
        learn(folder.parent)
        loader = PrefixLoader({"kit": FileSystemLoader(KIT), "pages": FileSystemLoader(folder)})
        self._environments = {language: _made(language, loader, common) for language in LANGUAGES}
        for environment in self._environments.values():
            for name in environment.list_templates(extensions=["html"]):
                environment.get_template(name)

    def render(self, language: Language, name: str, values: Mapping[str, Any]) -> str:
        """Return a page; raises jinja2's UndefinedError for a value that is not given."""
        return glue(self._environments[language].get_template(name).render(values))


def _made(language: Language, loader: PrefixLoader, common: Mapping[str, Any]) -> Environment:
    t = speaker(language)
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals |= {**common, "t": t, "language": language}
    environment.filters |= {
        "day": formats.day,
        "moment": formats.moment,
        "number": formats.number,
        "money": formats.money,
        "year": formats.year,
        "labels": labels,
        "label": lambda code, begins=False: called(t, code, begins),
    }
    return environment
