"""Who may be in a team, each with training, posts, work in hand, and what speaks against them.

What is told here is what registers and people themselves say; whether somebody may be in the team
decides the API, by the same rule (`libs.law.standards.teams`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.standards import teams
from libs.law.standards.teams import Standing
from libs.web import formats
from services.console.case import Case
from services.console.people import name_order
from services.console.person import PersonVisit

WHY = "Hiển thị người có thể vào đoàn đánh giá ngoài để lập đoàn"
MOST = 400
"""How many people of the pool are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the pool; `barred` says why they may not be in this team, `warned` what to ask
    before they are, `posts` where they work, `cases` how many teams at work they are in,
    `nominated` who put them forward, `asked` whether they were asked what they have to do with the
    school, `declared` when they said it."""

    person: str
    name: str
    trained: str
    posts: Sequence[str]
    cases: int
    barred: Sequence[str]
    warned: Sequence[str]
    nominated: Sequence[str]
    asked: bool
    declared: str


def office(visit: PersonVisit, case: Case) -> str:
    """Return the own office that forms the team, whose pool it is; empty: none of the visitor's."""
    return case.office_with("form_team", "director", "officer")


def pool(
    visit: PersonVisit, case: Case, org: str, only: Collection[str] | None = None
) -> list[Candidate]:
    """Return who is an evaluator at an office today, who may be in the team first; `only` these."""
    found = visit.calls.all(case.log, "candidate", org=org, school=case.school)[:MOST]
    found = [one for one in found if only is None or one["person"] in only]
    visit.people.opened(case.log, WHY, [one["person"] for one in found])
    beside = Beside.of(visit, case)
    people = [_candidate(visit, case, one, beside) for one in found]
    return sorted(people, key=lambda one: (len(one.barred), len(one.warned), name_order(one.name)))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a case's people beside the registers."""

    busy: Mapping[str, int]
    councils: Collection[str]
    filers: Collection[str]
    declared: Mapping[str, Wire]

    @classmethod
    def of(cls, visit: PersonVisit, case: Case) -> "Beside":
        """Return what the API tells of it."""
        loads = visit.calls.all(case.log, "team_load", beside=case.id)
        acts = visit.calls.all(case.log, "case_act", evaluation=case.id)
        people = visit.calls.all(case.log, "team_person", evaluation=case.id)
        return cls(
            {one["person"]: one["team_count"] for one in loads},
            _councils(visit, case),
            {one["actor"] for one in acts if one["act_kind"] == "filed"},
            {one["person"]: one for one in people},
        )


def _candidate(visit: PersonVisit, case: Case, one: Wire, beside: Beside) -> Candidate:
    person, said = one["person"], beside.declared.get(one["person"])
    spoke = said is not None and said["declared_on"] is not None
    standing = Standing(
        posts=tuple(each["tie"] for each in one["there"]),
        council=person in beside.councils,
        filed=person in beside.filers,
        declared=tuple(tie["kind"] for tie in said["ties"]) if said and spoke else None,
        taken_back=said is not None and _took_back(said),
        kept=said is not None and said["kept_on"] is not None,
        known=bool(one["posts"]),
        near=one["near"],
        trained=one["trained_on"] is not None,
    )
    against = teams.against(standing)
    there = [_there(visit, each) for each in one["there"]]
    barred = [visit.label(row.code) for row in against if row.bars and row.code != "post_there"]
    return Candidate(
        person,
        visit.people.name(case.log, person, visit.label("evaluator")),
        formats.day(one["trained_on"]) if one["trained_on"] else "",
        [_post(visit, case.log, each) for each in _today(visit, one["posts"])],
        beside.busy.get(person, 0),
        [*there, *barred],
        [visit.label(row.code) for row in against if not row.bars],
        [visit.names.office(case.log, each) for each in one["nominated_by"]],
        said is not None and said["asked_on"] is not None,
        formats.day(said["declared_on"]) if said and spoke else "",
    )


def _took_back(said: Wire) -> bool:
    """Return whether somebody took back what they had declared, and nobody decided on it."""
    return any(one["code"] == "tie_taken_back" for one in said["conflicts"])


def _there(visit: PersonVisit, term: Wire) -> str:
    """Return a post or role at the school in words."""
    return visit.t(
        "{post} tại trường này {since}", post=visit.label(term["tie"]), since=_since(visit, term)
    )


def _since(visit: PersonVisit, term: Wire) -> str:
    first = formats.day(term["starts"])
    if term["ends"]:
        return visit.t("từ {a} đến trước {b}", a=first, b=formats.day(term["ends"]))
    return visit.t("từ {a}", a=first)


def _councils(visit: PersonVisit, case: Case) -> set[str]:
    """Return who is in a council of the school; those of before are refused by the API."""
    cycles = visit.calls.all(case.log, "cycle", school=case.school)
    whole = (visit.calls.one(case.log, "cycle", one["id"]) for one in cycles)
    councils = [cycle["council"] for cycle in whole if cycle["council"]]
    return {one["person"] for council in councils for one in council["members"]}


def _today(visit: PersonVisit, posts: Sequence[Wire]) -> Sequence[Wire]:
    """Return the posts that a person has today, or had last."""
    today = visit.today.isoformat()
    return [one for one in posts if one["ends"] is None or one["ends"] > today] or posts[-1:]


def _post(visit: PersonVisit, log: str, one: Wire) -> str:
    names = (visit.names.school, visit.names.office)
    org = next((name for of in names if (name := of(log, one["org"])) != one["org"]), "")
    return visit.t("{post}, {org}", post=visit.label(one["post"]), org=org)


def people_of(visit: PersonVisit, field: str, places: Collection[str]) -> dict[str, str]:
    """Return who has a place in what was sent, by person; `field` begins the name of each."""
    said = {f"u:{name.removeprefix(field)}": name for name in visit.form if name.startswith(field)}
    return {person: place for person, name in said.items() if (place := visit.said(name)) in places}


def in_order(
    found: Sequence[Candidate], chosen: Mapping[str, str], places: Sequence[str]
) -> list[tuple[Candidate, str]]:
    """Return who was chosen and for which place, in the order of the places."""
    taken = [(one, chosen[one.person]) for one in found]
    return sorted(taken, key=lambda one: places.index(one[1]))


def looked_over(
    visit: PersonVisit, chosen: Sequence[tuple[Candidate, str]]
) -> tuple[list[tuple[str, str]], Wire]:
    """Return what is looked over beside the people, and what of it the command has."""
    called = {
        "reason": visit.t("Lý do thay đổi"),
        "size_basis": visit.t("Căn cứ về số người"),
    }
    data: Wire = {name: said for name in called if (said := visit.said(name))}
    asked = [
        (visit.t("Cần hỏi: {name}", name=one.name), "; ".join(one.warned))
        for one, _ in chosen
        if one.warned
    ]
    return [*((called[name], data[name]) for name in data), *asked], data
