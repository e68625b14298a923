"""When what the letters ask for is due, for whom, and how each day was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from libs.engine.questions import Public
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Contract, Id, pattern
from libs.law.calendar import show
from libs.law.calendar.deadlines import Deadline, deadlines
from libs.log.database import Cursor
from services.registry.instruction.correction import path_of
from services.registry.instruction.events import (
    INSTRUCTION_EVENTS,
    Actor,
    InstructionRegistered,
    ObligationCreated,
)
from services.registry.instruction.rules import cited_as
from services.registry.shared.fields import Area, Kind, Year


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One thing that a letter asks for, and when it is due.

    `opens` is the first day on which it may be done, None when nothing is too early; `day` the
    first day that is too late; `last_good_day` the last one in time; both None where no day follows
    from the rule. A line of a list has `name` and, if registered, `school`. `explanation` holds
    Vietnamese sentences: rule, calendar, what was left out and why, source, corrections. `version`
    and `position` are those of the letter.
    """

    id: str
    version: int
    position: int
    instruction: str
    code: str
    actor: str
    duty: str
    rule: str
    effect: str
    area: str
    kinds: tuple[str, ...]
    function: str | None
    concerns: tuple[str, ...]
    name: str | None
    school: str | None
    opens: date | None
    day: date | None
    last_good_day: date | None
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListDeadlines(Public):
    """Ask what letters oblige an actor, kind of school, area or school to, and until when.

    `school_year` leaves out letters of other years and dates what comes every year. `school` keeps
    what binds its kind where it lies, and of a list its own lines. `event_on` is the day of the
    event from which terms in days run.
    """

    category: ClassVar[str] = "deadline"
    view: ClassVar[type] = DeadlineView
    many: ClassVar[bool] = True
    instruction: Id | None = None
    actor: Actor | None = None
    area: Area | None = None
    kind: Kind | None = None
    school: Id | None = None
    school_year: Year | None = None
    event_on: date | None = None
    after: Annotated[str, pattern(r"[0-9a-z_]{1,80}", "5f0c2a_000002_000")] | None = None
    limit: Limit = 50


Asked = ListDeadlines

OBLIGATIONS = """
select o.instruction, o.version as created, o.data, i.version, i.position, i.issuer, i.issuer_name,
       i.subject, i.number, i.symbol, i.dated::text, i.school_year
from obligation o join instruction i on i.log = o.log and i.id = o.instruction
where o.log = %(log)s
and (%(instruction)s::text is null or o.instruction = %(instruction)s)
and (%(actor)s::text is null or o.data->>'actor' = %(actor)s)
and (%(area)s::text is null or o.data->>'area' = %(area)s)
and (%(kind)s::text is null or o.data->'kinds' ? %(kind)s)
and (%(school_year)s::integer is null or i.school_year is null or i.school_year = %(school_year)s)
and (%(school)s::text is null or exists (
    select from school s where s.log = o.log and s.id = %(school)s
    and o.data->'kinds' ? s.kind and o.data->>'area' = any(s.areas)
    and (jsonb_array_length(o.data->'entries') = 0
         or o.data->'entries' @> jsonb_build_array(jsonb_build_object('school', %(school)s)))))
and (%(after)s::text is null
     or o.instruction || '_' || to_char(o.version, 'FM000000') >= left(%(after)s, -4) collate "C")
order by o.instruction || '_' || to_char(o.version, 'FM000000') collate "C" limit %(limit)s + 1
"""
CORRECTIONS = """
select instruction, path, as_written, value, basis from instruction_correction
where log = %(log)s and instruction = any(%(ids)s) order by instruction, version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, sorted by id: letter, obligation, number of the deadline."""
    values = asked(log, question)
    found = rows(db, OBLIGATIONS, values)
    ids = sorted({row["instruction"] for row in found})
    corrections = rows(db, CORRECTIONS, {"log": log, "ids": ids})
    views = [
        view
        for row in found
        for view in _views(row, question, [c for c in corrections if _of(c, row)])
        if question.after is None or view.id > question.after
    ]
    return views[: question.limit]


def _of(correction: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    at = path_of(row["data"]["code"]) + "/"
    same = correction["instruction"] == row["instruction"]
    return same and str(correction["path"]).startswith(at)


def _views(
    row: Mapping[str, Any], question: ListDeadlines, corrections: list[dict[str, Any]]
) -> Iterator[DeadlineView]:
    wire = {"type": "ObligationCreated", "data": row["data"]}
    duty = INSTRUCTION_EVENTS.load(wire)
    assert isinstance(duty, ObligationCreated)
    letter = _LETTERS.load({"type": "InstructionRegistered", "data": {**row, "citations": []}})
    year = letter.school_year or question.school_year
    for n, due in enumerate(deadlines(duty, cited_as(letter), year, question.event_on)):
        entry = None if due.line is None else duty.entries[due.line]
        if question.school and entry and entry.school != question.school:
            continue
        yield DeadlineView(
            id=f"{row['instruction']}_{row['created']:06}_{n:03}",
            version=row["version"],
            position=row["position"],
            instruction=row["instruction"],
            code=duty.code,
            actor=duty.actor,
            duty=duty.duty,
            rule=duty.kind,
            effect=duty.effect,
            area=duty.area,
            kinds=duty.kinds,
            function=duty.function,
            concerns=duty.concerns,
            name=entry.name if entry else None,
            school=entry.school if entry else None,
            opens=due.opens,
            day=due.day,
            last_good_day=due.last_good_day,
            explanation=(*due.explanation, *_corrected(duty.code, due, corrections)),
        )


def _corrected(code: str, due: Deadline, corrections: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what was put right of this deadline: of the duty itself or of the line it is of."""
    for correction in corrections:
        in_list = correction["path"].startswith(path_of(code, "entries") + "/")
        own = path_of(code, "entries", due.line if due.line is not None else "") + "/"
        if not in_list or correction["path"].startswith(own):
            written = _shown(correction["as_written"])
            yield f"Đã đính chính theo {correction['basis']}; văn bản ghi: {written}."


def _shown(written: str | None) -> str:
    try:
        return show(date.fromisoformat(written)) if written else "không ghi"
    except ValueError:
        return str(written)


_LETTERS: Contract[InstructionRegistered] = Contract(InstructionRegistered)
