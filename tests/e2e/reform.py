"""Gò Vấp before and after 01/07/2025 on a platform in a process of its own, killed on the way."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from libs.hosting.child_process import Leashed
from libs.kernel.problems import Wire
from services.cli.api import Api
from services.cli.demo.plan import Plan
from services.cli.demo.schools import School, identity, person
from services.cli.demo.steps import DemoStep, Lane, run
from services.cli.reorganise.plan import read
from tests.e2e.stack import ROOT
from tests.messaging import until

LOG = "79"
PLAN = ROOT / "examples" / "reorganisations" / "2025-07" / "79-ho-chi-minh.yaml"
ACTED = date(2025, 8, 4)
"""The day in 2025 on which the plan is carried out."""
OPERATOR = "s:operator"
PHONG, WARD, SO = (
    identity("office", LOG, key) for key in ("phong-go-vap", "ubnd-phuong-hanh-thong", "so-hcm")
)
FILED_ON, DRAFTED_ON = date(2025, 6, 16), date(2025, 6, 25)
STARTED = 60.0
Fact = tuple[str, str]


class Server:
    """`kiemdinh serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Start it, on any free port, and wait until it says where it is."""
        printed = self.folder / "printed"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_")}
        with printed.open("wb") as output:
            self._process = Leashed(
                [sys.executable, "-m", "services", "serve", "--var", str(self.var), "--port", "0"],
                signal.SIGTERM,
                ROOT,
                output,
                environment | {"KIEMDINH_DEMO": "1"},
            )

        def address() -> str | None:
            assert self._process.running(), printed.read_text(errors="replace")
            found = re.search(r"http://[0-9.]+:[0-9]+", printed.read_text(errors="replace"))
            return found[0] if found else None

        self.url = str(until(address, STARTED, "the server's address"))
        self.key = (self.var / "operator.key").read_text().strip()
        self.api = Api(self.url, self.key)

    @property
    def var(self) -> Path:
        """Where the platform keeps its data."""
        return self.folder / "var"

    def kill(self) -> None:
        """Kill it at once and start it anew, on another port."""
        os.killpg(self._process.process.pid, signal.SIGKILL)
        assert self._process.wait(10)
        self.start()

    def stop(self) -> None:
        """Let it end."""
        self._process.send(signal.SIGTERM)
        assert self._process.wait(30)

    def head(self) -> int:
        """Return how long the log is."""
        return sum(1 for _ in self.api.events(LOG))

    def reorganise(self, *options: str, plan: Path = PLAN) -> subprocess.Popen[bytes]:
        """Start `kiemdinh reorganise` on a plan."""
        target = ("--url", self.url, "--key", self.key, "--on", ACTED.isoformat())
        command = [sys.executable, "-m", "services", "reorganise", str(plan), *target, *options]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe)


def listed(server: Server, *options: str, plan: Path = PLAN) -> tuple[Wire, str]:
    """Return what `kiemdinh reorganise --json` lists, and what it said beside; it must succeed."""
    process = server.reorganise("--json", *options, plan=plan)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()
    found: Wire = json.loads(out)
    return found, err.decode()


def schools() -> tuple[School, School, School]:
    """Return a school with a certificate, one that filed, one that has its draft report."""
    known = {school.entry["key"]: school for school in Plan().schools}
    return known["thien-an"], known["hanh-thong"], known["tran-van-on"]


def before(server: Server) -> None:
    """Tell the platform the story up to June 2025; return once nothing more follows from it."""
    plan = Plan()
    certified, filing, drafted = schools()
    ways = {lane.title: lane.steps for lane in plan.school_lanes()}
    lanes = [
        Lane("a", ways[certified.name]),
        Lane("b", list(_filing(ways[filing.name]))),
        Lane("c", list(_drafted(ways[drafted.name]))),
    ]
    seen: dict[str, int] = {}
    lanes[1].steps.insert(0, _planned_for_august(plan, filing))
    for phase in ([_endless(lane) for lane in plan.first_lanes()], plan.letter_lanes(), lanes):
        run(server.api, phase, seen, lambda lane, step: None)
    pages = f"/v1/{LOG}/publication"
    until(lambda: [*server.api.all(pages, actor=OPERATOR)], 60, "the certificate's page")


def _planned_for_august(plan: Plan, school: School) -> DemoStep:
    """Return that the office plans a school of its list for another month."""
    line = [each.id for each in plan.schools].index(school.id) + 1
    grades = {name: school.entry[name] for name in ("accreditation_grade", "national_grade")}
    data = {"line": line, "month": "2025-08", "reason": "Trường lùi đăng ký (mẫu)", **grades}
    return DemoStep(LOG, plan.planned_list("002"), "AdjustLine", data, OPERATOR, FILED_ON)


def _endless(lane: Lane) -> Lane:
    """Let the Phòng hold its function without an end, as before anybody knew of one."""

    def change(step: DemoStep) -> DemoStep:
        ends = step.name == "AssignFunction" and step.data["ends"] == "2025-07-01"
        return replace(step, data=step.data | {"ends": None}) if ends else step

    return Lane(lane.title, [change(step) for step in lane.steps])


def _filing(steps: list[DemoStep]) -> Iterator[DemoStep]:
    """Yield a way that ends with the registration in June, for a school whose ward is known."""
    for step in steps:
        if step.name == "RegisterSchool":
            yield replace(step, data=step.data | {"areas": ["26890", "764", "79"]})
        elif step.name == "SubmitRegistration":
            yield replace(step, on=FILED_ON)
            return
        else:
            yield step


def _drafted(steps: list[DemoStep]) -> Iterator[DemoStep]:
    """Yield a way that ends with the draft report in June."""
    days = {
        "SubmitRegistration": date(2025, 6, 2),
        "ForwardRegistration": date(2025, 6, 3),
        "AcceptBySo": date(2025, 6, 4),
        "FormTeam": date(2025, 6, 5),
        "DeclareInterest": date(2025, 6, 5),
        "RecordFinding": date(2025, 6, 11),
        "CloseSurvey": date(2025, 6, 12),
        "SendDraft": DRAFTED_ON,
    }
    for step in steps:
        step = replace(step, on=days.get(step.name, step.on))
        if step.name == "CloseSurvey":
            yield replace(step, data={"started": "2025-06-10", "ended": "2025-06-12"})
        else:
            yield step
        if step.name == "SendDraft":
            return


def facts(server: Server) -> dict[Fact, Wire]:
    """Return everything a reorganisation may touch, as the platform's lists tell it now."""
    seen = server.head()
    found: dict[Fact, Wire] = {}
    names: tuple[str, ...]

    def all(category: str, **params: Any) -> list[Wire]:
        params |= {"limit": 200, "min_position": seen}
        return server.api.all(f"/v1/{LOG}/{category}", actor=OPERATOR, **params)

    for view in all("organisation"):
        names = ("name", "kind", "area", "parent", "ends", "how", "successors")
        found["office", view["id"]] = {name: view[name] for name in names}
    for view in all("assignment"):
        for term in view["terms"]:
            key = f"{view['id']}/{term['holder']}/{term['starts']}"
            names = ("holder", "kinds", "starts", "ends")
            found["function", key] = {name: term[name] for name in names}
    for view in all("school", on=read(PLAN).starts.isoformat()):
        found["school", view["id"]] = {"areas": view["areas"]}
    for view in all("evaluation"):
        found["case", view["id"]] = {name: view[name] for name in ("checker", "appraiser")}
        office = view["checker" if view["in_charge"] == "check_dossier" else "appraiser"]
        for owed in view["open_deadlines"]:
            key = f"{view['id']}/{owed['step']}"
            found["deadline", key] = {"before": owed["before"], "office": office}
    for view in all("grant"):
        for term in view["terms"]:
            key = f"{view['id']}/{term['role']}/{term['org']}/{term['starts']}"
            names = ("role", "org", "scope", "starts", "ends")
            found["right", key] = {name: term[name] for name in names}
    for view in all("publication"):
        shown = ("authority", "authority_name")
        found["page", view["id"]] = {name: view[name] for name in shown}
    return found


def officer(server: Server, office: str, name: str) -> str:
    """Give a sample person the role of an officer at an office; return who it is."""
    actor = person(name)
    data = {"role": "officer", "org": office, "starts": ACTED.isoformat(), "basis": "Dữ liệu mẫu"}
    server.api.command(
        LOG,
        f"grant-{actor[2:]}",
        "GiveGrant",
        data,
        actor=OPERATOR,
        on=ACTED,
        command_id=f"{name}-at-{office}"[:64],
    )
    return actor


def killed_on_the_way(server: Server, steps: int) -> int:
    """Carry out half of the plan, kill that and the platform; return how many events there are."""
    start = server.head()
    process = server.reorganise("--execute")
    half: Callable[[], bool] = lambda: server.head() >= start + steps // 2  # noqa: E731
    until(half, 120, "half of the plan")
    process.kill()
    process.communicate()
    server.kill()
    return server.head() - start
