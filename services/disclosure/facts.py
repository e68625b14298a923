"""What publishing must know of others: the names that the register gives on that day."""

from collections.abc import Mapping
from typing import Any

from libs.command_handler import Context
from libs.contract import Parsed
from libs.postgres import Cursor
from libs.rights import school_of


def facts(
    db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context
) -> Mapping[str, Any]:
    """Return the names of the stream's school and of the authority; None for what is unknown."""
    db.execute(
        "select name, kind, sample from school where log = %s and id = %s",
        (log, school_of(stream)),
    )
    name, kind, sample = db.fetchone() or (None, None, False)
    db.execute(
        "select name from organisation where log = %s and id = %s",
        (log, parsed.values["decided_by"]),
    )
    (authority,) = db.fetchone() or (None,)
    return {
        "school_name": name,
        "school_kind": kind,
        "sample": sample,
        "authority_name": authority,
    }
