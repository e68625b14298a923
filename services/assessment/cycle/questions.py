"""The questions about cycles, and their answers from the read tables. Lists sort by id."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import Limit, asked, listed, one, rows
from libs.kernel.messages import Actor, Id, between, given
from libs.law import standards
from libs.law.standards import RuleSet, levels
from libs.law.standards.report_forms import Part
from libs.log.database import Cursor
from services.assessment.cycle.events import CYCLE_EVENTS
from services.assessment.cycle.events.council import (
    CouncilAppointed,
    CriteriaHandedOver,
    GroupsFormed,
    PlanApproved,
)
from services.assessment.cycle.events.report import (
    ReportApproved,
    ReportReceived,
    ReportSubmitted,
    Version,
)
from services.assessment.cycle.events.work import ReportPartRecorded
from services.assessment.cycle.faults import of_sheet
from services.assessment.cycle.recorded import Entries, day_of, position_of, version_of
from services.assessment.cycle.state import State, of_part, of_standard
from services.assessment.cycle.stored import (
    CYCLE,
    ELEMENTS,
    JUDGEMENTS,
    OF_CYCLE,
    SHEETS,
    STANDARDS,
    council_of,
    council_view,
    fact,
    form_on,
    sheet_of,
    work_of,
)
from services.assessment.cycle.versions import HANDED_IN, read
from services.assessment.cycle.views import (
    ApprovalView,
    CommentView,
    CycleSummary,
    CycleView,
    ElementTickView,
    GroupsView,
    HandOverView,
    JudgementView,
    OwnedCriterionView,
    ReportPartView,
    SheetView,
    StandardView,
    SubmissionView,
    VersionView,
    VoteView,
    WorkPlanView,
)
from services.assessment.shared.fields import EducationStage

NO_QUORUM = "Địa phương không quy định tỷ lệ biểu quyết: chủ tịch hội đồng phê duyệt."


@dataclass(frozen=True, slots=True)
class GetCycle(OfSchool):
    """Ask for a cycle; its id is `<school>_<year>`, with the stage behind it if it is of one.

    With `report_version` it is shown as that version was handed in, or approved.
    """

    category: ClassVar[str] = "cycle"
    view: ClassVar[type] = CycleView
    id: Id
    report_version: Version | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListCycles(OfSchools):
    """Ask for the cycles of a school, of a school year (2024 is 2024-2025), in a state."""

    category: ClassVar[str] = "cycle"
    view: ClassVar[type] = CycleSummary
    school: Id | None = None
    year: Annotated[int, between(2000, 2100)] | None = None
    state: State | None = None
    education_stage: EducationStage | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class ListOwnedCriteria(OfSchools):
    """Ask which criteria a person writes, of a school, of a cycle."""

    category: ClassVar[str] = "owned_criterion"
    view: ClassVar[type] = OwnedCriterionView
    person: Actor | None = None
    school: Id | None = None
    cycle: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetCycle | ListCycles | ListOwnedCriteria


CYCLES = f"""
select id, version, position, school, year, kind, education_stage, state, rule_set, revision,
       needs_verification, level, report_version, opened_on, approved_on, submitted_on,
       handed_in_version, handed_in_level, handed_in_on, plan_required
from cycle c {HANDED_IN} where log = %(log)s
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or year = %(year)s)
and (%(state)s::text is null or state = %(state)s)
and (%(education_stage)s::text is null or education_stage = %(education_stage)s)
"""
OWNED = """
select id, version, position, school, cycle, year, criterion, group_name, head, person, recorded_on,
       carried_from, confirmed_on, rules
from (
    select o.log, o.cycle || '_' || replace(o.criterion, '.', '_') || '_' || substr(o.person, 3)
               collate "C" as id,
           c.version, c.position, o.school, o.cycle, c.year, o.criterion, o.group_name, o.head,
           o.person, s.recorded_on, s.carried_from, s.confirmed_on, c.rules
    from criterion_owner o
    join cycle c on c.log = o.log and c.id = o.cycle
    left join sheet s on s.log = o.log and s.cycle = o.cycle and s.criterion = o.criterion
) as owned
where log = %(log)s
and (%(person)s::text is null or person = %(person)s)
and (%(school)s::text is null or school = %(school)s)
and (%(cycle)s::text is null or cycle = %(cycle)s)
"""
VOTES = f"""
select nullif(criterion, '') as criterion, person, ballot, note, cast_on from council_vote
{OF_CYCLE} criterion, person
"""
COMMENTS = f"""
select criterion, comment, dated, commented_by, office, report_version, recorded_on
from report_comment {OF_CYCLE} version
"""
VERSIONS = f"""
select report_version, level, approved_on, submitted_on, reason, late, recorded_on,
       kept <> '{{}}' as whole
from report_version
{OF_CYCLE} report_version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetCycle():
            return one([_cycle(db, values, row) for row in read(db, CYCLE, values)])
        case ListCycles():
            found = listed(db, question, CYCLES, values)
            return [CycleSummary(**row | {"state": State(row["state"])}) for row in found]
        case ListOwnedCriteria():
            return [_owned(row) for row in listed(db, question, OWNED, values)]
    assert_never(question)


def _cycle(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> CycleView:
    rules = standards.by_hash(row["rules"])
    work = work_of(db, values)
    outcome = levels.school_level(rules, work.met)
    facts, entries, history = row.pop("facts"), row.pop("recorded"), row.pop("history")
    ended = facts.get("CycleClosed") or facts.get("CycleAbandoned") or {}
    reopened = facts.get("CycleReopened") or {}
    published = facts.get("ReportPublished") or {}
    criteria = levels.criteria(rules)
    form = form_on(rules, values["on"])
    every = [*criteria, *([rules.level4_article] if rules.level4_article else [])]
    complete = {c for c in every if form and not any(of_sheet(rules, form, work, c))}
    return CycleView(
        **row | {"warnings": tuple(row["warnings"]), "state": State(row["state"])},
        sheets_done=sum(criterion in work.sheets for criterion in criteria),
        sheets_total=len(criteria),
        level=outcome.level,
        next_level=outcome.next_level,
        failed=outcome.failed,
        unjudged=outcome.unjudged,
        completed_on=_day(facts.get("ReportCompleted")),
        published_on=_day(published),
        published_at=published.get("posted_at"),
        ended_on=_day(ended),
        reason=ended.get("reason") or reopened.get("reason"),
        reopened_on=_day(reopened),
        opened_position=position_of(entries, "CycleOpened"),
        guidance_position=position_of(entries, "GuidancePinned"),
        published_position=position_of(entries, "ReportPublished"),
        council=council_of(db, values, facts, entries),
        working_groups=_groups(rules, facts, entries),
        work_plan=_plan(facts, entries),
        **_earlier(db, values, rules, history),
        sheets=_sheets(db, values, rules, complete, entries),
        standards=tuple(
            StandardView(**each, position=position_of(entries, of_standard(each["standard"])))
            for each in read(db, STANDARDS, values)
        ),
        report_parts=tuple(
            _part_view(p, work.parts.get(p.code), position_of(entries, of_part(p.code)))
            for p in (form.parts if form else ())
        ),
        texts_of_criterion=form.texts_of_criterion if form else (),
        texts_of_standard=form.texts_of_standard if form else (),
        votes=tuple(VoteView(**each) for each in read(db, VOTES, values)),
        comments=tuple(CommentView(**each) for each in read(db, COMMENTS, values)),
        approval=_approval(facts, entries),
        submission=_submission(facts, entries),
        versions=tuple(VersionView(**each) for each in rows(db, VERSIONS, values)),
    )


def _day(fact: Mapping[str, Any] | None) -> date | None:
    return date.fromisoformat(fact["dated"]) if fact else None


def _groups(rules: RuleSet, facts: Mapping[str, Any], entries: Entries) -> GroupsView | None:
    told: GroupsFormed | None = fact(facts, GroupsFormed)
    if told is None:
        return None
    position = position_of(entries, "GroupsFormed", "CriteriaHandedOver")
    return _group_view(rules, told, day_of(entries, "GroupsFormed"), position)


def _group_view(
    rules: RuleSet, told: GroupsFormed, recorded_on: date | None, position: int
) -> GroupsView:
    owned = {criterion for group in told.groups for criterion in group.criteria}
    unowned = tuple(each for each in levels.criteria(rules) if each not in owned)
    return GroupsView(told.secretariat, told.groups, unowned, told.dated, recorded_on, position)


def _plan(facts: Mapping[str, Any], entries: Entries) -> WorkPlanView | None:
    told: PlanApproved | None = fact(facts, PlanApproved)
    if told is None:
        return None
    said = (day_of(entries, "PlanApproved"), position_of(entries, "PlanApproved"))
    return _plan_view(told, *said, version_of(entries, "PlanApproved"))


def _plan_view(
    told: PlanApproved, recorded_on: date | None, position: int, report_version: int
) -> WorkPlanView:
    texts = (told.training, told.resources, told.consultants, told.evidence_to_gather)
    plan = (told.aim, told.steps, told.dated, told.number, *texts)
    return WorkPlanView(*plan, recorded_on, position, report_version)


def _earlier(
    db: Cursor, values: Mapping[str, Any], rules: RuleSet, history: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return the councils, groups and plans that others have replaced, and every hand-over."""
    found: dict[type, list[Any]] = {}
    for each in history:
        told = CYCLE_EVENTS.event({"type": each["type"], "data": each["data"], "rules": ""})
        said = (date.fromisoformat(each["on"]), each["position"])
        match told:
            case CouncilAppointed():
                view: Any = council_view(db, values, told, *said)
            case GroupsFormed():
                view = _group_view(rules, told, *said)
            case PlanApproved():
                view = _plan_view(told, *said, each["version"])
            case CriteriaHandedOver(absent, taken_by, reason, criteria, dated):
                over = (absent, taken_by, reason, criteria, dated)
                view = HandOverView(*over, said[0], each["by"])
        found.setdefault(type(told), []).append(view)
    return {
        "earlier_councils": tuple(found.get(CouncilAppointed, [])[:-1]),
        "earlier_groups": tuple(found.get(GroupsFormed, [])[:-1]),
        "earlier_plans": tuple(found.get(PlanApproved, [])[:-1]),
        "hand_overs": tuple(found.get(CriteriaHandedOver, [])),
    }


def _approval(facts: Mapping[str, Any], entries: Entries) -> ApprovalView | None:
    told: ReportApproved | None = fact(facts, ReportApproved)
    if told is None:
        return None
    votes = (told.in_favour, told.opposed, told.abstained)
    said = (day_of(entries, "ReportApproved"), position_of(entries, "ReportApproved"))
    return ApprovalView(told.approved_on, *votes, told.quorum or NO_QUORUM, told.late, *said)


def _submission(facts: Mapping[str, Any], entries: Entries) -> SubmissionView | None:
    told: ReportSubmitted | None = fact(facts, ReportSubmitted)
    received: ReportReceived | None = fact(facts, ReportReceived)
    if told is None:
        return None
    return SubmissionView(
        told.submitted_on,
        told.receiver,
        told.duties,
        any(duty.late for duty in told.duties),
        received.dated if received else None,
        received.receipt_number if received else None,
        day_of(entries, "ReportSubmitted"),
        day_of(entries, "ReportReceived") if received else None,
        position_of(entries, "ReportSubmitted"),
    )


def _sheets(
    db: Cursor, values: Mapping[str, Any], rules: RuleSet, complete: Set[str], entries: Entries
) -> tuple[SheetView, ...]:
    criteria = levels.criteria(rules)
    found = {row["criterion"]: row for row in read(db, SHEETS, values)}
    judged, ticked = read(db, JUDGEMENTS, values), read(db, ELEMENTS, values)
    began = [row["criterion"] for row in (*judged, *ticked)]
    empty: dict[str, Any] = {"strengths": "", "weaknesses": "", "improvement": ""}
    empty |= {
        "descriptions": [],
        "measures": [],
        "clauses": [],
        "recorded_by": "",
        "recorded_on": None,
    }
    empty |= {"carried_from": None, "imported_from": None, "confirmed_on": None}
    order = [*criteria, *([rules.level4_article] if rules.level4_article else [])]
    return tuple(
        _sheet_view(
            found.get(c) or {**empty, "criterion": c}, judged, ticked, c in complete, entries
        )
        for c in order
        if c in found or c in began
    )


def _sheet_view(
    row: Mapping[str, Any],
    judged: Sequence[Mapping[str, Any]],
    ticked: Sequence[dict[str, Any]],
    complete: bool,
    entries: Entries,
) -> SheetView:
    criterion, texts = row["criterion"], sheet_of(row)
    return SheetView(
        criterion,
        texts.strengths,
        texts.weaknesses,
        texts.improvement,
        tuple(
            JudgementView(j["level"], j["indicator"], j["met"], tuple(j["evidence"]))
            for j in judged
            if j["criterion"] == criterion
        ),
        texts.descriptions,
        texts.measures,
        texts.clauses,
        tuple(
            ElementTickView(**{k: v for k, v in each.items() if k != "criterion"})
            for each in ticked
            if each["criterion"] == criterion
        ),
        row["recorded_by"],
        row["recorded_on"],
        row["carried_from"],
        row["imported_from"],
        row["confirmed_on"],
        complete,
        position_of(entries, criterion),
    )


def _part_view(part: Part, told: ReportPartRecorded | None, position: int) -> ReportPartView:
    taken = told.imported if told else None
    software = taken.software if taken else None
    text = told.text if told else ""
    return ReportPartView(part.code, part.title_vi, part.optional, text, software, position)


def _owned(row: dict[str, Any]) -> OwnedCriterionView:
    rules = standards.by_hash(row.pop("rules"))
    titles = {each.code: each.title_vi for each in rules.criteria}
    title = titles.get(row["criterion"], "")
    return OwnedCriterionView(
        group=row.pop("group_name"), heads=row.pop("head"), title=title, **row
    )
