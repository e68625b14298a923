"""The sheet of a criterion (phiếu đánh giá tiêu chí): who writes it, what it must cite.

What both council and team ask of a sheet stands in `libs.law.standards.sheets`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from libs.kernel.messages import Text, given, size
from libs.kernel.problems import refuse, refused
from libs.law.school_figures import quotes
from libs.law.standards import RuleSet, levels, sheets
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.assessment.cycle.elements import Ticks, ticked
from services.assessment.cycle.events.work import (
    Clauses,
    ClauseText,
    Descriptions,
    ElementTicked,
    Imported,
    IndicatorJudged,
    Measures,
    SheetRecorded,
)
from services.assessment.cycle.groups import require_owner
from services.assessment.cycle.state import Cycle, Judged, require_council, require_working
from services.assessment.shared.fields import SCHOOL, EvidenceCodes


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the sheet: an indicator, met or not, by which evidence."""

    level: levels.IndicatorLevel
    indicator: levels.Indicator
    met: bool
    evidence: EvidenceCodes = ()

    @property
    def judged(self) -> Judged:
        """What it says of its indicator."""
        return Judged(self.met, self.evidence)


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """Record the whole sheet of a criterion; judgements it leaves out stay as they were.

    `descriptions` tell the present state by level. `measures` are figures with their days: for Mức
    2 of TT 57/2026 two of the same thing on two days show an improvement. `ticks` are what the
    actor finds of content elements; those that it leaves out stay as they were, too. `imported`:
    the sheet is that of a package of another software, whose words are kept as they are.

    `clauses` are the texts of the article of level 4, clause by clause; without any the school does
    not ask for that level.

    `binds_figures`: a quote without a value, `{{figure:<code>@<year>}}`, gets that of now.
    """

    right: ClassVar[Right] = SCHOOL
    criterion: levels.CriterionCode
    judgements: Annotated[tuple[Judgement, ...], size(0, 30)]
    strengths: Text
    weaknesses: Text
    improvement: Text
    descriptions: Descriptions = ()
    measures: Measures = ()
    ticks: Ticks = ()
    imported: Imported | None = None
    clauses: Clauses = ()
    binds_figures: bool = True
    actor: str = given("actor")
    role: str = given("role")

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says in words of the writer's own."""
        told = (each.text for each in self.descriptions)
        clauses = (text for each in self.clauses for text in each.texts)
        return (self.strengths, self.weaknesses, self.improvement, *told, *clauses)

    def bound(self, figures: quotes.Values) -> "RecordSheet":
        """Return the sheet with its quotes bound to these figures, if it is to be so."""
        if not self.binds_figures or self.imported is not None:
            return self
        return replace(
            self,
            strengths=quotes.bound(self.strengths, figures),
            weaknesses=quotes.bound(self.weaknesses, figures),
            improvement=quotes.bound(self.improvement, figures),
            descriptions=tuple(
                replace(each, text=quotes.bound(each.text, figures)) for each in self.descriptions
            ),
            clauses=tuple(
                ClauseText(each.clause, *(quotes.bound(text, figures) for text in each.texts))
                for each in self.clauses
            ),
        )


@dataclass(frozen=True, slots=True)
class Cited:
    """What a sheet rests on: the SHA-256 of each item of the school's evidence, by code; the
    figures that it quotes without a value."""

    evidence_hashes: Mapping[str, str]
    figures: quotes.Values = field(default_factory=dict)


def record_sheet(
    command: RecordSheet, known: Cited, cycle: Cycle
) -> Sequence[IndicatorJudged | SheetRecorded | ElementTicked]:
    """Return the judgements that are new, the sheet's texts if they are, and what is newly ticked.

    Nothing of what a package said in the same words before, whatever was written since.

    Raises `Rejected`: as `require_working`, `require_council`, `require_owner`, `check` and
    `ticked`; level-described-twice, level-unknown, clause-told-twice, clause-unknown.
    """
    found = require_working(cycle)
    require_council(found)
    criterion, hashes, before = command.criterion, known.evidence_hashes, found.work.judged
    require_owner(found, criterion, command.actor, command.role)
    if found.work.has_taken(criterion, command.imported):
        return []
    check(found.rules, criterion, command.judgements, hashes, found.work.met)
    _check_descriptions(found.rules, criterion, command.descriptions)
    _check_clauses(found.rules, criterion, command.clauses)
    judged = [
        IndicatorJudged(
            criterion,
            each.level,
            each.indicator,
            each.met,
            each.evidence,
            ev=tuple(hashes[code] for code in each.evidence),
        )
        for each in command.judgements
        if before.get((criterion, each.level, each.indicator)) != each.judged
    ]
    command = command.bound(known.figures)
    texts = (command.strengths, command.weaknesses, command.improvement)
    more = (command.descriptions, command.measures, command.imported)
    sheet = SheetRecorded(criterion, *texts, *more, clauses=command.clauses)
    written = [] if found.work.sheets.get(criterion) == sheet else [sheet]
    return [*judged, *written, *(ticked(found, criterion, command.ticks) if command.ticks else ())]


def _check_descriptions(rules: RuleSet, criterion: str, told: Descriptions) -> None:
    """Raise `Rejected` unless each level is described once, and is one of the criterion's."""
    known = {level for level, _ in levels.indicators(rules, criterion)}
    seen: set[int] = set()
    for n, each in enumerate(told):
        at = f"/descriptions/{n}/of_level"
        if each.of_level not in known:
            detail = f"Tiêu chí {criterion} không có Mức {each.of_level}."
            raise refused("level-unknown", detail, cite(rules), at=at)
        if each.of_level in seen:
            detail = f"Mức {each.of_level} của tiêu chí {criterion} được mô tả hai lần."
            raise refused("level-described-twice", detail, cite(rules), at=at)
        seen.add(each.of_level)


def _check_clauses(rules: RuleSet, criterion: str, told: Clauses) -> None:
    """Raise `Rejected` unless each clause is one of level 4's, and told once."""
    known = rules.level4_clauses if criterion == rules.level4_article else ()
    seen: set[str] = set()
    for n, each in enumerate(told):
        at = f"/clauses/{n}/clause"
        if each.clause not in known:
            detail = f"Tiêu chí {criterion} không có khoản {each.clause}."
            raise refused("clause-unknown", detail, cite(rules), at=at)
        if each.clause in seen:
            detail = f"Khoản {each.clause} được viết hai lần."
            raise refused("clause-told-twice", detail, cite(rules), at=at)
        seen.add(each.clause)


def check(
    rules: RuleSet,
    criterion: str,
    sheet: Sequence[Judgement],
    hashes: Mapping[str, str],
    before: levels.Judgements,
) -> None:
    """Raise `Rejected` unless `sheet` may be recorded; its errors name every line at fault.

    `hashes` holds the school's registered evidence by code, `before` what was met until now.
    Codes: those of `sheets.check`; evidence-missing, evidence-not-registered, evidence-code-form.
    """
    sheets.check(rules, criterion, sheet, before)
    rule = cite(rules)
    refuse("evidence-missing", _uncited(criterion, sheet), rule)
    refuse("evidence-not-registered", _unregistered(criterion, sheet, hashes), rule)
    refuse("evidence-code-form", _malformed(rules, sheet), rule)


def _uncited(criterion: str, sheet: Sequence[Judgement]) -> Iterator[sheets.Fault]:
    for n, line in enumerate(sheet):
        if line.met and not line.evidence:
            name = levels.name(criterion, line.level, line.indicator)
            yield f"/judgements/{n}/evidence", f"Chỉ báo {name} ghi đạt nhưng không nêu minh chứng."


def _unregistered(
    criterion: str, sheet: Sequence[Judgement], hashes: Mapping[str, str]
) -> Iterator[sheets.Fault]:
    for at, line, code in _cited(sheet):
        if code not in hashes:
            name = levels.name(criterion, line.level, line.indicator)
            yield at, f"Chỉ báo {name} nêu minh chứng '{code}' chưa đăng ký."


def _malformed(rules: RuleSet, sheet: Sequence[Judgement]) -> Iterator[sheets.Fault]:
    for at, _, code in _cited(sheet):
        if not _well_formed(rules, code):
            example = rules.document["self_assessment"]["evidence_code"]["example"]
            yield at, f"Mã minh chứng '{code}' sai dạng; ví dụ đúng: {example}."


def _cited(sheet: Sequence[Judgement]) -> Iterator[tuple[str, Judgement, str]]:
    """Yield the pointer, the line and the code of every item that is cited."""
    for n, line in enumerate(sheet):
        for m, code in enumerate(line.evidence):
            yield f"/judgements/{n}/evidence/{m}", line, code


def _well_formed(rules: RuleSet, code: str) -> bool:
    if rules.evidence_pattern is None:
        return True
    # The 2018 form is written in square brackets where a report cites it; the code itself has none.
    return any(re.fullmatch(rules.evidence_pattern, form) for form in (code, f"[{code}]"))
