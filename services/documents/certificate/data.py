"""What stands in a certificate, from the recognition: it is public, and so is all of this."""

from libs.kernel.problems import Wire
from services.documents import case
from services.documents.document import Answers
from services.documents.head import day
from services.documents.recognition_decision.data import (
    ACCREDITATION,
    NATIONAL,
    TITLES,
    document_of,
)

DRAWN = (
    "Thông tư không kèm mẫu phôi đã đọc được: bố cục, khung và màu do hệ thống trình bày; bản có"
    " giá trị là bản do người có thẩm quyền ký, đóng dấu."
)


def data(answers: Answers) -> Wire:
    """Return the data of the certificate; raises `Rejected` (document-not-yet) for one on paper."""
    view, rules = answers.view, case.rules_of(answers)
    office = view["decided_by"]
    if office is None:
        raise case.not_yet(
            "Công nhận này được ghi lại từ quyết định giấy: bản giấy do"
            f" {view['authority_name']} cấp là bản có giá trị."
        )
    kind = ACCREDITATION if view["kind"] == "accreditation" else NATIONAL
    told = case.case_head(answers, view["decided_on"], office)
    committee = told["issuer"]["name"][0] == case.COMMITTEE
    title = TITLES["chair" if committee else "director"]
    paper = document_of(rules, kind)
    known = next(
        word for word in ("Giấy chứng nhận", "Chứng nhận", "Bằng công nhận") if word in paper
    )
    url = answers.case.public_url
    return {
        **told,
        "kind": known,
        "authority": " ".join([title, *told["issuer"]["name"], *told["issuer"]["superior"][1:]]),
        "school": {"name": told["school"]["name"], "address": _where(answers)},
        "object": f"{kind.object[:1].upper()}{kind.object[1:]}",
        "grade": f"{kind.grade} {view[kind.field]}",
        "basis": case.ref_of(rules),
        "valid_from": day(view["valid_from"]),
        "valid_to": day(view["valid_to"]),
        "decision_number": view["decision_number"],
        "number": view["certificate_number"],
        "since": _since(answers),
        "address": f"{url}/certificate/{answers.log}/{view['id']}" if url else None,
        "leaf": answers.case.leaf,
        "signer": case.signer(answers, None, [title]),
        "unsure": case.unsure(answers, DRAWN),
    }


def _where(answers: Answers) -> str | None:
    return case.school_at(answers, answers.view["decided_on"]).partition(", ")[2] or None


def _since(answers: Answers) -> str | None:
    """Return what became of it since it was signed, None where it holds as printed."""
    view = answers.view
    if view["struck"]:
        return f"Đã xóa tên khỏi sổ: {view['struck']}"
    if view["taken_back"]:
        how = "thu hồi" if view["taken_back"] == "revoked" else "hủy bỏ"
        return (
            f"Đã bị {how} từ ngày {day(view['cancelled_from'])} theo Quyết định số"
            f" {view['cancelled_by']}"
        )
    if view["lapsed_on"]:
        return f"Hết giá trị từ ngày {day(view['lapsed_on'])}, theo {view['lineage_basis']}"
    if view["ends"]:
        return f"Đã có công nhận mới thay từ ngày {day(view['ends'])}"
    if view["held_since"]:
        return (
            f"Do trường kế thừa giữ từ ngày {day(view['held_since'])}, theo {view['lineage_basis']}"
        )
    return None
