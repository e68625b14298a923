"""Many things at once over HTTP: batches, imports from file to log, lists as files."""

import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import psycopg2
import pytest
import requests
from click.testing import CliRunner

from libs.files.tables import CSV, XLSX, csv_file, xlsx_file
from libs.kernel.problems import Wire
from services.__main__ import main
from services.gateway.bulk import imports
from services.gateway.bulk.commands import Commands
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.reading import MOST_BYTES, read
from tests.gateway.conftest import World
from tests.gateway.seed import ID, Caller

pytestmark = pytest.mark.e2e

HEAD = [
    *("Mã trường", "Tên trường", "Loại trường", "Hình thức sở hữu", "Mã xã, phường", "Địa chỉ"),
    *("Dữ liệu mẫu", "Thay đổi từ ngày", "Căn cứ thay đổi"),
]
SENT, CONFIRMED, LATER = "2025-08-01", "2025-08-02", "2025-08-03"
"""The days on which a file is sent and confirmed, and on which its schools change."""
PATIENCE = 60.0


def row(number: int, **changes: str) -> list[str]:
    """Return a row of a sample school, with some cells changed, by heading."""
    cells = dict(
        zip(
            HEAD,
            [
                *(f"90{number:05}", f"Trường Tiểu học Mẫu {number}", "Tiểu học", "Công lập"),
                *("26734", f"Số {number} đường Mẫu", "có", "", ""),
            ],
            strict=True,
        )
    )
    return list((cells | changes).values())


def upload(
    caller: Caller,
    rows: Sequence[Sequence[Any]],
    raw: bytes = b"",
    key: str = "",
    on: str = SENT,
) -> requests.Response:
    """Send a file of schools to be checked."""
    caller.sent += 1
    return caller.session.post(
        f"{caller.url}/v1/79/imports",
        params={"layout": "schools"},
        data=raw or xlsx_file("Trường", HEAD, rows),
        headers={
            "Content-Type": XLSX,
            "Idempotency-Key": key or f"upload-{caller.sent:06}-{time.time_ns()}",
            "Kiemdinh-On": on,
        },
        timeout=60,
    )


def settled(caller: Caller, answer: requests.Response, status: int = 202) -> Wire:
    """Return an import once nobody works on it any more."""
    assert answer.status_code == status, answer.text
    found: Wire = answer.json()
    until = time.monotonic() + PATIENCE
    while found["state"] in ("checking", "running"):
        assert time.monotonic() < until, found
        time.sleep(0.05)
        found = caller.get(f"/v1/79/imports/{found['id']}").json()
    return found


def checked(caller: Caller, rows: Sequence[Sequence[Any]], on: str = SENT) -> Wire:
    """Return an import of these rows that has been checked."""
    return settled(caller, upload(caller, rows, on=on))


def confirmed(caller: Caller, found: Wire, on: str = CONFIRMED) -> Wire:
    """Return an import that has been carried out."""
    answer = caller.session.post(
        f"{caller.url}/v1/79/imports/{found['id']}/confirm",
        json={},
        headers={"Kiemdinh-On": on},
        timeout=60,
    )
    return settled(caller, answer)


def report(caller: Caller, found: Wire, **asked: Any) -> Wire:
    """Return what is told about the rows."""
    answer = caller.session.get(
        f"{caller.url}/v1/79/imports/{found['id']}/report", params=asked, timeout=30
    )
    assert answer.ok, answer.text
    page: Wire = answer.json()
    return page


def head(caller: Caller) -> int:
    """Return the last position of the log."""
    after = 0
    while True:
        page = caller.get(f"/v1/events?log=79&after={after}&limit=1000").json()
        if page["next"] == after:
            return after
        after = page["next"]


def shown(caller: Caller, path: str) -> requests.Response:
    """Return the answer to a question, once the read tables are where it wants them."""
    until = time.monotonic() + PATIENCE
    while (answer := caller.get(path)).status_code == 503:
        assert time.monotonic() < until, answer.text
    assert answer.ok, answer.text
    return answer


def schools(caller: Caller, position: int, text: str) -> list[Wire]:
    """Return the schools with `text` in their name, as the register has them at `position`."""
    path = f"/v1/79/school?name={text}&limit=200&min_position={position}"
    items: list[Wire] = shown(caller, path).json()["items"]
    return items


@pytest.fixture
def operator(world: World) -> Caller:
    return world.operator


def test_a_file_is_told_row_by_row_and_writes_nothing_before_it_is_confirmed(
    operator: Caller,
) -> None:
    before = head(operator)
    rows = [
        row(1),
        row(2, **{"Loại trường": "Đại học"}),
        row(1),
        row(3, **{"Mã xã, phường": "", "Tên trường": "  Trường   Mẫu 3 "}),
        row(4, **{"Mã xã, phường": "267"}),
    ]
    found = checked(operator, rows)
    assert found["state"] == "checked"
    assert found["counts"] == {"new": 3, "changed": 0, "unchanged": 0, "wrong": 2, "warnings": 0}
    told = report(operator, found)
    assert [one["outcome"] for one in told["rows"]] == ["new", "wrong", "wrong", "new", "new"]
    kind, twice = told["rows"][1]["errors"][0], told["rows"][2]["errors"][0]
    assert (kind["column"], kind["code"]) == ("Loại trường", "cell-malformed")
    assert (twice["code"], twice["detail"]) == ("row-twice", "Trùng với dòng 2 của tệp.")
    assert told["headings"][:3] == ["Dòng", "Kết quả", "Đối tượng"]
    assert [line[0] for line in told["lines"]] == ["2", "3", "4", "5", "6"]
    assert [one["row"] for one in report(operator, found, outcome="wrong")["rows"]] == [3, 4]
    page = report(operator, found, limit=2)
    assert (len(page["rows"]), page["next"]) == (2, 3)
    sheet = operator.get(f"/v1/79/imports/{found['id']}/report.xlsx")
    assert len(read(sheet.content, XLSX)) == 6
    assert head(operator) == before


def test_what_the_registry_would_refuse_is_told_with_its_column_and_rule(operator: Caller) -> None:
    rows = [row(10, **{"Mã xã, phường": "26734"}) for _ in range(1)]
    rows[0][HEAD.index("Mã xã, phường")] = "79"
    told = report(operator, checked(operator, rows))["rows"][0]
    assert told["outcome"] == "wrong"
    (error,) = told["errors"]
    assert error["code"] in ("area-twice", "area-order")
    assert "Mã xã, phường" in error["column"]
    assert error["rule"]


def test_a_confirmed_file_is_in_the_register_and_a_second_run_changes_nothing(
    operator: Caller,
) -> None:
    rows = [row(n) for n in range(100, 130)]
    done = confirmed(operator, checked(operator, rows))
    assert (done["state"], done["counts"]["new"], done["counts"]["wrong"]) == ("done", 30, 0)
    assert done["progress"] == {"done": 30, "total": 30}
    assert len(schools(operator, done["position"], "Mẫu 1")) >= 30
    written = operator.get(f"/v1/events?log=79&after={done['position'] - 1}&limit=1").json()
    assert written["events"][0]["event"]["on"] == CONFIRMED
    at = head(operator)
    again = confirmed(operator, done)
    assert (again["state"], head(operator)) == ("done", at)
    second = checked(operator, rows)
    assert second["counts"]["unchanged"] == 30
    assert confirmed(operator, second)["counts"]["unchanged"] == 30
    assert head(operator) == at


def test_a_changed_row_becomes_the_commands_that_change_it(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(200)]))
    (before,) = schools(operator, done["position"], "Mẫu 200")
    changes = {"Tên trường": "Trường Tiểu học Mẫu Mới 200", "Địa chỉ": "Số 9 đường Khác"}
    sent = checked(operator, [row(200, **changes)], on=LATER)
    undated = report(operator, sent)["rows"][0]
    assert [e["column"] for e in undated["errors"]] == ["Thay đổi từ ngày", "Căn cứ thay đổi"]
    dated = {**changes, "Thay đổi từ ngày": "01/07/2025", "Căn cứ thay đổi": "QĐ mẫu"}
    found = checked(operator, [row(200, **dated)], on=LATER)
    assert found["counts"]["changed"] == 1
    told = report(operator, found)["rows"][0]["changes"]
    assert "Địa chỉ: Số 200 đường Mẫu → Số 9 đường Khác" in told
    assert "Tên trường: Trường Tiểu học Mẫu 200 → Trường Tiểu học Mẫu Mới 200" in told
    last = confirmed(operator, found, on=LATER)
    (after,) = schools(operator, last["position"], "Mẫu Mới 200")
    assert (after["id"], after["address"]) == (before["id"], "Số 9 đường Khác")
    assert after["version"] == before["version"] + 2


def test_who_changed_the_school_in_between_is_not_overwritten(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(210)]))
    (school,) = schools(operator, done["position"], "Mẫu 210")
    found = checked(operator, [row(210, **{"Địa chỉ": "Số 1 của tệp"})], on=LATER)
    path = f"/v1/79/school/{school['id']}/change-contacts"
    other = {"address": "Số 2 của người khác"}
    assert operator.command(path, other, **{"Kiemdinh-On": LATER}).ok
    after = confirmed(operator, found, on=LATER)
    assert after["counts"]["wrong"] == 1
    (error,) = report(operator, after)["rows"][0]["errors"]
    assert error["code"] == "version-stale"
    last = head(operator)
    assert schools(operator, last, "Mẫu 210")[0]["address"] == "Số 2 của người khác"


def test_a_run_that_was_cut_is_gone_on_with_by_confirming_again(
    operator: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(n) for n in range(300, 340)]
    found = checked(operator, rows)
    at = head(operator)
    real = Commands.carry_out
    calls: list[str] = []

    def cut(self: Any, order: Any) -> Any:
        calls.append(order.command_id)
        if len(calls) > 15:
            raise RuntimeError("cut")
        return real(self, order)

    monkeypatch.setattr(Commands, "carry_out", cut)
    failed = confirmed(operator, found)
    assert failed["state"] == "failed"
    written = head(operator) - at
    assert 0 < written <= 15
    monkeypatch.setattr(Commands, "carry_out", real)
    done = confirmed(operator, failed)
    assert (done["state"], done["counts"]["new"]) == ("done", 40)
    assert head(operator) - at == 40


def test_the_same_request_is_the_same_import_and_another_file_is_refused(operator: Caller) -> None:
    key = f"same-{time.time_ns()}"
    raw = xlsx_file("Trường", HEAD, [row(400)])
    first = settled(operator, upload(operator, (), raw, key))
    assert upload(operator, (), raw, key).json()["id"] == first["id"]
    other = upload(operator, [row(401)], key=key)
    assert (other.status_code, other.json()["code"]) == (422, "import-request-reused")


def test_few_files_are_worked_on_and_what_waits_is_told(
    operator: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [imports._places.acquire(blocking=False) for _ in range(imports.AT_ONCE)]
    assert all(held)
    try:
        waiting = [upload(operator, [row(n)]).json() for n in (450, 451)]
        found = operator.get(f"/v1/79/imports/{waiting[0]['id']}").json()
        assert (found["state"], found["reason"]) == ("checking", imports.WAITS)
        third = upload(operator, [row(452)])
        assert (third.status_code, third.json()["code"]) == (429, "imports-too-many")
        assert third.headers["Retry-After"]
    finally:
        for _ in held:
            imports._places.release()
    for one in waiting:
        done = settled(operator, operator.get(f"/v1/79/imports/{one['id']}"), 200)
        assert (done["state"], done["reason"]) == ("checked", None)
    monkeypatch.setattr(imports, "KEPT_EACH", 2)
    last = checked(operator, [row(453)])
    kept = [operator.get(f"/v1/79/imports/{one['id']}").status_code for one in (*waiting, last)]
    assert kept == [404, 200, 200]


def test_what_a_process_left_when_it_ended_is_gone_on_with(world: World) -> None:
    operator = world.operator
    found = checked(operator, [row(n) for n in range(460, 470)])
    at = head(operator)

    def left(state: str) -> None:
        """Make the import what it is when its process is killed in the midst of it."""
        with psycopg2.connect(world.platform.admin_dsn) as db, db.cursor() as cursor:
            cursor.execute(
                "update gateway.import set state = %s, legal_date = %s, beat_at = now() - interval"
                " '1 minute' where id = %s",
                (state, CONFIRMED, found["id"]),
            )

    left("running")
    done = settled(operator, operator.get(f"/v1/79/imports/{found['id']}"), 200)
    assert (done["state"], head(operator) - at) == ("done", 10)
    left("checking")
    failed = settled(operator, operator.get(f"/v1/79/imports/{found['id']}"), 200)
    assert (failed["state"], failed["reason"]) == ("failed", imports.DIED)


def test_rights_are_those_of_each_command(world: World) -> None:
    key = world.operator.command("/v1/keys", {"actor": "u:int_nobody"}).json()["key"]
    stranger = Caller(world.url, key)
    # Whatever the file is: nothing of it is looked at.
    for raw in (b"", b"no file at all"):
        refused = upload(stranger, [row(500)], raw)
        assert (refused.status_code, refused.json()["code"]) == (403, "import-not-allowed")
    mine = checked(world.operator, [row(501)])
    theirs = stranger.get(f"/v1/79/imports/{mine['id']}")
    assert (theirs.status_code, theirs.json()["code"]) == (404, "import-unknown")


@pytest.mark.parametrize(
    ("raw", "kind", "status", "code"),
    [
        (b"nothing", XLSX, 422, "file-kind"),
        (b"a,b\n1,2\n", CSV, 422, "headings-missing"),
        (b"a", "text/plain", 415, ""),
        (b"x" * (MOST_BYTES + 1), CSV, 413, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    operator: Caller, raw: bytes, kind: str, status: int, code: str
) -> None:
    answer = operator.session.post(
        f"{operator.url}/v1/79/imports?layout=schools",
        data=raw,
        headers={"Content-Type": kind, "Idempotency-Key": f"bad-{time.time_ns()}"},
        timeout=60,
    )
    assert answer.status_code == status, answer.text
    if code:
        problem = answer.json()
        assert (problem["code"], problem["errors"][0]["code"]) == ("file-refused", code)


def test_staff_and_planned_lists_are_imported_too(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(600)]))
    assert done["state"] == "done"
    heading = ["Mã trường", "Năm học", "Cán bộ quản lý", "Giáo viên", "Nhân viên"]
    raw = csv_file(
        heading, [["9000600", "2024-2025", "2", "30", "4"], ["1", "2024", "2", "3", "4"]]
    )
    answer = operator.session.post(
        f"{operator.url}/v1/79/imports?layout=headcounts",
        data=raw,
        headers={
            "Content-Type": CSV,
            "Idempotency-Key": f"staff-{time.time_ns()}",
            "Kiemdinh-On": "2025-03-01",
        },
        timeout=60,
    )
    found = settled(operator, answer)
    assert (found["counts"]["new"], found["counts"]["wrong"]) == (1, 1)
    last = confirmed(operator, found)
    path = f"/v1/79/headcount?year=2024&min_position={last['position']}"
    listed = shown(operator, path).json()
    assert [item["teachers"] for item in listed["items"]] == [30]


def test_templates_are_there_for_everybody(world: World) -> None:
    for name in LAYOUTS:
        answer = world.nobody.get(f"/v1/templates/{name}.xlsx")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets


def batch(caller: Caller, *commands: Wire, **further: Any) -> requests.Response:
    """Send many commands at once."""
    return caller.session.post(
        f"{caller.url}/v1/79/batch",
        json={"commands": list(commands), **further},
        headers={"Kiemdinh-On": LATER},
        timeout=60,
    )


def contacts(school: str, address: str, **changes: Any) -> Wire:
    """Return one command of a batch."""
    found: Wire = {
        "category": "school",
        "id": school,
        "command": "change-contacts",
        "key": f"batch-{time.time_ns()}",
        "data": {"address": address},
    }
    return found | changes


def test_each_command_of_a_batch_is_answered_by_itself_in_order(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(700)]))
    (school,) = schools(operator, done["position"], "Mẫu 700")
    id, version = school["id"], school["version"]
    sent = [
        contacts(id, "Số 1", expected=version),
        contacts("nobody", "Số 1"),
        contacts(id, "Số 2", expected=version + 1),
        contacts(id, "Số 3", expected=version),
    ]
    answer = batch(operator, *sent)
    results = answer.json()["results"]
    assert [one["status"] for one in results] == [200, 422, 200, 412]
    assert results[1]["problem"]["code"] == "school-not-registered"
    assert results[2]["answer"]["version"] == version + 2
    last = max(one["answer"]["position"] for one in results if "answer" in one)
    assert int(answer.headers["Kiemdinh-Position"]) == last
    assert schools(operator, last, "Mẫu 700")[0]["address"] == "Số 2"
    again = batch(operator, *sent).json()["results"]
    assert [again[0], again[2]] == [results[0], results[2]]


def test_a_dry_batch_writes_nothing(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(710)]))
    (school,) = schools(operator, done["position"], "Mẫu 710")
    before = head(operator)
    (result,) = batch(operator, contacts(school["id"], "Số 5"), dry=True).json()["results"]
    assert result["answer"] == {
        "position": 0,
        "version": school["version"] + 1,
        "types": ["SchoolContactsChanged"],
    }
    assert head(operator) == before


@pytest.mark.parametrize(
    "changes",
    [{"command": "no-such"}, {"id": "A-B"}, {"key": "x"}, {"data": []}, {"more": 1}],
)
def test_a_malformed_batch_is_refused_as_a_whole(operator: Caller, changes: Wire) -> None:
    before = head(operator)
    answer = batch(operator, contacts(ID, "Số 1"), contacts(ID, "Số 2", **changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "batch-malformed")
    assert answer.json()["errors"][0]["pointer"].startswith("/commands/1/")
    assert head(operator) == before


def test_a_list_is_exported_as_it_is_filtered_in_full_with_vietnamese_headings(
    operator: Caller,
) -> None:
    rows = [row(n, **{"Tên trường": f"=Trường Xuất {n}"}) for n in range(1000, 1260)]
    done = confirmed(operator, checked(operator, rows))
    assert done["counts"]["new"] == 260
    asked = f"kind=primary&name=Trường Xuất&min_position={done['position']}"
    answer = shown(operator, f"/v1/79/school.csv?{asked}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    table = read(answer.content, CSV)
    assert len(table) == 261
    heading = table[0].cells
    assert heading[0] == "Tên"
    assert heading[-1] == "Mã hồ sơ"
    assert "Tiểu học" in table[1].cells
    assert table[1].cells[0].startswith("=Trường Xuất")
    assert "\n\"'=Trường Xuất" in answer.content.decode("utf-8-sig").replace("\r", "")
    sheet = operator.get(f"/v1/79/school.xlsx?{asked}")
    assert [r.cells for r in read(sheet.content, XLSX)] == [r.cells for r in table]
    none = operator.get("/v1/79/school.csv?kind=continuing_education&name=Xuất")
    assert len(read(none.content, CSV)) == 1


def test_an_export_obeys_the_rights_of_its_list(world: World) -> None:
    for ending in ("csv", "xlsx"):
        asked = world.nobody.get(f"/v1/79/grant.{ending}")
        listed = world.nobody.get("/v1/79/grant")
        assert (asked.status_code, asked.json()["code"]) == (
            listed.status_code,
            listed.json()["code"],
        )
    assert world.nobody.get("/v1/79/school.csv").ok
    unknown = world.nobody.get("/v1/79/school.csv?limit=3")
    assert unknown.json()["code"] == "parameter-unknown"


def test_search_has_no_next_page_and_is_exported_like_any_list(operator: Caller) -> None:
    done = confirmed(operator, checked(operator, [row(900, **{"Tên trường": "Trường Lê Lợi Mẫu"})]))
    asked = f"text=le%20loi&limit=1&min_position={done['position']}"
    answer = shown(operator, f"/v1/79/search?{asked}")
    assert len(answer.json()["items"]) == 1
    assert "next" not in answer.links
    assert len(read(shown(operator, f"/v1/79/search.csv?{asked}").content, CSV)) == 2


def test_the_command_line_checks_imports_and_exports(world: World, tmp_path: Path) -> None:
    run = CliRunner()
    to = ["--url", world.url, "--key", world.platform.operator_key]
    file, told = tmp_path / "truong.csv", tmp_path / "bao-cao.xlsx"
    made = run.invoke(main, ["template", "schools", "--output", str(tmp_path / "mau.xlsx")])
    assert made.exit_code == 0, made.output
    file.write_bytes(csv_file(HEAD, [row(2000), row(2001, **{"Loại trường": "?"})]))
    looked = run.invoke(main, ["import", "schools", str(file), *to, "--report", str(told)])
    assert (looked.exit_code, "Chưa ghi gì" in looked.output) == (0, True), looked.output
    assert "Mới: 1" in looked.output
    assert "Sai: 1" in looked.output
    assert len(read(told.read_bytes(), XLSX)) == 3
    refused = run.invoke(main, ["import", "schools", str(file), *to, "--confirm"])
    assert refused.exit_code == 1
    assert "Có dòng sai nên chưa ghi gì" in refused.output
    done = run.invoke(main, ["import", "schools", str(file), *to, "--confirm", "--partly"])
    assert (done.exit_code, "Đã ghi" in done.output) == (0, True), done.output
    file.write_bytes(csv_file(HEAD, [row(2000)]))
    again = run.invoke(main, ["import", "schools", str(file), *to, "--confirm"])
    assert "Không có gì để ghi" in again.output, again.output
    out = tmp_path / "ra.xlsx"
    exported = run.invoke(
        main, ["export-table", "school", str(out), "--filter", "name=Mẫu 2000", *to]
    )
    assert exported.exit_code == 0, exported.output
    assert len(read(out.read_bytes(), XLSX)) == 2
