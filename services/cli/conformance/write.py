"""Level write: the software takes packages in as a whole, once, and names everything wrong."""

from libs.kernel.problems import Wire
from services.cli.conformance import samples
from services.cli.conformance.asked import (
    Check,
    Failed,
    Software,
    book,
    came,
    expect,
    places,
    problem,
    report,
)
from services.gateway.exchange.package import Package

CELLS = [cell[:3] for cell in samples.WRONG]
SHOWN = ", ".join(f"{sheet} dòng {row} cột {column}" for sheet, row, column in CELLS)


def _good(software: Software) -> Wire:
    """Return the package of this run, made once."""
    if "good" not in software.own:
        software.own["good"] = samples.good(software.package())
    found: Wire = software.own["good"]
    return found


def _check_wrong(software: Software) -> str:
    before = software.package()
    answer = software.post("/package/check", samples.wrong(_good(software)))
    found = sorted(places(report(answer, "refused")["faults"]))
    if found != sorted(CELLS):
        raise Failed(f"nêu {found}")
    software.unchanged(before)
    return f"nêu đúng {len(found)} ô, chưa ghi gì"


def _take_wrong(software: Software) -> str:
    before = software.package()
    answer = software.post("/package", samples.wrong(_good(software)))
    errors = problem(answer, 422).get("errors", [])
    if len(errors) != len(CELLS):
        raise Failed(came(answer))
    software.unchanged(before)
    return f"422 với {len(errors)} lỗi, chưa ghi gì"


def _check_good(software: Software) -> str:
    before = software.package()
    answer = software.post("/package/check", book(_good(software)))
    report(answer, "acceptable")
    software.unchanged(before)
    return "chấp nhận được, chưa ghi gì"


def _take_good(software: Software) -> str:
    good = _good(software)
    report(software.post("/package", book(good)), "taken")
    _holds(software.package(), good)
    return "đã nhập, package.json có nội dung ấy"


def _again(software: Software) -> str:
    before = software.package()
    found = report(software.post("/package", book(_good(software))), "taken_before")
    if any(found.get("changes", {}).values()):
        raise Failed(f"changes {found['changes']}")
    software.unchanged(before)
    return "không ghi lần nữa"


def _corrected(software: Software) -> str:
    good = _good(software)
    sheet = {**good["sheets"][0], "improvement": f"{good['sheets'][0]['improvement']}, đã sửa"}
    corrected = {**good, "sheets": [sheet]}
    report(software.post("/package", corrected), "taken")
    _holds(software.package(), corrected)
    return "bản đã sửa được ghi tiếp"


def _elsewhere(software: Software) -> str:
    before = software.package()
    answer = software.post("/package", samples.of_another_school(_good(software)))
    problem(answer, 422)
    software.unchanged(before)
    return came(answer)


def _malformed(software: Software) -> str:
    answer = software.post("/package", '{"format": "kiemdinh-package"')
    problem(answer, 400)
    return came(answer)


def _nobody(software: Software) -> str:
    answer = software.get("/package", key="")
    problem(answer, 401)
    listed = software.get("/package")
    expect(listed, 200, "application/json")
    return f"không khóa: 401; có khóa: {came(listed)}"


def _holds(package: Package, good: Wire) -> None:
    """Raise `Failed` unless a package says what a good one does of its criterion and evidence."""
    (wanted,) = good["sheets"]
    told = {sheet.criterion: sheet for sheet in package.sheets}.get(wanted["criterion"])
    if told is None or told.improvement != wanted["improvement"]:
        raise Failed(f"phiếu {wanted['criterion']} sau đó không phải của gói: {told}")
    cited = {code for line in told.judgements for code in line.evidence}
    missing = cited - {item.code for item in package.evidence}
    if missing:
        raise Failed(f"thiếu minh chứng {', '.join(sorted(missing))}")


CHECKS = (
    Check(
        "W1", "POST package/check, xlsx có ba ô sai", f"refused, nêu đúng: {SHOWN}", _check_wrong
    ),
    Check("W2", "POST package, cùng tệp", "422, ba lỗi; không ghi gì", _take_wrong),
    Check("W3", "POST package/check, xlsx đúng", "acceptable; không ghi gì", _check_good),
    Check("W4", "POST package, xlsx đúng", "taken; package.json có nội dung ấy", _take_good),
    Check("W5", "POST package, cùng tệp lần nữa", "taken_before; không ghi gì", _again),
    Check("W6", "POST package, JSON đã sửa một phiếu", "taken; chỉ phiếu ấy đổi", _corrected),
    Check("W7", "POST package của trường khác", "422; không ghi gì", _elsewhere),
    Check("W8", "POST package, JSON cụt", "400, problem+json", _malformed),
    Check("W9", "GET package, không khóa rồi có khóa", "401, rồi 200 với các gói đã nhập", _nobody),
)
