"""What stands in the report under TT 57/2026 (Biểu 1), from the cycle."""

from libs.kernel.problems import Wire
from services.documents.document import Answers
from services.documents.head import day, paragraphs
from services.documents.report import common, part

OVERVIEW = (
    ("context", "Bối cảnh"),
    ("purpose", "Mục đích, phạm vi, thời gian"),
    ("process", "Quá trình thực hiện"),
)


def data(answers: Answers) -> Wire:
    """Return the data of the report; its day is that of its approval."""
    published = day(answers.view.get("published_on"))
    return {
        **common(answers),
        "general": paragraphs(part(answers, "general")),
        "overview": [
            {"title": title, "text": paragraphs(part(answers, code))} for code, title in OVERVIEW
        ],
        "conclusion": paragraphs(part(answers, "conclusion")),
        "proposals": paragraphs(part(answers, "proposals")),
        "published": published,
    }
