"""What is wrong with a cycle, what it found, how its texts have changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool
from libs.engine.read_tables import asked, one, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.standards import RuleSet, guidance, levels
from libs.law.standards.report_forms import titles_of
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, among
from services.assessment.cycle import quoted_figures
from services.assessment.cycle.approval import approve_before
from services.assessment.cycle.differences import differences
from services.assessment.cycle.events.council import PlanApproved
from services.assessment.cycle.events.report import Version
from services.assessment.cycle.faults import Fault, faults
from services.assessment.cycle.letters import due
from services.assessment.cycle.recorded import version_of
from services.assessment.cycle.review import further_faults
from services.assessment.cycle.stored import (
    CYCLE,
    SHEETS,
    council_of,
    fact,
    form_on,
    work_of,
)
from services.assessment.cycle.views import (
    CycleDifferenceView,
    CycleFaultsView,
    CycleWeaknessesView,
    FaultView,
    WeaknessView,
)
from services.assessment.figures.quoted import figures_now
from services.assessment.shared.duties import CONCERN, UPDATE


@dataclass(frozen=True, slots=True)
class GetCycleFaults(OfSchool):
    """Ask for everything that is wrong with a cycle's report; copied paragraphs only the school."""

    category: ClassVar[str] = "cycle_fault"
    view: ClassVar[type] = CycleFaultsView
    id: Id
    on: date = given("on")
    inside: Schools | None = given("inside")


@dataclass(frozen=True, slots=True)
class GetCycleWeaknesses(OfSchool):
    """Ask what a cycle found that is to be put right."""

    category: ClassVar[str] = "cycle_weakness"
    view: ClassVar[type] = CycleWeaknessesView
    id: Id


@dataclass(frozen=True, slots=True)
class GetCycleDifference(OfSchool):
    """Ask what has changed in a cycle's sheets, by words.

    `compared_with` is another cycle of the school, the one before if none is named; with
    `compared_version` that approved version of it, or of this cycle if no other is named.
    """

    category: ClassVar[str] = "cycle_difference"
    view: ClassVar[type] = CycleDifferenceView
    id: Id
    compared_with: Id | None = None
    compared_version: Version | None = None


Asked = GetCycleFaults | GetCycleWeaknesses | GetCycleDifference

BEFORE = """
select id from cycle where log = %(log)s and school = %(school)s and year < %(year)s
and education_stage is not distinct from %(education_stage)s order by year desc limit 1
"""
VERSION = """
select sheets from report_version
where log = %(log)s and cycle = %(id)s and report_version = %(report_version)s
"""
COPIED = """
select p.criterion, p.field, count(distinct q.school) as schools
from report_paragraph p
join report_paragraph q on q.log = p.log and q.digest = p.digest and q.school <> p.school
where p.log = %(log)s and p.cycle = %(id)s
group by p.criterion, p.field order by p.criterion, p.field
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing."""
    values = asked(log, question)
    found = one(rows(db, CYCLE, values))
    if found is None:
        return None
    match question:
        case GetCycleFaults():
            return _faults(db, values, found, question)
        case GetCycleWeaknesses():
            return _weaknesses(db, values, found)
        case GetCycleDifference():
            return _difference(db, values, found, question)
    assert_never(question)


def _faults(
    db: Cursor, values: Mapping[str, Any], row: Mapping[str, Any], question: GetCycleFaults
) -> CycleFaultsView:
    rules, work = standards.by_hash(row["rules"]), work_of(db, values)
    pinned = guidance.by_hash(row["guidance"]) if row["guidance"] else None
    form = form_on(rules, question.on)
    found: list[Fault] = []
    if form is not None:
        plans = ("PlanApproved" in row["facts"], row["plan_required"])
        found += faults(rules, form, pinned, work, *plans)
    council = council_of(db, values, row["facts"], row["recorded"])
    # What had to be done before the approval is late no more once there is one, nor is what an
    # earlier version was to be done by.
    done, first = row["approved_on"] is not None, row["report_version"] == 1
    planned = version_of(row["recorded"], "PlanApproved") == row["report_version"]
    plan: PlanApproved | None = fact(row["facts"], PlanApproved) if planned and not done else None
    before = approve_before(rules, row["year"]) if first and not done else None
    report = (row["school"], row["kind"], row["year"])
    concern = CONCERN if first else UPDATE
    wanted = () if row["submitted_on"] else due(db, values["log"], concern, *report, question.on)
    of = (row["kind"], row["year"])
    found += further_faults(db, values, *of, rules, work, council, plan, before, wanted)
    found += quoted_figures.faults(work, figures_now(db, values["log"], row["school"]))
    if not among(db, values["log"], question.inside, (row["school"],)):
        found += _copied(db, values, rules)
    views = tuple(
        FaultView(f.code, f.severity, f.criterion, f.standard, f.field, f.detail) for f in found
    )
    place = (row["id"], row["version"], row["position"], row["school"])
    return CycleFaultsView(*place, sum(f.severity == "error" for f in found), views)


def _copied(db: Cursor, values: Mapping[str, Any], rules: RuleSet) -> Iterator[Fault]:
    """Yield each text with a paragraph that another school's report has too."""
    for row in rows(db, COPIED, values):
        place = _place(rules, row["criterion"], row["field"])
        detail = (
            f"{place.detail}: có đoạn trùng với báo cáo của {row['schools']} trường khác; "
            "chỉ trường thấy điều này."
        )
        yield replace(place, detail=detail)


def _place(rules: RuleSet, criterion: str, field: str) -> Fault:
    """Return where a text stands that is copied, its detail what it is called."""
    if criterion:
        return Fault("text-copied", "warning", f"Tiêu chí {criterion}", criterion, field=field)
    of, _, name = field.partition("/")
    if of.isdecimal():
        return Fault("text-copied", "warning", f"Tiêu chuẩn {of}", None, int(of), name)
    title = titles_of(rules).get(of, of)
    return Fault("text-copied", "warning", f"Phần '{title}'", field=of)


def _weaknesses(
    db: Cursor, values: Mapping[str, Any], row: Mapping[str, Any]
) -> CycleWeaknessesView:
    rules, work = standards.by_hash(row["rules"]), work_of(db, values)
    pinned = guidance.by_hash(row["guidance"]) if row["guidance"] else None
    found: list[WeaknessView] = []
    for key, judged in sorted(work.judged.items()):
        if not judged.met:
            shown = levels.name(*key)
            found.append(WeaknessView("indicator", key[0], None, shown, f"{shown}: chưa đạt."))
    for id, ticked in sorted(work.elements.items()):
        if ticked.verdict == "not_met":
            text = pinned.element(id).text_vi if pinned and _known(pinned, id) else ""
            said = " ".join(filter(None, (text, ticked.note)))
            found.append(WeaknessView("element", ticked.criterion, None, id, said))
    for criterion in levels.criteria(rules):
        sheet = work.sheets.get(criterion)
        if sheet and sheet.weaknesses.strip():
            found.append(WeaknessView("sheet", criterion, None, criterion, sheet.weaknesses))
    for number, told in sorted(work.standards.items()):
        for text in filter(str.strip, (told.limits, told.priorities)):
            found.append(WeaknessView("standard", None, number, str(number), text))
    place = (row["id"], row["version"], row["position"], row["school"])
    return CycleWeaknessesView(*place, tuple(found))


def _known(pinned: guidance.Guidance, id: str) -> bool:
    return any(each.id == id for elements in pinned.elements.values() for each in elements)


def _difference(
    db: Cursor, values: Mapping[str, Any], row: Mapping[str, Any], question: GetCycleDifference
) -> CycleDifferenceView:
    version = question.compared_version
    if question.compared_with is not None:
        against = question.compared_with
    elif version is not None:
        against = str(row["id"])
    else:
        before = rows(db, BEFORE, {**values, **row})
        against = before[0]["id"] if before else ""
    own = against.partition("_")[0] == row["school"]
    old = _texts(db, values["log"], against, version) if own else {}
    new = _texts(db, values["log"], row["id"], None)
    place = (row["id"], row["version"], row["position"], row["school"])
    told = tuple(differences(old, new))
    return CycleDifferenceView(*place, against if own else "", version, told)


def _texts(db: Cursor, log: str, cycle: str, version: int | None) -> dict[str, dict[str, str]]:
    """Return the texts of a cycle's sheets, as they are or as a version had them."""
    place = {"log": log, "id": cycle, "report_version": version}
    if version is None:
        found = rows(db, SHEETS, place)
    else:
        found = [sheet for row in rows(db, VERSION, place) for sheet in row["sheets"].values()]
    return {sheet["criterion"]: dict(_of_sheet(sheet)) for sheet in found}


def _of_sheet(sheet: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in sheet["descriptions"]:
        yield f"descriptions/{each['of_level']}", each["text"]
    for name in ("strengths", "weaknesses", "improvement"):
        yield name, sheet[name]
    for clause in sheet.get("clauses") or ():
        for name in ("description", "strengths", "weaknesses", "improvement"):
            yield f"clauses/{clause['clause']}/{name}", clause[name]
