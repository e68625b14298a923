"""What an audit asks of one entry after another: form, contract, right, and of their acts.

The form is asked by `services.verifier.form`, whether an act was allowed by `.acts`.

Memory grows with the number of streams and ids, not with the bytes of the log.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from libs.engine.rules import FIRST, adopts, rules_of
from libs.kernel.problems import Wire
from libs.law import standards
from libs.log.entry import Recorded, category_of
from libs.rights import (
    TEAM,
    Growing,
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
from services.verifier.form import BUGS, NOT_NEW, Failure, Forms, refusing
from services.verifier.rules import Rules

BACK = timedelta(hours=1)
"""How far the instants of recording may run back from one stream to another before it is said."""

AT_HAND = 300
"""How many states of streams are ready at any time, and of folds: those asked for last."""


class Entries:
    """Everything that is asked of one entry after another; memory grows with streams, not bytes.

    That ids of events are new needs no memory of them: each must be the one that follows from its
    command's id, which must be new.
    """

    def __init__(self, rules: Rules) -> None:
        self._contracts = rules.contracts
        self.forms = Forms(rules.systems)
        self._latest = ""
        self._back: tuple[int, int] | None = None
        self._rights = Rights()
        self._acts = Acts(rules, self._rights.read, self._rights.learn, AT_HAND)
        self.rules: set[str] = set()
        self.commitments: set[str] = set()

    def check(self, event: Recorded) -> None:
        """Take in the next entry; raises `Failure`."""
        self.forms.check(event)
        self.judge(event)

    @refusing
    def judge(self, event: Recorded) -> None:
        """Take in the next entry, the form of which has been checked; raises `Failure`."""
        envelope = event.envelope
        if "_sd" in envelope:
            self._commit(envelope["_sd"])
        self._note_time(event.position - 1, envelope["at"])
        loaded = self._check_contract(envelope)
        try:
            # First: it tells rights of the act before, once that is judged.
            self._acts.take(Entry(event, envelope, loaded))
        except Refused as refused:
            raise Failure(refused.detail, refused.index) from refused
        self._rights.check(event, loaded.right)

    def finish(self) -> list[str]:
        """Judge the last act; return what has yet to follow from the log; raises `Failure`."""
        try:
            return [*self._times(), *self._acts.end()]
        except Refused as refused:
            raise Failure(refused.detail, refused.index) from refused
        except BUGS as error:
            raise Failure(f"sổ không kiểm tra được: {error!r}") from error

    def _commit(self, committed: Sequence[str]) -> None:
        """Remember commitments, which must be new to the log: each opens in one place."""
        if not self.commitments.isdisjoint(committed):
            raise Failure(NOT_NEW)
        self.commitments.update(committed)

    def _note_time(self, index: int, at: str) -> None:
        """Remember the first entry, and how many there are, recorded `BACK` or more before an
        earlier one."""
        if at < self._latest:
            if datetime.fromisoformat(self._latest) - datetime.fromisoformat(at) >= BACK:
                first, count = self._back or (index, 0)
                self._back = (first, count + 1)
        else:
            self._latest = at

    def _times(self) -> list[str]:
        if self._back is None:
            return []
        first, count = self._back
        return [
            f"thời điểm ghi lùi {BACK.seconds // 3600} giờ trở lên so với mục trước ở {count} "
            f"mục, mục đầu có chỉ số {first}: đồng hồ máy chủ đã lùi, hoặc thời điểm không thật."
        ]

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


_UNREAD = frozenset(("at", "caus", "corr", "cred", "id", "log", "prev", "v"))


def _read(event: Recorded) -> Recorded:
    """Return an entry with no more of it than rights rest on, in less than half the memory."""
    found = Recorded(event.log, event.position, b"", b"")
    # Who, for whom, when and where are said again in thousands of entries: kept once.
    kept = {
        key: sys.intern(value) if type(value) is str else value
        for key, value in event.envelope.items()
        if key not in _UNREAD
    }
    found.__dict__["envelope"] = kept
    return found


class Rights:
    """The streams that rights rest on, as far as they have been read, and what was asked."""

    def __init__(self) -> None:
        self._streams: dict[str, Growing] = {}
        self._granted: dict[tuple[Any, ...], dict[str, int]] = {}
        self._rules = FIRST
        self._began: tuple[str, str] | None = None

    def read(self, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return streams as far as they have been learned."""
        return {stream: self._streams.get(stream, ()) for stream in streams}

    def learn(self, event: Recorded) -> None:
        """Take in an entry, for those that come after it."""
        if adopts(event):
            self._rules = rules_of([event])
            self._granted.clear()
        if matters(event):
            self._streams.setdefault(event.stream, Growing()).append(_read(event))

    def check(self, event: Recorded, right: Right) -> None:
        """Raise `Problem` if the actor had not this right, as the role and organisation written.

        An act that begins a register is asked by its first event: what follows it in the same act
        does not say again where the register belongs.
        """
        envelope = event.envelope
        stream, type = envelope["stream"], envelope["type"]
        began, self._began = self._began, (stream, envelope["caus"])
        if isinstance(right, Keeping) and began == self._began:
            return
        actor, claimed = envelope["actor"], (envelope["role"], envelope["org"])
        asked = (right, actor, stream, envelope["on"], claimed)
        # What hands out roles, keeps a register or says who works where rests on the event's data.
        plain = not isinstance(right, Handing | Keeping | Staffing) and type not in TEAM
        seen = self._granted.get(asked) if plain else None
        if seen is not None and all(self._length(stream) == n for stream, n in seen.items()):
            return
        read: dict[str, int] = {}

        def streams(*names: str) -> Mapping[str, Sequence[Recorded]]:
            read.update((name, self._length(name)) for name in names)
            return self.read(*names)

        permission: Permission = permit(
            *(right, actor, stream, event.on, streams, claimed, event.data, self._rules)
        )
        history = self._streams.get(stream, ())
        check_recorded(type, event.data, history, event.on)
        if (permission.role, permission.org) != claimed:
            raise Failure("vai trò hoặc đơn vị ghi trong mục không phải là của người thực hiện")
        if len(self._granted) > 10_000:
            self._granted.clear()
        self._granted[asked] = read

    def _length(self, stream: str) -> int:
        return len(self._streams.get(stream, ()))
