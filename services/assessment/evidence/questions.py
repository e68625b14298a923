"""The questions about evidence, and their answers from the read tables. Lists sort by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import Limit, asked, listed, one, rows
from libs.kernel.messages import Id, between, given, size
from libs.law.standards.levels import CriterionCode, IndicatorLevel
from libs.log.database import Cursor
from services.assessment.cycle.events.report import Version
from services.assessment.cycle.versions import as_of
from services.assessment.evidence.events import Obtained
from services.assessment.evidence.findings import FINDINGS, Finding
from services.assessment.shared.fields import Code, Sha256

Kept = Literal["file", "link", "place", "hash_only"]
"""What an item is; `hash_only`: its bytes are elsewhere, and the hash is the school's word."""


@dataclass(frozen=True, slots=True)
class EvidenceItemView:
    """A registered item of evidence; `sha256` is the hash of its bytes."""

    code: str
    title: str
    sha256: str
    sample: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """All evidence of a school, in the order in which it came; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    items: tuple[EvidenceItemView, ...]


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """How many items of evidence a school has; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    item_count: int


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """An item of evidence as it is now.

    `kept` is what it is; `withdrawn_for` why it is cited no more. `citation_count` counts the
    indicators that cite it, `changed` whether some of them cite an older version.
    """

    id: str
    version: int
    position: int
    school: str
    code: str
    criterion: str | None
    title: str
    kept: Kept
    sha256: str
    item_version: int
    file_name: str | None
    file_size: int | None
    media_type: str | None
    url: str | None
    seen_on: date | None
    box: str | None
    shelf: str | None
    where: str | None
    obtained: Obtained
    number: str | None
    dated: date | None
    issuer: str | None
    expires_on: date | None
    note: str
    withdrawn_for: str | None
    sample: bool
    citation_count: int
    changed: bool


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """What an item was from a day on."""

    item_version: int
    sha256: str
    file_name: str | None
    file_size: int | None
    media_type: str | None
    url: str | None
    seen_on: date | None
    box: str | None
    shelf: str | None
    where: str | None
    added_on: date
    added_by: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Who cites an item, under which code, by which hash; `changed`: that of an older version."""

    cycle: str
    criterion: str
    level: IndicatorLevel
    indicator: str
    code: str
    sha256: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ItemView(ItemSummary):
    """An item with all its codes, its versions and who cites it."""

    codes: tuple[str, ...]
    versions: tuple[ItemVersion, ...]
    cited_by: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """The file of an item, by the code and version that were asked for; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    code: str
    title: str
    item_version: int
    sha256: str
    file_name: str
    file_size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class ReceivedFileView:
    """A file that came in; `used`: some item is or was it."""

    id: str
    version: int
    position: int
    school: str
    sha256: str
    file_name: str
    file_size: int
    media_type: str
    received_on: date
    received_by: str
    used: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """Something in a school's evidence to look at; `found_at`: the code, or the name of a file."""

    id: str
    version: int
    position: int
    school: str
    finding: Finding
    found_at: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """An item behind a report: by which hash; `addendum` 0 is the list itself.

    `changed`: the register has another version of it by now.
    """

    code: str
    title: str
    sha256: str
    addendum: int
    added_on: date
    reason: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ManifestSummary:
    """What was locked when a report was handed in; `id` is the cycle."""

    id: str
    version: int
    position: int
    school: str
    edition: int
    digest: str
    locked_on: date
    addenda: int
    item_count: int


@dataclass(frozen=True, slots=True)
class ManifestView(ManifestSummary):
    """The evidence of a report handed in, addenda and all."""

    lines: tuple[ManifestLine, ...]


@dataclass(frozen=True, slots=True)
class GetEvidence(OfSchool):
    """Ask for the evidence of a school, whose id it is."""

    category: ClassVar[str] = "evidence"
    view: ClassVar[type] = EvidenceView
    id: Id


@dataclass(frozen=True, slots=True)
class ListEvidences(OfSchools):
    """Ask which schools have registered evidence, and how much."""

    category: ClassVar[str] = "evidence"
    view: ClassVar[type] = EvidenceSummary
    school_in: ClassVar[str | None] = "id"
    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetEvidenceItem(OfSchool):
    """Ask for an item of evidence with its versions and who cites it."""

    category: ClassVar[str] = "evidence_item"
    view: ClassVar[type] = ItemView
    id: Id


@dataclass(frozen=True, slots=True)
class ListEvidenceItems(OfSchools):
    """Ask for items of evidence: of a school, a criterion, a cycle that cites them, of a code.

    An old code finds the item that has another one now. Those withdrawn are left out unless
    `with_withdrawn`. With `report_version` they are as they were when that version of the cycle's
    report was handed in.
    """

    category: ClassVar[str] = "evidence_item"
    view: ClassVar[type] = ItemSummary
    school: Id | None = None
    criterion: CriterionCode | None = None
    code: Code | None = None
    cycle: Id | None = None
    report_version: Version | None = None
    kept: Kept | None = None
    with_withdrawn: bool = False
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetEvidenceFile(OfSchool):
    """Ask for the file that a code of a school's evidence stands for, now or in a version."""

    category: ClassVar[str] = "evidence_file"
    view: ClassVar[type] = FileView
    id: Id
    code: Code
    item_version: Annotated[int, between(1, 1_000_000)] | None = None


@dataclass(frozen=True, slots=True)
class ListReceivedFiles(OfSchools):
    """Ask which files a school has sent, by name or hash, and which of them are of no use yet."""

    category: ClassVar[str] = "received_file"
    view: ClassVar[type] = ReceivedFileView
    school: Id | None = None
    name: Annotated[str, size(1, 300)] | None = None
    sha256: Sha256 | None = None
    unused: bool = False
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class ListEvidenceFindings(OfSchools):
    """Ask what in a school's evidence is unused, there twice, expired, missing or changed."""

    category: ClassVar[str] = "evidence_finding"
    view: ClassVar[type] = FindingView
    school: Id | None = None
    finding: Finding | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class GetManifest(OfSchool):
    """Ask for the evidence behind a report that was handed in, by its cycle."""

    category: ClassVar[str] = "manifest"
    view: ClassVar[type] = ManifestView
    id: Id


@dataclass(frozen=True, slots=True)
class ListManifests(OfSchools):
    """Ask which reports were handed in with locked evidence."""

    category: ClassVar[str] = "manifest"
    view: ClassVar[type] = ManifestSummary
    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = (
    GetEvidence
    | ListEvidences
    | GetEvidenceItem
    | ListEvidenceItems
    | GetEvidenceFile
    | ListReceivedFiles
    | ListEvidenceFindings
    | GetManifest
    | ListManifests
)

EVIDENCE = """
select id, version, position, id as school from evidence_file where log = %(log)s and id = %(id)s
"""
EVIDENCE_ITEMS = """
select code, title, sha256, sample from evidence
where log = %(log)s and school = %(id)s and withdrawn is null order by item
"""
EVIDENCES = """
select id, version, position, id as school,
       (select count(*) from evidence e where e.log = f.log and e.school = f.id) as item_count
from evidence_file f
where log = %(log)s
and (%(school)s::text is null or id = %(school)s)
"""
_OF_FILE = """
    left join lateral (
        select name as file_name, file_size, media_type from received_file r
        where r.log = {0}.log and r.school = {1} and r.sha256 = {0}.file
        order by r.version limit 1
    ) f on true
"""
_CITING = """
    select 1 from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = e.log and k.id = e.id
"""


def items_by(id: str = "e.id", more: str = "") -> str:
    """Return the statement for items, called by `id`, with the columns `more`."""
    return f"""
select * from (
    select {id} as id, e.version, e.position, e.school, e.log, e.code, e.criterion, e.title,
           e.sha256, e.item_version, e.url, e.seen_on, e.box, e.shelf, e.where_kept as "where",
           e.obtained, e.number, e.dated, e.issuer, e.expires_on, e.note,
           e.withdrawn as withdrawn_for, e.sample, f.file_name, f.file_size, f.media_type,
           case when e.file is not null then 'file' when e.url is not null then 'link'
                when e.box is not null then 'place' else 'hash_only' end as kept,
           (select count(*) from ({_CITING}) cited) as citation_count,
           exists ({_CITING} and c.sha256 <> e.sha256) as changed{more and ","}{more}
    from evidence e {_OF_FILE.format("e", "e.school")}
) found
where log = %(log)s
"""


_ITEM = items_by()
ITEM = f"{_ITEM} and id = %(id)s"
ITEMS = f"""{_ITEM}
and (%(school)s::text is null or school = %(school)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and (%(kept)s::text is null or kept = %(kept)s)
and (%(with_withdrawn)s or withdrawn_for is null)
and (%(code)s::text is null or exists (
    select from evidence_code k where k.log = found.log and k.id = found.id and k.code = %(code)s))
and (%(cycle)s::text is null or exists (
    select from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = found.log and k.id = found.id and c.cycle = %(cycle)s))
"""
CODES = """
select code from evidence_code where log = %(log)s and id = %(id)s order by code
"""
VERSIONS = f"""
select v.item_version, v.sha256, v.url, v.seen_on, v.box, v.shelf, v.where_kept as "where",
       v.added_on, v.added_by,
       f.file_name, f.file_size, f.media_type
from evidence_version v {_OF_FILE.format("v", "split_part(v.id, '_', 1)")}
where v.log = %(log)s and v.id = %(id)s order by v.item_version
"""
CITATIONS = """
select c.cycle, c.criterion, c.level, c.indicator, c.code, c.sha256, c.sha256 <> e.sha256 as changed
from evidence e join evidence_code k on k.log = e.log and k.id = e.id
join evidence_citation c on c.log = k.log and c.school = k.school and c.code = k.code
where e.log = %(log)s and e.id = %(id)s order by c.cycle, c.criterion, c.level, c.indicator, c.code
"""
FILE = f"""
select e.school as id, e.version, e.position, e.school, e.code, e.title, v.item_version, v.sha256,
       f.file_name, f.file_size, f.media_type
from evidence_code k
join evidence e on e.log = k.log and e.id = k.id
join evidence_version v on v.log = e.log and v.id = e.id
and v.item_version = coalesce(%(item_version)s, e.item_version)
{_OF_FILE.format("v", "e.school")}
where k.log = %(log)s and k.school = %(id)s and k.code = %(code)s and v.file is not null
"""
RECEIVED = """
select * from (
    select r.id, r.version, r.position, r.school, r.sha256, r.name as file_name, r.file_size,
           r.media_type, r.received_on, r.received_by, r.log, exists (
               select from evidence_version v
               where v.log = r.log and v.file = r.sha256 and split_part(v.id, '_', 1) = r.school
           ) as used
    from received_file r
) found
where log = %(log)s
and (%(school)s::text is null or school = %(school)s)
and (%(name)s::text is null or file_name = %(name)s)
and (%(sha256)s::text is null or sha256 = %(sha256)s)
and (not %(unused)s or not used)
"""
_MANIFEST = """
select id, version, position, school, edition, digest, locked_on, addenda,
       (select count(distinct code) from manifest_item i
        where i.log = m.log and i.cycle = m.id) as item_count
from manifest m where log = %(log)s
"""
MANIFEST = f"{_MANIFEST} and id = %(id)s"
MANIFESTS = f"{_MANIFEST} and (%(school)s::text is null or school = %(school)s)"
LINES = """
select i.code, i.title, i.sha256, i.addendum, i.added_on, i.reason, e.sha256 <> i.sha256 as changed
from manifest_item i
join manifest m on m.log = i.log and m.id = i.cycle
join evidence_code k on k.log = i.log and k.school = m.school and k.code = i.code
join evidence e on e.log = k.log and e.id = k.id
where i.log = %(log)s and i.cycle = %(id)s order by i.addendum, i.code
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetEvidence():
            return one([_evidence(db, values, row) for row in rows(db, EVIDENCE, values)])
        case ListEvidences():
            return [EvidenceSummary(**row) for row in listed(db, question, EVIDENCES, values)]
        case GetEvidenceItem():
            return one([_item(db, values, row) for row in rows(db, ITEM, values)])
        case ListEvidenceItems():
            versioned = question.report_version is not None
            items = as_of(ITEMS, cycle="cycle") if versioned else ITEMS
            return [_summary(row) for row in listed(db, question, items, values)]
        case GetEvidenceFile():
            return one([FileView(**row) for row in rows(db, FILE, values)])
        case ListReceivedFiles():
            found = listed(db, question, RECEIVED, values)
            return [ReceivedFileView(**_without_log(row)) for row in found]
        case ListEvidenceFindings():
            return [FindingView(**row) for row in listed(db, question, FINDINGS, values)]
        case GetManifest():
            return one([_manifest(db, values, row) for row in rows(db, MANIFEST, values)])
        case ListManifests():
            return [ManifestSummary(**row) for row in listed(db, question, MANIFESTS, values)]
    assert_never(question)


def _evidence(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> EvidenceView:
    items = tuple(EvidenceItemView(**item) for item in rows(db, EVIDENCE_ITEMS, values))
    return EvidenceView(**row, items=items)


def _without_log(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "log"}


def _summary(row: dict[str, Any]) -> ItemSummary:
    return ItemSummary(**_without_log(row))


def _item(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> ItemView:
    return ItemView(
        **_without_log(row),
        codes=tuple(found["code"] for found in rows(db, CODES, values)),
        versions=tuple(ItemVersion(**found) for found in rows(db, VERSIONS, values)),
        cited_by=tuple(Citation(**found) for found in rows(db, CITATIONS, values)),
    )


def _manifest(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> ManifestView:
    lines = tuple(ManifestLine(**found) for found in rows(db, LINES, values))
    return ManifestView(**row, lines=lines)
