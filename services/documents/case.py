"""What documents of a case and of a certificate have in common: acts, offices, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.problems import Wire, refused
from libs.law import areas, standards
from libs.law.standards import RuleSet
from libs.law.standards.grounds import legal_grounds
from services.documents.document import Answers
from services.documents.head import head, person, school_name, school_year, units

COMMITTEE = "Ủy ban nhân dân"


@dataclass(frozen=True, slots=True)
class Words:
    """How a law calls the review, who does it, what it writes, and what a school registers for."""

    review: str
    team: str
    report: str
    register: str


BY_2018 = Words("đánh giá ngoài", "Đoàn đánh giá ngoài", "Báo cáo đánh giá ngoài", "đánh giá ngoài")
BY_2026 = Words(
    *("thẩm định", "Hội đồng thẩm định", "Báo cáo thẩm định", "công nhận đạt chuẩn quốc gia")
)
"""The circular of 2026 leaves recognition to the Sở after an appraisal; its forms were not read."""
UNREAD_2026 = (
    "Mẫu văn bản theo Thông tư số 57/2026/TT-BGDĐT chưa đối chiếu được với bản gốc; tên gọi và"
    " trình tự các phần có thể khác."
)


def latest(acts: Sequence[Wire], *kinds: str) -> Wire | None:
    """Return the last act of these kinds, None if there is none."""
    return next((act for act in reversed(acts) if act["act_kind"] in kinds), None)


def since_filing(acts: Sequence[Wire]) -> list[Wire]:
    """Return the acts from the last registration on: nothing of an earlier one holds."""
    filed = [n for n, act in enumerate(acts) if act["act_kind"] == "filed"]
    return list(acts[filed[-1] :] if filed else acts)


def rules_of(answers: Answers) -> RuleSet:
    """Return the rule set of the case; raises `Rejected` (document-not-yet) before it has one."""
    rules = answers.view.get("rules")
    if not rules:
        raise not_yet("Trường chưa đăng ký: hồ sơ chưa có văn bản này.")
    return standards.by_hash(rules)


def words(answers: Answers) -> Words:
    """Return how the law of the case calls things."""
    return BY_2026 if is_2026(answers) else BY_2018


def is_2026(answers: Answers) -> bool:
    """Return whether the case is under the circular of 2026."""
    return str(rules_of(answers).id).startswith("tt57-")


def not_yet(detail: str) -> Exception:
    """Return the refusal of a document that there is nothing for."""
    return refused("document-not-yet", detail)


def year_of(answers: Answers) -> str:
    """Return the school year of the case as documents write it."""
    return school_year(int(answers.view["id"].rpartition("_")[2]))


def case_head(answers: Answers, dated: str | None, office: str | None) -> Wire:
    """Return what stands at head and foot of a document that an office or, None, the school writes.

    Of an office that was not found there is no name, and the head says so.
    """
    told = head(answers, dated)
    if office is None:
        return told
    known = answers.case.offices.get(office)
    on = date.fromisoformat(dated) if dated else answers.on
    return {**told, "issuer": issuer(known, on), "place": place(known, on) or told["place"]}


def issuer(office: Wire | None, on: date) -> Wire:
    """Return the two parts of an office's head: who stands above it, and its own name."""
    if office is None:
        return {"superior": [], "name": ["(chưa có dữ liệu)"]}
    name, unit = str(office["name"]), areas.unit(office["area"], on)
    above = unit.name if unit else ""
    ends = bool(above) and name.casefold().endswith(above.casefold())
    own = name[: -len(above)].strip() if ends else name
    if office["kind"] in ("so", "phong") and above:
        return {"superior": [COMMITTEE, above], "name": [own or name]}
    return {"superior": [], "name": [own, above] if ends and own else [name]}


def committee(answers: Answers, on: date) -> Wire:
    """Return the head of the people's committee of the school's province."""
    codes = [code for each in answers.school.get("areas", ()) for code in areas.chain(each, on)]
    units = (areas.unit(code, on) for code in codes)
    name = next((unit.name for unit in units if unit and unit.tier == "province"), None)
    return {"superior": [], "name": [COMMITTEE, name or "(chưa có dữ liệu)"]}


def place(office: Wire | None, on: date) -> str | None:
    """Return the place that an office writes before the day: the name of its area."""
    unit = areas.unit(office["area"], on) if office else None
    if unit is None:
        return None
    name = str(unit.name)
    for kind in ("Phường ", "Xã ", "Đặc khu ", "Quận ", "Huyện ", "Tỉnh "):
        name = name.removeprefix(kind)
    return name


def office_name(answers: Answers, id: str | None) -> str | None:
    """Return what an office is called, None where that is not known."""
    return answers.case.offices.get(id or "", {}).get("name")


def signer(answers: Answers, act: Wire | None, titles: Sequence[str]) -> Wire:
    """Return a signature: who acted, where the asker may know the name."""
    known = answers.people.get(act["actor"], {}) if act else {}
    return {"titles": list(titles), "name": known.get("name")}


def school_at(answers: Answers, dated: str | None) -> str:
    """Return the school's name with the units that it lies in, as of the day of the paper."""
    on = (date.fromisoformat(dated), answers.on) if dated else (answers.on,)
    return ", ".join([school_name(answers), *(unit.name for unit in units(answers.school, on))])


def grounds(answers: Answers) -> list[str]:
    """Return the circular of a case, and what amended it, each beginning with "Căn cứ"."""
    return [*legal_grounds(rules_of(answers), answers.on)]


def ref_of(rules: RuleSet) -> str:
    """Return how a circular is cited: "Thông tư số 18/2018/TT-BGDĐT"."""
    return f"Thông tư số {rules.document['legal_basis'][0]['ref']}"


def unsure(answers: Answers, *more: str) -> list[str]:
    """Return what is not sure of a document's form or of its law, to be said at its end."""
    rules = rules_of(answers)
    said = [str(each) for each in rules.document.get("warnings_vi", ()) if is_2026(answers)]
    return [*said, *([UNREAD_2026] if is_2026(answers) else []), *more]


def level(rules: RuleSet, found: int | None) -> str | None:
    """Return a school level in words: "Mức 2", "chưa đạt Mức 1"."""
    if found is None:
        return None
    return f"Mức {found}" if found else "chưa đạt Mức 1"


def members(answers: Answers) -> list[Wire]:
    """Return the team, in the order of its decision."""
    called = {"leader": "Trưởng đoàn", "secretary": "Thư ký", "member": "Thành viên"}
    if is_2026(answers):
        called["leader"] = "Chủ tịch"
    return [
        {"name": person(answers, each["person"]), "role": called[each["post"]]}
        for each in answers.view["team_members"]
    ]
