"""What an audit asks of one entry after another: form, place in its stream, contract, right.

Entry by entry; of the acts that they are, `services.verifier.acts`.

Memory grows with the number of streams and ids, not with the bytes of the log.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from libs.kernel import canonical
from libs.kernel.canonical import NotCanonical
from libs.kernel.problems import Problem, Wire
from libs.law import standards
from libs.log.entry import FORMAT, Recorded, category_of
from libs.people.disclosures import DIGEST
from libs.rights import (
    TEAM,
    Handing,
    Keeping,
    Permission,
    Right,
    Staffing,
    check_recorded,
    matters,
    permit,
)
from services.verifier.acts import Acts, Entry, Refused
from services.verifier.rules import Rules

_REQUIRED = frozenset(
    (
        *("v", "log", "id", "stream", "ver", "type", "at", "on"),
        *("actor", "role", "org", "corr", "caus", "data"),
    )
)
_OPTIONAL = frozenset(("prev", "rules", "ev", "_sd"))
_FORMS = {
    "id": re.compile(r"[0-9a-f]{32}"),
    "stream": re.compile(r"[a-z][a-z_]*-[0-9a-z_]{1,200}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
    "on": re.compile(r"\d{4}-\d\d-\d\d"),
    "actor": re.compile(r"[us]:[0-9a-z_]{1,64}"),
    "type": re.compile(r"[A-Z][A-Za-z]{0,99}"),
    **dict.fromkeys(("role", "org", "corr", "caus"), re.compile(r"[^\x00-\x1f]{1,200}")),
    **dict.fromkeys(("prev", "rules"), re.compile(r"[0-9a-f]{64}")),
}
_HASH = _FORMS["rules"]
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


class Entries:
    """Everything that is asked of one entry after another; memory grows with streams, not bytes."""

    def __init__(self, rules: Rules) -> None:
        self._contracts = rules.contracts
        self._ids: set[bytes] = set()
        self._streams: dict[str, tuple[int, bytes, str]] = {}
        self._rights = Rights()
        self._acts = Acts(rules, self._rights.read, self._rights.learn)
        self.rules: set[str] = set()
        self.commitments: set[str] = set()

    def check(self, event: Recorded) -> None:
        """Take in the next entry; raises `Failure`."""
        index = event.position - 1
        try:
            envelope = canonical.decode(event.raw)
            self._check_envelope(envelope, event.log)
            self._check_stream(event, envelope)
            loaded = self._check_contract(envelope)
            event.__dict__["envelope"] = envelope  # Not to be read from the bytes again.
            # First: it tells rights of the act before, once that is judged.
            self._acts.take(Entry(event, envelope, loaded))
            self._rights.check(event, loaded.right)
        except Refused as refused:
            raise Failure(refused.detail, refused.index) from refused
        except Failure as failure:
            raise Failure(failure.detail, index) from failure
        except NotCanonical as error:
            raise Failure(f"mục không ở dạng chuẩn tắc: {error}", index) from error
        except RecursionError as error:
            raise Failure("mục lồng nhau quá sâu", index) from error
        except Problem as problem:
            raise Failure(problem.detail, index) from problem
        except BUGS as error:
            raise Failure(f"mục không kiểm tra được: {error!r}", index) from error

    def finish(self) -> list[str]:
        """Judge the last act; return what has yet to follow from the log; raises `Failure`."""
        try:
            return self._acts.end()
        except Refused as refused:
            raise Failure(refused.detail, refused.index) from refused
        except BUGS as error:
            raise Failure(f"sổ không kiểm tra được: {error!r}") from error

    def _check_envelope(self, envelope: Any, log: str) -> None:
        if not isinstance(envelope, dict) or not (
            _REQUIRED <= envelope.keys() <= _REQUIRED | _OPTIONAL
        ):
            raise Failure("phong bì thiếu trường hoặc có trường lạ")
        for key, form in _FORMS.items():
            value = envelope.get(key)
            if key in envelope and not (isinstance(value, str) and form.fullmatch(value)):
                raise Failure(f"phong bì: trường {key} sai dạng")
        if type(envelope["v"]) is not int or envelope["v"] != FORMAT:
            raise Failure("phong bì: phiên bản định dạng không được hỗ trợ")
        if envelope["log"] != log:
            raise Failure(f"mục thuộc sổ khác: {envelope['log']!r}")
        if type(envelope["ver"]) is not int or not isinstance(envelope["data"], dict):
            raise Failure("phong bì: trường ver hoặc data sai kiểu")
        self._check_lists(envelope)
        try:
            date.fromisoformat(envelope["on"])
        except ValueError as error:
            raise Failure("phong bì: trường on không phải một ngày") from error

    def _check_lists(self, envelope: Wire) -> None:
        """Check the hashes of evidence and the commitments, which must be new to the log."""
        for key in ("ev", "_sd"):
            listed = envelope.get(key, [""])
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                raise Failure(f"phong bì: trường {key} sai kiểu")
        if any(not _HASH.fullmatch(one) for one in envelope.get("ev", ())):
            raise Failure("phong bì: trường ev phải là các mã băm SHA-256")
        committed = envelope.get("_sd", [])
        if any(not DIGEST.fullmatch(one) for one in committed) or committed != sorted(
            set(committed) - self.commitments
        ):
            # Sorted, so that their order tells nothing; new, so that each opens in one place.
            raise Failure("phong bì: trường _sd phải là các cam kết mới, xếp theo thứ tự")
        self.commitments.update(committed)

    def _check_stream(self, event: Recorded, envelope: Wire) -> None:
        event_id = bytes.fromhex(envelope["id"])
        if event_id in self._ids:
            raise Failure(f"mã sự kiện {envelope['id']} xuất hiện lần thứ hai")
        self._ids.add(event_id)
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

    def _check_contract(self, envelope: Wire) -> Any:
        contract = self._contracts.get(category_of(envelope["stream"]))
        event = None if contract is None else contract.exact_event(envelope)
        if event is not None:
            self._check_rules(envelope)
            return event
        event = None if contract is None else contract.event(envelope)
        if contract is None or event is None:
            raise Failure(f"không có sự kiện {envelope['type']} trong luồng {envelope['stream']}")
        again = contract.dump(event)
        if not within(envelope["data"], again["data"]):
            raise Failure(f"{envelope['type']} có dữ liệu mà hợp đồng không biết")
        lifted = {f.metadata["lifted"] for f in fields(event) if "lifted" in f.metadata}
        if any(again.get(key) != envelope.get(key) for key in ("rules", "ev", "_sd")) or (
            "rules" in lifted and "rules" not in envelope
        ):
            raise Failure(f"{envelope['type']}: trường rules, ev hoặc _sd không đúng hợp đồng")
        self._check_rules(envelope)
        return event

    def _check_rules(self, envelope: Wire) -> None:
        """Raise `Failure` for a rule set that this program does not have: it cannot judge by it."""
        rules = envelope.get("rules")
        if rules is None or rules in self.rules:
            return
        try:
            standards.by_hash(rules)
        except KeyError:
            detail = f"bộ tiêu chuẩn {rules} không có trong phần mềm kiểm tra này"
            raise Failure(f"{detail}; hãy dùng bản phần mềm mới hơn") from None
        self.rules.add(rules)


def within(stored: Any, loaded: Any) -> bool:
    """Return whether `loaded` says all that `stored` says; it may add what has a default by now."""
    if isinstance(stored, dict) and isinstance(loaded, dict):
        return all(key in loaded and within(stored[key], loaded[key]) for key in stored)
    if isinstance(stored, list) and isinstance(loaded, list):
        return len(stored) == len(loaded) and all(map(within, stored, loaded))
    return type(stored) is type(loaded) and bool(stored == loaded)


class Rights:
    """The streams that rights rest on, as far as they have been read, and what was asked."""

    def __init__(self) -> None:
        self._streams: dict[str, list[Recorded]] = {}
        self._granted: dict[tuple[Any, ...], dict[str, int]] = {}

    def read(self, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return streams as far as they have been learned."""
        return {stream: self._streams.get(stream, ()) for stream in streams}

    def learn(self, event: Recorded) -> None:
        """Take in an entry, for those that come after it."""
        if matters(event):
            self._streams.setdefault(event.stream, []).append(event)

    def check(self, event: Recorded, right: Right) -> None:
        """Raise `Problem` if the actor had not this right, as the role and organisation written."""
        envelope = event.envelope
        actor, claimed = envelope["actor"], (envelope["role"], envelope["org"])
        asked = (right, actor, event.stream, envelope["on"], claimed)
        # What hands out roles, keeps a register or says who works where rests on the event's data.
        plain = not isinstance(right, Handing | Keeping | Staffing) and event.type != TEAM
        seen = self._granted.get(asked) if plain else None
        if seen is not None and all(self._length(stream) == n for stream, n in seen.items()):
            return
        read: dict[str, int] = {}

        def streams(*names: str) -> Mapping[str, Sequence[Recorded]]:
            read.update((name, self._length(name)) for name in names)
            return self.read(*names)

        permission: Permission = permit(
            right, actor, event.stream, event.on, streams, claimed, event.data
        )
        history = self._streams.get(event.stream, ())
        check_recorded(event.type, event.data, history, event.on)
        if (permission.role, permission.org) != claimed:
            raise Failure("vai trò hoặc đơn vị ghi trong mục không phải là của người thực hiện")
        if len(self._granted) > 10_000:
            self._granted.clear()
        self._granted[asked] = read

    def _length(self, stream: str) -> int:
        return len(self._streams.get(stream, ()))
