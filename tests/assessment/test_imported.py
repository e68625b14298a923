"""Texts of another software's package: marked until the school stands behind them, taken once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from libs.law.standards import RuleSet
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.work import Imported, SheetRecorded
from services.assessment.cycle.rules import CYCLE
from services.assessment.cycle.state import Open
from tests.assessment.course import SETS, Commands
from tests.assessment.test_cycle_procedure import after, upto
from tests.spec import Knowing

EACH = pytest.mark.parametrize("rules", SETS, ids=lambda rules: f"{rules.id}-{rules.revision}")
FIRST, SECOND = Imported("Phần mềm mẫu", "a" * 64), Imported("Phần mềm mẫu", "b" * 64)


def work(past: Sequence[CycleEvent]) -> Open:
    """Return the open cycle that events lead to."""
    found = CYCLE.fold(past)
    assert isinstance(found, Open)
    return found


def sheet(do: Commands, imported: Imported | None = FIRST, text: str = "Mạnh") -> Knowing:
    """Return the sheet of the first criterion as a package has it."""
    (told,) = do.sheets("first")
    return replace(told, command=replace(told.command, imported=imported, strengths=text))


@EACH
def test_an_imported_sheet_counts_as_carried_until_the_council_confirms_it(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = after(upto(do, "planned"), [sheet(do)])
    (recorded,) = (each for each in stream.past if isinstance(each, SheetRecorded))
    assert recorded.imported == FIRST
    assert work(stream.past).work.carried == {recorded.criterion}
    whole = after(stream, do.sheets("rest"))
    refusal = whole.when(do.complete()).then_rejected("report-incomplete")
    (told,) = (each for each in refusal.errors if each.code == "text-carried")
    assert "nhập từ Phần mềm mẫu" in told.detail
    assert not work(after(whole, [do.confirm("first")]).past).work.carried


@EACH
def test_what_came_in_once_is_not_taken_again_whatever_was_written_since(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = after(upto(do, "planned"), [sheet(do)])
    stream.when(sheet(do).command, sheet(do).known).then_nothing()
    edited = after(stream, [sheet(do, None, "Lời của nhà trường")])
    edited.when(sheet(do).command, sheet(do).known).then_nothing()
    corrected = after(edited, [sheet(do, SECOND, "Lời đã sửa")])
    (criterion,) = do.criteria("first")
    found = work(corrected.past).work
    assert found.sheets[criterion].strengths == "Lời đã sửa"
    assert criterion in found.carried


@EACH
def test_imported_texts_of_standards_and_parts_are_confirmed_by_recording_them(
    rules: RuleSet,
) -> None:
    do = Commands(rules)
    standards = [replace(each, imported=FIRST) for each in do.standards()]
    parts = [replace(each, imported=FIRST) for each in do.parts()]
    stream = after(upto(do, "planned"), [*standards, *parts])
    for command in (*standards, *parts):
        stream.when(command).then_nothing()
    refusal = stream.when(do.complete()).then_rejected("report-incomplete")
    told = [each.detail for each in refusal.errors if each.code == "text-imported"]
    assert len(told) == len(standards) + len(parts)
    own = after(stream, [*do.standards(), *do.parts()])
    refusal = own.when(do.complete()).then_rejected("report-incomplete")
    assert "text-imported" not in {each.code for each in refusal.errors}
    own.when(standards[0]).then_nothing()
