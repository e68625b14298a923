"""The legal bases that a document names."""

from libs.law import standards
from libs.law.standards import RuleSet
from libs.law.standards.grounds import circular
from services.documents.document import Answers

LETTERS_2018 = {
    "tt19-2018-preschool": "5942/BGDĐT-QLCL",
    "tt17-2018-primary": "5932/BGDĐT-QLCL",
    "tt18-2018-lower-secondary-upper-secondary": "5932/BGDĐT-QLCL",
}
"""The ministry's letters of 28/12/2018 on how to carry out the circulars of 2018."""


def letter_of(rules: RuleSet) -> str | None:
    """Return the letter of the ministry that the forms are from, None where there is none."""
    number = LETTERS_2018.get(rules.id)
    if number is None:
        return None
    return (
        f"Công văn số {number} ngày 28 tháng 12 năm 2018 của Bộ Giáo dục và Đào tạo"
        " về việc hướng dẫn tự đánh giá và đánh giá ngoài"
    )


def bases_of(answers: Answers) -> list[str]:
    """Return the bases of a document about a cycle, each beginning with "Căn cứ"."""
    rules = standards.by_hash(answers.view["rules"])
    found = (circular(rules), letter_of(rules))
    return [f"Căn cứ {each}" for each in found if each]
