"""The duties that letters set for a school year, read from their tables as they count now."""

from collections.abc import Iterator, Mapping
from typing import Any

from libs.engine.read_tables import rows
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from services.registry.instruction.events import (
    INSTRUCTION_EVENTS,
    Duty,
    InstructionRegistered,
    ObligationCreated,
)
from services.registry.instruction.rules import cited_as

OBLIGATIONS = """
select o.instruction, o.version as created, o.data, i.version, i.position, i.issuer, i.issuer_name,
       i.subject, i.number, i.symbol, i.dated::text, i.school_year, i.entered_on::text
from obligation o join instruction i on i.log = o.log and i.id = o.instruction
where o.log = %(log)s
and (%(instruction)s::text is null or o.instruction = %(instruction)s)
and (%(code)s::text is null or o.data->>'code' = %(code)s)
and (%(actor)s::text is null or o.data->>'actor' = %(actor)s)
and (i.school_year is null or i.school_year = %(year)s)
order by o.instruction, o.version
"""


def duties_of_year(
    db: Cursor, values: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Duty, str]]:
    """Yield the duties of a school year: the row, the duty, how its letter is cited.

    `values` are log, year, and instruction, code, actor, each None for all.
    """
    for row in rows(db, OBLIGATIONS, values):
        duty = INSTRUCTION_EVENTS.load({"type": ObligationCreated.__name__, "data": row["data"]})
        said = {"type": InstructionRegistered.__name__, "data": {**row, "citations": []}}
        letter = _LETTERS.load(said)
        assert isinstance(duty, Duty)
        yield row, duty, cited_as(letter)


_LETTERS: Contract[InstructionRegistered] = Contract(InstructionRegistered)
