"""The files of a bundle: which there are, how they are read, the commands that write and judge."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from libs.log.entry import Recorded, record
from services.cli import verify as verifying
from services.cli.export import NotExported, export
from services.verifier.audit import CHECKPOINT, DECISIONS, ENTRIES, MANIFEST, POLICY
from tests.verifier.bundles import RAWS, SIZES, line, with_manifest
from tests.verifier.story import RULES, Files, Seals, check


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
