"""A step of the demo, and how lanes of steps are carried out over HTTP."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from libs.kernel.problems import Wire
from services.cli.api import Api, Refused

KEYS = uuid.UUID("0e4e3d2c-9a0b-5c61-8f57-6a1d3b1c7e44")
LANES = 4
"""How many lanes run at once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that a step sends: what makes its bytes; `cut`: the line is cut on the way."""

    made: Callable[[], bytes]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One command of one actor on one legal date.

    `refusal` is the code with which the platform must refuse it. `expected` is the version the
    stream has when the step's turn comes: a run that resumes is past it and is told so (412).
    `file` is sent where the command is the platform's, once it has the file.
    """

    log: str
    stream: str
    name: str
    data: Wire
    actor: str
    on: date
    refusal: str | None = None
    expected: int | None = None
    turn: int = 1
    file: Sent | None = None

    @property
    def command_id(self) -> str:
        """The same step has the same id in every run, so that a second run changes nothing."""
        natural = (
            f"{self.log}/{self.stream}/{self.name}/{self.turn}/{self.data.get('criterion', '')}"
        )
        return uuid.uuid5(KEYS, natural).hex


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal the demo asked for: the step, and what was said (None: in an earlier run)."""

    step: DemoStep
    detail: str | None


@dataclass
class Lane:
    """Steps that follow one another, such as those of one school."""

    title: str
    steps: list[DemoStep] = field(default_factory=list)


class Unexpected(Exception):
    """The platform accepted what it must refuse, or refused what it must accept, or otherwise."""


def run(
    api: Api, lanes: Sequence[Lane], seen: dict[str, int], told: Callable[[Lane, DemoStep], None]
) -> list[Refusal]:
    """Carry out `lanes`, several at once; `seen` gives and takes the last position of each log.

    Returns the refusals that were asked for. Raises `Unexpected`, and what `Api.command` raises.
    """
    with ThreadPoolExecutor(LANES) as pool:
        results = list(pool.map(lambda lane: _run_lane(api, lane, dict(seen), told), lanes))
    for _, reached in results:
        for log, position in reached.items():
            seen[log] = max(seen.get(log, 0), position)
    return [refusal for refusals, _ in results for refusal in refusals]


def _run_lane(
    api: Api, lane: Lane, seen: dict[str, int], told: Callable[[Lane, DemoStep], None]
) -> tuple[list[Refusal], dict[str, int]]:
    refusals = []
    for step in lane.steps:
        try:
            position = _carry_out(api, step, seen.get(step.log, 0))
        except Refused as refused:
            refusals.append(_refusal(lane, step, refused))
        else:
            if step.refusal:
                raise Unexpected(f"{lane.title}: {step.name} phải bị từ chối ({step.refusal}).")
            seen[step.log] = max(seen.get(step.log, 0), position)
        told(lane, step)
    return refusals, seen


def _carry_out(api: Api, step: DemoStep, seen: int) -> int:
    """Carry out a step; return its position in the log."""
    if step.file is None:
        return api.command(
            step.log,
            step.stream,
            step.name,
            step.data,
            actor=step.actor,
            on=step.on,
            command_id=step.command_id,
            seen=seen,
            expected=step.expected,
        ).position
    content = step.file.made()
    send = partial(
        api.upload,
        *(step.log, step.stream, step.data["name"], content),
        actor=step.actor,
        on=step.on,
        command_id=step.command_id,
    )
    if step.file.cut:
        send(piece=len(content) // 3, pieces=1)
    return send()


def _refusal(lane: Lane, step: DemoStep, refused: Refused) -> Refusal:
    if step.refusal == refused.code:
        return Refusal(step, refused.detail)
    if step.refusal and step.expected is not None and refused.status == 412:
        return Refusal(step, None)
    raise Unexpected(f"{lane.title}: {step.name} ngày {step.on:%d/%m/%Y}: {refused}")
