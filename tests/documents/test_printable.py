"""Whatever was typed can be printed: no text breaks a document, none is lost, none is markup."""

import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pdfua
import pypdf
import pytest
from docx import Document as WordDocument

from libs.kernel import canonical
from libs.kernel.problems import Wire
from services.documents import fonts
from services.documents.document import Form
from services.documents.making import Maker
from services.documents.printable import cleaned, shown
from tests.documents.test_data import CYCLES, PLANS, form_of

pytestmark = pytest.mark.long

SECONDS = 60.0
TYPED = {
    "picture": "Vui 😀👨‍👩‍👧 ✓ ★ 漢字 ไทย",
    "direction": "\u200fxin \u202eđảo\u202c \u2066a\u2069 שלום",
    "control": "a\tb\x0bc\x1bd\x00e\ufefff\u2028g",
    "typst": '#read("/kit/nd30.typ") *b* _i_ $x$ `c` @r <l> [x] \\ = H /* c */ // d #pagebreak()',
    "jinja": "{{ 7*7 }} {% for x in y %} {%p if z %} {%tr endfor %} {# c #} {{r x }}",
    "xml": "<&> </w:t></w:r><w:br/> &amp; ]]> <!-- x -->",
    "word": "x" * 300 + " ke_hoach_" * 40 + "ă" * 33_000,
}
SHEETS = form_of("cycle", "criterion_sheets", CYCLES["2018"])
LIST = form_of("cycle", "evidence_list", CYCLES["2026"])
PLAN = form_of("improvement_plan", "plan", PLANS["2026"])


def sheets(text: str) -> Wire:
    """Return data of sheets with a text in two paragraphs."""
    data = SHEETS.data(CYCLES["2018"])
    sheet = data["standards"][0]["criteria"][0]
    sheet["levels"][0]["description"] = sheet["strengths"] = [text]
    return data


def table(text: str) -> Wire:
    """Return data of a list with a text in two cells of a row."""
    data = LIST.data(CYCLES["2026"])
    data["criteria"][0]["items"][0] |= {"name": text, "place": text}
    return data


def plan(text: str) -> Wire:
    """Return data of a plan with a text in a narrow cell and as what came of a half year."""
    data = PLAN.data(PLANS["2026"])
    data["tasks"][0]["resources"] = data["monitoring"][0]["result"] = text
    return data


def pages_of(content: bytes) -> str:
    return "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize(("form", "data_with"), [(SHEETS, sheets), (LIST, table), (PLAN, plan)])
def test_what_was_typed_breaks_no_document(
    form: Form, data_with: Callable[[str], Wire], text: str, tmp_path: Path
) -> None:
    data = data_with(text)
    made = Maker().make(form, "pdf", data, SECONDS)
    attached = pypdf.PdfReader(io.BytesIO(made.content)).attachments["data.json"]
    assert attached == [canonical.encode(data)]
    file = tmp_path / "document.pdf"
    file.write_bytes(made.content)
    assert list(pdfua.validate(str(file)).findings) == []
    word = WordDocument(io.BytesIO(Maker().make(form, "docx", data, SECONDS).content))
    typed = "".join(node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t"))
    assert "".join(cleaned({"a": text})["a"].split()) in "".join(typed.split())


@pytest.mark.parametrize(("form", "data_with"), [(SHEETS, sheets), (LIST, table), (PLAN, plan)])
def test_a_text_longer_than_a_page_is_whole(form: Form, data_with: Callable[[str], Wire]) -> None:
    many = 700
    data = data_with("Học sinh ngồi xúm xít. " * many)
    found = pages_of(Maker().make(form, "pdf", data, SECONDS).content)
    assert found.count("xít.") == 2 * many


def test_what_the_faces_lack_is_a_square_and_the_rest_stands() -> None:
    found = pages_of(
        Maker().make(SHEETS, "pdf", sheets("Vui 😀👨‍👩‍👧, đủ 12/12 ✓"), SECONDS).content
    )
    assert "Vui □, đủ 12/12 ✓" in found


def test_a_text_reads_in_the_order_in_which_it_was_written() -> None:
    typed = {"text": "a\u202eb\u202c\u200f c\td", "log": {"at": "2027-05-20T09:21:00.123456+07:00"}}
    assert cleaned(typed) == {"text": "ab c d", "log": typed["log"]}


def test_a_word_too_long_for_a_column_may_be_parted_and_others_not() -> None:
    typed = "https://truong.example/cong-khai ngày 01/09/2026 ke_hoach_nam_hoc_2026_2027.docx"
    text = shown({"text": typed})["text"]
    assert text.replace("\u200b", "") == typed
    assert text.startswith(
        "https://truong.example/cong-khai ngày 01/09/2026 ke_\u200bhoach_\u200bnam_"
    )


@pytest.mark.parametrize("folders", [fonts.font_folders(), []], ids=["found", "own"])
def test_every_face_has_what_is_sure(folders: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left by `sure` is printed at the second try, so it must not fail."""
    assigned = (chr(n) for n in range(0x20, 0x2800) if unicodedata.category(chr(n)) != "Cn")
    kept = "".join(each for each in assigned if shown({"a": each}, sure=True)["a"] == each)
    every = unicodedata.normalize("NFC", " ".join(re.findall(".{1,60}", kept))) + "😀"
    monkeypatch.setattr("services.documents.making.font_folders", lambda: folders)
    assert Maker().make(SHEETS, "pdf", sheets(every), SECONDS).content
