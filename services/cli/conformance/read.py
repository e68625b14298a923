"""Level read: the software gives its packages away, in both forms, to whom it may."""

from services.cli.conformance.asked import JSON, Check, Failed, Software, came, problem
from services.cli.conformance.file import lawful
from services.gateway.exchange.package import digest


def _json(software: Software) -> str:
    software.own["package"] = package = software.package()
    return f"gói đúng dạng, {len(package.sheets)} phiếu, {len(package.evidence)} minh chứng"


def _law(software: Software) -> str:
    return lawful(software.package())


def _xlsx(software: Software) -> str:
    package, book = software.package(), software.as_workbook()
    if digest(package) != digest(book):
        raise Failed(f"hai tệp khác nội dung: {digest(package)} và {digest(book)}")
    return f"cùng nội dung {digest(package)}"


def _twice(software: Software) -> str:
    first = software.get("/package.json")
    tag = first.headers.get("ETag", "")
    if not tag or software.get("/package.json").headers.get("ETag") != tag:
        raise Failed(f"ETag '{tag}', lần sau khác")
    again = software.get("/package.json", **{"If-None-Match": tag})
    if again.status_code != 304:
        raise Failed(came(again))
    return f"304 với ETag {tag}"


def _nobody(software: Software) -> str:
    answer = software.get("/package.json", key="")
    problem(answer, 401)
    return came(answer)


def _unknown(software: Software) -> str:
    answer = software.get("/package.json", url=f"{software.url}0")
    if answer.status_code not in (403, 404):
        raise Failed(came(answer))
    problem(answer, answer.status_code)
    return came(answer)


CHECKS = (
    Check("R1", "GET package.json", f"200 {JSON}, đúng lược đồ package-1", _json),
    Check("R2", "GET package.json", "nội dung đúng bộ tiêu chuẩn mà gói nêu", _law),
    Check("R3", "GET package.xlsx", "tệp xlsx cùng nội dung với package.json", _xlsx),
    Check("R4", "GET package.json hai lần, If-None-Match", "cùng ETag, rồi 304", _twice),
    Check("R5", "GET package.json không có khóa", "401, problem+json có detail", _nobody),
    Check("R6", "GET của một đợt không có", "404 hoặc 403, problem+json", _unknown),
)
