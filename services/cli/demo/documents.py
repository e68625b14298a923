"""The documents of the schools whose whole work is told, as files in a folder."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.cli.api import Api
from services.cli.demo.plan import Plan
from services.documents.catalogue import DOCUMENTS

AT_ONCE = 2
"""How many documents are asked for at once: as many as the platform makes."""
NAMES = {
    ("cycle", "council_decision"): "1-quyet-dinh-hoi-dong",
    ("cycle", "self_assessment_plan"): "2-ke-hoach-tu-danh-gia",
    ("cycle", "content_elements"): "3-phieu-noi-ham",
    ("cycle", "criterion_sheets"): "4-phieu-danh-gia-tieu-chi",
    ("cycle", "evidence_list"): "5-danh-muc-minh-chung",
    ("cycle", "report"): "6-bao-cao-tu-danh-gia",
    ("improvement_plan", "plan"): "7-ke-hoach-cai-tien",
    ("plan_report", "report"): "8-bao-cao-nam-cai-tien",
}
"""What the file of a document is called, by the thing it is made of and its name there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document: its address, who asks for it on which day, the file it becomes."""

    path: str
    actor: str
    on: date
    log: str
    file: Path


def wanted(plan: Plan, folder: Path) -> Iterator[Wanted]:
    """Yield the documents of each story, in every form that there is."""
    for key, story in plan.stories.items():
        school = plan.school(key)
        thing = f"{school.id}_{story.said['year']}"
        for document in DOCUMENTS:
            name = NAMES[document.category, document.name]
            for kind in ("pdf", "docx"):
                path = f"/v1/{school.log}/{document.category}/{thing}/document/{document.name}"
                file, on = folder / key / f"{name}.{kind}", story.said["documents_on"]
                yield Wanted(f"{path}.{kind}", school.principal, on, school.log, file)


def write(api: Api, plan: Plan, folder: Path, seen: Mapping[str, int]) -> int:
    """Fetch the documents into a folder, each log as far as `seen`; return how many they are.

    The principal asks, as on the screens. Raises `Refused`, `Away`.
    """

    def fetch(one: Wanted) -> None:
        content = api.file(one.path, actor=one.actor, on=one.on, seen=seen.get(one.log, 0))
        one.file.parent.mkdir(parents=True, exist_ok=True)
        one.file.write_bytes(content)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return len(list(pool.map(fetch, wanted(plan, folder))))
