"""A verifier checks what became of a certificate when its school ended: by whom, when, by what."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from libs.rights import OPERATOR
from tests.verifier.story import (
    Seals,
    Steps,
    bundle,
    check,
    place,
    whole,
    write,
)

DAY = "2026-08-01"
REGISTERED, DONE = date(2026, 7, 1), date(2026, 8, 3)
OTHER = {"rule": "letters-2026-other", "sure": False, "basis": "QĐ"}


def merged(form: str = "rename_only", newest: bool = False) -> Steps:
    """Return the whole way to the certificates, then a merger: both carried over, or lapsed."""
    return copy.deepcopy(_merged(form, newest))


@cache
def _merged(form: str, newest: bool) -> Steps:
    told = whole(newest)
    heir = {"name": "Trường Sen", "kind": "preschool", "ownership": "public", "address": "Số 2"}
    areas = ["764", "79"]
    told.do("school-sen", "RegisterSchool", OPERATOR, REGISTERED, **heir, areas=areas, sample=True)
    merger = {"predecessors": ["hoasen"], "successor": "sen", "form": form}
    told.do("lineage-79", "MergeSchools", OPERATOR, DONE, **merger, starts=DAY, basis="QĐ")
    return told.steps()


def audited(steps: Steps, tmp_path: Path) -> Any:
    raws = write(steps)
    return check(bundle(raws, Seals(raws), tmp_path))


@pytest.mark.parametrize("form", ["rename_only", "other"])
def test_a_certificate_that_follows_the_table_passes(form: str, tmp_path: Path) -> None:
    assert audited(merged(form), tmp_path).failure is None


def put(type_: str, **data: Any) -> Callable[[Steps], None]:
    def change(steps: Steps) -> None:
        steps[place(steps, type_)].data.update(data)

    return change


def without(type_: str) -> Callable[[Steps], None]:
    def change(steps: Steps) -> None:
        del steps[place(steps, type_)]

    return change


FORGED: list[tuple[str, str, Callable[[Steps], None], str]] = [
    ("rename_only", "SuccessionSettled", without("SchoolClosed"), "không theo sau việc nào"),
    ("rename_only", "SchoolClosed", put("SchoolClosed", ends="2026-09-01"), "lẽ ra 2026-08-01"),
    ("rename_only", "SchoolClosed", put("SchoolClosed", successors=["khac"]), "lẽ ra ('sen',)"),
    ("rename_only", "SchoolClosed", put("SchoolClosed", form="other"), "lẽ ra rename_only"),
    (
        "rename_only",
        "RecognitionCarriedOver",
        put("RecognitionCarriedOver", rule="no-such-row"),
        "lẽ ra letters-2026-rename-only",
    ),
    (
        "rename_only",
        "RecognitionCarriedOver",
        put("RecognitionCarriedOver", rule=None),
        "lẽ ra letters-2026-rename-only",
    ),
    (
        "rename_only",
        "PublicationCarriedOver",
        put("PublicationCarriedOver", successor="khac"),
        "lẽ ra sen",
    ),
    (
        "rename_only",
        "PublicationCarriedOver",
        without("RecognitionCarriedOver"),
        "không theo sau việc nào",
    ),
    ("other", "SchoolClosed", put("SchoolClosed", form="rename_only"), "lẽ ra other"),
    ("other", "SchoolClosed", put("SchoolClosed", form="split"), "lẽ ra other"),
    ("other", "PublicationLapsed", without("RecognitionLapsed"), "không theo sau việc nào"),
    ("other", "PublicationLapsed", put("PublicationLapsed", ends="2026-08-02"), "lẽ ra 2026-08-01"),
]


@pytest.mark.parametrize(("form", "at", "forge", "said"), FORGED)
def test_a_certificate_that_does_not_is_named(
    form: str, at: str, forge: Callable[[Steps], None], said: str, tmp_path: Path
) -> None:
    steps = merged(form)
    forge(steps)
    report = audited(steps, tmp_path)
    assert said in (report.failure or "")
    assert report.index == place(steps, at)


def test_a_certificate_lapses_once(tmp_path: Path) -> None:
    steps = merged("other")
    again = replace(steps[place(steps, "RecognitionLapsed")], act=None)
    steps.append(again)
    report = audited(steps, tmp_path)
    assert report.index == len(steps) - 1
    assert "không theo sau việc nào" in (report.failure or "")


def test_an_outcome_is_that_of_its_row(tmp_path: Path) -> None:
    steps = merged("other")
    lapsed = steps[place(steps, "RecognitionLapsed")]
    lapsed.type = "RecognitionCarriedOver"
    lapsed.data = {"successor": "sen", "starts": DAY, **OTHER}
    assert "lẽ ra là RecognitionLapsed" in (audited(steps, tmp_path).failure or "")
