"""`kiemdinh demo`: the main job, on a platform of its own or on one that is running."""

import json
import shutil
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from libs.hosting import logging
from libs.hosting.private_postgres import NotStarted, PrivatePostgres
from libs.log.database import Database
from libs.log.entry import Recorded
from libs.log.postgres import PostgresLog
from libs.proof.seals import Seals
from services.cli.api import Api, Away, Refused, RemoteSeals
from services.cli.console import console
from services.cli.demo import documents, report
from services.cli.demo.plan import Plan, SignIn
from services.cli.demo.steps import DemoStep, Lane, Refusal, Unexpected, run
from services.cli.export import Kept, NotExported, export, wait_for_seal
from services.cli.platform import DEMO, DEMONSTRATION, platform
from services.cli.verify import told, verify
from services.gateway.sign_in.settings import is_loopback

PUBLISHED_SECONDS = 60.0
"""How long the demo waits for the last recognition to reach the public record."""
SEALED_SECONDS = 30.0
"""How long it waits for a checkpoint that covers the whole log."""


@dataclass(frozen=True, slots=True)
class Target:
    """A platform: how to talk to it, its logs' entries from position 1 on, what is signed.

    `place` is where its log is, `screens` how they are opened.
    """

    api: Api
    entries: Callable[[str], Iterator[Recorded]]
    seals: Kept
    place: str
    screens: str


@click.command()
@click.option(
    "--var",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Thư mục dữ liệu và gói lịch sử.",
)
@click.option("--fresh", is_flag=True, help="Xóa dữ liệu của lần chạy trước và làm lại từ đầu.")
@click.option("--url", help="Chạy trên một hệ thống đang hoạt động thay cho hệ thống riêng.")
@click.option("--key", envvar="KIEMDINH_OPERATOR_KEY", help="Khóa API của người vận hành.")
def demo(var: Path, fresh: bool, url: str | None, key: str | None) -> None:
    """Thực hiện năm văn bản mẫu, mỗi văn bản trong sổ của tỉnh mình, đến công khai kết quả."""
    out = console()
    if fresh and url:
        raise click.UsageError("--fresh chỉ dùng cho hệ thống riêng của bản trình diễn.")
    if fresh:
        _remove(var)
    try:
        with _target(out, var, url, key) as target:
            perform(out, target, var)
    except (NotStarted, NotExported, Refused, Away, Unexpected) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _target(out: Console, var: Path, url: str | None, key: str | None) -> Iterator[Target]:
    if url:
        if not key:
            raise click.UsageError("--url cần --key (hoặc KIEMDINH_OPERATOR_KEY).")
        api = Api(url, key)
        yield Target(api, api.events, RemoteSeals(api), url, _screens(url))
        return
    logging.configure("kiemdinh", "WARNING")
    out.print("Khởi động PostgreSQL riêng và các dịch vụ...")
    with platform(var, 0, demo=True) as running:
        (var / DEMONSTRATION).touch()
        db = Database(running.admin_dsn, "log", 2)
        api = Api(running.url, running.operator_key)
        try:
            yield Target(
                api, PostgresLog(db).replay, Seals(db), str(var / "postgres"), _to_open(var)
            )
        finally:
            db.close()


def _to_open(var: Path) -> str:
    """Return how the screens are opened over the data in a folder."""
    serve = "make serve" if var == DEMO else f"kiemdinh serve --var {var}"
    return f"chạy '{serve}', rồi mở {_screens('http://127.0.0.1:8080')}"


def _screens(url: str) -> str:
    return f"{url}/ (cổng công khai) và {url}/console (làm việc)"


def perform(out: Console, target: Target, var: Path) -> None:
    """Carry out the plan, show what came of it; leave documents and a verified bundle in `var`.

    Raises `Unexpected` when the platform does otherwise than the plan says, `NotExported`.
    """
    plan, api = Plan(), target.api
    log, papers = plan.year.log, var / "documents"
    began = datetime.now(UTC)
    refusals, seen = _carry_out(out, api, plan)
    _wait_for_publications(out, api, plan)
    _show_years(out, api, plan, seen)
    report.show_refusals(out, refusals)
    letters, cycle = report.warnings(api, plan, seen), report.cycle_warnings(api, plan, seen)
    report.show_warnings(out, letters, cycle)
    with out.status("Dựng văn bản của các trường được kể trọn..."):
        made = documents.write(api, plan, papers, seen)
    verified = [
        _verified(out, target, each, bundle_of(plan, each, var), began) for each in plan.logs
    ]
    report.show_sign_ins(out, sign_in_samples(api, plan))
    out.print("\nỞ đâu có gì", style="bold")
    out.print(f"  Màn hình: {target.screens}", markup=False, soft_wrap=True)
    out.print(f"  Sổ sự kiện: {target.place} (tỉnh {', '.join(plan.logs)})", markup=False)
    out.print(f"  Gói lịch sử của sổ {log}: {bundle_of(plan, log, var)}", markup=False)
    out.print(
        f"  {made} văn bản của {len(plan.stories)} trường được kể trọn: {papers}", markup=False
    )
    out.print("  Kể lại một trường: kiemdinh history 'Hoa Sen'")
    for added, of in verified:
        out.print(f"  Lần chạy này ghi thêm {added} sự kiện vào sổ {of.log}.")
    # The log of the schools' province last: its verdict is what the demo ends with.
    for _, of in sorted(verified, key=lambda each: each[1].log == log):
        out.print(of.told, soft_wrap=True, markup=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """A log whose bundle was verified, and what is said of it."""

    log: str
    told: str


def bundle_of(plan: Plan, log: str, var: Path) -> Path:
    """Return the folder of a log's bundle: `bundle` that of the schools' province."""
    return var / ("bundle" if log == plan.year.log else f"bundle-{log}")


def _verified(
    out: Console, target: Target, log: str, bundle: Path, began: datetime
) -> tuple[int, Verified]:
    """Return how many events a log got since `began`, and the verdict on its bundle.

    Raises `Unexpected` where it is not whole, `NotExported`.
    """
    with out.status(f"Xuất và kiểm chứng gói lịch sử của sổ {log}..."):
        added = _wait_for_seal(target, log, began)
        signed = export(target.entries, target.seals, log, bundle).checkpoint
        checked = verify(bundle)
    if not checked.ok:
        raise Unexpected(told(checked)[-1])
    sentence = (
        f"Đã kiểm chứng: {checked.events} sự kiện, {checked.decisions} công nhận, điểm kiểm tra "
        f"{signed.origin} {signed.size} {b64encode(signed.root).decode()}"
    )
    return added, Verified(log, sentence)


def _show_years(out: Console, api: Api, plan: Plan, seen: dict[str, int]) -> None:
    """Print what came of each letter's schools."""
    every = []
    for year in plan.years:
        found = report.results(api, year, seen)
        if found:
            report.show_results(out, year.title, found)
        every += found
    report.show_sum(out, every)
    for year in plan.years:
        updated = report.updates(api, year, seen)
        if updated:
            report.show_updates(out, f"\n{year.title}", updated)


def sign_in_samples(api: Api, plan: Plan) -> Sequence[SignIn]:
    """Make the sample accounts, if this very machine is the platform's; return whose they are."""
    if not is_loopback(urlsplit(api.url).hostname or ""):
        return ()
    for one in plan.sign_ins:
        body = {"actor": one.actor, "login": one.login, "title": one.title}
        api.send("/v1/sample-accounts", json.dumps(body).encode(), "application/json")
    return plan.sign_ins


def _wait_for_seal(target: Target, log: str, began: datetime) -> int:
    """Return how many events came since `began`, once a checkpoint covers them all."""
    since = began.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    total, added = 0, 0
    for event in target.entries(log):
        total = event.position
        added += event.envelope["at"] >= since
    if not wait_for_seal(target.seals, log, total, SEALED_SECONDS):
        raise Unexpected(f"Sổ {log} có {total} sự kiện chưa được ký hết.")
    return added


def _carry_out(out: Console, api: Api, plan: Plan) -> tuple[list[Refusal], dict[str, int]]:
    """Return what was refused, and the position that each log had reached by then."""
    phases = [
        ("Sổ đăng ký", plan.first_lanes()),
        ("Năm văn bản", plan.letter_lanes()),
        ("Các trường", plan.school_lanes()),
        ("Đăng nhập mẫu", plan.sign_in_lanes()),
    ]
    seen: dict[str, int] = {}
    refusals: list[Refusal] = []
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TextColumn("lệnh"), TimeElapsedColumn(), console=out) as progress:
        for title, lanes in phases:
            task = progress.add_task(title, total=sum(len(lane.steps) for lane in lanes))

            def told(lane: Lane, step: DemoStep, task: TaskID = task) -> None:
                progress.advance(task)

            refusals += run(api, lanes, seen, told)
    return refusals, seen


def _wait_for_publications(out: Console, api: Api, plan: Plan) -> None:
    """Wait until every recognition of the plan stands in its log's public record."""
    until = time.monotonic() + PUBLISHED_SECONDS
    with out.status("Chờ công khai kết quả..."):
        for log, expected in plan.recognitions.items():
            while len(found := api.all(f"/v1/{log}/publication", actor=None)) < expected:
                if time.monotonic() > until:
                    said = (
                        f"Sổ {log} mới có {len(found)} trong {expected} công nhận được công khai."
                    )
                    raise Unexpected(said)
                time.sleep(0.1)


def _remove(var: Path) -> None:
    """Remove what an earlier run left in `var`."""
    PrivatePostgres(var / "postgres").remove()
    shutil.rmtree(var, ignore_errors=True)
