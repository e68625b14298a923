"""The standard sets as a school reads them: rules and the guidance beside them, open to anybody.

What is answered depends on the data of this version alone, so its ETag is the hash of its content.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from libs.kernel.canonical import digest
from libs.kernel.messages import Means
from libs.kernel.problems import Wire
from libs.law.standards.applicable_sets import Need, needed
from services.gateway import request
from services.gateway.problems import Refusal
from services.gateway.routes.carried import Answer, answer_of, contract_of
from services.gateway.routes.parameters import KNOWN_VERSIONS, LEGAL_DATE
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.standard_views import StandardRevision, StandardSet, sets, whole
from services.gateway.routes.who import ANYBODY

routes = Routes("standards")


Stage = Literal[
    "preschool",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "multi_stage",
    "continuing_education",
]
"""A kind of school, or an education stage of one with many."""


@dataclass(frozen=True, slots=True)
class WhichSet:
    """Of which school the standard set is asked for; without a day, today."""

    kind: Stage
    on: Annotated[date | None, Means("Ngày cần biết; không nêu: hôm nay.")] = None
    stages: Annotated[tuple[Stage, ...], Means("Các cấp học của trường nhiều cấp học.")] = ()
    variant: Annotated[str | None, Means("Loại hình đặc thù, như specialised.")] = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which edition of the guidance is read."""

    guidance: Annotated[
        str | None,
        Means("Mã băm của hướng dẫn mà đợt tự đánh giá đã ghim; không nêu: bản mới nhất."),
    ] = None


@dataclass(frozen=True, slots=True)
class ApplicableSet:
    """The set by which one education stage is assessed, and why; null where no text covers it."""

    education_stage: str
    set: str | None
    revision: str | None
    rules: str | None
    why: str
    sure: bool


_UNCHANGED = Answer(
    304, None, headers=("ETag",), description="Nội dung người gọi có vẫn là mới nhất."
)


@routes(
    "GET",
    "/v1/standards",
    ANYBODY,
    answers=(answer_of(list[StandardSet], sends=("ETag",)), _UNCHANGED),
    headers=(KNOWN_VERSIONS,),
)
def list_standard_sets(call: Call) -> Wire | None:
    """List the standard sets with their revisions."""
    return _sent(call, {"items": [_made(each) for each in sets().values()]})


@routes("GET", "/v1/standards/applicable", ANYBODY, headers=(LEGAL_DATE,))
def find_applicable_sets(call: Call, query: WhichSet) -> list[ApplicableSet]:
    """Say which set a school is assessed by on a day, for each education stage, and why."""
    found = needed(query.kind, query.stages, query.variant, query.on or call.on)
    return [_applicable(each) for each in found]


@routes(
    "GET",
    "/v1/standards/{set}",
    ANYBODY,
    answers=(answer_of(StandardSet, sends=("ETag",)), _UNCHANGED),
    headers=(KNOWN_VERSIONS,),
)
def show_standard_set(call: Call) -> Wire | None:
    """Read one standard set with its revisions."""
    return _sent(call, _made(_set(call.path["set"])))


@routes(
    "GET",
    "/v1/standards/{set}/{revision}",
    ANYBODY,
    answers=(answer_of(StandardRevision, sends=("ETag",)), _UNCHANGED),
    headers=(KNOWN_VERSIONS,),
)
def show_standard_revision(call: Call, query: Pinned) -> Wire | None:
    """Read one revision whole: criteria, texts, elements, evidence, figures, procedure."""
    try:
        found = whole(_set(call.path["set"]).id, call.path["revision"], query.guidance)
    except KeyError as unknown:
        detail = "Bộ tiêu chuẩn này không có bản hoặc hướng dẫn đó."
        raise Refusal("path-unknown", detail) from unknown
    return _sent(call, _made(found))


def _sent(call: Call, answer: Wire) -> Wire | None:
    """Return an answer, None where the caller has it already."""
    etag = digest(answer)
    call.resp.set_header("ETag", f'"{etag}"')
    call.resp.set_header("Cache-Control", "public, no-cache")
    if request.unchanged(call.header(KNOWN_VERSIONS), etag):
        call.resp.status = 304
        return None
    return answer


def _made(value: Any) -> Wire:
    """Return an answer as it is sent."""
    kind: type = type(value)
    wire: Wire = contract_of(kind).dump(value)["data"]
    return wire


def _set(set_id: str) -> StandardSet:
    if set_id not in sets():
        raise Refusal("path-unknown", "Không có bộ tiêu chuẩn này.")
    return sets()[set_id]


def _applicable(need: Need) -> ApplicableSet:
    stage, rules = need.education_stage, need.rules
    if rules is None:
        return ApplicableSet(stage, None, None, None, need.why, need.sure)
    return ApplicableSet(stage, rules.id, rules.revision, rules.rules_hash, need.why, need.sure)
