"""Exchange packages on their way into a cycle: checked as a whole, then taken in as a whole.

Nothing is written while anything is wrong: first the law is asked (`exchange.checking`), then every
command is decided without being carried out. Carrying out sends ordinary commands of whoever sent
the package, evidence before the sheets that cite it; each compares with what is there, so a package
that was cut is sent again and goes on. One that was taken as a whole is never taken twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from libs.engine.commands import Context
from libs.kernel.messages import kebab
from libs.kernel.problems import Forbidden, Problem, Unavailable
from libs.law import standards
from libs.law.calendar import show, vietnam_today
from libs.law.vietnamese import fold
from services.gateway.auth import Caller
from services.gateway.bulk.asker import Asker
from services.gateway.bulk.commands import AT_ONCE, Commands, Order
from services.gateway.bulk.package_steps import Step, steps
from services.gateway.exchange import checking, making
from services.gateway.exchange.checking import Target
from services.gateway.exchange.completing import completed
from services.gateway.exchange.making import Made
from services.gateway.exchange.package import Package
from services.gateway.exchange.place import Fault, placed
from services.gateway.exchange.receiving import FORM, MOST_FAULTS, Received
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal

Outcome = Literal["acceptable", "refused", "taken", "taken_before"]
MOST_STEPS = 1500
"""Commands that a package may come to: all are carried out within one request."""
PATIENCE = 60.0
"""Seconds that a command is repeated while the platform says "not now"."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A package that was taken in as a whole: what it was, when, by whom, up to which position."""

    digest: str
    software: str
    actor: str
    taken_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of a package: `faults` and warnings, how many things are new or changed by part.

    `position` is the last that was written, or that the answer rests on.
    """

    digest: str
    outcome: Outcome
    faults: tuple[Fault, ...]
    changes: Mapping[str, int]
    position: int


class Packages:
    """The packages that one caller sends to one cycle."""

    def __init__(
        self, gateway: Gateway, caller: Caller, context: Context, log: str, cycle: str
    ) -> None:
        self._gateway = gateway
        self._caller = caller
        self._log = log
        self._cycle = cycle
        # What was written a moment ago is what a package is compared with.
        self._context = replace(context, min_position=gateway.log.head(log))

    def allow(self) -> None:
        """Raise what the services raise to who may not see the cycle or not record a sheet in it.

        Asked before a package is read: whatever is in it, nobody else's is looked at.
        """
        Asker(self._gateway, self._log, self._context).one("cycle", self._cycle)
        texts = dict.fromkeys(("strengths", "weaknesses", "improvement"), "")
        data = {"criterion": "1.1", "judgements": [], **texts}
        stream, id = f"cycle-{self._cycle}", f"{self._context.command_id[:80]}:allow"
        order = Order("assessment", self._log, stream, "RecordSheet", data, id)
        answer = Commands(self._gateway, self._context, dry=True, patience=PATIENCE).carry_out(
            order
        )
        if isinstance(answer, Forbidden | Unavailable):
            raise answer

    def check(self, told: Received) -> Report:
        """Return what would become of a package.

        Raises what the services raise to who may not see the cycle.
        """
        made, planned, faults = self._checked(told)
        outcome: Outcome = "refused" if _wrong(faults) else "acceptable"
        done = self._known(told) if outcome == "acceptable" else None
        if done:
            outcome, faults = "taken_before", [*faults, *_differing(done, planned)]
        return self._report(told, outcome, faults, planned, made.position)

    def take(self, told: Received) -> Report:
        """Take a package in; return what came of it.

        One that was taken before is not taken again: a warning tells what has changed since.

        Raises `Refusal` (package-refused), whose errors are all faults; package-interrupted, where
        something changed meanwhile; and as `check`.
        """
        done = self._known(told)
        if done is not None:
            made = self.made()
            since = tuple(_differing(done, self._steps(told, made)))
            return Report(told.digest, "taken_before", since, {}, done.position)
        made, planned, faults = self._checked(told)
        wrong = _wrong(faults)
        if wrong:
            raise Refusal(
                "package-refused",
                f"Gói có {len(wrong)} lỗi, chưa ghi gì.",
                [fault.error() for fault in wrong],
            )
        position = max(made.position, self._carry_out(planned))
        self._remember(told, position)
        return self._report(told, "taken", faults, planned, position)

    def taken(self, digest: str | None = None) -> list[Taken]:
        """Return the packages that the cycle has taken in, the newest first; of a digest that one.

        Raises what the services raise to who may not see the cycle.
        """
        Asker(self._gateway, self._log, self._context).one("cycle", self._cycle)
        with self._gateway.db.transaction() as db:
            db.execute(
                "select digest, software, actor, taken_at, position from package"
                " where log = %s and cycle = %s and digest = coalesce(%s, digest)"
                " order by taken_at desc limit 100",
                (self._log, self._cycle, digest),
            )
            return [Taken(*row) for row in db.fetchall()]

    def made(self) -> Made:
        """Return the package of the cycle as it stands; raises what the services raise."""
        return making.make(Asker(self._gateway, self._log, self._context), self._cycle)

    def _checked(self, received: Received) -> tuple[Made, list[Step], list[Fault]]:
        made = self.made()
        rules = standards.by_hash(made.cycle["rules"])
        target = Target(
            made.school,
            made.cycle,
            rules,
            self._context.on,
            checking.judged(made.cycle),
            frozenset(made.items),
            _origins(received.package, made),
            self._namesakes(made),
        )
        told = received.package
        found = list(_first(checking.faults(told, target, received.gaps)))
        planned = self._steps(received, made)
        if len(planned) > MOST_STEPS:
            detail = (
                f"Gói cần ghi {len(planned)} việc; một lần nhiều nhất {MOST_STEPS}. Hãy chia thành "
                "nhiều gói, mỗi gói một phần."
            )
            found.append(Fault("", "package-too-long", detail, FORM))
        elif not any(fault.code in ("school-differs", "cycle-differs") for fault in found):
            asked = [step for step in planned if _whole(step, received, found)]
            found += self._tried(told, asked)
        found = [*received.faults, *map(received.original, found)]
        return made, planned, placed(found, received.places)

    def _namesakes(self, made: Made) -> bool:
        """Return whether another school of the log has the name of a cycle's school."""
        name = made.school["name"]
        asker = Asker(self._gateway, self._log, self._context)
        others = asker.many("school", name=name, limit=200)
        return any(o["id"] != made.school["id"] and fold(o["name"]) == fold(name) for o in others)

    def _steps(self, received: Received, made: Made) -> list[Step]:
        told = completed(received.package, received.said, made)
        return list(steps(told, received.said, made))

    def _tried(self, told: Package, asked: Sequence[Step]) -> Iterator[Fault]:
        """Yield what the services refuse, asked without anything being carried out."""
        for step in asked:
            category = step.stream.partition("-")[0]
            if not self._caller.scope.allows(category, kebab(step.command)):
                detail = f"Khóa API không được cấp cho {step.command}."
                yield Fault(step.pointer, "scope-missing", detail)
                return
        commands = Commands(self._gateway, self._context, dry=True, patience=PATIENCE)
        said: set[tuple[str, str]] = set()
        with ThreadPoolExecutor(AT_ONCE, "package") as pool:
            answers = pool.map(partial(self._once, commands), asked)
            for step, answer in zip(asked, answers, strict=True):
                if isinstance(answer, Unavailable):
                    raise answer
                if isinstance(answer, Problem) and not (
                    # What a whole stream is refused for is said once.
                    not answer.errors and (step.stream, answer.code) in said
                ):
                    said.add((step.stream, answer.code))
                    yield from step.refused(answer, told)

    def _carry_out(self, planned: Sequence[Step]) -> int:
        """Carry the commands out in their order; return the last position."""
        commands = Commands(self._gateway, self._context, patience=PATIENCE)
        position = 0
        for step in planned:
            answer = self._once(commands, step)
            if isinstance(answer, Unavailable):
                raise answer
            if isinstance(answer, Problem):
                detail = f"Dữ liệu vừa bị thay đổi; hãy gửi lại gói. {answer.detail}"
                raise Refusal("package-interrupted", detail)
            position = max(position, answer["position"])
        return position

    def _once(self, commands: Commands, step: Step) -> dict[str, Any] | Problem:
        # The key of the request, and what it is for: sent again it is the same command.
        id = f"{self._context.command_id[:80]}:{step.digest[:40]}"
        order = Order(step.service, self._log, step.stream, step.command, step.data, id)
        return commands.carry_out(order)

    def _report(
        self,
        told: Received,
        outcome: Outcome,
        faults: Sequence[Fault],
        planned: Sequence[Step],
        position: int,
    ) -> Report:
        changes: dict[str, int] = {}
        for step in planned:
            changes[step.part] = changes.get(step.part, 0) + len(step.pointers)
        return Report(told.digest, outcome, tuple(faults), changes, position)

    def _known(self, told: Received) -> Taken | None:
        return next(iter(self.taken(told.digest)), None)

    def _remember(self, told: Received, position: int) -> None:
        software = told.package.software.name
        with self._gateway.db.transaction() as db:
            db.execute(
                "insert into package (log, cycle, digest, software, actor, taken_at, position)"
                " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
                (
                    *(self._log, self._cycle, told.digest, software),
                    *(self._caller.actor, self._gateway.options.clock(), position),
                ),
            )


def _origins(told: Package, made: Made) -> dict[int, str]:
    """Return what the items of the plan that a package is about are born of, by number."""
    same = made.plan and told.plan and made.plan["year"] == told.plan.year
    return {n: item["born_of"] for n, item in made.numbers.items()} if same else {}


def _whole(step: Step, received: Received, found: Sequence[Fault]) -> bool:
    """Return whether a command can be asked about: nothing that it is for is wrong or missing."""
    if any(step.covers(fault.pointer) for fault in found if not fault.warning):
        return False
    gaps = received.gaps
    match step.part:
        case "sheets":
            astray = any(fault.code == "indicator-unknown" for fault in found)
            told = {step.data["criterion"], "*"}
            return not (astray or gaps.codes) and gaps.criteria.isdisjoint(told)
        case "items":
            return not gaps.issues
    return True


def _differing(done: Taken, planned: Sequence[Step]) -> Iterator[Fault]:
    """Yield a warning for each thing that is not, or no more, as a package taken before has it."""
    on = show(vietnam_today(done.taken_at))
    for step in planned:
        for pointer in step.pointers:
            detail = f"Gói này đã nhập ngày {on}, nay hồ sơ đã khác gói ở chỗ này; không nhập lại."
            yield Fault(pointer, "differs-since-taken", detail, warning=True)


def _first(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults and warnings until there are more faults than anybody reads."""
    count = 0
    for fault in faults:
        yield fault
        count += not fault.warning
        if count == MOST_FAULTS:
            return


def _wrong(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if not fault.warning]
