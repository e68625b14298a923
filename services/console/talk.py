"""What is said about a thing of a school's: who spoke, whom one can ask, where it is shown.

A page that shows a thing takes `about(visit, log, school, matter=..., ...)` into its values and
shows it with the macro of `pages/discussions/about.html`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Fault, Go
from services.console.person import AT_SCHOOL, PersonVisit

NAMING = ("matter", "cycle", "criterion", "of_level", "indicator", "plan", "item", "code")
"""The fields that name a thing, as the API has them."""
NUMBERS = ("of_level", "item")
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "indicator": ("cycle", "criterion", "of_level", "indicator"),
    "sheet": ("cycle", "criterion"),
    "report": ("cycle",),
    "plan_item": ("plan", "item"),
    "evidence": ("code",),
}
"""The fields that name one thing of a matter."""
ASKED = ("matter", "cycle", "criterion", "plan", "code")
"""Those by which discussions are found."""
FUNCTIONS = ("check_dossier", "appraise", "receive_report")
"""Of the offices that see a school's affairs, those that may be asked for something."""
SPEAKING = ("principal", "council_member", "officer", "director", "chair")
"""The roles in which people take part in discussions."""
FARTHEST = 731
"""For how many days ahead something may be asked."""
WHY = "Xem ai nói, ai được giao việc trong trao đổi của trường"
"""Why names are opened."""
UNTASKED = {
    "person-not-party": text("người này không giữ vai trò ở nơi xem được trao đổi"),
    "office-not-party": text("cơ quan này không xem được trao đổi"),
    "group-unknown": text("hội đồng không có nhóm này"),
    "due-in-past": text("hạn đã qua"),
    "due-too-far": text("hạn xa quá hai năm"),
    "discussion-closed": text("trao đổi đã kết thúc"),
    "away": text("hệ thống tạm thời chưa trả lời, xem bên dưới đã có việc chưa"),
}
"""Why a task may be refused though its message was taken, by the code of the refusal."""
SHOWN = 5
"""How many discussions a page shows beside its thing."""
Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Threads:
    """The discussions about a thing that a page shows beside it; `href` is where all stand."""

    href: str
    found: Sequence[Wire]
    more: int


def about(visit: PersonVisit, log: str, school: str, **thing: Any) -> Threads:
    """Return the discussions about a thing, of a sheet those of its indicators too, the newest
    first."""
    asked = _asked(thing)
    if thing["matter"] == "sheet":
        del asked["matter"]
    found = visit.calls.listed(log, "discussion", school=school, limit=200, **asked)
    found = [one for one in found if _of(thing, one["about"])]
    found.sort(key=lambda one: (one["state"] == "open", one["last_on"]), reverse=True)
    shown = [
        {
            **one,
            "href": f"/console/discussion/{log}/{one['id']}",
            "of": "" if same(one["about"], thing) else called(visit, one["about"]),
        }
        for one in found[:SHOWN]
    ]
    return Threads(address(log, school, thing), shown, max(0, len(found) - SHOWN))


def address(log: str, school: str, thing: Thing | None = None) -> str:
    """Return where the discussions of a school stand, those about a thing."""
    said = {name: value for name in NAMING if (value := (thing or {}).get(name)) is not None}
    return f"/console/discussions/{log}/{school}{'?' if said else ''}{urlencode(said)}"


def thing_of(asked: Mapping[str, str]) -> Wire | None:
    """Return the thing that an address or a form names, None if it names none as a whole."""
    found: Wire = {name: asked[name] for name in NAMING if asked.get(name)}
    for name in NUMBERS:
        if name in found:
            found[name] = formats.read_number(found[name])
            if not isinstance(found[name], int):
                return None
    needed = NAMED_BY.get(found.pop("matter", ""))
    return {"matter": asked["matter"], **found} if needed and set(found) == set(needed) else None


def same(one: Thing, other: Thing) -> bool:
    """Return whether two name the same thing."""
    return all(one.get(name) == other.get(name) for name in NAMING)


def _of(thing: Thing, about: Thing) -> bool:
    """Return whether what a discussion is about is the thing, or an indicator of the sheet."""
    parts = ("cycle", "criterion")
    indicator = (thing["matter"], about["matter"]) == ("sheet", "indicator")
    return same(about, thing) or (indicator and all(about[n] == thing[n] for n in parts))


def _asked(thing: Thing) -> Wire:
    return {name: thing[name] for name in ASKED if thing.get(name) is not None}


def called(visit: PersonVisit, thing: Thing) -> str:
    """Return what a thing is called."""
    t = visit.t
    year = formats.year(_year(str(thing.get("cycle") or thing.get("plan") or "")))
    match thing["matter"]:
        case "indicator":
            name = f"{thing['criterion']}, {t('Mức {n}', n=thing['of_level'])}"
            if str(thing.get("indicator") or "").isalpha():
                name = f"{name}, {t('chỉ báo {name}', name=thing['indicator'])}"
            return t("Chỉ báo của tiêu chí {name}", name=name)
        case "sheet":
            return t("Phiếu tiêu chí {code}, năm học {year}", code=thing["criterion"], year=year)
        case "report":
            return t("Báo cáo tự đánh giá năm học {year}", year=year)
        case "plan_item":
            return t("Việc số {n} của kế hoạch cải tiến {year}", n=thing["item"], year=year)
        case _:
            return t("Minh chứng {code}", code=thing.get("code", ""))


def place(log: str, school: str, thing: Thing) -> str:
    """Return where a thing of a school is shown, empty where no page shows it."""
    if thing.get("code"):
        return f"/console/evidence/{log}/{school}?{urlencode({'words': thing['code']})}"
    if thing.get("criterion"):
        return f"/console/criterion-sheet/{log}/{thing['cycle']}/{thing['criterion']}"
    if thing.get("cycle"):
        return f"/console/cycle/{log}/{thing['cycle']}"
    if thing.get("item"):
        return f"/console/plan/{log}/{thing['plan']}/item/{thing['item']}"
    return ""


def _year(id: str) -> int | None:
    parts = id.split("_")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else None


class Speakers:
    """Who speaks about a school's affairs and whom one can ask: by name, post and office."""

    def __init__(
        self,
        visit: PersonVisit,
        log: str,
        school: str,
        cycle: str | None,
        persons: Iterable[str | None] = (),
    ) -> None:
        self._visit = visit
        self._log = log
        self._school = school
        self.cycle = visit.calls.find(log, "cycle", cycle or self._newest() or "none")
        self._posts = self._council()
        visit.people.opened(log, WHY, [*self._posts, *persons])

    def spoke(self, person: str | None, org: str) -> str:
        """Return what somebody is called who acted for a school or office."""
        names = self._visit.names
        at_school = org == self._school
        where = names.school(self._log, org) if at_school else names.office(self._log, org)
        if person == self._visit.session["actor"]:
            return self._visit.t("Mình ({where})", where=where)
        return f"{self._name(person)}, {where}"

    def asked(self, task: Wire) -> str:
        """Return what the one is called of whom something is asked."""
        if task["office"]:
            return self._visit.names.office(self._log, task["office"])
        if task["group"]:
            return str(task["group"])
        if task["person"] == self._visit.session["actor"]:
            return self._visit.t("Mình")
        return self._name(task["person"])

    def options(self, within_school: bool) -> list[tuple[str, str]]:
        """Return whom one can ask: what stands for them in a form, and what they are called."""
        found = {f"person:{person}": self._titled(person) for person in self._posts}
        for one in self._visit.people.of(self._log, WHY, self._school):
            titles = [tie for tie in one.at(self._school) if tie in AT_SCHOOL]
            if titles:
                title = self._visit.label(titles[0], begins=False)
                found.setdefault(f"person:{one.person}", f"{one.name} ({title})")
            else:
                # Who has no role at the school cannot act on what is asked.
                found.pop(f"person:{one.person}", None)
        groups = (self.cycle or {}).get("working_groups") or {"groups": ()}
        found |= {f"group:{one['name']}": str(one["name"]) for one in groups["groups"]}
        if not within_school:
            for function in FUNCTIONS:
                for held in self._visit.calls.listed(
                    self._log,
                    "holder",
                    function=function,
                    school=self._school,
                    on=self._visit.today,
                ):
                    found[f"office:{held['holder']}"] = str(held["holder_name"])
        return list(found.items())

    def addressed(self, chosen: str) -> Wire:
        """Return whom a task is set for, as the API is told of what a form says."""
        kind, _, name = chosen.partition(":")
        if kind == "group" and self.cycle:
            return {"cycle": self.cycle["id"], "group": name}
        return {kind: name} if kind in ("person", "office") else {}

    def _name(self, person: str | None) -> str:
        return self._visit.people.name(self._log, person, self._posts.get(person or "", ""))

    def _titled(self, person: str) -> str:
        """Return name and post, the post alone where the name may not be known."""
        name, post = self._name(person), self._posts[person]
        return post if name == post else f"{name} ({post[:1].lower()}{post[1:]})"

    def _newest(self) -> str | None:
        found = self._visit.calls.listed(self._log, "cycle", school=self._school, limit=200)
        live = [one for one in found if one["state"] != "abandoned"]
        return str(max(live, key=lambda one: int(one["year"]))["id"]) if live else None

    def _council(self) -> dict[str, str]:
        """Return the posts in the council by person; members are told apart by their turn."""
        council = (self.cycle or {}).get("council")
        found: dict[str, str] = {}
        members = 0
        for one in council["members"] if council else ():
            post = str(self._visit.label(one["post"]))
            if one["post"] == "member":
                members += 1
                post = f"{post} {members}"
            found[one["person"]] = post
        return found


def wrong_task(
    visit: PersonVisit, people: Speakers, whom: str, day: str, within_school: bool
) -> list[Fault]:
    """Return what is wrong with whom and by when something is asked, before anything is sent."""
    found = []
    if not whom:
        found.append(Fault("whom", visit.t("Chưa chọn ai làm việc này.")))
    elif within_school and whom.startswith("office:"):
        said = visit.t("Trao đổi chỉ trong trường thì không giao việc cho cơ quan.")
        found.append(Fault("whom", said))
    elif whom not in dict(people.options(within_school)):
        found.append(Fault("whom", visit.t("Chọn ai làm việc này trong danh sách.")))
    try:
        due = date.fromisoformat(formats.read_day(day))
    except ValueError:
        found.append(Fault("due", visit.t("Hạn phải là một ngày, ví dụ 07/12/2026.")))
    else:
        if due < visit.today:
            found.append(Fault("due", visit.t("Hạn {day} đã qua.", day=formats.day(due))))
        elif (due - visit.today).days > FARTHEST:
            found.append(Fault("due", visit.t("Hạn xa nhất là hai năm nữa.")))
    return found


def untasked(here: str, did: str, refused: Refused) -> Go:
    """Return where to go on after what was sent was taken (`did`) and its task was refused.

    Sent again it would be taken again.
    """
    code = "away" if refused.status >= 500 else refused.code
    return Go(f"{here}?{urlencode({'did': did, 'untasked': code})}#newest")


def why_untasked(visit: PersonVisit) -> str:
    """Return why the task of what was just sent was refused, empty if none was."""
    code = visit.asked("untasked")
    return visit.t(UNTASKED.get(code, text("quy tắc không cho phép"))) if code else ""
