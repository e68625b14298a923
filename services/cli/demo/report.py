"""What the demo shows when it is done: schools, what was refused, what the letters err in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.table import Table

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.calendar import show
from libs.law.labels import capital, label
from services.cli.api import Api
from services.cli.demo.plan import Plan, SignIn
from services.cli.demo.schools import School, Year
from services.cli.demo.steps import Refusal
from services.gateway.sign_in.flows import SAMPLE_PASSWORD


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An indicator that the team judges otherwise than the school; `met`: the team finds it met."""

    criterion: str
    level: int
    indicator: str
    met: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A school as the platform answers for it: its evaluation and its public records."""

    school: School
    evaluation: Wire
    publications: Sequence[Wire]
    otherwise: Sequence[Otherwise]


def results(api: Api, year: Year, seen: Mapping[str, int]) -> list[Result]:
    """Return what the platform says of each school that registers; `seen`: of logs this far."""
    found = []
    for school in year.schools:
        if "registered" not in year.days(school):
            continue
        path = f"/v1/{school.log}/evaluation/{school.in_year}"
        reached = seen.get(school.log, 0)
        evaluation = _view(api, path, reached)
        records = api.all(f"/v1/{school.log}/publication", actor=None, school=school.id)
        records = sorted(records, key=lambda r: str(r["kind"]))
        found.append(Result(school, evaluation, records, [*_otherwise(api, school, reached)]))
    return found


def updates(api: Api, year: Year, seen: Mapping[str, int]) -> list[tuple[School, Wire]]:
    """Return each school that brings its report up to date, and how its self-assessment stands."""
    return [
        (school, _view(api, f"/v1/{school.log}/cycle/{school.in_year}", seen.get(school.log, 0)))
        for school in year.schools
        if "updated" in school.entry
    ]


def _otherwise(api: Api, school: School, seen: int) -> Iterator[Otherwise]:
    """Yield where the sheets of the team and of the school differ, of those the schedule names."""
    named = {each["criterion"] for each in school.entry.get("otherwise", ())}
    if not named:
        return
    cycle = _view(api, f"/v1/{school.log}/cycle/{school.in_year}", seen)
    own = {
        (sheet["criterion"], j["level"], j["indicator"]): j["met"]
        for sheet in cycle["sheets"]
        for j in sheet["judgements"]
    }
    path = f"/v1/{school.log}/team_sheet"
    for sheet in api.all(path, actor="s:operator", evaluation=school.in_year):
        for judged in sheet["verdicts"]:
            key = (str(sheet["criterion"]), int(judged["level"]), str(judged["indicator"]))
            if key[0] in named and own.get(key) is not judged["met"]:
                yield Otherwise(*key, met=judged["met"])


def warnings(api: Api, plan: Plan, seen: Mapping[str, int]) -> list[tuple[str, Sequence[Wire]]]:
    """Return each letter's issuer and what the register warns of in it, in the letters' order."""
    found = []
    for letter in plan.letters:
        path = f"/v1/{letter['log']}/instruction/{plan.letter_id(letter['letter'])}"
        view = _view(api, path, seen.get(letter["log"], 0))
        found.append((str(view["issuer_name"]), view["warnings"]))
    return found


def cycle_warnings(api: Api, plan: Plan, seen: Mapping[str, int]) -> Sequence[str]:
    """Return what the platform warns of in the cycle that was opened on revised rules."""
    school = plan.outsiders["revised_rules"]
    path = f"/v1/{school.log}/cycle/{school.id}_{plan.schedule['school_year']}"
    return list(_view(api, path, seen.get(school.log, 0))["warnings"])


def _view(api: Api, path: str, seen: int) -> Wire:
    """Return the answer to a question; its read tables must have come as far as `seen`."""
    found: Wire = api.get(path, actor="s:operator", min_position=seen).json()
    return found


def show_results(console: Console, title: str, found: Sequence[Result]) -> None:
    """Print the table of a letter's schools and their recognitions."""
    table = Table(title=title, title_justify="left")
    for column in ("Trường", "Loại", "Bộ quy định", "Mục tiêu", "Kết quả", "Số chứng nhận"):
        table.add_column(column)
    table.add_column("Giá trị đến", no_wrap=True)
    for result in found:
        case, entry = result.evaluation, result.school.entry
        late = "\n(nộp trễ)" if case["late"] else ""
        table.add_row(
            f"{result.school.name}{late}",
            capital(label(entry["kind"])),
            f"{_circular(case['rules'])} {case['revision']}",
            _grades(entry["accreditation_grade"], entry["national_grade"]),
            "\n".join(_grade(record) for record in result.publications),
            "\n".join(str(record["certificate_number"]) for record in result.publications),
            "\n".join(show(date.fromisoformat(r["valid_to"])) for r in result.publications),
        )
    console.print(table)


def show_sum(console: Console, found: Sequence[Result]) -> None:
    """Print how many schools were recognised, and where a team judged otherwise than the school."""
    total = sum(len(result.publications) for result in found)
    national = sum(r["kind"] == "national_standard" for f in found for r in f.publications)
    console.print(
        f"{len(found)} trường, {total} công nhận đã công khai: "
        f"{total - national} đạt kiểm định chất lượng, {national} đạt chuẩn quốc gia. "
        "Nhận định, địa chỉ, số quyết định và những gì văn bản không ghi là dữ liệu mẫu."
    )
    console.print("\nĐoàn đánh giá ngoài nhận định khác trường", style="bold")
    for result in found:
        for each in result.otherwise:
            told = "trường chưa đạt, đoàn đạt" if each.met else "trường đạt, đoàn chưa đạt"
            part = "" if each.indicator == "-" else f", chỉ báo {each.indicator}"
            where = f"tiêu chí {each.criterion}, Mức {each.level}{part}"
            console.print(f"  {result.school.name}: {where}: {told}", markup=False)


def show_updates(console: Console, title: str, found: Sequence[tuple[School, Wire]]) -> None:
    """Print which reports were brought up to date."""
    console.print(title, style="bold")
    for school, cycle in found:
        on = show(date.fromisoformat(cycle["submitted_on"]))
        version = cycle["report_version"]
        console.print(f"  {school.name}: bản {version} của báo cáo, nộp ngày {on}", markup=False)


def show_refusals(console: Console, refusals: Sequence[Refusal]) -> None:
    """Print what the platform refused, and in which words."""
    console.print("\nViệc bị từ chối, đúng như phải thế", style="bold")
    for refusal in refusals:
        step = refusal.step
        told = refusal.detail or "đã bị từ chối ở lần chạy trước; hồ sơ nay đã đi tiếp."
        console.print(f"  {show(step.on)} {step.name}: [{step.refusal}] {told}", markup=False)


def show_warnings(
    console: Console, found: Sequence[tuple[str, Sequence[Wire]]], cycle: Sequence[str]
) -> None:
    """Print what the register warns of in the letters, and in the revised rules."""
    console.print("\nCảnh báo về các văn bản (giữ nguyên như đã ghi)", style="bold")
    for issuer, listed in found:
        console.print(f"  {issuer}: {len(listed)} cảnh báo", markup=False)
        for warning in listed:
            console.print(f"    - {warning['detail']}", markup=False)
    console.print("  Chu kỳ mở theo quy định sửa đổi (r2):", markup=False)
    for sentence in cycle:
        console.print(f"    - {sentence}", markup=False)


def show_sign_ins(console: Console, found: Sequence[SignIn]) -> None:
    """Print whom one may sign in as."""
    if not found:
        return
    table = Table(
        title=f"Đăng nhập mẫu, mật khẩu chung: {SAMPLE_PASSWORD}",
        title_justify="left",
        caption="Chỉ dùng được trên chính máy này, khi hệ thống chạy thử.",
        caption_justify="left",
    )
    table.add_column("Tên đăng nhập", no_wrap=True)
    table.add_column("Là ai")
    for one in found:
        table.add_row(one.login, one.title)
    console.print()
    console.print(table)


def _circular(rules: str) -> str:
    """Return the circular that a rule set, named by its hash, came with."""
    return f"TT {standards.by_hash(rules).document['legal_basis'][0]['ref'].split('/TT')[0]}"


def _grade(record: Wire) -> str:
    if record["kind"] == "accreditation":
        return f"KĐCLGD cấp độ {record['accreditation_grade']}"
    return f"CQG mức độ {record['national_grade']}"


def _grades(accreditation: int, national: int | None) -> str:
    return f"cấp độ {accreditation}" + (f"; CQG mức độ {national}" if national else "")
