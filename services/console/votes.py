"""Votes of a council as pages show them: what the province asks, how each matter stands."""

from collections import Counter
from collections.abc import Mapping

from libs.kernel.problems import Wire
from services.console.person import PersonVisit

BALLOTS = ("in_favour", "against", "abstained")


def tally(cycle: Wire, criterion: str | None) -> Mapping[str, int]:
    """Return how the present members voted on a criterion, None: on the report."""
    council = cycle["council"] or {"members": []}
    members = {member["person"] for member in council["members"]}
    return Counter(
        vote["ballot"]
        for vote in cycle["votes"]
        if vote["criterion"] == criterion and vote["person"] in members
    )


def told(visit: PersonVisit, cycle: Wire, criterion: str | None) -> str:
    """Return how a matter stands in words."""
    votes = tally(cycle, criterion)
    if not any(votes.values()):
        return visit.t("Chưa có phiếu biểu quyết nào")
    return visit.t(
        "{n} trên {size} thành viên đã biểu quyết: {yes} tán thành, {no} không tán thành, {none} "
        "không có ý kiến",
        n=sum(votes.values()),
        size=cycle["council_size"],
        yes=votes["in_favour"],
        no=votes["against"],
        none=votes["abstained"],
    )


def quorum(visit: PersonVisit, log: str, cycle: Wire) -> Wire | None:
    """Return what the smallest of the school's areas that says anything asks of votes today."""
    school = visit.calls.one(log, "school", cycle["school"])
    today = visit.today.isoformat()
    for area in school["areas"]:
        found = visit.calls.find(log, "quorum", area)
        for term in (found or {"terms": []})["terms"]:
            holds = term["starts"] <= today and not (term["ends"] and term["ends"] <= today)
            if holds and school["kind"] in term["kinds"]:
                asked: Wire = term
                return asked
    return None


def asked_of(visit: PersonVisit, term: Wire | None) -> str:
    """Return the rule on votes in words."""
    if term is None:
        return visit.t(
            "Địa phương chưa quy định tỷ lệ biểu quyết; phiếu được ghi lại và chủ tịch phê duyệt."
        )
    return visit.t(
        "Ít nhất {voting}% thành viên biểu quyết và {favour}% tán thành ({basis}).",
        voting=term["voting_percent"],
        favour=term["in_favour_percent"],
        basis=term["basis"],
    )
