"""Ways to change the steps of a history before it is written and signed anew."""

from collections.abc import Callable

from libs.people.disclosures import digest, disclosure
from tests.verifier.story import DIRECTOR, Step, Steps, place

Change = Callable[[Steps, str], object]
"""Changes the steps; the type named is that of the first entry that must be refused."""


def at(steps: Steps, type_: str) -> Step:
    return steps[place(steps, type_)]


def put(**data: object) -> Change:
    return lambda steps, type_: at(steps, type_).data.update(data)


def by(*who: str) -> Change:
    return lambda steps, type_: setattr(at(steps, type_), "by", who)


def on(day: str) -> Change:
    return lambda steps, type_: setattr(at(steps, type_), "on", day)


def named(**fields: object) -> Change:
    def change(steps: Steps, type_: str) -> None:
        for name, value in fields.items():
            setattr(at(steps, type_), name, value)

    return change


def key(**envelope: object) -> Change:
    return lambda steps, type_: at(steps, type_).extra.update(envelope)


def in_an(earlier: str, change: Change) -> Change:
    return lambda steps, _: change(steps, earlier)


def without(earlier: str) -> Change:
    return lambda steps, _: steps.pop(place(steps, earlier))


def twice(steps: Steps, type_: str) -> None:
    steps.insert(place(steps, type_) + 1, at(steps, type_))


def unmeet(steps: Steps, _: str) -> None:
    at(steps, "IndicatorJudged").data["met"] = False


def unfind(steps: Steps, _: str) -> None:
    at(steps, "FindingRecorded").data["judgements"][0]["met"] = False


def withdraw_grant(steps: Steps, _: str) -> None:
    ended = {"role": "director", "org": "so", "ends": "2024-11-01", "basis": "QĐ 2"}
    steps.insert(place(steps, "CycleOpened"), Step("grant-giamdoc", "GrantWithdrawn", ended))


def move_function(steps: Steps, _: str) -> None:
    ended = {"holder": "so", "ends": "2024-11-01", "basis": "QĐ 2"}
    stream = "assignment-decide_accreditation_79"
    steps.insert(place(steps, "CycleOpened"), Step(stream, "FunctionEnded", ended))


def judge_after_approval(steps: Steps, _: str) -> None:
    steps.insert(place(steps, "ReportSubmitted"), at(steps, "IndicatorJudged"))


OPERATOR = ("s:operator", "operator", "operator")
FIRST = ("u:quantri1", "administrator", "so")
SECOND = ("u:quantri2", "administrator", "so")
GRANT: dict[str, object] = {"starts": "2024-01-01", "ends": None, "basis": "QĐ 1"}
NEW: dict[str, object] = {"role": "director", "org": "so", **GRANT}


def granted(who: tuple[str, str, str], by: tuple[str, str, str] = OPERATOR) -> Step:
    person, role, org = who
    return Step(f"grant-{person[2:]}", "GrantGiven", {"role": role, "org": org, **GRANT}, by)


def told(*further: Step) -> Change:
    """Tell more before the cycle begins."""

    def change(steps: Steps, _: str) -> None:
        first = place(steps, "CycleOpened")
        steps[first:first] = further

    return change


def both(*changes: Change) -> Change:
    def change(steps: Steps, type_: str) -> None:
        for each in changes:
            each(steps, type_)

    return change


def instead(*who: str) -> Change:
    """Let somebody with this role do it, who has another duty in the case already."""
    return both(told(granted((who[0], who[1], who[2]))), by(*who))


def proposed(by: tuple[str, str, str] = FIRST, to: str = "moi") -> Step:
    return Step(f"grant-{to}", "GrantProposed", dict(NEW), by)


def confirmed(
    by: tuple[str, str, str] = SECOND, to: str = "moi", on: str = "2024-09-05", **other: object
) -> Step:
    data = {"proposal": 1, **NEW, "starts": on, **other}
    return Step(f"grant-{to}", "GrantConfirmed", data, by, on)


def lent(by: tuple[str, str, str] = DIRECTOR, to: str = "pho", **other: object) -> Step:
    data: dict[str, object] = {"holder": by[0], "role": by[1], "org": by[2]}
    data |= {"starts": "2024-10-01", "ends": "2024-12-01", "basis": "QĐ 3", **other}
    return Step(f"grant-{to}", "RightDelegated", data, by)


def another_school(steps: Steps, _: str) -> None:
    school = at(steps, "SchoolRegistered")
    steps.insert(0, Step("school-khac", school.type, dict(school.data)))
    at(steps, "GrantGiven").data["org"] = "khac"


ADMINISTRATORS = (granted(FIRST), granted(SECOND))
DEPUTY = granted(("u:pho", "officer", "so"))
POST = {"post": "teacher", "org": "hoasen", "starts": "2010-09-01", "ends": "2015-09-01"}
TEACHER = ("u:9f1c2a7be0d34c5f8a6b7c8d9e0f1a2b", "director", "so")
NAMED = digest(disclosure(b"n" * 32, "name", "Nguyễn Văn Mẫu"))
TAUGHT = (
    granted(TEACHER),
    Step(
        f"person-{TEACHER[0][2:]}",
        "PersonRegistered",
        {"fields": ["name"], "sample": True},
        extra={"_sd": [NAMED]},
    ),
    Step(f"person-{TEACHER[0][2:]}", "PostTaken", {**POST, "basis": "QĐ 0"}),
)
"""A director who was a teacher of the school."""
HEAD = ("u:hieutruong", "principal", "hoasen")


def entered(org: str, by: tuple[str, str, str] = HEAD) -> tuple[Step, Step]:
    """Return the steps by which somebody comes into the register, with a post."""
    stream, known = f"person-{TEACHER[0][2:]}", {"fields": ["name"], "sample": True}
    post = {**POST, "org": org, "ends": None, "basis": "QĐ 0"}
    return (
        Step(stream, "PersonRegistered", known, by, extra={"_sd": [NAMED]}),
        Step(stream, "PostTaken", post, by),
    )


MEMBERED = granted(("u:thanhvien", "council_member", "hoasen"))
WITHDRAWN = {"role": "council_member", "org": "hoasen", "ends": "2024-02-01", "basis": "QĐ 2"}
UNMEMBERED = Step("grant-thanhvien", "GrantWithdrawn", WITHDRAWN)
