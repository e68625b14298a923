"""Who may be in a team, each with training, posts, work in hand, and what speaks against them.

What is told here is what registers say; whether somebody may be in the team decides the API.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web import formats
from services.console.case import Case
from services.console.people import name_order
from services.console.person import PersonVisit

WHY = "Hiển thị người có thể vào đoàn đánh giá ngoài để lập đoàn"
MOST = 100
"""How many people of the pool are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the pool; `barred` says why they may not be in this team, `warned` what to ask
    before they are, `posts` where they work, `cases` how many teams at work they are in."""

    person: str
    name: str
    trained: str
    posts: Sequence[str]
    cases: int
    barred: Sequence[str]
    warned: Sequence[str]


def pool(
    visit: PersonVisit, case: Case, org: str, only: Collection[str] | None = None
) -> list[Candidate]:
    """Return who is an evaluator at an office today, who may be in the team first; `only` these."""
    people = _evaluators(visit, case.log, org)[:MOST]
    if only is not None:
        people = [one for one in people if one in only]
    visit.people.opened(case.log, WHY, people)
    trained = _trained(visit, case.log)
    busy = _busy(visit, case)
    school = visit.calls.one(case.log, "school", case.school)
    there = dict(_there(visit, case, school))
    councils = _councils(visit, case)
    filers = {
        one["actor"]
        for one in visit.calls.all(case.log, "case_act", evaluation=case.id)
        if one["act_kind"] == "filed"
    }
    areas: dict[str, Sequence[str]] = {}
    found = []
    for person in people:
        posts = _posts(visit, case.log, person)
        barred = list(there.get(person, ()))
        if person in councils:
            barred.append(visit.t("Trong hội đồng tự đánh giá của trường"))
        if person in filers:
            barred.append(visit.t("Đã nộp hồ sơ đăng ký này"))
        warned = []
        if person not in trained:
            warned.append(visit.t("Chưa có tập huấn đánh giá ngoài còn giá trị"))
        if not posts:
            warned.append(visit.t("Chưa rõ đang, đã công tác ở đâu: hỏi trước khi lập đoàn"))
        if any(_same_commune(visit, case.log, one, school, areas) for one in posts):
            warned.append(visit.t("Đang công tác cùng xã, phường với trường"))
        found.append(
            Candidate(
                person,
                visit.people.name(case.log, person, visit.label("evaluator")),
                trained.get(person, ""),
                [_post(visit, case.log, one) for one in posts],
                busy[person],
                barred,
                warned,
            )
        )
    return sorted(found, key=lambda one: (len(one.barred), len(one.warned), name_order(one.name)))


def _evaluators(visit: PersonVisit, log: str, org: str) -> list[str]:
    today = visit.today.isoformat()
    return [
        one["person"]
        for one in visit.calls.all(log, "grant", role="evaluator", org=org)
        if any(
            term["role"] == "evaluator"
            and term["starts"] <= today
            and (term["ends"] is None or today < term["ends"])
            for term in one["terms"]
        )
    ]


def _trained(visit: PersonVisit, log: str) -> Mapping[str, str]:
    """Return the last day of training that counts today, by person."""
    asked = {"subject": "external_evaluation"}
    found = {}
    for one in visit.calls.all(log, "trained_person", **asked):
        days = [each["held_on"] for each in one["records"] if each["valid"]]
        if days:
            found[one["person"]] = formats.day(max(days))
    return found


def _busy(visit: PersonVisit, case: Case) -> Counter[str]:
    """Return in how many teams at work each person is, beside this one."""
    return Counter(
        member["person"]
        for one in visit.calls.all(case.log, "evaluation", running=True)
        if one["id"] != case.id
        for member in one["team_members"]
    )


def _there(visit: PersonVisit, case: Case, school: Wire) -> Iterator[tuple[str, list[str]]]:
    """Yield who has or had a post or role at the school, or at one before it, and which."""
    for org in (case.school, *school["predecessors"]):
        for one in visit.calls.all(case.log, "staff", org=org):
            said: list[str] = [
                visit.t(
                    "{post} tại trường này {since}",
                    post=visit.label(each["name"]),
                    since=_since(visit, each),
                )
                for each in (*one["posts"], *one["roles"])
            ]
            if said:
                yield one["person"], said


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


def _posts(visit: PersonVisit, log: str, person: str) -> list[Wire]:
    """Return the posts that a person has today, or had last."""
    found = visit.calls.find(log, "person", person[2:])
    posts: list[Wire] = found["posts"] if found else []
    today = visit.today.isoformat()
    now = [one for one in posts if one["ends"] is None or one["ends"] > today]
    return now or posts[-1:]


def _post(visit: PersonVisit, log: str, one: Wire) -> str:
    names = (visit.names.school, visit.names.office)
    org = next((name for of in names if (name := of(log, one["org"])) != one["org"]), "")
    return visit.t("{post}, {org}", post=visit.label(one["post"]), org=org)


def _same_commune(
    visit: PersonVisit, log: str, post: Wire, school: Wire, known: dict[str, Sequence[str]]
) -> bool:
    org = post["org"]
    if org not in known:
        found = visit.calls.find(log, "school", org)
        known[org] = found["areas"][:1] if found else ()
    return bool(known[org]) and list(known[org]) == school["areas"][:1]
