import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from libs.files.inspection import Found, Limits, inspect
from libs.files.kinds import NotTaken
from libs.files.personal import named_personal
from tests.libs import samples

MB = 1024 * 1024
OOXML = "application/vnd.openxmlformats-officedocument"
LIMITS = Limits()


def looked_at(folder: Path, raw: bytes, name: str = "tệp.pdf", limits: Limits = LIMITS) -> Found:
    """Return what a file with this name and these bytes is."""
    path = folder / name
    path.write_bytes(raw)
    return inspect(path, limits)


def refusal(folder: Path, raw: bytes, name: str = "tệp.pdf", limits: Limits = LIMITS) -> NotTaken:
    """Return why a file is not taken."""
    with pytest.raises(NotTaken) as refused:
        looked_at(folder, raw, name, limits)
    assert refused.value.detail.endswith(".")
    return refused.value


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (samples.pdf(), "application/pdf"),
        (samples.png(), "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01" + bytes(100) + b"\xff\xd9", "image/jpeg"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30), "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), "image/heif"),
        (samples.docx(), f"{OOXML}.wordprocessingml.document"),
        (samples.xlsx("Mã"), f"{OOXML}.spreadsheetml.sheet"),
        (samples.odt(), "application/vnd.oasis.opendocument.text"),
        (samples.old_word("Root Entry", "WordDocument"), "application/msword"),
        (samples.old_word("Root Entry", "Workbook"), "application/vnd.ms-excel"),
        (rb"{\rtf1\ansi Minutes}", "application/rtf"),
        ("BM.01 Biểu mẫu, bản\tmột\n".encode(), "text/plain"),
        (samples.wav(), "audio/wav"),
        (b"ID3\x03\0\0\0\0\0\x21" + bytes(100), "audio/mpeg"),
        (samples.mp4(), "video/mp4"),
    ],
)
def test_a_kind_is_told_by_the_bytes_whatever_the_name(
    tmp_path: Path, raw: bytes, media_type: str
) -> None:
    for name in ("tệp.pdf", "tệp.exe", "tệp"):
        assert looked_at(tmp_path, raw, name).media_type == media_type


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (samples.program(), "file-program"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "file-program"),
        (b"#!/bin/sh\necho\n", "file-program"),
        (samples.old_word("Root Entry", "MsiDatabase"), "file-kind"),
        (b"<html><script>alert(1)</script></html>", "file-kind"),
        (b'\xef\xbb\xbf <svg xmlns="http://www.w3.org/2000/svg"/>', "file-kind"),
        (samples.archive({"a.txt": b"a"}), "file-kind"),
        (samples.archive({"ảnh.pdf": samples.pdf()}), "file-kind"),
        (bytes(range(256)) * 4, "file-kind"),
        (samples.docx({"word/vbaProject.bin": b"x"}), "file-macro"),
        (samples.old_word("WordDocument", "_VBA_PROJECT"), "file-macro"),
        (b"%PDF-1.7 and nothing else", "file-damaged"),
        (samples.docx()[:-30], "file-damaged"),
        (samples.locked_pdf(), "file-encrypted"),
    ],
)
def test_what_is_no_document_picture_text_sound_or_film_is_not_taken(
    tmp_path: Path, raw: bytes, code: str
) -> None:
    assert refusal(tmp_path, raw).code == code


def test_a_renamed_program_is_told_what_it_is(tmp_path: Path) -> None:
    assert "chương trình Windows" in refusal(tmp_path, samples.program(), "kế hoạch.pdf").detail


def test_pages_of_a_pdf_are_counted(tmp_path: Path) -> None:
    assert looked_at(tmp_path, samples.pdf(3)).pages == 3
    assert looked_at(tmp_path, samples.pdf(3), limits=Limits(pages=3)).pages == 3
    assert refusal(tmp_path, samples.pdf(4), limits=Limits(pages=3)).code == "file-too-many-pages"


@pytest.mark.parametrize("make", [samples.lying_pdf, samples.flat_pdf])
def test_a_pdf_of_30000_pages_is_not_taken_whatever_it_says_of_itself(
    tmp_path: Path, make: Any
) -> None:
    refused = refusal(tmp_path, make(30_000))
    assert refused.code == "file-too-many-pages"
    assert "30000 trang" in refused.detail


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (samples.bomb(), "archive-bomb"),
        (samples.understated_bomb(), "file-damaged"),
        (samples.docx({f"word/p{n}.xml": b"" for n in range(300)}), "archive-bomb"),
        (samples.docx({"word/embeddings/a.zip": samples.archive({"a": b"a"})}), "archive-nested"),
        (samples.docx({"word/embeddings/a.rar": b"Rar!\x1a\x07\0" + bytes(9)}), "archive-nested"),
        (
            samples.docx({"word/embeddings/a.xlsx": samples.docx({"b.docx": samples.docx()})}),
            "archive-nested",
        ),
        (samples.docx({"word/embeddings/a.docx": samples.bomb()}), "archive-bomb"),
    ],
)
def test_an_archive_that_unpacks_without_end_is_not_taken(
    tmp_path: Path, raw: bytes, code: str
) -> None:
    assert len(raw) < MB
    assert refusal(tmp_path, raw, limits=Limits(parts=100)).code == code


def test_a_table_may_lie_in_a_text(tmp_path: Path) -> None:
    raw = samples.docx({"word/embeddings/bảng.xlsx": samples.xlsx("Số lớp", "Số học sinh")})
    assert looked_at(tmp_path, raw).media_type.endswith("wordprocessingml.document")


def test_sound_and_film_have_a_limit_of_their_own(tmp_path: Path) -> None:
    limits = Limits(most=MB, most_media=2 * MB)
    assert looked_at(tmp_path, samples.mp4(2 * MB), limits=limits).media_type == "video/mp4"
    assert refusal(tmp_path, samples.mp4(2 * MB + 1), limits=limits).code == "file-too-large"
    assert refusal(tmp_path, b"a" * (MB + 1), limits=limits).code == "file-too-large"


def test_a_list_of_pupils_is_noticed_by_its_headings_and_by_its_name(tmp_path: Path) -> None:
    listed = samples.xlsx("STT", "Họ và tên", "Ngày sinh", "Dân tộc", "Địa chỉ")
    assert looked_at(tmp_path, listed).personal
    assert looked_at(tmp_path, "Họ tên,Ngày sinh,Số điện thoại phụ huynh\n".encode()).personal
    assert not looked_at(tmp_path, samples.xlsx("Khối", "Số lớp", "Số học sinh")).personal
    assert named_personal("Danh_sách HỌC SINH lớp 9A.xlsx")
    assert named_personal("bảng điểm hs khối 6.pdf")
    assert not named_personal("Kế hoạch chăm sóc học sinh.pdf")


def test_the_process_that_looks_answers_in_json_and_has_no_more_memory_than_it_may(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a"

    def run(raw: bytes, **limits: int) -> subprocess.CompletedProcess[str]:
        path.write_bytes(raw)
        given = json.dumps({**asdict(LIMITS), **limits})
        command = [sys.executable, "-m", "libs.files.inspection", str(path), given]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert json.loads(run(samples.pdf(2)).stdout) == {
        "media_type": "application/pdf",
        "pages": 2,
        "personal": False,
    }
    assert json.loads(run(samples.program()).stdout)["code"] == "file-program"
    assert run(samples.flat_pdf(300_000), memory=96 * MB, pages=10**6).returncode != 0


def test_who_reads_a_strangers_bytes_ends_first_where_memory_runs_out() -> None:
    code = (
        "from libs.files.restricted import restrict; restrict(1 << 30, 9, 99);"
        "print(open('/proc/self/oom_score_adj').read())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1000"
