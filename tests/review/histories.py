"""Many histories of a case, made by chance, and what must hold in every one of them.

`python -m tests.review.histories 100000` makes and judges so many. A history goes through the
handler as a command of a service does; who acts, in which order, after how many days, what is
judged and who has which other role is chance. What must hold stands here a second time, in plain
words of the law, and is asked of the events alone: no code of the platform is used to judge them
but the reading of a rule set's file.

Histories have beginnings in common: a case goes on from one place in many ways.
"""

import copy
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from libs.engine.knowledge import Knowledge
from libs.engine.rules import RULES
from libs.law import standards
from libs.log.entry import Recorded
from libs.rights import OPERATOR
from services.registry.adopted_rules.rules import AdoptRules
from services.registry.assignment.rules import AssignFunction, EndFunction
from services.registry.grant.rules import GiveGrant
from services.review.evaluation.state import State
from tests.review.world import COMMITTEE, KINDS, PHONG, SO
from tests.verifier.case_walk import BY_SO, CaseWalk
from tests.verifier.platform import AGGREGATES, LOG, Platform
from tests.verifier.walk import START

ASTRAY = 0.12
"""How often somebody else tries an act."""
BEGINNINGS, WAYS = 5, 40
"""How many cases go on from one report, and how many ways lead on from where each is surveyed."""
HATS = {
    "checker": ("evaluator", SO),
    "appraiser": ("evaluator", SO),
    "director": ("evaluator", SO),
    "e1": ("officer", SO),
    "e2": ("officer", PHONG),
    "e3": ("director", SO),
    "e4": ("chair", COMMITTEE),
    "other": ("officer", PHONG),
    "m1": ("director", SO),
}
"""Roles that some people have besides their first: whoever had none could never be in two."""
FORMER = "former"
"""Who was director and chair until the case begins."""
EVERYBODY = [
    *(f"u:{name}" for name in ("principal", "m1", "other", "checker", "appraiser", "director")),
    *("u:chair", "u:former", "u:stranger", OPERATOR, "u:int_partner"),
    *(f"u:e{n}" for n in range(5)),
]
DIRECTORS = {"u:director", "u:e3", "u:m1"}
CHAIRS = {"u:chair", "u:e4"}

# Who has done the one may not do the other in the same case.
LOOKED = ("CompletionRequested", "RegistrationForwarded", "ReturnedBySo", "RegistrationAccepted")
JUDGED = (
    *("AccreditationGranted", "AccreditationRefused", "NationalStandardProposed"),
    *("NationalStandardGranted", "NationalStandardRefused"),
)
NATIONAL = ("NationalStandardGranted", "NationalStandardRefused")
APART: Mapping[str, Sequence[str]] = {
    "RegistrationSubmitted": (*LOOKED, "TeamFormed", "FindingRecorded", *JUDGED),
    **dict.fromkeys(LOOKED, JUDGED),
    "in the team": JUDGED,
    "NationalStandardProposed": NATIONAL,
}
"""What excludes which acts afterwards."""


class Histories(CaseWalk):
    """A case of people with several hats, in which now and then the wrong one acts."""

    def found(self) -> None:
        """Set up the register with further roles; half of the logs go on by the newest rules."""
        super().found()
        for name, (role, org) in HATS.items():
            given = {"role": role, "org": org, "starts": "2020-01-01", "basis": "QĐ"}
            self.order(f"grant-{name}", GiveGrant, OPERATOR, START, **given)
        for role, org in (("director", SO), ("chair", COMMITTEE)):
            given = {"role": role, "org": org, "starts": "2020-01-01", "basis": "QĐ"}
            ends = {"ends": self.day.isoformat()}
            self.order(f"grant-{FORMER}", GiveGrant, OPERATOR, START, **given, **ends)
        national, on = "assignment-decide_national_standard_79", {"basis": "TT 57/2026"}
        until = {"holder": COMMITTEE, "ends": BY_SO.isoformat()}
        self.order(national, EndFunction, OPERATOR, START, **until, **on)
        since = {"holder": SO, "kinds": list(KINDS), "starts": BY_SO.isoformat()}
        self.order(national, AssignFunction, OPERATOR, START, **since, **on)
        if self.random.random() < 0.5:
            how = {"rules_number": RULES, "days": "given"}
            self.order(f"rules-{LOG}", AdoptRules, OPERATOR, START, **how)

    def order(
        self, stream: str, kind: type, actor: str, on: date | None = None, /, **values: Any
    ) -> bool:
        """Send an order, now and then as somebody else."""
        if stream.startswith("evaluation-") and self.random.random() < ASTRAY:
            actor = self.random.choice(EVERYBODY)
        return super().order(stream, kind, actor, on, **values)

    def forked(self, seed: int) -> "Histories":
        """Return the same history, to go on another way."""
        other = copy.copy(self)
        other.random = Random(seed)
        other.platform = _forked(self.platform)
        return other

    @property
    def stream(self) -> str:
        """The case."""
        return f"evaluation-abc_{self.year}"

    @property
    def case(self) -> Sequence[Recorded]:
        """The entries of the case."""
        return self.platform.log.read(LOG, self.stream)[self.stream]

    @property
    def state(self) -> Any:
        """How the case stands."""
        return AGGREGATES["evaluation"].fold(self.case)


def _forked(platform: Platform) -> Platform:
    made = copy.copy(platform)
    made.log = copy.copy(platform.log)
    made.log._entries = {log: list(those) for log, those in platform.log._entries.items()}
    made.log._commands = dict(platform.log._commands)
    made.log._streams = {stream: list(those) for stream, those in platform.log._streams.items()}
    made._knowledge = Knowledge(made.log)
    made.acts = list(platform.acts)
    return made


# What must hold, asked of the events alone.


def breaches(case: Sequence[Recorded]) -> Iterator[str]:
    """Yield what is wrong in the events of a case."""
    yield from _apart(case)
    yield from _entitled(case)
    yield from _levels(case)


def _apart(case: Sequence[Recorded]) -> Iterator[str]:
    had: defaultdict[str, list[str]] = defaultdict(list)
    for event in case:
        actor = str(event.envelope["actor"])
        for before in had[actor]:
            if event.type in APART.get(before, ()) and not _one_authority(before, event):
                yield f"{actor}: {before}, then {event.type}"
        had[actor].append(event.type)
        if event.type in ("TeamFormed", "TeamChanged"):
            for member in event.data["members"]:
                if "RegistrationSubmitted" in had[member["person"]]:
                    yield f"{member['person']}: registered the school, is in its team"
                had[member["person"]].append("in the team")


def _one_authority(before: str, event: Recorded) -> bool:
    """Whether one office proposes and decides, whose director may be alone."""
    return before == "NationalStandardProposed" and event.on >= BY_SO


def _entitled(case: Sequence[Recorded]) -> Iterator[str]:
    """Yield decisions by who has no right to them; who directs and who chairs never changes."""
    for event in case:
        actor, org = str(event.envelope["actor"]), str(event.envelope["org"])
        national = event.type in NATIONAL and event.on < BY_SO
        if event.type in JUDGED:
            if actor not in (CHAIRS if national else DIRECTORS):
                yield f"{event.type} by {actor}"
            if org != (COMMITTEE if national else SO):
                yield f"{event.type} at {org}"


def _levels(case: Sequence[Recorded]) -> Iterator[str]:
    """Yield a final report or a decision that the team's sheets do not give."""
    asked: Mapping[str, Any] = {}
    rules, met, level = "", dict[str, dict[tuple[int, str], bool]](), 0
    for event in case:
        data = event.data
        if event.type == "RegistrationSubmitted":
            asked, rules, met = data, str(event.envelope["rules"]), {}
        elif event.type == "FindingRecorded":
            judged = data["judgements"]
            met[data["criterion"]] = {(j["level"], j["indicator"]): j["met"] for j in judged}
        elif event.type == "FinalReported":
            level = plain_level(standards.by_hash(rules).document, met)
            if data["level"] != level:
                yield f"level {data['level']}, by the sheets {level}"
        elif event.type in ("AccreditationGranted", "NationalStandardGranted"):
            kind = "accreditation" if event.type.startswith("Accr") else "national"
            grade, earned = data[f"{kind}_grade"], _earned(rules, kind, level)
            if grade > min(asked[f"{kind}_grade"] or 0, earned):
                yield f"{kind} at {grade}, asked {asked[f'{kind}_grade']}, earned {earned}"


def plain_level(rules: Mapping[str, Any], met: Mapping[str, Mapping[tuple[int, str], bool]]) -> int:
    """Return the level by the words of the set: TT 17-19/2018 all criteria, TT 57/2026 the named
    ones and five of the seven others."""
    found = [c for standard in rules["standards"] for c in standard["criteria"]]
    reached = {c["code"]: _reached(c["levels"], met.get(c["code"], {})) for c in found}
    if any("mandatory" in c for c in found):
        named = [reached[c["code"]] for c in found if c["mandatory"]]
        others = [reached[c["code"]] for c in found if not c["mandatory"]]

        def holds(level: int) -> bool:
            enough = sum(r >= level for r in others) >= 5
            return min(named) >= level and enough and (level == 1 or min(others) >= 1)

        return 2 if holds(1) and holds(2) else int(holds(1))
    level = min(2, *reached.values())
    highest = [reached[c["code"]] for c in found if "3" in c["levels"]]
    return 3 if level == 2 and highest and min(highest) >= 3 else level


def _reached(levels: Mapping[str, Sequence[str]], met: Mapping[tuple[int, str], bool]) -> int:
    """Return the highest level that holds with all below it."""
    reached = 0
    for level in sorted(map(int, levels)):
        if not all(met.get((level, indicator), False) for indicator in levels[str(level)]):
            break
        reached = level
    return reached


def _earned(rules: str, kind: str, level: int) -> int:
    """Return the grade that a level earns: TT 18/2018 art. 34, 37; TT 57/2026."""
    if kind == "accreditation":
        return level
    new = standards.by_hash(rules).id.startswith("tt57")
    return level if new else max(0, min(level - 1, 2))


# Making them.


@dataclass
class Judged:
    """What was found in some histories; `kinds` counts their last states and decisions."""

    made: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def judge(self, history: Histories, name: str) -> None:
        """Judge one history."""
        self.made += 1
        case = history.case
        self.wrong += [f"{name}: {each}" for each in breaches(case)]
        self.kinds[f"ended in {history.state.state}"] += 1
        self.kinds.update({event.type for event in case if event.type in JUDGED})

    def add(self, other: "Judged") -> None:
        """Take in what was found elsewhere."""
        self.made += other.made
        self.kinds += other.kinds
        self.wrong += other.wrong


def histories(seed: int, beginnings: int = BEGINNINGS, ways: int = WAYS) -> Judged:
    """Make and judge the histories that go on from one report."""
    found = Judged()
    report = Histories(seed, day=date(2026, 9, 8) if seed % 3 == 2 else date(2025, 9, 8))
    report.found()
    report.assess()
    for n in range(beginnings):
        case = report.forked(seed * 1_000 + n)
        for _ in range(6):
            case.review(8)
            if case.state.state not in (None, State.PLANNED, State.FILED, State.FORWARDED):
                break
        for way in range(ways):
            on = case.forked((seed * 1_000 + n) * 1_000 + way)
            on.review(24)
            if way == 0 and not _over(on):
                found.wrong += [f"{seed}/{n}/0: {each}" for each in no_end(on)]
            found.judge(on, f"{seed}/{n}/{way}")
    return found


def _over(history: Histories) -> bool:
    """Whether nothing is waited for; a school that has gone registers no more, whatever was planned
    for it, and who takes its place registers in a case of its own."""
    stands = history.state.state
    if stands is State.PLANNED and _gone(history):
        return True
    return stands in (None, State.WITHDRAWN, State.DECIDED, State.ENDED)


def _gone(history: Histories) -> bool:
    school = history.platform.log.read(LOG, "school-abc")["school-abc"]
    return any(event.type == "SchoolClosed" for event in school)


def no_end(history: Histories) -> Iterator[str]:
    """Yield that a case has no end, unless those who have the right bring it to one."""
    last = history.forked(0)
    last.day += timedelta(days=200)
    for _ in range(12):
        last.review(30)
        last.day += timedelta(days=30)
        if _over(last) or last.state.state is State.DISCONTINUED:
            return
    yield f"no end from {history.state.state}, last {last.state.state}"


def main(count: int) -> int:
    """Make so many; print what was found; return how much is wrong."""
    found, each = Judged(), BEGINNINGS * WAYS
    with ProcessPoolExecutor() as workers:
        for judged in workers.map(histories, range(-(-count // each))):
            found.add(judged)
            print(*judged.wrong, sep="\n", end="\n" if judged.wrong else "")
            if found.made % (each * 10) == 0:
                print(f"{found.made} of {count}, {len(found.wrong)} wrong", flush=True)
    print(*(f"{name}: {number}" for name, number in sorted(found.kinds.items())), sep="\n")
    print(f"{found.made} histories, {len(found.wrong)} wrong")
    return len(found.wrong)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])) > 0)
