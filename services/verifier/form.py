"""What an audit asks of an entry by itself: canonical bytes, the envelope, its place in its stream.

None of it needs a rule of a service, so that it can be asked in another process than the rest.
"""

import functools
import re
from collections.abc import Callable, Collection
from datetime import date
from operator import itemgetter
from typing import Any, TypeVar

from libs.kernel import canonical
from libs.kernel.canonical import NotCanonical
from libs.kernel.problems import Problem, Wire
from libs.log import form
from libs.log.entry import FORMAT, Recorded
from libs.people.disclosures import DIGEST

S = TypeVar("S")

BUGS = (
    *(ArithmeticError, AssertionError, AttributeError),
    *(LookupError, TypeError, ValueError, RecursionError),
)
"""What code may raise that meets an entry made to trip it: such an entry is refused."""


class Failure(Exception):
    """A check that failed, in Vietnamese, and the index of the entry it concerns."""

    def __init__(self, detail: str, index: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.index = index


def refusing(check: Callable[[S, Recorded], None]) -> Callable[[S, Recorded], None]:
    """Return `check`, which then raises `Failure` and nothing else, whatever the entry holds."""

    @functools.wraps(check)
    def checked(self: S, event: Recorded) -> None:
        try:
            check(self, event)
        except Failure as failure:
            index = event.position - 1 if failure.index is None else failure.index
            raise Failure(failure.detail, index) from failure
        except NotCanonical as error:
            detail = f"mục không ở dạng chuẩn tắc: {error}"
            raise Failure(detail, event.position - 1) from error
        except RecursionError as error:
            raise Failure("mục lồng nhau quá sâu", event.position - 1) from error
        except Problem as problem:
            raise Failure(problem.detail, event.position - 1) from problem
        except BUGS as error:
            detail = f"mục không kiểm tra được: {error!r}"
            raise Failure(detail, event.position - 1) from error

    return checked


class Forms:
    """Checks the form of one entry after another; memory grows with the number of streams.

    `systems` are the parts of the system that may act by themselves.
    """

    def __init__(self, systems: Collection[str]) -> None:
        self._systems = systems
        self._streams: dict[str, tuple[int, bytes, str]] = {}

    @refusing
    def check(self, event: Recorded) -> None:
        """Take in the next entry, which then knows its envelope; raises `Failure`."""
        envelope = canonical.decode(event.raw)
        check_envelope(envelope, event.log)
        actor = envelope["actor"]
        if actor.startswith("s:") and actor[2:] not in self._systems:
            raise Failure(f"phong bì: không có thành phần {actor} của hệ thống")
        self._check_stream(event, envelope)
        event.__dict__["envelope"] = envelope  # Not to be read from the bytes again.

    def _check_stream(self, event: Recorded, envelope: Wire) -> None:
        stream, at = envelope["stream"], envelope["at"]
        version, leaf, last = self._streams.get(stream, (0, b"", ""))
        if envelope["ver"] != version + 1:
            found, wanted = envelope["ver"], version + 1
            raise Failure(f"luồng {stream}: phiên bản {found}, lẽ ra {wanted}")
        if envelope.get("prev", "") != leaf.hex():
            raise Failure(f"luồng {stream}: prev không phải mã băm của mục trước trong luồng")
        if at < last:
            raise Failure(f"luồng {stream}: thời điểm ghi lùi lại")
        self._streams[stream] = (version + 1, event.leaf, at)


_ALWAYS = tuple(key for key in form.PATTERNS if key in form.REQUIRED)
_SOMETIMES = tuple((key, form.PATTERNS[key]) for key in form.PATTERNS if key in form.OPTIONAL)
_texts = itemgetter(*_ALWAYS)
# No pattern matches a line break: each text can match no part but its own.
_TEXTS = re.compile("\n".join(f"(?:{form.PATTERNS[key].pattern})" for key in _ALWAYS))


def _fit(envelope: Wire) -> bool:
    """Return whether all texts of an envelope are as they should be."""
    try:
        return _TEXTS.fullmatch("\n".join(_texts(envelope))) is not None and all(
            pattern.fullmatch(envelope[key]) for key, pattern in _SOMETIMES if key in envelope
        )
    except TypeError:
        return False


def check_envelope(envelope: Any, log: str) -> None:
    """Raise `Failure` unless an entry of a log may have this envelope, whatever else stands there.

    ValueError and the like for values of kinds that no envelope has.
    """
    if not isinstance(envelope, dict) or not (form.REQUIRED <= envelope.keys() <= form.KEYS):
        raise Failure("phong bì thiếu trường hoặc có trường lạ")
    if not _fit(envelope):
        for key, pattern in form.PATTERNS.items():
            value = envelope.get(key)
            if key in envelope and not (isinstance(value, str) and pattern.fullmatch(value)):
                raise Failure(f"phong bì: trường {key} sai dạng")
    if type(envelope["v"]) is not int or envelope["v"] != FORMAT:
        raise Failure("phong bì: phiên bản định dạng không được hỗ trợ")
    if envelope["log"] != log:
        raise Failure(f"mục thuộc sổ khác: {envelope['log']!r}")
    if type(envelope["ver"]) is not int or not isinstance(envelope["data"], dict):
        raise Failure("phong bì: trường ver hoặc data sai kiểu")
    _check_lists(envelope)
    for key in ("on", "at"):
        try:
            date.fromisoformat(envelope[key][:10])
        except ValueError as error:
            raise Failure(f"phong bì: trường {key} không phải một ngày có thật") from error


def _check_lists(envelope: Wire) -> None:
    """Check the hashes of evidence and the commitments, sorted so that their order tells nothing.

    That commitments are new to the log, so that each opens in one place, is asked elsewhere.
    """
    for key in ("ev", "_sd"):
        if key in envelope:
            listed = envelope[key]
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                raise Failure(f"phong bì: trường {key} sai kiểu")
    if any(not form.PATTERNS["rules"].fullmatch(one) for one in envelope.get("ev", ())):
        raise Failure("phong bì: trường ev phải là các mã băm SHA-256")
    committed = envelope.get("_sd", [])
    if any(not DIGEST.fullmatch(one) for one in committed) or committed != sorted(set(committed)):
        raise Failure(NOT_NEW)


NOT_NEW = "phong bì: trường _sd phải là các cam kết mới, xếp theo thứ tự"
