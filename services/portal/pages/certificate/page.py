"""A certificate: found by its number, and what it says today."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.certificates import in_force
from libs.web.client import Refused
from libs.web.page import Page, Shown, View, Visit
from services.portal.pages.school.page import what


def show(visit: Visit, log: str = "", id: str = "") -> Shown:
    """Show one certificate, or the form that asks for its number."""
    if log:
        one = visit.calls.one(log, "publication", id)
        today = visit.today.isoformat()
        return View(
            {
                "record": one,
                "log": log,
                "valid": in_force(one, today),
                "what": what(visit, one),
                "history": _history(visit, one),
                "key_url": f"/v1/{log}/key",
                "checkpoint": f"/v1/{log}/checkpoint",
            },
            template="record.html",
        )
    number = visit.asked("number")
    found = []
    for province in visit.calls.get("/v1/installation").json["provinces"] if number else []:
        try:
            records = visit.calls.listed(province["log"], "publication", certificate=number[:300])
        except Refused as refused:
            if refused.status not in (400, 422):
                raise
            records = []
        found += [{**one, "log": province["log"], "what": what(visit, one)} for one in records]
    return View({"number": number, "found": found})


def _history(visit: Visit, one: Wire) -> list[tuple[str, str]]:
    """Return what became of a certificate, with the day of each paper, the first first."""
    t = visit.t
    found = [(one["published_on"], t("Công khai"))]
    for each in one["corrections"]:
        number, why = each["document_number"], each["reason"]
        said = t("Đính chính theo văn bản {number}: {why}", number=number, why=why)
        now = [each[name] for name in ("decision_number", "certificate_number", "misprint")]
        if each["valid_from"]:
            now.append(t("ngày ký {day}", day=formats.day(each["valid_from"])))
        told = "; ".join(str(value) for value in now if value)
        found.append((each["dated"], t("{said}. Nay ghi: {now}", said=said, now=told)))
    if one["held_since"]:
        said = t("{school} kế thừa", school=one["holder_name"])
        found.append((one["held_since"], said))
    if one["ends"]:
        found.append((one["ends"], t("Có công nhận mới thay")))
    if one["lapsed_on"]:
        found.append((one["lapsed_on"], t("Hết hiệu lực cùng với trường")))
    if one["taken_back"]:
        revoked = one["taken_back"] == "revoked"
        how = t("Thu hồi") if revoked else t("Hủy bỏ")
        values = {"how": how, "number": one["cancelled_by"], "why": one["cancelled_why"]}
        found.append((one["cancelled_on"], t("{how} theo quyết định {number}: {why}", **values)))
    return sorted(found)


PAGES = (Page(show), Page(show, path="/{log}/{id}"))
