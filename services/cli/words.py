"""What the codes of the API are called in Vietnamese, for people who read a terminal."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # functions of offices (services/registry/events/common.py)
    "check_dossier": "kiểm tra hồ sơ",
    "aggregate": "tổng hợp",
    "appraise": "thẩm định",
    "form_team": "lập đoàn đánh giá ngoài",
    "decide_accreditation": "công nhận đạt kiểm định",
    "propose_national_standard": "đề nghị công nhận đạt chuẩn quốc gia",
    "decide_national_standard": "công nhận đạt chuẩn quốc gia",
    "supervise_plan": "giám sát kế hoạch cải tiến",
    "receive_report": "nhận báo cáo",
    "manage_blanks": "quản lý phôi văn bằng",
    "correct_diplomas": "chỉnh sửa văn bằng đã cấp",
    # kinds of school
    "preschool": "mầm non",
    "primary": "tiểu học",
    "lower_secondary": "trung học cơ sở",
    "upper_secondary": "trung học phổ thông",
    "multi_stage": "nhiều cấp học",
    "continuing_education": "giáo dục thường xuyên",
    # kinds of office, ways of ending
    "so": "Sở",
    "phong": "Phòng",
    "people_committee": "Ủy ban nhân dân",
    "commune": "xã, phường, đặc khu",
    "abolished": "giải thể",
    "merged": "sáp nhập",
    "renamed": "đổi thành đơn vị mới",
    "split": "chia tách",
    # roles
    "administrator": "quản trị sổ đăng ký",
    "principal": "hiệu trưởng",
    "council_member": "thành viên hội đồng tự đánh giá",
    "officer": "chuyên viên",
    "director": "giám đốc",
    "chair": "chủ tịch",
    "evaluator": "thành viên đoàn đánh giá ngoài",
    "own": "chính đơn vị",
    "subtree": "đơn vị và cấp dưới",
    # how far a case has come
    "planned": "đã có trong kế hoạch",
    "filed": "đã nộp hồ sơ",
    "returned": "trả lại để hoàn thiện",
    "forwarded": "đã chuyển lên Sở",
    "accepted": "Sở đã chấp nhận",
    "withdrawn": "đã rút hồ sơ",
    "surveying": "đang khảo sát",
    "surveyed": "đã khảo sát",
    "draft_sent": "đã gửi dự thảo",
    "answering": "chờ đoàn trả lời",
    "finalising": "chờ báo cáo chính thức",
    "reported": "đã có báo cáo chính thức",
    "decided": "đã có quyết định",
    # what a case owes
    "survey": "khảo sát",
    "draft": "gửi dự thảo",
    "reply": "trường phản hồi",
    "answer": "đoàn trả lời",
    "final": "báo cáo chính thức",
    "decide": "quyết định",
    "propose": "đề nghị",
}
"""By code; what is no code here is shown as it is."""
