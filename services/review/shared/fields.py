"""What the events of review have in common: rights, kinds, and parts they are made of.

Every date is a Vietnamese calendar date. A date named `..._before` is exclusive: the day before it
is the last good one. Indicators are named as `levels.name` of `libs.law.standards` writes them
("1.1/2a").
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from libs.kernel.messages import Actor, Line, between, pattern, size
from libs.law.school_figures.quotes import CODE
from libs.law.standards.levels import Indicator, IndicatorLevel
from libs.rights import ANY_HOLDER, DECIDES, AtSchool, Holding, InRole

PRINCIPAL = AtSchool(("principal",))
CHECKER = Holding(("officer",), "check_dossier")
APPRAISER = Holding(("officer",), "appraise")
PLANNER = Holding(("officer",), ANY_HOLDER)
"""Who checks the school's dossiers or appraises them: a school directly below the Sở has the Sở."""
HOLDER = Holding(("officer", "administrator", "operator"), ANY_HOLDER)
"""Whoever holds the case itself, or keeps the register."""
DESK = Holding(("officer", "operator"), ANY_HOLDER)
"""Whoever holds the case, or the program that asks the one-stop desk."""
DISCONTINUER = Holding(("director",), "appraise")
TEAM_FORMER = Holding(("director",), "form_team")
EVALUATOR = InRole(("evaluator",))
ACCREDITER = Holding(("director",), "decide_accreditation")
PROPOSER = Holding(("director",), "propose_national_standard")
RECOGNISER = Holding(("chair", "director"), "decide_national_standard")
"""The chair of the provincial People's Committee; from TT 57/2026 on the director of the Sở."""
DECIDER = Holding(("director", "chair"), DECIDES)
"""Who decides today on the kind of recognition that the stream is of."""

Purpose = Literal["accreditation", "national_standard", "both"]
Further = Annotated[
    tuple[Annotated[str, pattern(r"[a-z][a-z0-9_]{1,59}", "green_clean_beautiful_safe")], ...],
    size(0, 5),
]
"""Purposes that a province adds to those of the rule sets, by code (`standards.purposes`)."""
Kind = Literal["accreditation", "national_standard"]
ActKind = Literal[
    "planned",
    "filed",
    "receipt",
    "returned",
    "forwarded",
    "accepted",
    "withdrawn",
    "transferred",
    "ended",
    "continued",
    "team",
    "council",
    "appraisal",
    "site",
    "opinion",
    "minutes",
    "notice",
    "survey",
    "finding",
    "draft",
    "term",
    "reply",
    "silence",
    "answers",
    "signature",
    "final",
    "proposal",
    "accreditation",
    "national",
]
"""Of which kind an act in a case is, whatever its event is called: who returned it, what was
decided."""
Difference = Literal[
    "not-planned",
    "after-planned-month",
    "after-planned-day",
    "other-accreditation-grade",
    "other-national-grade",
]
"""In what a registration is not as the office's list has it."""
Month = Annotated[str, pattern(r"20[0-9]{2}-(0[1-9]|1[0-2])", "2024-10")]
Year = Annotated[int, between(2000, 2100)]
"""The year in which a school year begins: 2024 for 2024-2025."""
EducationStage = Literal[
    "preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education"
]
"""An education stage (cấp học) of a school of many."""
Number = Annotated[str, size(1, 80)]
"""The number of an official document as written on it, e.g. "1234/QĐ-SGDĐT"."""
Rules = Annotated[str, pattern(r"[0-9a-f]{64}", "9f" * 32)]
DeskSource = Literal["desk", "by_hand"]
"""Whether a receipt is as the software of the one-stop desk answered, or typed from paper."""
CaseFunction = Literal["check_dossier", "appraise"]
"""Kiểm tra hồ sơ, thẩm định: the functions of which a running case keeps the holder."""
TermStep = Literal["draft", "reply", "answer", "final", "appraise", "notify"]
"""The steps for which an office may set the days."""
OwedStep = Literal[
    "survey", "draft", "reply", "answer", "final", "appraise", "notify", "decide", "propose"
]
"""What a running case owes: khảo sát, dự thảo, phản hồi, trả lời, báo cáo, thẩm định, thông báo,
quyết định, đề nghị."""
Point = Annotated[str, size(1, 4000)]
Points = Annotated[tuple[Point, ...], size(0, 40)]
Grounds = Annotated[tuple[Annotated[str, size(1, 600)], ...], size(0, 20)]
"""The legal grounds (căn cứ) of a decision, each as its paper writes it."""
Answers = Annotated[tuple[Point, ...], size(1, 40)]
ReportHash = Annotated[str, pattern(r"[0-9a-f]{64}", "9f" * 32)]
"""The SHA-256 of what a report says (`signing.content`)."""
Dissent = Annotated[str, size(0, 2000)]
"""In what a member who signs a report does not agree with it."""
Checklist = Annotated[tuple[Line, ...], size(1, 40)]
Names = tuple[Annotated[str, size(1, 20)], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a dossier goes back: the part of it, and what is wrong with that part."""

    item: Line
    detail: Line


Reasons = Annotated[tuple[Reason, ...], size(1, 40)]


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of an evaluation team (đoàn đánh giá ngoài); `acting`: a deputy who does what is the
    leader's, as the decision on the team says."""

    person: Actor
    post: Literal["leader", "deputy", "secretary", "member"]
    acting: bool = False


Members = Annotated[tuple[TeamMember, ...], size(1, 40)]


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """A member of an appraisal council (hội đồng thẩm định), and the function in it."""

    person: Actor
    post: Literal["chair", "vice_chair", "secretary", "member"]


CouncilMembers = Annotated[tuple[CouncilMember, ...], size(1, 40)]
Persons = Annotated[tuple[Actor, ...], size(1, 40)]
Votes = Annotated[int, between(0, 40)]
ConditionCode = Annotated[str, pattern(r"[a-z_]{2,30}", "legal")]
"""A condition of the national standard, by its code (`standards.appraisals`)."""
FigureCode = Annotated[str, pattern(CODE, "QN.2.1.1")]
"""What a figure of a school is recorded under."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The team's judgement of one indicator; `indicator` is "-" where the level has no letters."""

    level: IndicatorLevel
    indicator: Indicator
    met: bool


Verdicts = Annotated[tuple[Verdict, ...], size(1, 40)]


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """A step that is still owed, and the first day on which it is overdue."""

    step: OwedStep
    before: date
