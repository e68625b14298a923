"""The documents of the schools whose whole work is told, as files in a folder."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from libs.law.recognitions import SUFFIX
from services.cli.api import Api
from services.cli.demo.plan import Plan
from services.cli.demo.schools import School

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
OF_CASE = {
    "registration_letter": "9-cong-van-dang-ky",
    "filing_receipt": "10-bien-nhan-ho-so",
    "external_report": "11-bao-cao-danh-gia-ngoai",
    "accreditation_decision": "12-quyet-dinh-kiem-dinh",
    "national_decision": "13-quyet-dinh-chuan-quoc-gia",
}
CERTIFICATES = {"accreditation": "14-chung-nhan-kiem-dinh", "national_standard": "15-bang-chuan"}
"""The PDF of each paper of the case of a school that was recognised, and of its certificates."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document: its address, who asks for it on which day, the file it becomes."""

    path: str
    actor: str
    on: date
    log: str
    file: Path


def wanted(plan: Plan, folder: Path) -> Iterator[Wanted]:
    """Yield the documents of each story; those of its own work in every form that there is."""
    for key, story in plan.stories.items():
        school, year, on = plan.school(key), story.said["year"], story.said["documents_on"]

        def paper(
            thing: str, name: str, file: str, school: School = school, on: date = on
        ) -> Wanted:
            path = f"/v1/{school.log}/{thing}/document/{name}"
            to = folder / school.entry["key"] / file
            return Wanted(path, school.principal, on, school.log, to)

        own = f"{school.id}_{year}"
        for (category, name), file in NAMES.items():
            for kind in ("pdf", "docx"):
                yield paper(f"{category}/{own}", f"{name}.{kind}", f"{file}.{kind}")
        if "round" in school.entry:
            for name, file in OF_CASE.items():
                yield paper(f"evaluation/{own}", f"{name}.pdf", f"{file}.pdf")
            for recognised, file in CERTIFICATES.items():
                thing = f"recognition/{school.id}_{SUFFIX[recognised]}{year}"
                yield paper(thing, "certificate.pdf", f"{file}.pdf")


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
