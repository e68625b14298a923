"""The data of documents: whole, or refused with the path of what is missing."""

import copy
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from libs.kernel.problems import Rejected, Wire
from services.assessment.cycle.events.council import PlanStep
from services.documents import checking
from services.documents.catalogue import DOCUMENTS, REPORT_2018, REPORT_2026
from services.documents.criteria import reached
from services.documents.document import Answers, Document, Form
from tests.documents import answers as given
from tests.documents import case_answers as of_case

CYCLES = {"2018": given.answers(given.cycle(given.TT18)), "2026": given.answers(given.cycle())}
PLANS = {
    "2018": given.answers(given.plan("letters-2018")),
    "2026": given.answers(given.plan()),
}
YEARS = {"2026": given.answers(given.year())}
LISTS = {"2018": of_case.forwarding_list()}
OF = {
    "cycle": CYCLES,
    "improvement_plan": PLANS,
    "plan_report": YEARS,
    "forwarding_list": LISTS,
}


def case_answers(document: Document) -> dict[str, Answers]:
    """Return what is answered for a document of a case or of a certificate, by law and outcome."""
    if document.category == "recognition":
        kinds = {"2018": "accreditation", "2018-national": "national_standard"}
        found = {law: of_case.certificate(given.TT18, kind) for law, kind in kinds.items()}
        return {**found, "2026": of_case.certificate(given.TT57, "national_standard")}
    cases = {"2018": (given.TT18, True)}
    if "decision" in document.name:
        cases["2018-refused"] = (given.TT18, False)
    if document.name != "accreditation_decision":
        cases["2026"] = (given.TT57, True)
    return {
        law: of_case.case(rules, of_case.evaluation(rules, granted), document.name)
        for law, (rules, granted) in cases.items()
    }


BEFORE_CYCLES_TOLD_MORE = (
    *("council", "working_groups", "work_plan", "standards", "report_parts", "published_on"),
)


WHOLE = [
    pytest.param(document, answered, id=f"{document.category}-{document.name}-{law}")
    for document in DOCUMENTS
    for law, answered in (OF.get(document.category) or case_answers(document)).items()
]
"""Each document with answers under each law, and for each outcome."""
ALIKE = (
    *("evaluation-registration_letter-2026", "evaluation-filing_receipt-2018"),
    *("evaluation-return_slip-2026", "evaluation-external_report-2026"),
    *("evaluation-accreditation_decision-2018", "evaluation-national_decision-2018"),
    *("evaluation-national_decision-2018-refused", "recognition-certificate-2018"),
)
"""Those that look as another of the same form does: as files they are made by the check alone."""
EVERY = [each for each in WHOLE if each.id not in ALIKE]
"""Each form with answers that fill it, under each law that has a form of its own."""
DECISION = next(d.forms[0] for d in DOCUMENTS if d.name == "council_decision")


def form_of(category: str, name: str, answers: Answers) -> Form:
    """Return the form in which a document is made of answers."""
    found = next(d for d in DOCUMENTS if (d.category, d.name) == (category, name))
    return found.form(answers)


def leaves(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield everything in data that is no list or object, with its path."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(below, f"{at}/{name}")
    elif isinstance(value, list):
        for n, below in enumerate(value):
            yield from leaves(below, f"{at}/{n}")
    else:
        yield at, value


@pytest.mark.parametrize(("document", "answers"), WHOLE)
def test_what_is_answered_makes_data_that_is_whole(document: Document, answers: Answers) -> None:
    form = document.form(answers)
    assert form in document.forms
    checking.check(form, form.data(answers))


@pytest.mark.parametrize(("document", "answers"), EVERY)
def test_a_field_that_is_missing_is_refused_by_its_path(
    document: Document, answers: Answers
) -> None:
    form = document.form(answers)
    data = form.data(answers)
    for name in data:
        short = {key: value for key, value in data.items() if key != name}
        with pytest.raises(Rejected) as refused:
            checking.check(form, short)
        assert (f"/{name}", "required") in [(e.pointer, e.code) for e in refused.value.errors]


def test_every_fault_is_named_at_once() -> None:
    form = REPORT_2026
    data = copy.deepcopy(form.data(CYCLES["2026"]))
    del data["issuer"]["name"]
    data["standards"][0]["criteria"][1]["title"] = ""
    data["log"]["position"] = "1"
    data["invented"] = 1
    with pytest.raises(Rejected) as refused:
        checking.check(form, data)
    found = {(e.pointer, e.code) for e in refused.value.errors}
    assert found >= {
        ("/issuer/name", "required"),
        ("/standards/0/criteria/1/title", "size"),
        ("/log/position", "type"),
        ("/", "unknown"),
    }
    assert "Thiếu trường này." in refused.value.detail


def test_the_report_has_the_structure_of_its_law() -> None:
    (report,) = [d for d in DOCUMENTS if (d.category, d.name) == ("cycle", "report")]
    assert report.form(CYCLES["2018"]) is REPORT_2018
    assert report.form(CYCLES["2026"]) is REPORT_2026


@pytest.mark.parametrize(
    "document", [d for d in DOCUMENTS if d.category == "cycle"], ids=lambda document: document.name
)
def test_an_older_cycle_tells_less_and_still_makes_whole_data(document: Document) -> None:
    view: Wire = {
        name: value
        for name, value in given.cycle(given.TT18).items()
        if name not in BEFORE_CYCLES_TOLD_MORE
    }
    for sheet in view["sheets"]:
        for name in ("descriptions", "measures", "elements", "recorded_by", "recorded_on"):
            del sheet[name]
    answers = given.answers(view)
    form = document.form(answers)
    checking.check(form, form.data(answers))


def test_a_criterion_alone_is_the_only_one_in_its_sheet() -> None:
    for name in ("criterion_sheets", "content_elements"):
        (document,) = [d for d in DOCUMENTS if d.name == name]
        answers = given.answers(given.cycle(), criterion="1.3")
        data = document.form(answers).data(answers)
        codes = {value for at, value in leaves(data) if at.endswith("/code")}
        assert codes == {"1.3"}


def test_a_level_is_reached_when_all_below_it_are_met() -> None:
    def level(number: int, *met: bool | None) -> Wire:
        return {"level": number, "requirements": [{"met": each} for each in met]}

    assert reached([level(1, True, True), level(2, True), level(3, False)]) == 2
    assert reached([level(1, True, False), level(2, True)]) == 0
    assert reached([level(1, True, None), level(2, True)]) is None
    assert reached([level(1, False, None)]) == 0
    assert reached([level(1, True), level(2, None)]) == 1


def test_the_steps_of_a_sample_plan_are_those_that_a_cycle_answers() -> None:
    for step in given.cycle()["work_plan"]["steps"]:
        assert step.keys() == {each.name for each in fields(PlanStep)}


def test_a_figure_quoted_in_a_text_is_printed_as_its_number() -> None:
    view = given.cycle()
    for each in view["report_parts"]:
        each["text"] = "Trường có {{figure:pupils.total@2026=412}} học sinh."
    data = REPORT_2026.data(given.answers(view))
    told = [text for _, text in leaves(data) if isinstance(text, str)]
    assert "Trường có 412 học sinh." in told
    assert not any("{{" in text for text in told)


def test_a_table_of_figures_has_a_comma_before_the_fraction() -> None:
    view = given.cycle()
    (figure, *_) = given.figures(view["year"])
    figure["values"] = [{"year": view["year"], "value": "35.1"}]
    data = REPORT_2026.data(given.answers(view, figures=[figure]))
    assert data["figures"][0]["rows"] == [["Số lớp", None, None, "35,1"]]


def test_who_may_not_be_known_leaves_room_for_his_name() -> None:
    (decision,) = [d for d in DOCUMENTS if d.name == "council_decision"]
    answers = given.answers(given.cycle(), people={})
    data = decision.form(answers).data(answers)
    assert data["council"][0]["name"] == "(chưa có họ tên)"
    assert data["council"][0]["post"] is None


def test_an_item_of_evidence_stands_once_at_the_first_criterion_that_cites_it() -> None:
    (document,) = [d for d in DOCUMENTS if d.name == "evidence_list"]
    view = given.cycle()
    view["sheets"][1]["judgements"][0]["evidence"].append("MC.1.1.01")
    answers = given.answers(view)
    data = document.form(answers).data(answers)
    codes = [item["code"] for each in data["criteria"] for item in each["items"]]
    assert len(codes) == len(set(codes)) == data["total"] == 30
    assert (data["columns"], data["criteria"][0]["items"][0]["code"]) == (5, "MC.1.1.01")
    assert document.form(CYCLES["2018"]).data(CYCLES["2018"])["columns"] == 7


@pytest.mark.parametrize(
    ("kind", "superior"),
    [("upper_secondary", "Sở Giáo dục và Đào tạo"), ("primary", "Ủy ban nhân dân")],
)
def test_the_head_names_who_manages_the_school(kind: str, superior: str) -> None:
    answers = given.answers(given.cycle(), school={**given.SCHOOL, "kind": kind})
    (decision,) = [d for d in DOCUMENTS if d.name == "council_decision"]
    assert decision.form(answers).data(answers)["issuer"]["superior"][0] == superior
