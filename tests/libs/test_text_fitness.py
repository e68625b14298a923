"""What text may be sent, what old text is still read, what of it reaches a file or a terminal."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, ClassVar

import pytest
from rich.table import Table

from libs.kernel.json_schema import whole
from libs.kernel.messages import Contract, Line, Text, size
from libs.kernel.problems import Invalid
from libs.kernel.texts import FIT, cleaned, shown, unfit
from services.cli.console import console, say


@dataclass(frozen=True)
class Named:
    """A message with texts."""

    name: Line
    about: Text = ""
    tags: Annotated[tuple[Annotated[str, size(1, 9)], ...], size(0, 9)] = ()
    type: ClassVar[str] = "Named"


SENT: Contract[Named] = Contract(Named, unknown="raise")
RECORDED: Contract[Named] = Contract(Named)
UNFIT = [
    *("\uffff", "\ufffe", "\ufdd0", "\U0001fffe", "\U0010ffff", "\x00", "\x1b[2J", "\x85", "\x7f"),
    *(
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\ufff9",
        "\u2065",
        "\ufff0",
        "\U000e0080",
        "\U000e0041",
        "\U0001d173",
        "e" + "\u0301" * 200,
        "\u0345" * 9,
    ),
]
BLANK = ["   ", "\u200b", "\u200b \u00a0", "\u3164", "\u2800", "\u00ad", "\t\n", "\u034f"]
FINE = [
    *(
        "Trường Tiểu học Nguyễn Thị Minh Khai",
        "a\tb",
        "👩🏽\u200d🏫",
        "🏳️\u200d🌈",
        "1️⃣",
        "🫨",
        "☎",
    ),
    *("ស្ត្រី", "ꨀꨂꨯ", "한국", "日本", "नमस्ते", "Ê-đê", "½ m²", "\u200e1\u200f"),
]


def codes(contract: Contract[Named], **data: object) -> list[tuple[str, str]]:
    try:
        contract.load({"type": "Named", "data": {"name": "a", **data}})
    except Invalid as invalid:
        return [(error.pointer, error.code) for error in invalid.errors]
    return []


@pytest.mark.parametrize("bad", UNFIT)
def test_text_that_nothing_can_show_is_refused_wherever_it_is_sent(bad: str) -> None:
    said = f"Trường {bad} Mẫu"
    assert codes(SENT, name=said) == [("/name", "characters")]
    assert codes(SENT, about=said) == [("/about", "characters")]
    assert codes(SENT, tags=["a", bad[-9:]]) == [("/tags/1", "characters")]


@pytest.mark.parametrize("joined", ["\u200d", "\u200c", "\u2060", "\u00ad"])
def test_what_shows_nothing_begins_no_new_letter_for_more_marks(joined: str) -> None:
    assert codes(SENT, name="e" + ("\u0301" * 8 + joined) * 9) == [("/name", "characters")]
    assert codes(SENT, name=f"e\u0323\u0302{joined}" * 9) == []


@pytest.mark.parametrize("blank", BLANK)
def test_a_name_that_nobody_sees_is_none(blank: str) -> None:
    assert codes(SENT, name=blank) == [("/name", "blank")]
    assert codes(SENT, about=blank) == []
    assert codes(SENT, name=f"{blank}1".replace("\n", "")) == []


@pytest.mark.parametrize("fine", FINE)
def test_the_languages_of_the_country_and_pictures_are_text(fine: str) -> None:
    for form in ("NFC", "NFD"):
        assert codes(SENT, name=unicodedata.normalize(form, fine)) == []
        assert codes(SENT, about=f"{unicodedata.normalize(form, fine)}\n\tc") == []


@pytest.mark.parametrize("old", [*UNFIT[:5], *UNFIT[9:], *BLANK])
def test_what_was_recorded_before_is_still_read(old: str) -> None:
    said = f"T{old}"
    event = RECORDED.event({"type": "Named", "data": {"name": said}})
    assert event == Named(unicodedata.normalize("NFC", said))
    assert codes(RECORDED, name=old[:300]) == []


@pytest.mark.parametrize("bad", UNFIT[:-2])
def test_what_leaves_the_platform_is_fit_to_be_seen(bad: str) -> None:
    assert not unfit(cleaned(f"a{bad}\tb\nc"))
    assert shown(f"a{bad}b").isprintable()
    assert shown("Nguyễn 👩🏽 1️⃣\nb") == "Nguyễn 👩🏽 1️⃣\nb"


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\u2028", "\u2029"])
def test_a_name_is_one_line_where_it_is_sent(broken: str) -> None:
    said = f"Trường{broken}Mẫu"
    assert codes(SENT, name=said)
    assert codes(SENT, about=said) == codes(SENT, about=broken.strip(" "))
    if "\r" not in broken:
        assert codes(SENT, name=said) == [("/name", "line")]
        assert codes(RECORDED, name=said) == []
        assert RECORDED.event({"type": "Named", "data": {"name": said}}) == Named(said)
    pattern = whole(Named, closed=True)["properties"]["name"]["pattern"]
    assert not re.search(pattern, said)
    assert re.search(pattern, "Trường Mẫu")


def test_the_schema_of_what_is_sent_says_so() -> None:
    sent = whole(Named, closed=True)["properties"]
    assert sent["about"]["pattern"] == FIT
    assert sent["name"]["allOf"] == [{"pattern": FIT}]
    recorded = whole(Named, closed=False)["properties"]
    assert recorded["about"]["pattern"] == recorded["name"]["pattern"] != FIT


def test_no_terminal_is_steered_by_what_a_tool_prints(capsys: pytest.CaptureFixture[str]) -> None:
    name = "Trường\x1b[2J\x1b[31m ĐẠT\u202e\r\x9b"
    say(name)
    table = Table(name)
    table.add_row(name)
    console().print(table)
    console().print(f"[link=https://example.edu.vn]{name}[/link]\n")
    told = capsys.readouterr().out
    assert "Trường" in told
    assert "\\x1b[31m" in told
    assert "[link=https://example.edu.vn]" in told
    assert not set(told) & set("\x1b\u202e\r\x9b")
