"""What stands in the receipt of a registration, from the act that filed it."""

from datetime import datetime

from libs.kernel.problems import Wire
from libs.law.labels import label
from services.documents import case
from services.documents.document import Answers
from services.documents.head import day, school_name
from services.documents.registration_letter.data import targets

RECEIPT_UNSURE = (
    "Biên nhận do hệ thống lập từ sổ ghi; nơi áp dụng bộ phận một cửa thì giấy tiếp nhận và hẹn trả"
    " kết quả theo mẫu của bộ phận đó."
)
KEEP = (
    "Giữ tệp này cùng tệp bằng chứng .tlog-proof tải ở trang Biên nhận: hai tệp đủ để chứng minh hồ"
    " sơ đã được ghi, kể cả khi hệ thống ngừng hoạt động."
)
SCAN = "Quét mã QR hoặc mở địa chỉ tra cứu ở mục 2 để xem bằng chứng hiện nay."
OFFLINE = (
    "Kiểm tra không cần mạng: lệnh kiemdinh verify so chữ ký của sổ ghi và đường dẫn từ mã băm của"
    " bản ghi tới gốc."
)


def data(answers: Answers) -> Wire:
    """Return the data of the receipt; raises `Rejected` (document-not-yet) before a filing."""
    act = case.latest(answers.case.acts, "filed")
    if act is None:
        raise case.not_yet("Trường chưa nộp hồ sơ đăng ký.")
    view, said = answers.view, case.words(answers)
    office = view["appraiser"] if view["direct"] else view["checker"] or view["appraiser"]
    dated = act["dated"] or act["recorded_on"]
    url = answers.case.public_url
    own, leaf = answers.case.own, answers.case.leaf
    return {
        **case.case_head(answers, dated, office),
        "number": None,
        "summary": f"Hồ sơ đăng ký {said.register} năm học {case.year_of(answers)}",
        "facts": [
            ["Đơn vị nộp", school_name(answers)],
            ["Cơ quan nhận", case.office_name(answers, office)],
            ["Mục đích", "; ".join(targets(answers)) or label(view["purpose"])],
            ["Lần nộp", str(act["attempt"])],
            ["Ngày nộp", day(dated)],
            ["Ghi vào sổ lúc", _moment(answers.case.at)],
            ["Bộ tiêu chuẩn", case.ref_of(case.rules_of(answers))],
        ],
        "late": bool(view["late"]),
        "manifest": answers.case.manifest,
        "own": own,
        "leaf": leaf,
        "address": f"{url}/console/receipt/{answers.log}/{own}" if url else None,
        "how": [KEEP, *([SCAN] if url else []), OFFLINE],
        "next": [
            "Cơ quan nhận kiểm tra hồ sơ, rồi chuyển hoặc chấp nhận, hoặc trả lại bằng phiếu nêu rõ"
            " từng lý do. Việc tiếp theo và thời hạn (nếu có) hiện ở trang hồ sơ của trường.",
        ],
        "recipients": ["Đơn vị nộp;", "Lưu: hồ sơ."],
        "signer": {"titles": ["Người tiếp nhận"], "name": None},
        "unsure": case.unsure(answers, RECEIPT_UNSURE),
    }


def _moment(at: str | None) -> str | None:
    if at is None:
        return None
    found = datetime.fromisoformat(at)
    return f"{found:%H} giờ {found:%M} phút, ngày {found:%d/%m/%Y}"
