"""A school's evidence (minh chứng): files received, items with one code each, addenda."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.files.received import Received
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, Remark, given, size
from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law.calendar import show
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.evidence.codes import Numbering, code_faults, next_code
from services.assessment.evidence.events import (
    NOTHING,
    UNSAID,
    Content,
    Details,
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceEvent,
    EvidenceRegistered,
    EvidenceRenumbered,
    EvidenceRevised,
    EvidenceWithdrawn,
    FileReceived,
    ManifestExtended,
)
from services.assessment.evidence.manifest import LockManifest
from services.assessment.evidence.state import EMPTY, Evidence, Item, evolve, hash_of, listed
from services.assessment.shared.fields import SCHOOL, Code, EvidenceCodes, Sha256

RULE = "mỗi minh chứng một mã"
KEPT = "minh chứng có thật, có nguồn gốc, lưu giữ trong suốt chu kỳ"
HANDED_IN = "danh mục minh chứng khóa khi nộp báo cáo"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item to register: its code, what it is, the SHA-256 of its bytes."""

    code: Code
    title: Line
    sha256: Sha256
    sample: bool


@dataclass(frozen=True, slots=True)
class RegisterEvidence:
    """Give items whose bytes are elsewhere their codes; items that have one already are skipped."""

    right: ClassVar[Right] = SCHOOL
    items: Annotated[tuple[EvidenceItem, ...], size(1, 1000)]


@dataclass(frozen=True, slots=True)
class ReceiveFile:
    """Record a file that came in whole; what it is says the platform that received it."""

    right: ClassVar[Right] = SCHOOL
    name: Line
    received: Received | None = given("received")


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Add an item to the evidence: a file received (by hash or by name), a link, or a place.

    Without `code` it gets the next one of its criterion, by the rule set of `cycle`, else by the
    one in force. An item that is there already, told in the same words, is not added again.
    """

    right: ClassVar[Right] = SCHOOL
    criterion: CriterionCode
    title: Line
    content: Content = NOTHING
    file_named: Line | None = None
    details: Details = UNSAID
    code: Code | None = None
    cycle: Id | None = None
    sample: bool = False
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ReviseEvidence:
    """Let an item be another file, link or place; its older versions stay."""

    right: ClassVar[Right] = SCHOOL
    code: Code
    content: Content = NOTHING
    file_named: Line | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DescribeEvidence:
    """Change the title of an item, and what the list says of it."""

    right: ClassVar[Right] = SCHOOL
    code: Code
    title: Line
    details: Details = UNSAID
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class RenumberEvidence:
    """Give an item another code, the next of a criterion unless one is named; the old one stays."""

    right: ClassVar[Right] = SCHOOL
    code: Code
    criterion: CriterionCode
    new_code: Code | None = None
    cycle: Id | None = None


@dataclass(frozen=True, slots=True)
class WithdrawEvidence:
    """Let an item be cited no more."""

    right: ClassVar[Right] = SCHOOL
    code: Code
    reason: Remark


@dataclass(frozen=True, slots=True)
class ExtendManifest:
    """Add items to the evidence of a report that was handed in, as a dated addendum."""

    right: ClassVar[Right] = SCHOOL
    cycle: Id
    codes: EvidenceCodes
    reason: Remark
    on: date = given("on")


Plain = (
    RegisterEvidence
    | ReceiveFile
    | ReviseEvidence
    | DescribeEvidence
    | WithdrawEvidence
    | ExtendManifest
)
"""The commands that rest on the register alone."""
Command = Plain | AddEvidence | RenumberEvidence | LockManifest
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def add(command: AddEvidence, known: Numbering, evidence: Evidence) -> Sequence[EvidenceAdded]:
    """Return the item, with its code; nothing for one that is there already.

    Raises `Rejected` (evidence-not-accepted) whose errors say all that is wrong: content-not-one,
    file-not-received, date-in-future, criterion-unknown, evidence-code-form,
    evidence-code-criterion, evidence-code-taken, evidence-code-needed.
    """
    content, faults = _content(command.content, command.file_named, command.on, evidence)
    if not faults and _has(command, content, evidence):
        return []
    faults += _dates(command.details, command.on)
    faults += code_faults("/code", command.code, command.criterion, known, evidence)
    _refuse(faults)
    code = command.code or next_code(command.criterion, known, evidence)
    return [
        EvidenceAdded(
            *(code, command.criterion, command.title, content, hash_of(content)),
            *(command.details, command.sample, command.cycle),
        )
    ]


def _has(command: AddEvidence, content: Content, evidence: Evidence) -> bool:
    told = (command.title, content, command.details)
    wanted = None if command.code is None else evidence.present(command.code)
    return any(
        (item.title, item.content, item.details) == told and wanted in (None, item.code)
        for item in evidence.items.values()
        if not item.withdrawn
    )


def renumber(
    command: RenumberEvidence, known: Numbering, evidence: Evidence
) -> Sequence[EvidenceRenumbered]:
    """Return the new code; nothing if the item has the one that is named.

    Raises `Rejected`: evidence-not-registered, evidence-withdrawn, and as `add` for the code.
    """
    item = _live(command.code, evidence)
    if command.new_code is not None and command.new_code == item.code:
        return []
    _refuse(code_faults("/new_code", command.new_code, command.criterion, known, evidence))
    code = command.new_code or next_code(command.criterion, known, evidence)
    return [EvidenceRenumbered(item.code, code, command.criterion, command.cycle)]


def decide(command: Plain, evidence: Evidence) -> Sequence[EvidenceEvent]:
    """Return the events that `command` brings details; none for what holds already.

    Raises `Rejected`: evidence-code-taken, file-not-received, evidence-not-accepted (as `add`),
    evidence-not-registered, evidence-withdrawn, manifest-not-locked, manifest-has-it.
    """
    match command:
        case RegisterEvidence():
            return _registered(command, evidence)
        case ReceiveFile():
            return _received(command, evidence)
        case ReviseEvidence(code, content, file_named, on=on):
            item = _live(code, evidence)
            found, faults = _content(content, file_named, on, evidence)
            _refuse(faults)
            if found == item.content:
                return []
            return [EvidenceRevised(item.code, item.item_version + 1, found, hash_of(found))]
        case DescribeEvidence(code, title, details, on=on):
            item = _live(code, evidence)
            _refuse(_dates(details, on))
            same = (item.title, item.details) == (title, details)
            return [] if same else [EvidenceDescribed(item.code, title, details)]
        case WithdrawEvidence(code, reason):
            known = evidence.item(code)
            if known is not None and known.withdrawn:
                return []
            return [EvidenceWithdrawn(_live(code, evidence).code, reason)]
        case ExtendManifest():
            return _extended(command, evidence)
    assert_never(command)


def _registered(command: RegisterEvidence, evidence: Evidence) -> Sequence[EvidenceRegistered]:
    new: list[EvidenceRegistered] = []
    for n, item in enumerate(command.items):
        registered = EvidenceRegistered(item.code, item.title, item.sha256, item.sample)
        wanted = Item(item.code, item.title, item.sha256, item.sample)
        known = evidence.item(item.code)
        if known is None:
            evidence = evolve(evidence, registered)
            new.append(registered)
        elif replace(known, withdrawn=False) != wanted:
            detail = f"Mã minh chứng '{item.code}' đã dùng cho '{known.title}'."
            raise refused("evidence-code-taken", detail, RULE, at=f"/items/{n}/code")
    return new


def _received(command: ReceiveFile, evidence: Evidence) -> Sequence[FileReceived]:
    told = command.received
    if told is None:
        detail = "Tệp chỉ được ghi nhận khi chính hệ thống đã nhận đủ và tính mã băm."
        raise Rejected("file-not-received", detail, KEPT)
    if evidence.names.get(command.name) == told.sha256:
        return []
    return [FileReceived(command.name, told.sha256, told.size, told.media_type)]


def _extended(command: ExtendManifest, evidence: Evidence) -> Sequence[ManifestExtended]:
    locked = evidence.manifests.get(command.cycle)
    if locked is None:
        detail = "Báo cáo của đợt này chưa nộp, hoặc không nêu minh chứng nào được lưu ở đây."
        raise refused("manifest-not-locked", detail, HANDED_IN, at="/cycle")
    found: dict[str, str] = {}
    missing, known = [], []
    for n, code in enumerate(command.codes):
        item = evidence.item(code)
        if item is None or item.withdrawn:
            missing.append((f"/codes/{n}", _no_item(code)))
        elif locked.hashes.get(item.code) == item.sha256 or item.code in found:
            detail = f"Minh chứng '{code}' đã có trong danh mục, nội dung không đổi."
            known.append((f"/codes/{n}", detail))
        else:
            found[item.code] = item.sha256
    refuse("evidence-not-registered", missing, RULE)
    refuse("manifest-has-it", known, HANDED_IN)
    if not found:
        raise refused("manifest-has-it", "Không nêu minh chứng nào.", HANDED_IN, at="/codes")
    return [
        ManifestExtended(
            *(command.cycle, locked.edition, locked.addenda + 1, (*found,)),
            *(command.reason, command.on, listed({**found, "": locked.digest})),
            ev=(*found.values(),),
        )
    ]


def _live(code: str, evidence: Evidence) -> Item:
    """Return the item that a code means; raises `Rejected` for none, and one withdrawn."""
    item = evidence.item(code)
    if item is None:
        raise refused("evidence-not-registered", _no_item(code), RULE, at="/code")
    if item.withdrawn:
        detail = f"Minh chứng '{code}' đã rút."
        raise refused("evidence-withdrawn", detail, RULE, at="/code")
    return item


def _content(
    content: Content, file_named: str | None, on: date, evidence: Evidence
) -> tuple[Content, list[FieldError]]:
    """Return what an item is, and what is wrong with it."""
    told = [name for name in ("file", "link", "place") if getattr(content, name) is not None]
    if len(told) + (file_named is not None) != 1:
        detail = "Phải nêu đúng một trong: tệp đã nhận, đường dẫn, nơi lưu bản giấy."
        return content, [FieldError("/content", "content-not-one", detail)]
    if file_named is not None:
        if file_named not in evidence.names:
            detail = f"Chưa nhận tệp nào tên '{file_named}'."
            return content, [FieldError("/file_named", "file-not-received", detail)]
        return Content(file=evidence.names[file_named]), []
    if content.file is not None and content.file not in evidence.files:
        detail = "Trường chưa gửi tệp nào có mã băm này; hãy tải tệp lên trước."
        return content, [FieldError("/content/file", "file-not-received", detail)]
    if content.link is not None and content.link.seen_on > on:
        return content, [_future("/content/link/seen_on", content.link.seen_on)]
    return content, []


def _dates(details: Details, on: date) -> list[FieldError]:
    late = details.dated is not None and details.dated > on
    return [_future("/details/dated", details.dated)] if late and details.dated else []


def _future(pointer: str, day: date) -> FieldError:
    return FieldError(pointer, "date-in-future", f"Ngày {show(day)} chưa đến.")


def _no_item(code: str) -> str:
    return f"Không có minh chứng mang mã '{code}'."


def _refuse(faults: Sequence[FieldError]) -> None:
    if faults:
        detail = " ".join(fault.detail for fault in faults)
        raise Rejected("evidence-not-accepted", detail, RULE, faults)


EVIDENCE: Decider[Plain, Evidence, EvidenceEvent] = Decider(EMPTY, decide, evolve)
