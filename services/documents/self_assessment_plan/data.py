"""What stands in the plan of a self-assessment, from the cycle."""

from libs.kernel.problems import Wire
from libs.law.standards.grounds import circular
from services.documents import council
from services.documents.bases import bases_of, letter_of
from services.documents.criteria import rules
from services.documents.document import Answers
from services.documents.head import council_chair, day, head, paragraphs, school_name, school_year


def data(answers: Answers) -> Wire:
    """Return the data of the plan; its day is that of its approval."""
    view = answers.view
    told = view.get("work_plan") or {}
    found = rules(answers)
    criteria = len(found.criteria)
    standards = len(found.document["standards"])
    tools = [circular(found), letter_of(found)]
    return {
        **head(answers, told.get("dated")),
        "number": told.get("number"),
        "summary": f"Tự đánh giá năm học {school_year(view['year'])}",
        "bases": bases_of(answers),
        "aim": paragraphs(told.get("aim")),
        "scope": f"Hoạt động của {school_name(answers)} theo {standards} tiêu chuẩn,"
        f" {criteria} tiêu chí.",
        "tools": [each for each in tools if each],
        "council": council.members(answers),
        "secretariat": council.secretariat(answers),
        "groups": council.groups(answers),
        "unowned": list((view.get("working_groups") or {}).get("unowned", ())),
        "training": paragraphs(told.get("training")),
        "resources": paragraphs(told.get("resources")),
        "consultants": paragraphs(told.get("consultants")),
        "evidence": paragraphs(told.get("evidence_to_gather")),
        "steps": [
            {
                "name": step["name"],
                "starts": day(step["starts_on"]),
                "due": day(step["due_on"]),
                "content": paragraphs(step["note"]),
            }
            for step in told.get("steps", ())
        ],
        "recipients": [
            "Cơ quan quản lý trực tiếp (để báo cáo);",
            "Hội đồng tự đánh giá (để thực hiện);",
            "Lưu: VT.",
        ],
        "signer": council_chair(),
    }
