"""Text that everybody can read the same way: what is refused of it, and what old text is shown as.

Read are control characters but tab and line feed, lone surrogates: no JSON that is kept may hold
them (`UNPRINTABLE`). What is *sent* must be more (`unfit`): no character that no XML, xlsx or
document holds or that turns the words around it; no heap of marks on one letter; and where
something must be said, something that is seen. A letter that our version of Unicode does not know
yet is taken: a later one may. Texts recorded before this was
asked stay as they are, and are `cleaned` where they leave the platform as a file or for a terminal.
"""

import re
import unicodedata

_CONTROLS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
"""Control characters but tab and line feed."""
_UNSHOWN = r"\u202a-\u202e\u2065-\u2069\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
"""Marks that turn the direction of words (Unicode Standard Annex 9), characters that are none, and
those of no use yet that programs are told to show as nothing (Default_Ignorable_Code_Point)."""
_HIDDEN = "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
"""The same beyond the Basic Multilingual Plane: signs that hold a text nobody sees."""
_PLANES = "".join(chr(n << 16 | end) for n in range(1, 17) for end in (0xFFFE, 0xFFFF))
UNPRINTABLE = re.compile(rf"[{_CONTROLS}\ud800-\udfff]")
PRINTABLE = rf"^[^{_CONTROLS}]*$"
"""What is not `UNPRINTABLE`, as ECMA-262 writes it."""
FIT = rf"^[^{_CONTROLS}{_UNSHOWN}]*$"
"""What may be sent, as far as a pattern of the Basic Multilingual Plane says it."""
ONE_LINE = r"[^\n\u2028\u2029]*"
"""What breaks no line, as ECMA-262 and Python write it."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAILBOX = rf"{_ATOM}(?:\.{_ATOM}){{0,9}}@{_LABEL}(?:\.{_LABEL}){{1,9}}"
"""One mailbox, a dot-string at a domain (RFC 5321, 4.1.2): no list, no quotes, ASCII alone."""
MOST_MARKS = 8
"""On one letter; the languages of Viet Nam need no more than four."""
_NEVER = re.compile(rf"[{_CONTROLS}\ud800-\udfff{_UNSHOWN}{_HIDDEN}{_PLANES}]")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing."""
_UNSEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"))
_HARMLESS = "\n\t\u200d\u00a0"
"""Not printable to Python, and harmless: line feed, tab, what joins pictures, a space."""
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def unfit(text: str) -> str | None:
    """Return in Vietnamese why `text`, in NFC, cannot be taken; None where it can."""
    if text.isascii() and not UNPRINTABLE.search(text):
        return None
    if UNPRINTABLE.search(text):
        return "Chuỗi chứa ký tự điều khiển hoặc ký tự lỗi."
    if _DIRECTION.search(text):
        return "Chuỗi chứa ký tự đảo chiều chữ."
    if _NEVER.search(text):
        return "Chuỗi chứa ký tự ẩn hoặc không có trong Unicode."
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
        elif category != "Cf":
            # What joins letters, or shows nothing, begins no other letter.
            marks = 0
        if marks > MOST_MARKS:
            return f"Chuỗi có hơn {MOST_MARKS} dấu trên một chữ."
    return None


def seen(text: str) -> bool:
    """Return whether anything of `text` is seen: neither space nor mark nor nothing at all."""
    return any(unicodedata.category(c) not in _UNSEEN and c not in _BLANK for c in text)


def cleaned(text: str) -> str:
    """Return `text` without what no file or terminal may be given; line feeds and tabs stay."""
    return text if text.isascii() and text.isprintable() else _NEVER.sub("", text)


def shown(text: str) -> str:
    """Return `text` as a terminal may be given it: what steers one, or hides, is written out.

    A stranger's name could paint another verdict by an escape sequence, a mark of direction turn
    the words around. Line feeds stay.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _HARMLESS else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
