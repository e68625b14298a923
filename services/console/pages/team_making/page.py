"""How a team is put together: who was asked, what each declared, who is kept, who is drawn."""

from collections.abc import Callable, Mapping, Sequence

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console.case import Case
from services.console.deed import Deed, done
from services.console.pages.team.pool import Candidate, office, pool
from services.console.person import PersonVisit

WHY = "Hiển thị người được hỏi, đã khai và bốc thăm vào đoàn đánh giá ngoài"
PICKED = "pick-"
"""How the field that picks somebody begins."""
OPEN = ("accepted", "surveying", "surveyed", "draft_sent", "answering", "finalising")
"""The states of a case whose team is put together or at work."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show who declared what and what was drawn; to who prepares the team also the forms."""
    case = cases.read(visit, log, id)
    people, draws = _people(visit, case), _draws(visit, case)
    forms = _prepares(visit, case)
    found = pool(visit, case, office(visit, case)) if forms else []
    named = [one["person"] for one in people]
    named += [person for draw in draws for person in draw["candidates"]]
    visit.people.opened(log, WHY, named)
    asked = {one["person"] for one in people}
    pending = bool(draws) and not draws[-1]["seed"]
    return View(
        {
            "log": log,
            "case": case,
            "here": f"/console/team-making/{log}/{id}",
            "people": [_row(visit, case, one) for one in people],
            "keeps": [
                (one["person"][2:], _name(visit, case, one["person"]))
                for one in people
                if one["person"] != visit.session["actor"]
                and any(each["may_keep"] for each in one["conflicts"])
            ]
            if forms and case.may("FormTeam", "ChangeTeam")
            else [],
            "forms": forms,
            "early": case.found["state"] == "accepted",
            "to_ask": [_pick(visit, one) for one in found if one.person not in asked],
            "free": [_pick(visit, one) for one in found if not one.barred],
            "draws": [_draw(visit, case, n, each) for n, each in enumerate(draws, 1)],
            "pending": draws[-1] if pending else None,
            "typed": {name: visit.said(name) for name in ("seats", "wait", "reason", "why_kept")},
            "kept": visit.said("person"),
        }
    )


def _people(visit: PersonVisit, case: Case) -> list[Wire]:
    """Return the people of the team and who was asked; nobody for who may not see them."""
    try:
        return visit.calls.all(case.log, "team_person", evaluation=case.id)
    except Refused as refused:
        if refused.status == 403:
            return []
        raise


def _draws(visit: PersonVisit, case: Case) -> list[Wire]:
    found = visit.calls.find(case.log, "team", case.id)
    return list(found["draws"]) if found else []


def _prepares(visit: PersonVisit, case: Case) -> bool:
    """Return whether the visitor prepares the decision on the team."""
    return case.found["state"] in OPEN and bool(office(visit, case))


def _name(visit: PersonVisit, case: Case, person: str) -> str:
    return visit.people.name(case.log, person, visit.label("evaluator"))


def _row(visit: PersonVisit, case: Case, one: Wire) -> Wire:
    """Return a person of the list in words."""
    said = [visit.label(tie["kind"]) for tie in one["ties"]]
    notes = [tie["note"] for tie in one["ties"] if tie["note"]]
    return {
        "name": _name(visit, case, one["person"]),
        "post": one["team_post"],
        "acting": one["acting"],
        "declared": formats.day(one["declared_on"]) if one["declared_on"] else "",
        "asked": formats.day(one["asked_on"]) if one["asked_on"] else "",
        "awaited": one["awaited"],
        "ties": said,
        "notes": notes,
        "kept": one["kept_reason"] if one["kept_on"] else "",
        "against": [visit.label(each["code"]) for each in one["conflicts"]],
    }


def _pick(visit: PersonVisit, one: Candidate) -> tuple[str, str, bool]:
    """Return the field that picks somebody, their name, whether they are picked."""
    field = f"{PICKED}{one.person[2:]}"
    return field, one.name, bool(visit.said(field))


def _draw(visit: PersonVisit, case: Case, number: int, one: Wire) -> Wire:
    lots = [
        (_name(visit, case, each["person"]), each["person"], each["lot"], each["won"])
        for each in one["lots"]
    ]
    names = [_name(visit, case, person) for person in one["candidates"]]
    return {**one, "number": number, "lots": lots, "names": names}


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over what is asked, kept, fixed or drawn, or record it."""
    case = cases.read(visit, log, id)
    make = ACTS.get(visit.said("act"))
    if make is None or not _prepares(visit, case):
        return visit.again(show(visit, log, id))
    return done(visit, make(visit, case), lambda: show(visit, log, id))


def _picked(visit: PersonVisit, case: Case) -> list[tuple[str, str]]:
    """Return who was picked: person and name."""
    people = [f"u:{name.removeprefix(PICKED)}" for name in visit.form if name.startswith(PICKED)]
    visit.people.opened(case.log, WHY, people)
    return [(person, _name(visit, case, person)) for person in people]


def _deed(
    visit: PersonVisit, case: Case, command: str, data: Wire, rows: Sequence[tuple[str, str]]
) -> Deed:
    here = f"/console/team-making/{case.log}/{case.id}"
    picked = [*data.get("persons", ()), *data.get("candidates", ())]
    several = "persons" if "persons" in data else "candidates"
    return Deed(
        *(case.log, "team", case.id, command, data),
        title=visit.label(command),
        here=here,
        back=here,
        rows=[(visit.t("Trường"), case.place), *rows],
        rule=visit.t("Đoàn làm việc khi mọi thành viên đã khai quan hệ với trường."),
        public=visit.t("Trường, cơ quan giữ hồ sơ và đoàn đánh giá ngoài.")
        if command in ("AnnounceDraw", "DrawMembers")
        else visit.t("Các cơ quan giữ hồ sơ và đoàn đánh giá ngoài; trường không thấy."),
        after=visit.t("Đã ghi thì không sửa; đổi lại là một việc mới trong sổ."),
        onward=[(visit.t("Đoàn đánh giá ngoài"), f"/console/team/{case.log}/{case.id}")],
        fields={
            **{f"/{several}/{n}": f"{PICKED}{one[2:]}" for n, one in enumerate(picked)},
            "/reason": "why_kept" if command == "KeepMember" else "reason",
        },
    )


def _ask(visit: PersonVisit, case: Case) -> Deed:
    people = _picked(visit, case)
    rows = [(visit.t("Hỏi"), name) for _, name in people]
    return _deed(visit, case, "AskDeclarations", {"persons": [one for one, _ in people]}, rows)


def _keep(visit: PersonVisit, case: Case) -> Deed:
    person, reason = f"u:{visit.said('person')}", visit.said("why_kept")
    visit.people.opened(case.log, WHY, [person])
    rows = [
        (visit.t("Giữ trong đoàn"), _name(visit, case, person)),
        (visit.t("Lý do giữ"), reason),
    ]
    return _deed(visit, case, "KeepMember", {"person": person, "reason": reason}, rows)


def _announce(visit: PersonVisit, case: Case) -> Deed:
    people = _picked(visit, case)
    data: Wire = {"candidates": [one for one, _ in people]}
    rows = [(visit.t("Trong danh sách bốc thăm"), name) for _, name in people]
    for name, called in (("seats", visit.t("Số người bốc")), ("wait", visit.t("Chờ mấy mục"))):
        said = visit.said(name)
        data[name] = int(said) if said.isdecimal() else said
        rows.append((called, said))
    if reason := visit.said("reason"):
        data["reason"] = reason
        rows.append((visit.t("Lý do bốc lại"), reason))
    return _deed(visit, case, "AnnounceDraw", data, rows)


def _drawn(visit: PersonVisit, case: Case) -> Deed:
    return _deed(visit, case, "DrawMembers", {}, [])


ACTS: Mapping[str, Callable[[PersonVisit, Case], Deed]] = {
    "ask": _ask,
    "keep": _keep,
    "announce": _announce,
    "draw": _drawn,
}
"""What each form does."""
PAGE = Page(show, act, path="/{log}/{id}")
