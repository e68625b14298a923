"""What a document is: of which thing, made of which answers, in which form."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any

from libs.kernel.problems import Wire
from services.documents.rests import Rests, whole

PACKAGE = "services.documents"


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked beside the thing itself for a document of a case or of a certificate.

    `acts` are those of the case that its asker may see, in order; `offices` those that acted, by
    id, named as on the day of their act; `sheets` the team's. `report` is the self-assessment that
    the case rests on, at the version handed in, `manifest` what was handed in with it. `own` is the
    position of the act that the document is of, `leaf` its hash in the log, `at` when it was
    recorded; all None where there is none. `public_url` is where browsers reach the platform.
    """

    acts: Sequence[Wire] = ()
    offices: Mapping[str, Wire] = field(default_factory=dict)
    sheets: Sequence[Wire] = ()
    report: Wire | None = None
    manifest: Wire | None = None
    own: int | None = None
    leaf: str | None = None
    at: str | None = None
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered about one thing; all of it as it is on the wire.

    `position` is that of the newest event that the document rests on, `recorded_at` the instant at
    which it was recorded, RFC 3339 in Vietnam time; `on` the legal date. `people` are the persons
    that the asker may know, `evidence` the items cited, `figures` those recorded, of three school
    years. `sample`: something in it is an example, so the document says that it is one.
    `criterion`: the document is of this one alone; `dossier` names the parts that belong together;
    `case` is what was asked beside for a document of a case or of a certificate; `schools` are
    those that a document of an office names, whose `school` is that office.
    """

    log: str
    position: int
    recorded_at: str
    on: date
    sample: bool
    view: Wire
    school: Wire
    people: Mapping[str, Wire] = field(default_factory=dict)
    evidence: Sequence[Wire] = ()
    figures: Sequence[Wire] = ()
    criterion: str | None = None
    dossier: Wire | None = None
    case: Case = Case()
    schools: Mapping[str, Wire] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """How a document looks: the folder `folder` of this package, `data` makes what is in it."""

    folder: str
    data: Callable[[Answers], Wire]

    @cached_property
    def schema(self) -> Wire:
        """The JSON Schema of the data."""
        schema: Wire = read_json(self.folder, "schema.json")
        return schema


def _nobody(view: Wire) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the thing that `category` and an id name, known as `name` in addresses.

    `form` says by the answers which of `forms` holds. `persons` are those in a view whose names
    stand in the document; `cites`: it needs the items of evidence, `counts` the school's figures;
    `by_criterion`: it can be of one criterion alone. `rests` says on which events of the thing it
    rests; `by_version`: it can be asked for as it was when a version of a report was handed in.

    `acts` are the kinds of acts of a case that it tells of and rests on, `of` those of which the
    last is the document's own; `judges`: it needs the team's sheets and the report that they are
    of, `lists` what that report was handed in with.
    """

    category: str
    name: str
    title: str
    forms: tuple[Form, ...]
    form: Callable[[Answers], Form]
    persons: Callable[[Wire], Iterable[str]] = _nobody
    cites: bool = False
    counts: bool = False
    by_criterion: bool = False
    rests: Rests = whole
    acts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    judges: bool = False
    lists: bool = False

    @property
    def by_version(self) -> bool:
        """Whether the thing has versions of a report."""
        return self.category == "cycle"


def only(form: Form) -> Callable[[Answers], Form]:
    """Return what chooses the only form there is."""
    return lambda answers: form


def read_json(folder: str, name: str) -> Any:
    """Return what a JSON file of this package holds."""
    return json.loads(files(PACKAGE).joinpath(folder, name).read_text("utf-8"))
