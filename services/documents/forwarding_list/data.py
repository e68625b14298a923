"""What stands in an office's list of registrations, from the acts that it consists of."""

from datetime import date

from libs.kernel.problems import Wire
from libs.law import areas
from libs.law.calendar import school_year as school_year_of
from services.documents import case
from services.documents.document import Answers
from services.documents.head import day, school_year

LIST_UNSURE = "Không văn bản nào kèm mẫu danh sách; bố cục do hệ thống đề xuất."
SIGNERS = {"phong": ["Trưởng phòng"], "commune": ["TM. Ủy ban nhân dân", "Chủ tịch"]}
"""Who signs for an office of a kind; any other has its head."""


def data(answers: Answers) -> Wire:
    """Return the data of the list."""
    view, office = answers.view, answers.school
    on = date.fromisoformat(view["dated"])
    rows = [_row(answers, each) for each in view["cases"]]
    rows.sort(key=lambda row: str(row["school"]))
    # An office whose area has ended keeps its cases, and the name of the area.
    known = min([on, *(date.fromisoformat(each["filed_on"]) for each in view["cases"])])
    years = sorted({int(each["evaluation"].rpartition("_")[2]) for each in view["cases"]})
    of = ", ".join(school_year(year) for year in years) or school_year(school_year_of(on))
    asked = list(dict.fromkeys(each["name"] for each in answers.case.offices.values()))
    return {
        "sample": answers.sample,
        "issuer": case.issuer(office, on),
        "school": {"name": office["name"], "address": None},
        "place": case.place(office, on) or case.place(office, known),
        "date": view["dated"],
        "log": {
            "name": answers.log,
            "position": answers.position,
            "at": answers.recorded_at,
            "rules": "",
        },
        "dossier": None,
        "number": view["list_number"],
        "summary": f"Các trường đăng ký đánh giá ngoài năm học {of}",
        "to": asked or ["(chưa có dữ liệu)"],
        "opening": f"{office['name']} đã kiểm tra hồ sơ đăng ký đánh giá ngoài của {len(rows)}"
        " trường sau đây, hồ sơ đủ thành phần theo quy định, và chuyển đến cơ quan thẩm định:",
        "rows": rows,
        "closing": "Danh sách có "
        f"{len(rows)} trường. Hồ sơ từng trường và biên nhận ở vị trí nêu trong bảng của sổ ghi./.",
        "recipients": ["Như trên;", "Các trường có tên;", "Lưu: VT, hồ sơ."],
        "signer": {"titles": SIGNERS.get(office["kind"], ["Thủ trưởng đơn vị"]), "name": None},
        "unsure": [LIST_UNSURE],
    }


def _row(answers: Answers, each: Wire) -> Wire:
    school = answers.schools.get(each["school"], {})
    grades = [
        f"{said} {each[name]}"
        for name, said in (("accreditation_grade", "Cấp độ"), ("national_grade", "Mức độ"))
        if each[name]
    ]
    level = each["claimed_level"]
    told = [f"nộp ngày {day(each['filed_on'])}"]
    return {
        "school": school.get("name") or each["school"],
        "place": _place(school, date.fromisoformat(each["filed_on"])),
        "asked": ", ".join(grades) or None,
        "level": None if level is None else f"Mức {level}" if level else "chưa đạt Mức 1",
        "position": each["position"],
        "note": "; ".join([*told, *(["nộp muộn"] if each["late"] else [])]) or None,
    }


def _place(school: Wire, on: date) -> str | None:
    """Return the smallest unit in which the school lies, None where the register says none."""
    codes = sorted(school.get("areas", ()), key=len, reverse=True)
    units = (areas.unit(code, on) for code in codes)
    return next((unit.name for unit in units if unit), None)
