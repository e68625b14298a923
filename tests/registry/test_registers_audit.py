"""What schools and offices wrote into their registers is borne out by the log alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from libs.standards import RuleSet
from libs.tlog.decisions import Replay
from libs.tlog.entries import Entries
from services.registry.service import RegistryService
from tests.registry.province import ask, do, province
from tests.running import Running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A province of its own: its whole log is read."""
    with province(postgres_server.uri) as found:
        yield found


def no_rules(digest: str) -> RuleSet:
    raise LookupError(digest)


def test_an_auditor_finds_every_act_of_the_registers_in_order(server: Running) -> None:
    course = {
        "title": "Lớp",
        "provider": "Đơn vị mẫu",
        "subject": "diplomas",
        "held_on": "2024-10-01",
        "basis": "Kế hoạch",
    }
    do(server, "hd1", "training-s1_audit", "RegisterCourse", **course)
    came = [{"person": "u:t8", "post": "staff", "org": "s1"}]
    do(server, "hd1", "training-s1_audit", "RecordAttendance", attendees=came)
    do(server, "hd1", "headcount-s1_2023", "CountStaff", managers=1, teachers=2, staff=0)
    do(server, "ofc", "plannedlist-phong764_2023", "OpenList", basis="Kế hoạch")
    question = {"topic": "other", "subject": "Hỏi", "text": "Hỏi gì?"}
    do(server, "hd1", "helprequest-s1_audit", "AskForHelp", **question)
    do(server, "ofc", "helprequest-s1_audit", "ForwardHelp", office="so79", reason="Thuộc Sở")
    do(server, "sof", "helprequest-s1_audit", "AnswerHelp", text="Xem mục 3.")
    planned = [{"name": "Trường Mầm non Mẫu 1", "school": "s1", "month": "2024-03"}]
    do(server, "ofc", "plannedlist-phong764_2023", "PlanSchools", schools=planned)
    do(server, "sof", "plannedlist-phong764_2023", "ConfirmList", basis="Thông báo")
    plan: dict[str, Any] = {"issuer_name": "Đơn vị so79", "title": "Kế hoạch", "last_year": 2025}
    do(server, "sof", "roadmap-so79_audit", "RegisterRoadmap", **plan)
    target: dict[str, Any] = {"code": "t", "measure": "evaluated", "by_year": 2025, "area": "79"}
    do(server, "sof", "roadmap-so79_audit", "SetTarget", **target)
    report = {"school": "s1", "measure": "evaluated", "state": "under_way"}
    report |= {"as_of": "2024-10-01", "basis": "Báo cáo"}
    do(server, "ofc", "roadmap-so79_audit", "ReportProgress", **report)
    contracts = {a.category: a.events for a in RegistryService.aggregates}
    entries = Entries(contracts, Replay(no_rules))
    events = server.log.follow("79", 0, 10_000)
    for event in events:
        entries.check(event)
    own = {e.stream.partition("-")[0] for e in events if e.envelope["actor"].startswith("u:")}
    assert {"training", "headcount", "plannedlist", "helprequest", "roadmap"} <= own
    assert ask(server, "GetTraining", id="s1_audit")["attendee_count"] == 1
