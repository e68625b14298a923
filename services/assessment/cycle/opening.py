"""Opening a cycle: under which rule set, for the whole school or one stage of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.engine.rules import FIRST
from libs.kernel.messages import Line, given
from libs.kernel.problems import Rejected, refused
from libs.law import standards
from libs.law.calendar import school_year, show, year_name
from libs.law.labels import label
from libs.law.standards import RuleSet
from libs.law.standards.applicable_sets import begun_on_paper, needed
from libs.rights import Right
from services.assessment.cycle.elements import require_guidance
from services.assessment.cycle.events.council import CycleOpened
from services.assessment.cycle.state import Cycle, Unopened
from services.assessment.shared.fields import PRINCIPAL, EducationStage, Sha256, Year

PLAN_FIRST = 2
"""The platform's rules from which number on a plan is approved before criteria are judged."""
WORDS_FIRST = 3
"""Since which number of the platform's rules the texts of a report have words."""
PAPER = "đợt tự đánh giá đã bắt đầu trên giấy (quy tắc của hệ thống)"
STAGES_APART = "mỗi cấp học theo bộ tiêu chuẩn của cấp học đó"


@dataclass(frozen=True, slots=True)
class OpenCycle:
    """Begin the cycle of a school year (2024 is 2024-2025), this one or the next.

    `education_stage` opens it for this one stage of a school of many, by the set of that stage.
    `guidance` is the hash of the edition whose content elements are to be analysed, if any yet.
    One that was begun on paper before the school worked here states the paper's number (`paper`)
    and day (`dated`).
    """

    right: ClassVar[Right] = PRINCIPAL
    year: Year
    education_stage: EducationStage | None = None
    guidance: Sha256 | None = None
    paper: Line | None = None
    dated: date | None = None
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a cycle rests on: the school's kind and stages, its first day without it.

    `rules_number` is that of the platform's rules; `here_since` the day on which the school came
    into the register; `opened_before`: it has opened a cycle here, of the stage if one is named.
    """

    kind: str
    closed_on: date | None
    education_stages: tuple[str, ...] = ()
    rules_number: int = FIRST
    here_since: date | None = None
    opened_before: bool = False


def open_cycle(command: OpenCycle, known: Opening, cycle: Cycle) -> Sequence[CycleOpened]:
    """Return the opening; none when the cycle is open.

    Raises `Rejected`: cycle-id-differs, year-not-open, school-closed, stage-not-taught,
    stage-not-apart, rule-set-missing, rule-set-not-usable, guidance-unknown; paper-incomplete,
    dated-after-entry, begun-here, not-the-first-cycle for one that was begun on paper.
    """
    stage = f"_{command.education_stage}" if command.education_stage else ""
    own = f"{command.school}_{command.year}{stage}"
    if command.id != own:
        detail = f"Mã đợt phải ghép từ mã trường và năm học: {own}."
        raise refused("cycle-id-differs", detail, "mỗi năm học một đợt", at="/year")
    return [_opened(command, known)] if isinstance(cycle, Unopened) else []


def _opened(command: OpenCycle, known: Opening) -> CycleOpened:
    begun = _begun(command, known)
    present = school_year(begun)
    if command.year not in (present, present + 1) or command.year < school_year(command.on) - 1:
        detail = (
            f"Ngày {show(begun)} thuộc năm học {year_name(present)}; không mở được đợt "
            f"của năm học {year_name(command.year)}."
        )
        raise refused("year-not-open", detail, "tự đánh giá hằng năm", at="/year")
    if known.closed_on is not None and known.closed_on <= command.on:
        detail = f"Trường đã chấm dứt hoạt động từ ngày {show(known.closed_on)}."
        raise Rejected("school-closed", detail, "tổ chức lại, giải thể trường")
    keeps, why = begun_on_paper()
    rules = _rules(command, known, begun if keeps else command.on)
    told = rules.warnings
    if command.paper is not None:
        told = (*told, f"Bắt đầu trên giấy ngày {show(begun)}, số {command.paper}: {why}.")
    if command.guidance is not None:
        require_guidance(command.guidance, rules.id, rules.revision)
    return CycleOpened(
        school=command.school,
        year=command.year,
        kind=known.kind,
        rule_set=rules.id,
        revision=rules.revision,
        needs_verification=rules.needs_verification,
        warnings=told,
        opened_on=begun,
        education_stage=command.education_stage,
        guidance=command.guidance,
        plan_required=known.rules_number >= PLAN_FIRST,
        words_required=known.rules_number >= WORDS_FIRST,
        paper=command.paper,
        rules=rules.rules_hash,
    )


def _begun(command: OpenCycle, known: Opening) -> date:
    """Return the day on which the cycle was begun: that of its paper, or of entry.

    An earlier day may mean an older set, so it is one before the school worked here at all, and of
    its first cycle: what is begun today is opened today.
    """
    if (command.paper is None) != (command.dated is None):
        at = "/dated" if command.dated is None else "/paper"
        detail = "Đợt đã bắt đầu trên giấy thì ghi cả số và ngày của văn bản."
        raise refused("paper-incomplete", detail, PAPER, at=at)
    if command.dated is None:
        return command.on
    if command.dated > command.on:
        detail = f"Văn bản ghi ngày {show(command.dated)}, sau ngày nhập {show(command.on)}."
        raise refused("dated-after-entry", detail, PAPER, at="/dated")
    if known.here_since is None or command.dated >= known.here_since:
        since = show(known.here_since) if known.here_since else "hôm nay"
        detail = (
            f"Trường có trong hệ thống từ ngày {since}; đợt bắt đầu từ ngày đó thì mở ở đây, theo "
            "ngày mở."
        )
        raise refused("begun-here", detail, PAPER, at="/dated")
    if known.opened_before:
        detail = "Chỉ đợt đầu tiên của trường ở đây có thể đã bắt đầu trên giấy."
        raise refused("not-the-first-cycle", detail, PAPER, at="/paper")
    return command.dated


def _rules(command: OpenCycle, known: Opening, on: date) -> RuleSet:
    """Return the revision that judges the school, or the stage of it that is asked for."""
    stage = command.education_stage
    if stage is None:
        return standards.choose(known.kind, on)
    if stage not in known.education_stages:
        taught = ", ".join(label(each) for each in known.education_stages) or "chưa ghi"
        detail = f"Trường không dạy cấp {label(stage)}; các cấp học đã ghi: {taught}."
        raise refused("stage-not-taught", detail, "sổ đăng ký trường", at="/education_stage")
    (need,) = needed(known.kind, (stage,), None, on)
    if not need.apart:
        detail = f"Cấp {label(stage)} không tự đánh giá riêng. {need.why}"
        raise refused("stage-not-apart", detail, STAGES_APART, at="/education_stage")
    return standards.choose(stage, on)
