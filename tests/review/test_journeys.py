"""Whatever is tried in whatever order by whomever, nothing is recognised but by the whole way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.canonical import encode
from libs.kernel.problems import Forbidden, Rejected
from libs.log.entry import Recorded, record
from libs.rights import holder, permit
from services.review.evaluation.events import EVALUATION_EVENTS, EvaluationEvent
from services.review.evaluation.rules import EVALUATION
from services.review.policies import react
from tests.review.cases import (
    ACCEPT,
    BOTH,
    EVALUATING,
    FORWARD,
    LEADER,
    PROPOSE,
    REQUEST,
    SEND_BACK,
    TEAM,
    WITHDRAW,
    accredit,
    answers,
    close,
    deem,
    draft,
    final,
    recognise,
    reply,
    sheets,
)
from tests.review.world import (
    APPRAISER,
    CHAIR,
    CHECKER,
    DIRECTOR,
    HEAD,
    LOG,
    PRINCIPAL,
    World,
)

STREAM = "evaluation-abc_2024"
DAY = date(2024, 12, 12)
"""Every act falls on one day, so that nothing but rights and rules decides what may follow."""
REGISTER = World().log
Step = tuple[list[Any], str]
WAY: list[Step] = [
    ([BOTH], PRINCIPAL),
    ([FORWARD], CHECKER),
    ([ACCEPT], APPRAISER),
    ([TEAM], DIRECTOR),
    (sheets(2), LEADER),
    ([close()], LEADER),
    ([draft()], LEADER),
    ([reply(on=DAY)], PRINCIPAL),
    ([final()], LEADER),
    ([accredit()], DIRECTOR),
    ([PROPOSE], DIRECTOR),
    ([recognise()], CHAIR),
]
DETOURS: list[Step] = [
    ([REQUEST], CHECKER),
    ([SEND_BACK], APPRAISER),
    ([WITHDRAW], PRINCIPAL),
    (sheets(2)[:5], LEADER),
    ([reply(False, "Chưa nhất trí.", on=DAY)], PRINCIPAL),
    ([answers("Bảo lưu.")], LEADER),
    ([deem(date(2025, 1, 2))], LEADER),
]
ANYBODY = [PRINCIPAL, CHECKER, APPRAISER, DIRECTOR, CHAIR, HEAD, LEADER]
DECIDERS = {
    "AccreditationGranted": "decide_accreditation",
    "NationalStandardGranted": "decide_national_standard",
}


def read(*streams: str) -> Mapping[str, Sequence[Recorded]]:
    """Return streams of the register."""
    return REGISTER.read(LOG, *streams)


@st.composite
def journeys(draw: st.DrawFn) -> list[Step]:
    """Draw the way with steps left out, swapped, done by others, and detours in between."""
    journey: list[Step] = []
    for step in WAY:
        fate = draw(st.sampled_from(["kept"] * 12 + ["left out", "by another", "detour", "early"]))
        if fate == "detour":
            journey.append(draw(st.sampled_from(DETOURS)))
        if fate == "early":
            journey.append(draw(st.sampled_from(WAY)))
        if fate == "by another":
            journey.append((step[0], draw(st.sampled_from(ANYBODY))))
        elif fate != "left out":
            journey.append(step)
    return journey + draw(st.lists(st.sampled_from(WAY), max_size=6))


Past = list[tuple[EvaluationEvent, str]]
"""Each event with the organisation it was recorded for."""


def walk(journey: list[Step]) -> Past:
    """Return what happened when each step was tried, by rights and rules."""
    past: Past = []
    state = EVALUATION.initial
    for commands, actor in journey:
        for command in commands:
            given_by = replace(command, actor=actor) if hasattr(command, "actor") else command
            try:
                permission = permit(command.right, actor, STREAM, DAY, read)
                events = EVALUATING.decide(given_by, state)
            except (Rejected, Forbidden):
                continue
            for event in events:
                past.append((event, permission.org))
                state = EVALUATION.evolve(state, event)
    return past


def certificates(past: Past) -> list[str]:
    """Return the streams of the certificates that review would record."""
    entries = [
        record(
            LOG,
            n,
            encode(
                {
                    **EVALUATION_EVENTS.dump(event),
                    "stream": STREAM,
                    "org": org,
                    "on": DAY.isoformat(),
                }
            ),
        )
        for n, (event, org) in enumerate(past, 1)
    ]
    return [stream for entry in entries for stream, _ in react(entry)]


def test_the_whole_way_ends_in_two_recognitions() -> None:
    assert certificates(walk(WAY)) == [
        "recognition-abc_accreditation2024",
        "recognition-abc_national2024",
    ]


@pytest.mark.parametrize("left_out", range(9))
def test_no_step_before_the_decisions_may_be_left_out(left_out: int) -> None:
    assert certificates(walk(WAY[:left_out] + WAY[left_out + 1 :])) == []


@settings(max_examples=50, deadline=None)
@given(journeys())
def test_no_recognition_without_registration_team_report_and_decision_by_the_holder(
    journey: list[Step],
) -> None:
    past = walk(journey)
    granted = [n for n, (event, _) in enumerate(past) if type(event).__name__ in DECIDERS]
    assert len(certificates(past)) == len(granted)
    for n in granted:
        event, org = past[n]
        types = [type(event).__name__ for event, _ in past[: n + 1]]
        filed = len(types) - 1 - types[::-1].index("RegistrationSubmitted")
        since = types[filed:]
        steps = [
            "RegistrationSubmitted",
            "RegistrationForwarded",
            "RegistrationAccepted",
            "TeamFormed",
            "SurveyClosed",
            "DraftSent",
            "FinalReported",
            type(event).__name__,
        ]
        assert sorted(steps, key=since.index) == steps
        assert "RegistrationWithdrawn" not in since
        function = DECIDERS[type(event).__name__]
        assert holder(read, function, "primary", ("764", "79"), DAY)[0] == org
