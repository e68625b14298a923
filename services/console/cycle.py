"""A cycle as its pages show it: each criterion with what was judged and written of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from services.console.person import PersonVisit
from services.console.standards import criteria_of, level_of

WORKING = ("opened", "staffed", "collecting", "drafting", "draft_ready")
"""The states in which sheets may be written."""
UNPLANNED = ("opened", "staffed")
"""Those before the plan, where the plan comes first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of a cycle: its place in the set, its sheet, how far it is."""

    standard: Wire
    criterion: Wire
    sheet: Wire | None
    judged: Mapping[tuple[int, str], bool]
    state: str

    @property
    def code(self) -> str:
        """The criterion's code."""
        return str(self.criterion["code"])

    @property
    def level(self) -> int | None:
        """The level that it reaches by what was judged; None if nothing was."""
        return level_of(self.criterion, self.judged)

    @property
    def borrowed(self) -> bool:
        """Whether its texts are an earlier cycle's or other software's, and not confirmed yet."""
        sheet = self.sheet
        return bool(sheet and (sheet["carried_from"] or sheet["imported_from"]))


def judged_in(sheet: Wire | None) -> dict[tuple[int, str], bool]:
    """Return what a sheet says of each indicator."""
    if sheet is None:
        return {}
    return {(one["level"], one["indicator"]): one["met"] for one in sheet["judgements"]}


def lines(visit: PersonVisit, cycle: Wire) -> list[Line]:
    """Return the criteria of a cycle in the order of its set."""
    sheets = {sheet["criterion"]: sheet for sheet in cycle["sheets"]}
    found = []
    for standard, criterion in criteria_of(visit.standards.of(cycle)):
        sheet = sheets.get(criterion["code"])
        final = sheet is not None and cycle["state"] not in WORKING
        state = "confirmed" if final else state_of(sheet)
        found.append(Line(standard, criterion, sheet, judged_in(sheet), state))
    return found


def level_4(visit: PersonVisit, cycle: Wire) -> Line | None:
    """Return the clauses of level 4 as a line, None where the set has none."""
    article = visit.standards.of(cycle)["level4"]
    if article is None:
        return None
    sheet = next((one for one in cycle["sheets"] if one["criterion"] == article["code"]), None)
    final = sheet is not None and cycle["state"] not in WORKING
    state = "confirmed" if final else state_of(sheet)
    return Line({"no": 0, "title_vi": ""}, article, sheet, judged_in(sheet), state)


def with_level_4(visit: PersonVisit, cycle: Wire, begun: bool = False) -> list[Line]:
    """Return the criteria, and the clauses of level 4 after them; `begun`: once they are."""
    more = level_4(visit, cycle)
    wanted = more is not None and not (begun and more.sheet is None)
    return [*lines(visit, cycle), *([more] if more and wanted else [])]


def state_of(sheet: Wire | None) -> str:
    """Return how far a criterion is: "todo", "doing", "written" or "confirmed".

    What a sheet must have before it counts as written is the rule of the council's confirmation;
    texts of an earlier cycle or of other software count once they are judged anew and confirmed.
    """
    if sheet is None:
        return "todo"
    if sheet["confirmed_on"]:
        return "confirmed"
    return "written" if sheet["complete"] else "doing"


def lacks_plan(cycle: Wire) -> bool:
    """Return whether nothing is judged yet because the plan must be approved before.

    Of a cycle in a list, too: "staffed" is one that only the plan takes further.
    """
    planned = cycle["work_plan"] if "work_plan" in cycle else cycle["state"] not in UNPLANNED
    return bool(cycle["plan_required"]) and not planned


def writes(cycle: Wire, criterion: str, person: str) -> bool:
    """Return whether somebody of the school is among those who write a criterion.

    That is everybody until groups are formed and a plan is approved, nobody where it must be
    approved first, then its group and the secretariat; the gateway decides, this only spares people
    a text that it would refuse.
    """
    if lacks_plan(cycle):
        return False
    groups = cycle["working_groups"]
    if not groups or not cycle["work_plan"]:
        return True
    own = [one for one in groups["groups"] if criterion in one["criteria"]]
    among = [person for one in own for person in (one["head"], *one["others"])]
    return person in among or person in groups["secretariat"]


def blocking(cycle: Wire, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines that keep the cycle from its next level: not met, and not yet judged."""
    failed = {name.partition("/")[0] for name in cycle["failed"]}
    unjudged = {name.partition("/")[0] for name in cycle["unjudged"]}
    return (
        [line for line in lines if line.code in failed],
        [line for line in lines if line.code in unjudged],
    )
