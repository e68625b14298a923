"""What the registry answers with. `id` is the stream's; `version`, `position` its last event's."""

from dataclasses import dataclass
from datetime import date

from services.registry.events import Citation, Identifier, ObligationCreated


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as it is now; what each field means, `SchoolRegistered` says."""

    id: str
    version: int
    position: int
    name: str
    kind: str
    variant: str | None
    ownership: str
    areas: tuple[str, ...]
    address: str
    phone: str | None
    email: str | None
    identifiers: tuple[Identifier, ...]
    opened_on: date | None
    cohorts_completed: int | None
    sample: bool


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An office."""

    id: str
    version: int
    position: int
    name: str
    kind: str
    area: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class AssignmentTerm:
    """Who holds the function for which kinds, from `starts` to the day before `ends`."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Every term, past and future, of a function in an area, in the order in which they came."""

    id: str
    version: int
    position: int
    function: str
    area: str
    terms: tuple[AssignmentTerm, ...]


@dataclass(frozen=True, slots=True)
class GrantTerm:
    """A role at an organisation, from `starts` to the day before `ends`."""

    role: str
    org: str
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class GrantView:
    """Every role a person holds or held; `person` is their actor id, "u:" and `id`."""

    id: str
    version: int
    position: int
    person: str
    terms: tuple[GrantTerm, ...]


@dataclass(frozen=True, slots=True)
class WarningView:
    """What looks wrong or is missing in a letter."""

    code: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class InstructionSummary:
    """A letter and how much there is in it."""

    id: str
    version: int
    position: int
    issuer: str
    issuer_name: str
    subject: str
    number: str | None
    symbol: str | None
    dated: date | None
    date_as_written: str
    school_year: int | None
    obligation_count: int
    warning_count: int


@dataclass(frozen=True, slots=True)
class InstructionView:
    """A letter with what it cites, asks for, and what to be wary of in it."""

    id: str
    version: int
    position: int
    issuer: str
    issuer_name: str
    subject: str
    number: str | None
    symbol: str | None
    dated: date | None
    date_as_written: str
    school_year: int | None
    citations: tuple[Citation, ...]
    obligations: tuple[ObligationCreated, ...]
    warnings: tuple[WarningView, ...]
