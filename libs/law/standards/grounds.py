"""The legal grounds (căn cứ) of a decision under a rule set, as its paper names them. Pure."""

from datetime import date

from libs.law.standards.rule_set import RuleSet


def circular(rules: RuleSet) -> str:
    """Return the circular of a rule set with its day and full title."""
    basis = rules.document["legal_basis"][0]
    title = rules.title_vi[:1].lower() + rules.title_vi[1:]
    return (
        f"Thông tư số {basis['ref']} ngày {long_day(basis['issued_on'])}"
        f" của Bộ trưởng Bộ Giáo dục và Đào tạo {title}"
    )


def legal_grounds(rules: RuleSet, on: date) -> tuple[str, ...]:
    """Return the circular and what had amended it by `on`, each beginning with "Căn cứ"."""
    found = [f"Căn cứ {circular(rules)}"]
    for each in rules.document.get("amended_by", ()):
        if each["effective_from"] <= on and each["revision"] <= rules.revision:
            found.append(
                f"Căn cứ Thông tư số {each['ref']} ngày {long_day(str(each['issued_on']))} của Bộ"
                " trưởng Bộ Giáo dục và Đào tạo sửa đổi, bổ sung Thông tư nêu trên"
            )
    return tuple(found)


def long_day(iso: str) -> str:
    """Return a day as running text has it: "07 tháng 7 năm 2026"."""
    day = date.fromisoformat(iso)
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02} tháng {month} năm {day.year}"
