"""The main job on a laptop: one process, no broker, killed on the way and run again."""

import random
import shutil
from pathlib import Path

import pytest

from services.cli.demo import documents
from services.cli.demo.plan import Plan
from tests.e2e import counting
from tests.e2e.runs import (
    RECOGNISED_HERE,
    RECOGNITIONS,
    REFUSALS,
    SEED,
    Embedded,
    kiemdinh,
)

pytestmark = pytest.mark.e2e


def test_38_schools_come_to_41_recognitions(embedded: Embedded) -> None:
    run = embedded.run
    assert "38 trường, 41 công nhận đã công khai: 38 đạt kiểm định" in run.printed
    assert run.events("RecognitionGranted") == RECOGNITIONS
    assert run.events("RecognitionPublished") == RECOGNITIONS
    assert run.printed.splitlines()[-1].startswith(run.verdict)


def test_four_acts_are_refused_by_the_rules(embedded: Embedded) -> None:
    assert counting.refusals(embedded.run.answers).keys() >= REFUSALS.keys()
    for code in REFUSALS:
        assert f"[{code}]" in embedded.run.printed


def test_the_letters_errors_are_shown_as_warnings(embedded: Embedded) -> None:
    outside = "nằm ngoài năm học 2023-2024"
    assert embedded.run.printed.count(outside) == 5, "five of the eleven dates"
    assert "Chu kỳ mở theo quy định sửa đổi (r2)" in embedded.run.printed
    assert "chưa được đối chiếu với văn bản gốc" in embedded.run.printed


def test_a_killed_demo_goes_on_where_it_was_and_loses_nothing(embedded: Embedded) -> None:
    count = embedded.run.count
    assert count.acknowledged > embedded.killed_after
    assert count.lost == ()
    assert count.doubled == ()


def test_running_it_again_changes_nothing(embedded: Embedded) -> None:
    assert "Lần chạy này ghi thêm 0 sự kiện vào sổ 79." in embedded.again
    assert embedded.again.splitlines()[-1] == embedded.run.printed.splitlines()[-1]


def test_the_files_of_the_stories_are_received_once_though_their_sender_was_killed(
    embedded: Embedded,
) -> None:
    sent = [step.data["name"] for lane in Plan().school_lanes() for step in lane.steps if step.file]
    assert embedded.run.events("FileReceived") == len(sent) > 10


def test_the_documents_of_the_stories_lie_in_a_folder(embedded: Embedded) -> None:
    papers = {one.file for one in documents.wanted(Plan(), embedded.folder / "documents")}
    assert set((embedded.folder / "documents").glob("*/*")) == papers
    begins = {".pdf": b"%PDF-", ".docx": b"PK"}
    assert all(file.read_bytes().startswith(begins[file.suffix]) for file in papers)
    assert f"{len(papers)} văn bản của 2 trường được kể trọn" in embedded.run.printed


def test_where_a_team_judged_otherwise_than_the_school_it_is_told(embedded: Embedded) -> None:
    told = ("trường đạt, đoàn chưa đạt", "trường chưa đạt, đoàn đạt")
    assert sum(embedded.run.printed.count(each) for each in told) >= 5
    lowered = "THPT Nguyễn Khuyến: tiêu chí 3.4, Mức 2, chỉ báo a: trường đạt, đoàn chưa đạt"
    assert lowered in embedded.run.printed


def test_every_log_has_a_bundle_that_is_verified(embedded: Embedded) -> None:
    for name in ("bundle-01", "bundle-77", "bundle-83"):
        done = kiemdinh("verify", str(embedded.folder / name))
        assert done.returncode == 0, done.stdout + done.stderr


def test_two_reports_go_on_as_a_second_version_and_each_is_handed_in(embedded: Embedded) -> None:
    told = embedded.run.events
    assert told("CycleReopened") == 3
    assert told("ReportReceived") == 4
    assert (told("ImprovementPlanClosed"), told("PlanItemAdjusted")) == (2, 2)


def test_every_read_table_equals_the_one_rebuilt_from_the_log(embedded: Embedded) -> None:
    done = kiemdinh("replay", "--var", str(embedded.folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "giống hệt bản dựng lại từ sự kiện" in done.stdout


def test_the_bundle_is_verified(embedded: Embedded) -> None:
    done = kiemdinh("verify", str(embedded.folder / "bundle"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("ĐẠT: ")
    assert f"{RECOGNISED_HERE} quyết định công nhận đã tính lại" in done.stdout


def test_one_changed_byte_is_found_and_its_entry_named(embedded: Embedded, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(embedded.folder / "bundle", bundle)
    (file,) = bundle.rglob("entries.ndjson")
    content = bytearray(file.read_bytes())
    place = random.Random(SEED).randrange(len(content))
    while content[place : place + 1] == b"\n":
        place -= 1
    content[place] ^= 1
    file.write_bytes(content)
    done = kiemdinh("verify", str(bundle))
    assert done.returncode == 1, done.stdout
    index = content.count(b"\n", 0, place)
    assert f"tại mục có chỉ số {index} (đếm từ 0)" in done.stdout, f"byte {place}, seed {SEED}"
