"""Texts of the report beside the sheets: what it says of a standard, its other parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from libs.kernel.messages import given
from libs.kernel.problems import refused
from libs.law.school_figures import quotes
from libs.law.standards.report_forms import form_of
from libs.law.standards.rule_set import RuleSet, cite
from libs.rights import Right
from services.assessment.cycle.events.work import (
    Imported,
    PartText,
    ReportPart,
    ReportPartRecorded,
    StandardNumber,
    StandardRecorded,
)
from services.assessment.cycle.state import (
    Cycle,
    of_part,
    of_standard,
    require_council,
    require_working,
)
from services.assessment.shared.fields import SCHOOL


@dataclass(frozen=True, slots=True)
class RecordStandard:
    """Record what the report says of a standard as a whole.

    Under TT 57/2026 strengths and limits stand here, and not with the criteria. `imported`: a
    package of another software says so; recorded without it, the school stands behind the texts.
    `binds_figures` as of a sheet.
    """

    right: ClassVar[Right] = SCHOOL
    standard: StandardNumber
    judgement: PartText
    strengths: PartText = ""
    limits: PartText = ""
    priorities: PartText = ""
    imported: Imported | None = None
    binds_figures: bool = True

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says."""
        return (self.judgement, self.strengths, self.limits, self.priorities)

    def bound(self, figures: quotes.Values) -> "RecordStandard":
        """Return it with its quotes bound to these figures, if they are to be so."""
        if not self.binds_figures or self.imported is not None:
            return self
        return replace(
            self,
            judgement=quotes.bound(self.judgement, figures),
            strengths=quotes.bound(self.strengths, figures),
            limits=quotes.bound(self.limits, figures),
            priorities=quotes.bound(self.priorities, figures),
        )


@dataclass(frozen=True, slots=True)
class RecordReportPart:
    """Record the text of a part of the report, such as its introduction; `imported` as above."""

    right: ClassVar[Right] = SCHOOL
    report_part: ReportPart
    text: PartText
    imported: Imported | None = None
    binds_figures: bool = True
    on: date = given("on")

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says."""
        return (self.text,)

    def bound(self, figures: quotes.Values) -> "RecordReportPart":
        """Return it with its quotes bound to these figures, if they are to be so."""
        if not self.binds_figures or self.imported is not None:
            return self
        return replace(self, text=quotes.bound(self.text, figures))


def record_standard(
    command: RecordStandard, figures: quotes.Values, cycle: Cycle
) -> Sequence[StandardRecorded]:
    """Return the texts of a standard, their quotes bound to `figures`; none when they are these.

    Raises `Rejected`: standard-unknown, and as `require_working` and `require_council`.
    """
    found = require_working(cycle)
    require_council(found)
    if command.standard not in standards_of(found.rules):
        detail = f"{cite(found.rules)} không có tiêu chuẩn {command.standard}."
        raise refused("standard-unknown", detail, cite(found.rules), at="/standard")
    command = command.bound(figures)
    told = StandardRecorded(
        command.standard,
        command.judgement,
        command.strengths,
        command.limits,
        command.priorities,
        command.imported,
    )
    if found.work.has_taken(of_standard(command.standard), command.imported):
        return []
    return [] if found.work.standards.get(command.standard) == told else [told]


def record_part(
    command: RecordReportPart, figures: quotes.Values, cycle: Cycle
) -> Sequence[ReportPartRecorded]:
    """Return the part, its quotes bound to `figures`; none when its text is this.

    Raises `Rejected`: report-part-unknown, report-form-missing, and as `require_working` and
    `require_council`.
    """
    found = require_working(cycle)
    require_council(found)
    form = form_of(found.rules, command.on)
    known = {part.code: part.title_vi for part in form.parts}
    if command.report_part not in known:
        shown = ", ".join(f"{code} ({title})" for code, title in known.items())
        detail = f"Báo cáo không có phần '{command.report_part}'; các phần là: {shown}."
        raise refused("report-part-unknown", detail, form.basis, at="/report_part")
    command = command.bound(figures)
    told = ReportPartRecorded(command.report_part, command.text, command.imported)
    if found.work.has_taken(of_part(command.report_part), command.imported):
        return []
    return [] if found.work.parts.get(command.report_part) == told else [told]


def standards_of(rules: RuleSet) -> tuple[int, ...]:
    """Return the numbers of the standards (tiêu chuẩn) of a rule set."""
    return tuple(int(standard["no"]) for standard in rules.document["standards"])
