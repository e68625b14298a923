"""Names for those who may see them: views filled from the vault, each opening noted first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from libs.engine.commands import Context
from libs.kernel.messages import privates
from libs.kernel.problems import Forbidden
from libs.log.entry import EventLog
from libs.people.reasons import check_reason
from libs.people.vault import Opened, Opening, Vault
from libs.rights import Knowing, Read, Reading, permit

DISCLOSURES = "disclosures"
"""The private field of a view that takes the disclosures themselves; the others are named as the
fields they open."""


def opened(
    vault: Vault,
    log: EventLog,
    code: str,
    kind: Any,
    views: Sequence[Any],
    why: str | None,
    asked: Context,
) -> list[Any]:
    """Return the views of a question of class `kind`, opened if `why` gives a reason.

    `held` says of each whether the vault can still open it. Raises `Invalid` (reason-empty) for a
    reason that says nothing, `Forbidden` for a reader without the right `kind.opens`, unless it is
    the very person; where that right is one of `Knowing`, whom the reader may not know stays
    closed, and the others are opened.
    """
    category = kind.opens_of or kind.category
    streams = {view.id: f"{category}-{view.id}" for view in views}
    held = vault.held(code, streams.values())
    known = [replace(view, held=streams[view.id] in held) for view in views]
    if why is None or not views:
        return known
    check_reason(why)
    read = Reading(lambda *names: log.read(code, *names))

    found: dict[str, Opened] = {}
    for by, some in _openings(kind, known, streams, why, asked, read).items():
        found |= vault.open(read(*(streams[view.id] for view in some)), by)
    names = [*privates(kind.view)]
    return [_filled(view, found.get(streams[view.id]), names) for view in known]


def _openings(
    kind: Any,
    views: Sequence[Any],
    streams: Mapping[str, str],
    why: str,
    asked: Context,
    read: Read,
) -> dict[Opening, list[Any]]:
    """Return as what the reader opens which views."""
    if all(asked.actor == f"u:{view.id}" for view in views):
        return {Opening(asked.actor, "self", asked.actor[2:], why, asked.corr): [*views]}
    if not isinstance(kind.opens, Knowing):
        stream = streams[views[0].id]
        may = permit(kind.opens, asked.actor, stream, asked.on, read, asked.claimed)
        return {Opening(asked.actor, may.role, may.org, why, asked.corr): [*views]}
    found: dict[Opening, list[Any]] = {}
    refused: Forbidden | None = None
    for view in views:
        if asked.actor == f"u:{view.id}":
            by = Opening(asked.actor, "self", view.id, why, asked.corr)
        else:
            data, stream = {"schools": getattr(view, "schools", ())}, streams[view.id]
            try:
                may = permit(kind.opens, asked.actor, stream, asked.on, read, asked.claimed, data)
            except Forbidden as problem:
                refused = problem
                continue
            by = Opening(asked.actor, may.role, may.org, why, asked.corr)
        found.setdefault(by, []).append(view)
    if refused and not found and not kind.opens.beside:
        raise refused
    return found


def _filled(view: Any, opened: Opened | None, names: Sequence[str]) -> Any:
    if opened is None:
        return view
    values = {name: opened.values.get(name) for name in names if name != DISCLOSURES}
    shown = {DISCLOSURES: opened.disclosures} if DISCLOSURES in names else {}
    return replace(view, **values, **shown)
