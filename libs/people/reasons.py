"""Reasons for opening names: something that whoever reads the openings later can judge."""

from libs.kernel.problems import FieldError, Invalid

RULE = "mở tên phải có lý do, được lưu lại"
WORDS, LETTERS = 2, 5
"""The fewest words of a reason, and the fewest different letters in it."""


def check_reason(why: str) -> None:
    """Raise `Invalid` (reason-empty) for what is no reason: one word, or a few letters again."""
    words = [word for word in why.split() if any(c.isalpha() for c in word)]
    letters = {c for c in why.casefold() if c.isalpha()}
    if len(words) < WORDS or len(letters) < LETTERS:
        detail = "Lý do mở tên phải nói rõ việc cần làm, ít nhất hai từ."
        raise Invalid("reason-empty", detail, RULE, [FieldError("/why", "reason-empty", detail)])
