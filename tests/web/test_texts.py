"""Every text of the screens is there in both languages, and said the same way in both."""

import string
from pathlib import Path

import pytest
import yaml

from libs.web.catalogue import english, labelled, learn, speaker
from tests.web.texts import PLACES, ROOT, untranslatable, used

KIT, *SITES = PLACES
for place in PLACES:
    learn(ROOT / place)


def told_in(*places: str) -> set[str]:
    """Return the texts whose English stands in these places."""
    return {
        text
        for place in places
        for path in (ROOT / place).rglob("english.yaml")
        for text in yaml.safe_load(path.read_text(encoding="utf-8"))
    }


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("site", SITES)
def test_no_text_is_missing_in_english_and_none_is_left_over(site: str) -> None:
    texts, known = used(KIT, site), told_in(KIT, site)
    assert {text: where for text, where in texts.items() if text not in known} == {}
    assert known - set(used(*PLACES)) - labelled() == set()


def test_both_languages_name_the_same_values() -> None:
    assert [text for text, said in english().items() if braces(text) != braces(said)] == []


def test_nothing_vietnamese_stands_outside_of_a_text_but_the_letters_that_try_the_look() -> None:
    assert [line for line in untranslatable() if "ẮẰẲẴẶ" not in line] == []


def test_what_is_put_into_a_text_is_escaped() -> None:
    said = speaker("vi")("Hạn {day}", day="<b>")
    assert str(said) == "Hạn &lt;b&gt;"


def test_two_folders_may_not_say_the_same_text_differently(tmp_path: Path) -> None:
    (tmp_path / "english.yaml").write_text('"Đăng nhập": "Log on"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="Đăng nhập"):
        learn(tmp_path)
