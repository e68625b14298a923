"""Documents of a case: what they say at each stage, to whom, and what there is no document of."""

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from libs.kernel.problems import Rejected, Wire
from services.documents import case_asking, dossier
from services.documents.case import latest, since_filing
from services.documents.catalogue import DOCUMENTS
from services.documents.document import Answers
from services.documents.making import Maker
from tests.documents import answers as given
from tests.documents import case_answers as of_case
from tests.documents.test_data import form_of


def data_of(name: str, answers: Answers, category: str = "evaluation") -> Wire:
    return form_of(category, name, answers).data(answers)


def of(name: str, **changed: Any) -> Answers:
    """Return what is answered for a document of a case under the circular of 2018."""
    return of_case.case(given.TT18, {**of_case.evaluation(), **changed}, name)


def pdf_of(name: str, answers: Answers, category: str = "evaluation") -> list[str]:
    form = form_of(category, name, answers)
    content = Maker().make(form, "pdf", form.data(answers), 60).content
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_the_slip_is_of_the_last_return_with_all_its_reasons() -> None:
    said = data_of("return_slip", of("return_slip"))
    assert [each["part"] for each in said["items"]] == [each["item"] for each in of_case.REASONS]
    assert said["date"] == "2025-01-08"
    assert "06/01/2025 (lần 1)" in said["opening"]
    assert said["until"].startswith("Trước ngày 01/03/2025")
    assert said["filed_again"]
    unplanned = data_of("return_slip", of("return_slip", planned_before=None))
    assert unplanned["until"].startswith("Văn bản quy định không ấn định")


def test_letter_and_receipt_name_the_parts_that_the_report_was_handed_in_with() -> None:
    letter = data_of("registration_letter", of("registration_letter"))
    receipt = data_of("filing_receipt", of("filing_receipt"))
    assert letter["manifest"] == receipt["manifest"]
    report = next(d for d in DOCUMENTS if (d.category, d.name) == ("cycle", "report"))
    named = dossier.of(report, given.answers(given.cycle(given.TT18)))["parts"]
    assert [(p["title"], p["sha256"]) for p in letter["manifest"]["parts"]] == [
        (p["title"], p["sha256"]) for p in named
    ]
    assert letter["manifest"]["version"] == 1
    assert (receipt["own"], receipt["leaf"]) == (2003, f"{2003:064x}")
    assert receipt["address"] == f"{of_case.URL}/console/receipt/79/2003"
    assert all(len(line) > 40 for line in receipt["how"])


def test_what_an_earlier_registration_came_to_holds_no_more() -> None:
    acts = of_case.acts(given.TT18)
    again = [*acts, {**acts[0], "position": 3001, "attempt": 3}]
    left = since_filing(again)
    assert [act["position"] for act in left] == [3001]
    assert latest(left, "FinalReported", "AccreditationGranted") is None


def test_the_decision_says_what_was_decided_and_on_which_grounds() -> None:
    said = data_of("national_decision", of("national_decision"))
    assert (said["number"], said["date"], said["draft"]) == ("1105/QĐ-UBND", "2025-03-27", False)
    assert said["issuer"]["name"] == ["Ủy ban nhân dân", "Thành phố Hồ Chí Minh"]
    assert said["signer"]["titles"] == ["Chủ tịch"]
    assert "77/TTr-SGDĐT ngày 20 tháng 3 năm 2025" in said["bases"][-1]
    assert "đến hết ngày 27/03/2030" in said["articles"][1][0]
    accredited = data_of("accreditation_decision", of("accreditation_decision"))
    assert accredited["signer"]["titles"] == ["Giám đốc"]
    assert "77/TTr" not in " ".join(accredited["bases"])


def test_a_later_decision_leaves_the_earlier_one_as_it_is() -> None:
    view = of_case.evaluation()
    services = of_case.Services(given.TT18, view)
    positions = {}
    for name in ("accreditation_decision", "national_decision"):
        (document,) = [d for d in DOCUMENTS if d.name == name]
        on = given.answers(given.cycle()).on
        asked = case_asking.ask_case(document, view, services, "", on)
        positions[name] = max(asked.positions)
    assert positions == {"accreditation_decision": 2055, "national_decision": 2057}


def test_a_refusal_names_what_is_not_met_and_the_right_to_complain() -> None:
    view = of_case.evaluation(granted=False)
    answers = of_case.case(given.TT18, view, "accreditation_decision")
    said = data_of("accreditation_decision", answers)
    text = " ".join(line for article in said["articles"] for line in article)
    assert "tiêu chí 1.1 (Mức 1, chỉ báo a); tiêu chí 2.2 (Mức 1)" in text
    assert "Mức 4, khoản 1" in text
    assert "90 ngày" in text
    assert "có giá trị" not in text


def test_before_it_is_signed_a_decision_is_a_draft_for_who_sees_the_report() -> None:
    unsigned = {
        "accreditation": None,
        "accreditation_on": None,
        "accreditation_grade": None,
        "accreditation_decision": None,
        "accreditation_certificate": None,
        "accreditation_valid_to": None,
        "decided_level": None,
    }
    said = data_of("accreditation_decision", of("accreditation_decision", **unsigned))
    assert (said["draft"], said["number"], said["date"]) == (True, None, None)
    assert "Cấp độ 2" in said["articles"][0][0]
    with pytest.raises(Rejected, match="document-not-yet"):
        data_of(
            "accreditation_decision", of("accreditation_decision", **unsigned, proposed_level=None)
        )


def test_a_school_reads_the_draft_until_a_decision_announces_the_report() -> None:
    hidden = {"proposed_level": None, "proposed_accreditation_grade": None}
    said = data_of("external_report", of("external_report", **hidden, proposed_national_grade=None))
    assert (said["draft"], said["date"]) == (True, "2025-02-28")
    assert "đề nghị công nhận" not in " ".join(said["conclusion"])
    final = data_of("external_report", of("external_report"))
    assert (final["draft"], final["date"]) == (False, "2025-03-14")
    assert "Cấp độ 2 và đạt chuẩn quốc gia Mức độ 1" in final["conclusion"][-1]


def test_each_point_of_the_school_has_the_answer_of_the_team_or_none_yet() -> None:
    said = data_of("external_report", of("external_report"))
    assert [(p["point"], p["answer"]) for p in said["points"]] == list(
        zip(of_case.POINTS, of_case.ANSWERS, strict=True)
    )
    owed = data_of("external_report", of("external_report", answers=[]))
    assert [each["answer"] for each in owed["points"]] == [None, None, None]


def test_where_team_and_school_judge_otherwise_it_shows() -> None:
    said = data_of("external_report", of("external_report"))
    criteria = [each for standard in said["standards"] for each in standard["criteria"]]
    assert [each["code"] for each in criteria if each["differs"]] == ["1.2"]
    assert [each["code"] for each in criteria if not each["found"]] == ["5.6"]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("national_decision", {"purpose": "accreditation"}),
        ("registration_letter", {"rules": None, "purpose": None}),
    ],
)
def test_what_the_case_does_not_have_is_no_document(name: str, changed: Wire) -> None:
    with pytest.raises(Rejected, match="document-not-yet"):
        data_of(name, of(name, **changed))


def test_a_certificate_from_paper_is_not_made_anew() -> None:
    answers = of_case.certificate(given.TT18, "accreditation")
    paper = {**answers.view, "decided_by": None, "authority_name": "Sở cũ"}
    with pytest.raises(Rejected, match="bản giấy do Sở cũ cấp"):
        data_of("certificate", replace(answers, view=paper), "recognition")


def test_a_certificate_says_where_it_is_looked_up_and_what_became_of_it() -> None:
    answers = of_case.certificate(given.TT18, "accreditation")
    said = data_of("certificate", answers, "recognition")
    assert said["address"] == f"{of_case.URL}/certificate/79/{answers.view['id']}"
    assert said["since"] is None
    replaced = replace(answers, view={**answers.view, "ends": "2028-01-02"})
    assert "02/01/2028" in data_of("certificate", replaced, "recognition")["since"]


def test_a_long_name_and_many_reasons_stay_on_the_page() -> None:
    long = "Trường Phổ thông dân tộc nội trú Trung học cơ sở và Trung học phổ thông " + "Mẫu " * 12
    school = {**given.SCHOOL, "name": long.strip()}
    answers = replace(of_case.certificate(given.TT18, "accreditation"), school=school)
    assert len(pdf_of("certificate", answers, "recognition")) == 1
    slip = of("return_slip")
    many = [{"item": f"Phần {n}", "detail": "chữ " * 120} for n in range(40)]
    acts = [{**act, "reasons": many if act["reasons"] else []} for act in slip.case.acts]
    pages = pdf_of("return_slip", replace(slip, case=replace(slip.case, acts=acts)))
    assert len(pages) > 3
    assert all(f"Phần {n}" in " ".join(pages) for n in range(40))


def test_the_decision_prints_the_grounds_and_the_reason_that_were_decided() -> None:
    answers = of_case.case(given.TT18, of_case.evaluation(granted=False), "accreditation_decision")
    ground, why = "Căn cứ Quyết định số 8/QĐ-UBND", "Nhà trường chưa có giấy phép."
    stated = [
        {**act, "grounds": [ground], "reason": why} if act["act_kind"] == "accreditation" else act
        for act in answers.case.acts
    ]
    said = data_of(
        "accreditation_decision", replace(answers, case=replace(answers.case, acts=stated))
    )
    assert said["bases"][0] == ground
    assert not any("Thông tư số" in base for base in said["bases"])
    assert why in said["articles"][0]


def test_a_list_names_each_school_with_what_it_asks_for_and_its_place_in_the_log() -> None:
    said = data_of("list", of_case.forwarding_list(), "forwarding_list")
    assert (said["number"], said["date"]) == ("12/DS-PGDĐT", "2025-04-10")
    assert said["to"] == ["Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh"]
    assert [row["school"] for row in said["rows"]] == sorted(r["school"] for r in said["rows"])
    notes = {row["position"]: row["note"] for row in said["rows"]}
    assert notes == {2004: "nộp ngày 11/03/2025", 2005: "nộp ngày 11/03/2025; nộp muộn"}
    assert said["signer"]["titles"] == ["Trưởng phòng"]
    text = " ".join(pdf_of("list", of_case.forwarding_list(), "forwarding_list"))
    assert "Trường Tiểu học Mẫu Khác" in text
