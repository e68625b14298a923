"""What a package leaves unsaid stays as it is, and lists without end are not read to theirs."""

import time
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Wire
from services.gateway.bulk.package_steps import Step, steps
from services.gateway.exchange import workbook
from services.gateway.exchange.completing import completed
from services.gateway.exchange.making import Made
from services.gateway.exchange.package import dump, load
from services.gateway.exchange.receiving import MOST_FAULTS, Received, received, received_workbook
from services.gateway.spreadsheets import reading
from tests.gateway.test_exchange import PLAN, sample

DESCRIBED = [{"of_level": 1, "text": "Một"}, {"of_level": 2, "text": "Hai"}]
MEASURE = {"what": "Sách mượn", "value": "92", "measured_on": "2026-09-01"}
TEXTS = {"strengths": "C", "weaknesses": "Y", "improvement": "K"}
STANDARD = {"standard": 1, "judgement": "N", "strengths": "M", "limits": "H", "priorities": "V"}
ITEM: Wire = {
    "code": "MC.1.1.01",
    "criterion": "1.1",
    "title": "Kế hoạch",
    "obtained": "survey",
    "number": "12/KH",
    "issuer": "Trường",
    "dated": "2026-09-01",
    "expires_on": None,
    "note": "Bản giấy",
    "kept": "place",
    "box": "1",
    "shelf": "2",
    "where": "Kho",
}


def standing() -> Wire:
    """Return the content of a cycle in which everything is said."""
    wire = sample()
    wire["sheets"][0] |= {**TEXTS, "descriptions": DESCRIBED, "measures": [MEASURE]}
    wire["standards"] = [STANDARD]
    return wire | {"plan": deepcopy(PLAN)}


def made() -> Made:
    plan_item: Wire = {"item": "v1", "responsible": None, "participants": []}
    plan = {"year": PLAN["year"]}
    package = load(standing())
    items = {"MC.1.1.01": ITEM, "MC.1.2.01": ITEM | {"code": "MC.1.2.01"}}
    return Made(package, 1, {"id": "c1"}, {"id": "s1"}, items, plan, {1: plan_item})


def asked(told: Received) -> list[Step]:
    assert [fault for fault in told.faults if not fault.warning] == []
    return list(steps(completed(told.package, told.said, made()), told.said, made()))


def head(**content: Any) -> Wire:
    names = ("format", "format_version", "software", "school", "cycle")
    return {**{name: sample()[name] for name in names}, **content}


@pytest.mark.parametrize(
    "content",
    [
        {"sheets": [{"criterion": "1.1"}]},
        {"sheets": [{"criterion": "1.1", "measures": [MEASURE]}]},
        {"sheets": [{"criterion": "1.1", "descriptions": DESCRIBED[:1]}]},
        {"sheets": [{"criterion": "1.1", "judgements": sample()["sheets"][0]["judgements"][:1]}]},
        {"standards": [{"standard": 1}]},
        {"standards": [{"standard": 1, "limits": "H"}]},
        {"evidence": [{"code": "MC.1.1.01", "criterion": "1.1", "title": "Kế hoạch"}
                      | {"place": {"box": "1"}}]},
        {"plan": {"year": 2027}},
        {"plan": {"year": 2027, "issues": [{n: PLAN["issues"][0][n]
                                            for n in ("issue", "criterion", "limitation")}]}},
        {"plan": {"year": 2027, "items": [{n: PLAN["items"][0][n]
                                           for n in ("number", "born_of", "solution")}]}},
    ],
)  # fmt: skip
def test_what_is_left_unsaid_is_no_change(content: Wire) -> None:
    assert asked(received(head(**content))) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"sheets": [{"criterion": "1.1", "strengths": ""}]}, {**TEXTS, "strengths": ""}),
        ({"sheets": [{"criterion": "1.1", "measures": []}]}, {**TEXTS, "measures": []}),
        (
            {"sheets": [{"criterion": "1.1", "descriptions": [{"of_level": 2, "text": "Khác"}]}]},
            {**TEXTS, "descriptions": [DESCRIBED[0], {"of_level": 2, "text": "Khác"}]},
        ),
        ({"standards": [{"standard": 1, "judgement": ""}]}, {**STANDARD, "judgement": ""}),
        (
            {"evidence": [{"code": "MC.1.1.01", "criterion": "1.1", "title": "Kế hoạch"}
                          | {"place": {"box": "1"}, "number": None}]},
            {"details": {"number": None, "obtained": "survey", "issuer": "Trường"}
             | {"note": "Bản giấy", "dated": "2026-09-01", "expires_on": None}},
        ),
    ],
)  # fmt: skip
def test_what_is_said_to_be_empty_is_emptied_and_nothing_else(content: Wire, told: Wire) -> None:
    (step,) = asked(received(head(**content)))
    assert step.data | told == step.data


def test_a_workbook_says_nothing_of_a_criterion_beyond_its_rows() -> None:
    package = head(sheets=[{"criterion": "1.1", "measures": [MEASURE | {"value": "95"}]}])
    judged = head(sheets=[{**sample()["sheets"][0], "improvement": ""}])
    for wire, count in ((package, 1), (judged, 0)):
        found = asked(received_workbook(reading.sheets(workbook.write(dump(load(wire))))))
        assert len(found) == count
        assert all(step.data | TEXTS == step.data for step in found)
        assert all(step.data["descriptions"] == DESCRIBED for step in found)


def test_what_is_unsaid_makes_another_digest_than_what_is_empty() -> None:
    unsaid = head(sheets=[{"criterion": "1.1", "weaknesses": "Y"}, {"criterion": "1.2"}])
    empty = deepcopy(unsaid)
    empty["sheets"][0]["strengths"] = ""
    turned = {**unsaid, "sheets": unsaid["sheets"][::-1]}
    assert received(unsaid).digest == received(turned).digest != received(empty).digest


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"figures": [{}] * 120_000}, "/figures"),
        ({"sheets": [{"criterion": "1.1", "judgements": [{}] * 120_000}]}, "/sheets/0/judgements"),
        ({"plan": {"year": 2027, "items": [{}] * 120_000}}, "/plan/items"),
    ],
)
def test_a_list_without_end_is_told_and_not_read_to_its_end(content: Wire, pointer: str) -> None:
    begun = time.process_time()
    found = received(head(**content)).faults
    assert time.process_time() - begun < 3
    assert found[0].pointer == pointer
    assert found[0].code == "length"
    assert len(found) <= MOST_FAULTS + 1


def test_so_many_lists_without_end_are_not_all_told() -> None:
    judged = {"level": 1, "indicator": "a", "met": True, "evidence": ["x"] * 51}
    found = received(head(sheets=[{"criterion": "1.1", "judgements": [judged] * 30}] * 60)).faults
    assert len(found) == MOST_FAULTS + 1


def test_after_so_many_faults_the_rest_is_not_looked_at() -> None:
    found = received(head(figures=[{"year": 2026, "true_on": date.min.isoformat()}] * 400)).faults
    assert len(found) == MOST_FAULTS + 1
    assert found[-1].code == "faults-too-many"
