"""`kiemdinh letters check`: the duties, deadlines and mistakes in files of official letters."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.table import Table

from libs.engine.commands import now
from libs.kernel.problems import Invalid, Rejected, Wire
from libs.law.calendar import school_year, show, vietnam_today, year_name
from libs.law.calendar.deadlines import Deadline, deadlines
from libs.law.labels import capital, label
from libs.law.standards import read_data
from libs.law.standards.citations import spellings
from services.cli.console import console, say
from services.registry.instruction.events import (
    InstructionRegistered,
    InstructionWarned,
    ObligationCreated,
)
from services.registry.instruction.rules import (
    COMMANDS,
    INSTRUCTION,
    Issuing,
    RegisterInstruction,
    cited_as,
    register,
)
from services.registry.shared.ids import NewId

ALONE = Issuing(NewId("", asked=False))
"""What is known of a file that stands for itself: nothing of ids and offices."""


class BadLetter(Exception):
    """A file is no letter: each reason is (JSON pointer, rule, Vietnamese sentence)."""

    def __init__(self, *reasons: tuple[str, str, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class Letter:
    """A letter's file: its key, what the registry would record of it, rows that oblige nobody."""

    key: str
    registered: InstructionRegistered
    obligations: tuple[ObligationCreated, ...]
    warnings: tuple[InstructionWarned, ...]
    not_obligations: Mapping[str, str]

    def due(self, obligation: ObligationCreated) -> tuple[Deadline, ...]:
        """Return the deadlines of one of its obligations.

        What comes every year is dated in the letter's school year, or in that of its day.
        """
        said = self.registered
        year = said.school_year
        if year is None and said.dated is not None:
            year = school_year(said.dated)
        return deadlines(obligation, cited_as(said), year)


def read(path: Path, today: date) -> Letter:
    """Return the letter in a file, as entering it on `today` would record it.

    Raises `BadLetter`; OSError when there is no such file.
    """
    file = _parsed(path)
    data = _plain(file["instruction"])
    _make_ids(data)
    try:
        parsed = COMMANDS.parse({"type": RegisterInstruction.__name__, "data": data})
        command = parsed.build({"on": today})
        assert isinstance(command, RegisterInstruction)
        events = register(command, ALONE, INSTRUCTION.initial)
    except (Invalid, Rejected) as problem:
        reasons = [(f"/instruction{e.pointer}", e.code, e.detail) for e in problem.errors]
        raise BadLetter(*(reasons or [("/instruction", problem.code, problem.detail)])) from problem
    (registered,) = (event for event in events if isinstance(event, InstructionRegistered))
    return Letter(
        key=str(file["letter"]),
        registered=registered,
        obligations=tuple(e for e in events if isinstance(e, ObligationCreated)),
        warnings=tuple(e for e in events if isinstance(e, InstructionWarned)),
        not_obligations=file.get("not_obligations") or {},
    )


def _parsed(path: Path) -> Wire:
    try:
        file = read_data(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLetter(("", "utf-8", "Tệp không phải văn bản UTF-8.")) from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" ở dòng {mark.line + 1}" if mark else ""
        raise BadLetter(("", "yaml", f"Tệp không phải YAML hợp lệ{line}.")) from error
    if not isinstance(file, dict):
        raise BadLetter(("", "type", "Tệp phải là một đối tượng."))
    shapes = {"letter": str, "instruction": dict}
    reasons = [
        (f"/{name}", "required" if name not in file else "type", _WANTED[name])
        for name, shape in shapes.items()
        if not isinstance(file.get(name), shape)
    ]
    others = file.get("not_obligations") or {}
    if not isinstance(others, dict) or not all(isinstance(v, str) for v in others.values()):
        reasons.append(("/not_obligations", "type", _WANTED["not_obligations"]))
    if reasons:
        raise BadLetter(*reasons)
    return file


_WANTED = {
    "letter": "Tệp phải ghi mã văn bản, dạng chuỗi ký tự.",
    "instruction": "Tệp phải ghi nội dung văn bản.",
    "not_obligations": "Phải là danh sách mã dòng và lý do.",
}


def _plain(value: Any) -> Any:
    """Return YAML's value as JSON has it: dates as text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _make_ids(data: Wire) -> None:
    """Replace natural keys by ids: an id has no dash."""

    def make(place: Any, name: str) -> None:
        if isinstance(place, dict) and isinstance(place.get(name), str):
            place[name] = place[name].replace("-", "_")

    make(data, "issuer")
    duties = data.get("obligations")
    for duty in duties if isinstance(duties, list) else []:
        entries = duty.get("entries") if isinstance(duty, dict) else None
        for entry in entries if isinstance(entries, list) else []:
            make(entry, "school")


@click.group()
def letters() -> None:
    """Văn bản chỉ đạo (công văn, kế hoạch) dưới dạng tệp."""


@letters.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--explain", is_flag=True, help="Giải thích từng thời hạn.")
def check(files: Sequence[Path], explain: bool) -> None:
    """In nghĩa vụ, thời hạn và cảnh báo của từng văn bản; mã thoát 1 khi có tệp sai."""
    out = console()
    found: list[Letter] = []
    wrong = 0
    for path in files:
        try:
            found.append(read(path, vietnam_today(now())))
        except BadLetter as bad:
            wrong += 1
            for pointer, rule, detail in bad.reasons:
                say(f"{path}: {pointer or '/'} [{rule}]: {detail}", err=True)
        except OSError:
            wrong += 1
            say(f"{path}: không có tệp này hoặc không đọc được.", err=True)
    for letter in found:
        _show(out, letter, explain)
    for line in (*_variants(found), *_coverage(found)):
        out.print(line, markup=False, soft_wrap=True)
    sys.exit(1 if wrong else 0)


def _show(out: Console, letter: Letter, explain: bool) -> None:
    said = letter.registered
    source = cited_as(said)
    out.print(f"\nVăn bản {letter.key}: {source}", style="bold", markup=False, soft_wrap=True)
    out.print(said.subject, markup=False, soft_wrap=True)
    table = Table()
    for column in ("Mã", "Ai"):
        table.add_column(column, no_wrap=True)
    table.add_column("Việc", ratio=3)
    table.add_column("Thời hạn", ratio=2)
    table.add_column("Nếu trễ", no_wrap=True)
    for duty in letter.obligations:
        due = letter.due(duty)
        who = capital(label(duty.actor))
        late = "" if duty.effect == "none" else label(duty.effect)
        if duty.entries:
            table.add_row(duty.code, who, duty.duty, f"{len(due)} dòng:", late)
            for one in due:
                table.add_row("", "", f"  {_named(duty, one)}", _when(one), "")
        else:
            told = _windows(duty, due) if len(due) > 1 else _when(due[0])
            table.add_row(duty.code, who, duty.duty, told, late)
    out.print(table)
    if explain:
        for duty in letter.obligations:
            for one in letter.due(duty):
                name = _named(duty, one)
                head = f"{duty.code} ({name})" if name else duty.code
                out.print(f"{head}: {' '.join(one.explanation)}", markup=False, soft_wrap=True)
    out.print(f"{len(letter.warnings)} cảnh báo", style="bold", markup=False)
    for warned in letter.warnings:
        text = f"  [{warned.code}] {warned.subject}: {warned.detail}"
        out.print(text, markup=False, soft_wrap=True)


def _named(duty: ObligationCreated, due: Deadline) -> str:
    return "" if due.line is None else duty.entries[due.line].name


def _when(due: Deadline) -> str:
    if due.day is None or due.last_good_day is None:
        return "không đặt ngày" if len(due.explanation) == 2 else due.explanation[1]
    if due.opens is None:
        return f"trước {show(due.day)}, còn kịp đến {show(due.last_good_day)}"
    return f"{show(due.opens)} đến {show(due.last_good_day)}"


def _windows(duty: ObligationCreated, due: Sequence[Deadline]) -> str:
    short = [
        f"tháng {one.last_good_day:%m/%Y}: đến {show(one.last_good_day)}"
        for one in due
        if one.last_good_day and one.last_good_day.day != duty.last_day
    ]
    told = f"ngày {duty.first_day} đến {duty.last_day} hằng tháng"
    return "; ".join([told, *short])


def _variants(found: Sequence[Letter]) -> Iterator[str]:
    cited = [(letter.key, citation) for letter in found for citation in letter.registered.citations]
    for refs in spellings(citation for _, citation in cited):
        places = [
            f"{ref} (văn bản {', '.join(sorted({key for key, c in cited if c.ref == ref}))})"
            for ref in refs
        ]
        yield f"Một văn bản, nhiều ký hiệu: {'; '.join(places)}."


def _coverage(found: Sequence[Letter]) -> Iterator[str]:
    if not found:
        return
    duties = [duty for letter in found for duty in letter.obligations]
    dated = sum(any(d.day for d in letter.due(o)) for letter in found for o in letter.obligations)
    rows = {_row(duty.code) for duty in duties}
    years = sorted({s for letter in found if (s := letter.registered.school_year) is not None})
    named = f", các năm học {', '.join(map(year_name, years))}" if years else ""
    warned = sum(len(letter.warnings) for letter in found)
    yield (
        f"{len(found)} văn bản{named}: {len(duties)} nghĩa vụ của {len(rows)} dòng, "
        f"{dated} có ngày tính được, {len(duties) - dated} không đặt ngày; {warned} cảnh báo."
    )
    excused = {code: why for letter in found for code, why in letter.not_obligations.items()}
    for code, why in excused.items():
        yield f"Không phải nghĩa vụ: {code} ({why})."
    missing = sorted(_gaps(rows | excused.keys()))
    if missing:
        yield f"Thiếu dòng: {', '.join(missing)}."


def _row(code: str) -> str:
    """Return the row that a code is of: R002-10.1 and R002-10.2 are of R002-10."""
    return re.sub(r"\.\d+$", "", code)


def _gaps(rows: set[str]) -> Iterator[str]:
    """Yield the rows left out of a numbering that begins with 1: R000-02 between 01 and 03."""
    numbers: dict[str, set[int]] = {}
    widths: dict[str, int] = {}
    for row in rows:
        numbered = re.fullmatch(r"(.*-)(\d+)", row)
        if numbered:
            numbers.setdefault(numbered[1], set()).add(int(numbered[2]))
            widths[numbered[1]] = len(numbered[2])
    for prefix, there in numbers.items():
        for number in sorted(set(range(1, max(there) + 1)) - there):
            yield f"{prefix}{number:0{widths[prefix]}}"
