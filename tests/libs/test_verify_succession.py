"""A verifier checks what became of a certificate when its school ended: by whom, when, by what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.libs.story import (
    ACCREDITED,
    DISCLOSURE,
    REVIEW,
    Seals,
    Step,
    Steps,
    bundle,
    check,
    place,
    story,
    write,
)

REGISTRY = ("s:registry", "system", "registry")
DAY = "2026-08-01"
ROW = {"rule": "letters-2026-rename-only", "sure": False, "basis": "QĐ"}
OTHER = {"rule": "letters-2026-other", "sure": False, "basis": "QĐ"}


def merged(form: str = "rename_only") -> Steps:
    """Return the whole way to the certificates, then a merger: carried over, or lapsed."""
    closed = {"form": form, "ends": DAY, "successors": ["sen"], "parts": ["hoasen"], "basis": "QĐ"}
    carried = {"successor": "sen", "starts": DAY}
    if form == "rename_only":
        recognition = ("RecognitionCarriedOver", {**carried, **ROW})
        shown = {**carried, "successor_name": "Trường Sen", "basis": "QĐ"}
        publication = ("PublicationCarriedOver", shown)
    else:
        recognition = ("RecognitionLapsed", {"ends": DAY, **OTHER})
        publication = ("PublicationLapsed", {"ends": DAY, "basis": "QĐ"})
    return [
        *story(),
        Step("school-hoasen", "SchoolClosed", closed, REGISTRY, "2026-08-03"),
        Step(f"recognition-{ACCREDITED}", *recognition, REVIEW, "2026-08-03"),
        Step(f"publication-{ACCREDITED}", *publication, DISCLOSURE, "2026-08-03"),
    ]


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
    ("rename_only", "RecognitionCarriedOver", without("SchoolClosed"), "không chấm dứt"),
    ("rename_only", "RecognitionCarriedOver", put("SchoolClosed", ends="2026-09-01"), "ngày đó"),
    (
        "rename_only",
        "RecognitionCarriedOver",
        put("SchoolClosed", successors=["khac"]),
        "không kế thừa",
    ),
    ("rename_only", "RecognitionCarriedOver", put("SchoolClosed", form="other"), "không dành cho"),
    (
        "rename_only",
        "RecognitionCarriedOver",
        put("RecognitionCarriedOver", rule="no-such-row"),
        "không có dòng",
    ),
    (
        "rename_only",
        "RecognitionCarriedOver",
        put("RecognitionCarriedOver", rule=None),
        "không giao chứng nhận",
    ),
    (
        "rename_only",
        "PublicationCarriedOver",
        put("PublicationCarriedOver", successor="khac"),
        "trường khác",
    ),
    ("rename_only", "PublicationCarriedOver", without("RecognitionCarriedOver"), "trường khác"),
    ("other", "RecognitionLapsed", put("SchoolClosed", form="rename_only"), "không dành cho"),
    ("other", "RecognitionLapsed", put("SchoolClosed", form="split"), "không dành cho"),
    ("other", "PublicationLapsed", without("RecognitionLapsed"), "chứng nhận thì không"),
    ("other", "PublicationLapsed", put("PublicationLapsed", ends="2026-08-02"), "thì không"),
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
    steps.insert(-1, steps[-2])
    assert "còn giá trị" in (audited(steps, tmp_path).failure or "")


def test_an_outcome_is_that_of_its_row(tmp_path: Path) -> None:
    steps = merged("other")
    lapsed = steps[place(steps, "RecognitionLapsed")]
    lapsed.type = "RecognitionCarriedOver"
    lapsed.data = {"successor": "sen", "starts": DAY, **OTHER}
    assert "không cho kết quả này" in (audited(steps, tmp_path).failure or "")
