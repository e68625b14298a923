"""What the menu offers, by as whom a person works."""

from services.console.person import PersonVisit

CYCLE = (
    *(
        "cycles",
        "cycle",
        "criterion_sheet",
        "cycle_check",
        "cycle_exchange",
        "open_cycle",
        "council",
        "groups",
    ),
    *("hand_over", "work_plan", "carry_over", "council_meeting", "report_step"),
    *("report_comments", "report_versions", "report_reading", "report_text"),
)
"""The pages of a self-assessment."""
EVIDENCE = (
    "evidence",
    "evidence_add",
    "evidence_item",
    "evidence_import",
    "evidence_manifest",
    "evidence_pick",
)
"""The pages of a school's evidence."""


CASE = (
    *("cases", "case", "case_step", "appraisal", "forwarding", "team", "findings"),
    *("team_making", "declaration", "ratings", "differences"),
)
"""The pages of a case of external evaluation."""


def menu(visit: PersonVisit, name: str) -> list[tuple[str, str, bool]]:
    """Return text and address of each entry, and whether the page `name` belongs to it."""
    t, role = visit.t, visit.as_whom
    at = f"{role.log}/{role.org}"
    if role.at_school:
        entries = [
            (t("Việc của tôi"), "/console", ("my_work", "notices")),
            (t("Nhiệm vụ"), f"/console/duties/{at}", ("duties",)),
            (
                t("Tự đánh giá"),
                f"/console/cycles/{at}",
                CYCLE,
            ),
            (t("Tiêu chí của tôi"), f"/console/my-criteria/{at}", ("my_criteria",)),
            (t("Minh chứng"), f"/console/evidence/{at}", EVIDENCE),
            (t("Số liệu"), f"/console/figures/{at}", ("figures",)),
            (t("Cải tiến"), f"/console/plans/{at}", ("plans", "plan")),
            (t("Văn bản"), f"/console/documents/{at}", ("documents",)),
            (t("Nhân sự"), f"/console/people/{at}", ("people",)),
            (t("Trao đổi"), f"/console/discussions/{at}", ("discussions", "discussion")),
            (
                t("Trường"),
                f"/console/school/{at}",
                ("school", "registration", "public_record", "draft_reply", *CASE),
            ),
        ]
    else:
        entries = [
            (t("Việc của tôi"), "/console", ("my_work", "notices")),
            (t("Nhiệm vụ"), f"/console/duties/{at}", ("duties",)),
            (t("Hồ sơ đánh giá ngoài"), f"/console/cases/{role.log}", CASE),
            (
                t("Báo cáo của các trường"),
                f"/console/school-reports/{role.log}",
                ("school_reports", "report_reading"),
            ),
            (
                t("Dự kiến đánh giá"),
                f"/console/planned/{at}",
                ("planned",),
            ),
            (t("Ai phải đăng ký"), f"/console/eligibility/{at}", ("eligibility",)),
            (t("Tìm trường"), f"/console/find-school/{role.log}", ("find_school", "school")),
            (t("Cải tiến"), f"/console/plans/{at}", ("plans", "plan")),
        ]
        if role.name != "evaluator":
            entries.append((t("Khiếu nại"), f"/console/complaint/{role.log}", ("complaint",)))
            entries.append((t("Nhân sự"), f"/console/people/{at}", ("people", "roles_to_confirm")))
    return [(text, href, name in names) for text, href, names in entries]
