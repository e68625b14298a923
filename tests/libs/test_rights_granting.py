"""Rights that are handed out, lent and kept apart: who, by whom, for how long, in which case."""

from datetime import date
from functools import reduce
from types import SimpleNamespace
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound, Rejected
from libs.law.standards import choose
from libs.rights import (
    DECIDES,
    FUNCTIONS,
    Handing,
    Holding,
    InRole,
    Keeping,
    Right,
    cases,
    permit,
    separation,
    sight,
)
from services.registry.shared.fields import Function
from tests.libs.test_rights import DAY, World

GIVE, PROPOSE, CONFIRM = (
    Handing(("operator", "administrator", "principal"), "give"),
    Handing(("administrator",), "propose"),
    Handing(("administrator",), "confirm"),
)
LEND = Handing(("principal", "officer", "director", "chair"), "delegate")
CHECKER = Holding(("officer",), "check_dossier")
APPRAISER = Holding(("officer",), "appraise")
ACCREDITER = Holding(("director",), "decide_accreditation")
FORMER = Holding(("director",), "form_team")
RATER = InRole(("evaluator",))
KEEPER = Keeping(("administrator", "operator"))
CASE = "evaluation-hoasen_2024"


class Offices(World):
    """A Sở above two Phòng, a school of the first, and what each office holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tell("school-hoasen", "SchoolRegistered", kind="preschool", areas=["764", "79"])
        for org, kind, area, parent in (
            ("so", "so", "79", None),
            ("phong", "phong", "764", "so"),
            ("xa", "commune", "785", "so"),
        ):
            data = {"name": f"Cơ quan {org}", "kind": kind, "area": area, "parent": parent}
            self.tell(f"organisation-{org}", "OrganisationRegistered", **data)
        for function, org in (
            ("check_dossier_764", "phong"),
            *((f"{f}_79", "so") for f in ("appraise", "form_team", "decide_accreditation")),
        ):
            held = {"holder": org, "kinds": ["preschool"], "starts": "2018-10-10", "basis": "TT"}
            self.tell(f"assignment-{function}", "FunctionAssigned", **held)

    def grant(self, person: str, role: str, org: str, **other: Any) -> None:
        term = {"role": role, "org": org, "starts": "2024-01-01", "ends": None, **other}
        self.tell(f"grant-{person}", "GrantGiven", **term)

    def lend(self, holder: str, person: str, role: str, org: str, **other: Any) -> None:
        term = {"starts": "2024-10-01", "ends": "2024-11-01", **other}
        lent = {"holder": f"u:{holder}", "role": role, "org": org, **term}
        self.tell(f"grant-{person}", "RightDelegated", **lent)

    def may(self, right: Any, actor: str, stream: str = CASE, on: Any = DAY, **data: Any) -> Any:
        return permit(right, actor, stream, on, lambda *s: self.log.read("79", *s), None, data)

    def before(self, right: Any, actor: str, stream: str = CASE, **data: Any) -> Any:
        """Ask as under the rules before."""
        return permit(
            right, actor, stream, DAY, lambda *s: self.log.read("79", *s), None, data, rules=2
        )

    def refuses(self, code: str, *asked: Any, **data: Any) -> Forbidden:
        with pytest.raises(Forbidden) as refusal:
            self.may(*asked, **data)
        assert refusal.value.code == code
        return refusal.value

    def act(self, type_: str, actor: str, stream: str = CASE, **data: Any) -> None:
        self.tell(stream, type_, by=(actor, "r", "o"), **data)


@pytest.fixture
def world() -> Offices:
    return Offices()


def test_every_function_the_register_knows_is_one_that_gives_sight() -> None:
    assert set(FUNCTIONS) == set(Function.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("scope", "reaches"), [("own", False), ("subtree", True)])
def test_a_grant_reaches_the_offices_below_if_it_says_so(
    world: Offices, scope: str, reaches: bool
) -> None:
    world.grant("an", "officer", "so", scope=scope)
    if reaches:
        # What is done is done for the office that holds the function.
        assert world.may(CHECKER, "u:an").org == "phong"
    else:
        assert "Cơ quan phong" in world.refuses("function-not-held", CHECKER, "u:an").detail


def test_an_office_stands_below_another_as_of_the_day_of_the_act(world: Offices) -> None:
    world.grant("an", "officer", "so", scope="subtree")
    world.tell("organisation-phong", "OrganisationPlaced", parent=None, starts="2024-10-03")
    assert world.may(CHECKER, "u:an", on=date(2024, 10, 2)).org == "phong"
    world.refuses("function-not-held", CHECKER, "u:an", CASE, date(2024, 10, 3))


def test_a_refusal_names_the_office_that_may_even_to_who_has_no_role(world: Offices) -> None:
    detail = world.refuses("grant-missing", CHECKER, "u:la").detail
    assert "03/10/2024" in detail
    assert "Cơ quan phong ('phong')" in detail


def test_offices_roles_take_two_and_neither_is_who_receives_them(world: Offices) -> None:
    world.grant("mot", "administrator", "so")
    world.grant("hai", "administrator", "so")
    asked = {"role": "director", "org": "so", "starts": "2024-10-01"}
    world.refuses("four-eyes", GIVE, "u:mot", "grant-moi", **asked)
    assert world.may(PROPOSE, "u:mot", "grant-moi", **asked)
    world.act("GrantProposed", "u:mot", "grant-moi", **asked, basis="QĐ")
    world.refuses("four-eyes", CONFIRM, "u:mot", "grant-moi", proposal=1)
    assert world.may(CONFIRM, "u:hai", "grant-moi", proposal=1)
    with pytest.raises(NotFound, match="proposal-unknown"):
        world.may(CONFIRM, "u:hai", "grant-moi", proposal=2)
    world.act("GrantProposed", "u:mot", "grant-hai", **asked, basis="QĐ")
    world.refuses("grant-to-self", CONFIRM, "u:hai", "grant-hai", proposal=1)
    # A proposal is nothing yet.
    world.refuses("grant-missing", ACCREDITER, "u:moi")
    confirmed = {"proposal": 1, **asked, "starts": "2024-10-03"}
    world.act("GrantConfirmed", "u:hai", "grant-moi", **confirmed)
    assert world.may(ACCREDITER, "u:moi").role == "director"
    world.refuses("grant-missing", ACCREDITER, "u:moi", CASE, date(2024, 10, 2))


def test_nobody_hands_out_roles_elsewhere_or_to_oneself(world: Offices) -> None:
    world.grant("quan", "administrator", "phong")
    world.grant("truong", "principal", "hoasen")
    head = {"role": "principal", "org": "hoasen"}
    member = {"role": "council_member", "org": "hoasen"}
    officer = {"role": "officer", "org": "xa"}
    assert world.may(GIVE, "u:quan", "grant-ba", **head)
    # Whoever has an id is not known by that: the school enters its people first.
    world.refuses("person-not-of-school", GIVE, "u:truong", "grant-ba", **member)
    world.tell("person-ba", "PostTaken", post="teacher", org="hoasen", starts="2024-01-01")
    assert world.may(GIVE, "u:truong", "grant-ba", **member)
    world.refuses("grant-elsewhere", GIVE, "u:truong", "grant-ba", **head)
    world.refuses("grant-to-self", GIVE, "u:quan", "grant-quan", **head)
    world.refuses("grant-elsewhere", PROPOSE, "u:quan", "grant-ba", **officer)
    assert world.may(PROPOSE, "u:quan", "grant-ba", **{**officer, "org": "phong"})
    with pytest.raises(Rejected, match="office-unknown"):
        world.may(GIVE, "s:operator", "grant-ba", role="officer", org="nowhere")
    with pytest.raises(NotFound, match="school-unknown"):
        world.may(GIVE, "s:operator", "grant-ba", role="principal", org="phong")
    world.tell("organisation-xa", "OrganisationEnded", ends="2024-10-03")
    with pytest.raises(Rejected, match="office-ended") as refusal:
        world.may(GIVE, "s:operator", "grant-ba", DAY, **officer)
    assert [error.pointer for error in refusal.value.errors] == ["/org"]


def test_a_program_is_neither_of_the_two_that_a_role_at_an_office_takes(world: Offices) -> None:
    """Whoever keeps its key would be both; what was done so under older rules stays right."""
    for person in ("mot", "int_may"):
        world.grant(person, "administrator", "so")
    asked = {"role": "officer", "org": "so", "starts": "2024-10-01"}
    world.refuses("four-eyes", PROPOSE, "u:int_may", "grant-moi", **asked)
    world.act("GrantProposed", "u:mot", "grant-moi", **asked, basis="QĐ")
    world.refuses("four-eyes", CONFIRM, "u:int_may", "grant-moi", proposal=1)
    assert world.before(CONFIRM, "u:int_may", "grant-moi", proposal=1)
    # Of a school one gives alone: there it may do so.
    head = {"role": "principal", "org": "hoasen"}
    assert world.may(GIVE, "u:int_may", "grant-ba", **head)


def test_a_program_has_no_duty_that_is_kept_apart(world: Offices) -> None:
    for role, org, right in (
        ("officer", "phong", CHECKER),
        ("officer", "so", APPRAISER),
        ("director", "so", FORMER),
        ("director", "so", ACCREDITER),
        ("evaluator", "so", RATER),
    ):
        world.grant("int_may", role, org)
        world.refuses("duties-apart", right, "u:int_may")
        assert world.before(right, "u:int_may")


def test_an_administrator_makes_no_stranger_somebody_of_a_school(world: Offices) -> None:
    """By the role the office would open their name, and they would have no part in its case."""
    world.tell("school-xa", "SchoolRegistered", kind="preschool", areas=["785", "79"])
    for org in ("so", "phong"):
        world.grant(f"qt_{org}", "administrator", org)
    world.grant("canbo", "officer", "so")
    world.tell("person-la", "PostTaken", post="teacher", org="xa", starts="2024-01-01")
    by = ("u:qt_so", "administrator", "so")
    world.tell("person-tinh", "PersonRegistered", by=by, fields=["name"], sample=True)
    head = {"role": "principal", "org": "hoasen"}
    for person in ("canbo", "la", "tinh"):
        stream = f"grant-{person}"
        world.refuses("staff-elsewhere", GIVE, "u:qt_phong", stream, **head)
        assert world.before(GIVE, "u:qt_phong", stream, **head)
        assert world.may(GIVE, "u:qt_so", stream, **head)
    world.tell("person-la", "PostTaken", post="teacher", org="hoasen", starts="2024-01-01")
    for person in ("moi", "la"):
        assert world.may(GIVE, "u:qt_phong", f"grant-{person}", **head)


def test_an_administrator_keeps_the_register_of_the_own_area(world: Offices) -> None:
    world.grant("quan", "administrator", "phong")
    world.grant("xa", "administrator", "xa")
    world.grant("so", "administrator", "so")
    for actor in ("u:quan", "u:so"):
        assert world.may(KEEPER, actor, "school-hoasen")
    world.refuses("outside-area", KEEPER, "u:xa", "school-hoasen")
    for stream in ("assignment-check_dossier_764", "organisation-xa", "person-ba"):
        world.refuses("outside-area", KEEPER, "u:quan", stream)
        assert world.may(KEEPER, "u:so", stream)
    assert world.may(KEEPER, "u:quan", "organisation-phong")
    assert world.may(KEEPER, "u:quan", "school-moi", areas=["764", "79"])
    world.refuses("outside-area", KEEPER, "u:quan", "school-moi", areas=["785", "79"])
    # Nobody takes an office under the own one that stands elsewhere already.
    assert world.may(KEEPER, "u:quan", "organisation-moi", parent="phong")
    world.refuses("outside-area", KEEPER, "u:quan", "organisation-xa", parent="phong")


def test_a_lent_role_is_used_in_its_holders_name_until_it_ends(world: Offices) -> None:
    world.grant("giam", "director", "so")
    world.grant("pho", "officer", "so")
    world.lend("giam", "pho", "director", "so")
    permission = world.may(ACCREDITER, "u:pho")
    assert (permission.role, permission.org, permission.holder) == ("director", "so", "u:giam")
    assert permission.guards["grant-giam"] == 1
    for day in (date(2024, 9, 30), date(2024, 11, 1)):
        world.refuses("grant-missing", ACCREDITER, "u:pho", CASE, day)
    world.tell("grant-giam", "GrantWithdrawn", role="director", org="so", ends="2024-10-03")
    assert world.may(ACCREDITER, "u:pho", on=date(2024, 10, 2))
    world.refuses("grant-missing", ACCREDITER, "u:pho")


def test_a_lent_role_is_not_lent_on_nor_does_it_hand_out_others(world: Offices) -> None:
    world.grant("giam", "director", "so")
    for person in ("pho", "ba"):
        world.grant(person, "officer", "so")
    lent = {"role": "director", "org": "so", "starts": "2024-10-01", "ends": "2024-11-01"}
    assert world.may(LEND, "u:giam", "grant-pho", **lent)
    world.lend("giam", "pho", "director", "so")
    world.refuses("delegation-chains", LEND, "u:pho", "grant-ba", **lent)
    world.lend("pho", "ba", "director", "so")
    # Even if it were written: what somebody borrowed is nothing that another could borrow.
    world.refuses("grant-missing", ACCREDITER, "u:ba")
    world.refuses("grant-to-self", LEND, "u:giam", "grant-giam", **lent)


def test_a_role_is_lent_within_the_house_to_nobody_it_must_be_apart_from(world: Offices) -> None:
    world.grant("giam", "director", "so")
    lent = {"role": "director", "org": "so", "starts": "2024-10-01", "ends": "2024-11-01"}
    world.refuses("delegate-outside", LEND, "u:giam", "grant-la", **lent)
    world.grant("doan", "evaluator", "so")
    world.refuses("delegate-separated", LEND, "u:giam", "grant-doan", **lent)
    world.grant("hieu", "officer", "so")
    world.grant("hieu", "principal", "hoasen")
    world.refuses("delegate-separated", LEND, "u:giam", "grant-hieu", **lent)


def test_who_has_had_one_duty_in_a_case_does_not_decide_it(world: Offices) -> None:
    world.grant("giam", "director", "so")
    for person, event in (
        ("kiem", "RegistrationForwarded"),
        ("tham", "RegistrationAccepted"),
        ("tra", "ReturnedBySo"),
    ):
        world.grant(person, "director", "so")
        world.act(event, f"u:{person}")
    world.grant("vien", "director", "so")
    world.tell(CASE, "TeamFormed", members=[{"person": "u:vien", "post": "member"}])
    for person in ("kiem", "tham", "tra", "vien"):
        refused = world.refuses("duties-apart", ACCREDITER, f"u:{person}")
        assert f"u:{person}" in refused.detail
        # In another case the same person may.
        assert world.may(ACCREDITER, f"u:{person}", "evaluation-hoasen_2025")
    assert world.may(ACCREDITER, "u:giam")


def test_a_lent_role_does_not_part_what_the_holder_has_done(world: Offices) -> None:
    world.grant("giam", "director", "so")
    world.grant("pho", "officer", "so")
    world.lend("giam", "pho", "director", "so")
    world.act("RegistrationAccepted", "u:giam")
    world.refuses("duties-apart", ACCREDITER, "u:pho")


@pytest.mark.parametrize("right", [APPRAISER, RATER, ACCREDITER, FORMER])
def test_nobody_judges_the_school_of_an_own_or_former_post(world: Offices, right: Right) -> None:
    (role,) = right.roles
    for person in ("cu", "dang", "khac", "truoc"):
        world.grant(person, role, "so")
    world.grant("cu", "council_member", "hoasen", ends="2024-02-01")
    world.grant("dang", "principal", "hoasen")
    world.grant("khac", "principal", "noikhac")
    world.grant("truoc", "principal", "tienthan")
    for person in ("cu", "dang"):
        world.refuses("own-school", right, f"u:{person}")
    assert world.may(right, "u:khac")
    assert world.may(right, "u:truoc")
    world.tell("school-hoasen", "SchoolsMerged", predecessors=["tienthan"])
    world.refuses("own-school", right, "u:truoc")
    post = {"post": "teacher", "org": "hoasen", "starts": "2001-09-01", "ends": "2003-09-01"}
    world.tell("person-khac", "PostTaken", **post)
    world.refuses("own-school", right, "u:khac")


def test_nobody_answers_the_complaint_of_the_own_school_nor_does_a_program(world: Offices) -> None:
    decider, complaint = (
        Holding(("director", "chair"), DECIDES),
        "complaint-hoasen_accreditation2024",
    )
    for person in ("cu", "giam", "int_may"):
        world.grant(person, "director", "so")
    world.grant("cu", "principal", "hoasen", ends="2024-02-01")
    world.refuses("own-school", decider, "u:cu", complaint)
    world.refuses("duties-apart", decider, "u:int_may", complaint)
    assert world.may(decider, "u:giam", complaint)


def test_that_nobody_judges_the_own_school_is_cited_from_the_circular_of_the_case() -> None:
    said = "không xét trường mình đang hoặc đã làm việc"
    for year, cited in (
        (2024, f"{said} (TT 17/2018 art. 30)"),
        (2026, f"{said} (quy tắc của hệ thống; chưa rõ trong TT 57/2026)"),
    ):
        rules = choose("primary", date(year, 9, 10)).rules_hash
        case: Any = [SimpleNamespace(type="RegistrationSubmitted", envelope={"rules": rules})]
        assert separation.own_school(case) == cited
    assert separation.own_school([]) == said


def proposed_under(year: int) -> tuple[Any, ...]:
    """Return a case by the rules of a year, filed by `nop` and proposed by `giam`."""
    rules = choose("primary", date(year, 9, 10)).rules_hash
    filed = {"rules": rules, "actor": "u:nop"}
    return (
        SimpleNamespace(type="RegistrationSubmitted", envelope=filed, position=1),
        SimpleNamespace(type="NationalStandardProposed", envelope={"actor": "u:giam"}, position=2),
    )


def test_who_proposed_decides_only_once_both_are_one_offices(world: Offices) -> None:
    """A Sở with one director is not trapped in a case of the old rules."""
    case = proposed_under(2024)
    with pytest.raises(Forbidden, match="duties-apart"):
        separation.check_case("recognise", "u:giam", case, date(2026, 7, 6), 3)
    separation.check_case("recognise", "u:giam", case, date(2026, 7, 7), 3)
    with pytest.raises(Forbidden, match="duties-apart"):
        separation.check_case("recognise", "u:nop", case, date(2026, 7, 7), 3)


def test_who_proposed_decides_where_no_proposal_was_asked_for() -> None:
    """Under TT 57/2026 the Sở recognises; a proposal may not leave a case undecided."""
    case = proposed_under(2026)
    separation.check_case("recognise", "u:giam", case, date(2026, 9, 20), 3)
    with pytest.raises(Forbidden, match="duties-apart"):
        separation.check_case("recognise", "u:nop", case, date(2026, 9, 20), 3)


def test_a_case_is_held_from_the_day_it_was_filed_first_and_anew_after_a_refusal() -> None:
    first, later = date(2025, 6, 3), date(2025, 9, 3)

    def filed(*types: str) -> date | None:
        days = iter((first, *[later] * len(types)))
        case: Any = [SimpleNamespace(type=type_, on=next(days)) for type_ in types]
        return reduce(cases._went_on, case, cases._Course()).filed

    assert filed("RegistrationSubmitted", "CompletionRequested", "RegistrationSubmitted") == first
    again = ("AccreditationRefused", "RegistrationSubmitted")
    assert filed("RegistrationSubmitted", "EvaluationDiscontinued") is None
    assert filed("RegistrationSubmitted", "CompletionRequested", *again[1:], again[1]) == later
    assert filed("RegistrationSubmitted", "RegistrationWithdrawn", again[1]) == later


@pytest.mark.parametrize(
    ("had", "right"),
    [
        ("RegistrationForwarded", APPRAISER),
        ("RegistrationForwarded", FORMER),
        ("RegistrationAccepted", CHECKER),
        ("RegistrationAccepted", FORMER),
    ],
)
def test_who_looked_at_a_dossier_does_not_take_its_next_step(
    world: Offices, had: str, right: Right
) -> None:
    """Under older rules they could, and what they did stays right."""
    (role,) = right.roles
    world.grant("z", role, "phong" if right == CHECKER else "so")
    world.act("RegistrationSubmitted", "u:nop")
    assert world.may(right, "u:z")
    world.act(had, "u:z")
    world.refuses("duties-apart", right, "u:z")
    assert world.before(right, "u:z")


def test_a_team_is_formed_of_people_who_have_no_part_in_the_school(world: Offices) -> None:
    world.grant("giam", "director", "so")
    world.grant("co", "council_member", "hoasen", ends="2024-02-01")
    world.act("RegistrationSubmitted", "u:nop")
    for person, code in (("u:co", "member-of-school"), ("u:nop", "member-filed")):
        members = [{"person": "u:ngoai", "post": "leader"}, {"person": person, "post": "member"}]
        with pytest.raises(Rejected) as refusal:
            world.may(FORMER, "u:giam", members=members)
        assert refusal.value.code == code
        assert refusal.value.errors[0].pointer == "/members/1/person"
    assert world.may(FORMER, "u:giam", members=[{"person": "u:ngoai", "post": "leader"}])


@pytest.mark.parametrize(
    ("role", "org", "scope", "parties", "officers"),
    [
        ("principal", "hoasen", "own", True, False),
        ("officer", "phong", "own", True, True),
        ("officer", "xa", "own", False, False),
        ("officer", "so", "own", True, True),
        ("director", "so", "own", True, True),
        ("administrator", "xa", "own", False, False),
        ("evaluator", "so", "own", False, False),
    ],
)
def test_a_reader_sees_what_the_own_office_answers_for(
    world: Offices, role: str, org: str, scope: str, parties: bool, officers: bool
) -> None:
    world.grant("an", role, org, scope=scope)

    def read(*streams: str) -> Any:
        return world.log.read("79", *streams)

    reader = sight(read, "u:an", DAY)
    assert reader.sees(read, "parties", CASE) == parties
    assert reader.sees(read, "officers", CASE) == officers
    assert reader.sees(read, "public", CASE)
    assert not sight(read, "u:an", date(2023, 12, 31)).sees(read, "parties", CASE)


def test_an_office_sees_what_it_held_and_a_team_the_school_it_rates(world: Offices) -> None:
    world.grant("an", "officer", "phong")
    world.grant("doan", "evaluator", "so")

    def read(*streams: str) -> Any:
        return world.log.read("79", *streams)

    world.tell("assignment-check_dossier_764", "FunctionEnded", holder="phong", ends="2024-01-01")
    assert sight(read, "u:an", DAY).sees(read, "parties", CASE)
    assert not sight(read, "u:doan", DAY).sees(read, "officers", CASE)
    world.tell(CASE, "TeamFormed", members=[{"person": "u:doan", "post": "member"}])
    assert sight(read, "u:doan", DAY).sees(read, "officers", CASE)
    assert sight(read, "u:doan", DAY).sees(read, "parties", "evidence-hoasen")
    # What was taken back before it began was never held.
    world.tell("assignment-check_dossier_764", "FunctionEnded", holder="phong", ends="2018-10-10")
    assert not sight(read, "u:an", DAY).sees(read, "parties", CASE)


def test_what_stays_within_a_school_is_hidden_from_every_office(world: Offices) -> None:
    world.grant("an", "principal", "hoasen")
    world.grant("mai", "officer", "phong")
    world.grant("giam", "director", "so")
    world.tell("discussion-hoasen_1", "DiscussionOpened", within_school=True)
    world.tell("discussion-hoasen_2", "DiscussionOpened", within_school=False)

    def read(*streams: str) -> Any:
        return world.log.read("79", *streams)

    def sees(actor: str) -> list[bool]:
        reader = sight(read, actor, DAY)
        return [reader.sees(read, "addressed", f"discussion-hoasen_{n}") for n in (1, 2)]

    assert sees("u:an") == sees("s:assessment") == [True, True]
    assert sees("u:mai") == sees("u:giam") == [False, True]
    assert sees("u:la") == sees("") == [False, False]
    # Who leads the province and belongs to the school sees it as one of the school.
    world.grant("giam", "principal", "hoasen")
    assert sees("u:giam") == [True, True]
