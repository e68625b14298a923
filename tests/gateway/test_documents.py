"""Documents over HTTP, on the whole platform: made of what the caller may ask."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
import requests

from libs.hosting.embedded import Platform
from services.cli.platform import platform
from services.documents.catalogue import DOCUMENTS
from tests.gateway.seed import ID, ON, Caller, seed

pytestmark = pytest.mark.e2e

CYCLE = f"/v1/79/cycle/{ID}_2024/document"
OF_CYCLE = [
    f"{document.name}.{kind}"
    for document in DOCUMENTS
    if document.category == "cycle"
    for kind in ("pdf", "docx")
]


@dataclass(frozen=True)
class World:
    """A running platform, who may do all at the sample school, the principal of another one."""

    platform: Platform
    person: Caller
    stranger: Caller


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("documents") / "var"
    with platform(folder, 0, demo=True) as running:
        person = Caller(running.url, seed(running.url, running.operator_key))
        operator = Caller(running.url, running.operator_key)
        school = {"name": "Trường khác", "kind": "primary", "ownership": "public", "sample": True}
        school |= {"areas": ["785", "79"], "address": "Địa chỉ mẫu"}
        assert operator.command("/v1/79/school/another/register-school", school).ok
        grant = {"role": "principal", "org": "another", "starts": "2000-01-01", "basis": "mẫu"}
        assert operator.command("/v1/79/grant/stranger/give-grant", grant).ok
        key = operator.command("/v1/keys", {"actor": "u:stranger"}).json()["key"]
        last = operator.get("/v1/events?log=79&limit=1000").json()["next"]
        assert person.get(f"/v1/79/cycle/{ID}_2024?min_position={last}").ok
        yield World(running, person, Caller(running.url, key))


def get(caller: Caller, path: str, **headers: str) -> requests.Response:
    url = f"{caller.url}{path}"
    return caller.session.get(url, headers={"Kiemdinh-On": ON, **headers}, timeout=60)


def files_kept(world: World) -> set[Path]:
    folder = world.platform.folder / "files"
    return {path for path in folder.glob("??/??/*") if path.is_file()}


@pytest.mark.parametrize("name", OF_CYCLE)
def test_every_document_of_a_cycle_that_has_just_begun(name: str, world: World) -> None:
    made = get(world.person, f"{CYCLE}/{name}")
    assert made.status_code == 200, made.text
    assert made.headers["ETag"] == f'"{hashlib.sha256(made.content).hexdigest()}"'
    assert (
        f'filename="{name.partition(".")[0]}-79-{ID}_2024.' in made.headers["Content-Disposition"]
    )
    if name.endswith(".pdf"):
        assert made.headers["Content-Type"] == "application/pdf"
        for page in pypdf.PdfReader(io.BytesIO(made.content)).pages:
            text = page.extract_text()
            assert f"vị trí {made.headers['Kiemdinh-Position']}" in text
            assert "DỮ LIỆU MẪU" in text
    else:
        assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(made.content)).namelist()


def test_what_is_not_known_yet_stands_in_its_place(world: World) -> None:
    made = get(world.person, f"{CYCLE}/report.pdf")
    pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Trường mẫu" in text
    assert "(chưa có dữ liệu)" in text


def test_the_second_download_is_the_same_file(world: World) -> None:
    first = get(world.person, f"{CYCLE}/evidence_list.pdf")
    kept = files_kept(world)
    assert hashlib.sha256(first.content).hexdigest() in {path.name for path in kept}
    again = get(world.person, f"{CYCLE}/evidence_list.pdf")
    assert again.content == first.content
    assert files_kept(world) == kept
    tag = first.headers["ETag"]
    known = get(world.person, f"{CYCLE}/evidence_list.pdf", **{"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")


def test_a_kept_file_that_is_lost_is_made_again(world: World) -> None:
    first = get(world.person, f"{CYCLE}/criterion_sheets.pdf?criterion=1.2")
    (place,) = [p for p in files_kept(world) if p.name == first.headers["ETag"].strip('"')]
    place.unlink()
    again = get(world.person, f"{CYCLE}/criterion_sheets.pdf?criterion=1.2")
    assert again.content == first.content
    assert place.exists()


def test_a_sheet_of_one_criterion(world: World) -> None:
    made = get(world.person, f"{CYCLE}/criterion_sheets.pdf?criterion=1.2")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages)
    assert "Tiêu chí 1.2" in text
    assert "Tiêu chí 1.1" not in text
    unknown = get(world.person, f"{CYCLE}/criterion_sheets.pdf?criterion=9.9")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "criterion-unknown")


def test_rights_are_those_of_the_question(world: World) -> None:
    asked = get(world.stranger, f"/v1/79/cycle/{ID}_2024")
    refused = get(world.stranger, f"{CYCLE}/report.pdf")
    assert asked.status_code == refused.status_code == 403
    assert refused.json()["code"] == asked.json()["code"]
    nobody = requests.get(f"{world.person.url}{CYCLE}/report.pdf", timeout=30)
    assert nobody.status_code == 401
    unknown = get(world.person, f"/v1/79/cycle/{ID}_2030/document/report.pdf")
    assert unknown.status_code == 404


def test_papers_of_a_case_are_for_who_may_ask_for_it_and_a_certificate_for_all(
    world: World,
) -> None:
    case = f"/v1/79/evaluation/{ID}_2024"
    for caller in (world.person, world.stranger):
        asked, made = get(caller, case), get(caller, f"{case}/document/return_slip.pdf")
        assert (made.status_code, made.json()["code"]) == (asked.status_code, asked.json()["code"])
    certificate = f"/v1/79/recognition/{ID}_accreditation_2024/document/certificate.pdf"
    nobody = requests.get(f"{world.person.url}{certificate}", timeout=30)
    assert nobody.status_code == 404


def test_the_answer_waits_for_a_position(world: World) -> None:
    late = get(world.person, f"{CYCLE}/report.pdf?min_position=999999")
    assert (late.status_code, late.json()["code"]) == (412, "position-unknown")


def do(world: World, name: str, body: dict[str, object]) -> int:
    """Carry out a command on the cycle; return the position, once the services have read it."""
    answer = world.person.command(f"/v1/79/cycle/{ID}_2024/{name}", body)
    assert answer.ok, answer.text
    position = int(answer.headers["Kiemdinh-Position"])
    assert world.person.get(f"/v1/79/cycle/{ID}_2024?min_position={position}").ok
    return position


def test_a_paper_that_nothing_has_changed_stays_the_same_file(world: World) -> None:
    posts = ("chair", "vice_chair", "secretary", *["member"] * 4)
    members = [{"person": f"u:m{n}", "post": post} for n, post in enumerate(posts)]
    members[0]["person"] = f"u:{ID}"
    do(world, "appoint-council", {"decision_number": "1/QĐ", "members": members})
    decision = get(world.person, f"{CYCLE}/council_decision.pdf")
    report = get(world.person, f"{CYCLE}/report.pdf")
    told = do(world, "record-report-part", {"report_part": "introduction", "text": "Lời mở đầu"})
    again = get(world.person, f"{CYCLE}/council_decision.pdf")
    assert again.headers["ETag"] == decision.headers["ETag"]
    assert again.headers["Kiemdinh-Position"] == decision.headers["Kiemdinh-Position"]
    changed = get(world.person, f"{CYCLE}/report.pdf")
    assert changed.headers["ETag"] != report.headers["ETag"]
    assert int(changed.headers["Kiemdinh-Position"]) == told


def test_a_version_that_was_never_approved_has_no_documents(world: World) -> None:
    never = get(world.person, f"{CYCLE}/report.pdf?version=7")
    assert never.status_code == 404
    wrong = get(world.person, f"{CYCLE}/report.pdf?version=0")
    assert wrong.status_code == 400
    plan = get(world.person, f"/v1/79/improvement_plan/{ID}_2024/document/plan.pdf?version=1")
    assert plan.json()["code"] == "parameter-unknown"
