"""Asking for what an office's list of registrations is made of: the office, whom it is for, and the
schools that it names."""

from contextlib import suppress
from datetime import date, datetime

from libs.kernel.problems import NotFound, Wire
from libs.law.calendar import VIETNAM
from services.documents.case_asking import Asker
from services.documents.document import Answers, Case


def answers_for_list(view: Wire, ask: Asker, *, log: str, on: date, demo: bool) -> Answers:
    """Return what the services say about a list; raises what they raise.

    The list rests on its own acts alone: what becomes of a case later leaves it as it is.
    """
    office = ask.one("organisation", view["office"], on=view["dated"])
    schools = {each["school"]: ask.one("school", each["school"]) for each in view["cases"]}
    offices = {}
    for school in schools:
        asked = {"function": "appraise", "school": school, "on": view["dated"]}
        for one in ask.many("holder", **asked):
            with suppress(NotFound):
                found = ask.one("organisation", one["holder"], on=view["dated"])
                offices[one["holder"]] = found
        if offices:
            break
    position = int(view["position"])
    at = datetime.fromisoformat(ask.recorded_at(position).replace("Z", "+00:00"))
    return Answers(
        log=log,
        position=position,
        recorded_at=at.astimezone(VIETNAM).isoformat(),
        on=on,
        sample=demo or any(each.get("sample", False) for each in schools.values()),
        view=view,
        school=office,
        case=Case(offices=offices),
        schools=schools,
    )
