"""`kiemdinh conformance`: the checks of a level, each with what was sent, wanted and came."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from services.cli.conformance import file, read, whole, write
from services.cli.conformance.asked import Check, Failed, Software
from services.gateway.exchange import package

LEVELS: dict[str, tuple[Check, ...]] = {
    "read": read.CHECKS,
    "write": (*read.CHECKS, *write.CHECKS),
    "whole": (*read.CHECKS, *write.CHECKS, *whole.CHECKS),
}
DOCUMENT = "docs/exchange.md"
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters but the tab, marks of the direction of writing, lone surrogates."""


@click.command()
@click.argument("target", required=False)
@click.option("--level", type=click.Choice(list(LEVELS)), default="read", show_default=True)
@click.option("--key", envvar="KIEMDINH_KEY", default="", help="Khóa API của phần mềm được thử.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày pháp lý, nếu là bản chạy thử.")
@click.option("--yes", is_flag=True, help="Không hỏi lại trước khi ghi dữ liệu mẫu.")
@click.option("--schema", is_flag=True, help="In lược đồ JSON của gói trao đổi rồi thôi.")
def conformance(
    target: str | None, level: str, key: str, on: datetime | None, yes: bool, schema: bool
) -> None:
    """Thử một phần mềm (địa chỉ của một đợt tự đánh giá trong nó) hoặc một tệp gói trao đổi.

    Mức read chỉ đọc. Mức write và whole ghi dữ liệu mẫu vào đợt ấy, hỏi lại trước khi ghi: hãy dùng
    một đợt chỉ để thử. Mã thoát 1 nếu có điều không đạt.
    """
    if schema:
        click.echo(json.dumps(package.schema(), ensure_ascii=False, indent=1))
        return
    if not target:
        raise click.UsageError("Phải nêu địa chỉ của một đợt tự đánh giá, hoặc một tệp.")
    if target.startswith(("http://", "https://")):
        if level != "read" and not yes:
            click.confirm(f"Mức {level} ghi dữ liệu mẫu vào {target}. Tiếp tục?", abort=True)
        day = on.date() if on else None
        failed = _told(_asked(target.rstrip("/"), key, day, LEVELS[level]))
    else:
        failed = _told(_file(Path(target)))
    click.echo(f"{'KHÔNG ĐẠT' if failed else 'Đạt'}: {failed} điều không đạt.")
    raise SystemExit(1 if failed else 0)


Outcome = tuple[Check, str, bool]
"""A check, what came, whether that is as expected."""


def _asked(url: str, key: str, on: date | None, checks: Sequence[Check]) -> Iterator[Outcome]:
    software = Software(url, key, on)
    for check in checks:
        try:
            yield check, check.run(software), True
        except Failed as failed:
            yield check, str(failed), False


def _file(path: Path) -> Iterator[Outcome]:
    sent = f"tệp {path}"
    readable = Check("F1", sent, "đọc được: JSON, hoặc xlsx như tệp mẫu", lambda _: "")
    try:
        told = file.read(path)
    except OSError as error:
        raise click.ClickException(f"Không mở được {path}: {error.strerror}") from error
    except Failed as failed:
        yield readable, str(failed), False
        return
    yield readable, "đọc được", True
    right = Check("F2", sent, "đúng lược đồ package-1 và bộ tiêu chuẩn mà gói nêu", lambda _: "")
    try:
        wrong = list(file.lines(file.faults(told)))
    except Failed as failed:
        wrong = [str(failed)]
    yield right, "\n".join(wrong) or "không có lỗi", not wrong
    if not wrong:
        same = Check("F3", f"{sent}, viết ra xlsx rồi đọc lại", "cùng nội dung", lambda _: "")
        try:
            yield same, file.same_again(told.package), True
        except Failed as failed:
            yield same, str(failed), False


def _told(outcomes: Iterator[Outcome]) -> int:
    """Print each check; return how many failed."""
    count = 0
    for check, came, passed in outcomes:
        count += not passed
        _say(f"[{'đạt' if passed else 'KHÔNG ĐẠT'}] {check.code}")
        _say(f"  đã gửi:    {check.sent}")
        _say(f"  mong đợi:  {check.expected} ({DOCUMENT}, {check.code})")
        first, *more = came.splitlines() or [""]
        _say(f"  nhận được: {first}")
        for line in more:
            _say(f"             {line}")
    return count


def _say(line: str) -> None:
    """Print a line; what a terminal would obey, or show the wrong way round, is shown as `�`."""
    click.echo(UNPRINTABLE.sub("�", line))
