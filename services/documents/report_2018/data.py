"""What stands in the report under the circulars of 2018, from the cycle."""

from libs.kernel.problems import Wire
from services.documents.criteria import level_4_of
from services.documents.document import Answers
from services.documents.head import paragraphs
from services.documents.report import common, counted, level_name, part


def data(answers: Answers) -> Wire:
    """Return the data of the report; its day is that of its approval."""
    found = common(answers)
    criteria = [each for standard in found["standards"] for each in standard["criteria"]]
    levels = [(level, *counted(criteria, level)) for level in (1, 2, 3)]
    level = answers.view["level"]
    return {
        **found,
        "result": f"{level_name(level)[:1].upper()}{level_name(level)[1:]}; "
        + "; ".join(f"{met}/{of} tiêu chí đạt Mức {n} trở lên" for n, met, of in levels if of)
        + ".",
        "counts": [{"level": n, "met": met, "of": of} for n, met, of in levels if of],
        "level_4": level_4_of(answers),
        "introduction": paragraphs(part(answers, "introduction")),
        "conclusion": paragraphs(part(answers, "conclusion")),
        "recipients": ["Cơ quan quản lý trực tiếp (để báo cáo);", "Hội đồng trường;", "Lưu: VT."],
    }
