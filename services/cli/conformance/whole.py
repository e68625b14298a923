"""Level whole: what the software exports it takes in again, and feedback goes one way."""

from libs.kernel.problems import Wire
from services.cli.conformance.asked import Check, Failed, Software, book, report
from services.gateway.exchange.package import dump


def _own_json(software: Software) -> str:
    before = software.package()
    _nothing(report_of(software, dump(before)))
    software.unchanged(before)
    return "không có gì đổi"


def _own_xlsx(software: Software) -> str:
    before = software.package()
    _nothing(report_of(software, book(dump(before))))
    software.unchanged(before)
    return "không có gì đổi"


def _feedback(software: Software) -> str:
    before = software.package()
    said = {"kind": "comment", "text": "Góp ý không có thật", "criterion": None}
    wire = dump(before)
    wire["feedback"] = [*wire["feedback"], {**said, "item": None, "dated": None, "office": None}]
    found = report_of(software, wire)
    if not any(each.get("code") == "feedback-not-taken" for each in found["faults"]):
        raise Failed(f"không cảnh báo feedback-not-taken: {found['faults']}")
    software.unchanged(before)
    return "góp ý trong gói bị bỏ qua, có cảnh báo"


def report_of(software: Software, body: bytes | Wire) -> Wire:
    """Return the report on checking a package that may be taken, or was before."""
    answer = software.post("/package/check", body)
    try:
        return report(answer, "acceptable")
    except Failed:
        return report(answer, "taken_before")


def _nothing(found: Wire) -> None:
    changes = found.get("changes")
    if not isinstance(changes, dict) or any(changes.values()):
        raise Failed(f"changes {changes}")


CHECKS = (
    Check("X1", "POST package/check, chính package.json", "không có gì đổi", _own_json),
    Check("X2", "POST package/check, nội dung ấy dạng xlsx", "không có gì đổi", _own_xlsx),
    Check("X3", "POST package/check, thêm một góp ý", "cảnh báo feedback-not-taken", _feedback),
)
