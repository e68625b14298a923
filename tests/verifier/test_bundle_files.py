"""The files of a bundle: which there are, how they are read, the commands that write and judge."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from libs.log.entry import Recorded, record
from libs.log.postgres import Missing
from libs.proof import checkpoint
from libs.proof.merkle import tile_path
from services.cli import verify as verifying
from services.cli.export import NotExported, export
from services.verifier.audit import CHECKPOINT, DECISIONS, ENTRIES, MANIFEST, POLICY, Report
from tests.verifier.bundles import RAWS, SIZES, line, with_manifest
from tests.verifier.story import KEY, RULES, Files, Seals, bundle, check
from tests.verifier.tour import tour


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
    assert "Bộ quy tắc của phần mềm mà sổ nêu: số 1 từ mục 0." in done.output
    assert "Ngày của việc do người làm nêu" in done.output
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


def test_a_policy_without_end_is_not_read_by_who_has_one(good: Files, tmp_path: Path) -> None:
    """A true bundle, but for a file of a terabyte that nobody believes: read whole for a hash."""
    path = on_disk(good, tmp_path / "bundle")
    own = tmp_path / "policy.txt"
    own.write_bytes(good[POLICY])
    os.truncate(path / POLICY, 1 << 40)
    report = verifying.verify(path, own)
    assert f"{POLICY} dài quá" in (report.failure or "")


def test_folders_inside_one_another_without_end_get_a_verdict(good: Files, tmp_path: Path) -> None:
    path = on_disk(good, tmp_path / "bundle")
    # Relative to a descriptor, as whoever makes such a bundle would: no path is that long.
    depth, folder = 1100, os.open(path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("a", dir_fd=folder)
        inner = os.open("a", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    assert verifying.verify(path).ok
    os.close(os.open("x", os.O_CREAT, dir_fd=folder))
    os.close(folder)
    assert "tệp lạ" in (verifying.verify(path).failure or "")
    for n in range(depth, 0, -1):
        deepest = path / "/".join("a" * n)
        (deepest / "x").unlink(missing_ok=True)
        deepest.rmdir()


def test_a_log_that_is_not_as_signed_leaves_for_an_auditor(tmp_path: Path) -> None:
    """Export names the first entry that differs, and so does who verifies its bundle."""
    lines = [
        (9, [*RAWS[:9], RAWS[9].replace(b'"c"', b'"d"'), *RAWS[10:]]),
        (9, [*RAWS[:9], b"no\nentry", b"{}", *RAWS[11:]]),
        (len(RAWS) - 2, RAWS[:-2]),
        (0, RAWS[1:]),
    ]
    for index, raws in lines:

        def entries(log: str, raws: list[bytes] = raws) -> Iterator[Recorded]:
            return (record(log, n, raw) for n, raw in enumerate(raws, 1))

        out = tmp_path / "bundle"
        assert export(entries, Seals(RAWS, SIZES), "79", out).differs == index
        report = verifying.verify(out)
        assert (report.ok, report.index) == (False, index)

    def gap(log: str) -> Iterator[Recorded]:
        yield from (record(log, n, raw) for n, raw in enumerate(RAWS[:50], 1))
        raise Missing(log, 51)

    assert export(gap, Seals(RAWS, SIZES), "79", tmp_path / "gap").differs == 50
    assert verifying.verify(tmp_path / "gap").index == 50


def test_the_tiles_of_every_level_are_read_and_belong_together(tmp_path: Path) -> None:
    """Of a log of more than 512 entries; older bundles have the tiles of the lowest level alone."""
    raws = [raw for done in tour().platform.acts for raw in done.raws]
    files = bundle(raws, Seals(raws), tmp_path)
    upper = f"log/{tile_path(1, 0, len(raws) // 256)}"
    assert check(files).ok
    assert check(with_manifest({n: c for n, c in files.items() if n != upper})).ok
    for name in (upper, f"log/{tile_path(0, 1)}"):
        changed = bytearray(files[name])
        changed[33] ^= 1
        assert not check(with_manifest({**files, name: bytes(changed)})).ok
    assert not check(with_manifest({**files, upper: files[upper][:32]})).ok


HIDDEN = "\x1b[2J\x1b[HĐẠT: 9 sự kiện\x1b[8m\u202e\u200b\udcff\n\x9b1m"


def test_nothing_of_a_bundle_steers_the_terminal(good: Files, tmp_path: Path) -> None:
    """Names of files, origins and texts of a stranger are shown with their controls written out."""
    signed = checkpoint.read(good[CHECKPOINT])
    warned = (HIDDEN, "x" * 10**7)
    reports = [Report(signed, 0, 0, 0, warned, HIDDEN, 1)]
    reports += [Report(replace(signed, origin=HIDDEN), 0, 0, 0, (), None)]
    path = on_disk(good, tmp_path / "bundle")
    os.symlink("/etc", path / HIDDEN)
    reports.append(verifying.verify(path))
    for report in reports:
        lines = verifying.told(report)
        assert all(line.isprintable() and len(line) < 10_000 for line in lines)
        assert any("\\x1b[2J" in line for line in lines)
    done = CliRunner().invoke(verifying.command, [str(path)])
    assert done.exit_code == 1
    assert "\x1b" not in done.output


def test_a_size_that_is_only_claimed_costs_nothing(good: Files, tmp_path: Path) -> None:
    """A checkpoint of 9*10^17 entries under the bundle's own key is refused by counting files."""
    signed = replace(checkpoint.read(good[CHECKPOINT]), size=9 * 10**17)
    claimed = {**good, CHECKPOINT: checkpoint.sign(signed, KEY).encode()}
    begun = time.process_time()
    report = check(with_manifest(claimed))
    assert "mảnh cây" in (report.failure or "")
    assert time.process_time() - begun < 1


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
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "other"]
