"""What the groups find and write: elements, judgements, sheets, standards, parts of the report."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Id, Line, Text, between, lifted, size
from libs.law.standards.guidance import ElementId
from libs.law.standards.levels import CriterionCode, Indicator, IndicatorLevel, SchoolLevel
from services.assessment.shared.fields import BySchool, EvidenceCodes, Sha256

Verdict = Literal["met", "not_met", "other"]
"""Đạt, chưa đạt, khác: what somebody found of a content element."""
StandardNumber = Annotated[int, between(1, 20)]
ReportPart = Annotated[str, size(1, 40)]
"""A part of the report by its code, as `libs.law.standards.report_forms` lists them."""
PART_TEXT = 20_000
PartText = Annotated[str, size(0, PART_TEXT)]


@dataclass(frozen=True, slots=True)
class Imported:
    """Where a text came in from: the software whose package it stood in; `digest` is the SHA-256 of
    what the package said there, so that the same is not taken twice."""

    software: Line
    digest: Sha256


@dataclass(frozen=True, slots=True)
class ElementTicked(BySchool):
    """The actor found a content element (nội hàm) met or not, and noted why."""

    story: ClassVar[str] = "Phân tích nội hàm {element}"

    criterion: CriterionCode
    element: ElementId
    verdict: Verdict
    note: Text = ""


@dataclass(frozen=True, slots=True)
class IndicatorJudged(BySchool):
    """The school judged one indicator, say a of criterion "1.3" at level 2, met or not.

    `evidence` are the codes cited, `ev` the SHA-256 of each, in the same order.
    """

    story: ClassVar[str] = "Tự chấm chỉ báo của tiêu chí {criterion}"

    criterion: CriterionCode
    level: IndicatorLevel
    indicator: Indicator
    met: bool
    evidence: EvidenceCodes
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class Description:
    """The present state (mô tả hiện trạng) of a criterion by one of its levels."""

    of_level: SchoolLevel
    text: Text


Descriptions = Annotated[tuple[Description, ...], size(0, 4)]


@dataclass(frozen=True, slots=True)
class ClauseText:
    """What a report says of a clause (khoản) of the article of level 4, by its number."""

    clause: Indicator
    description: Text
    strengths: Text = ""
    weaknesses: Text = ""
    improvement: Text = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says."""
        return (self.description, self.strengths, self.weaknesses, self.improvement)


Clauses = Annotated[tuple[ClauseText, ...], size(0, 10)]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure on a day: of `what`, the `value` as the school writes it ("92,5%")."""

    what: Line
    value: Line
    measured_on: date


Measures = Annotated[tuple[Measure, ...], size(0, 20)]


@dataclass(frozen=True, slots=True)
class SheetRecorded(BySchool):
    """The texts of a criterion's sheet (phiếu đánh giá tiêu chí) are these from now on.

    `imported`: they came from another software, and count as carried until the council confirms
    them. `clauses` are those of the article of level 4, where the school asks for that level.
    """

    story: ClassVar[str] = "Ghi phiếu đánh giá tiêu chí {criterion}"

    criterion: CriterionCode
    strengths: Text
    weaknesses: Text
    improvement: Text
    descriptions: Descriptions = ()
    measures: Measures = ()
    imported: Imported | None = None
    clauses: Clauses = ()


@dataclass(frozen=True, slots=True)
class SheetCarriedOver(BySchool):
    """A sheet began with the texts of another cycle's; it counts as carried until confirmed."""

    story: ClassVar[str] = "Lấy lại phiếu tiêu chí {criterion} từ đợt {source}"

    source: Id
    criterion: CriterionCode
    strengths: Text
    weaknesses: Text
    improvement: Text
    descriptions: Descriptions = ()
    clauses: Clauses = ()


@dataclass(frozen=True, slots=True)
class StandardRecorded(BySchool):
    """What the report says of a standard as a whole.

    `judgement` is the general judgement with the trend of three years, or the conclusion of the
    standard; `limits` come with their causes, `priorities` are the issues to be dealt with first.
    `imported`: they came from another software, and nobody at the school has recorded them yet.
    """

    story: ClassVar[str] = "Ghi nhận định chung về tiêu chuẩn {standard}"

    standard: StandardNumber
    judgement: PartText
    strengths: PartText
    limits: PartText
    priorities: PartText
    imported: Imported | None = None


@dataclass(frozen=True, slots=True)
class ReportPartRecorded(BySchool):
    """The text of a part of the report is this from now on; `imported` as of a standard."""

    story: ClassVar[str] = "Ghi phần '{report_part}' của báo cáo tự đánh giá"

    report_part: ReportPart
    text: PartText
    imported: Imported | None = None


@dataclass(frozen=True, slots=True)
class CriterionConfirmed(BySchool):
    """The council confirmed a criterion as it stands; `unconfirmed` criteria are left."""

    story: ClassVar[str] = "Hội đồng thông qua tiêu chí {criterion}"

    criterion: CriterionCode
    unconfirmed: Annotated[int, between(0, 60)]
    dated: date
