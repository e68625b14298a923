"""Free text that seems to hold personal data: what the log keeps for ever must not name people."""

import re
from collections.abc import Mapping

from libs.kernel.problems import FieldError, Rejected

RULE = "sổ không ghi dữ liệu cá nhân"
_SIGNS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "identity-number": re.compile(r"(?<!\d)\d{12}(?!\d)"),
    "phone": re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9,10}(?!\d)"),
}
_ADDRESSED = re.compile(
    r"\b(?i:ông|bà|thầy|cô|anh|chị|em|cháu|học sinh|giáo viên)"
    r"(?=\s+([^\W\d_]+)\s+([^\W\d_]+))"
)
_CALLED = {
    "email": "địa chỉ thư",
    "identity-number": "số định danh",
    "phone": "số điện thoại",
    "name": "họ tên",
}


def suspected(text: str) -> tuple[str, ...]:
    """Return what `text` (NFC) seems to hold: "email", "identity-number", "name", "phone"; sorted.

    A hint, no proof: a name without a form of address goes unseen, a school named after somebody
    may be taken for a person.
    """
    found = {sign for sign, form in _SIGNS.items() if form.search(text)}
    if any(m[1][0].isupper() and m[2][0].isupper() for m in _ADDRESSED.finditer(text)):
        found.add("name")
    return tuple(sorted(found))


def called(sign: str) -> str:
    """Return what one of `suspected` is called in Vietnamese."""
    return _CALLED[sign]


def refuse_suspected(texts: Mapping[str, str], confirmed: bool) -> tuple[str, ...]:
    """Return what the texts, by field, seem to hold, once their writer has looked again.

    Raises `Rejected` ("personal-data-suspected"), naming the fields but quoting nothing, unless
    `confirmed`.
    """
    found = {field: suspected(text) for field, text in texts.items()}
    if any(found.values()) and not confirmed:
        errors = [
            FieldError(f"/{field}", "personal-data-suspected", f"Có vẻ chứa {_CALLED[sign]}.")
            for field, signs in found.items()
            for sign in signs
        ]
        detail = (
            "Nội dung có vẻ chứa dữ liệu cá nhân, mà sổ không xóa được. Hãy bỏ đi, hoặc xác nhận "
            "đã kiểm tra (confirmed)."
        )
        raise Rejected("personal-data-suspected", detail, RULE, errors)
    return tuple(sorted({sign for signs in found.values() for sign in signs}))
