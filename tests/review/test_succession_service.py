"""Mergers, divisions and closures through registry, review and disclosure, on real tables."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.service import Service
from libs.engine.subscription import parked
from libs.kernel.problems import Rejected, Wire
from services.disclosure.publication.questions import ListPublications
from services.registry.adopted_rules.rules import AdoptRules
from services.registry.grant.rules import GiveGrant
from services.registry.lineage.rules import CloseSchool, Command, MergeSchools, SplitSchool
from services.registry.policies import react
from services.registry.school.rules import RenameSchool
from services.review.evaluation.questions import GetEvaluation
from services.review.recognition.earlier import (
    RecordEarlierRecognition,
    StrikeEarlierRecognition,
)
from services.review.recognition.entries import ConfirmEarlierRecognition
from services.review.recognition.entry_questions import ListRecognitionEntries
from services.review.recognition.questions import GetRecognition, ListRecognitions
from services.review.succession.questions import GetSuccession
from tests.review.cases import BOTH, FORWARD
from tests.review.test_service import FILED_ON, STREAM, _contents, evaluate
from tests.review.world import APPRAISER, CHECKER, LOG, PRINCIPAL, SO, Platform, installed
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

DAY, TODAY = date(2026, 8, 1), date(2026, 8, 3)
DECISION = "Quyết định mẫu"
CONTEXT: dict[str, Any] = {"id": LOG, "log": LOG, "on": TODAY}
MERGE = MergeSchools(("abc",), "xyz", "rename_only", DAY, DECISION, **CONTEXT)
CLOSE = CloseSchool("abc", DAY, DECISION, **CONTEXT)
CERTIFICATES = ("abc_accreditation2024", "abc_national2024")


@pytest.fixture(scope="module")
def databases(postgres_server: PostgresServer) -> Iterator[Any]:
    with installed(postgres_server) as database:
        yield database


@pytest.fixture
def platform(databases: Any) -> Platform:
    """A platform on empty tables, with a second school "xyz" of the same place."""

    def emptied(service: type[Service]) -> Any:
        database = databases(service)
        with database.transaction() as cursor:
            for table in _contents(cursor, service.name):
                cursor.execute(f"truncate {table}")
            cursor.execute("truncate subscription, parked")
        return database

    found = Platform(emptied)
    found.register_school("xyz", "primary", ("764", "79"))
    found.settle()
    return found


def reorganise(platform: Platform, command: Command, on: date = TODAY) -> None:
    """Decide an act of the lineage and let all follow from it, in every service."""
    platform.act("lineage-79", command, on=on)
    decided = platform.log.read(LOG, "lineage-79")["lineage-79"][-1]
    for stream, effect in react(decided):
        platform.act(stream, effect, "s:registry", on)
    platform.settle()
    assert [parked(service.db) for service in platform.services] == [[], []]


def shown(platform: Platform, school: str) -> list[tuple[str, bool, str, str | None]]:
    """Return what the public sees for a school: each record, if a predecessor's, holder, end."""
    views = platform.ask(ListPublications(school=school), "u:nobody")["views"]
    return [(v["id"], v["predecessor"], v["holder"], v["lapsed_on"]) for v in views]


def certificate(platform: Platform, id: str = CERTIFICATES[0]) -> Wire:
    found: Wire = platform.ask(GetRecognition(id))["view"]
    return found


def test_a_renamed_schools_certificates_go_on_with_the_successor(platform: Platform) -> None:
    evaluate(platform)
    platform.act("school-xyz", RenameSchool("Trường mẫu mới", DAY, DECISION, on=TODAY), on=TODAY)
    reorganise(platform, MERGE)
    for id in CERTIFICATES:
        found = certificate(platform, id)
        assert (found["school"], found["holder"], found["held_since"]) == (
            "abc",
            "xyz",
            "2026-08-01",
        )
        assert (found["valid_to"][:4], found["lapsed_on"]) == ("2030", None)
        assert (found["lineage_rule"], found["lineage_sure"]) == ("letters-2026-rename-only", False)
        assert "Chỉ đổi tên" in found["lineage_why"]
        assert platform.types(f"recognition-{id}") == [
            "RecognitionGranted",
            "RecognitionCarriedOver",
        ]
    for school in ("abc", "xyz"):
        listed = platform.ask(ListRecognitions(school=school))["views"]
        assert [view["id"] for view in listed] == [*CERTIFICATES]
    assert shown(platform, "xyz") == [(id, True, "xyz", None) for id in CERTIFICATES]
    assert shown(platform, "abc") == [(id, False, "xyz", None) for id in CERTIFICATES]
    (record, _) = platform.ask(ListPublications(school="xyz"), "u:nobody")["views"]
    assert (record["school_name"], record["holder_name"]) == ("Trường mẫu abc", "Trường mẫu mới")
    (settled,) = platform.ask(GetSuccession("abc"))["view"]["settlements"]
    assert [c["outcome"] for c in settled["certificates"]] == ["carried_over"] * 2
    assert (settled["form"], settled["cases"], len(settled["grounds"])) == ("rename_only", [], 1)


def test_a_certificate_carried_over_counts_for_the_school_that_holds_it(
    platform: Platform,
) -> None:
    evaluate(platform, level=1, reached=38)
    reorganise(platform, replace(MERGE, starts=date(2025, 8, 1)), on=date(2025, 8, 4))
    platform.grant("u:new", "principal", "xyz")
    platform.report("xyz", 2025, 2)
    platform.settle()
    again = replace(BOTH, cycle_year=2025, purpose="accreditation", national_grade=None)
    with pytest.raises(Rejected, match="upgrade-too-early"):
        platform.act("evaluation-xyz_2025", again, "u:new", date(2025, 10, 6))
    # It goes on to the next successor as well.
    platform.register_school("uvw", "primary", ("764", "79"))
    onwards = replace(MERGE, predecessors=("xyz",), successor="uvw")
    reorganise(platform, onwards)
    assert certificate(platform)["holder"] == "uvw"
    assert shown(platform, "uvw") == [(CERTIFICATES[0], True, "uvw", None)]


def test_in_any_other_merger_certificates_lapse_but_stay_to_be_seen(platform: Platform) -> None:
    evaluate(platform)
    reorganise(platform, replace(MERGE, form="other"))
    found = certificate(platform)
    assert (found["holder"], found["lapsed_on"]) == ("abc", "2026-08-01")
    assert found["lineage_rule"] == "letters-2026-other"
    assert shown(platform, "xyz") == [(id, True, "abc", "2026-08-01") for id in CERTIFICATES]
    assert platform.types(f"publication-{CERTIFICATES[0]}") == [
        "RecognitionPublished",
        "PublicationLapsed",
    ]


@pytest.mark.parametrize("certified", [True, False])
def test_all_parts_certified_is_asked_of_the_certificates_themselves(
    platform: Platform, certified: bool
) -> None:
    """The parts are "abc", which holds both kinds, and one that holds them or does not."""
    evaluate(platform)
    platform.register_school("part", "primary", ("764", "79"))
    platform.settle()
    if certified:
        # Both certificates of another school come to this one by its name alone.
        platform.register_school("first", "primary", ("764", "79"))
        platform.settle()
        reorganise(platform, replace(MERGE, successor="first"))
    parts = ("first",) if certified else ("abc", "part")
    merge = replace(MERGE, predecessors=parts, form="all_parts_certified")
    reorganise(platform, merge)
    found = certificate(platform)
    outcome = (found["holder"], found["lapsed_on"])
    assert outcome == (("xyz", None) if certified else ("abc", "2026-08-01"))


def test_a_running_case_goes_on_or_ends_as_the_table_says(platform: Platform) -> None:
    evaluate(platform, reached=2)
    day = date(2024, 11, 1)
    reorganise(platform, replace(MERGE, starts=day), on=day)
    view = platform.ask(GetEvaluation("abc_2024", inside=None))["view"]
    assert (view["state"], view["continued_by"], view["continued_on"]) == (
        "filed",
        "xyz",
        "2024-11-01",
    )
    assert view["lineage_rule"] == "before-2026-rename-only"
    platform.act(STREAM, FORWARD, CHECKER, date(2024, 11, 4))
    # The school that succeeds is itself divided: no row lets the case go on from there.
    for id in ("s1", "s2"):
        platform.register_school(id, "primary", ("764", "79"))
    split = SplitSchool("xyz", ("s1", "s2"), "split", date(2024, 11, 5), DECISION, **CONTEXT)
    reorganise(platform, split, on=date(2024, 11, 6))
    view = platform.ask(GetEvaluation("abc_2024", inside=None))["view"]
    assert (view["state"], view["ended_on"]) == ("ended", "2024-11-05")
    assert "chia" in view["lineage_why"]
    assert platform.types(STREAM)[-1] == "EvaluationEnded"


def test_a_closed_school_files_no_more(platform: Platform) -> None:
    reorganise(platform, replace(CLOSE, ends=date(2024, 10, 1)), on=date(2024, 10, 1))
    with pytest.raises(Rejected, match="school-closed"):
        platform.act(STREAM, BOTH, PRINCIPAL, FILED_ON)
    assert platform.types(STREAM) == []


def test_what_follows_is_the_same_when_the_followers_begin_again(platform: Platform) -> None:
    evaluate(platform)
    reorganise(platform, MERGE)
    head = platform.log.head(LOG)
    for service in platform.services:
        with service.db.transaction() as cursor:
            cursor.execute("update subscription set position = 0 where name like '%reactions'")
    platform.settle()
    assert platform.log.head(LOG) == head
    for service in platform.services:
        with service.db.transaction() as cursor:
            before = _contents(cursor, service.name)
            for table in before:
                cursor.execute(f"delete from {table}")
            for event in platform.log.follow(LOG, 0, 10_000):
                type(service).take_in(cursor, [event])
            assert _contents(cursor, service.name) == before


def test_a_recognition_from_paper_counts_until_the_one_that_renews_it(platform: Platform) -> None:
    platform.act("rules-79", AdoptRules(3, id="79", log="79"))
    signed, first = date(2022, 5, 18), "abc_accreditation_20220518"
    paper = RecordEarlierRecognition(
        *("accreditation", "812/QĐ-SGDĐT", signed, "Sở Giáo dục và Đào tạo", signed),
        date(2027, 5, 18),
        accreditation_grade=1,
        id=first,
        school="abc",
        on=FILED_ON,
        actor=APPRAISER,
    )
    before = replace(paper, decided_on=(day := date(2019, 1, 10)), valid_from=day)
    before = replace(before, valid_to=date(2024, 1, 10), id="abc_accreditation_20190110")
    platform.act("grant-second", GiveGrant("officer", SO, date(2024, 1, 1), "QĐ"))
    for command in (before, paper):
        platform.act(f"recognition-{command.id}", command, APPRAISER, FILED_ON)
        (waits,) = platform.ask(ListRecognitionEntries(school="abc", schools=None), "u:second")[
            "views"
        ]
        assert (waits["id"], waits["entry"], waits["entered_by"]) == (command.id, 1, APPRAISER)
        nothing = [v for v in platform.ask(ListRecognitions())["views"] if v["id"] == command.id]
        assert nothing == []
        about: Any = {"id": command.id, "school": "abc", "on": FILED_ON, "actor": "u:second"}
        confirm = ConfirmEarlierRecognition(1, **about)
        platform.act(f"recognition-{command.id}", confirm, "u:second", FILED_ON)
    assert platform.ask(ListRecognitionEntries(school="abc", schools=None))["views"] == []
    platform.settle()
    ended = certificate(platform, "abc_accreditation_20190110")
    assert (ended["replaced_by"], ended["ends"]) == (first, "2022-05-18")
    found = certificate(platform, first)
    assert (found["recorded_on"], found["authority_name"]) == (
        FILED_ON.isoformat(),
        "Sở Giáo dục và Đào tạo",
    )
    evaluate(platform, planned=False)
    (again,) = [
        v for v in platform.ask(ListRecognitions(school="abc"))["views"] if v["id"] == first
    ]
    decided = certificate(platform)
    assert (again["replaced_by"], again["ends"]) == (decided["id"], decided["valid_from"])
    (public,) = (
        view
        for view in platform.ask(ListPublications(school="abc"), "u:nobody")["views"]
        if view["id"] == first
    )
    assert (public["from_paper"], public["authority"], public["ends"]) == (
        True,
        None,
        decided["valid_from"],
    )
    late = replace(paper, decided_on=FILED_ON, valid_from=FILED_ON)
    with pytest.raises(Rejected, match="recognition-wrong"):
        platform.act(f"recognition-abc_accreditation_{FILED_ON:%Y%m%d}", late, APPRAISER, TODAY)


def test_a_paper_that_was_struck_gives_its_place_back_and_may_be_written_anew(
    platform: Platform,
) -> None:
    for day in (date(2020, 5, 18), date(2022, 5, 18)):
        paper = RecordEarlierRecognition(
            *("national_standard", "9/QĐ", day, "Ủy ban nhân dân", day, date(2025, 5, 17)),
            national_grade=1,
            id=f"abc_national_{day:%Y%m%d}",
            school="abc",
            on=FILED_ON,
            actor=APPRAISER,
        )
        platform.act(f"recognition-{paper.id}", paper, APPRAISER, FILED_ON)
    platform.settle()
    stream = f"recognition-{paper.id}"
    platform.act(stream, StrikeEarlierRecognition("Nhầm trường"), APPRAISER, FILED_ON)
    platform.settle()
    assert certificate(platform, paper.id)["struck"] == "Nhầm trường"
    assert certificate(platform, "abc_national_20200518")["replaced_by"] is None
    platform.act(stream, replace(paper, decision_number="10/QĐ"), APPRAISER, FILED_ON)
    platform.settle()
    found = certificate(platform, paper.id)
    assert (found["decision_number"], found["struck"]) == ("10/QĐ", None)
    listed = platform.ask(ListPublications(school="abc"), "u:nobody")["views"]
    assert [(v["decision_number"], v["struck"], v["replaced_by"]) for v in listed] == [
        ("9/QĐ", None, paper.id),
        ("10/QĐ", None, None),
    ]
