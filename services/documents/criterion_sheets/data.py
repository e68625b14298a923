"""What stands in the sheets of the criteria, from the cycle."""

from libs.kernel.problems import Wire
from services.documents.criteria import is_2026, level_4_of, rules, standards_of
from services.documents.document import Answers
from services.documents.head import head, school_year


def data(answers: Answers) -> Wire:
    """Return the data of all sheets, or of that of `answers.criterion`.

    Under TT 57/2026 no form of the sheet is known: it has the parts of the older one, without the
    strengths, weaknesses and plans that are written for a standard there.
    """
    only = answers.criterion
    return {
        **head(answers, None),
        "school_year": school_year(answers.view["year"]),
        "numbered": not is_2026(answers),
        "texts_of_criterion": not is_2026(answers),
        "standards": standards_of(answers, only),
        "level_4": level_4_of(answers) if only in (None, rules(answers).level4_article) else [],
    }
