"""What stands in the slip of a return, from the last act that returned the dossier."""

from datetime import date

from libs.kernel.problems import Wire
from libs.law.calendar import show
from services.documents import case
from services.documents.document import Answers
from services.documents.head import day, school_name

NO_TERM = (
    "Văn bản quy định không ấn định thời hạn nộp lại; nhà trường nộp lại trong đợt tiếp nhận của cơ"
    " quan nhận hồ sơ."
)
SLIP_UNSURE = "Thông tư không kèm mẫu phiếu trả hồ sơ; bố cục do hệ thống đề xuất."


def data(answers: Answers) -> Wire:
    """Return the data of the slip; raises `Rejected` (document-not-yet) while none was returned."""
    act = case.latest(answers.case.acts, "returned")
    if act is None:
        raise case.not_yet("Hồ sơ chưa bị trả lại lần nào.")
    view, rules = answers.view, case.rules_of(answers)
    dated, said = act["dated"] or act["recorded_on"], case.words(answers)
    told = case.case_head(answers, dated, act["org"])
    by = case.office_name(answers, act["org"]) or "Cơ quan nhận hồ sơ"
    before = [each for each in answers.case.acts if each["act_kind"] == "filed"]
    filed = [each for each in before if each["position"] < act["position"]]
    on = day(filed[-1]["dated"] or filed[-1]["recorded_on"]) if filed else None
    attempt = filed[-1]["attempt"] if filed else None
    further = case.latest(answers.case.acts, "returned", "filed")
    again = further is not None and further["act_kind"] == "filed"
    article = "" if case.is_2026(answers) else "Điều 27 "
    return {
        **told,
        "number": None,
        "summary": f"Hồ sơ đăng ký {said.register} năm học {case.year_of(answers)}",
        "to": [school_name(answers)],
        "opening": f"{by} đã kiểm tra hồ sơ đăng ký {said.register} của nhà trường"
        + (f" nộp ngày {on}" if on else "")
        + (f" (lần {attempt})" if attempt else "")
        + f", theo {article}{case.ref_of(rules)}. Hồ sơ được trả lại để hoàn thiện"
        " vì các nội dung sau:",
        "items": [{"part": each["item"], "reason": each["detail"]} for each in act["reasons"]],
        "until": _until(view),
        "filed_again": again,
        "next": [
            "Nhà trường hoàn thiện các nội dung nêu trên và nộp lại trên cùng hồ sơ: số hồ sơ, các"
            " lần nộp và phiếu này được giữ trong sổ ghi.",
        ],
        "closing": f"{by} thông báo để nhà trường biết, thực hiện./.",
        "recipients": ["Như trên;", *_also(answers, act["org"]), "Lưu: VT, hồ sơ."],
        "signer": case.signer(answers, act, ["Người kiểm tra hồ sơ"]),
        "unsure": case.unsure(answers, SLIP_UNSURE),
    }


def _until(view: Wire) -> str:
    if not view["planned_before"]:
        return NO_TERM
    before = date.fromisoformat(view["planned_before"])
    return f"Trước ngày {show(before)}, theo kế hoạch của cơ quan quản lý. {NO_TERM}"


def _also(answers: Answers, own: str) -> list[str]:
    names = (case.office_name(answers, answers.view[each]) for each in ("checker", "appraiser"))
    own_name = case.office_name(answers, own)
    return [f"{name} (để biết);" for name in dict.fromkeys(names) if name and name != own_name]
