"""Review and disclosure whole: commands, read tables and reactions behind them, questions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.service import Service
from libs.engine.subscription import parked
from libs.kernel.problems import Forbidden, Invalid, NotFound, Rejected, Wire
from libs.rights import sight
from services.disclosure.publication.questions import GetPublication, ListPublications
from services.registry.assignment.rules import EndFunction
from services.registry.instruction.rules import (
    CorrectInstruction,
    Correction,
    Obligation,
    RegisterInstruction,
)
from services.registry.organisation.rules import RegisterOrganisation, RenameOrganisation
from services.registry.school.rules import RecordOperation
from services.review.evaluation.acts import ListCaseActs
from services.review.evaluation.forwarding_lists import GetForwardingList, ListForwardingLists
from services.review.evaluation.questions import GetEvaluation, ListEvaluations
from services.review.evaluation.report import SendDraft, SubmitFinalReport
from services.review.evaluation.state import State
from services.review.evaluation.survey import FormTeam, RecordFinding
from services.review.evaluation.team_sheets import ListTeamSheets
from services.review.recognition.questions import GetRecognition, ListRecognitions
from services.review.team.rules import DeclareInterest
from tests.review.cases import (
    ACCEPT,
    BOTH,
    FORWARD,
    LEADER,
    PROPOSE,
    REQUEST,
    TEAM,
    WITHDRAW,
    accredit,
    accredit_only,
    answers,
    close,
    draft,
    final,
    plan,
    recognise,
    reply,
    sheets,
    signed,
)
from tests.review.world import (
    APPRAISER,
    CHAIR,
    CHECKER,
    COMMITTEE,
    DIRECTOR,
    HEAD,
    LOG,
    OFFICES,
    PHONG,
    PRINCIPAL,
    SO,
    Platform,
    installed,
)
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

STREAM = "evaluation-abc_2024"
MINE = GetEvaluation("abc_2024", inside=None)
ALL = ListEvaluations(schools=None, inside=None)
FILED_ON, DECIDED_ON, RECOGNISED_ON = date(2024, 10, 28), date(2025, 1, 10), date(2025, 1, 20)


@pytest.fixture(scope="module")
def databases(postgres_server: PostgresServer) -> Iterator[Any]:
    with installed(postgres_server) as database:
        yield database


@pytest.fixture
def platform(databases: Any) -> Platform:
    """A platform on empty tables."""

    def emptied(service: type[Service]) -> Any:
        database = databases(service)
        with database.transaction() as cursor:
            cursor.execute(
                "select string_agg(quote_ident(tablename), ', ') from pg_tables"
                " where schemaname = %s and tablename not in ('script', 'migration')",
                (service.name,),
            )
            (tables,) = cursor.fetchone()
            cursor.execute(f"truncate {tables}")
        return database

    return Platform(emptied)


def way(level: int = 2) -> list[tuple[Any, str, date]]:
    """Return each command of an evaluation that finds `level`, who gives it and on which day."""
    return [
        (plan("2024-12", accreditation_grade=2, national_grade=1), CHECKER, date(2024, 9, 20)),
        (BOTH, PRINCIPAL, FILED_ON),
        (FORWARD, CHECKER, date(2024, 11, 4)),
        (ACCEPT, APPRAISER, date(2024, 11, 8)),
        (TEAM, DIRECTOR, date(2024, 11, 20)),
        *((sheet, LEADER, date(2024, 12, 10)) for sheet in sheets(level)),
        (close(), LEADER, date(2024, 12, 11)),
        (draft(), LEADER, date(2024, 12, 12)),
        (reply(False, "Số liệu khác."), PRINCIPAL, date(2024, 12, 16)),
        (answers("Tiếp thu."), LEADER, date(2024, 12, 18)),
        (final(), LEADER, date(2024, 12, 20)),
        (accredit(), DIRECTOR, DECIDED_ON),
        (PROPOSE, DIRECTOR, date(2025, 1, 14)),
        (recognise(), CHAIR, RECOGNISED_ON),
    ]


def evaluate(platform: Platform, level: int = 2, reached: int = 99, planned: bool = True) -> None:
    """Lead the school's evaluation through its first `reached` steps, from the case's own plan;
    without one by the newest rules, by which the team signs its report."""
    for command, actor, on in way(level)[not planned : reached]:
        for signature in signed() if isinstance(command, SubmitFinalReport) and not planned else ():
            platform.act(STREAM, signature, signature.actor, on)
        platform.act(STREAM, command, actor, on)
        for member in command.members if isinstance(command, FormTeam) else ():
            declare = DeclareInterest((), actor=member.person)
            platform.act(STREAM.replace("evaluation-", "team-"), declare, member.person, on)


def view(platform: Platform, actor: str = "s:gateway") -> Wire:
    found: Wire = platform.ask(MINE, actor)["view"]
    return found


def test_the_whole_way_ends_in_two_certificates_and_two_public_records(platform: Platform) -> None:
    evaluate(platform)
    assert [parked(service.db) for service in platform.services] == [[], []]
    assert platform.types("recognition-abc_accreditation2024") == ["RecognitionGranted"]
    assert platform.types("publication-abc_national2024") == ["RecognitionPublished"]
    certificate = platform.ask(GetRecognition("abc_accreditation2024"))["view"]
    assert (certificate["accreditation_grade"], certificate["national_grade"]) == (2, None)
    assert (certificate["decided_by"], certificate["decided_on"]) == (SO, "2025-01-10")
    assert (certificate["valid_from"], certificate["valid_to"]) == ("2025-01-10", "2030-01-10")
    assert certificate["evaluation"] == "abc_2024"
    public = platform.ask(GetPublication("abc_national2024"), "u:nobody")["view"]
    assert public["authority_name"] == OFFICES[COMMITTEE][0]
    assert (public["authority"], public["sample"]) == (COMMITTEE, True)
    assert (public["accreditation_grade"], public["national_grade"]) == (None, 1)
    assert (public["school_name"], public["school_kind"]) == ("Trường mẫu abc", "primary")
    assert (public["certificate_number"], public["decision_number"]) == ("CQG-01", "89/QĐ-UBND")
    assert public["published_on"] == "2025-01-20"


def test_a_record_bears_the_name_that_its_authority_had_on_the_day(platform: Platform) -> None:
    for office, starts in ((COMMITTEE, date(2025, 1, 20)), (SO, date(2025, 1, 11))):
        renamed = RenameOrganisation("Tên mới", starts, "Nghị quyết")
        platform.act(f"organisation-{office}", renamed)
    evaluate(platform)
    names = {
        id: platform.ask(GetPublication(id), "u:nobody")["view"]["authority_name"]
        for id in ("abc_accreditation2024", "abc_national2024")
    }
    assert names == {
        "abc_accreditation2024": OFFICES[SO][0],
        "abc_national2024": "Tên mới",
    }


def test_each_step_leaves_its_date_and_the_levels_stand_side_by_side(platform: Platform) -> None:
    evaluate(platform)
    shown = view(platform)
    expected = {
        "state": "decided",
        "planned_on": "2024-09-20",
        "planned_month": "2024-12",
        "purpose": "both",
        "target_accreditation_grade": 2,
        "target_national_grade": 1,
        "filed_on": "2024-10-28",
        "forwarded_on": "2024-11-04",
        "accepted_on": "2024-11-08",
        "team_formed_on": "2024-11-20",
        "team_size": 5,
        "survey_started": "2024-12-10",
        "survey_ended": "2024-12-11",
        "draft_before": "2024-12-26",
        "draft_sent_on": "2024-12-12",
        "reply_before": "2024-12-27",
        "replied_on": "2024-12-16",
        "agreed": False,
        "points": ["Số liệu khác."],
        "answers": ["Tiếp thu."],
        "answered_on": "2024-12-18",
        "final_on": "2024-12-20",
        "claimed_level": 2,
        "draft_level": 2,
        "proposed_level": 2,
        "decided_level": 2,
        "accreditation": "granted",
        "accreditation_grade": 2,
        "accreditation_on": "2025-01-10",
        "accreditation_valid_to": "2030-01-10",
        "proposed_on": "2025-01-14",
        "national": "granted",
        "national_grade": 1,
        "national_on": "2025-01-20",
    }
    assert {name: shown[name] for name in expected} == expected
    assert len(shown["criteria_found"]) == 27
    assert len(shown["failed"]) == 1
    assert shown["version"] == len(platform.types(STREAM))
    newest = platform.log.read(LOG, STREAM)[STREAM][-1]
    assert shown["position"] == newest.position


def test_the_state_shown_is_at_each_step_that_of_the_domain(platform: Platform) -> None:
    evaluation = platform.review.aggregate(STREAM)
    seen = []
    for command, actor, on in way():
        platform.act(STREAM, command, actor, on)
        if isinstance(command, RecordFinding):
            continue
        state = evaluation.fold(platform.log.read(LOG, STREAM)[STREAM])
        assert view(platform)["state"] == state.state
        seen.append(state.state)
    assert len(set(seen)) == 11


def test_every_state_can_be_asked_for(platform: Platform) -> None:
    platform.act(STREAM, *way()[0])
    found = {state: platform.ask(replace(ALL, state=state))["views"] for state in State}
    assert [state for state, views in found.items() if views] == [State.PLANNED]


def test_a_school_does_not_see_what_its_team_has_found_before_it_is_announced(
    platform: Platform,
) -> None:
    evaluate(platform, level=1, reached=37)
    officer, school = view(platform, CHECKER), view(platform, PRINCIPAL)
    assert platform.types(STREAM)[-1] == "FinalReported"
    assert (officer["proposed_level"], officer["proposed_accreditation_grade"]) == (1, 1)
    assert (school["proposed_level"], school["proposed_accreditation_grade"]) == (None, None)
    assert school["draft_level"] == 1
    assert officer["criteria_found"]
    assert school["criteria_found"] == []
    platform.act(STREAM, accredit(), DIRECTOR, DECIDED_ON)
    assert view(platform, PRINCIPAL)["proposed_level"] == 1


def test_a_school_sees_its_own_evaluation_alone(platform: Platform) -> None:
    evaluate(platform, reached=2)
    platform.register_school("xyz", "primary", ("764", "79"))
    platform.grant("u:other", "principal", "xyz")
    platform.settle()
    assert view(platform, PRINCIPAL)["school"] == "abc"
    with pytest.raises(Forbidden) as refusal:
        platform.ask(MINE, "u:other")
    assert refusal.value.code == "school-not-yours"
    assert platform.ask(ALL, "u:other")["views"] == []
    assert len(platform.ask(ALL, PRINCIPAL)["views"]) == 1
    with pytest.raises(Forbidden):
        platform.ask(MINE, "u:nobody")


def test_what_is_not_there_is_not_found(platform: Platform) -> None:
    for question in (
        GetEvaluation("abc_1999", inside=None),
        GetRecognition("abc_accreditation1999"),
        GetPublication("abc_accreditation1999"),
    ):
        with pytest.raises(NotFound):
            platform.ask(question)


def test_lists_are_sorted_filtered_and_paged(platform: Platform) -> None:
    evaluate(platform)
    for school in ("b1", "b2"):
        platform.register_school(school, "primary", ("764", "79"))
        platform.act(f"evaluation-{school}_2024", replace(plan(), id=f"{school}_2024"), CHECKER)
    ids = [v["id"] for v in platform.ask(ALL)["views"]]
    assert ids == ["abc_2024", "b1_2024", "b2_2024"]
    planned = platform.ask(replace(ALL, state=State.PLANNED, after="b1_2024", limit=1))["views"]
    assert [v["id"] for v in planned] == ["b2_2024"]
    assert [v["id"] for v in platform.ask(replace(ALL, school="b1"))["views"]] == ["b1_2024"]
    recognitions = platform.ask(ListRecognitions(school="abc"))["views"]
    assert [v["kind"] for v in recognitions] == ["accreditation", "national_standard"]
    assert platform.ask(ListRecognitions(decision="9/QĐ"))["views"] == []
    public = platform.ask(ListPublications(kind="national_standard"), "u:nobody")["views"]
    assert [v["id"] for v in public] == ["abc_national2024"]
    found = platform.ask(ListPublications(certificate="KĐ-01"))["views"]
    assert [v["id"] for v in found] == ["abc_accreditation2024"]
    with pytest.raises(Invalid):
        platform.ask(replace(ALL, limit=201))


def test_a_filing_outside_the_letters_window_is_refused_for_its_own_district(
    platform: Platform,
) -> None:
    name = "Phòng Giáo dục và Đào tạo huyện Bình Chánh"
    office = RegisterOrganisation(name, "phong", "785", id="pbc")
    platform.act("organisation-pbc", office)
    letter = RegisterInstruction(
        "pbc",
        name,
        "Kiểm định chất lượng giáo dục năm học 2024 - 2025",
        date_as_written="ngày     tháng 09  năm 2024",
        school_year=2024,
        obligations=(
            Obligation(
                "R000-07",
                "school",
                "Gửi hồ sơ đăng ký đánh giá ngoài",
                "monthly_window",
                "refuse",
                "785",
                ("preschool", "primary"),
                first_day=25,
                last_day=30,
                function="check_dossier",
            ),
        ),
        on=date(2024, 9, 5),
    )
    platform.act("instruction-bc", letter)
    for school, areas in (("bc", ("785", "79")), ("gv", ("764", "79"))):
        platform.register_school(school, "primary", areas)
        platform.grant(f"u:p{school}", "principal", school)
        for year in (2024, 2025):
            platform.report(school, year, 2)
    platform.settle()
    early, late = date(2024, 10, 24), date(2024, 10, 25)
    with pytest.raises(Rejected) as refusal:
        platform.act("evaluation-bc_2024", BOTH, "u:pbc", early)
    assert refusal.value.code == "outside-window"
    for said in ("không ghi số", "ngày     tháng 09  năm 2024", "huyện Bình Chánh", "25 đến 30"):
        assert said in refusal.value.detail
    assert platform.types("evaluation-bc_2024") == []
    platform.act("evaluation-gv_2024", BOTH, "u:pgv", early)
    platform.act("evaluation-bc_2024", BOTH, "u:pbc", late)
    # Put right by the Phòng, the window opens later.
    at = "/obligations/R000-07/first_day"
    basis = "Công văn 12/PGDĐT ngày 05/11/2024"
    correct = CorrectInstruction((Correction(at, "26"),), basis, on=date(2024, 11, 5))
    platform.act("instruction-bc", correct)
    platform.settle()
    with pytest.raises(Rejected, match="26 đến 30"):
        platform.act("evaluation-bc_2025", replace(BOTH, cycle_year=2025), "u:pbc", late)
    # The letter speaks of one school year.
    platform.act("evaluation-bc_2025", replace(BOTH, cycle_year=2025), "u:pbc", date(2025, 10, 24))


def test_a_registration_waits_for_the_report_and_for_a_completed_cohort(
    platform: Platform,
) -> None:
    platform.register_school("new", "primary", ("764", "79"))
    platform.grant("u:new", "principal", "new")
    platform.report("new", 2024, 2, submitted=False)
    platform.settle()
    stream = "evaluation-new_2024"
    with pytest.raises(Rejected, match="report-not-submitted"):
        platform.act(stream, BOTH, "u:new", FILED_ON)
    platform.act("school-abc", RecordOperation(None, 0, on=FILED_ON))
    platform.settle()
    with pytest.raises(Rejected, match="operating-condition"):
        platform.act(STREAM, BOTH, PRINCIPAL, FILED_ON)


def test_a_dossier_of_a_school_that_only_the_so_holds_is_not_forwarded(platform: Platform) -> None:
    platform.register_school("thpt", "upper_secondary", ("764", "79"))
    platform.grant("u:thpt", "principal", "thpt")
    platform.report("thpt", 2024, 2)
    platform.settle()
    stream = "evaluation-thpt_2024"
    platform.act(stream, BOTH, "u:thpt", FILED_ON)
    platform.act(stream, ACCEPT, APPRAISER, FILED_ON)
    shown = platform.ask(GetEvaluation("thpt_2024", inside=None))["view"]
    assert (shown["state"], shown["direct"]) == ("accepted", True)


def test_when_the_checking_office_has_ended_schools_file_with_the_so(platform: Platform) -> None:
    end = EndFunction(PHONG, date(2024, 10, 1), "Quyết định mẫu")
    platform.act("assignment-check_dossier_764", end)
    platform.settle()
    platform.act(STREAM, BOTH, PRINCIPAL, FILED_ON)
    assert view(platform)["direct"] is True
    with pytest.raises(Forbidden):
        platform.act(STREAM, FORWARD, CHECKER, FILED_ON)


def test_who_does_not_hold_the_function_may_not_decide(platform: Platform) -> None:
    evaluate(platform, reached=37)
    for actor in (HEAD, CHAIR, CHECKER, LEADER, PRINCIPAL):
        with pytest.raises(Forbidden):
            platform.act(STREAM, accredit(), actor, DECIDED_ON)
    assert "AccreditationGranted" not in platform.types(STREAM)


def test_people_do_not_record_certificates_themselves(platform: Platform) -> None:
    evaluate(platform)
    for stream in ("recognition-abc_accreditation2024", "publication-abc_accreditation2024"):
        history = platform.log.read(LOG, stream)[stream]
        assert [event.envelope["role"] for event in history] == ["system"]


def test_nobody_evaluates_the_school_where_they_hold_a_role(platform: Platform) -> None:
    platform.grant("u:member", "council_member", "abc")
    platform.settle()
    evaluate(platform, reached=4)
    with pytest.raises(Rejected, match="member-of-school"):
        platform.act(STREAM, TEAM, DIRECTOR, date(2024, 11, 20))


def test_a_certificate_in_force_makes_a_higher_grade_wait(platform: Platform) -> None:
    evaluate(platform, level=1, reached=38)
    platform.report("abc", 2025, 2)
    platform.settle()
    again = accredit_only(accreditation_grade=2, cycle_year=2025)
    with pytest.raises(Rejected, match="upgrade-too-early"):
        platform.act("evaluation-abc_2025", again, PRINCIPAL, date(2025, 10, 6))


def test_a_return_and_a_withdrawal_show_and_are_overcome(platform: Platform) -> None:
    evaluate(platform, reached=2)
    platform.act(STREAM, REQUEST, CHECKER, date(2024, 10, 30))
    shown = view(platform)
    assert (shown["state"], shown["returned_on"]) == ("returned", "2024-10-30")
    assert shown["return_reasons"] == [{"item": "Địa chỉ", "detail": "Chưa ghi số nhà."}]
    corrected = replace(BOTH, address="2 Đường Mẫu")
    platform.act(STREAM, corrected, PRINCIPAL, date(2024, 11, 1))
    shown = view(platform)
    assert (shown["state"], shown["attempt"], shown["address"]) == ("filed", 2, "2 Đường Mẫu")
    platform.act(STREAM, FORWARD, CHECKER, date(2024, 11, 4))
    platform.act(STREAM, WITHDRAW, PRINCIPAL, date(2024, 11, 5))
    assert view(platform)["withdrawn_on"] == "2024-11-05"
    platform.act(STREAM, BOTH, PRINCIPAL, date(2024, 12, 2))
    shown = view(platform)
    assert (shown["state"], shown["withdrawn_on"], shown["forwarded_on"]) == ("filed", None, None)
    assert shown["planned_month"] == "2024-12"


def test_a_refused_evaluation_shows_both_refusals_and_publishes_nothing(
    platform: Platform,
) -> None:
    evaluate(platform, level=0, reached=37)
    platform.act(STREAM, accredit(None), DIRECTOR, DECIDED_ON)
    platform.act(STREAM, recognise(None), CHAIR, RECOGNISED_ON)
    shown = view(platform)
    assert (shown["accreditation"], shown["national"]) == ("refused", "refused")
    assert (shown["state"], shown["decided_level"]) == ("decided", 0)
    assert platform.ask(ListPublications())["views"] == []


def test_a_school_that_read_tables_do_not_know_yet_may_file(platform: Platform) -> None:
    platform.register_school("fresh", "primary", ("764", "79"))
    platform.grant("u:fresh", "principal", "fresh")
    platform.report("fresh", 2024, 2)
    stream = "evaluation-fresh_2024"
    platform.act(stream, BOTH, "u:fresh", FILED_ON)


def test_read_tables_rebuilt_from_the_log_are_the_same(platform: Platform) -> None:
    evaluate(platform)
    for service in platform.services:
        with service.db.transaction() as cursor:
            before = _contents(cursor, service.name)
            for table in before:
                cursor.execute(f"delete from {table}")
            for event in platform.log.follow(LOG, 0, 10_000):
                type(service).take_in(cursor, [event])
            assert _contents(cursor, service.name) == before
            assert sum(map(len, before.values())) > 3


def _contents(cursor: Any, schema: str) -> dict[str, list[Any]]:
    cursor.execute(
        "select tablename from pg_tables where schemaname = %s and tablename not in"
        " ('script', 'migration', 'subscription', 'parked') order by 1",
        (schema,),
    )
    found = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f"select t::text from {table} t order by 1")
        found[table] = cursor.fetchall()
    return found


def test_the_teams_sheets_are_told_to_the_school_from_the_draft_on_and_never_to_the_public(
    platform: Platform,
) -> None:
    """The list and the raw feed agree on every step."""
    asked = ListTeamSheets(evaluation="abc_2024", schools=None, inside=None)
    steps = way()
    drafted = next(n for n, (command, _, _) in enumerate(steps) if isinstance(command, SendDraft))

    def told(actor: str, on: date) -> tuple[int, bool]:
        found = len(platform.ask(asked, actor, on)["views"])
        reader = sight(lambda *s: platform.log.read(LOG, *s), actor, on)
        seen = reader.sees(lambda *s: platform.log.read(LOG, *s), "from_draft", STREAM)
        return found, seen

    for command, actor, on in steps[:drafted]:
        platform.act(STREAM, command, actor, on)
    day = date(2024, 12, 20)
    assert [told(each, day) for each in (CHECKER, LEADER)] == [(27, True)] * 2
    assert told(PRINCIPAL, day) == (0, False)
    for command, actor, on in steps[drafted:]:
        platform.act(STREAM, command, actor, on)
    assert told(PRINCIPAL, day) == (27, True)
    (first, *_) = platform.ask(asked, PRINCIPAL, day)["views"]
    assert (first["criterion"], first["evaluation"]) == ("1.1", "abc_2024")
    assert first["verdicts"][0] == {"level": 1, "indicator": "a", "met": True}
    with pytest.raises(Forbidden):
        platform.ask(asked, "", day)


def test_each_act_of_a_case_is_told_to_who_may_see_it(platform: Platform) -> None:
    """A return keeps its reasons after the dossier comes again; the final report waits."""
    asked = ListCaseActs(evaluation="abc_2024", schools=None, inside=None)
    filed, *onward = way()[1:37]
    for command, actor, on in [filed, (REQUEST, CHECKER, FILED_ON), filed, *onward]:
        platform.act(STREAM, command, actor, on)
    day = date(2024, 12, 31)
    by_officer = platform.ask(asked, CHECKER, day)["views"]
    by_school = platform.ask(asked, PRINCIPAL, day)["views"]
    returned = by_school[1]
    assert (returned["act"], returned["actor"]) == ("CompletionRequested", CHECKER)
    assert returned["reasons"] == [{"item": "Địa chỉ", "detail": "Chưa ghi số nhà."}]
    assert returned["recorded_on"] == FILED_ON.isoformat()
    assert [each["attempt"] for each in by_school if each["attempt"]] == [1, 2]
    hidden = {each["act"] for each in by_officer} - {each["act"] for each in by_school}
    told_last = [each["act"] for each in by_officer][-1]
    assert (hidden, told_last) == ({"FinalReported"}, "FinalReported")
    with pytest.raises(Forbidden):
        platform.ask(asked, "", day)


def test_what_may_be_done_next_does_not_tell_a_school_what_the_report_earned(
    platform: Platform,
) -> None:
    evaluate(platform, reached=37)
    acts = {
        who: {a["command"] for a in view(platform, who)["next_acts"]}
        for who in (DIRECTOR, PRINCIPAL)
    }
    assert acts[DIRECTOR] - acts[PRINCIPAL] == {"ProposeNationalStandard"}


def test_the_final_report_is_told_to_the_school_by_the_decision_in_the_feed_too(
    platform: Platform,
) -> None:
    def seen() -> bool:
        read = lambda *s: platform.log.read(LOG, *s)  # noqa: E731
        return sight(read, PRINCIPAL, RECOGNISED_ON).sees(read, "from_decision", STREAM)

    evaluate(platform, level=1, reached=37)
    assert platform.types(STREAM)[-1] == "FinalReported"
    assert not seen()
    platform.act(STREAM, accredit(), DIRECTOR, DECIDED_ON)
    assert seen()


def test_members_posts_and_what_was_ticked_can_be_asked_for(platform: Platform) -> None:
    evaluate(platform)
    school = view(platform, PRINCIPAL)
    assert [each["post"] for each in school["team_members"]][:2] == ["leader", "secretary"]
    assert school["team_members"][0]["person"] == LEADER
    assert [(i["code"], i["by_checker"], i["by_appraiser"]) for i in school["checklist"]] == [
        ("letter", True, True),
        ("report", True, True),
    ]
    assert all(each["sure"] for each in school["checklist"])
    assert school["late_entries"] == []


def test_a_list_by_which_an_office_forwards_tells_each_reader_of_the_schools_in_sight(
    platform: Platform,
) -> None:
    evaluate(platform, reached=2)
    listed = replace(FORWARD, list_number="12/DS-PGDĐT", on=date(2024, 11, 4))
    platform.act(STREAM, listed, CHECKER, date(2024, 11, 4))
    (found,) = platform.ask(ListForwardingLists(schools=None), CHECKER)["views"]
    told = (found["office"], found["list_number"], found["dated"], found["case_count"])
    assert told == (PHONG, "12/DS-PGDĐT", "2024-11-04", 1)
    assert [each["school"] for each in found["cases"]] == ["abc"]
    assert platform.ask(GetForwardingList(found["id"], schools=None), APPRAISER)["view"] == found
    assert platform.ask(ListForwardingLists(schools=None, year=2025), CHECKER)["views"] == []
    platform.register_school("xyz", "primary", ("764", "79"))
    platform.grant("u:stranger", "principal", "xyz")
    platform.settle()
    assert platform.ask(ListForwardingLists(schools=None), "u:stranger")["views"] == []
    with pytest.raises(NotFound):
        platform.ask(GetForwardingList(found["id"], schools=None), "u:stranger")
