"""Vietnamese text as people search and sort it: folded words, typing mistakes, closeness; pure.

Folding forgets case, marks and the Unicode form, and đ becomes d: "Lê Lợi", "LE LOI" and "lê lợi"
typed with combining marks are one. Nothing here knows schools: closeness is of words alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

ABBREVIATIONS: Mapping[str, str] = {
    "mn": "mam non",
    "mg": "mau giao",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "ptcs": "pho thong co so",
    "dtnt": "dan toc noi tru",
    "dtbt": "dan toc ban tru",
    "ptdtnt": "pho thong dan toc noi tru",
    "ptdtbt": "pho thong dan toc ban tru",
    "gdtx": "giao duc thuong xuyen",
    "gdnn": "giao duc nghe nghiep",
    "tp": "thanh pho",
    "hcm": "ho chi minh",
    "tphcm": "thanh pho ho chi minh",
}
"""What names and questions about schools abbreviate, folded."""
SLIP_LENGTHS = range(3, 16)
"""Lengths of the words in which one typing mistake is allowed; shorter ones would match all."""
WHOLE, BEGUN, SLIPPED = 1.0, 0.9, 0.6
"""How close a word is: the same; one that begins with it; one that differs by one mistake."""
ELSEWHERE = 0.75
"""The weight of a word found not in the name but in the words beside it."""

_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_WORD = re.compile(r"[^\W_]+")
_LETTERS = {
    letter: chr(0x21 + n) for n, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries, after no tone ("1")."""
_SHAPES = frozenset("\u0306\u0302\u031b")
"""Breve, circumflex and horn, which make another letter and no tone."""


def fold(text: str) -> str:
    """Return the words of `text` without case, marks and punctuation, a space between them."""
    plain = unicodedata.normalize("NFKD", text.translate(_D)).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_D)
    bare = "".join(c for c in plain if not unicodedata.category(c).startswith("M"))
    return " ".join(_WORD.findall(bare))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, abbreviations of kinds of school written out."""
    return tuple(" ".join(ABBREVIATIONS.get(w, w) for w in fold(text).split()).split())


def asked_words(text: str) -> tuple[str, ...]:
    """Return the words of a question, which may end within a word.

    As `words`, but a short last one is what somebody begins to type ("th" of "Thanh"), unless it is
    written in capitals ("TH") or stands behind another word of its kind.
    """
    typed = fold(text).split()
    last = typed[-1] if typed else ""
    if len(last) > 2 or last not in ABBREVIATIONS or text.rstrip().endswith(last.upper()):
        return words(text)
    return (*words(" ".join(typed[:-1])), last)


def slips(word: str) -> frozenset[str]:
    """Return `word` and, if a mistake in it is allowed, every form of it with one letter left out.

    Two words share one of these exactly when one letter more, less or other, or two neighbours
    exchanged, makes them the same (and for a few more pairs, which `slipped` tells apart).
    """
    if not forgiven(word):
        return frozenset((word,))
    return frozenset((word, *(word[:n] + word[n + 1 :] for n in range(len(word)))))


def forgiven(word: str) -> bool:
    """Return whether a mistake in `word` is allowed: it has no digit and is long enough."""
    return len(word) in SLIP_LENGTHS and word.isalpha()


def slipped(typed: str, word: str) -> bool:
    """Return whether one mistake makes `typed` of `word`: a letter more, less, other, or a swap."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    same = 0
    while same < min(len(typed), len(word)) and typed[same] == word[same]:
        same += 1
    mine, theirs = typed[same:], word[same:]
    if len(mine) == len(theirs):
        swap = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
        return mine[1:] == theirs[1:] or swap
    return mine[1:] == theirs if len(mine) > len(theirs) else mine == theirs[1:]


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """One word of a question: the words it may stand for, each with its closeness; its weight."""

    typed: str
    stands_for: Mapping[str, float]
    weight: float = 1.0


def closeness(
    terms: Sequence[QuestionWord], name: Sequence[str], beside: Iterable[str] = ()
) -> float:
    """Return how close a name, and the words that stand beside it, come to a question: 0 to 1.

    It is the share of the question that is found, by weight. Little is taken off for what the name
    has besides and for another order of the words, so that these only decide between equals.
    """
    whole = sum(term.weight for term in terms)
    if not whole:
        return 0.0
    other = frozenset(beside)
    found = 0.0
    places: list[int] = []
    for term in terms:
        near, place = 0.0, None
        for word, share in term.stands_for.items():
            if word in name and share > near:
                near, place = share, name.index(word)
            elif word in other and share * ELSEWHERE > near:
                near, place = share * ELSEWHERE, None
        found += near * term.weight
        if place is not None:
            places.append(place)
    share = found / whole
    besides = 1 - len(set(places)) / len(name) if name else 1.0
    turns = sum(after <= before for before, after in pairwise(places))
    disorder = turns / (len(places) - 1) if len(places) > 1 else 0.0
    return share * (1 - 0.06 * besides - 0.02 * disorder)


def marked_words(text: str) -> frozenset[str]:
    """Return the words of `text` that have marks or đ, in NFC and lower case."""
    return frozenset(word for word in _plain_words(text) if fold(word) != word)


def spelled(marked: frozenset[str], name: str) -> int:
    """Return how many of the `marked_words` of a question stand in a name letter for letter.

    Of two names that differ only in accents it tells which one was meant.
    """
    return len(marked.intersection(_plain_words(name)))


def _plain_words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def sort_key(text: str) -> str:
    """Return what sorts names as Vietnamese lists do, compared by code points.

    Letters first (a ă â b c d đ e ê ...), then tones (ngang, huyền, hỏi, ngã, sắc, nặng); a space
    before any letter, numbers by their value, what is no Vietnamese letter after them.
    """
    letters: list[str] = []
    tones: list[str] = []
    for part in re.findall(r"[0-9]+|[^0-9]+", unicodedata.normalize("NFC", text.strip()).lower()):
        if part[0].isdecimal() and part.isascii():
            number = part.lstrip("0") or "0"
            # Longer numbers are larger: their length comes first.
            letters.append(chr(0x21) + chr(0x30 + min(len(number), 0x40)) + number)
            tones.append("1")
            continue
        for char in part:
            tone = "1"
            shape = ""
            for mark in unicodedata.normalize("NFD", char):
                if mark in _TONES:
                    tone = _TONES[mark]
                elif not shape or mark in _SHAPES:
                    shape = unicodedata.normalize("NFC", shape + mark)
            if char.isspace():
                letters.append(" ")
            else:
                letters.append(_LETTERS.get(shape, "\u007f" + char))
            tones.append(tone)
    return "".join(letters) + "\u0001" + "".join(tones)


def says_something(text: str) -> bool:
    """Return whether a text has words: two letters at least, not blanks, signs, digits alone."""
    return next(islice(filter(str.isalpha, text), 1, None), None) is not None
