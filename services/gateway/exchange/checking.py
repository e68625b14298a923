"""What is wrong with a package that is to be taken into a cycle: everything at once, by the law.

Who may do what, and what only the services know, is asked of the services themselves afterwards.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from libs.kernel.problems import Rejected, Wire
from libs.law.calendar import show
from libs.law.school_figures import figures_of
from libs.law.school_figures.values import misfit
from libs.law.standards import RuleSet, evidence_codes, levels, sheets
from libs.law.standards.report_forms import form_of
from libs.law.standards.rule_set import cite
from libs.law.vietnamese import fold
from services.gateway.exchange.package import CONTENT, EvidenceItem, Package, Sheet
from services.gateway.exchange.place import Fault
from services.gateway.exchange.receiving import Gaps

FORM = "docs/exchange.md"


@dataclass(frozen=True, slots=True)
class Target:
    """The cycle that a package is to go into, as the services show it on a day.

    `school` and `cycle` are their views, `judged` what is judged there now, `codes` the codes that
    the school's register of evidence has, `origins` what the plan's items are born of, by number;
    `namesakes`: another school of the province has the same name.
    """

    school: Wire
    cycle: Wire
    rules: RuleSet
    on: date
    judged: levels.Judgements
    codes: frozenset[str]
    origins: Mapping[int, str] = field(default_factory=dict)
    namesakes: bool = False


def faults(package: Package, target: Target, gaps: Gaps) -> Iterator[Fault]:
    """Yield what is wrong with a package, and warnings; nothing that only follows from `gaps`."""
    yield from _addressed(package, target, gaps)
    yield from _twice(package)
    yield from _sheets(package, target, gaps)
    yield from _texts(package, target)
    yield from _evidence(package, target)
    yield from _figures(package, target)
    yield from _plan(package, target, gaps)
    if not any(getattr(package, name) for name in CONTENT) and gaps == Gaps():
        yield Fault("", "package-empty", "Gói không có nội dung nào để nhập.", FORM)
    if package.feedback:
        detail = "Góp ý chỉ đi từ cơ quan về trường; phần này không được nhập."
        yield Fault("/feedback", "feedback-not-taken", detail, FORM, warning=True)


def _addressed(package: Package, target: Target, gaps: Gaps) -> Iterator[Fault]:
    """Yield in what the package is of another school, cycle or rule set."""
    told = {(each.scheme, each.value) for each in package.school.codes}
    known = {(each["scheme"], each["value"]) for each in target.school["identifiers"]}
    if "school" in gaps.head:
        pass
    elif told and known:
        if told.isdisjoint(known):
            detail = f"Các mã trường trong gói không phải của '{target.school['name']}'."
            yield Fault("/school/codes", "school-differs", detail, "sổ đăng ký trường")
    elif known or target.namesakes:
        detail = (
            f"Gói phải nêu một mã của '{target.school['name']}' có trong sổ đăng ký: chỉ tên thì "
            "không phân biệt được với trường trùng tên."
        )
        yield Fault("/school/codes", "school-differs", detail, "sổ đăng ký trường")
    elif fold(package.school.name) != fold(target.school["name"]):
        detail = f"Gói là của '{package.school.name}', không phải '{target.school['name']}'."
        yield Fault("/school/name", "school-differs", detail, "sổ đăng ký trường")
    for name, what in (
        ("year", "năm học"),
        ("education_stage", "cấp học"),
        ("rule_set", "bộ tiêu chuẩn"),
        ("revision", "bản của bộ tiêu chuẩn"),
    ):
        told_, wanted = getattr(package.cycle, name), target.cycle[name]
        if told_ != wanted and "cycle" not in gaps.head:
            detail = f"Gói ghi {what} {told_ or 'không có'}, đợt này là {wanted or 'không có'}."
            yield Fault(f"/cycle/{name}", "cycle-differs", detail, cite(target.rules))


def _twice(package: Package) -> Iterator[Fault]:
    plan = package.plan
    lists: tuple[tuple[str, Iterable[Any], Callable[[Any], Hashable], str], ...] = (
        ("/sheets", package.sheets, lambda e: e.criterion, "criterion"),
        ("/standards", package.standards, lambda e: e.standard, "standard"),
        ("/report_parts", package.report_parts, lambda e: e.report_part, "report_part"),
        ("/evidence", package.evidence, lambda e: e.code, "code"),
        ("/figures", package.figures, lambda e: (e.code, e.year), "code"),
        ("/plan/issues", plan.issues if plan else (), lambda e: e.issue, "issue"),
        ("/plan/items", plan.items if plan else (), lambda e: e.number, "number"),
    )
    for pointer, items, key, name in lists:
        seen: set[Hashable] = set()
        for n, each in enumerate(items):
            if key(each) in seen:
                detail = f"'{getattr(each, name)}' có hai lần."
                yield Fault(f"{pointer}/{n}/{name}", "item-twice", detail, FORM)
            seen.add(key(each))


def _sheets(package: Package, target: Target, gaps: Gaps) -> Iterator[Fault]:
    announced = target.codes | {item.code for item in package.evidence} | gaps.codes
    # A row under a criterion that is not one may be missing elsewhere.
    astray = any(not levels.indicators(target.rules, each.criterion) for each in package.sheets)
    for n, sheet in enumerate(package.sheets):
        pointer = f"/sheets/{n}"
        told = sheets.faults(target.rules, sheet.criterion, sheet.judgements, target.judged)
        partial = astray or not gaps.criteria.isdisjoint((sheet.criterion, "*"))
        for code, at, detail in told:
            if partial and code == "lower-level-unjudged":
                continue
            yield Fault(f"{pointer}{at}", code, detail, cite(target.rules, sheets.ARTICLES))
        yield from _cited(pointer, sheet, announced, target.rules)
        yield from _described(pointer, sheet, target.rules)


def _cited(
    pointer: str, sheet: Sheet, announced: frozenset[str], rules: RuleSet
) -> Iterator[Fault]:
    for m, line in enumerate(sheet.judgements):
        at = f"{pointer}/judgements/{m}/evidence"
        name = levels.name(sheet.criterion, line.level, line.indicator)
        if line.met and not line.evidence:
            detail = f"Chỉ báo {name} ghi đạt nhưng không nêu minh chứng."
            yield Fault(at, "evidence-missing", detail, cite(rules))
        for k, code in enumerate(line.evidence):
            if evidence_codes.states_form(rules) and evidence_codes.read(rules, code) is None:
                shown = evidence_codes.example(rules)
                detail = f"Mã minh chứng '{code}' sai dạng; ví dụ đúng: {shown}."
                yield Fault(f"{at}/{k}", "evidence-code-form", detail, cite(rules))
            elif code not in announced and "*" not in announced:
                detail = f"Chỉ báo {name} nêu minh chứng '{code}' chưa đăng ký, gói cũng không có."
                yield Fault(f"{at}/{k}", "evidence-not-registered", detail, cite(rules))


def _described(pointer: str, sheet: Sheet, rules: RuleSet) -> Iterator[Fault]:
    known = {level for level, _ in levels.indicators(rules, sheet.criterion)}
    seen: set[int] = set()
    for m, each in enumerate(sheet.descriptions):
        at = f"{pointer}/descriptions/{m}/of_level"
        if known and each.of_level not in known:
            detail = f"Tiêu chí {sheet.criterion} không có Mức {each.of_level}."
            yield Fault(at, "level-unknown", detail, cite(rules))
        if each.of_level in seen:
            detail = f"Mức {each.of_level} của tiêu chí {sheet.criterion} được mô tả hai lần."
            yield Fault(at, "level-described-twice", detail, cite(rules))
        seen.add(each.of_level)


def _texts(package: Package, target: Target) -> Iterator[Fault]:
    numbers = [standard["no"] for standard in target.rules.document["standards"]]
    for n, standard in enumerate(package.standards):
        if standard.standard not in numbers:
            detail = f"{cite(target.rules)} không có tiêu chuẩn {standard.standard}."
            at = f"/standards/{n}/standard"
            yield Fault(at, "standard-unknown", detail, cite(target.rules))
    if not package.report_parts:
        return
    try:
        form = form_of(target.rules, target.on)
    except Rejected as refused:
        yield Fault("/report_parts", refused.code, refused.detail, refused.rule)
        return
    known = {part.code for part in form.parts}
    for n, part in enumerate(package.report_parts):
        if part.report_part not in known:
            shown = ", ".join(f"{each.code} ({each.title_vi})" for each in form.parts)
            detail = f"Báo cáo không có phần '{part.report_part}'; các phần là: {shown}."
            at = f"/report_parts/{n}/report_part"
            yield Fault(at, "report-part-unknown", detail, form.basis)


def _evidence(package: Package, target: Target) -> Iterator[Fault]:
    cited = {
        code for sheet in package.sheets for line in sheet.judgements for code in line.evidence
    }
    for n, item in enumerate(package.evidence):
        pointer = f"/evidence/{n}"
        yield from _item(pointer, item, target)
        if item.code not in target.codes | cited:
            detail = f"Minh chứng '{item.code}' không được chỉ báo nào trong gói nêu."
            yield Fault(f"{pointer}/code", "evidence-uncited", detail, FORM, warning=True)


def _item(pointer: str, item: EvidenceItem, target: Target) -> Iterator[Fault]:
    rule = cite(target.rules)
    if sum(each is not None for each in (item.file, item.link, item.place)) != 1:
        detail = "Phải nêu đúng một trong: tệp, đường dẫn, nơi lưu bản giấy."
        yield Fault(pointer, "content-not-one", detail, FORM)
    if not levels.indicators(target.rules, item.criterion):
        detail = f"{rule} không có tiêu chí {item.criterion}."
        yield Fault(f"{pointer}/criterion", "criterion-unknown", detail, rule)
    elif evidence_codes.states_form(target.rules):
        said = evidence_codes.read(target.rules, item.code)
        if said is None:
            shown = evidence_codes.example(target.rules)
            detail = f"Mã minh chứng '{item.code}' sai dạng; ví dụ đúng: {shown}."
            yield Fault(f"{pointer}/code", "evidence-code-form", detail, rule)
        elif said.criterion != item.criterion and item.criterion != target.rules.level4_article:
            detail = (
                f"Mã '{item.code}' là của tiêu chí {said.criterion}, không phải {item.criterion}."
            )
            yield Fault(f"{pointer}/code", "evidence-code-criterion", detail, rule)
    days = [("dated", item.dated)]
    days += [("link/seen_on", item.link.seen_on)] if item.link else []
    for name, day in days:
        if day is not None and day > target.on:
            detail = f"Ngày {show(day)} chưa đến."
            yield Fault(f"{pointer}/{name}", "date-in-future", detail, FORM)


def _figures(package: Package, target: Target) -> Iterator[Fault]:
    known = figures_of(target.cycle["kind"])
    for n, figure in enumerate(package.figures):
        of = known.get(figure.code)
        wrong = misfit(of, figure.value) if of else None
        if of is None:
            detail = f"Trường loại này không có số liệu '{figure.code}'."
            yield Fault(f"/figures/{n}/code", "figure-unknown", detail, "danh mục số liệu")
        elif wrong:
            yield Fault(f"/figures/{n}/value", "figure-misfit", wrong, "danh mục số liệu")
        if figure.true_on > target.on:
            detail = f"Ngày {show(figure.true_on)} chưa đến."
            yield Fault(f"/figures/{n}/true_on", "date-in-future", detail, FORM)


def _plan(package: Package, target: Target, gaps: Gaps) -> Iterator[Fault]:
    if package.plan is None:
        return
    issues = {each.issue for each in package.plan.issues}
    if package.plan.year not in (package.cycle.year, package.cycle.year + 1):
        detail = "Kế hoạch phải của năm học này hoặc năm học sau đợt tự đánh giá."
        yield Fault("/plan/year", "plan-year-differs", detail, FORM)
    for n, item in enumerate(package.plan.items):
        if target.origins.get(item.number, item.born_of) != item.born_of:
            detail = f"Việc số {item.number} của kế hoạch có nguồn khác; việc mới phải có số mới."
            yield Fault(f"/plan/items/{n}/born_of", "item-differs", detail, FORM)
        if item.starts and item.complete_by and item.complete_by < item.starts:
            detail = "Ngày hoàn thành trước ngày bắt đầu."
            yield Fault(f"/plan/items/{n}/complete_by", "term-reversed", detail, FORM)
        if item.issue is not None and item.issue not in issues and not gaps.issues:
            detail = f"Gói không nêu vấn đề ưu tiên số {item.issue}."
            yield Fault(f"/plan/items/{n}/issue", "issue-unknown", detail, FORM)


def judged(view: Wire) -> Mapping[levels.Key, bool]:
    """Return what is judged in a cycle as its view has it."""
    return {
        (sheet["criterion"], each["level"], each["indicator"]): each["met"]
        for sheet in view["sheets"]
        for each in sheet["judgements"]
    }
