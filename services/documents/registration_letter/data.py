"""What stands in the letter of a registration, from what the school registered."""

from libs.kernel.problems import Wire
from libs.law.labels import label
from services.documents import case
from services.documents.document import Answers
from services.documents.head import day, principal, school_name, school_year

COPIES_2018 = "Kèm theo 02 bản Báo cáo tự đánh giá (Điều 26 {ref})."
LETTER_UNSURE = "Thông tư không kèm mẫu công văn đăng ký; lời văn do hệ thống đề xuất."
DOSSIER_UNSURE = "Thành phần hồ sơ theo Thông tư số 57/2026/TT-BGDĐT chưa rõ."


def data(answers: Answers) -> Wire:
    """Return the data of the letter; raises `Rejected` (document-not-yet) before a filing."""
    act = case.latest(answers.case.acts, "filed")
    if act is None:
        raise case.not_yet("Trường chưa đăng ký.")
    view, rules, said = answers.view, case.rules_of(answers), case.words(answers)
    dated = act["dated"] or act["recorded_on"]
    year, ref = case.year_of(answers), case.ref_of(rules)
    told, school = case.case_head(answers, dated, None), school_name(answers)
    stage = view["education_stage"]
    checker, appraiser = (case.office_name(answers, view[n]) for n in ("checker", "appraiser"))
    offices = [appraiser] if view["direct"] else [checker, appraiser]
    to = [name for name in dict.fromkeys(offices) if name]
    report_of = school_year(view["cycle_year"])
    asked = to[0] if to else "cơ quan có thẩm quyền"
    return {
        **told,
        "number": None,
        "summary": f"đăng ký {said.register} năm học {year}",
        "to": to or ["(chưa có dữ liệu)"],
        "opening": f"Căn cứ {ref} của Bộ trưởng Bộ Giáo dục và Đào tạo; căn cứ kết quả tự đánh giá"
        f" năm học {report_of}, {school} đăng ký {said.register} như sau:",
        "profile": [
            ["Tên trường", school],
            ["Địa chỉ", view["address"]],
            ["Điện thoại", view["phone"]],
            ["Thư điện tử", view["email"]],
            *([["Cấp học", label(stage)]] if stage else []),
        ],
        "purposes": _purposes(answers),
        "result": _result(answers, report_of),
        "further": [each["title"] for each in view["added_purposes"]],
        "differs": [label(each) for each in view["differs"]],
        "manifest": answers.case.manifest,
        "dossier_note": DOSSIER_UNSURE if case.is_2026(answers) else COPIES_2018.format(ref=ref),
        "closing": f"Kính đề nghị {asked} xem xét, giải quyết./.",
        "recipients": ["Như trên;", "Hội đồng trường;", "Lưu: VT, HĐTĐG."],
        "signer": {
            **principal(answers),
            "name": case.signer(answers, act, [])["name"],
        },
        "unsure": case.unsure(answers, LETTER_UNSURE),
    }


def targets(answers: Answers) -> list[str]:
    """Return what the school asks for, each with its grade."""
    view = answers.view
    found = []
    if view["purpose"] in ("accreditation", "both"):
        found.append(_with("đạt kiểm định chất lượng giáo dục", "Cấp độ", view, "accreditation"))
    if view["purpose"] in ("national_standard", "both"):
        found.append(_with("đạt chuẩn quốc gia", "Mức độ", view, "national"))
    return found


def _with(object: str, grade: str, view: Wire, kind: str) -> str:
    asked = view[f"target_{kind}_grade"]
    return f"{object} ({grade} {asked})" if asked else object


def _purposes(answers: Answers) -> list[Wire]:
    """Return the purposes of the law as boxes, the one chosen marked and with its grades."""
    view = answers.view
    chosen = " và ".join(targets(answers))
    if case.is_2026(answers):
        return [{"text": f"Công nhận {chosen}", "chosen": True}]
    plain = {
        "accreditation": "Chỉ công nhận đạt kiểm định chất lượng giáo dục",
        "national_standard": "Chỉ công nhận đạt chuẩn quốc gia",
        "both": "Công nhận đồng thời đạt kiểm định chất lượng giáo dục và đạt chuẩn quốc gia",
    }
    marked = {
        "accreditation": f"Chỉ công nhận {chosen}",
        "national_standard": f"Chỉ công nhận {chosen}",
        "both": f"Công nhận đồng thời {chosen}",
    }
    return [
        {
            "text": marked[name] if name == view["purpose"] else text,
            "chosen": name == view["purpose"],
        }
        for name, text in plain.items()
    ]


def _result(answers: Answers, report_of: str) -> list[str]:
    view, rules = answers.view, case.rules_of(answers)
    level = case.level(rules, view["claimed_level"])
    reached = level if level and level.startswith("chưa") else f"đạt {level}"
    found = [f"Nhà trường tự đánh giá {reached} (báo cáo tự đánh giá năm học {report_of})."]
    if answers.case.report and answers.case.report["approved_on"]:
        found.append(f"Báo cáo được phê duyệt ngày {day(answers.case.report['approved_on'])}.")
    return found
