"""Documents: a thing's own path with `document/<name>.pdf` or `.docx`, and its rights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from libs.kernel.problems import Wire, refused
from services.documents import asking
from services.documents.catalogue import DOCUMENTS
from services.documents.criteria import rules
from services.documents.document import Answers, Document
from services.documents.making import MEDIA, Kind
from services.gateway.bulk.asker import Asker
from services.gateway.routes.carried import FILE, POSITION_HEADER, Answer
from services.gateway.routes.contracts import who_asks
from services.gateway.routes.parameters import (
    KNOWN_VERSIONS,
    LEGAL_DATE,
    MIN_POSITION,
    Parameter,
    Query,
    text,
)
from services.gateway.routes.route import Call, Route, camel

CRITERION = Parameter(
    "criterion",
    "query",
    text(r"[0-9]{1,2}\.[0-9]{1,2}", "1.3"),
    "Chỉ của một tiêu chí; không nêu: của mọi tiêu chí.",
)
VERSION = Parameter(
    "version",
    "query",
    {"type": "integer", "minimum": 1, "maximum": 1000, "examples": [1]},
    "Như khi nộp phiên bản này của báo cáo; không nêu: như hiện nay.",
)
KINDS: tuple[Kind, ...] = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Which:
    """Which of it is wanted, of which version, and the position that the answers must hold."""

    criterion: str | None = None
    version: int | None = None
    least: int = 0


def routes(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield the routes of the documents of every thing that the contracts can be asked for."""
    for document in DOCUMENTS:
        for contract in contracts.values():
            get = contract["queries"].get(document.category, {}).get("get")
            if get is not None:
                for kind in KINDS:
                    yield _file(document, get, kind)


def _file(document: Document, question: Wire, kind: Kind) -> Route:
    def make(call: Call) -> bytes | None:
        which: Which = call.query
        gateway = call.gateway
        gateway.check(call.log, which.least)
        context = call.context(which.least)
        answers = asking.answers_for(
            document,
            call.id,
            Asker(gateway, call.log, context),
            log=call.log,
            on=context.on,
            demo=gateway.options.demo,
            criterion=which.criterion,
            report_version=which.version,
            public_url=gateway.options.sign_in.public_url,
        )
        _check(answers)
        form = document.form(answers)
        named = any(person.get("name") for person in answers.people.values())
        seconds = (context.deadline - gateway.options.clock()).total_seconds()
        made = gateway.documents.get(form, kind, form.data(answers), named, seconds)
        tag = f'"{made.sha256}"'
        call.resp.set_header("ETag", tag)
        call.resp.set_header("Cache-Control", "no-store" if named else "private, no-cache")
        call.holds(max(which.least, answers.position))
        if call.header(KNOWN_VERSIONS) == "*" or tag in call.header(KNOWN_VERSIONS):
            call.resp.status = 304
            return None
        version = f"-v{which.version}" if which.version else ""
        call.resp.downloadable_as = f"{document.name}-{call.log}-{call.id}{version}.{kind}"
        return made.content

    sends = (POSITION_HEADER, "ETag")
    return Route(
        "GET",
        f"/v1/{{log}}/{document.category}/{{id}}/document/{document.name}.{kind}",
        camel(f"make_{document.category}_{document.name}_as_{kind}"),
        document.category,
        f"Make {document.name.replace('_', ' ')} of a {document.category.replace('_', ' ')}"
        f" as a file of {kind}.",
        who_asks(document.category, question),
        make,
        (
            Answer(200, MEDIA[kind], FILE, sends, document.title[:1].upper() + document.title[1:]),
            Answer(304, None, headers=("ETag",), description="Tệp người gọi có vẫn đúng."),
        ),
        _query(document),
        (KNOWN_VERSIONS, LEGAL_DATE),
        refuses=(422, 503),
    )


def _query(document: Document) -> Query:
    def load(values: Wire) -> Which:
        version = int(values["version"]) if "version" in values else None
        return Which(values.get("criterion"), version, int(values.get("min_position", 0)))

    extra: list[Parameter] = [CRITERION] if document.by_criterion else []
    extra += [VERSION] if document.by_version else []
    return Query((MIN_POSITION, *extra), load)


def _check(answers: Answers) -> None:
    """Raise `Rejected` (criterion-unknown) where the set has no such criterion."""
    if answers.criterion is not None:
        known = {each.code for each in rules(answers).criteria}
        if answers.criterion not in known:
            detail = f"Bộ tiêu chuẩn không có tiêu chí {answers.criterion}."
            raise refused("criterion-unknown", detail, at="/criterion")
