"""Changes of meaning that somebody thought of: acts that the law or common sense forbids.

Each is tried on a history under the newest rules, at the step of a case at which it could pay. What
`evil` generates changes one act of a lawful history; here whole acts are added that never were in
one. An act that the services refuse the verifier refuses too, since it asks the same `decide`.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from libs.engine.rules import RULES as NEWEST
from libs.kernel.problems import Problem
from libs.law.standards import levels
from libs.rights import OPERATOR
from tests.verifier import story
from tests.verifier.platform import LOG, chained, verdict
from tests.verifier.story import (
    APPRAISER,
    CHECKER,
    DIRECTOR,
    EVALUATION,
    LEADER,
    MEMBER,
    OTHERS,
    PRINCIPAL,
    Telling,
)
from tests.verifier.tour import _assess, _register

SECOND = "u:pho"
"""Another officer of the Sở."""
TERM = {"starts": "2024-01-01", "basis": "QĐ"}
ATTEMPTS = Path(__file__).parent / "by_hand.yaml"


def _founded() -> Telling:
    """Return a province under the newest rules, with the reports of two schools."""
    told = story.founded()
    for id in ("mai", "lan"):
        _register(told, id)
    for id, role in (("pho", "officer"), ("qt1", "administrator"), ("qt2", "administrator")):
        told.do(f"grant-{id}", "GiveGrant", OPERATOR, role=role, org="so", **TERM)
    for n in (1, 2):
        told.do(f"grant-hd{n}", "GiveGrant", OPERATOR, role="evaluator", org="so", **TERM)
    story.assess(told)
    _assess(told, "mai")
    given = {"rules_number": NEWEST, "days": "given"}
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, date(2024, 9, 21), **given)
    _papers(told)
    return told


def _papers(told: Telling) -> None:
    """One recognition of lan from paper that counts, one that waits to be confirmed."""
    for day, until in (("2021-05-18", "2026-05-18"), ("2023-05-18", "2028-05-18")):
        stream = f"recognition-lan_accreditation_{day.replace('-', '')}"
        told.do(
            stream, "RecordEarlierRecognition", APPRAISER[0], date(2024, 9, 21), **paper(day, until)
        )
        if day < "2022":
            told.do(stream, "ConfirmEarlierRecognition", SECOND, date(2024, 9, 21), entry=1)


def paper(day: str, until: str, **other: Any) -> Mapping[str, Any]:
    """Return what a decision's paper says."""
    said = {"kind": "accreditation", "accreditation_grade": 1, "authority_name": "Sở Mẫu"}
    term = {"decided_on": day, "valid_from": day, "valid_to": until, "decision_number": "9/QĐ"}
    return {**said, **term, **other}


def _course(told: Telling) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield how far the case of Hoa Sen is, and what brings it on from there."""
    checked = {"checked": ["letter", "report"]}

    def act(command: str, actor: str, on: str, **data: Any) -> Callable[[], None]:
        return lambda: told.do(EVALUATION, command, actor, date.fromisoformat(on), **data)

    yield "assessed", lambda: story.file(told)
    yield "filed", act("ForwardRegistration", CHECKER[0], "2024-09-26", **checked)
    yield "forwarded", act("AcceptBySo", APPRAISER[0], "2024-09-27", **checked)
    yield "accepted", lambda: _form(told)
    yield "formed", lambda: _find(told)
    survey = {"started": "2024-10-07", "ended": "2024-10-11"}
    yield "found", act("CloseSurvey", LEADER[0], "2024-10-11", **survey)
    yield "surveyed", act("SendDraft", LEADER[0], "2024-10-15")
    yield "drafted", lambda: _report(told)
    yield "reported", lambda: None


def team(**other: str) -> list[Mapping[str, str]]:
    """Return the members of a team; `other`: people by `_` and the place of who they replace."""
    posts = ("leader", "secretary", "member", "member", "member")
    people = [LEADER[0], OTHERS[0], MEMBER[0], *OTHERS[1:]]
    for n, person in other.items():
        people[int(n[1:])] = person
    return [{"person": p, "post": post} for p, post in zip(people, posts, strict=True)]


def finding(criterion: str, met: bool = True, upto: int = 2) -> Mapping[str, Any]:
    """Return what a team finds of a criterion."""
    verdicts = [
        {"level": level, "indicator": letter, "met": met}
        for level, letter in levels.indicators(story.RULES, criterion)
        if level <= upto
    ]
    texts = {"strengths": "", "weaknesses": "", "recommendations": ""}
    return {"criterion": criterion, "judgements": verdicts, **texts}


def _form(told: Telling) -> None:
    """Form the team, all of which have nothing to do with the school."""
    on, formed = date(2024, 10, 1), {"decision_number": "1/QĐ-SGDĐT", "members": team()}
    told.do(EVALUATION, "FormTeam", DIRECTOR[0], on, **formed)
    story.declare(told, EVALUATION, [member["person"] for member in team()], on)


def _find(told: Telling) -> None:
    for criterion in levels.criteria(story.RULES):
        told.do(EVALUATION, "RecordFinding", MEMBER[0], date(2024, 10, 10), **finding(criterion))


def _report(told: Telling) -> None:
    told.do(EVALUATION, "Reply", PRINCIPAL[0], date(2024, 10, 20), agreed=True, points=[])
    for member in team():
        told.do(EVALUATION, "SignReport", member["person"], date(2024, 10, 24))
    told.do(EVALUATION, "SubmitFinalReport", LEADER[0], date(2024, 10, 25))


@dataclass(frozen=True)
class Attempt:
    """What was thought of; how far the case is when it is tried; the acts, of which the last must
    fail, and with which code: "audit" where the services alone could do it, and the verifier finds
    no cause. `why` says of what nothing refuses why nobody can."""

    name: str
    step: str
    acts: Sequence[tuple[str, str, str, str, Mapping[str, Any]]]
    """Stream, command, actor, day, data."""
    code: str = ""
    why: str = ""


def attempts() -> list[Attempt]:
    """Return all of them."""
    return [Attempt(**each) for each in yaml.safe_load(ATTEMPTS.read_text("utf-8"))]


def tried(wanted: Sequence[Attempt]) -> Iterator[tuple[Attempt, str]]:
    """Yield each attempt with the code by which it is refused, empty where it is not."""
    told = _founded()
    for step, on in _course(told):
        for attempt in wanted:
            if attempt.step == step:
                yield attempt, _forked(told, attempt)
        on()


def _forked(told: Telling, attempt: Attempt) -> str:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(write, _outcome(told, attempt).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        found = pipe.read().decode()
    os.waitpid(child, 0)
    return found


def _outcome(told: Telling, attempt: Attempt) -> str:
    *before, last = attempt.acts
    for stream, command, actor, on, data in before:
        try:
            told.do(stream, command, actor, date.fromisoformat(on), **data)
        except Problem as problem:
            return f"not prepared: {command} {problem.code} {problem.detail}"
    stream, command, actor, on, data = last
    size = len(told.platform.acts)
    try:
        told.do(stream, command, actor, date.fromisoformat(on), **data)
    except Problem as problem:
        codes = dict.fromkeys((problem.code, *(each.code for each in problem.errors)))
        return " ".join(codes)
    if len(told.platform.acts) == size:
        return "nothing"
    return "audit" if verdict(chained(done.raws for done in told.platform.acts)) else ""
