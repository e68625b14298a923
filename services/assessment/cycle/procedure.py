"""Which command a cycle's events state again, and what commands must know of others."""

from collections.abc import Sequence

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.kernel.problems import NotFound
from services.assessment.cycle import events as own
from services.assessment.cycle import rules as cycle
from services.assessment.cycle.rules import Cited, Opening
from services.assessment.cycle.sheet import Judgement
from services.assessment.evidence.procedure import HASHES


def opening(ask: Ask, act: Act, command: cycle.OpenCycle) -> Opening:
    """Supply the school's kind on the day; raises `NotFound` ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        detail = f"Không có trường '{act.school}' trong sổ đăng ký."
        raise NotFound("school-unknown", detail, rule="sổ đăng ký trường")
    return Opening(school.kind_on(act.on), school.closed_on)


def cited(ask: Ask, act: Act, command: cycle.RecordSheet) -> Cited:
    """Supply the hashes of the school's evidence by code."""
    return Cited(ask.fold(HASHES, act.school))


def _sheet(events: Sequence[own.CycleEvent], state: cycle.Cycle, act: Act) -> cycle.RecordSheet:
    """State a sheet again by its changed lines; texts that it left as they were are the state's."""
    judged = [each for each in events if isinstance(each, own.IndicatorJudged)]
    told = [each for each in events if isinstance(each, own.SheetRecorded)]
    criterion = (judged or told)[0].criterion
    texts = told[-1] if told else state.sheets.get(criterion)
    return cycle.RecordSheet(
        criterion,
        tuple(Judgement(e.level, e.indicator, e.met, e.evidence) for e in judged),
        strengths=texts.strengths if texts else "",
        weaknesses=texts.weaknesses if texts else "",
        improvement=texts.improvement if texts else "",
    )


PROCEDURE: Procedure[cycle.Command, cycle.Cycle, own.CycleEvent] = Procedure(
    {
        own.CycleOpened: cycle.OpenCycle,
        own.CouncilAppointed: cycle.AppointCouncil,
        own.IndicatorJudged: _sheet,
        own.SheetRecorded: _sheet,
        own.ReportApproved: cycle.ApproveReport,
        own.ReportSubmitted: cycle.SubmitReport,
    },
    needs=(
        Needs(cycle.OpenCycle, opening, cycle.open_cycle),
        Needs(cycle.RecordSheet, cited, cycle.record_sheet),
    ),
    asks=(SCHOOL, HASHES),
)
