"""Every list as a file: the list's own path with .csv or .xlsx, its filters and its rights."""

from collections.abc import Iterator, Mapping

from libs.engine.commands import Context
from libs.files.tables import CSV, XLSX, csv_file, xlsx_file
from libs.kernel.problems import Wire
from services.gateway.bulk import reader
from services.gateway.problems import Refusal
from services.gateway.routes.carried import POSITION_HEADER, file_answer
from services.gateway.routes.contracts import query_of_question, who_asks
from services.gateway.routes.parameters import LEGAL_DATE
from services.gateway.routes.route import Call, Route, camel
from services.gateway.spreadsheets import headings

ENDINGS = {"csv": CSV, "xlsx": XLSX}
MOST = 100_000
"""How many things one file holds."""


def routes(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield the routes of the files of every list of the contracts."""
    for service, contract in contracts.items():
        for category, questions in contract["queries"].items():
            if "list" in questions:
                for ending in ENDINGS:
                    yield _file(service, category, questions["list"], ending)


def _file(service: str, category: str, question: Wire, ending: str) -> Route:
    paged = "after" in question["params"]["properties"]

    def write(call: Call) -> bytes:
        call.gateway.check(call.log, call.query.least)
        context = call.context(call.query.least)
        found = _paged if paged else _whole
        views = list(_limited(found(call, service, question["name"], context)))
        names = headings.columns(question["view"])
        rows = (headings.line(view, names, question["view"]) for view in views)
        call.resp.downloadable_as = f"{category}-{call.log}-{context.on.isoformat()}.{ending}"
        call.holds(max([call.query.least, *(view["position"] for view in views)]))
        if ending == "csv":
            call.resp.content_type = f"{CSV}; charset=utf-8"
            return csv_file(headings.headings(names), rows)
        return xlsx_file(category, headings.headings(names), rows)

    return Route(
        "GET",
        f"/v1/{{log}}/{category}.{ending}",
        f"{camel(question['name'])}As{ending.capitalize()}",
        category,
        f"{question['title']} As a file of {ending}.",
        who_asks(category, question),
        write,
        (file_answer(ENDINGS[ending], POSITION_HEADER),),
        query_of_question(question, *(("after", "back_from", "limit") if paged else ())),
        (LEGAL_DATE,),
        refuses=(422,),
    )


def _paged(call: Call, service: str, question: str, context: Context) -> Iterator[Wire]:
    return reader.every(call.gateway, service, call.log, question, call.query.values, context)


def _whole(call: Call, service: str, question: str, context: Context) -> Iterator[Wire]:
    wire = {"type": question, "data": call.query.values}
    answer = call.gateway.backend.query(service, call.log, wire, context.to_wire())
    yield from answer["views"]


def _limited(views: Iterator[Wire]) -> Iterator[Wire]:
    for count, view in enumerate(views, 1):
        if count > MOST:
            raise Refusal("export-too-large")
        yield view
