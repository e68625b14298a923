"""Texts of a self-assessment opened by number 3 of the platform's rules have words."""

from dataclasses import replace
from typing import Any

import pytest

from libs.engine.rules import RULES
from services.assessment.cycle.opening import WORDS_FIRST
from services.assessment.cycle.sheet import RecordSheet
from tests.assessment import course
from tests.assessment.sample import CYCLES
from tests.spec import Knowing

OLD = course.SETS[0]


def confirming(text: str, number: int) -> Any:
    """Return the confirmation of a criterion whose sheet says `text` everywhere."""
    told = course.Commands(OLD, number)
    (whole,) = told.sheets("first")
    sheet: RecordSheet = whole.command
    described = tuple(replace(each, text=text) for each in sheet.descriptions)
    said = replace(sheet, strengths=text, weaknesses=text, improvement=text)
    bare = Knowing(replace(said, descriptions=described), whole.known)
    past = CYCLES.run([told.open(), told.council(), told.groups(), told.plan(), bare])
    return CYCLES.given(*past).when(told.confirm("first"))


@pytest.mark.parametrize("text", [".", "- - -", "x", "12/05", "…a…"])
def test_a_sheet_without_words_is_not_confirmed(text: str) -> None:
    refused = confirming(text, RULES).then_rejected("sheets-incomplete")
    codes = [error.code for error in refused.errors]
    assert codes == [*["sheet-text-missing"] * 3, "level-undescribed"]
    confirming(text, WORDS_FIRST - 1).then_types("CriterionConfirmed")


def test_two_letters_are_words() -> None:
    confirming("Có", RULES).then_types("CriterionConfirmed")
