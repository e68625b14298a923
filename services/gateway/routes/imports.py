"""Files that are imported: templates out, files in, what is told of them, the confirmation."""

import hashlib

import falcon

from libs.bulk import layout as layouts
from libs.bulk import reading as files
from libs.bulk import report, writing
from libs.bulk.layout import Layout
from libs.bulk.layouts import LAYOUTS
from libs.bulk.reading import CSV, XLSX, Unreadable
from libs.command_handler import Context
from libs.errors import FieldError
from services.gateway import openapi, reading
from services.gateway.bulk.imports import Import, Imports
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal, field
from services.gateway.routes.answers import Get, Routes, accept, answer_json


def routes(gateway: Gateway) -> Routes:
    """Return the paths of templates and imports."""
    imports = Imports(gateway)
    templates = [(f"/v1/templates/{name}.xlsx", _Template(one)) for name, one in LAYOUTS.items()]
    return [
        *templates,
        ("/v1/{log}/imports", _Begin(gateway, imports)),
        ("/v1/{log}/imports/{id}", _State(gateway, imports)),
        ("/v1/{log}/imports/{id}/report", _Report(gateway, imports)),
        ("/v1/{log}/imports/{id}/report.xlsx", _Sheet(gateway, imports)),
        ("/v1/{log}/imports/{id}/confirm", _Confirm(gateway, imports)),
    ]


class _Template(Get):
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file = writing.template(layout)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, XLSX)
        reading.parameters(req, {})
        resp.content_type = XLSX
        resp.downloadable_as = f"{self._layout.name}.xlsx"
        resp.data = self._file


class _Begin:
    def __init__(self, gateway: Gateway, imports: Imports) -> None:
        self._gateway = gateway
        self._imports = imports

    def on_post(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, public=False)
        gateway.known(log)
        asked = reading.parameters(req, {"layout": openapi.LAYOUT})
        if asked.get("layout") not in LAYOUTS:
            raise field("parameter-malformed", "/layout", f"Một trong: {', '.join(LAYOUTS)}.")
        layout = LAYOUTS[asked["layout"]]
        context = Context.from_wire(gateway.context(req, actor, 0, reading.command_id(req)))
        raw, kind = reading.file(req, (XLSX, CSV), files.MOST_BYTES)
        try:
            lines, warnings = layouts.lines(layout, files.read(raw, kind))
        except Unreadable as error:
            found = [FieldError("", error.code, error.detail)]
            raise Refusal("file-refused", error.detail, found) from error
        if not lines:
            raise Refusal("file-refused", "Tệp không có dòng nào để nhập, ngoài dòng ví dụ.")
        digest = hashlib.sha256(f"{log} {layout.name} ".encode() + raw).hexdigest()
        begun = self._imports.begin(layout, lines, warnings, context, log, digest)
        resp.status = 202
        answer_json(resp, begun.to_wire())


class _Own:
    """What asks about one import of the caller's own."""

    def __init__(self, gateway: Gateway, imports: Imports) -> None:
        self._gateway = gateway
        self._imports = imports

    def found(self, req: falcon.Request, log: str, id: str) -> Import:
        """Return the import; raises `Refusal`."""
        actor = self._gateway.actor(req, public=False)
        self._gateway.known(log)
        reading.segment("id", id, reading.ID)
        return self._imports.get(id, log, actor)


class _State(_Own, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        accept(req, "application/json")
        reading.parameters(req, {})
        answer_json(resp, self.found(req, log, id).to_wire())


class _Report(_Own, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        accept(req, "application/json")
        asked = reading.parameters(req, openapi.REPORT_PARAMETERS)
        found = self.found(req, log, id)
        after, limit = asked.get("after", 0), asked.get("limit", openapi.LIST_LIMIT)
        if after < 0 or not 1 <= limit <= openapi.REPORT_MOST:
            raise field("parameter-malformed", "/limit", f"Từ 1 đến {openapi.REPORT_MOST}.")
        wanted = asked.get("outcome")
        if wanted is not None and wanted not in report.OUTCOMES:
            raise field(
                "parameter-malformed", "/outcome", f"Một trong: {', '.join(report.OUTCOMES)}."
            )
        rows = [
            row
            for row in self._imports.told(found.id)
            if row.number > after and wanted in (None, row.outcome)
        ]
        shown = rows[:limit]
        answer_json(
            resp,
            {
                "rows": [row.to_wire() for row in shown],
                "headings": list(report.HEADINGS),
                "lines": [list(line) for line in report.table(shown)],
                "next": shown[-1].number if len(rows) > limit else None,
            },
        )


class _Sheet(_Own, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        accept(req, XLSX)
        reading.parameters(req, {})
        found = self.found(req, log, id)
        resp.content_type = XLSX
        resp.downloadable_as = f"{found.layout}-{log}-{found.id}.xlsx"
        resp.data = writing.report_file(
            LAYOUTS[found.layout].title, self._imports.told(found.id), found.warnings
        )


class _Confirm(_Own):
    def on_post(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        accept(req, "application/json")
        found = self.found(req, log, id)
        reading.parameters(req, {})
        if reading.body(req):
            raise Refusal("body-not-empty")
        resp.status = 202
        answer_json(resp, self._imports.confirm(found, self._gateway.on(req)).to_wire())
