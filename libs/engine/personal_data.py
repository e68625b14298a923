"""Names for those who may see them: views filled from the vault, each opening noted first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from libs.engine.commands import Context
from libs.kernel.messages import privates
from libs.log.entry import EventLog, Recorded
from libs.people.vault import Opening, Vault
from libs.rights import permit

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

    `held` says of each whether the vault can still open it. Raises `Forbidden` for a reader without
    the right `kind.opens`, unless it is the very person.
    """
    streams = [f"{kind.category}-{view.id}" for view in views]
    held = vault.held(code, streams)
    known = [replace(v, held=s in held) for v, s in zip(views, streams, strict=True)]
    if why is None or not views:
        return known

    def read(*names: str) -> Mapping[str, Sequence[Recorded]]:
        return log.read(code, *names)

    if all(asked.actor == f"u:{view.id}" for view in views):
        by = Opening(asked.actor, "self", asked.actor[2:], why, asked.corr)
    else:
        may = permit(kind.opens, asked.actor, streams[0], asked.on, read, asked.claimed)
        by = Opening(asked.actor, may.role, may.org, why, asked.corr)
    found = vault.open(read(*streams), by)
    names = [name for name in privates(kind.view) if name != DISCLOSURES]
    return [
        replace(
            view,
            **{DISCLOSURES: found[stream].disclosures},
            **{name: found[stream].values.get(name) for name in names},
        )
        if stream in found
        else view
        for view, stream in zip(known, streams, strict=True)
    ]
