"""The parts of one dossier name each other, and the same things whenever they are made."""

import copy
import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from docx import Document as WordDocument

from libs.kernel.problems import Wire
from services.documents import asking, dossier
from services.documents.catalogue import DOCUMENTS
from services.documents.document import Answers, Document
from services.documents.making import Maker
from tests.documents import answers as given
from tests.documents.test_data import CYCLES, form_of

OF_CYCLE = [each for each in DOCUMENTS if each.category == "cycle"]
(LIST,) = [each for each in OF_CYCLE if each.name == "evidence_list"]

RESTS = ("approval", "submission")
"""The parts of a cycle, besides its sheets, that the list rests on; the sample has none of them."""


def hashes(answers: Answers, document: Document = LIST) -> dict[str, str]:
    told = dossier.of(document, answers)
    return {part["title"]: part["sha256"] for part in told["parts"]}


@pytest.mark.parametrize("document", OF_CYCLE, ids=lambda document: document.name)
def test_each_part_names_all_and_says_which_it_is(document: Document) -> None:
    told = dossier.of(document, CYCLES["2018"])
    assert told["name"] == "Đợt tự đánh giá năm học 2024 - 2025"
    assert (told["version"], told["position"]) == (40, 1234)
    assert hashes(CYCLES["2018"], document) == hashes(CYCLES["2018"])
    own = [part["title"] for part in told["parts"] if part["own"]]
    assert own == [document.title[:1].upper() + document.title[1:]]
    assert len(set(hashes(CYCLES["2018"]).values())) == len(OF_CYCLE)


@pytest.mark.parametrize(
    "more",
    [
        {"position": 1300, "recorded_at": "2027-06-01T08:00:00+07:00"},
        {"school": {**given.SCHOOL, "phone": "028 1234", "name": "Trường khác"}},
        {"people": {}},
        {"evidence": ()},
        {"figures": ()},
        {"criterion": "1.1"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_others_record_meanwhile_changes_no_name(more: dict[str, Any]) -> None:
    assert hashes(replace(CYCLES["2018"], **more)) == hashes(CYCLES["2018"])


def test_a_text_of_the_cycle_changes_the_names_of_the_parts_that_print_it() -> None:
    view = copy.deepcopy(CYCLES["2018"].view)
    view["sheets"][0]["strengths"] += " Thêm một điểm mạnh."
    before, after = hashes(CYCLES["2018"]), hashes(replace(CYCLES["2018"], view=view))
    changed = {title for title, found in after.items() if found != before[title]}
    assert changed == {"Phiếu đánh giá tiêu chí", "Báo cáo tự đánh giá"}


class Asked:
    """Answers as the services do."""

    def one(self, category: str, id: str, **further: Any) -> Wire:
        if category == "school":
            return given.SCHOOL
        view = CYCLES["2018"].view
        parts: Wire = dict.fromkeys(RESTS)
        sheets = [{**one, "position": 1} for one in view["sheets"]]
        return {**view, **parts, "sheets": sheets, "opened_position": 1}

    def many(self, category: str, **asked: Any) -> list[Wire]:
        return []

    def leaf_at(self, position: int) -> str:
        raise AssertionError(position)

    def recorded_at(self, position: int) -> str:
        return "2027-05-20T02:21:00Z"


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_document_prints_what_belongs_to_it(kind: Any) -> None:
    on = CYCLES["2018"].on
    asked: dict[str, Any] = {"log": "79", "on": on, "demo": True}
    assert asking.answers_for(LIST, "5f0c2a_2024", Asked(), **asked).dossier is None
    answers = asking.answers_for(LIST, "5f0c2a_2024", Asked(), **asked, report_version=1)
    assert answers.dossier is not None
    form = form_of("cycle", "evidence_list", answers)
    content = io.BytesIO(Maker().make(form, kind, form.data(answers), 60).content)
    if kind == "pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(content).pages)
    else:
        text = " ".join(c.text for c in WordDocument(content).tables[-1]._cells)
    for part in answers.dossier["parts"]:
        assert part["sha256"] in "".join(text.split())
    assert "Danh mục minh chứng (văn bản này)" in " ".join(text.split())
