"""`kiemdinh history SCHOOL`: what happened to a school, in Vietnamese, from events alone."""

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table

from libs.law.calendar import show
from libs.log.entry import Recorded, record
from services.cli.api import Api
from services.cli.catalogue import SERVICES
from services.cli.console import console
from services.cli.story import Names, story

BUNDLE = Path("var/demo/bundle")


def bundled(folder: Path) -> Iterator[Recorded]:
    """Yield the entries of a bundle's log, in order. Raises `click.ClickException` without one."""
    path = folder / "log" / "entries.ndjson"
    if not path.is_file():
        raise click.ClickException(
            f"Không có gói lịch sử ở '{folder}'; hãy chạy `make demo` trước."
        )
    with path.open("rb") as lines:
        for position, line in enumerate(lines, 1):
            entry = record("", position, line.removesuffix(b"\n"))
            yield Recorded(str(entry.envelope["log"]), position, entry.raw, entry.leaf)


@click.command()
@click.argument("school")
@click.option("--bundle", type=click.Path(path_type=Path), default=BUNDLE, help="Gói lịch sử.")
@click.option("--url", help="Đọc từ một hệ thống đang chạy thay cho gói lịch sử.")
@click.option("--key", envvar="KIEMDINH_OPERATOR_KEY", help="Khóa API của người vận hành.")
@click.option("--log", default="79", show_default=True, help="Mã tỉnh.")
def history(school: str, bundle: Path, url: str | None, key: str | None, log: str) -> None:
    """Kể lại mọi việc đã xảy ra với một trường; SCHOOL là mã hoặc một phần tên trường."""
    if url and not key:
        raise click.UsageError("--url cần --key.")
    events = list(Api(url, key or "", patience=10).events(log) if url else bundled(bundle))
    names = Names()
    for event in events:
        names.hear(event)
    found = names.find(school)
    if not found:
        raise click.ClickException(f"Không có trường nào khớp với '{school}'.")
    if len(found) > 1:
        listed = "\n".join(f"  {id}  {names.last(id)}" for id in found)
        raise click.ClickException(f"Nhiều trường khớp với '{school}':\n{listed}")
    stories = {
        name: kind.story
        for service in SERVICES
        for aggregate in service.aggregates
        for name, kind in aggregate.events.types.items()
    }
    table = Table(title=names.last(found[0]), title_justify="left")
    table.add_column("Ngày", no_wrap=True)
    table.add_column("Việc")
    table.add_column("Ai")
    table.add_column("Vị trí", justify="right")
    for line in story(events, found[0], stories, names):
        table.add_row(show(line.on), line.told, line.who, str(line.position))
    console().print(table)
