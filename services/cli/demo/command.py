"""`kiemdinh demo`: the main job, on a platform of its own or on one that is running."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from libs import logs
from libs.private_postgres import NotStarted, PrivatePostgres
from services.cli.api import Api, Away, Refused
from services.cli.demo import report
from services.cli.demo.plan import Plan
from services.cli.demo.steps import Lane, Refusal, Step, Unexpected, run
from services.cli.platform import platform

PUBLISHED_SECONDS = 60.0
"""How long the demo waits for the last recognition to reach the public record."""


@click.command()
@click.option(
    "--var",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Thư mục dữ liệu và gói lịch sử.",
)
@click.option("--fresh", is_flag=True, help="Xoá dữ liệu của lần chạy trước và làm lại từ đầu.")
@click.option("--url", help="Chạy trên một hệ thống đang hoạt động thay cho hệ thống riêng.")
@click.option("--key", envvar="KIEMDINH_OPERATOR_KEY", help="Khoá API của người vận hành.")
def demo(var: Path, fresh: bool, url: str | None, key: str | None) -> None:
    """Đưa 24 trường của kế hoạch Phòng Gò Vấp từ sổ đăng ký đến công khai kết quả."""
    console = Console()
    started = time.monotonic()
    if fresh and url:
        raise click.UsageError("--fresh chỉ dùng cho hệ thống riêng của bản trình diễn.")
    if fresh:
        _remove(var)
    try:
        with _api(console, var, url, key) as api:
            perform(console, api, var / "bundle")
    except (NotStarted, Refused, Away, Unexpected) as error:
        raise click.ClickException(str(error)) from error
    console.print(f"Xong sau {time.monotonic() - started:.0f} giây.")


@contextmanager
def _api(console: Console, var: Path, url: str | None, key: str | None) -> Iterator[Api]:
    if url:
        if not key:
            raise click.UsageError("--url cần --key (hoặc KIEMDINH_OPERATOR_KEY).")
        yield Api(url, key)
        return
    logs.configure("kiemdinh", "WARNING")
    console.print("Khởi động PostgreSQL riêng và các dịch vụ...")
    with platform(var, 0, demo=True) as running:
        yield Api(running.url, running.operator_key)


def perform(console: Console, api: Api, bundle: Path) -> None:
    """Carry out the plan, show what came of it, and leave a verified bundle of its log.

    Raises `Unexpected` when the platform does otherwise than the plan says.
    """
    plan = Plan()
    refusals = _carry_out(console, api, plan)
    _wait_for_publications(console, api, plan)
    report.show_results(console, report.results(api, plan))
    report.show_refusals(console, refusals)
    report.show_warnings(console, report.warnings(api, plan), report.cycle_warnings(api, plan))


def _carry_out(console: Console, api: Api, plan: Plan) -> list[Refusal]:
    phases = [
        ("Sổ đăng ký", plan.first_lanes()),
        ("Năm văn bản", plan.letter_lanes()),
        ("Các trường", plan.school_lanes()),
    ]
    seen: dict[str, int] = {}
    refusals: list[Refusal] = []
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TextColumn("lệnh"), TimeElapsedColumn(), console=console) as progress:
        for title, lanes in phases:
            task = progress.add_task(title, total=sum(len(lane.steps) for lane in lanes))

            def told(lane: Lane, step: Step, task: object = task) -> None:
                progress.advance(task)  # type: ignore[arg-type]

            refusals += run(api, lanes, seen, told)
    return refusals


def _wait_for_publications(console: Console, api: Api, plan: Plan) -> None:
    """Wait until every recognition of the plan stands in the public record."""
    expected = sum(1 + bool(school.entry["grade"]) for school in plan.schools)
    until = time.monotonic() + PUBLISHED_SECONDS
    with console.status("Chờ công khai kết quả..."):
        while True:
            found = api.all(f"/v1/{plan.schedule['schools_log']}/publication", actor=None)
            if len(found) >= expected:
                return
            if time.monotonic() > until:
                raise Unexpected(f"Mới có {len(found)} trong {expected} công nhận được công khai.")
            time.sleep(0.1)


def _remove(var: Path) -> None:
    """Remove what an earlier run left in `var`."""
    PrivatePostgres(var / "postgres").remove()
    shutil.rmtree(var, ignore_errors=True)
