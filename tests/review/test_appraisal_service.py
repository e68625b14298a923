"""A case of today under TT 57/2026, whole: from its registration to its certificate, in tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, Wire
from libs.law.standards.levels import school_level
from services.assessment.cycle.events import council as assessment
from services.assessment.cycle.events import report as reported
from services.registry.assignment.rules import EndFunction
from services.review.evaluation.acts import ListCaseActs
from services.review.evaluation.appraisal_items import ListAppraisalItems
from services.review.evaluation.appraising import GiveOpinion, OrderSiteCheck, RecordSiteCheck
from services.review.evaluation.decisions import DecideNationalStandard
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.questions import GetEvaluation
from services.review.recognition.questions import GetRecognition
from tests.review.cases import (
    ACCEPT,
    COUNCIL,
    FORWARD,
    IN_2026,
    LEADER,
    MEMBER,
    NOTIFY,
    SECRETARY,
    appraised,
    conclude,
    judged,
)
from tests.review.world import (
    APPRAISER,
    CHECKER,
    COMMITTEE,
    DIRECTOR,
    PRINCIPAL,
    SO,
    Platform,
    installed,
)
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

CASE = "evaluation-abc_2026"
FILED, SEEN, MET, DECIDED = (
    date(2026, 10, 26),
    date(2026, 11, 10),
    date(2026, 11, 20),
    date(2026, 11, 25),
)
REGISTRATION = SubmitRegistration(
    purpose="national_standard",
    national_grade=1,
    address="1 Đường Mẫu",
    cycle_year=2026,
    id="abc_2026",
    school="abc",
    on=FILED,
)


@pytest.fixture
def platform(postgres_server: PostgresServer) -> Iterator[Platform]:
    """A platform with a report of 2026-2027 under TT 57/2026, where the Sở recognises."""
    with installed(postgres_server) as database:
        found = Platform(database)
        outcome = school_level(IN_2026, judged(IN_2026, 2))
        on, by = date(2026, 10, 20), IN_2026.rules_hash
        opened = assessment.CycleOpened(
            "abc", 2026, "primary", IN_2026.id, IN_2026.revision, False, (), on, rules=by
        )
        said = (outcome.level, outcome.next_level, outcome.failed, outcome.unjudged)
        approved = reported.ReportApproved(*said, on, rules=by)
        found._append("cycle-abc_2026", [opened, approved, reported.ReportSubmitted(on)], on)
        ends = EndFunction(COMMITTEE, date(2026, 7, 7), "TT 57")
        found.act("assignment-decide_national_standard_79", ends)
        since, kinds = date(2026, 7, 7), ("primary",)
        found.assign("decide_national_standard_79", SO, kinds, since)
        found.settle()
        yield found


def view(platform: Platform, actor: str = "s:gateway") -> Wire:
    found: Wire = platform.ask(GetEvaluation("abc_2026", inside=None), actor, on=DECIDED)["view"]
    return found


def items(platform: Platform, actor: str = "s:gateway") -> list[Wire]:
    question = ListAppraisalItems("abc_2026", schools=None, inside=None, limit=200)
    found: list[Wire] = platform.ask(question, actor, on=DECIDED)["views"]
    return found


def way() -> list[tuple[Any, str, date]]:
    visit = RecordSiteCheck("2/BB", SEEN, SEEN, "Đúng báo cáo.", on=SEEN, actor=LEADER)
    return [
        (REGISTRATION, PRINCIPAL, FILED),
        (FORWARD, CHECKER, FILED),
        (ACCEPT, APPRAISER, date(2026, 10, 30)),
        (COUNCIL, DIRECTOR, date(2026, 11, 3)),
        *((each, MEMBER, date(2026, 11, 5)) for each in appraised(1)),
        (OrderSiteCheck("Số phòng học.", SEEN, on=SEEN, actor=LEADER), LEADER, SEEN),
        (visit, LEADER, SEEN),
        (GiveOpinion(True, actor=MEMBER), MEMBER, MET),
        (conclude(), SECRETARY, MET),
        (NOTIFY, APPRAISER, date(2026, 11, 23)),
        (DecideNationalStandard("9/QĐ-SGDĐT", "CQG-9", on=DECIDED), DIRECTOR, DECIDED),
    ]


def test_a_case_of_today_goes_from_its_registration_to_its_certificate(platform: Platform) -> None:
    offered = []
    for command, actor, on in way():
        platform.act(CASE, command, actor, on)
        offered.append(view(platform)["next_acts"][0]["command"] if actor == APPRAISER else "")
    assert [each for each in offered if each] == ["FormCouncil", "DecideNationalStandard"]
    found = view(platform)
    assert (found["state"], found["national"], found["national_grade"]) == ("decided", "granted", 1)
    assert (found["site_check_number"], found["votes_in_favour"]) == ("2/BB", 5)
    assert found["council_members"][0] == {"person": LEADER, "post": "chair"}
    kinds = [one["item_kind"] for one in items(platform)]
    assert [kinds.count(kind) for kind in ("criterion", "figure", "condition", "opinion")] == [
        *(15, 1, 3, 1)
    ]
    recognition = platform.ask(GetRecognition("abc_national2026"), on=DECIDED)["view"]
    assert (recognition["national_grade"], recognition["valid_to"]) == (1, "2031-11-25")
    acts = platform.ask(ListCaseActs("abc_2026", schools=None, inside=None, limit=200), on=DECIDED)[
        "views"
    ]
    assert {"council", "appraisal", "site", "minutes", "notice", "national"} <= {
        one["act_kind"] for one in acts
    }


def test_a_school_learns_the_result_by_its_notice_and_the_reasons_by_the_decision(
    platform: Platform,
) -> None:
    for command, actor, on in way()[:-2]:
        platform.act(CASE, command, actor, on)
    assert view(platform, PRINCIPAL)["proposed_level"] is None
    assert view(platform, PRINCIPAL)["votes_in_favour"] is None
    assert view(platform, APPRAISER)["proposed_level"] == 1
    for command, actor, on in way()[-2:-1]:
        platform.act(CASE, command, actor, on)
    assert view(platform, PRINCIPAL)["proposed_level"] == 1
    assert items(platform, PRINCIPAL) == []
    platform.act(CASE, *way()[-1])
    assert {one["item_kind"] for one in items(platform, PRINCIPAL)} == {
        *("criterion", "figure", "condition")
    }


def test_nobody_of_a_council_decides_what_it_concluded(platform: Platform) -> None:
    platform.grant(LEADER, "director", SO)
    platform.settle()
    for command, actor, on in way()[:-1]:
        platform.act(CASE, command, actor, on)
    with pytest.raises(Forbidden, match="duties-apart"):
        platform.act(CASE, way()[-1][0], LEADER, DECIDED)
