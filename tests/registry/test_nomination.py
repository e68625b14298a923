from dataclasses import replace
from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from services.registry.nomination.events import NominationWithdrawn, PersonNominated
from services.registry.nomination.rules import NOMINATION, NominatePerson, WithdrawNomination
from tests.registry.acts import of
from tests.registry.province import ask, do, ids
from tests.running import Running
from tests.spec import spec

nomination = spec(NOMINATION)
OFFICE = of("phong764_2024")
NOMINATE = NominatePerson("u:n1", "evaluate", "s1", ("preschool",), "Công văn cử", **OFFICE)
NOMINATED = PersonNominated("u:n1", "evaluate", "s1", ("preschool",), "Công văn cử")
WITHDRAW = WithdrawNomination("u:n1", "evaluate", "chuyển công tác", **OFFICE)
WITHDRAWN = NominationWithdrawn("u:n1", "evaluate", "chuyển công tác")


def test_a_person_is_nominated_once_for_a_task() -> None:
    stream = nomination.given().when(NOMINATE).then(NOMINATED)
    stream.when(NOMINATE).then_nothing()
    stream.when(replace(NOMINATE, works_at="s2")).then_rejected("nominee-differs")
    stream.when(replace(NOMINATE, task="guide")).then(replace(NOMINATED, task="guide"))


def test_a_nomination_is_withdrawn_once_and_may_be_made_anew() -> None:
    stream = nomination.given(NOMINATED).when(WITHDRAW).then(WITHDRAWN)
    stream.when(WITHDRAW).then_nothing()
    stream.when(replace(NOMINATE, works_at="s2")).then(replace(NOMINATED, works_at="s2"))
    nomination.given().when(WITHDRAW).then_rejected("nominee-unknown")


def test_a_nomination_names_each_kind_once_and_its_stream_a_year() -> None:
    twice = replace(NOMINATE, kinds=("primary", "primary"))
    nomination.given().when(twice).then_rejected("kind-twice")
    nomination.given().when(replace(NOMINATE, id="phong764")).then_rejected("year-missing")


@pytest.mark.e2e
def test_officers_see_who_is_nominated_and_trained(server: Running) -> None:
    course = {
        "title": "Nghiệp vụ đánh giá ngoài",
        "provider": "Đơn vị mẫu",
        "subject": "external_evaluation",
        "held_on": "2024-09-01",
        "basis": "Kế hoạch",
        "validity_months": 12,
    }
    do(server, "sof", "training-so79_n", "RegisterCourse", **course)
    came = [{"person": "u:n1", "post": "officer", "org": "phong764"}]
    do(server, "sof", "training-so79_n", "RecordAttendance", attendees=came)
    stream = "nomination-phong764_2024"
    for person, task in (("u:n1", "evaluate"), ("u:n2", "evaluate"), ("u:n2", "guide")):
        nominee = {"person": person, "task": task, "works_at": "phong764", "kinds": ["preschool"]}
        do(server, "ofc", stream, "NominatePerson", basis="Công văn cử", **nominee)
    mine: dict[str, Any] = {"office": "phong764", "year": 2024}
    found = ask(server, "ListNominees", task="evaluate", kind="preschool", **mine)
    assert [(n["person"], n["trained"]) for n in found] == [("u:n1", True), ("u:n2", False)]
    assert ids(server, "ListNominees", trained=True, **mine) == ["phong764_2024_00001"]
    assert ids(server, "ListNominees", trained=True, on="2025-09-01", **mine) == []
    assert ids(server, "ListNominees", kind="primary", **mine) == []
    assert ids(server, "ListNominees", person="u:n2", after=found[1]["id"]) == [
        "phong764_2024_00003"
    ]
    withdraw = {"person": "u:n2", "task": "guide", "reason": "nhầm"}
    do(server, "ofc", stream, "WithdrawNomination", **withdraw)
    assert ids(server, "ListNominees", task="guide", **mine) == []
    with pytest.raises(Forbidden, match="officers-only"):
        ask(server, "ListNominees", "hd1", **mine)
