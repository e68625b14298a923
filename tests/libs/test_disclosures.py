"""A bundle with people in it: whole without their names, and each name that is shown is checked."""

import stat
from pathlib import Path
from typing import Any

import pytest

from libs.people.disclosures import digest, disclosure
from services.cli.export import disclosures, private_file
from services.cli.verify import told, verify
from tests.verifier.story import Files, Seals, Step, bundle, check, register, write

NAME = disclosure(b"n" * 32, "name", "Lò Thị Mẩy")
PHONE = disclosure(b"p" * 32, "phone", "0909 000 111")
NEW_PHONE = disclosure(b"q" * 32, "phone", None)
PERSON = "person-9f1c2a7be0d34c5f8a6b7c8d9e0f1a2b"


def people(*, first: Any = None, second: Any = None, **further: Any) -> list[bytes]:
    """Return a log with a person who is registered and corrected, with these commitments."""
    one = sorted(map(digest, (NAME, PHONE))) if first is None else first
    two = [digest(NEW_PHONE)] if second is None else second
    registered = {"fields": ["name", "phone"], "sample": True}
    steps = [
        *register()[:1],
        Step(PERSON, "PersonRegistered", registered, extra={"_sd": one}),
        Step(PERSON, "PersonCorrected", {"fields": ["phone"]}, extra={"_sd": two}),
        Step(PERSON, "PersonErased", {"reason": "requested"}, **further),
    ]
    return write(steps)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("people")
    raws = people()
    bundle(raws, Seals(raws), place)
    return place / "bundle"


@pytest.fixture(scope="module")
def files(folder: Path) -> Files:
    names = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


def test_a_bundle_holds_without_any_name(files: Files) -> None:
    report = check(files)
    assert report.ok, report.failure
    assert (report.committed, report.disclosed) == (3, 0)


def test_what_is_shown_is_counted_once(files: Files) -> None:
    report = check(files, opened=[NAME, PHONE, NAME])
    assert report.ok, report.failure
    assert (report.committed, report.disclosed) == (3, 2)
    assert "Thông tin về người: 3 cam kết trong sổ, 2 được mở." in told(report)


@pytest.mark.parametrize(
    ("opened", "why"),
    [
        (disclosure(b"n" * 32, "name", "Lò Thị Mẩn"), "không ứng với cam kết nào"),
        (disclosure(b"m" * 32, "name", "Lò Thị Mẩy"), "không ứng với cam kết nào"),
        (disclosure(b"n" * 32, "email", "Lò Thị Mẩy"), "không ứng với cam kết nào"),
        (NAME + "A", "không phải JSON"),
        ("không", "base64url"),
        ("W10", "[muối, tên, giá trị]"),
    ],
)
def test_a_name_that_the_log_does_not_bear_out_is_refused(
    files: Files, opened: str, why: str
) -> None:
    report = check(files, opened=[PHONE, opened])
    assert report.failure is not None
    assert report.failure.startswith("mục mở thứ 2")
    assert why in report.failure


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": sorted(map(digest, (NAME, PHONE)), reverse=True)},
        {"first": [digest(NAME), digest(NAME)]},
        {"second": [digest(NAME)]},
        {"first": ["Lò Thị Mẩy"]},
        {"first": [digest(NAME)[:-1]]},
        {"second": {}},
        {"extra": {"_sd": [digest(NEW_PHONE + "A")]}},
    ],
)
def test_a_log_whose_commitments_are_none_is_refused(wrong: Any, tmp_path: Path) -> None:
    raws = people(**wrong)
    report = check(bundle(raws, Seals(raws), tmp_path))
    assert report.failure is not None
    assert "_sd" in report.failure


def test_the_file_beside_the_bundle_is_for_this_account_and_for_this_bundle(
    folder: Path, tmp_path: Path
) -> None:
    class Platform:
        asked: dict[str, Any]

        def all(self, path: str, **asked: Any) -> list[dict[str, Any]]:
            self.asked = {"path": path, **asked}
            later = disclosure(b"z" * 32, "name", "Người đến sau")
            return [{"disclosures": [PHONE, NAME]}, {"disclosures": [later]}, {"disclosures": []}]

    api: Any = Platform()
    found = disclosures(api, "79", "thanh tra", folder / "log" / "entries.ndjson")
    assert found == sorted([NAME, PHONE])
    assert (api.asked["path"], api.asked["why"]) == ("/v1/79/person", "thanh tra")
    file = tmp_path / "opened"
    file.write_text("trước đó")
    private_file(file, found)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    report = verify(folder, disclosures=file)
    assert report.ok, report.failure
    assert report.disclosed == 2
    assert "ĐẠT" in told(report)[-1]
