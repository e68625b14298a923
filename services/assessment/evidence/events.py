"""What a school's register of evidence records; its stream is `evidence-<school>`.

The hash (SHA-256, hexadecimal) that is cited for a code is that of the bytes of a file, or that of
the canonical JSON of a link or place.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Remark, Text, between, lifted, pattern, size
from libs.law.standards.levels import CriterionCode
from libs.rights import SYSTEM, Right, Visibility
from services.assessment.shared.fields import BySchool, Code, EvidenceCodes, Sha256

Url = Annotated[str, pattern(r"https?://[!-~]{1,1000}", "https://truong.edu.vn/ke-hoach")]
MediaType = Annotated[str, pattern(r"[a-z]+/[a-z0-9.+-]{1,100}", "application/pdf")]
Obtained = Literal["document", "survey", "interview", "observation", "picture", "other"]
"""How an item was come by: the list of evidence tells documents from surveys and interviews."""
ManifestCodes = Annotated[tuple[Code, ...], size(0, 500)]


@dataclass(frozen=True, slots=True)
class Link:
    """An address where the item is, and the day on which somebody saw it there."""

    url: Url
    seen_on: date


@dataclass(frozen=True, slots=True)
class Place:
    """Where paper lies: box (hộp), shelf (kệ), and what else helps to find it."""

    box: Line
    shelf: Line | None = None
    where: Line | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What an item is, one of three: a file of these bytes that was received, a link, a place."""

    file: Sha256 | None = None
    link: Link | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What the list of evidence says beside the title.

    `issuer` is an office, or a group of the school where it is a survey or interview: no person's
    name. `dated` is the day of the paper or of the survey; `expires_on` the first day on which it
    holds no more.
    """

    obtained: Obtained = "document"
    number: Line | None = None
    dated: date | None = None
    issuer: Line | None = None
    expires_on: date | None = None
    note: Text = ""


NOTHING = Content()
"""What an item is that is named in another way."""
UNSAID = Details()
"""What is said of an item of which nothing more is said."""


@dataclass(frozen=True, slots=True)
class EvidenceRegistered(BySchool):
    """An item of evidence (minh chứng) has this code; `sha256` is the hash of its bytes.

    The bytes are elsewhere: the hash is the school's word.
    """

    story: ClassVar[str] = "Đăng ký minh chứng {code} {title}"

    code: Code
    title: Line
    sha256: Sha256
    sample: bool


@dataclass(frozen=True, slots=True)
class FileReceived(BySchool):
    """A file came in whole, and is kept: its hash, size in bytes and type as the platform found.

    `name` is what the sender calls it.
    """

    story: ClassVar[str] = "Nhận tệp {name}"

    name: Line
    sha256: Sha256
    file_size: Annotated[int, between(1, 2**50)]
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class EvidenceAdded(BySchool):
    """An item of evidence has this code; `cycle` is the self-assessment that it was collected for.

    `sha256` is the hash of what it is.
    """

    story: ClassVar[str] = "Thêm minh chứng {code} {title}"

    code: Code
    criterion: CriterionCode
    title: Line
    content: Content
    sha256: Sha256
    details: Details
    sample: bool
    cycle: Id | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRevised(BySchool):
    """An item is something else from now on; `item_version` counts from 1, what it began as."""

    story: ClassVar[str] = "Thay nội dung minh chứng {code}, bản {item_version}"

    code: Code
    item_version: Annotated[int, between(1, 1_000_000)]
    content: Content
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class EvidenceDescribed(BySchool):
    """What the list says of an item is this from now on."""

    story: ClassVar[str] = "Sửa mô tả minh chứng {code}"

    code: Code
    title: Line
    details: Details


@dataclass(frozen=True, slots=True)
class EvidenceRenumbered(BySchool):
    """An item has another code from now on; the old one goes on meaning it, for good."""

    story: ClassVar[str] = "Đổi mã minh chứng {code} thành {new_code}"

    code: Code
    new_code: Code
    criterion: CriterionCode
    cycle: Id | None = None


@dataclass(frozen=True, slots=True)
class EvidenceWithdrawn(BySchool):
    """An item is cited no more from now on; what cited it before still does."""

    story: ClassVar[str] = "Rút minh chứng {code}: {reason}"

    code: Code
    reason: Remark


@dataclass(frozen=True, slots=True)
class ManifestLocked:
    """A report was handed in: these items stand behind it, each by the hash `ev` of that moment.

    `digest` is the SHA-256 of the canonical list of all [code, hash] in the order of codes; one too
    long for an event comes in several, `part` of `part_count`. `edition` counts the handings-in.
    """

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "parties"
    story: ClassVar[str] = "Khóa danh mục minh chứng của báo cáo, lần {edition}"

    cycle: Id
    edition: Annotated[int, between(1, 1000)]
    codes: ManifestCodes
    digest: Sha256
    part: Annotated[int, between(1, 100)] = 1
    part_count: Annotated[int, between(1, 100)] = 1
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class ManifestExtended(BySchool):
    """An addendum to the evidence of a report handed in: these items by their hashes, and why.

    `addendum` counts those of this handing-in; `digest` is over [digest before, list] as above.
    """

    story: ClassVar[str] = "Bổ sung danh mục minh chứng lần {addendum}: {reason}"

    cycle: Id
    edition: Annotated[int, between(1, 1000)]
    addendum: Annotated[int, between(1, 1000)]
    codes: EvidenceCodes
    reason: Remark
    added_on: date
    digest: Sha256
    ev: tuple[str, ...] = lifted("ev")


EvidenceEvent = (
    EvidenceRegistered
    | FileReceived
    | EvidenceAdded
    | EvidenceRevised
    | EvidenceDescribed
    | EvidenceRenumbered
    | EvidenceWithdrawn
    | ManifestLocked
    | ManifestExtended
)
EVIDENCE_EVENTS: Contract[EvidenceEvent] = Contract(EvidenceEvent)
