"""Figures of a school on their way from the sector database into the log, by who asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from libs.engine.commands import Context
from libs.kernel.problems import Rejected, Wire
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal

SCHEME = "moet"
"""The scheme of a school's code in the sector database."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The service's answer, and the fields of the database that no figure corresponds to."""

    answer: Wire
    passed_over: tuple[str, ...]


def take(gateway: Gateway, context: Callable[[], Context], log: str, id: str) -> Taken:
    """Record what the sector database has of the school and school year that `id` is made of.

    `context` is asked once for each call to a service: the database's time is its own. Who may not
    record the figures is refused before the database is asked. Raises
    `Refusal`: sector-database-missing, path-malformed, sector-code-missing, sector-figures-none, as
    `SectorDatabase.figures`; and what the services raise. Of an answer with a fault nothing is
    recorded.
    """
    port = gateway.options.sector_database
    if port is None:
        raise Refusal("sector-database-missing")
    school, _, year = id.rpartition("_")
    if not (school and year.isdecimal() and len(year) == 4):
        raise Refusal("path-malformed", "Mã phải ghép từ mã trường và năm bắt đầu năm học.")
    code = _code(gateway, context(), log, school)
    _allow(gateway, context(), log, id)
    found = port.figures(code, int(year))
    figures = [{"code": code, "value": value} for code, value in found.values.items()]
    if not figures:
        raise Refusal("sector-figures-none")
    data = {"figures": figures, "taken_from": "sector_database"}
    command = {"type": "RecordFigures", "data": {**data, "true_on": found.true_on.isoformat()}}
    told = (log, f"figures-{id}", command, context().to_wire())
    return Taken(gateway.backend.execute("assessment", *told), found.passed_over)


def _allow(gateway: Gateway, context: Context, log: str, id: str) -> None:
    """Raise what the services raise to who may not record these figures, or nobody any more.

    Decided of a figure that stands for those to come: what is wrong with it says nothing of them.
    """
    figures = [{"code": "pupils.total", "value": "0"}]
    data = {"figures": figures, "taken_from": "sector_database", "true_on": context.on.isoformat()}
    command = {"type": "RecordFigures", "data": data}
    dry = replace(context, command_id=f"{context.command_id[:80]}:allow", dry=True)
    try:
        gateway.backend.execute("assessment", log, f"figures-{id}", command, dry.to_wire())
    except Rejected as rejected:
        if not rejected.errors:
            raise


def _code(gateway: Gateway, context: Context, log: str, school: str) -> str:
    """Return the sector code that a school has today; raises `Refusal` (sector-code-missing)."""
    question = {"type": "GetSchool", "data": {"id": school}}
    asked = gateway.backend.query("registry", log, question, context.to_wire())
    today = context.on.isoformat()
    for each in asked["view"]["identifiers"]:
        if each["scheme"] == SCHEME and _holds(each, today):
            return str(each["value"])
    raise Refusal("sector-code-missing")


def _holds(term: Wire, today: str) -> bool:
    return (term["starts"] or "") <= today and (term["ends"] is None or today < term["ends"])
