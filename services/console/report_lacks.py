"""What a report that was handed in lacks, criterion by criterion, as whoever checks it flags it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from services.console import matching, sheet
from services.console.cycle import Line, lines, with_level_4
from services.console.matching import Matched
from services.console.person import PersonVisit


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a criterion's sheet lacks: indicators met without evidence, levels without a
    description, sentences that rest on nothing, codes of evidence that there is not.

    `codes`: all codes of evidence that it cites, in its order.
    """

    line: Line
    matched: Sequence[Matched]
    without_evidence: Sequence[str]
    undescribed: Sequence[int]
    bare: int
    codes: Sequence[str]
    unknown: Sequence[str]

    @property
    def count(self) -> int:
        """How many things it lacks."""
        return sum(map(len, (self.without_evidence, self.undescribed, self.unknown))) + self.bare

    @property
    def fields(self) -> Mapping[str, str]:
        """The sheet as fields."""
        return fields_of(self.line)


def handed_in(visit: PersonVisit, log: str, case: Wire) -> Wire | None:
    """Return the report that a case rests on as it was handed in; None where one may not see it."""
    if not case["cycle_year"]:
        return None
    stage = f"_{case['education_stage']}" if case["education_stage"] else ""
    id = f"{case['school']}_{case['cycle_year']}{stage}"
    cycle = visit.calls.find(log, "cycle", id)
    if cycle is None:
        return None
    counts = cycle["handed_in_version"]
    if not counts or counts == cycle["report_version"]:
        return cycle
    return visit.calls.one(log, "cycle", id, report_version=counts)


def fields_of(line: Line) -> Mapping[str, str]:
    """Return a sheet as fields, its descriptions included."""
    described = bool(line.sheet and "descriptions" in line.sheet)
    return sheet.of_sheet(line.criterion, line.sheet, sheet.Parts(described=described))


def lacks(visit: PersonVisit, log: str, cycle: Wire, level_4: bool = False) -> list[Lacks]:
    """Return what each criterion lacks, in the order of the set; `level_4`: its clauses, too."""
    asked = {"school": cycle["school"], "cycle": cycle["id"]}
    titles = {one["code"]: one["title"] for one in visit.calls.all(log, "evidence_entry", **asked)}
    found = with_level_4(visit, cycle) if level_4 else lines(visit, cycle)
    return [_lacks(line, titles) for line in found]


def _lacks(line: Line, titles: Mapping[str, str]) -> Lacks:
    judged = line.sheet["judgements"] if line.sheet else ()
    found = matching.matched(line.criterion, fields_of(line), titles)
    codes = dict.fromkeys(
        [code.strip("[]") for one in judged for code in one["evidence"]]
        + [each.code for one in found for told in one.sentences for each in told.evidence]
    )
    return Lacks(
        line,
        found,
        [
            f"{one['level']}{one['indicator']}" if one["indicator"].isalpha() else str(one["level"])
            for one in judged
            if one["met"] and not one["evidence"]
        ],
        [one.level for one in found if not one.sentences],
        sum(told.bare for one in found for told in one.sentences),
        [*codes],
        [code for code in codes if code not in titles],
    )
