"""Texts that were written have words."""

from collections.abc import Iterable

from libs.kernel.problems import refuse
from libs.law.vietnamese import says_something


def check_words(command: object, names: Iterable[str], rule: str, required: bool = False) -> None:
    """Raise `Rejected` ("text-wordless") for texts of `command` that were written and say nothing;
    `required`: for those that were not written, too."""
    refuse(
        "text-wordless",
        [
            (f"/{name}", f"Trường {name} chỉ có dấu hoặc một chữ cái; hãy viết thành lời.")
            for name in names
            if ((text := getattr(command, name)) or required) and not says_something(text)
        ],
        rule,
    )
