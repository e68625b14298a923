"""The preliminary survey on screens: its days, who was there, its minutes, what the school does."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Shown, View
from services.console import case as cases
from services.console import preparation
from services.console.deed import Deed, done
from services.console.person import PersonVisit
from services.console.preparation import Preparation

FIELDS = ("started", "ended", "attending", "minutes", "conditions")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the form of the minutes to who leads the team."""
    own = preparation.read(cases.read(visit, log, id))
    if not own.found:
        raise Refused(404, {"code": "not-found", "status": 404})
    return View(
        {
            "case": own.case,
            "own": own,
            "here": f"{own.at}/preliminary-survey",
            "given": _given(visit, own, own.found),
        },
        template="first_visit.html",
    )


def _given(visit: PersonVisit, own: Preparation, one: Wire) -> dict[str, str]:
    """Return what the fields hold: as typed, as recorded, else as plan and study propose."""
    if visit.sent:
        return {name: visit.said(name) for name in FIELDS}
    if one["survey_recorded_on"]:
        return {
            "started": formats.day(one["survey_started"]),
            "ended": formats.day(one["survey_ended"]),
            "attending": "\n".join(one["survey_attending"]),
            "minutes": one["survey_minutes"],
            "conditions": "\n".join(one["survey_conditions"]),
        }
    days = ("preliminary_from", "preliminary_to")
    first, last = (formats.day(one[name]) if one[name] else "" for name in days)
    return {
        "started": first,
        "ended": last,
        "attending": "",
        "minutes": "",
        "conditions": "\n".join(_proposed(visit, own)),
    }


def _proposed(visit: PersonVisit, own: Preparation) -> list[str]:
    """Return what the studies ask the school to get ready, criterion by criterion."""
    found: list[str] = []
    for code, said in own.studies.items():
        values: Wire = {"code": code}
        for what in said["evidence_to_add"]:
            found.append(visit.t("Tiêu chí {code}: bổ sung {what}", **values, what=what))
        if said["evidence_to_check"]:
            codes = ", ".join(said["evidence_to_check"])
            found.append(visit.t("Tiêu chí {code}: chuẩn bị {codes}", **values, codes=codes))
        for each in said["interviews"]:
            values |= {"n": each["count"], "who": each["who"]}
            found.append(visit.t("Tiêu chí {code}: mời {n} {who} gặp đoàn", **values))
    return found[:30]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the minutes, or record them."""
    own = preparation.read(cases.read(visit, log, id))
    data: Wire = {
        **{name: formats.read_day(visit.said(name)) for name in ("started", "ended")},
        "attending": visit.lines_said("attending"),
        "minutes": visit.said("minutes"),
        "conditions": visit.lines_said("conditions"),
    }
    days = f"{visit.said('started')} – {visit.said('ended')}"
    deed = Deed(
        *(log, "preparation", id, "RecordPreliminarySurvey", data),
        title=visit.label("RecordPreliminarySurvey"),
        here=f"{own.at}/preliminary-survey",
        back=own.at,
        rows=[
            (visit.t("Trường"), own.case.place),
            (visit.t("Ngày khảo sát"), days),
            (visit.t("Thành phần"), "; ".join(data["attending"])),
            (visit.t("Biên bản"), data["minutes"]),
            (visit.t("Trường chuẩn bị"), "; ".join(data["conditions"]) or "–"),
        ],
        public=visit.t("Trường và cơ quan giữ hồ sơ đọc biên bản này."),
        after=visit.t("Sửa được bằng một biên bản mới, mọi bản đều còn trong sổ."),
        onward=[(visit.t("Chuẩn bị của đoàn"), own.at), (visit.t("Hồ sơ của trường"), own.case.at)],
    )
    return done(visit, deed, lambda: show(visit, log, id))
