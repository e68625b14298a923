"""Every list as a file: the list's own path with .csv or .xlsx, its filters and its rights."""

from collections.abc import Iterator

import falcon

from libs.bulk import headings
from libs.bulk.reading import CSV, XLSX
from libs.bulk.writing import Value, csv_file, xlsx_file
from libs.command_handler import Context
from libs.errors import Wire
from services.gateway import openapi, reading
from services.gateway.bulk import reader
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.answers import Get, Routes, accept

ENDINGS = {"csv": CSV, "xlsx": XLSX}
MOST = 100_000
"""How many things one file holds."""


def routes(gateway: Gateway) -> Routes:
    """Return the paths of the files of every list of the contracts."""
    return [
        (
            f"/v1/{{log}}/{category}.{ending}",
            _File(gateway, name, category, questions["list"], ending),
        )
        for name, contract in gateway.contracts.items()
        for category, questions in contract["queries"].items()
        if "list" in questions
        for ending in ENDINGS
    ]


class _File(Get):
    def __init__(
        self, gateway: Gateway, service: str, category: str, question: Wire, ending: str
    ) -> None:
        self._gateway = gateway
        self._service = service
        self._category = category
        self._question = question
        self._ending = ending
        self._known = openapi.export_parameters(question)
        self._paged = "after" in question["params"]["properties"]

    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        kind = ENDINGS[self._ending]
        accept(req, kind)
        gateway = self._gateway
        actor = gateway.actor(req, self._question["visibility"] == "public", self._category)
        gateway.known(log)
        asked = reading.parameters(req, self._known)
        least = int(asked.pop("min_position", 0))
        gateway.check(log, least)
        context = Context.from_wire(gateway.context(req, actor, least))
        views = list(self._limited(self._views(log, asked, context)))
        names = headings.columns(self._question["view"])
        rows = self._rows(views, names)
        if self._ending == "csv":
            resp.data = csv_file(headings.headings(names), rows)
            resp.content_type = f"{CSV}; charset=utf-8"
        else:
            resp.data = xlsx_file(self._category, headings.headings(names), rows)
            resp.content_type = XLSX
        resp.downloadable_as = f"{self._category}-{log}-{context.on.isoformat()}.{self._ending}"
        position = max([least, *(view["position"] for view in views)])
        resp.set_header("Kiemdinh-Position", str(position))

    def _views(self, log: str, asked: Wire, context: Context) -> Iterator[Wire]:
        name = self._question["name"]
        if self._paged:
            yield from reader.every(self._gateway, self._service, log, name, asked, context)
        else:
            question = {"type": name, "data": asked}
            answer = self._gateway.backend.query(self._service, log, question, context.to_wire())
            yield from answer["views"]

    def _limited(self, views: Iterator[Wire]) -> Iterator[Wire]:
        for count, view in enumerate(views, 1):
            if count > MOST:
                raise Refusal("export-too-large")
            yield view

    def _rows(self, views: list[Wire], names: list[str]) -> Iterator[list[Value]]:
        return (headings.line(view, names, self._question["view"]) for view in views)
