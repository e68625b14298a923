"""Every document there is, by the thing that it is made of."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from services.documents import council, criteria, rests
from services.documents.certificate.data import data as certificate
from services.documents.content_elements.data import data as content_elements
from services.documents.council_decision.data import data as council_decision
from services.documents.criterion_sheets.data import data as criterion_sheets
from services.documents.document import Answers, Document, Form, only
from services.documents.evidence_list.data import data as evidence_list
from services.documents.external_report.data import data as external_report
from services.documents.filing_receipt.data import data as filing_receipt
from services.documents.forwarding_list.data import data as forwarding_list
from services.documents.improvement_plan.data import data as improvement_plan
from services.documents.improvement_plan.data import persons as persons_of_plan
from services.documents.plan_year_report.data import data as plan_year_report
from services.documents.plan_year_report.data import persons as persons_of_year
from services.documents.recognition_decision.data import accreditation, national
from services.documents.registration_letter.data import data as registration_letter
from services.documents.report_2018.data import data as report_2018
from services.documents.report_2026.data import data as report_2026
from services.documents.return_slip.data import data as return_slip
from services.documents.self_assessment_plan.data import data as self_assessment_plan

REPORT_2018 = Form("report_2018", report_2018)
REPORT_2026 = Form("report_2026", report_2026)
_DECISION = Form("council_decision", council_decision)
_PLAN = Form("self_assessment_plan", self_assessment_plan)
_ELEMENTS = Form("content_elements", content_elements)
_SHEETS = Form("criterion_sheets", criterion_sheets)
_EVIDENCE = Form("evidence_list", evidence_list)
_IMPROVEMENT = Form("improvement_plan", improvement_plan)
_YEAR = Form("plan_year_report", plan_year_report)
_LETTER = Form("registration_letter", registration_letter)
_RECEIPT = Form("filing_receipt", filing_receipt)
_LIST = Form("forwarding_list", forwarding_list)
_SLIP = Form("return_slip", return_slip)
_REVIEW = Form("external_report", external_report)
_ACCREDITATION = Form("recognition_decision", accreditation)
_NATIONAL = Form("recognition_decision", national)
_CERTIFICATE = Form("certificate", certificate)
_DECIDED_ON = ("filed", "team", "final")
"""The acts that a decision rests on, before its own."""


def _report(answers: Answers) -> Form:
    return REPORT_2026 if criteria.is_2026(answers) else REPORT_2018


def _ticking(view: Wire) -> Iterator[str]:
    for sheet in view["sheets"]:
        for tick in sheet.get("elements", ()):
            yield tick["ticked_by"]


DOCUMENTS: tuple[Document, ...] = (
    Document(
        "cycle",
        "council_decision",
        "quyết định thành lập hội đồng tự đánh giá",
        (_DECISION,),
        only(_DECISION),
        council.persons_of_groups,
        rests=rests.council,
    ),
    Document(
        "cycle",
        "self_assessment_plan",
        "kế hoạch tự đánh giá",
        (_PLAN,),
        only(_PLAN),
        council.persons_of_groups,
        rests=rests.plan,
    ),
    Document(
        "cycle",
        "content_elements",
        "phiếu phân tích nội hàm tiêu chí",
        (_ELEMENTS,),
        only(_ELEMENTS),
        _ticking,
        by_criterion=True,
        rests=rests.elements,
    ),
    Document(
        "cycle",
        "criterion_sheets",
        "phiếu đánh giá tiêu chí",
        (_SHEETS,),
        only(_SHEETS),
        criteria.persons_of_sheets,
        by_criterion=True,
        rests=rests.sheets,
    ),
    Document(
        "cycle",
        "evidence_list",
        "danh mục minh chứng",
        (_EVIDENCE,),
        only(_EVIDENCE),
        cites=True,
        rests=rests.evidence,
    ),
    Document(
        "cycle",
        "report",
        "báo cáo tự đánh giá",
        (REPORT_2018, REPORT_2026),
        _report,
        council.persons_of_council,
        counts=True,
        rests=rests.report,
    ),
    Document(
        "improvement_plan",
        "plan",
        "kế hoạch cải tiến chất lượng",
        (_IMPROVEMENT,),
        only(_IMPROVEMENT),
        persons_of_plan,
    ),
    Document(
        "plan_report",
        "report",
        "báo cáo năm của kế hoạch cải tiến chất lượng",
        (_YEAR,),
        only(_YEAR),
        persons_of_year,
    ),
    Document(
        "evaluation",
        "registration_letter",
        "công văn đăng ký",
        (_LETTER,),
        only(_LETTER),
        rests=rests.acts,
        acts=("filed",),
        of=("filed",),
        lists=True,
    ),
    Document(
        "evaluation",
        "filing_receipt",
        "biên nhận hồ sơ",
        (_RECEIPT,),
        only(_RECEIPT),
        rests=rests.acts,
        acts=("filed",),
        of=("filed",),
        lists=True,
    ),
    Document(
        "evaluation",
        "return_slip",
        "phiếu trả hồ sơ",
        (_SLIP,),
        only(_SLIP),
        rests=rests.acts,
        acts=("filed", "returned"),
        of=("returned",),
    ),
    Document(
        "evaluation",
        "external_report",
        "báo cáo đánh giá ngoài",
        (_REVIEW,),
        only(_REVIEW),
        rests=rests.acts,
        acts=(
            *("filed", "team", "survey", "draft", "term", "reply", "silence", "answers", "final"),
        ),
        of=("draft", "final"),
        judges=True,
    ),
    Document(
        "evaluation",
        "accreditation_decision",
        "quyết định công nhận đạt kiểm định chất lượng giáo dục",
        (_ACCREDITATION,),
        only(_ACCREDITATION),
        rests=rests.acts,
        acts=(*_DECIDED_ON, "accreditation"),
        of=("accreditation",),
    ),
    Document(
        "evaluation",
        "national_decision",
        "quyết định công nhận đạt chuẩn quốc gia",
        (_NATIONAL,),
        only(_NATIONAL),
        rests=rests.acts,
        acts=(*_DECIDED_ON, "proposal", "national"),
        of=("national",),
    ),
    Document(
        "forwarding_list",
        "list",
        "danh sách hồ sơ đăng ký đánh giá ngoài",
        (_LIST,),
        only(_LIST),
    ),
    Document(
        "recognition",
        "certificate",
        "giấy chứng nhận",
        (_CERTIFICATE,),
        only(_CERTIFICATE),
    ),
)
