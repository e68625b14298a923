"""One school's way to two certificates as bare entries, so that a forger can change any of them."""

import copy
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs import canonical, standards
from libs.calendar import add_years
from libs.eventlog import Act, Recorded, envelope, leaf_hash, record
from libs.standards import levels
from libs.tlog import checkpoint
from libs.tlog.audit import Report, audit
from libs.tlog.checkpoint import Checkpoint
from libs.tlog.merkle import Frontier
from libs.tlog.notes import Verifier, verifier
from services.cli.catalogue import SERVICES
from services.cli.export import export
from services.cli.verify import Folder, contracts

ORIGIN = "kiemdinh.example.vn/tinh/79"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
CONTRACTS = contracts(one for service in SERVICES for one in service.aggregates)
RULES = standards.choose("preschool", date(2024, 9, 5))


@dataclass
class Step:
    """An event before it has its place in the log."""

    stream: str
    type: str
    data: dict[str, Any]
    by: tuple[str, str, str] = ("s:operator", "operator", "operator")
    on: str = "2024-09-05"
    rules: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


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


def register() -> Steps:
    """Return the registry's part: a school, the offices, who holds which function and role."""
    kinds = ["preschool"]
    school = Step(
        "school-hoasen",
        "SchoolRegistered",
        {
            "name": "Trường Mầm non Hoa Sen",
            "kind": "preschool",
            "ownership": "public",
            "areas": ["764", "79"],
            "address": "Số 1",
            "identifiers": [],
            "sample": True,
        },
    )
    offices = [
        Step(
            f"organisation-{org}",
            "OrganisationRegistered",
            {"name": f"Cơ quan {org}", "kind": kind, "area": area, "parent": parent},
        )
        for org, kind, area, parent in (
            ("ubnd", "people_committee", "79", None),
            ("so", "so", "79", "ubnd"),
            ("phong", "phong", "764", "so"),
        )
    ]
    holders = {
        "check_dossier_764": "phong",
        **dict.fromkeys(("appraise_79", "form_team_79", "decide_accreditation_79"), "so"),
        "propose_national_standard_79": "so",
        "decide_national_standard_79": "ubnd",
    }
    assigned = [
        Step(
            f"assignment-{name}",
            "FunctionAssigned",
            {"holder": org, "kinds": kinds, "starts": "2018-10-10", "basis": "TT 19/2018"}
            | {"ends": "2025-07-01"},
        )
        for name, org in holders.items()
    ]
    granted = [
        Step(
            f"grant-{actor[2:]}",
            "GrantGiven",
            {"role": role, "org": org, "starts": "2024-01-01", "ends": None, "basis": "QĐ 1"},
        )
        for actor, role, org in (
            *(PRINCIPAL, CHECKER, APPRAISER, DIRECTOR, CHAIR, LEADER, MEMBER),
            ("u:hieutruong", "evaluator", "so"),
        )
    ]
    return [school, *offices, *assigned, *granted]


def assess() -> tuple[Steps, dict[levels.Key, bool]]:
    """Return a cycle whose school meets levels 1 and 2, and its judgements."""
    met = {
        (criterion, level, indicator): True
        for criterion in levels.criteria(RULES)
        for level, indicator in levels.indicators(RULES, criterion)
        if level <= 2
    }
    named = {"rule_set": RULES.id, "revision": RULES.revision}
    opened = {
        "school": "hoasen",
        "year": 2024,
        "kind": "preschool",
        **named,
        "needs_verification": RULES.needs_verification,
        "warnings": list(RULES.warnings),
        "opened_on": "2024-09-05",
    }
    steps = [Step(CYCLE, "CycleOpened", opened, PRINCIPAL, rules=RULES.rules_hash)]
    steps += [
        Step(
            CYCLE,
            "IndicatorJudged",
            {"criterion": c, "level": n, "indicator": i, "met": True, "evidence": []},
            PRINCIPAL,
        )
        for c, n, i in met
    ]
    approved = {**outcome(met), "approved_on": "2024-09-20"}
    steps.append(Step(CYCLE, "ReportApproved", approved, PRINCIPAL, "2024-09-20", RULES.rules_hash))
    steps.append(
        Step(CYCLE, "ReportSubmitted", {"submitted_on": "2024-09-21"}, PRINCIPAL, "2024-09-21")
    )
    return steps, met


def outcome(judged: dict[levels.Key, bool]) -> dict[str, Any]:
    found = levels.school_level(RULES, judged)
    return {
        "level": found.level,
        "next_level": found.next_level,
        "failed": list(found.failed),
        "unjudged": list(found.unjudged),
    }


def evaluate(met: dict[levels.Key, bool]) -> Steps:
    """Return the evaluation, to both decisions."""
    named = {"rule_set": RULES.id, "revision": RULES.revision}
    registration = {
        "purpose": "both",
        "accreditation_grade": 2,
        "national_grade": 1,
        "address": "Số 1",
        "phone": None,
        "email": None,
        "cycle_year": 2024,
        "level": 2,
        **named,
        "late": False,
        "direct": False,
        "attempt": 1,
    }
    rules = RULES.rules_hash
    steps = [
        Step(EVALUATION, "RegistrationSubmitted", registration, PRINCIPAL, "2024-09-25", rules),
        Step(EVALUATION, "RegistrationForwarded", {"checked": []}, CHECKER, "2024-09-26"),
        Step(EVALUATION, "RegistrationAccepted", {"checked": []}, APPRAISER, "2024-09-27"),
        Step(
            EVALUATION,
            "TeamFormed",
            {
                "decision_number": "1/QĐ-SGDĐT",
                "members": [
                    {"person": LEADER[0], "post": "leader"},
                    {"person": MEMBER[0], "post": "member"},
                ],
            },
            DIRECTOR,
            "2024-10-01",
        ),
    ]
    texts = {"strengths": "", "weaknesses": "", "recommendations": ""}
    for criterion in levels.criteria(RULES):
        verdicts = [{"level": n, "indicator": i, "met": True} for c, n, i in met if c == criterion]
        finding = {"criterion": criterion, "judgements": verdicts, **texts}
        steps.append(Step(EVALUATION, "FindingRecorded", finding, MEMBER, "2024-10-10"))
    closed = {"started": "2024-10-07", "ended": "2024-10-11", "draft_before": None}
    steps.append(Step(EVALUATION, "SurveyClosed", closed, LEADER, "2024-10-11"))
    draft = {**outcome(met), "reply_before": None}
    steps.append(Step(EVALUATION, "DraftSent", draft, LEADER, "2024-10-15", rules))
    reply = {"agreed": True, "points": [], "answer_before": None, "final_before": None}
    steps.append(Step(EVALUATION, "SchoolReplied", reply, PRINCIPAL, "2024-10-20"))
    final = {
        **outcome(met),
        "accreditation_grade": 2,
        "national_grade": 1,
        "decide_before": None,
        "propose_before": None,
    }
    steps.append(Step(EVALUATION, "FinalReported", final, LEADER, "2024-10-25", rules))
    granted = certificate("2024-11-05", {"accreditation_grade": 2}, "10/QĐ-SGDĐT")
    steps.append(Step(EVALUATION, "AccreditationGranted", granted, DIRECTOR, "2024-11-05", rules))
    proposed = {"national_grade": 1, "document_number": "11/TTr-SGDĐT"}
    steps.append(Step(EVALUATION, "NationalStandardProposed", proposed, DIRECTOR, "2024-11-06"))
    granted = certificate("2024-11-20", {"national_grade": 1}, "20/QĐ-UBND")
    steps.append(Step(EVALUATION, "NationalStandardGranted", granted, CHAIR, "2024-11-20", rules))
    return steps


def certificate(on: str, grades: Mapping[str, int | None], decision: str) -> dict[str, Any]:
    valid_to = add_years(date.fromisoformat(on), RULES.validity_years or 0)
    return {
        "level": 2,
        **grades,
        "decision_number": decision,
        "certificate_number": f"CN {decision}",
        "valid_from": on,
        "valid_to": valid_to.isoformat(),
        "rule_set": RULES.id,
        "revision": RULES.revision,
    }


def recognise() -> Steps:
    """Return both certificates and their publication."""
    steps: Steps = []
    for kind, suffix, on, grades, decision, org in (
        ("accreditation", ACCREDITED, "2024-11-05", (2, None), "10/QĐ-SGDĐT", "so"),
        ("national_standard", NATIONAL, "2024-11-20", (None, 1), "20/QĐ-UBND", "ubnd"),
    ):
        named = dict(zip(("accreditation_grade", "national_grade"), grades, strict=True))
        paper = certificate(on, named, decision)
        del paper["level"]
        recorded = {
            "school": "hoasen",
            "kind": kind,
            **paper,
            "decided_by": org,
            "decided_on": on,
            "evaluation": "hoasen_2024",
        }
        steps.append(
            Step(
                f"recognition-{suffix}",
                "RecognitionGranted",
                recorded,
                REVIEW,
                on,
                RULES.rules_hash,
            )
        )
        keys = ("decision_number", "certificate_number", "valid_from", "valid_to")
        shown = {
            **named,
            **{key: paper[key] for key in keys},
            "recognition": suffix,
            "school": "hoasen",
            "kind": kind,
            "authority": org,
            "school_name": "Trường Mầm non Hoa Sen",
            "school_kind": "preschool",
            "authority_name": "Cơ quan quyết định",
            "sample": True,
        }
        steps.append(Step(f"publication-{suffix}", "RecognitionPublished", shown, DISCLOSURE, on))
    return steps


def story() -> Steps:
    """Return the whole way, anew for each caller."""
    assessed, met = assess()
    return copy.deepcopy([*register(), *assessed, *evaluate(met), *recognise()])


def write(steps: Iterable[Step]) -> list[bytes]:
    """Return the entries of `steps`: what a writer who checks nothing would append."""
    raws: list[bytes] = []
    streams: dict[str, list[bytes]] = {}
    for n, step in enumerate(steps):
        past = streams.setdefault(step.stream, [])
        body: dict[str, Any] = {"type": step.type, "data": step.data}
        if step.rules:
            body["rules"] = step.rules
        actor, role, org = step.by
        act = Act(actor, role, org, date.fromisoformat(step.on), "c", f"k{n}")
        at = f"2024-12-01T00:00:{n // 1000:02d}.{n % 1000:03d}000Z"
        event_id = uuid.uuid5(uuid.NAMESPACE_OID, str(n)).hex
        previous = leaf_hash(past[-1]) if past else None
        raw = envelope("79", step.stream, len(past) + 1, previous, at, act, body, event_id)
        if step.extra:
            raw = canonical.encode({**canonical.decode(raw), **step.extra})
        past.append(raw)
        raws.append(raw)
    return raws


class Seals:
    """Checkpoints of a list of entries at some sizes, signed with one key."""

    def __init__(
        self, raws: Sequence[bytes], sizes: Iterable[int] = (), key: Ed25519PrivateKey = KEY
    ) -> None:
        self._key = key
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
    return audit(Memory(files), CONTRACTS, **options)


def place(steps: Steps, type_: str, where: Callable[[Step], bool] = lambda step: True) -> int:
    """Return the index of the first step of a type."""
    return next(n for n, step in enumerate(steps) if step.type == type_ and where(step))
