"""Drafts of who is signed in: kept while they type, seen by nobody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from libs.kernel.messages import size
from services.gateway import drafts
from services.gateway.routes.carried import Answer
from services.gateway.routes.parameters import VERSION
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import SIGNED_IN

routes = Routes("drafts")

Typed = Annotated[str, size(0, drafts.MOST_BYTES)]


@dataclass(frozen=True, slots=True)
class TypedField:
    """A field of a form and what was typed into it."""

    name: Annotated[str, size(1, 200)]
    value: Typed


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keep what was typed into a form, field by field."""

    fields: Annotated[tuple[TypedField, ...], size(0, 3000)]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft: its version, when it was last changed, what was typed into each field."""

    key: str
    version: int
    changed_at: datetime
    fields: tuple[TypedField, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as it is kept: its version, and when it was last changed."""

    key: str
    version: int
    changed_at: datetime


@routes("GET", "/v1/{log}/draft/{key}", SIGNED_IN, sends=("ETag",))
def read_draft(call: Call) -> KeptDraft:
    """Read one's own draft."""
    found = call.gateway.drafts.get(call.session.actor, call.log, call.path["key"])
    call.resp.set_header("ETag", f'"{found.version}"')
    typed = tuple(TypedField(name, value) for name, value in found.fields)
    return KeptDraft(found.key, found.version, found.changed_at, typed)


@routes(
    "PUT",
    "/v1/{log}/draft/{key}",
    SIGNED_IN,
    sends=("ETag",),
    headers=(VERSION,),
    refuses=(409,),
    description=f"Giữ {drafts.KEPT.days} ngày sau lần sửa cuối; tối đa {drafts.MOST_BYTES} byte.",
)
def keep_draft(call: Call, body: KeepDraft) -> DraftView:
    """Keep a draft in place of what was there; no event comes of it."""
    typed = [(one.name, one.value) for one in body.fields]
    kept = call.gateway.drafts.put(
        call.session.actor, call.log, call.path["key"], typed, call.header(VERSION)
    )
    call.resp.set_header("ETag", f'"{kept.version}"')
    return DraftView(kept.key, kept.version, kept.changed_at)


@routes(
    "DELETE",
    "/v1/{log}/draft/{key}",
    SIGNED_IN,
    answers=(Answer(204, None, description="Không còn bản nháp."),),
)
def remove_draft(call: Call) -> None:
    """Remove one's own draft, if there is one."""
    call.gateway.drafts.remove(call.session.actor, call.log, call.path["key"])
