"""What a figure's value may be. Numbers are texts, each with one spelling, so none loses a digit.

"412", "2.5", "0.065"; a pair of numbers is "3/4". No thousands separator, no zero at the end of a
fraction, a point before it; people read and write a comma.
"""

import re
from decimal import Decimal

from libs.law.school_figures import Figure, catalogue

NUMBER = r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,2}[1-9])?"
VALUE = rf"{NUMBER}(?:/{NUMBER})?"
_TYPED = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,3}))?", re.ASCII)
_WORDS = {
    "count": "số nguyên không âm",
    "ratio": "số phần trăm từ 0 đến 100",
    "quotient": "số không âm, nhiều nhất ba chữ số thập phân",
    "trend": "số không âm, nhiều nhất ba chữ số thập phân",
    "pair": "hai số cách nhau bằng dấu gạch chéo, ví dụ 3/4",
}


def numbers(value: str) -> tuple[Decimal, ...]:
    """Return the numbers of a value, two of a pair."""
    return tuple(map(Decimal, value.split("/")))


def shown(value: str) -> str:
    """Return a value as Vietnamese documents write it: "2.5" as "2,5"."""
    return value.replace(".", ",")


def misfit(figure: Figure, value: str) -> str | None:
    """Return why a value cannot be that figure's, a Vietnamese sentence; None if it can."""
    found = numbers(value)
    most = catalogue().bounds[figure.kind]
    whole = figure.kind == "count"
    if len(found) != (2 if figure.kind == "pair" else 1) or (whole and "." in value):
        return f"{figure.title_vi}: '{shown(value)}' phải là {_WORDS[figure.kind]}."
    if any(number > most for number in found):
        return f"{figure.title_vi}: {shown(value)} lớn hơn mức có thể có, {most}."
    return None


def typed(text: str) -> str:
    """Return the value that somebody wrote with a comma or a point before the fraction.

    Raises ValueError, in Vietnamese: no number; "1.234", which may be either of two.
    """
    return "/".join(_number(part.strip()) for part in text.split("/"))


def _number(text: str) -> str:
    found = _TYPED.fullmatch(text.removesuffix("%").rstrip())
    if found is None or text.count("%") > 1:
        raise ValueError(f"'{text[:40]}' không phải số, ví dụ đúng: 412 hoặc 2,5.")
    whole, fraction = str(int(found[1])), found[2] or ""
    if len(fraction) == 3 and whole != "0":
        either = f"có thể là {whole}{fraction} hoặc {whole},{fraction}"
        raise ValueError(f"'{text}' {either}; hãy bỏ dấu phân cách hàng nghìn.")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
