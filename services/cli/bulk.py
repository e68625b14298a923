"""`kiemdinh template`, `kiemdinh import`, `kiemdinh export-table`: spreadsheets, over the API."""

import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import requests
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.files.tables import CSV, XLSX
from libs.kernel.problems import Wire
from services.cli.api import Api, Away, Refused
from services.cli.console import console, say
from services.gateway.spreadsheets import writing
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.report import OUTCOMES

KINDS = {".csv": CSV, ".xlsx": XLSX}
PAUSE = 0.2
"""Seconds between two questions how far an import is."""
NO_PROGRESS = 360.0
"""Seconds without a further row after which nobody waits any more: the platform itself waits up to
300 for its read tables, and up to 60 with a command."""
SHOWN = 50
"""How many lines of a report the terminal shows; --report writes them all."""
F = TypeVar("F", bound=Callable[..., Any])

_url = click.option("--url", default="http://127.0.0.1:8080", show_default=True, help="Hệ thống.")
_key = click.option(
    "--key", envvar="KIEMDINH_OPERATOR_KEY", required=True, help="Khóa API hoặc của người vận hành."
)
_log = click.option("--log", default="79", show_default=True, help="Mã tỉnh.")


def platform_options(command: F) -> F:
    """Give a command the options that say which platform it calls, by which key, of which log."""
    return _url(_key(_log(command)))


@click.command()
@click.argument("layout", type=click.Choice(list(LAYOUTS)))
@click.option("--output", type=click.Path(path_type=Path), help="Nơi ghi; mặc định LAYOUT.xlsx.")
def template(layout: str, output: Path | None) -> None:
    """Ghi tệp mẫu xlsx để điền: trường, nhân sự, dự kiến đánh giá, minh chứng."""
    place = output or Path(f"{layout}.xlsx")
    place.write_bytes(writing.template(LAYOUTS[layout]))
    say(f"Đã ghi {place}.")


@click.command(name="import")
@click.argument("layout", type=click.Choice(list(LAYOUTS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@platform_options
@click.option("--confirm", is_flag=True, help="Ghi vào sổ nếu không dòng nào sai.")
@click.option("--partly", is_flag=True, help="Cùng --confirm: ghi các dòng đúng, bỏ dòng sai.")
@click.option("--report", type=click.Path(path_type=Path), help="Ghi báo cáo từng dòng ra xlsx.")
def import_(
    layout: str,
    file: Path,
    url: str,
    key: str,
    log: str,
    confirm: bool,
    partly: bool,
    report: Path | None,
) -> None:
    """Kiểm tra một tệp từng dòng, và với --confirm thì ghi vào sổ.

    Chạy lại cùng tệp không ghi gì thêm; bị cắt giữa chừng thì chạy lại để làm nốt.
    """
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise click.UsageError("Tệp phải có đuôi .xlsx hoặc .csv.")
    client = _Client(url, key, log)
    try:
        begun = client.begin(layout, file.read_bytes(), kind)
        checked = client.wait(begun, "Kiểm tra")
        _show(client, checked)
        counts = checked["counts"]
        if checked["state"] == "failed":
            raise click.ClickException(str(checked["reason"]))
        if confirm and counts["wrong"] and not partly:
            _save(client, checked, report)
            detail = "Có dòng sai nên chưa ghi gì; sửa tệp, hoặc thêm --partly để bỏ dòng sai."
            raise click.ClickException(detail)
        if confirm and counts["new"] + counts["changed"]:
            done = client.wait(client.confirm(checked), "Ghi vào sổ")
            if done["state"] == "failed":
                detail = f"{done['reason']} Chạy lại lệnh này để làm nốt."
                raise click.ClickException(detail)
            failed = done["counts"]["wrong"] - counts["wrong"]
            say(f"Đã ghi, đến vị trí {done['position']} của sổ; {failed} dòng bị từ chối.")
            checked = done
            if failed:
                _show(client, done)
        elif confirm:
            say("Không có gì để ghi: sổ đã như tệp.")
        else:
            say("Chưa ghi gì; thêm --confirm để ghi.")
        _save(client, checked, report)
    except Refused as refused:
        raise click.ClickException(refused.detail) from refused
    except Away as away:
        raise click.ClickException(f"Không gọi được hệ thống: {away}") from away


@click.command(name="export-table")
@click.argument("category")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "filters", multiple=True, help="Như của danh sách: TÊN=GIÁ TRỊ.")
@platform_options
def export_table(
    category: str, file: Path, filters: tuple[str, ...], url: str, key: str, log: str
) -> None:
    """Ghi một danh sách (school, recognition...) ra tệp .csv hoặc .xlsx, có tiêu đề tiếng Việt."""
    if file.suffix.lower() not in KINDS:
        raise click.UsageError("Tệp phải có đuôi .xlsx hoặc .csv.")
    wanted = dict(one.partition("=")[::2] for one in filters)
    try:
        path = f"/v1/{log}/{category}{file.suffix.lower()}"
        answer = Api(url, key).get(path, actor="s:operator", **wanted)
    except Refused as refused:
        raise click.ClickException(refused.detail) from refused
    except Away as away:
        raise click.ClickException(f"Không gọi được hệ thống: {away}") from away
    file.write_bytes(answer.content)
    say(f"Đã ghi {file}.")


class _Client:
    """The calls of an import, as the holder of one key."""

    def __init__(self, url: str, key: str, log: str) -> None:
        self._api = Api(url, key)
        self._path = f"/v1/{log}/imports"

    def begin(self, layout: str, raw: bytes, kind: str) -> Wire:
        """Send a file."""
        id = f"import-{uuid.uuid4().hex}"
        return self._json(self._api.send(f"{self._path}?layout={layout}", raw, kind, command_id=id))

    def confirm(self, found: Wire) -> Wire:
        """Have an import carried out."""
        path = f"{self._path}/{found['id']}/confirm"
        return self._json(self._api.send(path, b"{}", "application/json"))

    def report(self, found: Wire) -> Wire:
        """Return the first lines of what is told about the rows that are not all right."""
        shown: Wire = {"lines": [], "headings": []}
        for outcome in ("wrong", "changed"):
            path = f"{self._path}/{found['id']}/report"
            page = self._get(path, outcome=outcome, limit=SHOWN).json()
            shown = {"lines": shown["lines"] + page["lines"], "headings": page["headings"]}
        return shown

    def sheet(self, found: Wire) -> bytes:
        """Return the whole report as xlsx."""
        return self._get(f"{self._path}/{found['id']}/report.xlsx").content

    def wait(self, found: Wire, what: str) -> Wire:
        """Return an import once it is no longer being worked on, showing how far it is.

        Raises click.ClickException when it gets no further for `NO_PROGRESS` seconds.
        """
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console(), disable=not sys.stdout.isatty()) as progress:
            task = progress.add_task(what, total=found["progress"]["total"])
            reached, until = None, 0.0
            while True:
                found = self._json(self._get(f"{self._path}/{found['id']}"))
                done, total = found["progress"]["done"], found["progress"]["total"]
                progress.update(task, completed=done)
                if found["state"] not in ("checking", "running"):
                    return found
                if done != reached:
                    reached, until = done, time.monotonic() + NO_PROGRESS
                if time.monotonic() > until:
                    raise click.ClickException(
                        f"{what}: đứng ở {done}/{total} dòng, {NO_PROGRESS / 60:.0f} phút không "
                        "tiến thêm. Hãy xem hệ thống có còn chạy không (kiemdinh serve, nhật ký), "
                        "rồi chạy lại lệnh này với cùng tệp: dòng đã ghi không bị ghi lần nữa."
                    )
                time.sleep(PAUSE)

    def _get(self, path: str, **params: str | int) -> requests.Response:
        return self._api.get(path, actor="s:operator", **params)

    def _json(self, response: requests.Response) -> Wire:
        found: Wire = response.json()
        return found


def _show(client: _Client, found: Wire) -> None:
    counts = found["counts"]
    told = [f"{label}: {counts.get(name, 0)}" for name, label in OUTCOMES.items()]
    say("; ".join([*told, f"Cảnh báo: {counts.get('warnings', 0)}"]))
    for warning in found["warnings"]:
        say(f"Cột '{warning['column']}': {warning['detail']}")
    report = client.report(found)
    if not report["lines"]:
        return
    table = Table()
    for heading in report["headings"][:5]:
        table.add_column(heading)
    for line in report["lines"][:SHOWN]:
        table.add_row(*line[:5])
    console().print(table)
    if len(report["lines"]) > SHOWN:
        say("Còn nữa; --report TỆP.xlsx ghi tất cả.")


def _save(client: _Client, found: Wire, report: Path | None) -> None:
    if report is not None:
        report.write_bytes(client.sheet(found))
        say(f"Đã ghi báo cáo {report}.")
