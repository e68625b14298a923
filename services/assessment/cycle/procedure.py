"""Which command a cycle's events state again, and what commands must know of others."""

from collections.abc import Sequence
from typing import TypeVar

from libs.engine.evidence import HASHES
from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.kernel.problems import NotFound
from libs.law.school_figures import quotes
from services.assessment.cycle import course, submission
from services.assessment.cycle.approval import ApproveReport, CommentReport, approve
from services.assessment.cycle.carry_over import CarryOver, Earlier, carry_over
from services.assessment.cycle.confirmation import CompleteReport, ConfirmCriteria, confirm
from services.assessment.cycle.council import AppointCouncil
from services.assessment.cycle.elements import PinGuidance, Tick, TickElements
from services.assessment.cycle.evaluations import RunningEvaluations
from services.assessment.cycle.events import CYCLE_EVENTS, CycleEvent
from services.assessment.cycle.events import council as begun
from services.assessment.cycle.events import report as reported
from services.assessment.cycle.events import work as worked
from services.assessment.cycle.groups import FormGroups, HandOverCriteria
from services.assessment.cycle.opening import OpenCycle, Opening, open_cycle
from services.assessment.cycle.plan import ApprovePlan
from services.assessment.cycle.quorums import QUORUM, quorum
from services.assessment.cycle.rules import CYCLE, Command
from services.assessment.cycle.schools_here import SchoolsHere
from services.assessment.cycle.sheet import Cited, Judgement, RecordSheet, record_sheet
from services.assessment.cycle.state import Cycle, Open, Unopened
from services.assessment.cycle.texts import (
    RecordReportPart,
    RecordStandard,
    record_part,
    record_standard,
)
from services.assessment.cycle.votes import CastVote, Quorum
from services.assessment.figures.remembered import FIGURES_OF_YEAR
from services.assessment.improvement_plan.told import PLANNED
from services.assessment.shared.duties import CONCERN, UPDATE, Desk, Duties, desk

E = TypeVar("E", bound=CycleEvent)

CYCLES: Fold[Cycle] = Fold("cycle", CYCLE_EVENTS, Unopened(), CYCLE.evolve)
"""Another cycle as a whole."""


def opening(ask: Ask, act: Act, command: OpenCycle) -> Opening:
    """Supply the school's kind on the day, and the rules' number; raises `NotFound`
    ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        detail = f"Không có trường '{act.school}' trong sổ đăng ký."
        raise NotFound("school-unknown", detail, rule="sổ đăng ký trường")
    here, day = ask.index(SchoolsHere), command.dated or act.on
    return Opening(
        school.kind_on(day),
        school.closed_on,
        school.education_stages_on(day),
        rules_at(ask, act),
        here.since(act.school),
        here.has_opened(act.school, command.education_stage),
    )


def cited(ask: Ask, act: Act, command: RecordSheet) -> Cited:
    """Supply the hashes of the school's evidence by code, and the figures that are quoted."""
    return Cited(ask.fold(HASHES, act.school), quoted(ask, act, command))


def quoted(
    ask: Ask, act: Act, command: RecordSheet | RecordStandard | RecordReportPart
) -> quotes.Values:
    """Supply the figures that a text quotes without a value."""
    told = (each for text in command.texts for each in quotes.quotes(text) if each.value is None)
    years = {each.year: ask.fold(FIGURES_OF_YEAR, f"{act.school}_{each.year}") for each in told}
    return {
        (code, year): value for year, known in years.items() for code, value in known.values.items()
    }


def earlier(ask: Ask, act: Act, command: CarryOver) -> Earlier:
    """Supply the cycle whose texts are to be taken over."""
    found = ask.fold(CYCLES, command.source)
    if isinstance(found, Open):
        return Earlier(found.opened.rule_set, found.work.sheets)
    return Earlier(None, {})


def asked(ask: Ask, act: Act, command: ConfirmCriteria | ApproveReport) -> Quorum | None:
    """Supply what the province asks of votes in a council."""
    return quorum(ask, act)


def receiving(ask: Ask, act: Act, command: submission.SubmitReport) -> Desk:
    """Supply where the report goes, and what letters ask of it; nothing if no receiver is named."""
    if command.receiver is None:
        return Desk(None, ())
    return desk(ask, act, CONCERN, year_of(act), update=UPDATE)


def reopening(ask: Ask, act: Act, command: course.ReopenForUpdate) -> course.Reopening:
    """Supply the evaluations that run on the cycle's report, and by which rules the log holds."""
    found = ask.index(RunningEvaluations).on(act.school, year_of(act), stage_of(act))
    return course.Reopening(found, rules_at(ask, act))


def running(ask: Ask, act: Act, command: course.AbandonCycle) -> course.UnderEvaluation:
    """Supply the evaluations that run on the cycle's report."""
    return ask.index(RunningEvaluations).on(act.school, year_of(act), stage_of(act))


def planned(ask: Ask, act: Act, command: course.CloseCycle) -> bool:
    """Supply whether a plan of this school year or the next was made from the cycle's report."""
    years = (year_of(act), year_of(act) + 1)
    return any(act.id in ask.fold(PLANNED, f"{act.school}_{year}") for year in years)


def year_of(act: Act) -> int:
    """Return the school year in a cycle's id, 0 where there is none."""
    year = act.id.split("_")[1:2]
    return int(year[0]) if year and year[0].isdecimal() else 0


def stage_of(act: Act) -> str | None:
    """Return the education stage in a cycle's id, None in that of a whole school."""
    return "_".join(act.id.split("_")[2:]) or None


def _first(kind: type[E], events: Sequence[CycleEvent]) -> E:
    told = events[0]
    assert isinstance(told, kind)
    return told


def _opened(events: Sequence[CycleEvent], state: Cycle, act: Act) -> OpenCycle:
    told = _first(begun.CycleOpened, events)
    dated = told.opened_on if told.paper is not None else None
    said = (told.year, told.education_stage, told.guidance, told.paper, dated)
    return OpenCycle(*said, id=act.id, school=act.school, on=act.on)


def _council(events: Sequence[CycleEvent], state: Cycle, act: Act) -> AppointCouncil:
    told = _first(begun.CouncilAppointed, events)
    said = (told.decision_number, told.members, told.appointed_on, told.chair_reason)
    return AppointCouncil(*said, on=act.on)


def _sheet(events: Sequence[CycleEvent], state: Cycle, act: Act) -> RecordSheet:
    """State a sheet again by its changed lines; texts that it left as they were are the state's."""
    judged = [each for each in events if isinstance(each, worked.IndicatorJudged)]
    told = [each for each in events if isinstance(each, worked.SheetRecorded)]
    criterion = (judged or told)[0].criterion
    before = state.work.sheets.get(criterion) if isinstance(state, Open) else None
    texts = told[-1] if told else before or worked.SheetRecorded(criterion, "", "", "")
    return RecordSheet(
        criterion,
        tuple(Judgement(e.level, e.indicator, e.met, e.evidence) for e in judged),
        strengths=texts.strengths,
        weaknesses=texts.weaknesses,
        improvement=texts.improvement,
        descriptions=texts.descriptions,
        measures=texts.measures,
        ticks=_ticked(events),
        imported=texts.imported,
        clauses=texts.clauses,
        # What was recorded says already which values its quotes are bound to.
        binds_figures=False,
        actor=act.actor,
        role=act.role,
    )


def _standard(events: Sequence[CycleEvent], state: Cycle, act: Act) -> RecordStandard:
    told = _first(worked.StandardRecorded, events)
    texts = (told.judgement, told.strengths, told.limits, told.priorities, told.imported)
    return RecordStandard(told.standard, *texts, binds_figures=False)


def _part(events: Sequence[CycleEvent], state: Cycle, act: Act) -> RecordReportPart:
    told = _first(worked.ReportPartRecorded, events)
    said = (told.report_part, told.text, told.imported)
    return RecordReportPart(*said, binds_figures=False, on=act.on)


def _ticks(events: Sequence[CycleEvent], state: Cycle, act: Act) -> TickElements:
    told = _first(worked.ElementTicked, events)
    return TickElements(told.criterion, _ticked(events), actor=act.actor, role=act.role)


def _ticked(events: Sequence[CycleEvent]) -> tuple[Tick, ...]:
    told = (each for each in events if isinstance(each, worked.ElementTicked))
    return tuple(Tick(each.element, each.verdict, each.note) for each in told)


def _carried(events: Sequence[CycleEvent], state: Cycle, act: Act) -> CarryOver:
    told = [each for each in events if isinstance(each, worked.SheetCarriedOver)]
    who = {"school": act.school, "actor": act.actor, "role": act.role}
    return CarryOver(told[0].source, tuple(each.criterion for each in told), **who)


def _confirmed(events: Sequence[CycleEvent], state: Cycle, act: Act) -> ConfirmCriteria:
    told = [each for each in events if isinstance(each, worked.CriterionConfirmed)]
    criteria = tuple(each.criterion for each in told)
    return ConfirmCriteria(criteria, told[0].dated, actor=act.actor, on=act.on)


def _votes(events: Sequence[CycleEvent], state: Cycle, act: Act) -> CastVote:
    told = [each for each in events if isinstance(each, reported.VoteCast)]
    criteria = tuple(each.criterion for each in told if each.criterion is not None)
    return CastVote(told[0].ballot, None, told[0].note, criteria, actor=act.actor)


def _approval(events: Sequence[CycleEvent], state: Cycle, act: Act) -> ApproveReport:
    return ApproveReport(_first(reported.ReportApproved, events).approved_on, on=act.on)


def _submission(events: Sequence[CycleEvent], state: Cycle, act: Act) -> submission.SubmitReport:
    told = _first(reported.ReportSubmitted, events)
    return submission.SubmitReport(told.receiver, told.submitted_on, on=act.on)


PROCEDURE: Procedure[Command, Cycle, CycleEvent] = Procedure(
    {
        begun.CycleOpened: _opened,
        begun.GuidancePinned: PinGuidance,
        begun.CouncilAppointed: _council,
        begun.GroupsFormed: FormGroups,
        begun.CriteriaHandedOver: HandOverCriteria,
        begun.PlanApproved: ApprovePlan,
        worked.ElementTicked: _ticks,
        worked.IndicatorJudged: _sheet,
        worked.SheetRecorded: _sheet,
        worked.SheetCarriedOver: _carried,
        worked.StandardRecorded: _standard,
        worked.ReportPartRecorded: _part,
        worked.CriterionConfirmed: _confirmed,
        reported.VoteCast: _votes,
        reported.ReportCompleted: CompleteReport,
        reported.ReportCommented: CommentReport,
        reported.ReportApproved: _approval,
        reported.ReportPublished: submission.PublishReport,
        reported.ReportSubmitted: _submission,
        reported.ReportReceived: submission.AcknowledgeReport,
        reported.CycleReopened: course.ReopenForUpdate,
        reported.CycleAbandoned: course.AbandonCycle,
        reported.CycleClosed: course.CloseCycle,
    },
    needs=(
        Needs(OpenCycle, opening, open_cycle),
        Needs(RecordSheet, cited, record_sheet),
        Needs(RecordStandard, quoted, record_standard),
        Needs(RecordReportPart, quoted, record_part),
        Needs(CarryOver, earlier, carry_over),
        Needs(ConfirmCriteria, asked, confirm),
        Needs(ApproveReport, asked, approve),
        Needs(submission.SubmitReport, receiving, submission.submit),
        Needs(course.ReopenForUpdate, reopening, course.reopen),
        Needs(course.AbandonCycle, running, course.abandon),
        Needs(course.CloseCycle, planned, course.close),
    ),
    asks=(
        *(SCHOOL, HASHES, CYCLES, QUORUM, Duties, RunningEvaluations, PLANNED),
        SchoolsHere,
        *(FIGURES_OF_YEAR, RULES_ADOPTED),
    ),
)
