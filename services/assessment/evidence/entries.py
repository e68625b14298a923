"""The evidence of a school as its people look through it: in the order of codes, with what in it is
to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Actor, Id, given, size
from libs.law.standards.levels import CriterionCode
from libs.law.vietnamese import fold
from libs.log.database import Cursor
from services.assessment.evidence.findings import FOUND, Finding
from services.assessment.evidence.questions import ItemSummary, Kept, items_by


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """Something about an item to look at, and why."""

    finding: Finding
    detail: str


@dataclass(frozen=True, slots=True)
class EvidenceEntry(ItemSummary):
    """An item as the list of evidence shows it; `id` is its place in the list, `item` its id.

    `added_by` began it, on `added_on`; None where only a hash was registered.
    """

    item: str
    added_on: date | None
    added_by: str | None
    findings: tuple[ItemFinding, ...]


@dataclass(frozen=True, slots=True)
class ListEvidenceEntries(OfSchools):
    """Ask for the evidence of a school in the order of codes, numbers in them as numbers.

    `words` stand in code, title, number, issuer or name of the file, accents or not; `cycle` cites
    the item; `added_by` sent it or one of its versions; `finding` is found in it.
    """

    category: ClassVar[str] = "evidence_entry"
    view: ClassVar[type] = EvidenceEntry
    school: Id
    words: Annotated[str, size(1, 200)] | None = None
    criterion: CriterionCode | None = None
    cycle: Id | None = None
    kept: Kept | None = None
    finding: Finding | None = None
    added_by: Actor | None = None
    with_withdrawn: bool = False
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListEvidenceEntries

_PLACE = r"""
left(regexp_replace(regexp_replace(regexp_replace(
    lower(e.code), '[^a-z0-9]+', '_', 'g'), '(\d+)', '000\1', 'g'), '\d*(\d{4})', '\1', 'g'), 50)
|| '_' || lpad(e.item::text, 6, '0') collate "C"
"""
"""The place of an item in the order of codes: each number in a code has four digits."""
_PLAIN = r"""
lower(regexp_replace(normalize(translate(concat_ws(' ', code, title, number, issuer, file_name),
    'đĐ', 'dd'), NFKD), '[\u0300-\u036f]', '', 'g'))
"""
"""What words are looked for in: as `fold`, with its punctuation."""
_FOUND = f"from ({FOUND}) w where w.log = e.log and w.id = e.id and w.finding <> 'file_unused'"
_MORE = f"""
    e.id as item,
    (select v.added_on from evidence_version v
     where v.log = e.log and v.id = e.id and v.item_version = 1) as added_on,
    (select v.added_by from evidence_version v
     where v.log = e.log and v.id = e.id and v.item_version = 1) as added_by,
    (select coalesce(json_agg(json_build_object('finding', w.finding, 'detail',
     coalesce(w.detail, '')) order by w.finding), '[]') {_FOUND}) as findings
"""
ENTRIES = f"""{items_by(_PLACE, _MORE)}
and school = %(school)s
and (%(criterion)s::text is null or criterion = %(criterion)s)
and (%(kept)s::text is null or kept = %(kept)s)
and (%(with_withdrawn)s or withdrawn_for is null)
and (%(finding)s::text is null or exists (
    select from json_array_elements(findings) each where each ->> 'finding' = %(finding)s))
and (%(added_by)s::text is null or exists (
    select from evidence_version v
    where v.log = found.log and v.id = found.item and v.added_by = %(added_by)s))
and (%(cycle)s::text is null or exists (
    select from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = found.log and k.id = found.item and c.cycle = %(cycle)s))
and {_PLAIN} like all (%(patterns)s::text[])
"""


def answer(db: Cursor, log: str, question: Asked) -> list[EvidenceEntry]:
    """Return a page of the list."""
    values = {**asked(log, question), "patterns": _patterns(question.words or "")}
    return [_entry(row) for row in listed(db, question, ENTRIES, values)]


def _patterns(words: str) -> list[str]:
    """Return a pattern for each word; what stands between letters and digits may be anything."""
    return [f"%{fold(word).replace(' ', '_')}%" for word in words.split()]


def _entry(row: Mapping[str, Any]) -> EvidenceEntry:
    told = {name: value for name, value in row.items() if name not in ("log", "findings")}
    return EvidenceEntry(**told, findings=tuple(ItemFinding(**each) for each in row["findings"]))
