"""What stands in the decision on the council, from the cycle."""

from libs.kernel.problems import Wire
from services.documents import council
from services.documents.bases import bases_of
from services.documents.document import Answers
from services.documents.head import head, principal, school_name, school_year


def data(answers: Answers) -> Wire:
    """Return the data of the decision; its day is that on which it was signed."""
    view = answers.view
    told = view.get("council") or {}
    school, year = school_name(answers), school_year(view["year"])
    members = council.members(answers)
    size = len(members) or view["council_size"]
    signer = principal(answers)
    title = signer["titles"][0]
    return {
        **head(answers, told.get("appointed_on") or view["appointed_on"]),
        "number": told.get("decision_number"),
        "summary": f"Về việc thành lập Hội đồng tự đánh giá năm học {year}",
        "authority": f"{title} {school}",
        "bases": bases_of(answers),
        "articles": [
            [
                f"Thành lập Hội đồng tự đánh giá của {school} năm học {year} gồm"
                f" {size} thành viên, Ban thư ký và các nhóm công tác (danh sách kèm theo)."
            ],
            [
                "Hội đồng tự đánh giá có nhiệm vụ triển khai tự đánh giá nhà trường theo quy định"
                " của thông tư nêu ở phần căn cứ; Hội đồng tự giải thể sau khi hoàn thành nhiệm vụ."
            ],
            [
                "Các ông (bà) có tên trong danh sách và các bộ phận liên quan chịu trách nhiệm"
                " thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký."
            ],
        ],
        "chair_reason": told.get("chair_reason"),
        "recipients": ["Như Điều 3;", "Cơ quan quản lý trực tiếp (để báo cáo);", "Lưu: VT."],
        "signer": signer,
        "council": members,
        "secretariat": council.secretariat(answers),
        "groups": council.groups(answers),
    }
