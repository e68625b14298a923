"""One school's way to two certificates as bare entries, so that a forger can change any of them."""

import copy
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.engine.commands import EVENT_IDS
from libs.engine.rules import RULES as NEWEST
from libs.kernel import canonical
from libs.law import standards
from libs.law.standards import levels
from libs.log.entry import Origin, Recorded, envelope, leaf_hash, record
from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import Frontier, grow
from libs.proof.signed_notes import Verifier, verifier
from libs.rights import OPERATOR
from services.cli.export import export
from services.cli.verify import Folder
from services.verifier.audit import Report, audit
from tests.verifier import platform
from tests.verifier.platform import Platform, reactions

ORIGIN = "kiemdinh.example.vn/tinh/79"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
AT = "2027-01-01T00:00:00.000000Z"
RULES = standards.choose("preschool", date(2024, 9, 5))


@dataclass
class Step:
    """An event before it has its place in the log; `act` is that of the steps beside it which one
    command brought about, None for a step that is an act of its own."""

    stream: str
    type: str
    data: dict[str, Any]
    by: tuple[str, str, str] = ("s:operator", "operator", "operator")
    on: str = "2024-09-05"
    rules: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    act: int | None = None


Steps = list[Step]
PRINCIPAL = ("u:hieutruong", "principal", "hoasen")
CHECKER = ("u:canbo", "officer", "phong")
APPRAISER = ("u:chuyenvien", "officer", "so")
DIRECTOR = ("u:giamdoc", "director", "so")
CHAIR = ("u:chutich", "chair", "ubnd")
LEADER = ("u:truongdoan", "evaluator", "so")
MEMBER = ("u:thanhvien", "evaluator", "so")
REVIEW = ("s:review", "system", "review")
DISCLOSURE = ("s:disclosure", "system", "disclosure")
CYCLE, EVALUATION = "cycle-hoasen_2024", "evaluation-hoasen_2024"
ACCREDITED, NATIONAL = "hoasen_accreditation2024", "hoasen_national2024"
OTHERS = ("u:thuky", "u:thanhvien2", "u:thanhvien3")
"""Evaluators beside the leader and the member."""
DAY = date(2024, 9, 5)
EVIDENCE = "H1-1.1-01"


class Telling:
    """A platform on which what is done becomes steps."""

    def __init__(self) -> None:
        self.platform = Platform()

    def do(self, stream: str, command: str, by: str, on: date = DAY, /, **data: Any) -> None:
        """Carry out a command and what follows from it."""
        self.platform.do(stream, command, by, on, **data)

    def steps(self) -> Steps:
        """Return all that has been done, as entries to be changed and written anew."""
        return [
            _step(canonical.decode(raw), number)
            for number, done in enumerate(self.platform.acts)
            for raw in done.raws
        ]


def _step(entry: dict[str, Any], act: int) -> Step:
    by = (entry["actor"], entry["role"], entry["org"])
    extra: dict[str, Any] = {key: entry[key] for key in ("ev", "_sd") if key in entry}
    where = (entry["stream"], entry["type"], entry["data"])
    return Step(*where, by, entry["on"], entry.get("rules"), extra, act)


def founded() -> Telling:
    """Return the registry's part: a school, the offices, who holds which function and role."""
    told = Telling()
    told.do(
        "school-hoasen",
        "RegisterSchool",
        OPERATOR,
        name="Trường Mầm non Hoa Sen",
        kind="preschool",
        ownership="public",
        areas=["764", "79"],
        address="Số 1",
        sample=True,
        opened_on="2001-09-05",
        cohorts_completed=20,
    )
    for org, kind, area, parent in (
        ("ubnd", "people_committee", "79", None),
        ("so", "so", "79", "ubnd"),
        ("phong", "phong", "764", "so"),
    ):
        office = {"name": f"Cơ quan {org}", "kind": kind, "area": area, "parent": parent}
        told.do(f"organisation-{org}", "RegisterOrganisation", OPERATOR, **office)
    holders = {
        "check_dossier_764": "phong",
        **dict.fromkeys(("appraise_79", "form_team_79", "decide_accreditation_79"), "so"),
        "propose_national_standard_79": "so",
        "decide_national_standard_79": "ubnd",
    }
    term = {"kinds": ["preschool"], "starts": "2018-10-10", "ends": "2025-07-01"}
    for name, org in holders.items():
        told.do(
            f"assignment-{name}",
            "AssignFunction",
            OPERATOR,
            holder=org,
            basis="TT 19/2018",
            **term,
        )
    for actor, role, org in (
        *(PRINCIPAL, CHECKER, APPRAISER, DIRECTOR, CHAIR, LEADER, MEMBER),
        *((person, "evaluator", "so") for person in OTHERS),
        ("u:hieutruong", "evaluator", "so"),
    ):
        grant = {"role": role, "org": org, "starts": "2024-01-01", "basis": "QĐ 1"}
        told.do(f"grant-{actor[2:]}", "GiveGrant", OPERATOR, **grant)
    return told


def register() -> Steps:
    """Return what the registry has before anything is done."""
    return founded().steps()


def assess(told: Telling) -> None:
    """Take the school's cycle of 2024 to its report, which reaches level 2."""
    principal, texts = PRINCIPAL[0], {"strengths": "", "weaknesses": "", "improvement": ""}
    item = {"code": EVIDENCE, "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    told.do("evidence-hoasen", "RegisterEvidence", principal, items=[item])
    told.do(CYCLE, "OpenCycle", principal, year=2024)
    posts = ["chair", "secretary", *["member"] * 5]
    council = [{"person": f"u:hd{n}", "post": post} for n, post in enumerate(posts)]
    told.do(CYCLE, "AppointCouncil", principal, decision_number="1/QĐ", members=council)
    for criterion in levels.criteria(RULES):
        judged = [
            {"level": level, "indicator": letter, "met": True, "evidence": [EVIDENCE]}
            for level, letter in levels.indicators(RULES, criterion)
            if level <= 2
        ]
        sheet = {"criterion": criterion, "judgements": judged, **texts}
        told.do(CYCLE, "RecordSheet", principal, **sheet)
    told.do(CYCLE, "ApproveReport", principal, date(2024, 9, 20))
    told.do(CYCLE, "SubmitReport", principal, date(2024, 9, 21))


def file(told: Telling, on: date = date(2024, 9, 25)) -> None:
    """File for both recognitions."""
    targets = {"accreditation_grade": 2, "national_grade": 1}
    data = {"purpose": "both", **targets, "address": "Số 1", "cycle_year": 2024}
    told.do(EVALUATION, "SubmitRegistration", PRINCIPAL[0], on, **data)


def declare(told: Telling, case: str, people: Iterable[str], on: date) -> None:
    """Have the people of a team say that they have nothing to do with the school."""
    for person in people:
        told.do(case.replace("evaluation-", "team-"), "DeclareInterest", person, on, ties=[])


def evaluate(told: Telling, checklist: Sequence[str] = ("Công văn đăng ký",)) -> None:
    """Take the filed case to both decisions and all that follows from them."""
    case, checked = EVALUATION, {"checked": [*checklist]}
    leader, director = LEADER[0], DIRECTOR[0]
    told.do(case, "ForwardRegistration", CHECKER[0], date(2024, 9, 26), **checked)
    told.do(case, "AcceptBySo", APPRAISER[0], date(2024, 9, 27), **checked)
    posts = ("leader", "secretary", "member", "member", "member")
    people = (leader, OTHERS[0], MEMBER[0], *OTHERS[1:])
    team = [{"person": p, "post": post} for p, post in zip(people, posts, strict=True)]
    formed = {"decision_number": "1/QĐ-SGDĐT", "members": team}
    told.do(case, "FormTeam", director, date(2024, 10, 1), **formed)
    declare(told, case, people, date(2024, 10, 1))
    texts = {"strengths": "", "weaknesses": "", "recommendations": ""}
    for criterion in levels.criteria(RULES):
        verdicts = [
            {"level": level, "indicator": letter, "met": True}
            for level, letter in levels.indicators(RULES, criterion)
            if level <= 2
        ]
        finding = {"criterion": criterion, "judgements": verdicts, **texts}
        told.do(case, "RecordFinding", MEMBER[0], date(2024, 10, 10), **finding)
    survey = {"started": "2024-10-07", "ended": "2024-10-11"}
    told.do(case, "CloseSurvey", leader, date(2024, 10, 11), **survey)
    told.do(case, "SendDraft", leader, date(2024, 10, 15))
    told.do(case, "Reply", PRINCIPAL[0], date(2024, 10, 20), agreed=True, points=[])
    for person in people:
        told.do(case, "SignReport", person, date(2024, 10, 24))
    told.do(case, "SubmitFinalReport", leader, date(2024, 10, 25))
    paper = {"decision_number": "10/QĐ-SGDĐT", "certificate_number": "CN 10"}
    told.do(case, "DecideAccreditation", director, date(2024, 11, 5), **paper)
    proposal = {"document_number": "11/TTr-SGDĐT"}
    told.do(case, "ProposeNationalStandard", director, date(2024, 11, 6), **proposal)
    paper = {"decision_number": "20/QĐ-UBND", "certificate_number": "CN 20"}
    told.do(case, "DecideNationalStandard", CHAIR[0], date(2024, 11, 20), **paper)


def whole(newest: bool = False) -> Telling:
    """Return the whole way to two certificates and their publication.

    `newest`: the platform's newest rules hold from the registration on.
    """
    told = founded()
    assess(told)
    if newest:
        told.do("rules-79", "AdoptRules", OPERATOR, date(2024, 9, 21), rules_number=NEWEST)
    file(told)
    evaluate(told, ("letter", "report") if newest else ("Công văn đăng ký",))
    return told


@cache
def _story(newest: bool) -> Steps:
    return whole(newest).steps()


def story(newest: bool = False) -> Steps:
    """Return the whole way, anew for each caller."""
    return copy.deepcopy(_story(newest))


def write(steps: Iterable[Step]) -> list[bytes]:
    """Return the entries of `steps`: what a forger would append who does all that can be done.

    Every act has its own command id, ids of events follow from it, and what a service does by
    itself bears the id that follows from its cause, if the log has one.
    """
    raws: list[bytes] = []
    streams: dict[str, list[bytes]] = {}
    awaited: dict[tuple[str, str], list[str]] = {}
    before: tuple[str, int | None] | None = None
    caus, number = "", 0
    for n, step in enumerate(steps):
        here = (step.stream, step.act)
        if step.act is None or here != before:
            caus, number = _command(n, step, awaited), 0
        else:
            number += 1
        before = here
        past = streams.setdefault(step.stream, [])
        body: dict[str, Any] = {"type": step.type, "data": step.data}
        if step.rules:
            body["rules"] = step.rules
        actor, role, org = step.by
        act = Origin(actor, role, org, date.fromisoformat(step.on), "c", caus)
        event_id = uuid.uuid5(EVENT_IDS, f"79/{caus}/{number}").hex
        previous = leaf_hash(past[-1]) if past else None
        raw = envelope("79", step.stream, len(past) + 1, previous, AT, act, body, event_id)
        if step.extra:
            raw = canonical.encode({**canonical.decode(raw), **step.extra})
        past.append(raw)
        raws.append(raw)
        with suppress(Exception):  # A forged cause may be one that nobody can read.
            for order, _ in reactions(record("79", n + 1, raw)):
                awaited.setdefault((order.actor, order.stream), []).append(order.id)
    return raws


def _command(n: int, step: Step, awaited: Mapping[tuple[str, str], list[str]]) -> str:
    """Return the command id of a step; one that is awaited is taken."""
    waiting = awaited.get((step.by[0], step.stream))
    return waiting.pop(0) if waiting and step.by[0] != OPERATOR else f"k{n}"


class Seals:
    """Checkpoints of a list of entries at some sizes, signed with one key."""

    def __init__(
        self, raws: Sequence[bytes], sizes: Iterable[int] = (), key: Ed25519PrivateKey = KEY
    ) -> None:
        self._key = key
        self._tiles = grow(0, {}, map(leaf_hash, raws))
        frontier = Frontier()
        self.notes: dict[int, str] = {}
        for raw in raws:
            frontier.append(leaf_hash(raw))
            if frontier.size in sizes or frontier.size == len(raws):
                signed = Checkpoint(ORIGIN, frontier.size, frontier.root())
                self.notes[frontier.size] = checkpoint.sign(signed, key)

    def newest(self, log: str) -> Checkpoint | None:
        return checkpoint.read(self.notes[max(self.notes)].encode()) if self.notes else None

    def history(self, log: str, upto: int) -> Iterable[tuple[int, str]]:
        return sorted(self.notes.items())

    def vkey(self, log: str) -> Verifier | None:
        return verifier(ORIGIN, self._key)

    def tile(self, log: str, level: int, index: int) -> bytes:
        return self._tiles.get((level, index), b"")


Files = dict[str, bytes]


def bundle(raws: Sequence[bytes], seals: Seals, folder: Path) -> Files:
    """Return the files of the bundle that `export` writes."""

    def entries(log: str) -> Iterator[Recorded]:
        return (record(log, n, raw) for n, raw in enumerate(raws, 1))

    out = folder / "bundle"
    shutil.rmtree(out, ignore_errors=True)
    export(entries, seals, "79", out)
    names = Folder(out).names()
    return {name: (out / name).read_bytes() for name in names}


class Memory:
    """A bundle in memory."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return list(self._files)

    @contextmanager
    def open(self, name: str) -> Iterator[BytesIO]:
        yield BytesIO(self._files[name])


def check(files: Files, **options: Any) -> Report:
    """Return the audit of a bundle in memory."""
    return audit(Memory(files), platform.RULES, **options)


def place(steps: Steps, type_: str, where: Callable[[Step], bool] = lambda step: True) -> int:
    """Return the index of the first step of a type."""
    return next(n for n, step in enumerate(steps) if step.type == type_ and where(step))
