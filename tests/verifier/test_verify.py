"""What a verifier refuses, and which entry it names, when somebody has changed a bundle."""

import json
import os
import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel import canonical
from libs.law import standards
from libs.law.standards import levels
from libs.log.entry import Recorded, leaf_hash, record
from libs.people.disclosures import digest, disclosure
from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import Frontier
from services.cli import verify as verifying
from services.cli.export import NotExported, export
from services.verifier.audit import (
    CHECKPOINT,
    DECISIONS,
    ENTRIES,
    FROM_BUNDLE,
    MANIFEST,
    POLICY,
    digest_of,
)
from tests.verifier.story import (
    APPRAISER,
    CHAIR,
    CHECKER,
    CYCLE,
    DIRECTOR,
    EVALUATION,
    KEY,
    LEADER,
    MEMBER,
    ORIGIN,
    PRINCIPAL,
    RULES,
    Files,
    Memory,
    Seals,
    Step,
    Steps,
    bundle,
    check,
    place,
    story,
    write,
)

STEPS = story()
RAWS = write(STEPS)
SIZES = (3, 50, 200)
SMALL = write(STEPS[:1])


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return bundle(RAWS, Seals(RAWS, SIZES), tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return bundle(SMALL, Seals(SMALL), tmp_path_factory.mktemp("small"))


def forged(tmp_path: Path, raws: list[bytes], key: Ed25519PrivateKey = KEY) -> Files:
    """Return the bundle of an operator who changed the log and signed everything anew."""
    return bundle(raws, Seals(raws, SIZES, key), tmp_path)


def with_manifest(files: Files) -> Files:
    """Return the bundle with its manifest put right, as whoever changed a file would."""
    manifest = canonical.decode(files[MANIFEST])
    names = sorted(files.keys() - {MANIFEST})
    digests: list[list[str]] = []
    for name in names:
        with Memory(files).open(name) as file:
            digests.append([name, digest_of(file)])
    return {**files, MANIFEST: canonical.encode({**manifest, "files": digests})}


def line(files: Files, index: int, content: bytes) -> Files:
    lines = files[ENTRIES].split(b"\n")
    lines[index] = content
    return {**files, ENTRIES: b"\n".join(lines)}


def test_a_true_bundle_passes_and_says_where_its_key_is_from(good: Files) -> None:
    report = check(good)
    assert report.ok, report.failure
    assert (report.events, report.decisions, report.history) == (len(RAWS), 2, 4)
    assert report.warnings == (FROM_BUNDLE,)
    own = check(good, policy=good[POLICY], kept=[good["log/history/50.checkpoint"]])
    assert own.ok
    assert own.warnings == ()
    assert own.checkpoint == checkpoint.read(good[CHECKPOINT])


def test_equal_logs_give_equal_bundles(good: Files, tmp_path: Path) -> None:
    assert bundle(RAWS, Seals(RAWS, SIZES), tmp_path) == good


def test_no_single_bit_of_a_small_bundle_may_change(small: Files) -> None:
    """Every bit of every file; of the manifest, which is checked last, one bit of every byte."""
    assert check(small).ok
    for name, content in small.items():
        for bit in range(len(content) * 8):
            turn = bit % 8 == bit // 8 % 8
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            mutant = {**small, name: bytes(changed)}
            assert (name == MANIFEST and not turn) or not check(mutant).ok, (name, bit)
            # Also where whoever changed it put the manifest right.
            assert name == MANIFEST or not turn or not check(with_manifest(mutant)).ok, (name, bit)


def test_a_changed_byte_of_any_entry_names_its_index(good: Files) -> None:
    chance = random.Random(79)
    lines = good[ENTRIES].split(b"\n")[:-1]
    for index, content in list(enumerate(lines))[::6]:
        at = chance.randrange(len(content))
        changed = (
            content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        )
        report = check(line(good, index, changed))
        assert not report.ok
        assert report.index == index


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_no_random_bit_of_a_whole_bundle_may_change(data: st.DataObject) -> None:
    files = WHOLE[0]
    name = data.draw(st.sampled_from(sorted(files)))
    bit = data.draw(st.integers(0, len(files[name]) * 8 - 1))
    changed = bytearray(files[name])
    changed[bit // 8] ^= 1 << bit % 8
    mutant = {**files, name: bytes(changed)}
    assert not check(mutant).ok
    if name != MANIFEST:
        assert not check(with_manifest(mutant)).ok


WHOLE: list[Files] = []


@pytest.fixture(autouse=True, scope="session")
def _whole(good: Files) -> None:
    WHOLE.append(good)


def test_without_true_tiles_the_entry_is_still_named_where_its_content_tells(good: Files) -> None:
    tile = next(name for name in good if name.startswith("log/tile"))
    broken = {**good, tile: bytes(len(good[tile]))}
    report = check(line(broken, 5, b"{}"))
    assert (report.ok, report.index) == (False, 5)
    text = RAWS[0].replace("Số 1".encode(), "Số 9".encode())
    report = check(line(broken, 0, text))
    assert not report.ok
    assert "3 mục đầu" in (report.failure or "")
    newest = {name: content for name, content in broken.items() if "history" not in name}
    report = check(line(newest, 0, text))
    assert not report.ok
    assert "gốc cây" in (report.failure or "")
    report = check(broken)
    assert not report.ok
    assert "mảnh cây" in (report.failure or "")


Attack = Callable[[list[bytes]], list[bytes]]


def swap(raws: list[bytes]) -> list[bytes]:
    return [*raws[:40], raws[41], raws[40], *raws[42:]]


def drop(raws: list[bytes]) -> list[bytes]:
    return raws[:60] + raws[61:]


def replay(raws: list[bytes]) -> list[bytes]:
    return [*raws[:60], raws[5], *raws[60:]]


def act_before_grant(raws: list[bytes]) -> list[bytes]:
    grant = place(STEPS, "GrantGiven", lambda step: step.stream == "grant-hieutruong")
    moved = [raw for raw in raws if raw != raws[grant]]
    return [*moved[:40], raws[grant], *moved[40:]]


@pytest.mark.parametrize("attack", [swap, drop, replay, act_before_grant])
def test_entries_cannot_be_moved_even_by_who_signs_everything_anew(
    attack: Attack, tmp_path: Path
) -> None:
    report = check(forged(tmp_path, attack(RAWS)))
    assert not report.ok
    assert report.index is not None


def test_a_log_cut_short_is_refused_by_any_later_checkpoint(good: Files, tmp_path: Path) -> None:
    cut = forged(tmp_path, RAWS[: place(STEPS, "ReportApproved")])
    assert check(cut).ok
    report = check(cut, kept=[good["log/history/200.checkpoint"]])
    assert not report.ok
    assert "200" in (report.failure or "")
    stays = with_manifest({**cut, "log/history/200.checkpoint": good["log/history/200.checkpoint"]})
    assert not check(stays).ok


def test_missing_and_further_entries_are_named(good: Files) -> None:
    lines = good[ENTRIES].split(b"\n")
    short = {**good, ENTRIES: b"\n".join(lines[:100]) + b"\n"}
    assert check(short).index == 100
    further = {**good, ENTRIES: good[ENTRIES] + RAWS[0] + b"\n"}
    assert check(further).index == len(RAWS)
    unended = {**good, ENTRIES: good[ENTRIES][:-1]}
    assert check(unended).index == len(RAWS) - 1


def test_a_rewritten_history_is_refused_by_one_checkpoint_that_somebody_kept(
    good: Files, tmp_path: Path
) -> None:
    """Total collusion passes alone, which the manual must say; one old checkpoint ends it."""
    steps = story()
    steps[0].data["address"] = "Số 2"
    rewritten = forged(tmp_path, write(steps))
    assert check(rewritten).ok
    assert not check(rewritten, kept=[good["log/history/3.checkpoint"]]).ok
    old = {name: good[name] for name in good if "history" in name}
    report = check(with_manifest({**rewritten, **old}))
    assert not report.ok
    assert "3 mục đầu" in (report.failure or "")


def test_another_key_is_refused_by_the_auditors_own_policy(good: Files, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    theirs = forged(tmp_path, RAWS, other)
    assert check(theirs).ok
    assert not check(theirs, policy=good[POLICY]).ok
    mixed = with_manifest({**good, CHECKPOINT: theirs[CHECKPOINT]})
    assert not check(mixed).ok
    history = "log/history/50.checkpoint"
    assert not check(with_manifest({**good, history: theirs[history]})).ok


Change = Callable[[Steps, str], object]
"""Changes the steps; the type named is that of the first entry that must be refused."""


def at(steps: Steps, type_: str) -> Step:
    return steps[place(steps, type_)]


def put(**data: object) -> Change:
    return lambda steps, type_: at(steps, type_).data.update(data)


def by(*who: str) -> Change:
    return lambda steps, type_: setattr(at(steps, type_), "by", who)


def on(day: str) -> Change:
    return lambda steps, type_: setattr(at(steps, type_), "on", day)


def named(**fields: object) -> Change:
    def change(steps: Steps, type_: str) -> None:
        for name, value in fields.items():
            setattr(at(steps, type_), name, value)

    return change


def key(**envelope: object) -> Change:
    return lambda steps, type_: at(steps, type_).extra.update(envelope)


def in_an(earlier: str, change: Change) -> Change:
    return lambda steps, _: change(steps, earlier)


def without(earlier: str) -> Change:
    return lambda steps, _: steps.pop(place(steps, earlier))


def twice(steps: Steps, type_: str) -> None:
    steps.insert(place(steps, type_) + 1, at(steps, type_))


def unmeet(steps: Steps, _: str) -> None:
    at(steps, "IndicatorJudged").data["met"] = False


def unfind(steps: Steps, _: str) -> None:
    at(steps, "FindingRecorded").data["judgements"][0]["met"] = False


def withdraw_grant(steps: Steps, _: str) -> None:
    ended = {"role": "director", "org": "so", "ends": "2024-11-01", "basis": "QĐ 2"}
    steps.insert(place(steps, "CycleOpened"), Step("grant-giamdoc", "GrantWithdrawn", ended))


def move_function(steps: Steps, _: str) -> None:
    ended = {"holder": "so", "ends": "2024-11-01", "basis": "QĐ 2"}
    stream = "assignment-decide_accreditation_79"
    steps.insert(place(steps, "CycleOpened"), Step(stream, "FunctionEnded", ended))


def judge_after_approval(steps: Steps, _: str) -> None:
    steps.insert(place(steps, "ReportSubmitted"), at(steps, "IndicatorJudged"))


OPERATOR = ("s:operator", "operator", "operator")
FIRST = ("u:quantri1", "administrator", "so")
SECOND = ("u:quantri2", "administrator", "so")
GRANT: dict[str, object] = {"starts": "2024-01-01", "ends": None, "basis": "QĐ 1"}
NEW: dict[str, object] = {"role": "director", "org": "so", **GRANT}


def granted(who: tuple[str, str, str], by: tuple[str, str, str] = OPERATOR) -> Step:
    person, role, org = who
    return Step(f"grant-{person[2:]}", "GrantGiven", {"role": role, "org": org, **GRANT}, by)


def told(*further: Step) -> Change:
    """Tell more before the cycle begins."""

    def change(steps: Steps, _: str) -> None:
        first = place(steps, "CycleOpened")
        steps[first:first] = further

    return change


def both(*changes: Change) -> Change:
    def change(steps: Steps, type_: str) -> None:
        for each in changes:
            each(steps, type_)

    return change


def instead(*who: str) -> Change:
    """Let somebody with this role do it, who has another duty in the case already."""
    return both(told(granted((who[0], who[1], who[2]))), by(*who))


def proposed(by: tuple[str, str, str] = FIRST, to: str = "moi") -> Step:
    return Step(f"grant-{to}", "GrantProposed", dict(NEW), by)


def confirmed(
    by: tuple[str, str, str] = SECOND, to: str = "moi", on: str = "2024-09-05", **other: object
) -> Step:
    data = {"proposal": 1, **NEW, "starts": on, **other}
    return Step(f"grant-{to}", "GrantConfirmed", data, by, on)


def lent(by: tuple[str, str, str] = DIRECTOR, to: str = "pho", **other: object) -> Step:
    data: dict[str, object] = {"holder": by[0], "role": by[1], "org": by[2]}
    data |= {"starts": "2024-10-01", "ends": "2024-12-01", "basis": "QĐ 3", **other}
    return Step(f"grant-{to}", "RightDelegated", data, by)


def another_school(steps: Steps, _: str) -> None:
    school = at(steps, "SchoolRegistered")
    steps.insert(0, Step("school-khac", school.type, dict(school.data)))
    at(steps, "GrantGiven").data["org"] = "khac"


ADMINISTRATORS = (granted(FIRST), granted(SECOND))
DEPUTY = granted(("u:pho", "officer", "so"))
POST = {"post": "teacher", "org": "hoasen", "starts": "2010-09-01", "ends": "2015-09-01"}
TEACHER = ("u:9f1c2a7be0d34c5f8a6b7c8d9e0f1a2b", "director", "so")
NAMED = digest(disclosure(b"n" * 32, "name", "Nguyễn Văn Mẫu"))
TAUGHT = (
    granted(TEACHER),
    Step(
        f"person-{TEACHER[0][2:]}",
        "PersonRegistered",
        {"fields": ["name"], "sample": True},
        extra={"_sd": [NAMED]},
    ),
    Step(f"person-{TEACHER[0][2:]}", "PostTaken", {**POST, "basis": "QĐ 0"}),
)
"""A director who was a teacher of the school."""
MEMBERED = granted(("u:thanhvien", "council_member", "hoasen"))
WITHDRAWN = {"role": "council_member", "org": "hoasen", "ends": "2024-02-01", "basis": "QĐ 2"}
UNMEMBERED = Step("grant-thanhvien", "GrantWithdrawn", WITHDRAWN)
ATTACKS: list[tuple[str, str, Change]] = [
    ("officer without a grant", "RegistrationForwarded", by("u:la", "officer", "phong")),
    ("office without the function", "RegistrationForwarded", by("u:chuyenvien", "officer", "so")),
    ("role that is not held", "RegistrationForwarded", by("u:canbo", "director", "phong")),
    ("office that is not one's own", "RegistrationForwarded", by("u:canbo", "officer", "so")),
    ("director as chair", "NationalStandardGranted", by(*DIRECTOR)),
    ("principal as officer", "RegistrationAccepted", by(*PRINCIPAL)),
    ("principal of another school", "EvidenceRegistered", another_school),
    ("grant at a school nobody knows", "GrantGiven", put(org="khac")),
    ("grant at an office nobody knows", "GrantGiven", put(role="officer", org="khac")),
    (
        "principal of the school checks",
        "RegistrationForwarded",
        instead(PRINCIPAL[0], *CHECKER[1:]),
    ),
    (
        "principal of the school accepts",
        "RegistrationAccepted",
        instead(PRINCIPAL[0], *APPRAISER[1:]),
    ),
    ("who appraised accredits", "AccreditationGranted", instead(APPRAISER[0], *DIRECTOR[1:])),
    ("who checked accredits", "AccreditationGranted", instead(CHECKER[0], *DIRECTOR[1:])),
    ("member accredits", "AccreditationGranted", instead(MEMBER[0], *DIRECTOR[1:])),
    ("leader proposes", "NationalStandardProposed", instead(LEADER[0], *DIRECTOR[1:])),
    ("who appraised recognises", "NationalStandardGranted", instead(APPRAISER[0], *CHAIR[1:])),
    ("who proposed recognises", "NationalStandardGranted", instead(DIRECTOR[0], *CHAIR[1:])),
    ("director who taught at the school", "TeamFormed", both(told(*TAUGHT), by(*TEACHER))),
    ("member once in the school's council", "TeamFormed", told(MEMBERED, UNMEMBERED)),
    (
        "who appraised accredits in the director's place",
        "AccreditationGranted",
        both(told(lent(to="chuyenvien")), by(APPRAISER[0], *DIRECTOR[1:])),
    ),
    (
        "in the place of a director who taught at the school",
        "AccreditationGranted",
        both(told(*TAUGHT, DEPUTY, lent(TEACHER)), by("u:pho", *DIRECTOR[1:])),
    ),
    (
        "one person gives an office's role",
        "GrantGiven",
        told(*ADMINISTRATORS, granted(("u:moi", "director", "so"), FIRST)),
    ),
    (
        "confirmed by who proposed",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(FIRST)),
    ),
    (
        "confirmed by who receives",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(to="quantri2"), confirmed(to="quantri2")),
    ),
    (
        "confirmed otherwise than proposed",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(role="chair")),
    ),
    (
        "confirmed from an earlier day",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(starts="2024-01-01")),
    ),
    ("confirmed but never proposed", "GrantConfirmed", told(*ADMINISTRATORS, confirmed())),
    (
        "proposed by a director",
        "GrantProposed",
        told(proposed(DIRECTOR)),
    ),
    (
        "decided on a proposal alone",
        "AccreditationGranted",
        both(told(*ADMINISTRATORS, proposed()), by("u:moi", *DIRECTOR[1:])),
    ),
    (
        "lent by who does not hold it",
        "RightDelegated",
        told(DEPUTY, lent(("u:canbo", *DIRECTOR[1:]))),
    ),
    ("lent in another's name", "RightDelegated", told(DEPUTY, lent(holder="u:chutich"))),
    ("lent outside the house", "RightDelegated", told(lent())),
    ("lent to a team's member", "RightDelegated", told(lent(to="thanhvien"))),
    (
        "lent on",
        "RightDelegated",
        told(
            DEPUTY,
            granted(("u:ba", "officer", "so")),
            lent(starts="2024-01-01"),
            lent(("u:pho", *DIRECTOR[1:]), to="ba"),
        ),
    ),
    (
        "lent right that has ended",
        "AccreditationGranted",
        both(told(DEPUTY, lent(ends="2024-11-05")), by("u:pho", *DIRECTOR[1:])),
    ),
    (
        "lent right of who no longer holds it",
        "AccreditationGranted",
        both(told(DEPUTY, lent()), withdraw_grant, by("u:pho", *DIRECTOR[1:])),
    ),
    ("service as officer", "RegistrationAccepted", by("s:review", "officer", "so")),
    ("operator as system", "RecognitionGranted", by(*OPERATOR)),
    ("person as system", "RecognitionGranted", by("u:giamdoc", "system", "review")),
    ("operator as director", "AccreditationGranted", by(*OPERATOR)),
    ("grant that has ended", "AccreditationGranted", withdraw_grant),
    ("function that has ended", "AccreditationGranted", move_function),
    ("before the grant begins", "CycleOpened", on("2023-12-31")),
    (
        "filed after the function's last day",
        "RegistrationSubmitted",
        both(in_an("RegistrationSubmitted", on("2025-07-01")), on("2025-07-01")),
    ),
    ("grant by a director", "GrantGiven", by(*DIRECTOR)),
    ("evaluator outside the team", "FindingRecorded", by("u:hieutruong", "evaluator", "so")),
    ("member as leader", "SurveyClosed", by(*MEMBER)),
    ("team before acceptance", "TeamFormed", without("RegistrationAccepted")),
    ("no team at all", "FindingRecorded", without("TeamFormed")),
    ("level above the judgements", "ReportApproved", put(level=3)),
    ("judgement changed, level kept", "ReportApproved", unmeet),
    ("blocking indicators left out", "ReportApproved", put(unjudged=[])),
    ("judged after approval", "IndicatorJudged", judge_after_approval),
    ("claimed level not the report's", "RegistrationSubmitted", put(level=3)),
    ("report of another year", "RegistrationSubmitted", put(cycle_year=2023)),
    (
        "report never approved",
        "RegistrationSubmitted",
        both(without("ReportApproved"), without("ReportSubmitted")),
    ),
    ("report submitted unapproved", "ReportSubmitted", without("ReportApproved")),
    ("finding changed, level kept", "DraftSent", unfind),
    ("draft above the findings", "DraftSent", put(level=3)),
    ("final level above the findings", "FinalReported", put(level=3)),
    ("grade above the level", "FinalReported", put(accreditation_grade=3)),
    ("grade withheld", "FinalReported", put(accreditation_grade=None)),
    ("national grade above the level", "FinalReported", put(national_grade=2)),
    (
        "grade above the target",
        "FinalReported",
        in_an("RegistrationSubmitted", put(accreditation_grade=1)),
    ),
    ("decision above the report", "AccreditationGranted", put(accreditation_grade=3)),
    ("decided level not the report's", "AccreditationGranted", put(level=3)),
    ("longer than the rules give", "AccreditationGranted", put(valid_to="2034-11-05")),
    ("valid from another day", "AccreditationGranted", put(valid_from="2024-10-05")),
    ("decision without a report", "AccreditationGranted", without("FinalReported")),
    ("two decisions", "AccreditationGranted", twice),
    (
        "decision nobody asked for",
        "NationalStandardGranted",
        both(
            in_an("RegistrationSubmitted", put(purpose="accreditation", national_grade=None)),
            in_an("FinalReported", put(national_grade=None, propose_before=None)),
            without("NationalStandardProposed"),
        ),
    ),
    ("proposal above the report", "NationalStandardProposed", put(national_grade=2)),
    ("never proposed", "NationalStandardGranted", without("NationalStandardProposed")),
    ("not the grade proposed", "NationalStandardGranted", put(national_grade=2)),
    ("certificate without a decision", "RecognitionGranted", without("AccreditationGranted")),
    ("certificate of a higher grade", "RecognitionGranted", put(accreditation_grade=3)),
    ("certificate of another school", "RecognitionGranted", put(school="khac")),
    ("certificate of another authority", "RecognitionGranted", put(decided_by="phong")),
    ("certificate of another number", "RecognitionGranted", put(certificate_number="9")),
    ("published without a certificate", "RecognitionPublished", without("RecognitionGranted")),
    ("published higher than granted", "RecognitionPublished", put(accreditation_grade=4)),
    ("published for longer", "RecognitionPublished", put(valid_to="2050-01-01")),
    ("published twice", "RecognitionPublished", twice),
    ("rule set of another name", "CycleOpened", put(rule_set="tt99")),
    ("rule set not in force that day", "CycleOpened", put(opened_on="2010-01-01")),
    ("rule set of another kind of school", "CycleOpened", put(kind="primary")),
    ("field the contract does not know", "SchoolRegistered", put(extra="x")),
    ("field of a wrong type", "SchoolRegistered", put(sample="yes")),
    ("type of no contract", "SurveyClosed", named(type="Unknown")),
    ("wrong kind of stream", "ReportSubmitted", named(stream="school-hoasen")),
    ("no rule set named", "ReportApproved", named(rules=None)),
    ("rule set where none belongs", "SurveyClosed", named(rules=RULES.rules_hash)),
    ("unknown key in the envelope", "SurveyClosed", key(x=1)),
    ("another format", "SurveyClosed", key(v=2)),
    ("time that runs back", "SurveyClosed", key(at="2023-01-01T00:00:00.000000Z")),
    ("entry of another log", "SurveyClosed", key(log="77")),
    ("id used before", "SurveyClosed", key(id=json.loads(RAWS[0])["id"])),
    ("version left out", "SurveyClosed", key(ver=99)),
    ("previous hash of another entry", "SurveyClosed", key(prev="0" * 64)),
    ("actor of no form", "SurveyClosed", key(actor="Nguyễn Văn A")),
    ("day that does not exist", "SurveyClosed", key(on="2024-02-30")),
    ("evidence that is no hash", "SurveyClosed", key(ev=["x"])),
]


@pytest.mark.parametrize(("type_", "change"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_a_forged_log_is_refused_at_the_forged_entry(
    type_: str, change: Change, tmp_path: Path
) -> None:
    """The operator holds every key and signs the forgery; only what the entries say betrays it."""
    steps = story()
    change(steps, type_)
    report = check(forged(tmp_path, write(steps)))
    assert not report.ok
    assert report.index is not None
    assert steps[report.index].type in (type_, "Unknown")


def test_two_persons_give_a_role_and_its_holder_lends_it(tmp_path: Path) -> None:
    """What the forgeries above break, whole: nobody is refused."""
    steps = story()
    told(*ADMINISTRATORS, proposed(), confirmed(), DEPUTY, lent())(steps, "")
    by("u:moi", *DIRECTOR[1:])(steps, "TeamFormed")
    by("u:pho", *DIRECTOR[1:])(steps, "AccreditationGranted")
    report = check(forged(tmp_path, write(steps)))
    assert report.ok, report.failure


def rewrite(index: int, change: Callable[[bytes], bytes]) -> list[bytes]:
    return [change(raw) if n == index else raw for n, raw in enumerate(RAWS)]


def double_key(raw: bytes) -> bytes:
    return raw.replace(b'{"actor":', b'{"actor":"u:x","actor":', 1)


def spaced(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True).encode()


def decomposed(raw: bytes) -> bytes:
    return unicodedata.normalize("NFD", raw.decode()).encode()


def with_float(raw: bytes) -> bytes:
    return raw.replace(b'"ver":1', b'"ver":1.0', 1)


def with_huge_number(raw: bytes) -> bytes:
    return raw.replace(b'"ver":1', b'"ver":' + b"9" * 6000, 1)


def with_surrogate(raw: bytes) -> bytes:
    return raw.replace(b"preschool", b"\\ud800", 1)


def not_utf8(raw: bytes) -> bytes:
    return raw.replace(b"preschool", b"\xff\xfe", 1)


def deep(raw: bytes) -> bytes:
    return b"[" * 30_000 + b"]" * 30_000


def half_deep(raw: bytes) -> bytes:
    return b'{"a":' * 900 + b"1" + b"}" * 900


def no_object(raw: bytes) -> bytes:
    return b"[]"


def empty(raw: bytes) -> bytes:
    return b""


MALFORMED = [double_key, spaced, decomposed, with_float, with_huge_number, with_surrogate]
MALFORMED += [not_utf8, deep, half_deep, no_object, empty]


@pytest.mark.parametrize("change", MALFORMED)
def test_bytes_that_are_not_canonical_are_refused_even_if_signed(
    change: Callable[[bytes], bytes], good: Files
) -> None:
    raws = rewrite(0, change)
    assert raws[0] != RAWS[0]
    frontier, leaves = Frontier(), b""
    for raw in raws:
        frontier.append(leaf_hash(raw))
        leaves += leaf_hash(raw)
    note = checkpoint.sign(Checkpoint(ORIGIN, len(raws), frontier.root()), KEY).encode()
    tile = next(name for name in good if name.startswith("log/tile"))
    signed = {name: content for name, content in good.items() if "history" not in name}
    signed |= {CHECKPOINT: note, tile: leaves, ENTRIES: b"\n".join(raws) + b"\n"}
    report = check(with_manifest(signed))
    assert (report.ok, report.index) == (False, 0)


def test_a_changed_rule_set_is_refused(good: Files) -> None:
    name = f"rules/{RULES.rules_hash}.json"
    document = canonical.decode(good[name])
    document["validity_years"] = 50
    changed = canonical.encode(document)
    report = check(with_manifest({**good, name: changed}))
    assert not report.ok
    assert name in (report.failure or "")
    without = {key: content for key, content in good.items() if key != name}
    report = check(with_manifest(without))
    assert not report.ok
    assert name in (report.failure or "")
    other = f"rules/{canonical.digest(document)}.json"
    assert not check(with_manifest({**good, other: changed})).ok


def test_a_rule_set_that_this_program_does_not_know_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = standards.from_document({**RULES.document, "validity_years": 50})
    steps = story()
    for step in steps:
        step.rules = theirs.rules_hash if step.rules else None
    with monkeypatch.context() as patched:
        patched.setattr(standards, "by_hash", lambda _: theirs)
        files = forged(tmp_path, write(steps))
    report = check(files)
    assert report.index == place(steps, "CycleOpened")
    assert theirs.rules_hash in (report.failure or "")


@pytest.mark.parametrize(
    "change",
    [
        {"level_scheme": {"kind": "whole_level", "school_level_rules": {"1": {}}}},
        {"level_scheme": {"kind": "lettered_indicators", "school_level_rules": {"x": None}}},
        {"validity_years": 10**9},
        {"accreditation_grades": [1, 2]},
    ],
)
def test_a_rule_set_made_to_trip_the_verifier_is_refused(
    change: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = standards.from_document({**RULES.document, **change})
    steps = story()
    for step in steps:
        step.rules = theirs.rules_hash if step.rules else None
    with monkeypatch.context() as patched:
        patched.setattr(standards, "by_hash", lambda _: theirs)
        files = forged(tmp_path, write(steps))
    report = check(files)
    assert not report.ok
    assert report.index is not None


def test_changed_decisions_are_refused(good: Files) -> None:
    decisions = canonical.decode(good[DECISIONS])
    decisions["recognitions"][0]["accreditation_grade"] = 4
    for content in (canonical.encode(decisions), b"[]", b"", good[DECISIONS] + b" "):
        report = check(with_manifest({**good, DECISIONS: content}))
        assert not report.ok
        assert DECISIONS in (report.failure or "")


@pytest.mark.parametrize(
    "name", ["run.sh", "../x", "/etc/x", "log/tile/0/000", "rules/x.json", "log/x"]
)
def test_a_foreign_file_is_refused(good: Files, name: str) -> None:
    assert not check(with_manifest({**good, name: b"x"})).ok


def test_a_missing_file_is_refused(good: Files) -> None:
    for name in good:
        files = {key: content for key, content in good.items() if key != name}
        report = check(files)
        assert not report.ok, name
        if "history" not in name and name != MANIFEST:
            assert not check(with_manifest(files)).ok


def test_files_of_any_size_are_read_only_so_far(good: Files) -> None:
    for name in (CHECKPOINT, POLICY, f"rules/{RULES.rules_hash}.json"):
        assert not check({**good, name: good[name] + b"#" * 5_000_000}).ok
    endless = line(good, 7, b"x" * 3_000_000)
    assert check(endless).index == 7


def on_disk(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_the_command_says_what_holds_and_exits_with_0_or_1(good: Files, tmp_path: Path) -> None:
    path = on_disk(good, tmp_path / "bundle")
    done = CliRunner().invoke(verifying.command, [str(path)])
    assert done.exit_code == 0, done.output
    assert f"ĐẠT: {len(RAWS)} sự kiện, 2 quyết định công nhận đã tính lại." in done.output
    assert "lấy từ chính gói" in done.output
    policy = tmp_path / "policy.txt"
    policy.write_bytes(good[POLICY])
    done = CliRunner().invoke(verifying.command, [str(path), "--policy", str(policy)])
    assert done.exit_code == 0
    assert "lấy từ chính gói" not in done.output
    entries = path / ENTRIES
    content = bytearray(entries.read_bytes())
    at_line = 100
    offset = sum(len(raw) + 1 for raw in RAWS[:at_line]) + 30
    content[offset] ^= 1
    entries.write_bytes(bytes(content))
    done = CliRunner().invoke(verifying.command, [str(path)])
    assert done.exit_code == 1
    assert f"KHÔNG ĐẠT tại mục có chỉ số {at_line} " in done.output
    assert CliRunner().invoke(verifying.command, [str(tmp_path / "none")]).exit_code == 1


def test_links_and_devices_in_a_bundle_are_refused(good: Files, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(good[DECISIONS])
    makes: list[Callable[[Path], None]] = [
        lambda path: os.symlink(outside, path),
        lambda path: os.symlink(tmp_path, path),
        os.mkfifo,
    ]
    for make in makes:
        path = on_disk(good, tmp_path / "bundle")
        (path / DECISIONS).unlink()
        make(path / DECISIONS)
        report = verifying.verify(path)
        assert not report.ok
        assert "tệp thường" in (report.failure or "")
        (path / DECISIONS).unlink()


def test_an_export_replaces_a_bundle_and_nothing_else(good: Files, tmp_path: Path) -> None:
    def entries(log: str) -> Iterator[Recorded]:
        return (record(log, n, raw) for n, raw in enumerate(RAWS, 1))

    out = tmp_path / "bundle"
    seals = Seals(RAWS, SIZES)
    for _ in range(2):
        done = export(entries, seals, "79", out)
        assert (done.checkpoint.size, done.recognitions) == (len(RAWS), 2)
        assert verifying.verify(out).ok
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").write_text("mine")
    with pytest.raises(NotExported):
        export(entries, seals, "79", other)
    assert (other / "file").read_text() == "mine"
    with pytest.raises(NotExported, match="chưa có điểm"):
        export(entries, Seals([]), "79", tmp_path / "new")
    with pytest.raises(NotExported, match="khác với"):
        export(entries, Seals(RAWS[1:]), "79", tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "other"]


def test_the_sample_school_is_at_level_2_and_its_law_is_known() -> None:
    assert levels.accreditation_grade(RULES, 2) == 2
    assert levels.national_grade(RULES, 2) == 1
    assert {step.stream for step in STEPS} >= {CYCLE, EVALUATION}
    assert LEADER in {step.by for step in STEPS}
