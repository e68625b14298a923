"""The operations on many things at once: commands in one request, files in and out."""

from collections.abc import Mapping
from typing import Any

from libs.bulk.layouts import LAYOUTS
from libs.bulk.reading import CSV, MOST_BYTES, XLSX
from libs.bulk.report import HEADINGS, OUTCOMES
from libs.errors import Wire
from services.gateway import reading
from services.gateway.openapi.operations import parameters_of
from services.gateway.openapi.parts import (
    ANYBODY,
    HOLDERS,
    POSITION,
    answer,
    query,
    refs,
    refusals,
    text,
)

BATCH_MOST = 500
REPORT_MOST = 1000
LAYOUT: Wire = {"type": "string", "enum": list(LAYOUTS)}
_ROW: Wire = {"type": "integer", "minimum": 0, "maximum": 10**6}
REPORT_PARAMETERS: Mapping[str, Wire] = {
    "after": _ROW,
    "limit": {"type": "integer", "minimum": 1, "maximum": REPORT_MOST},
    "outcome": {"type": "string", "enum": list(OUTCOMES)},
}
_FILE: Wire = {"type": "string", "contentEncoding": "binary"}


def export_parameters(question: Wire) -> dict[str, Wire]:
    """Return the schemas of the parameters of a list's file: its filters, no page."""
    left_out = ("after", "limit") if "after" in question["params"]["properties"] else ()
    own = {n: s for n, s in parameters_of(question).items() if n not in left_out}
    return {**own, "min_position": POSITION}


def _export(category: str, question: Wire, ending: str, kind: str) -> Wire:
    name = question["name"][0].lower() + question["name"][1:]
    needed = question["params"].get("required", ())
    own = [
        query(one, schema, f"{one}.", one in needed)
        for one, schema in export_parameters(question).items()
        if one != "min_position"
    ]
    return {
        "operationId": f"{name}As{ending.capitalize()}",
        "tags": [category],
        "summary": f"{question['title']} As a file of {ending}.",
        "security": ANYBODY if question["visibility"] == "public" else HOLDERS,
        "parameters": [
            *refs("parameters", "log"),
            *own,
            *refs("parameters", "minPosition", "correlation"),
        ],
        "responses": {
            "200": _file(kind),
            **refusals(400, 401, 403, 404, 406, 412, 422, 500, 503),
        },
    }


def _file(kind: str) -> Wire:
    return {"description": "Thành công.", "content": {kind: {"schema": _FILE}}}


def _operation(id: str, summary: str, parameters: list[Wire], responses: Wire) -> Wire:
    return {
        "operationId": id,
        "tags": ["bulk"],
        "summary": summary,
        "security": HOLDERS,
        "parameters": [*refs("parameters", "log"), *parameters],
        "responses": responses,
    }


def paths(contracts: Mapping[str, Wire]) -> Wire:
    """Return the paths of exports, batches, templates and imports."""
    found: Wire = {
        f"/v1/{{log}}/{category}.{ending}": {
            "get": _export(category, questions["list"], ending, kind)
        }
        for contract in contracts.values()
        for category, questions in contract["queries"].items()
        if "list" in questions
        for ending, kind in (("csv", CSV), ("xlsx", XLSX))
    }
    for name, layout in LAYOUTS.items():
        found[f"/v1/templates/{name}.xlsx"] = {
            "get": {
                "operationId": f"{name}Template",
                "tags": ["bulk"],
                "summary": f"Fetch the empty file for an import of {name} ({layout.title}).",
                "security": [{}],
                "parameters": [],
                "responses": {"200": _file(XLSX), **refusals(400, 406, 500)},
            }
        }
    imported = answer({"$ref": "#/components/schemas/Import"}, "Kiemdinh-Correlation")
    one = refs("parameters", "id", "correlation")
    seen = refusals(400, 401, 403, 404, 406, 500, 503)
    sent = refusals(400, 401, 403, 404, 406, 413, 415, 422, 500, 503)
    found["/v1/{log}/batch"] = {"post": _batch(sent)}
    found["/v1/{log}/imports"] = {"post": _begin(imported, sent)}
    found["/v1/{log}/imports/{id}"] = {
        "get": _operation(
            "readImport", "Read how far an import is.", one, {"200": imported, **seen}
        )
    }
    page = answer({"$ref": "#/components/schemas/ImportReport"}, "Kiemdinh-Correlation")
    asked = [query(name, schema, f"{name}.") for name, schema in REPORT_PARAMETERS.items()]
    found["/v1/{log}/imports/{id}/report"] = {
        "get": _operation(
            "readImportReport",
            "Read what is told about the rows of an import.",
            [*one, *asked],
            {"200": page, **seen},
        )
    }
    found["/v1/{log}/imports/{id}/report.xlsx"] = {
        "get": _operation(
            "readImportReportAsXlsx",
            "Read what is told about the rows of an import, as a file.",
            one,
            {"200": _file(XLSX), **seen},
        )
    }
    found["/v1/{log}/imports/{id}/confirm"] = {
        "post": {
            **_operation(
                "confirmImport",
                "Carry out what an import stands for; again, to go on where it was cut.",
                one,
                {"202": imported, **refusals(409), **sent},
            ),
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Nothing"},
                        "example": {},
                    }
                },
            },
        }
    }
    return found


def _begin(imported: Wire, sent: Wire) -> Wire:
    size = MOST_BYTES // 1024 // 1024
    return {
        **_operation(
            "beginImport",
            "Send a file to be checked row by row; nothing is written before it is confirmed.",
            [
                query("layout", LAYOUT, "Loại tệp, như tệp mẫu.", required=True),
                *refs("parameters", "idempotencyKey", "correlation"),
            ],
            {"202": imported, **sent},
        ),
        "requestBody": {
            "required": True,
            "description": f"Tệp xlsx hoặc csv (UTF-8), nhiều nhất {size} MB.",
            "content": {kind: {"schema": _FILE} for kind in (XLSX, CSV)},
        },
    }


def _batch(sent: Wire) -> Wire:
    return {
        **_operation(
            "carryOutBatch",
            "Carry out many commands, each with its own rights, key and answer.",
            refs("parameters", "correlation"),
            {
                "200": answer(
                    {"$ref": "#/components/schemas/BatchAnswer"},
                    "Kiemdinh-Position",
                    "Kiemdinh-Correlation",
                ),
                **sent,
            },
        ),
        "description": (
            "Các lệnh của một hồ sơ theo thứ tự đã gửi, các hồ sơ khác nhau song song. Một lệnh "
            "bị từ chối không ảnh hưởng lệnh khác. Với dry, các lệnh chỉ được xét, không ghi gì."
        ),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Batch"},
                    "example": _BATCH_EXAMPLE,
                }
            },
        },
    }


def _object(required: tuple[str, ...] | None = None, **properties: Any) -> Wire:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else list(required),
    }


_TEXTS: Wire = {"type": "array", "items": {"type": "string"}}
_BATCH_EXAMPLE: Wire = {
    "commands": [
        {
            "category": "school",
            "id": "5f0c2a",
            "command": "change-contacts",
            "key": "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a2",
            "data": {"address": "Số 1 đường Mẫu"},
            "expected": 1,
        }
    ],
    "dry": True,
}

SCHEMAS: Wire = {
    "Batch": {
        **_object(
            ("commands",),
            commands={
                "type": "array",
                "minItems": 1,
                "maxItems": BATCH_MOST,
                "items": {
                    **_object(
                        ("category", "id", "command", "key"),
                        category={"type": "string"},
                        id=text(reading.ID, "5f0c2a"),
                        command={"type": "string", "description": "Như trong đường dẫn của lệnh."},
                        key=text(reading.COMMAND_ID, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a2"),
                        data={"type": "object"},
                        expected={"type": ["integer", "null"], "minimum": 0, "maximum": 2**31 - 1},
                    ),
                    "additionalProperties": False,
                },
            },
            dry={"type": "boolean"},
        ),
        "additionalProperties": False,
    },
    "BatchAnswer": _object(
        results={
            "type": "array",
            "items": _object(
                ("status",),
                status={"type": "integer"},
                answer={"$ref": "#/components/schemas/CommandAnswer"},
                problem={"$ref": "#/components/schemas/Problem"},
            ),
        }
    ),
    "Import": _object(
        id={"type": "string"},
        log={"type": "string"},
        layout=LAYOUT,
        state={"type": "string", "enum": ["checking", "checked", "running", "done", "failed"]},
        progress=_object(done=_ROW, total=_ROW),
        counts={"type": "object", "additionalProperties": {"type": "integer"}},
        warnings={"type": "array", "items": {"$ref": "#/components/schemas/ImportFinding"}},
        position=POSITION,
        reason={"type": ["string", "null"]},
    ),
    "ImportFinding": _object(
        column={"type": "string"},
        code={"type": "string"},
        detail={"type": "string"},
        rule={"type": ["string", "null"]},
        warning={"type": "boolean"},
    ),
    "ImportReport": _object(
        rows={
            "type": "array",
            "items": _object(
                row=_ROW,
                subject={"type": "string"},
                outcome={"type": "string", "enum": list(OUTCOMES)},
                changes=_TEXTS,
                errors={"type": "array", "items": {"$ref": "#/components/schemas/ImportFinding"}},
                warnings={"type": "array", "items": {"$ref": "#/components/schemas/ImportFinding"}},
            ),
        },
        headings={**_TEXTS, "examples": [list(HEADINGS)]},
        lines={"type": "array", "items": _TEXTS},
        next={"type": ["integer", "null"]},
    ),
}
