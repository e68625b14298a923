"""`kiemdinh reorganise PLAN`: what a reorganisation touches; with --execute, carry it out."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from libs.kernel.problems import Wire
from libs.law import areas
from libs.law.calendar import show, vietnam_today
from libs.law.labels import said
from services.cli.api import Api, Away, Refused
from services.cli.console import console, say
from services.cli.reorganise.effects import Effects, Item, effects, ordered
from services.cli.reorganise.plan import BadPlan, Plan, read
from services.cli.reorganise.survey import OPERATOR, Survey, survey

KINDS = {
    "office": "Đơn vị",
    "function": "Chức năng",
    "school": "Trường",
    "case": "Hồ sơ",
    "deadline": "Thời hạn",
    "right": "Quyền",
    "page": "Trang công khai",
}
FIELDS = {
    "areas": "địa bàn",
    "checker": "kiểm tra",
    "appraiser": "thẩm định",
    "before": "trước ngày",
    "office": "đơn vị",
    "ends": "hết từ ngày",
    "starts": "từ ngày",
    "how": "cách",
    "successors": "kế thừa",
    "parent": "trực thuộc",
    "holder": "giữ",
    "kinds": "loại trường",
    "name": "tên",
    "kind": "loại",
    "area": "địa bàn",
    "role": "vai trò",
    "org": "tại",
    "scope": "phạm vi",
    "authority_name": "cơ quan ký",
}


@click.command()
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--url", default="http://127.0.0.1:8080", show_default=True, help="Hệ thống.")
@click.option("--key", envvar="KIEMDINH_OPERATOR_KEY", required=True, help="Khóa API.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày thực hiện (bản trình diễn).")
@click.option("--execute", is_flag=True, help="Thực hiện; không có thì chỉ liệt kê.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách ở dạng JSON.")
def reorganise(
    path: Path, url: str, key: str, on: datetime | None, execute: bool, as_json: bool
) -> None:
    """Liệt kê mọi thứ một lần sắp xếp đơn vị chạm đến; với --execute thì thực hiện.

    Chạy lại được: lần chạy bị ngắt được làm tiếp, lần chạy đã xong không ghi thêm gì.
    """
    try:
        plan = read(path)
        api = Api(url, key)
        acted = on.date() if on else vietnam_today(datetime.now(UTC))
        now = survey(api, plan.log, plan.starts)
        found = effects(plan, now, acted)
        if as_json:
            say(json.dumps(_wire(plan, found), ensure_ascii=False, indent=1))
        else:
            _show(console(), plan, now, found)
        if execute:
            _refuse(plan, found, acted)
            _execute(api, plan, now, found, on.date() if on else None)
    except (BadPlan, Refused, Away) as error:
        raise click.ClickException(str(error)) from error


def _refuse(plan: Plan, found: Effects, acted: date) -> None:
    if acted < plan.starts:
        raise click.ClickException(
            f"Kế hoạch có hiệu lực từ ngày {show(plan.starts)}; ngày {show(acted)} chưa thực hiện "
            "được."
        )
    if found.obstacles:
        raise click.ClickException("Chưa thực hiện được:\n" + "\n".join(found.obstacles))


def _execute(api: Api, plan: Plan, now: Survey, found: Effects, on: date | None) -> None:
    """Carry out the commands in order; stop at the first refusal, with what is left to do."""
    seen, added = now.position, 0
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Thực hiện", total=len(found.steps))
        for n, step in enumerate(found.steps):
            try:
                done = api.command(
                    step.log,
                    step.stream,
                    step.name,
                    step.data,
                    actor=OPERATOR,
                    on=on,
                    command_id=step.command_id,
                    seen=seen,
                )
            except (Refused, Away) as error:
                raise click.ClickException(
                    f"Dừng ở lệnh {n + 1}/{len(found.steps)}: {step.name} {step.stream}: {error}\n"
                    f"{n} lệnh trước đã được ghi; sửa nguyên nhân rồi chạy lại để làm tiếp."
                ) from error
            added += len(done.types) if done.position > seen else 0
            seen = max(seen, done.position)
            progress.advance(task)
    say(f"Đã thực hiện {len(found.steps)} lệnh, ghi thêm {added} sự kiện.", err=True)


def _wire(plan: Plan, found: Effects) -> Wire:
    return {
        "title": plan.title,
        "log": plan.log,
        "starts": plan.starts.isoformat(),
        "steps": len(found.steps),
        "obstacles": found.obstacles,
        "items": [
            {
                "kind": item.kind,
                "id": item.id,
                "title": item.title,
                "before": item.before,
                "after": item.after,
                "changes": item.changes,
                "unsure": item.unsure,
            }
            for item in ordered(found.items)
        ],
    }


def _show(out: Console, plan: Plan, now: Survey, found: Effects) -> None:
    names = {**{o.id: o.name for o in plan.offices}}
    names |= {id: str(view["name"]) for id, view in now.offices.items()}
    before, since = plan.starts - timedelta(days=1), plan.starts
    table = Table(title=f"{plan.title}, từ ngày {show(plan.starts)}", title_justify="left")
    for column in ("Loại", "Đối tượng", "Hiện nay", "Sau khi thực hiện", ""):
        table.add_column(column)
    for item in ordered(found.items):
        after = _told(item.after, names, since) if item.changes else "giữ nguyên"
        note = "chưa chắc" if item.unsure else ""
        was = _told(item.before, names, before)
        table.add_row(KINDS[item.kind], item.title, was, after, note)
    if found.items:
        out.print(table)
    for obstacle in found.obstacles:
        out.print(f"Vướng: {obstacle}", style="red")
    out.print(f"{_counted(found.items)}; cần {len(found.steps)} lệnh.")


def _counted(items: list[Item]) -> str:
    counts: Counter[str] = Counter(item.kind for item in items)
    parts = [f"{counts[kind]} {name.lower()}" for kind, name in KINDS.items() if counts[kind]]
    return ", ".join(parts) or "Không còn gì để thay đổi"


def _told(values: Mapping[str, Any] | None, names: Mapping[str, str], on: date) -> str:
    """Return values as a Vietnamese phrase, without the id of a thing that is also named."""
    if values is None:
        return "chưa có"
    told = ((FIELDS.get(key), value) for key, value in values.items() if value not in (None, []))
    return "; ".join(f"{name}: {_plain(value, names, on)}" for name, value in told if name) or "-"


def _plain(value: Any, names: Mapping[str, str], on: date) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item, names, on) for item in value)
    text = str(value)
    if text.isdecimal() and (unit := areas.unit(text, on)):
        return f"{unit.name} ({text})"
    try:
        return show(date.fromisoformat(text)) if len(text) == 10 else _named(text, names)
    except ValueError:
        return _named(text, names)


def _named(text: str, names: Mapping[str, str]) -> str:
    return names.get(text) or said(text)
