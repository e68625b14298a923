"""Documents as files: the same bytes for the same data, and every text of it in them."""

import hashlib
import io
import os
import re
import subprocess
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pdfua
import pypdf
import pytest
from docx import Document as WordDocument

from libs.kernel import canonical
from libs.kernel.problems import Rejected, Unavailable, Wire
from services.documents.document import Answers, Document, Form
from services.documents.making import Kind, Limits, Made, Maker, MakingFailed
from tests.documents import answers as given
from tests.documents.test_data import CYCLES, DECISION, EVERY, leaves

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
CAPTION = re.compile(r"^Bảng\s\d+: ", re.MULTILINE)
UNPRINTED = re.compile(r"^/(date|summary|school|school_year|log|basis)\b|/(written_on|letter)$")
"""Data that is printed in another form ("ngày 05 tháng 9"), or in some of the forms alone."""
NOT_IN: dict[str, str] = {
    "content_elements": r"/letter$",
    "criterion_sheets": r"/standards/\d+/(judgement|strengths|limits|priorities)/",
    "evidence_list": r"^/criteria/\d+/title$|/items/\d+/(when|by|place)$",
    "report_2018": r"/standards/\d+/(strengths|limits|priorities)/|/(text|group|written_by)$"
    r"|/measures/",
    "report_2026": r"/(group|written_by)$",
    "improvement_plan": r"^/issues/|^/tasks/\d+/(goal|activity|indicator|resources|supervision"
    r"|criterion)$",
}
"""What the data tells and the form does not print: the law has another place for it, or none."""


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker()


class Files:
    """The samples as files, each made once."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._made: dict[tuple[Form, int, Kind], Made] = {}

    def of(self, form: Form, answers: Answers, kind: Kind) -> Made:
        """Return the file of a kind that a form makes of answers."""
        key = (form, id(answers), kind)
        if key not in self._made:
            self._made[key] = self._maker.make(form, kind, form.data(answers), SECONDS)
        return self._made[key]


@pytest.fixture(scope="module")
def files(maker: Maker) -> Files:
    return Files(maker)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def titles(outline: Iterable[Any]) -> Iterator[str]:
    """Yield the headings of a PDF, in order."""
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield str(entry.title)


def missing(form: Form, data: Wire, text: str) -> list[tuple[str, str]]:
    """Return the texts of the data that its form prints and that are not in `text`."""
    solid = "".join(words(text))
    not_printed = re.compile(f"{UNPRINTED.pattern}|{NOT_IN.get(form.folder, '^$')}")
    return [
        (at, value)
        for at, value in leaves(data)
        if isinstance(value, str) and not not_printed.search(at)
        if "".join(words(value)) not in solid and not set(words(value)) <= set(words(text))
    ]


@pytest.mark.parametrize(("document", "answers"), EVERY)
def test_a_pdf_holds_its_data_says_so_on_every_page_and_can_be_read_aloud(
    document: Document, answers: Answers, maker: Maker, files: Files, tmp_path: Path
) -> None:
    form = document.form(answers)
    data = form.data(answers)
    made = files.of(form, answers, "pdf")
    payload = canonical.encode(data)
    digest = hashlib.sha256(payload).hexdigest()
    reader = pypdf.PdfReader(io.BytesIO(made.content))
    assert reader.attachments["data.json"] == [payload]
    assert made.data_sha256 == digest
    pages = [page.extract_text() for page in reader.pages]
    for page in pages:
        assert digest in "".join(page.split())
        assert "DỮ LIỆU MẪU" in page
        assert f"vị trí {data['log']['position']:,}".replace(",", ".") in page
    assert missing(form, data, "\n".join(pages)) == []
    assert maker.make(form, "pdf", data, SECONDS) == made
    file = tmp_path / "document.pdf"
    file.write_bytes(made.content)
    assert list(pdfua.validate(str(file)).findings) == []


@pytest.mark.parametrize(("document", "answers"), EVERY)
def test_a_docx_holds_its_data_and_is_the_same_each_time(
    document: Document, answers: Answers, maker: Maker, files: Files
) -> None:
    form = document.form(answers)
    data = form.data(answers)
    made = files.of(form, answers, "docx")
    word = WordDocument(io.BytesIO(made.content))
    text = "\n".join(
        node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t")
    )
    assert missing(form, data, text) == []
    assert "{{" not in text
    assert "{%" not in text
    footer = "".join(p.text for p in word.sections[0].first_page_footer.paragraphs)
    assert made.data_sha256 in footer
    assert "DỮ LIỆU MẪU" in footer
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert maker.make(form, "docx", data, SECONDS) == made


@pytest.mark.parametrize(("document", "answers"), EVERY)
def test_both_files_have_the_same_headings_and_tables(
    document: Document, answers: Answers, files: Files
) -> None:
    form = document.form(answers)
    pdf = pypdf.PdfReader(io.BytesIO(files.of(form, answers, "pdf").content))
    word = WordDocument(io.BytesIO(files.of(form, answers, "docx").content))
    paragraphs = [one.text for one in word.element.body.iter() if one.tag.endswith("}p")]
    told = {"".join(words(one)) for one in paragraphs}
    headings = ["".join(words(title)) for title in titles(pdf.outline)]
    assert [one for one in headings if one not in told] == []
    printed = CAPTION.findall("\n".join(page.extract_text() for page in pdf.pages))
    captions = [one for one in word.paragraphs if one.style and one.style.name == "Caption"]
    assert len(printed) == len(captions)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_another_process_folder_and_time_zone_change_nothing(kind: Kind, maker: Maker) -> None:
    answers = CYCLES["2026"]
    made = maker.make(DECISION, kind, DECISION.data(answers), SECONDS)
    program = (
        "from services.documents.making import Maker; from tests.documents import answers as given;"
        "from tests.documents.test_data import DECISION;"
        f"made = Maker().make(DECISION, {kind!r}, DECISION.data(given.answers(given.cycle())), 60);"
        "print(made.sha256)"
    )
    env = {**os.environ, "TZ": "America/Lima", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=env,
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == made.sha256


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_text_of_the_data_is_never_markup(kind: Kind, maker: Maker) -> None:
    typed = '#read("/etc/passwd") *đậm* _x_ {{ 7*7 }} {% raw %} <b>&amp; \\ $x^2$ [[= tiêu đề'
    data = {**DECISION.data(CYCLES["2026"]), "bases": [typed]}
    content = maker.make(DECISION, kind, data, SECONDS).content
    if kind == "pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    else:
        text = "".join(each.text for each in WordDocument(io.BytesIO(content)).paragraphs)
    assert "".join(typed.split()) in "".join(text.split())


def test_data_that_lacks_something_makes_no_document(maker: Maker) -> None:
    data = DECISION.data(CYCLES["2026"])
    del data["signer"]
    with pytest.raises(Rejected, match="/signer: Thiếu trường này"):
        maker.make(DECISION, "pdf", data, SECONDS)


def test_what_is_no_sample_does_not_say_so(maker: Maker) -> None:
    answers = given.answers(given.cycle(), sample=False)
    made = maker.make(DECISION, "pdf", DECISION.data(answers), SECONDS)
    pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
    assert all("DỮ LIỆU MẪU" not in page.extract_text() for page in pages)


def test_the_time_in_the_file_is_that_of_the_event(maker: Maker) -> None:
    made = maker.make(DECISION, "pdf", DECISION.data(CYCLES["2026"]), SECONDS)
    told = pypdf.PdfReader(io.BytesIO(made.content)).metadata
    assert told is not None
    assert told.creation_date == datetime(2027, 5, 20, 2, 21, tzinfo=UTC)
    made = maker.make(DECISION, "docx", DECISION.data(CYCLES["2026"]), SECONDS)
    created = WordDocument(io.BytesIO(made.content)).core_properties.created
    assert created == datetime(2027, 5, 20, 2, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "limits",
    [Limits(memory=60 << 20), Limits(output=2000), Limits(processor=0)],
    ids=["memory", "output", "processor"],
)
def test_a_document_that_takes_too_much_is_not_made(limits: Limits) -> None:
    with pytest.raises(MakingFailed, match=r"council_decision\.pdf"):
        Maker(limits=limits).make(DECISION, "pdf", DECISION.data(CYCLES["2026"]), SECONDS)


def test_few_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = threading.Semaphore(0), threading.Event()

    def waits(*_: object) -> bytes:
        entered.release()
        leave.wait(10)
        return b""

    monkeypatch.setattr(Maker, "_in_turn", waits)
    maker, data = Maker(at_once=1), DECISION.data(CYCLES["2026"])
    threads = [
        threading.Thread(target=maker.make, args=(DECISION, "pdf", data, SECONDS)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    assert all(entered.acquire(timeout=10) for _ in threads)
    with pytest.raises(Unavailable, match="Đang dựng nhiều"):
        maker.make(DECISION, "pdf", data, SECONDS)
    leave.set()
    for thread in threads:
        thread.join(10)
    assert maker.make(DECISION, "pdf", data, SECONDS).content == b""


def test_whoever_has_waited_long_enough_is_told_so(maker: Maker) -> None:
    with pytest.raises(Unavailable, match="deadline-passed"):
        Maker(at_once=1).make(DECISION, "pdf", DECISION.data(CYCLES["2026"]), 0.0)
