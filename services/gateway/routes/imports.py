"""Files that are imported: templates out, files in, what is told of them, the confirmation."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from libs.files.tables import CSV, XLSX
from libs.kernel.messages import Means, between, choice, pattern
from libs.kernel.problems import FieldError
from services.gateway.bulk import imports
from services.gateway.bulk.imports import Imports, State
from services.gateway.bulk.places import READING
from services.gateway.problems import Refusal
from services.gateway.routes.carried import file_answer, file_body
from services.gateway.routes.pages import LIMIT
from services.gateway.routes.parameters import IDEMPOTENCY_KEY, LEGAL_DATE, Position
from services.gateway.routes.route import Call, Route, Routes
from services.gateway.routes.who import ANYBODY, holder
from services.gateway.sign_in.messages import Nothing
from services.gateway.spreadsheets import apart, report, writing
from services.gateway.spreadsheets import layout as layouts
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.layout import Layout
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.reading import MOST_BYTES
from services.gateway.spreadsheets.report import Finding, Outcome, Told

MOST = 1000
Layouts = Annotated[str, choice(LAYOUTS)]

routes = Routes("bulk")


@dataclass(frozen=True, slots=True)
class Kind:
    """Which layout a file has."""

    layout: Annotated[Layouts, Means("Loại tệp, như tệp mẫu.")]
    org: Annotated[
        str, pattern(r"[0-9a-z_]{1,64}|", "hoa_sen"), Means("Của tệp nhân sự: trường, đơn vị nào.")
    ] = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a report: after which, how many at most, with which outcome."""

    after: Annotated[int, between(0, 10**6)] = 0
    limit: Annotated[int, between(1, MOST)] = LIMIT
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of all are done in the present state."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it stands; `reason` says why it failed, or what it waits for."""

    id: str
    log: str
    layout: Layouts
    state: State
    progress: Progress
    counts: Mapping[str, int]
    warnings: tuple[Finding, ...]
    position: Position
    reason: str | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What is told about rows, also as a table: `headings` and `lines`; `next` is the next page."""

    rows: tuple[Told, ...]
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    next: int | None


def templates() -> Iterator[Route]:
    """Yield the routes of the empty files, one for each layout."""
    for name, layout in LAYOUTS.items():
        yield _template(name, layout)


@cache
def _empty(layout: str) -> bytes:
    return writing.template(LAYOUTS[layout])


def _template(name: str, layout: Layout) -> Route:
    def fetch(call: Call) -> bytes:
        call.resp.downloadable_as = f"{name}.xlsx"
        return _empty(name)

    return Route(
        "GET",
        f"/v1/templates/{name}.xlsx",
        f"{name}Template",
        "bulk",
        f"Fetch the empty file for an import of {name} ({layout.title}).",
        ANYBODY,
        fetch,
        (file_answer(XLSX),),
    )


@routes(
    "POST",
    "/v1/{log}/imports",
    holder(),
    status=202,
    headers=(IDEMPOTENCY_KEY, LEGAL_DATE),
    body=file_body(
        (XLSX, CSV),
        MOST_BYTES,
        f"Tệp xlsx hoặc csv (UTF-8), nhiều nhất {MOST_BYTES // 1024 // 1024} MB.",
    ),
    refuses=(409, 429),
    admit=lambda call: _admit(call),
)
def begin_import(call: Call, query: Kind, body: tuple[bytes, str]) -> Import:
    """Send a file to be checked row by row; nothing is written before it is confirmed."""
    layout = LAYOUTS[query.layout]
    raw, kind = body
    if layout.names_people and not query.org:
        detail = "Tệp nhân sự cần nêu trường hay đơn vị (org)."
        raise Refusal("file-refused", detail)
    try:
        with READING.one(call.caller.actor):
            lines, warnings = layouts.lines(layout, apart.read(raw, kind))
    except Unreadable as error:
        found = [FieldError("", error.code, error.detail)]
        raise Refusal("file-refused", error.detail, found) from error
    if not lines:
        raise Refusal("file-refused", "Tệp không có dòng nào để nhập, ngoài dòng ví dụ.")
    digest = hashlib.sha256(
        f"{call.log} {layout.name} {query.org}".rstrip().encode() + b" " + raw
    ).hexdigest()
    context = call.context()
    made = Imports(call.gateway).begin(
        layout, lines, warnings, context, call.log, digest, query.org
    )
    return _shown(made)


@routes("GET", "/v1/{log}/imports/{id}", holder())
def read_import(call: Call) -> Import:
    """Read how far an import is."""
    return _shown(_own(call))


@routes("GET", "/v1/{log}/imports/{id}/report", holder())
def read_import_report(call: Call, query: Rows) -> ImportReport:
    """Read what is told about the rows of an import."""
    rows = [
        row
        for row in Imports(call.gateway).told(_own(call).id)
        if row.row > query.after and query.outcome in (None, row.outcome)
    ]
    shown = tuple(rows[: query.limit])
    return ImportReport(
        shown,
        report.HEADINGS,
        tuple(report.table(shown)),
        shown[-1].row if len(rows) > query.limit else None,
    )


@routes("GET", "/v1/{log}/imports/{id}/report.xlsx", holder(), answers=(file_answer(XLSX),))
def read_import_report_as_xlsx(call: Call) -> bytes:
    """Read what is told about the rows of an import, as a file."""
    found = _own(call)
    call.resp.downloadable_as = f"{found.layout}-{call.log}-{found.id}.xlsx"
    told = Imports(call.gateway).told(found.id)
    return writing.report_file(LAYOUTS[found.layout].title, told, found.warnings)


@routes(
    "POST",
    "/v1/{log}/imports/{id}/confirm",
    holder(),
    status=202,
    headers=(LEGAL_DATE,),
    refuses=(409, 429),
)
def confirm_import(call: Call, body: Nothing) -> Import:
    """Carry out what an import stands for; again, to go on where it was cut."""
    return _shown(Imports(call.gateway).confirm(_own(call), call.on, call.caller.cred))


def _admit(call: Call) -> None:
    """Raise `Refusal` (import-not-allowed) for who has no role that may carry out such rows.

    Whether the role reaches each row is asked of the services, row by row.
    """
    service, category, command = LAYOUTS[call.query.layout].asks
    aggregate = call.gateway.contracts[service]["aggregates"][category]
    if not call.gateway.roles.any_of(
        aggregate["commands"][command]["right"]["roles"], call.log, call.caller.actor, call.on
    ):
        raise Refusal("import-not-allowed")


def _own(call: Call) -> imports.Import:
    """Return the import of the caller's own that the path names; raises `Refusal`."""
    return Imports(call.gateway).get(call.id, call.log, call.caller.actor)


def _shown(found: imports.Import) -> Import:
    return Import(
        found.id,
        found.log,
        found.layout,
        found.state,
        Progress(found.done, found.total),
        found.counts,
        found.warnings,
        found.position,
        found.reason,
    )
