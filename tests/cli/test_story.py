"""A school's story: each event has a sentence, and the sentences follow from events alone."""

import dataclasses
import unicodedata
from datetime import date
from string import Formatter
from typing import Any

import pytest

from libs.law.vietnamese import fold
from libs.log.entry import Origin, Recorded, envelope, record
from services.cli.catalogue import SERVICES
from services.cli.story import Names, StoryLine, story

EVENTS = [
    kind
    for service in SERVICES
    for aggregate in service.aggregates
    for kind in aggregate.events.types.values()
]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_has_a_sentence_of_its_own_fields(kind: Any) -> None:
    named = {field for _, field, _, _ in Formatter().parse(kind.story) if field}
    assert named <= {field.name for field in dataclasses.fields(kind)}
    assert unicodedata.is_normalized("NFC", kind.story)


def told(position: int, stream: str, type_: str, command: str = "", **data: Any) -> Recorded:
    act = Origin("u:a", "director", "so", date(2025, 1, 22), "c", command or f"k{position}")
    body = {"type": type_, "data": data}
    raw = envelope("79", stream, position, None, "2025-01-22T00:00:00.000000Z", act, body, "0" * 32)
    return record("79", position, raw)


PRIMARY: dict[str, Any] = {"kind": "primary", "areas": ["764", "79"]}
PAST = [
    told(1, "organisation-so", "OrganisationRegistered", name="Sở Giáo dục", area="79"),
    told(2, "school-a", "SchoolRegistered", name="Trường Đống Đa", **PRIMARY),
    told(3, "cycle-a_2024", "Judged", "k3", criterion="1.1"),
    told(4, "cycle-a_2024", "Judged", "k3", criterion="1.2"),
    told(5, "cycle-b_2024", "Judged", criterion="9.9"),
    told(6, "evaluation-a_2024", "Granted", to="2030-01-22", by="so", grade=None),
]
SENTENCES = {"Judged": "Chấm tiêu chí {criterion}", "Granted": "{by} công nhận đến {to}, {grade}"}


def known() -> Names:
    names = Names()
    for event in PAST:
        names.hear(event)
    return names


def test_a_command_is_one_line_and_other_schools_are_left_out() -> None:
    lines = story(PAST, "a", SENTENCES, known())
    assert [line.position for line in lines] == [2, 4, 6]
    assert lines[1].told == "Chấm tiêu chí 1.2 (và 1 mục khác)"


def test_dates_names_and_what_is_not_stated_are_written_out() -> None:
    last = story(PAST, "a", SENTENCES, known())[-1]
    assert last == StoryLine(
        date(2025, 1, 22),
        "Sở Giáo dục công nhận đến 22/01/2030, không ghi",
        "Giám đốc, Sở Giáo dục",
        6,
    )


def test_a_school_is_found_without_accents_or_by_its_id() -> None:
    assert fold("Đống Đa") == "dong da"
    assert known().find("dong da") == ["a"]
    assert known().find("a") == ["a"]
    assert known().find("khác") == []


def test_a_school_is_found_and_titled_by_its_new_name_and_found_by_the_old_one() -> None:
    names = known()
    names.hear(told(7, "school-a", "SchoolRenamed", name="Trường Thịnh Quang", starts="2025-02-01"))
    assert names.last("a") == "Trường Thịnh Quang"
    assert names.find("thinh quang") == names.find("dong da") == ["a"]


def test_an_office_bears_its_new_name() -> None:
    names = known()
    names.hear(
        told(7, "organisation-so", "OrganisationRenamed", name="Sở mới", starts="2025-02-01")
    )
    assert story(PAST, "a", SENTENCES, names)[-1].who == "Giám đốc, Sở mới"


def test_a_merger_is_told_with_the_names_of_the_schools() -> None:
    stories = {kind.__name__: kind.story for kind in EVENTS}
    names = known()
    names.hear(told(7, "school-b", "SchoolRegistered", name="Trường Mới", **PRIMARY))
    merger: dict[str, Any] = {
        "predecessors": ["a"],
        "form": "other",
        "starts": "2026-08-01",
        "basis": "QĐ 1",
    }
    closure: dict[str, Any] = {
        "form": "other",
        "ends": "2026-08-01",
        "successors": ["b"],
        "basis": "QĐ 1",
    }
    past = [
        told(8, "school-b", "SchoolsMerged", **merger),
        told(9, "school-a", "SchoolClosed", parts=["a"], **closure),
    ]
    (heir,) = story(past, "b", stories, names)
    (ended,) = story(past, "a", stories, names)
    assert heir.told == "Trường kế thừa Trường Đống Đa từ ngày 01/08/2026, theo QĐ 1"
    assert ended.told == (
        "Trường chấm dứt hoạt động từ ngày 01/08/2026, theo QĐ 1; trường kế thừa: Trường Mới"
    )
