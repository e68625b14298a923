"""The public record that a bundle lists, decisions.json, and by which rules its log was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.engine.rules import FIRST, adopts
from libs.kernel.messages import Contract
from libs.kernel.problems import Wire
from libs.log.entry import Recorded, category_of
from libs.proof.checkpoint import Checkpoint

WHOLE_SINCE = 3
"""The rules from which on the record lists what became of certificates, and refusals."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """From the entry with this index (from 0) on the log goes by rules with this number.

    `days_recorded`: the day of an act is that of its recording, not one that who acts names.
    """

    index: int
    number: int
    days_recorded: bool


class PublicRecord:
    """What the entries of a log, told in their order, say to the public.

    A class of events says by `listed` which list it is in, and which of its fields are shown there.
    """

    def __init__(self, contracts: Mapping[str, Contract[Any]]) -> None:
        self._listed = {
            (category, name): kind.listed
            for category, contract in contracts.items()
            for name, kind in contract.types.items()
            if hasattr(kind, "listed")
        }
        self._lists: dict[str, list[Wire]] = {name: [] for name, _ in self._listed.values()}
        self.adoptions = [Adoption(0, FIRST, days_recorded=False)]

    @property
    def recognitions(self) -> Sequence[Wire]:
        """The certificates that were published."""
        return self._lists["recognitions"]

    def learn(self, event: Recorded) -> None:
        """Take in an entry, whose form is that of its contract."""
        index, envelope = event.position - 1, event.envelope
        category, type = category_of(envelope["stream"]), envelope["type"]
        if adopts(event):
            recorded = self.adoptions[-1].days_recorded or event.data.get("days") == "recorded"
            self.adoptions.append(Adoption(index, event.data["rules_number"], recorded))
        listed = self._listed.get((category, type))
        if listed is not None:
            name, fields = listed
            shown = {key: event.data[key] for key in fields}
            if category != "publication":
                # A decision itself, which no publication repeats.
                shown |= {"type": type, "authority": envelope["org"], "on": envelope["on"]}
            self._lists[name].append({"stream": event.stream, "index": index, **shown})

    def document(self, signed: Checkpoint) -> Wire:
        """Return decisions.json of a log up to a checkpoint, each list in the log's order.

        A log of older rules lists certificates alone, as its bundles always did.
        """
        whole = self.adoptions[-1].number >= WHOLE_SINCE
        lists = self._lists if whole else {"recognitions": self._lists["recognitions"]}
        return {"log": signed.log, "size": signed.size, **lists}
