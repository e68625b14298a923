"""What rights rest on: events of others, only the fields that count here.

Streams: `grant-<person>`, `person-<person>`, `school-<id>`, `organisation-<id>`,
`assignment-<function>_<area>`, `evaluation-<school>_<year>`, `helprequest-<owner>_<n>`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.messages import Contract
from libs.log.entry import Recorded

Read = Callable[..., Mapping[str, Sequence[Recorded]]]
"""Gives the streams asked for, each from its first event on; an unknown stream is empty."""


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """A person received a role at an organisation; `scope`: it alone, or those below it too."""

    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantProposed:
    """Somebody asked for a role for the person; nothing holds yet. Numbered from 1 by stream."""

    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantConfirmed:
    """Somebody else confirmed the `proposal`-th one; from `starts` on the role is held."""

    proposal: int
    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantDeclined:
    """The `proposal`-th one will not be confirmed."""

    proposal: int


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    """A role ended on a date, `ends` being the first day without it."""

    role: str
    org: str
    ends: date


@dataclass(frozen=True, slots=True)
class RightDelegated:
    """`holder` lets the person act in the holder's role there, until `ends`."""

    holder: str
    role: str
    org: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class DelegationEnded:
    """The person no longer acts for `holder`, `ends` being the first day without it."""

    holder: str
    role: str
    org: str
    ends: date


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """An organisation received the function of this stream for some kinds of school."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """An organisation lost the function, `ends` being the first day without it."""

    holder: str
    ends: date


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """A school came into the register; `areas` from the smallest unit to the province."""

    kind: str
    areas: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """From `starts` on the school has this name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """From `starts` on the school lies in these areas."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """From `starts` on the school is of this kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolsMerged:
    """The school took up others, which ended."""

    predecessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolFormed:
    """The school came out of another one, which was divided."""

    origin: str


@dataclass(frozen=True, slots=True)
class PostTaken:
    """A person took a post at a school or an office."""

    post: str
    org: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class CaseTransferred:
    """The case passed to another office, which holds `function` for it from then on."""

    function: str
    to: str


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    """An office came into the register; `parent` is the office above it."""

    name: str
    kind: str
    area: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """From `starts` on the office has this name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class OrganisationPlaced:
    """From `starts` on the office is under `parent`."""

    parent: str | None
    starts: date


@dataclass(frozen=True, slots=True)
class OrganisationEnded:
    """The office is no more; `ends` is the first day without it."""

    ends: date


@dataclass(frozen=True, slots=True)
class HelpRequested:
    """The stream's owner asked `office` for help."""

    office: str


@dataclass(frozen=True, slots=True)
class HelpForwarded:
    """The question passed on to `office`, which is to answer from then on."""

    office: str


HEARD: Contract[object] = Contract(
    GrantGiven
    | GrantProposed
    | GrantConfirmed
    | GrantDeclined
    | GrantWithdrawn
    | RightDelegated
    | DelegationEnded
    | FunctionAssigned
    | FunctionEnded
    | SchoolRegistered
    | SchoolRenamed
    | SchoolAreasChanged
    | SchoolKindChanged
    | SchoolsMerged
    | SchoolFormed
    | PostTaken
    | CaseTransferred
    | OrganisationRegistered
    | OrganisationRenamed
    | OrganisationPlaced
    | OrganisationEnded
    | HelpRequested
    | HelpForwarded
)


def heard(events: Iterable[Recorded]) -> list[object]:
    """Return what is known here of `events`, in their order; the others say nothing on rights."""
    found = (HEARD.event(event.envelope) for event in events)
    return [told for told in found if told is not None]


class Reading:
    """Passes reads on, each stream once, and keeps the version at which it was read."""

    def __init__(self, read: Read, known: Mapping[str, Sequence[Recorded]] | None = None) -> None:
        self._read = read
        self._known = dict(known or {})

    def __call__(self, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return the streams asked for, as `Read` does."""
        new = [stream for stream in streams if stream not in self._known]
        if new:
            self._known.update(self._read(*new))
        return {stream: self._known[stream] for stream in streams}

    def guards(self, own: str) -> dict[str, int]:
        """Return the versions of the streams read, without the one that is written to."""
        return {stream: len(known) for stream, known in self._known.items() if stream != own}
