"""What review records of one evaluation (J2): what was decided, and by whom.

From rules number 3 on an act of an office or a team says the day of its paper (`dated`);
`entered_late`: it was recorded after the working day that follows it. `collective`: the paper of
this number decides on several schools. `grounds` are the legal grounds that the paper names, empty
where it names those of the rule set; `reason` is what a refusal says beside the report's findings.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Line, lifted
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.rights import Listed, Right, Visibility
from services.review.shared.fields import (
    ACCREDITER,
    PROPOSER,
    RECOGNISER,
    ActKind,
    Grounds,
    Names,
    Number,
    Point,
)


@dataclass(frozen=True, slots=True)
class AccreditationGranted:
    """The school is accredited at a grade (cấp độ); valid on both `valid_from` and `valid_to`.

    `holder` is the school that succeeded it while the case ran, None where none did.
    """

    story: ClassVar[str] = (
        "Công nhận đạt kiểm định chất lượng giáo dục cấp độ {accreditation_grade}: quyết định "
        "{decision_number}, chứng nhận {certificate_number}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = ACCREDITER
    visibility: ClassVar[Visibility] = "public"
    act_kind: ClassVar[ActKind] = "accreditation"

    level: SchoolLevel
    accreditation_grade: AccreditationGrade
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    rule_set: Line
    revision: Line
    holder: Id | None = None
    dated: date | None = None
    entered_late: bool = False
    collective: bool = False
    grounds: Grounds = ()
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class AccreditationRefused:
    """The level found earns no accreditation."""

    story: ClassVar[str] = (
        "Không công nhận đạt kiểm định chất lượng giáo dục: quyết định {decision_number}"
    )

    right: ClassVar[Right] = ACCREDITER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "accreditation"
    listed: ClassVar[Listed] = ("refused", ("decision_number",))

    level: SchoolLevel
    decision_number: Number
    failed: Names
    unjudged: Names
    dated: date | None = None
    entered_late: bool = False
    collective: bool = False
    grounds: Grounds = ()
    reason: Point | None = None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class NationalStandardProposed:
    """The director of the Sở proposed to recognise the school at a national grade (mức độ)."""

    story: ClassVar[str] = (
        "Đề nghị công nhận đạt chuẩn quốc gia mức độ {national_grade}: tờ trình {document_number}"
    )

    right: ClassVar[Right] = PROPOSER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "proposal"

    national_grade: NationalGrade
    document_number: Number
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class NationalStandardGranted:
    """The school meets the national standard; valid on both `valid_from` and `valid_to`.

    `holder` is the school that succeeded it while the case ran, None where none did.
    """

    story: ClassVar[str] = (
        "Công nhận đạt chuẩn quốc gia mức độ {national_grade}: quyết định {decision_number}, bằng "
        "{certificate_number}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = RECOGNISER
    visibility: ClassVar[Visibility] = "public"
    act_kind: ClassVar[ActKind] = "national"

    level: SchoolLevel
    national_grade: NationalGrade
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    rule_set: Line
    revision: Line
    holder: Id | None = None
    dated: date | None = None
    entered_late: bool = False
    collective: bool = False
    grounds: Grounds = ()
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class NationalStandardRefused:
    """The level found earns no national-standard grade."""

    story: ClassVar[str] = "Không công nhận đạt chuẩn quốc gia: quyết định {decision_number}"

    right: ClassVar[Right] = RECOGNISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "national"
    listed: ClassVar[Listed] = ("refused", ("decision_number",))

    level: SchoolLevel
    decision_number: Number
    failed: Names
    unjudged: Names
    dated: date | None = None
    entered_late: bool = False
    collective: bool = False
    grounds: Grounds = ()
    reason: Point | None = None
    rules: str = lifted("rules")
