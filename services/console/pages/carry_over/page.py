"""The texts of an earlier self-assessment as the beginning of this one; not its results."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console.course import standing
from services.console.cycle import WORKING, lines
from services.console.deed import Deed, done
from services.console.person import PersonVisit


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show which earlier cycles may be the source, and which criteria are still empty."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    sources = _sources(visit, log, cycle)
    empty = [line for line in lines(visit, cycle) if line.sheet is None]
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "working": cycle["state"] in WORKING and cycle["council"] is not None,
            "editing": own.at_school,
            "sources": [
                (one["id"], visit.t("Năm học {year}", year=formats.year(one["year"])))
                for one in sources
                if one["rule_set"] == cycle["rule_set"]
            ],
            "others": [one for one in sources if one["rule_set"] != cycle["rule_set"]],
            "empty": empty,
            "source": visit.said("source"),
            "chosen": visit.all_said("criteria") if visit.sent else [line.code for line in empty],
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over what would be taken over, or take it over."""
    cycle = visit.calls.one(log, "cycle", id)
    source, criteria = visit.said("source"), visit.all_said("criteria")
    years = {one["id"]: formats.year(one["year"]) for one in _sources(visit, log, cycle)}
    at = f"{log}/{id}"
    deed = Deed(
        *(log, "cycle", id, "CarryOver", {"source": source, "criteria": criteria}),
        title=visit.t("Lấy lại chữ của đợt trước"),
        here=f"/console/carry-over/{at}",
        back=f"/console/cycle/{at}",
        rows=[
            (visit.t("Lấy từ đợt"), years.get(source, "–")),
            (visit.t("Tiêu chí"), ", ".join(criteria) or visit.t("mọi tiêu chí còn trống")),
        ],
        rule=visit.t("Chỉ lấy chữ của phiếu, không lấy kết quả đánh giá; hội đồng xác nhận lại."),
        public=visit.t("Người trong trường và cơ quan quản lý trường."),
        onward=[(visit.t("Xem chỗ thay đổi"), f"/console/report-versions/{at}")],
        fields={"/source": "source", "/criteria": "criteria"},
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _sources(visit: PersonVisit, log: str, cycle: Wire) -> list[Wire]:
    """Return the earlier cycles of the school, the newest first."""
    found = visit.calls.all(log, "cycle", school=cycle["school"])
    earlier = [one for one in found if one["year"] < cycle["year"]]
    return sorted(earlier, key=lambda one: -one["year"])


PAGE = Page(show, act, path="/{log}/{id}")
