"""The form of an exchange package, version 1: dataclasses, and the JSON Schema made of them.

Nothing in it names a person, by name or pseudonym: who answers for what is each software's own.
Within version 1 optional fields may be added; whatever else changes is version 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from libs.kernel import canonical
from libs.kernel.json_schema import as_sent, schema_of
from libs.kernel.messages import Contract, Line, Text, between, pattern, size
from libs.kernel.problems import Wire
from libs.law.school_figures.quotes import CODE
from libs.law.school_figures.values import VALUE
from libs.law.standards.levels import CriterionCode, Indicator, IndicatorLevel, SchoolLevel

FORMAT_VERSION = "1.0"
SCHEMA_ID = "urn:kiemdinh:exchange:package:1"
"""The name of the schema; it stands in docs/exchange/package-1.schema.json."""

EvidenceCode = Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01")]
EvidenceCodes = Annotated[tuple[EvidenceCode, ...], size(0, 50)]
Sha256 = Annotated[str, pattern(r"[0-9a-f]{64}", "9f86d081" * 8)]
Year = Annotated[int, between(2000, 2100)]
"""A school year by its first calendar year: 2025 is 2025-2026."""
LongText = Annotated[str, size(0, 20_000)]
EducationStage = Literal[
    "preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education"
]
Obtained = Literal["document", "survey", "interview", "observation", "picture", "other"]
Origin = Literal["weakness", "recommendation", "previous_plan", "own_initiative"]
FeedbackKind = Literal["comment", "return", "recommendation", "finding"]
"""Góp ý của cơ quan, lý do trả hồ sơ, khuyến nghị của đoàn, nhận xét khi giám sát kế hoạch."""
Number = Annotated[int, between(1, 999)]
FigureCode = Annotated[str, pattern(CODE, "pupils.total")]
Value = Annotated[str, pattern(VALUE, "412")]


@dataclass(frozen=True, slots=True)
class Software:
    """The software that made the package, and which release of it."""

    name: Line
    release: Line | None = None


@dataclass(frozen=True, slots=True)
class SchoolCode:
    """A code of the school, of a scheme such as "moet"."""

    scheme: Line
    value: Line


@dataclass(frozen=True, slots=True)
class SchoolNamed:
    """Which school: codes decide, the name is for people."""

    name: Line
    codes: Annotated[tuple[SchoolCode, ...], size(0, 20)] = ()


@dataclass(frozen=True, slots=True)
class CycleNamed:
    """Which self-assessment: the school year, the stage of a school of many, its rule set."""

    year: Year
    rule_set: Line
    revision: Line
    education_stage: EducationStage | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """An indicator, met or not, by the codes of which evidence."""

    level: IndicatorLevel
    indicator: Indicator
    met: bool
    evidence: EvidenceCodes = ()


@dataclass(frozen=True, slots=True)
class Description:
    """The present state of a criterion by one of its levels."""

    of_level: SchoolLevel
    text: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure on a day, as the school writes it."""

    what: Line
    value: Line
    measured_on: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a criterion."""

    criterion: CriterionCode
    judgements: Annotated[tuple[Judgement, ...], size(0, 30)] = ()
    strengths: Text = ""
    weaknesses: Text = ""
    improvement: Text = ""
    descriptions: Annotated[tuple[Description, ...], size(0, 4)] = ()
    measures: Annotated[tuple[Measure, ...], size(0, 20)] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """What the report says of a standard as a whole."""

    standard: Annotated[int, between(1, 20)]
    judgement: LongText = ""
    strengths: LongText = ""
    limits: LongText = ""
    priorities: LongText = ""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """The text of a part of the report, by its code in the form of its law."""

    report_part: Annotated[str, size(1, 40)]
    text: LongText


@dataclass(frozen=True, slots=True)
class FileNamed:
    """A file by its hash; its bytes are sent before, apart from the package."""

    sha256: Sha256
    name: Line | None = None
    file_size: Annotated[int, between(1, 2**50)] | None = None
    media_type: Line | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and the day on which somebody saw the item there."""

    url: Annotated[str, pattern(r"https?://[!-~]{1,1000}", "https://truong.edu.vn/ke-hoach")]
    seen_on: date


@dataclass(frozen=True, slots=True)
class Place:
    """Where paper lies."""

    box: Line
    shelf: Line | None = None
    where: Line | None = None


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item of evidence: one of file, link and place, and what the list says of it."""

    code: EvidenceCode
    criterion: CriterionCode
    title: Line
    file: FileNamed | None = None
    link: Link | None = None
    place: Place | None = None
    obtained: Obtained = "document"
    number: Line | None = None
    dated: date | None = None
    issuer: Line | None = None
    expires_on: date | None = None
    note: Text = ""


@dataclass(frozen=True, slots=True)
class FigureOf:
    """A figure of a school year, and the day on which it was so."""

    year: Year
    code: FigureCode
    value: Value
    true_on: date


@dataclass(frozen=True, slots=True)
class Issue:
    """A priority issue of the plan."""

    issue: Number
    criterion: CriterionCode
    limitation: Annotated[Text, size(1, 4000)]
    current_state: Text = ""
    cause: Text = ""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """Something to be done; money in whole đồng, `complete_by` the last day itself included.

    `evaluation_year` is that of the evaluation whose recommendation it answers.
    """

    number: Number
    born_of: Origin
    solution: Annotated[Text, size(1, 4000)]
    criterion: CriterionCode | None = None
    unmet: Annotated[
        tuple[Annotated[str, pattern(r"[0-9a-z./-]{1,30}", "1.3/2a")], ...], size(0, 60)
    ] = ()
    evaluation_year: Year | None = None
    issue: Number | None = None
    previous_item: Number | None = None
    goal: Text = ""
    activities: Text = ""
    result_indicator: Text = ""
    starts: date | None = None
    complete_by: date | None = None
    resources: Text = ""
    budget: Annotated[int, between(0, 10**13)] | None = None
    supervision: Text = ""
    expected_evidence: Text = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The improvement plan of a school year that rests on this report."""

    year: Year
    issues: Annotated[tuple[Issue, ...], size(0, 300)] = ()
    items: Annotated[tuple[PlanItem, ...], size(0, 300)] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an office or a team says of the report or plan; goes out, and is never taken in."""

    kind: FeedbackKind
    text: Text
    criterion: CriterionCode | None = None
    item: Number | None = None
    dated: date | None = None
    office: Line | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A school's self-assessment with all that goes with it."""

    format: Literal["kiemdinh-package"]
    format_version: Annotated[str, pattern(r"1\.[0-9]{1,3}", FORMAT_VERSION)]
    software: Software
    school: SchoolNamed
    cycle: CycleNamed
    sheets: Annotated[tuple[Sheet, ...], size(0, 60)] = ()
    standards: Annotated[tuple[Standard, ...], size(0, 20)] = ()
    report_parts: Annotated[tuple[ReportPart, ...], size(0, 40)] = ()
    evidence: Annotated[tuple[EvidenceItem, ...], size(0, 2000)] = ()
    figures: Annotated[tuple[FigureOf, ...], size(0, 1000)] = ()
    plan: Plan | None = None
    feedback: Annotated[tuple[Feedback, ...], size(0, 2000)] = ()


PACKAGE: Contract[Package] = Contract(Package, unknown="raise")
CONTENT = ("sheets", "standards", "report_parts", "evidence", "figures", "plan")
"""What of a package is taken in."""


def load(wire: Wire) -> Package:
    """Return the package of a JSON object, in its own order; raises `Invalid`, all faults in it."""
    return PACKAGE.load({"type": "Package", "data": wire})


def dump(package: Package) -> Wire:
    """Return the package as a JSON object."""
    wire: Wire = PACKAGE.dump(package)["data"]
    return wire


def ordered(package: Package) -> Package:
    """Return the package with its lists in the order of codes and numbers, as it is compared."""
    plan = package.plan
    return replace(
        package,
        sheets=_sorted(
            (replace(s, judgements=_sorted(s.judgements, _of_judgement)) for s in package.sheets),
            lambda sheet: code_order(sheet.criterion),
        ),
        standards=_sorted(package.standards, lambda each: each.standard),
        report_parts=_sorted(package.report_parts, lambda each: each.report_part),
        evidence=_sorted(package.evidence, lambda each: each.code),
        figures=_sorted(package.figures, lambda each: (each.year, each.code)),
        plan=plan
        and replace(
            plan,
            issues=_sorted(plan.issues, lambda each: each.issue),
            items=_sorted(plan.items, lambda each: each.number),
        ),
    )


def said_of(full: Any, sent: Any) -> Any:
    """Return a package, dumped, with those members alone that were sent."""
    if isinstance(full, dict) and isinstance(sent, dict):
        return {name: said_of(value, sent[name]) for name, value in full.items() if name in sent}
    if isinstance(full, list) and isinstance(sent, list):
        return [said_of(value, own) for value, own in zip(full, sent, strict=True)]
    return full


def alike(sheet: Wire) -> Wire:
    """Return a sheet with its judgements in their order: that says nothing."""
    judged = sorted(sheet.get("judgements", ()), key=lambda one: (one["level"], one["indicator"]))
    return {**sheet, "judgements": judged}


def digest(package: Package) -> str:
    """Return the SHA-256 of what a package says, whoever made it and in whatever order."""
    wire = dump(ordered(package))
    said = {name: wire[name] for name in ("school", "cycle", *CONTENT)}
    return canonical.digest(said)


def version(package: Package) -> str:
    """Return the SHA-256 of a package as a whole, with what offices say in it."""
    return canonical.digest(dump(package))


def code_order(code: str) -> tuple[int, ...]:
    """Return what criteria are sorted by: 1.2 before 1.10."""
    return tuple(int(part) for part in code.split("."))


@cache
def schema() -> Mapping[str, Any]:
    """Return the JSON Schema (2020-12) of packages; no object has other members than those told."""
    named: Wire = {}
    found = schema_of(Package, named)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Kiemdinh exchange package, version 1",
        **_closed(found),
        "$defs": {name: _closed(each) for name, each in sorted(named.items())},
    }


def _closed(schema: Wire) -> Wire:
    told: Wire = as_sent(schema)
    return {**told, "additionalProperties": False} if "properties" in told else told


def _sorted(items: Any, key: Any) -> Any:
    return tuple(sorted(items, key=key))


def _of_judgement(judgement: Judgement) -> tuple[int, str]:
    return judgement.level, judgement.indicator
