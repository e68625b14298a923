"""Exchange packages: a cycle's sent out as JSON or xlsx, another's checked and taken in."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import falcon

from libs.engine.contract_files import example
from libs.files.tables import XLSX
from libs.kernel.json_schema import whole
from libs.kernel.messages import Line
from libs.kernel.problems import FieldError, Wire
from services.gateway import request
from services.gateway.bulk.packages import Packages, Report
from services.gateway.bulk.places import READING
from services.gateway.exchange import package, receiving, workbook
from services.gateway.exchange.package import Package
from services.gateway.exchange.receiving import Received
from services.gateway.problems import Refusal
from services.gateway.routes.carried import (
    FILE,
    JSON,
    POSITION_HEADER,
    Answer,
    Body,
    answer_of,
    file_answer,
    reference,
)
from services.gateway.routes.parameters import (
    IDEMPOTENCY_KEY,
    KNOWN_VERSIONS,
    LEGAL_DATE,
    Position,
)
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import ANYBODY, holder
from services.gateway.spreadsheets import apart
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.reading import MOST_BYTES

SCHEMA = "application/schema+json"
routes = Routes("exchange")


def _sent() -> Body:
    def read(req: falcon.Request) -> tuple[bytes, str]:
        return request.file(req, (JSON, XLSX), MOST_BYTES)

    schema = whole(Package, closed=True)
    content: Wire = {
        JSON: {"schema": reference("Package"), "example": example(schema, every=True)},
        XLSX: {"schema": FILE},
    }
    schemas = {"Package": schema}
    told = f"Gói trao đổi: JSON, hoặc xlsx như tệp mẫu; nhiều nhất {MOST_BYTES // 2**20} MB."
    return Body(content, read, told, MOST_BYTES, schemas)


PACKAGE = Answer(
    200,
    JSON,
    reference("Package"),
    (POSITION_HEADER, "ETag"),
    schemas={"Package": whole(Package, closed=True)},
)
UNCHANGED = Answer(304, None, headers=("ETag",), description="Gói người gọi có vẫn đúng.")
SENT = _sent()


@dataclass(frozen=True, slots=True)
class TakenPackage:
    """A package that was taken in as a whole; `digest` is the SHA-256 of what it says."""

    digest: str
    software: Line
    actor: str
    taken_at: datetime
    position: Position


@routes(
    "GET",
    "/v1/{log}/cycle/{id}/package.json",
    holder("cycle"),
    answers=(PACKAGE, UNCHANGED),
    headers=(KNOWN_VERSIONS, LEGAL_DATE),
)
def read_package(call: Call) -> Wire | None:
    """Read a cycle with its evidence, figures, plan and what offices said of it, as a package."""
    made = _unless_known(call)
    return None if made is None else package.dump(made)


@routes(
    "GET",
    "/v1/{log}/cycle/{id}/package.xlsx",
    holder("cycle"),
    answers=(file_answer(XLSX, POSITION_HEADER, "ETag"), UNCHANGED),
    headers=(KNOWN_VERSIONS, LEGAL_DATE),
)
def read_package_as_xlsx(call: Call) -> bytes | None:
    """Read the same package as a workbook."""
    made = _unless_known(call)
    if made is None:
        return None
    call.resp.downloadable_as = f"package-{call.log}-{call.id}.xlsx"
    return workbook.write(package.dump(made))


@routes(
    "POST",
    "/v1/{log}/cycle/{id}/package/check",
    holder("cycle", "record-sheet"),
    answers=(answer_of(Report),),
    headers=(LEGAL_DATE,),
    body=SENT,
    refuses=(429,),
    admit=lambda call: _packages(call).allow(),
)
def check_package(call: Call) -> Report:
    """Ask what would become of another software's package; nothing is written."""
    with READING.one(call.caller.actor):
        return _packages(call).check(_received(call))


@routes(
    "POST",
    "/v1/{log}/cycle/{id}/package",
    holder("cycle", "record-sheet"),
    answers=(answer_of(Report, sends=(POSITION_HEADER,)),),
    headers=(IDEMPOTENCY_KEY, LEGAL_DATE),
    body=SENT,
    refuses=(409, 429),
    admit=lambda call: _packages(call).allow(),
)
def take_package(call: Call) -> Report:
    """Take in another software's package as a whole; with anything wrong in it nothing at all."""
    with READING.one(call.caller.actor):
        report = _packages(call).take(_received(call))
    call.holds(report.position)
    return report


@routes(
    "GET",
    "/v1/{log}/cycle/{id}/package",
    holder("cycle"),
    headers=(LEGAL_DATE,),
)
def list_taken_packages(call: Call) -> list[TakenPackage]:
    """List the packages that a cycle has taken in, the newest first."""
    return [
        TakenPackage(each.digest, each.software, each.actor, each.taken_at, each.position)
        for each in _packages(call).taken()
    ]


@routes(
    "GET",
    "/v1/templates/package.xlsx",
    ANYBODY,
    answers=(file_answer(XLSX),),
)
def package_template(call: Call) -> bytes:
    """Fetch the empty workbook of an exchange package."""
    call.resp.downloadable_as = "package.xlsx"
    return _empty()


@routes(
    "GET",
    "/v1/exchange/package-1.schema.json",
    ANYBODY,
    answers=(Answer(200, SCHEMA, {"type": "object"}),),
)
def package_schema(call: Call) -> Wire:
    """Fetch the JSON Schema of exchange packages, version 1."""
    return dict(package.schema())


@cache
def _empty() -> bytes:
    return workbook.template()


def _packages(call: Call) -> Packages:
    return Packages(call.gateway, call.caller, call.context(), call.log, call.id)


def _received(call: Call) -> Received:
    """Return what a package says; raises `Refusal`."""
    raw, kind = call.body
    if kind == JSON:
        return receiving.received(request.parsed(raw))
    try:
        return receiving.received_workbook(apart.sheets(raw))
    except Unreadable as error:
        found = [FieldError("", error.code, error.detail)]
        raise Refusal("file-refused", error.detail, found) from error


def _unless_known(call: Call) -> Package | None:
    """Return the cycle's package, None where the caller has it; sets what the answer tells."""
    made = _packages(call).made()
    tag = package.version(made.package)
    call.resp.set_header("ETag", f'"{tag}"')
    call.resp.set_header("Cache-Control", "private, no-cache")
    call.holds(made.position)
    if request.unchanged(call.header(KNOWN_VERSIONS), tag):
        call.resp.status = 304
        return None
    return made.package
