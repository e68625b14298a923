"""Files of evidence over HTTP, on the whole platform: in by pieces, looked at, kept, out again."""

import hashlib
import os
import socket
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests
from click.testing import CliRunner

from libs.files.inspection import Limits
from libs.files.tables import xlsx_file
from libs.hosting.embedded import Platform
from libs.hosting.settings import Environment
from services.__main__ import main
from services.cli.platform import platform
from services.gateway.files.settings import FileOptions, Scanner
from services.gateway.files.uploads import AT_ONCE, PIECE
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.schools import ISSUER, SCHEME
from tests.gateway import large_file
from tests.gateway.clamd import EICAR, FakeClamd
from tests.gateway.seed import ID, OFFICE, ON, Caller, seed
from tests.libs import samples

pytestmark = pytest.mark.e2e

MB = 1024 * 1024
BASIS = {"starts": "2000-01-01", "basis": "dữ liệu mẫu"}


@dataclass(frozen=True)
class World:
    """A running platform, a school's council member, its officer, a principal of another school."""

    platform: Platform
    operator: Caller
    member: Caller
    officer: Caller
    stranger: Caller
    clamd: FakeClamd

    @property
    def folder(self) -> Path:
        """Where files are kept."""
        return self.platform.folder / "files"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("files") / "var"
    with FakeClamd() as clamd:
        files = FileOptions.read(Environment({}), folder / "files")
        limits = Limits(most=12 * MB, most_media=64 * MB, pages=2000)
        files = replace(files, limits=limits, scanner=Scanner(clamd.address))
        with platform(folder, 0, demo=True, files=files) as running:
            operator = Caller(running.url, running.operator_key)
            seed(running.url, running.operator_key)
            member, officer, stranger = _people(operator)
            yield World(running, operator, member, officer, stranger, clamd)


def _people(operator: Caller) -> Iterator[Caller]:
    school = {"name": "Trường khác", "kind": "primary", "ownership": "public", "sample": True}
    school |= {"areas": ["785", "79"], "address": "Địa chỉ mẫu"}
    assert operator.command("/v1/79/school/another/register-school", school).ok
    for name, role, org in (
        ("member", "council_member", ID),
        ("officer", "officer", OFFICE),
        ("stranger", "principal", "another"),
    ):
        grant = {"role": role, "org": org, **BASIS}
        assert operator.command(f"/v1/79/grant/{name}/give-grant", grant).ok
        key = operator.command("/v1/keys", {"actor": f"u:{name}"}).json()["key"]
        yield Caller(operator.url, key)


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def announce(
    caller: Caller, name: str, size: int, request: str = "", **headers: str
) -> requests.Response:
    """Announce a file of the sample school."""
    named = {"Idempotency-Key": request or uuid.uuid4().hex, **headers}
    body = {"name": name, "file_size": size}
    return caller.command(f"/v1/79/evidence/{ID}/uploads", body, **named)


def piece(caller: Caller, upload: str, offset: int, raw: bytes, **headers: str) -> Any:
    """Send a piece of a file."""
    sent = {"Content-Type": "application/partial-upload", "Upload-Offset": str(offset)}
    sent |= {"Kiemdinh-On": ON, **headers}
    url = f"{caller.url}/v1/79/uploads/{upload}"
    return caller.session.patch(url, data=raw, headers=sent, timeout=60)


def send(caller: Caller, name: str, raw: bytes, size: int = PIECE) -> requests.Response:
    """Send a whole file; return the last answer."""
    begun = announce(caller, name, len(raw))
    assert begun.status_code == 201, begun.text
    answer = begun
    for offset in range(0, len(raw), size):
        answer = piece(caller, begun.json()["id"], offset, raw[offset : offset + size])
    return answer


def add(caller: Caller, **item: Any) -> Any:
    """Add an item of evidence; return its view in the list."""
    # Told in the same words it would not be added again.
    title = f"Mục mẫu {uuid.uuid4().hex}"
    told = {"criterion": "1.1", "title": title, "sample": True, **item}
    done = caller.command(f"/v1/79/evidence/{ID}/add-evidence", told)
    assert done.ok, done.text
    position = done.headers["Kiemdinh-Position"]
    listed = caller.get(f"/v1/79/evidence_item?school={ID}&limit=200&min_position={position}")
    return listed.json()["items"][-1]


def read(caller: Caller, code: str, query: str = "", **headers: str) -> requests.Response:
    """Read the file of an item."""
    url = f"{caller.url}/v1/79/evidence_file/{ID}/content?code={code}{query}"
    return caller.session.get(url, headers={"Kiemdinh-On": ON, **headers}, timeout=60)


def events(world: World, kind: str) -> list[dict[str, Any]]:
    """Return the data of all events of a kind."""
    found = world.operator.get(f"/v1/events?log=79&limit=1000&types={kind}").json()["events"]
    return [each["event"]["data"] for each in found]


# In


def test_a_file_is_announced_sent_and_recorded_by_what_we_found(world: World) -> None:
    raw = samples.pdf(3)
    begun = announce(world.member, "Kế hoạch.pdf", len(raw))
    assert begun.status_code == 201
    id = begun.json()["id"]
    assert begun.headers["Location"] == f"/v1/79/uploads/{id}"
    assert (begun.headers["Upload-Offset"], begun.headers["Upload-Complete"]) == ("0", "?0")
    done = piece(world.member, id, 0, raw)
    assert done.status_code == 200, done.text
    found = done.json()
    assert (found["state"], found["sha256"]) == ("done", sha256(raw))
    assert (found["media_type"], done.headers["Upload-Complete"]) == ("application/pdf", "?1")
    assert done.headers["Kiemdinh-Position"] == str(found["position"])
    (recorded,) = (e for e in events(world, "FileReceived") if e["sha256"] == sha256(raw))
    assert recorded == {
        "name": "Kế hoạch.pdf",
        "sha256": sha256(raw),
        "file_size": len(raw),
        "media_type": "application/pdf",
    }
    again = piece(world.member, id, 0, raw).json()
    assert again == found


def test_no_command_claims_a_file_that_did_not_come(world: World) -> None:
    claim = {"name": "a.pdf", "received": {"sha256": "0" * 64, "size": 1}}
    path = f"/v1/79/evidence/{ID}/receive-file"
    assert world.member.command(path, claim).status_code == 404
    command = {"category": "evidence", "id": ID, "command": "receive-file", "data": claim}
    batch = {"commands": [{**command, "key": uuid.uuid4().hex}]}
    assert world.member.command("/v1/79/batch", batch).status_code == 422
    item = {"criterion": "1.1", "title": "Bịa", "content": {"file": "0" * 64}}
    refused = world.member.command(f"/v1/79/evidence/{ID}/add-evidence", item)
    assert refused.json()["errors"][0]["code"] == "file-not-received"


def test_a_cut_upload_goes_on_where_it_was(world: World) -> None:
    raw = samples.mp4(3 * MB)
    id = announce(world.member, "Tiết học.mp4", len(raw)).json()["id"]
    assert piece(world.member, id, 0, raw[:MB]).json()["offset"] == MB
    asked = world.member.session.head(f"{world.member.url}/v1/79/uploads/{id}", timeout=30)
    assert asked.headers["Upload-Offset"] == str(MB)
    ahead = piece(world.member, id, 2 * MB, raw[2 * MB :])
    assert (ahead.status_code, ahead.json()["code"]) == (409, "upload-offset")
    assert ahead.headers["Upload-Offset"] == str(MB)
    again = piece(world.member, id, 0, raw[:MB])
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(MB))
    done = piece(world.member, id, MB, raw[MB:])
    assert (done.json()["state"], done.json()["sha256"]) == ("done", sha256(raw))


def test_several_files_come_at_once(world: World) -> None:
    files = {f"Ảnh {n}.txt": f"Ảnh số {n}\n".encode() * 1000 for n in range(8)}
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, _own(world.member), *file, 5000) for file in files.items()]
    answers = [each.result() for each in sent]
    assert [a.json().get("sha256", a.text) for a in answers] == [
        sha256(raw) for raw in files.values()
    ]


def _own(caller: Caller) -> Caller:
    """Return the same caller with connections of its own."""
    made = Caller(caller.url, "")
    made.session.headers.update(caller.session.headers)
    return made


def test_digests_are_held_against_what_came(world: World) -> None:
    raw = samples.png()

    def told(of: bytes) -> str:
        return f"sha-512=:AA==:, sha-256=:{b64encode(hashlib.sha256(of).digest()).decode()}:"

    id = announce(world.member, "a.png", len(raw), **{"Repr-Digest": told(raw)}).json()["id"]
    wrong = piece(world.member, id, 0, raw, **{"Content-Digest": told(b"other")})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "digest-differs")
    right = piece(world.member, id, 0, raw, **{"Content-Digest": told(raw)})
    assert right.json()["state"] == "done"
    id = announce(world.member, "b.png", len(raw), **{"Repr-Digest": told(b"other")}).json()["id"]
    refused = piece(world.member, id, 0, raw)
    assert (refused.status_code, refused.json()["code"]) == (422, "file-refused")
    assert refused.json()["errors"][0]["code"] == "digest-differs"
    for said in ("md5=:AA==:", "sha-256=abc"):
        bad = announce(world.member, "c.png", 10, **{"Repr-Digest": said})
        assert (bad.status_code, bad.json()["code"]) == (400, "header-malformed")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (samples.program(), "file-program"),
        (samples.bomb(), "archive-bomb"),
        (samples.docx({"word/embeddings/a.zip": samples.archive({"a": b"a"})}), "archive-nested"),
        (samples.lying_pdf(30_000), "file-too-many-pages"),
        (samples.flat_pdf(30_000), "file-too-many-pages"),
        (b"a" * (12 * MB + 1), "file-too-large"),
        (EICAR, "file-infected"),
    ],
    ids=["exe", "bomb", "nested", "lying", "pages", "large", "virus"],
)
def test_what_is_dangerous_or_too_much_is_refused_with_the_reason(
    world: World, raw: bytes, code: str
) -> None:
    before = len(events(world, "FileReceived"))
    refused = send(world.member, "Kế hoạch năm học.pdf", raw)
    assert (refused.status_code, refused.json()["code"]) == (422, "file-refused"), refused.text
    (error,) = refused.json()["errors"]
    assert error["code"] == code
    assert error["detail"] == refused.json()["detail"]
    upload = refused.request.url.rpartition("/")[2]  # type: ignore[union-attr]
    shown = world.member.get(f"/v1/79/uploads/{upload}").json()
    assert (shown["state"], shown["code"], shown["reason"]) == ("refused", code, error["detail"])
    assert not (world.folder / "uploads" / upload).exists()
    assert len(events(world, "FileReceived")) == before
    again = piece(world.member, upload, 0, b"")
    assert (again.status_code, again.json()["code"]) == (409, "upload-over")


def test_a_file_larger_than_any_may_be_is_refused_before_it_is_sent(world: World) -> None:
    refused = announce(world.member, "a.mp4", 64 * MB + 1)
    assert refused.json()["errors"][0]["code"] == "file-too-large"


def test_a_piece_larger_than_the_limit_is_not_even_read(world: World) -> None:
    id = announce(world.member, "a.mp4", 10 * MB).json()["id"]
    refused = piece(world.member, id, 0, b"x" * (PIECE + 1))
    assert refused.status_code == 413
    assert world.member.get(f"/v1/79/uploads/{id}").json()["offset"] == 0
    long = piece(world.member, id, 0, b"x" * MB)
    assert long.json()["offset"] == MB
    over = announce(world.member, "b.txt", 10).json()["id"]
    assert piece(world.member, over, 0, b"x" * 11).json()["code"] == "upload-too-long"


def test_who_has_no_right_at_the_school_sends_nothing(world: World) -> None:
    for caller, status, code in (
        (world.stranger, 403, "grant-elsewhere"),
        (world.officer, 403, "grant-missing"),
    ):
        refused = announce(caller, "a.pdf", 100)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    nobody = Caller(world.member.url, "")
    del nobody.session.headers["Authorization"]
    assert announce(nobody, "a.pdf", 100).status_code == 401
    id = announce(world.member, "a.pdf", 100).json()["id"]
    for caller in (world.stranger, world.officer):
        assert caller.get(f"/v1/79/uploads/{id}").json()["code"] == "upload-unknown"
        assert piece(caller, id, 0, b"x").json()["code"] == "upload-unknown"


def test_an_upload_can_be_given_up_and_asked_for_twice(world: World) -> None:
    request = uuid.uuid4().hex
    first, second = (announce(world.member, "a.pdf", 100, request) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    other = announce(world.member, "b.pdf", 100, request)
    assert (other.status_code, other.json()["code"]) == (422, "upload-request-reused")
    id = first.json()["id"]
    piece(world.member, id, 0, b"%PDF-")
    given_up = world.member.command(f"/v1/79/uploads/{id}/cancel", {})
    assert given_up.json()["state"] == "cancelled"
    assert not (world.folder / "uploads" / id).exists()
    assert piece(world.member, id, 5, b"x").json()["code"] == "upload-over"


def test_one_person_has_only_so_many_unfinished_files(world: World) -> None:
    grant = {"role": "council_member", "org": ID, **BASIS}
    assert world.operator.command("/v1/79/grant/greedy/give-grant", grant).ok
    key = world.operator.command("/v1/keys", {"actor": "u:greedy"}).json()["key"]
    greedy = Caller(world.member.url, key)
    ids = [announce(greedy, "a.pdf", 100).json()["id"] for _ in range(AT_ONCE)]
    refused = announce(greedy, "a.pdf", 100)
    assert (refused.status_code, refused.json()["code"]) == (429, "uploads-too-many")
    greedy.command(f"/v1/79/uploads/{ids[0]}/cancel", {})
    assert announce(greedy, "a.pdf", 100).status_code == 201


def test_a_list_of_pupils_is_taken_and_warned_of(world: World) -> None:
    listed = samples.xlsx("STT", "Họ và tên", "Ngày sinh", "Dân tộc")
    assert "học sinh" in send(world.member, "Bảng.xlsx", listed).json()["warnings"][0]
    named = send(world.member, "Danh sách học sinh lớp 9.txt", b"STT\n").json()
    assert named["warnings"] != []
    assert send(world.member, "Thống kê.txt", b"STT,so lop\n").json()["warnings"] == []


def test_what_could_not_be_scanned_is_taken_once_it_can(world: World) -> None:
    raw = "Chưa quét được\n".encode()
    world.clamd.away = True
    try:
        refused = send(world.member, "a.txt", raw)
        assert (refused.status_code, refused.json()["code"]) == (503, "scanner-away")
    finally:
        world.clamd.away = False
    upload = refused.request.url.rpartition("/")[2]  # type: ignore[union-attr]
    done = piece(world.member, upload, len(raw), b"")
    assert done.json()["state"] == "done", done.text


def test_a_store_that_cannot_be_written_is_told_by_readiness_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = "Kho đầy\n".encode()
    id = announce(world.member, "a.txt", len(raw)).json()["id"]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "link", full)
        broken.setattr("shutil.copyfileobj", full)
        broken.setattr(Path, "write_bytes", full)
        refused = piece(world.member, id, 0, raw)
        assert (refused.status_code, refused.json()["code"]) == (503, "files-away")
        ready = world.member.get("/readyz")
        assert (ready.status_code, ready.json()["code"]) == (503, "not-ready")
        assert [error["pointer"] for error in ready.json()["errors"]] == ["/files"]
    assert world.member.get("/readyz").ok
    assert piece(world.member, id, len(raw), b"").json()["state"] == "done"


# Out


def test_a_file_is_read_by_the_code_of_its_item(world: World) -> None:
    raw = samples.pdf(2)
    received = send(world.member, "Quyết định số 1.pdf", raw).json()
    code = add(world.member, content={"file": received["sha256"]})["code"]
    answer = read(world.member, code)
    assert (answer.status_code, answer.content) == (200, raw)
    assert answer.headers["Content-Type"] == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''Quy%E1%BA%BFt" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["ETag"] == f'"{sha256(raw)}"'
    unchanged = read(world.member, code, **{"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    for unknown in ("H9-9.9-99", "H1-1.1-01"):  # the second one is a hash alone
        assert read(world.member, unknown).status_code == 404


def test_older_versions_and_old_codes_go_on_being_read(world: World) -> None:
    before, after = b"ban dau\n", b"ban sau\n"
    for name, raw in (("đầu.txt", before), ("sau.txt", after)):
        send(world.member, name, raw)
    code = add(world.member, file_named="đầu.txt")["code"]
    path = f"/v1/79/evidence/{ID}"
    revised = world.member.command(
        f"{path}/revise-evidence", {"code": code, "file_named": "sau.txt"}
    )
    assert revised.ok, revised.text
    moved = world.member.command(f"{path}/renumber-evidence", {"code": code, "criterion": "1.2"})
    world.member.get(f"/v1/79/evidence/{ID}?min_position={moved.headers['Kiemdinh-Position']}")
    assert read(world.member, code).content == after
    assert read(world.member, code, "&item_version=1").content == before
    assert read(world.member, code, "&item_version=3").status_code == 404


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-4", slice(0, 5), "bytes 0-4/26"),
        ("bytes=20-", slice(20, 26), "bytes 20-25/26"),
        ("bytes=-3", slice(23, 26), "bytes 23-25/26"),
        ("bytes=20-99", slice(20, 26), "bytes 20-25/26"),
        ("bytes=0-1,4-5", slice(0, 26), None),
    ],
)
def test_a_part_of_a_file_can_be_read(
    world: World, asked: str, part: slice, said: str | None
) -> None:
    code, raw = _letters(world)
    answer = read(world.member, code, Range=asked)
    assert (answer.status_code, answer.content) == (206 if said else 200, raw[part])
    assert answer.headers.get("Content-Range") == said
    other = read(world.member, code, Range=asked, **{"If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, raw)


def test_the_name_of_a_file_names_nothing_else(world: World) -> None:
    name = "số liệu\"; filename*=UTF-8''a.hta; x=\"/../b.txt"
    send(world.member, name, b"abc")
    said = read(world.member, add(world.member, file_named=name)["code"])
    assert said.headers["Content-Disposition"].count("filename*=") == 1
    assert "a.hta; x=..b.txt" in unquote(said.headers["Content-Disposition"].rpartition("''")[2])
    plain = "a\"; filename*=UTF-8''a.hta; x=\".txt"
    send(world.member, plain, b"abcd")
    said = read(world.member, add(world.member, file_named=plain)["code"])
    found = "attachment; filename=\"a; filename=UTF-8''a.hta; x=.txt\""
    assert said.headers["Content-Disposition"] == found


def test_who_reads_large_files_slowly_keeps_nobody_waiting(world: World) -> None:
    raw = samples.mp4(MB) + bytes(23 * MB)
    sent = send(world.member, "slow.mp4", raw)
    assert sent.json()["state"] == "done", sent.text
    item = add(world.member, file_named="slow.mp4")
    place = urlsplit(world.member.url)
    key = world.member.session.headers["Authorization"]
    head = (
        f"GET /v1/79/evidence_file/{ID}/content?code={item['code']} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {key!s}\r\nKiemdinh-On: {ON}\r\n\r\n"
    ).encode()
    with ExitStack() as lines:
        slow = []
        for _ in range(12):
            line = lines.enter_context(socket.create_connection((place.hostname, place.port), 20))
            line.sendall(head)
            slow.append(line)
        began = time.monotonic()
        while not all(line.recv(1, socket.MSG_PEEK) for line in slow):
            assert time.monotonic() - began < 20
        for _ in range(3):
            began = time.monotonic()
            assert world.member.get("/livez").ok
            assert time.monotonic() - began < 1
        came = bytearray()
        while len(came) < len(raw):
            came += slow[-1].recv(1 << 20)
        assert raw.startswith(came.partition(b"\r\n\r\n")[2])


def test_a_part_beyond_the_end_is_refused(world: World) -> None:
    code, _ = _letters(world)
    answer = read(world.member, code, Range="bytes=26-")
    assert (answer.status_code, answer.json()["code"]) == (416, "range-not-satisfiable")
    assert answer.headers["Content-Range"] == "bytes */26"


def _letters(world: World) -> tuple[str, bytes]:
    raw = b"abcdefghijklmnopqrstuvwxyz"
    send(world.member, "chữ cái.txt", raw)
    return add(world.member, file_named="chữ cái.txt")["code"], raw


@pytest.mark.parametrize(
    ("name", "raw", "shown", "sandboxed"),
    [
        ("a.pdf", samples.pdf(1), True, False),
        ("a.png", samples.png(), True, True),
        ("a.txt", b"<script>alert(1)</script> is text".rjust(60, b"."), True, True),
        ("a.docx", samples.docx(), False, True),
        ("a.mp4", samples.mp4(), False, True),
    ],
)
def test_a_browser_shows_what_is_safe_to_show_and_runs_nothing_of_it(
    world: World, name: str, raw: bytes, shown: bool, sandboxed: bool
) -> None:
    send(world.member, name, raw)
    code = add(world.member, file_named=name)["code"]
    answer = read(world.member, code, "&inline=true")
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) == sandboxed


def test_who_opens_a_file_of_another_s_school_is_noted_and_the_school_can_ask(
    world: World,
) -> None:
    code, raw = _letters(world)
    assert read(world.member, code).ok
    assert read(world.stranger, code).status_code == 403
    for _ in range(3):
        assert read(world.officer, code, Range="bytes=1-").status_code == 206
    url = f"{world.officer.url}/v1/79/evidence_file/{ID}/content?code={code}"
    assert world.officer.session.head(url, headers={"Kiemdinh-On": ON}, timeout=30).ok
    path = f"/v1/79/evidence_file/{ID}/openings"
    found = [o for o in world.member.get(path).json()["items"] if o["code"] == code]
    assert [(o["actor"], o["sha256"]) for o in found] == [("u:officer", sha256(raw))]
    assert [o["offices"] for o in found] == [[OFFICE]], "for whom that person acts"
    assert world.officer.get(path).ok
    assert world.stranger.get(path).status_code == 403


def test_bytes_that_are_gone_from_the_store_are_told_so(world: World) -> None:
    raw = b"se mat\n"
    send(world.member, "mất.txt", raw)
    code = add(world.member, file_named="mất.txt")["code"]
    hash = sha256(raw)
    (world.folder / hash[:2] / hash[2:4] / hash).unlink()
    answer = read(world.member, code)
    assert (answer.status_code, answer.json()["code"]) == (503, "file-missing")


# How much of it at a time


def test_a_large_file_comes_and_goes_at_constant_memory() -> None:
    told = large_file.run(128)
    assert told["after"] - told["before"] < 64, told


# Many at once


def test_a_folder_and_its_list_come_in_one_go_and_twice_is_once(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "minh chứng"
    (folder / "ảnh").mkdir(parents=True)
    (folder / "Quy chế.pdf").write_bytes(samples.pdf(4))
    (folder / "ảnh" / "sân.png").write_bytes(samples.png() + b"san")
    named = {"scheme": SCHEME, "value": "79764099", "issuer": ISSUER, **BASIS}
    assert world.operator.command(f"/v1/79/school/{ID}/add-identifier", named).ok

    def listed(*rows: dict[str, str]) -> Path:
        layout = LAYOUTS["evidence"]
        lines = [[column.heading for column in layout.columns]]
        for row in rows:
            told = {"code": "79764099", "criterion": "1.3", **row}
            lines.append([told.get(column.key, "") for column in layout.columns])
        path = tmp_path / "list.xlsx"
        path.write_bytes(xlsx_file("Minh chứng", lines[0], lines[1:]))
        return path

    right = (
        {"title": "Quy chế", "file_name": "Quy chế.pdf", "number": "3/QC", "dated": "01/09/2024"},
        {"title": "Ảnh sân", "file_name": "ảnh/sân.png", "obtained": "hình ảnh"},
        {"title": "Sổ", "box": "Hộp 2", "shelf": "Kệ A"},
    )
    wrong = (
        {"title": "Không có", "file_name": "khác.pdf"},
        {"title": "Hai nơi", "file_name": "Quy chế.pdf", "box": "Hộp 1"},
        {"title": "Tiêu chí lạ", "criterion": "9.9", "box": "Hộp 1"},
    )
    key = str(world.member.session.headers["Authorization"]).removeprefix("Bearer ")
    command = ["evidence", ID, str(folder), "--url", world.platform.url, "--key", key, "--confirm"]

    def run(path: Path) -> Any:
        return CliRunner().invoke(main, [*command, "--list", str(path)])

    def titles() -> list[str]:
        items = world.member.get(f"/v1/79/evidence_item?school={ID}&criterion=1.3&limit=200")
        return [item["title"] for item in items.json()["items"]]

    refused = run(listed(*right, *wrong))
    assert refused.exit_code == 1, refused.output
    assert "Sai: 3" in refused.output
    assert titles() == []
    for _ in range(2):
        done = run(listed(*right))
        assert done.exit_code == 0, done.output
        position = world.operator.get("/v1/events?log=79&limit=1000").json()["next"]
        world.member.get(f"/v1/79/evidence/{ID}?min_position={position}")
        assert titles() == ["Quy chế", "Ảnh sân", "Sổ"]
    files = [e["name"] for e in events(world, "FileReceived")]
    assert files.count("Quy chế.pdf") == files.count("ảnh/sân.png") == 1


def test_a_folder_with_a_file_that_is_refused_imports_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(samples.program())
    (tmp_path / "b.txt").write_bytes(b"dung\n")
    key = str(world.member.session.headers["Authorization"]).removeprefix("Bearer ")
    command = ["evidence", ID, str(tmp_path), "--url", world.platform.url, "--key", key]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1
    assert "a.pdf: KHÔNG NHẬN" in told.output
    assert "b.txt: đã nhận, text/plain" in told.output
