"""New evidence: files, several at once; a link; or where paper lies."""

from dataclasses import replace
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import evidence
from services.console.evidence import Received
from services.console.person import PersonVisit

FIELDS = {"/title": "title", "/criterion": "criterion", "/content/file": "file"}


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the form for one of the kinds."""
    return _form(visit, log, school, _asked(visit))


def _asked(visit: PersonVisit) -> list[Received]:
    """Return the file that came in before and that the address names."""
    sha256 = visit.asked("received")
    named = evidence.title_of(visit.asked("named"))
    return [Received(sha256, named)] if sha256 else []


def _form(visit: PersonVisit, log: str, school: str, files: list[Received]) -> View:
    cycle = evidence.running_cycle(visit, log, school)
    kind = visit.said("kind") or visit.asked("kind")
    here = f"/console/evidence-add/{log}/{school}"
    criterion = visit.said("criterion") or visit.asked("criterion")
    kinds = [one for one, _ in evidence.KINDS]
    kind = kind if kind in kinds else kinds[0]
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "here": here,
            "kind": kind,
            "tabs": [
                (
                    visit.t(said),
                    f"{here}?{urlencode({'kind': one, 'criterion': criterion})}",
                    one == kind,
                )
                for one, said in evidence.KINDS
            ],
            "criteria": evidence.criteria(visit, log, school, cycle),
            "criterion": criterion,
            "cycle": cycle,
            "files": files,
            "typed": visit.said,
            "details": evidence.typed_details(visit),
            "obtained": evidence.OBTAINED,
        }
    )


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Add what was sent; what is refused is told, and nothing that has come need be sent again."""
    if visit.said("kind") == "file":
        return _add_files(visit, log, school)
    cycle = evidence.running_cycle(visit, log, school)
    data: Wire = {
        "criterion": visit.said("criterion"),
        "title": visit.said("title"),
        "content": evidence.content(visit, visit.said("kind")),
        "details": evidence.details(visit),
        **({"cycle": cycle["id"]} if cycle else {}),
    }
    found = evidence.added(visit, log, school, data)
    return _done(visit, log, school, [found["code"]], personal=False)


def _add_files(visit: PersonVisit, log: str, school: str) -> Shown:
    files = evidence.received(visit, log, school)
    if not files and not visit.faults:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn ít nhất một tệp."))))
    if visit.faults:
        return visit.again(_form(visit, log, school, files))
    codes: list[str] = []
    try:
        for _, found in evidence.add(visit, log, school, visit.said("criterion"), files):
            codes.append(found["code"])
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        left = files[len(codes) :]
        visit.refuse(refused, {**FIELDS, "/title": "received-title-1"}, "file")
        return visit.again(_form(visit, log, school, [replace(one) for one in left]))
    return _done(visit, log, school, codes, personal=any(one.warning for one in files))


def _done(visit: PersonVisit, log: str, school: str, codes: list[str], *, personal: bool) -> Shown:
    said = {"added": ", ".join(filter(None, codes)), **({"personal": "1"} if personal else {})}
    return Go(f"/console/evidence/{log}/{school}?{urlencode(said)}")


PAGE = Page(show, act, path="/{log}/{school}", fields=FIELDS, files=True)
