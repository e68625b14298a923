"""What stands in a decision on accreditation or on the national standard, from the case."""

from dataclasses import dataclass
from datetime import date

from libs.kernel.problems import Wire
from libs.law.calendar import show
from libs.law.labels import capital
from libs.law.standards import RuleSet
from libs.law.standards.grounds import long_day
from services.documents import case
from services.documents.document import Answers
from services.documents.head import principal, school_name

TITLES = {"director": "Giám đốc", "chair": "Chủ tịch", "officer": "Giám đốc"}
FORM_UNSURE = (
    "Lời văn của Quyết định do hệ thống đề xuất từ các điều của thông tư; thông tư không kèm mẫu"
    " quyết định."
)
REFUSAL_UNSURE = (
    "Chưa tìm thấy mẫu quyết định không công nhận và thời gian chờ trước khi đăng ký lại trong"
    " văn bản quy định."
)
COMPLAINT = (
    "Nhà trường có quyền khiếu nại lần đầu trong thời hạn 90 ngày kể từ ngày nhận được hoặc biết"
    " được Quyết định này (Điều 9 Luật Khiếu nại)."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two recognitions: how a case, its acts and the law's document are called.

    `name` is also the kind of act that decides it, `field` the view's field that has its grade.
    """

    name: str
    purpose: str
    field: str
    grade: str
    object: str


ACCREDITATION = Kind(
    *("accreditation", "accreditation", "accreditation_grade", "Cấp độ"),
    "đạt kiểm định chất lượng giáo dục",
)
NATIONAL = Kind(
    *("national", "national_standard", "national_grade", "Mức độ"),
    "đạt chuẩn quốc gia",
)


def accreditation(answers: Answers) -> Wire:
    """Return the data of the decision on accreditation, of a draft before it is signed."""
    return _data(answers, ACCREDITATION)


def national(answers: Answers) -> Wire:
    """Return the data of the decision on the national standard, of a draft before it is signed."""
    return _data(answers, NATIONAL)


def _data(answers: Answers, kind: Kind) -> Wire:
    view, rules = answers.view, case.rules_of(answers)
    if view["purpose"] not in (kind.purpose, "both"):
        raise case.not_yet(f"Hồ sơ này không đăng ký công nhận {kind.object}.")
    outcome = view[kind.name]
    if outcome is None and view["proposed_level"] is None:
        raise case.not_yet("Chưa có báo cáo chính thức để ra quyết định.")
    act = case.latest(answers.case.acts, kind.name) if outcome else None
    dated = view[f"{kind.name}_on"]
    office = act["org"] if act else _decider(answers, rules, kind)
    told = case.case_head(answers, dated, office)
    if office is None:
        told["issuer"] = case.committee(answers, answers.on)
    prefix = "" if outcome else "proposed_"
    grade = view[prefix + kind.field]
    granted = outcome == "granted" if outcome else grade is not None
    chairs = told["issuer"]["name"][0] == case.COMMITTEE
    title = TITLES[act["role"]] if act else "Chủ tịch" if chairs else "Giám đốc"
    of_office = " ".join(told["issuer"]["name"] + told["issuer"]["superior"][1:])
    verb = "công nhận" if granted else "không công nhận"
    articles = (
        _granted(answers, rules, kind, grade) if granted else _refused(answers, rules, kind, act)
    )
    doubts = [FORM_UNSURE, *([] if granted else [REFUSAL_UNSURE])]
    return {
        **told,
        "draft": outcome is None,
        "number": view[f"{kind.name}_decision"],
        "summary": f"Về việc {verb} {school_name(answers)} {kind.object}"
        + (f" {kind.grade} {grade}" if granted else ""),
        "authority": f"{title} {of_office}",
        "bases": _bases(answers, kind, act),
        "articles": [*articles, _carried_out(answers, office)],
        "recipients": _recipients(answers, told["issuer"], kind),
        "signer": case.signer(answers, act, [title]),
        "unsure": case.unsure(answers, *doubts),
    }


def _decider(answers: Answers, rules: RuleSet, kind: Kind) -> str | None:
    """Return the office that is to decide, None where it is the province's committee."""
    national = rules.document["national_standard"] or {}
    if kind is NATIONAL and "provincial" in str(national.get("decided_by")):
        return None
    appraiser: str | None = answers.view["appraiser"]
    return appraiser


def _bases(answers: Answers, kind: Kind, act: Wire | None) -> list[str]:
    """Return the legal grounds as decided, those of the rule set where none were, and the papers
    of the case."""
    view, said = answers.view, case.words(answers)
    team = f" thành lập theo Quyết định số {view['team_decision']}" if view["team_decision"] else ""
    report = f"Căn cứ {said.report}{_of(view['final_on'])} của {said.team}{team}"
    proposed = []
    if kind is NATIONAL and view["proposal_number"]:
        by = case.office_name(answers, view["appraiser"]) or "Sở Giáo dục và Đào tạo"
        proposed = [
            f"Theo đề nghị của Giám đốc {by} tại văn bản số {view['proposal_number']}"
            f"{_of(view['proposed_on'])}"
        ]
    stated = act["grounds"] if act else ()
    return [*(stated or case.grounds(answers)), report, *proposed]


def _of(iso: str | None) -> str:
    return f" ngày {long_day(iso)}" if iso else ""


def _granted(answers: Answers, rules: RuleSet, kind: Kind, grade: int) -> list[list[str]]:
    view = answers.view
    paper = document_of(rules, kind)
    number = view[f"{kind.name}_certificate"]
    level = case.level(rules, view["decided_level"] or view["proposed_level"])
    school = case.school_at(answers, view[f"{kind.name}_on"])
    first = (
        f"Công nhận {school} {kind.object} {kind.grade} {grade} (kết quả"
        f" {case.words(answers).review}: nhà trường đạt {level}) và cấp {paper}"
        + (f", số {number}." if number else ".")
    )
    term = f"{paper} có giá trị {rules.validity_years:02} năm kể từ ngày ký Quyết định này"
    to = view[f"{kind.name}_valid_to"]
    if to:
        term += f", đến hết ngày {show(date.fromisoformat(to))}"
    return [
        [first],
        [f"{term}.", *conditions(answers, rules, kind)],
    ]


def document_of(rules: RuleSet, kind: Kind) -> str:
    """Return what the law calls the paper that a school is given."""
    if kind is ACCREDITATION:
        return str(rules.document.get("accreditation_document_vi") or "Giấy chứng nhận")
    told = rules.document["national_standard"] or {}
    return str(told.get("document_vi") or "Giấy chứng nhận trường đạt chuẩn quốc gia")


def conditions(answers: Answers, rules: RuleSet, kind: Kind) -> list[str]:
    """Return what the recognition binds the school to, and what ends it, by article."""
    ref = case.ref_of(rules)
    keep = "Nhà trường duy trì, nâng cao kết quả đã đạt và thực hiện kế hoạch cải tiến chất lượng"
    if case.is_2026(answers):
        return [
            f"{keep}.",
            "Giấy chứng nhận bị thu hồi khi trường bị đình chỉ hoạt động do vi phạm, hoặc không"
            " còn đủ điều kiện của mức độ đã công nhận mà không khắc phục đủ trong thời hạn do Sở"
            f" Giáo dục và Đào tạo ấn định (khoản 1 Điều 20 {ref}).",
        ]
    months = rules.renewal_lead_months
    renewal = [
        f"Ít nhất {months:02} tháng trước khi hết giá trị, "
        + ("nếu có nguyện vọng, " if kind is NATIONAL else "")
        + "nhà trường đã hoàn thành tự đánh giá và đăng ký đánh giá ngoài để được công nhận lại"
        f" (khoản 2 Điều {'38' if kind is NATIONAL else '35'} {ref})."
    ]
    lost = (
        f"{document_of(rules, kind)} bị thu hồi khi còn giá trị mà trường không còn đạt yêu cầu"
        f" (Điều {'39' if kind is NATIONAL else '36'} {ref})."
    )
    return [
        f"{keep}, khuyến nghị của Đoàn đánh giá ngoài.",
        *(renewal if months else []),
        lost,
    ]


def _refused(answers: Answers, rules: RuleSet, kind: Kind, act: Wire | None) -> list[list[str]]:
    view = answers.view
    level = case.level(rules, view["decided_level"] or view["proposed_level"] or 0)
    reasons = [
        f"Kết quả {case.words(answers).review}: nhà trường {_reached(level)}, chưa đủ để được công"
        f" nhận {kind.object}."
    ]
    for said, names in (("chưa đạt", view["failed"]), ("chưa đánh giá", view["unjudged"])):
        if names:
            named = "; ".join(indicator(each) for each in names)
            reasons.append(f"Yêu cầu {said} của mức tiếp theo: {named}.")
    if act and act["reason"]:
        reasons.append(act["reason"])
    return [
        [
            f"Không công nhận {case.school_at(answers, view[f'{kind.name}_on'])} {kind.object}.",
            *reasons,
        ],
        [
            "Nhà trường tiếp tục thực hiện kế hoạch cải tiến chất lượng để khắc phục các yêu cầu"
            " nêu tại Điều 1.",
            COMPLAINT,
        ],
    ]


def _reached(level: str | None) -> str:
    return str(level) if level and level.startswith("chưa") else f"đạt {level}"


def indicator(name: str) -> str:
    """Return an indicator's name in words: "1.1/2a" as "tiêu chí 1.1 (Mức 2, chỉ báo a)"."""
    criterion, _, rest = name.partition("/")
    if "." not in criterion:
        return f"Mức 4, khoản {rest.partition('.')[2] or rest}"
    letter = f", chỉ báo {rest[1:]}" if rest[1:] else ""
    return f"tiêu chí {criterion} (Mức {rest[:1]}{letter})"


def _carried_out(answers: Answers, office: str | None) -> list[str]:
    view = answers.view
    offices = dict.fromkeys(
        f"các đơn vị có liên quan của {name}" if id == office else name
        for id in (view["appraiser"], view["checker"])
        if (name := case.office_name(answers, id))
    )
    head = principal(answers)["titles"][0]
    who = ", ".join(offices)
    who += " và " if who else ""
    return [
        f"Quyết định có hiệu lực kể từ ngày ký. {capital(who + head)} {school_name(answers)} chịu"
        " trách nhiệm"
        " thi hành Quyết định này./."
    ]


def _recipients(answers: Answers, issuer: Wire, kind: Kind) -> list[str]:
    view = answers.view
    own = " ".join(issuer["name"])
    above = " ".join(issuer["superior"])
    others = dict.fromkeys(
        name
        for id in (view["appraiser"], view["checker"])
        if (name := case.office_name(answers, id))
        and not name.casefold().startswith(own.casefold())
    )
    return [
        "Như Điều 3;",
        *([f"{above} (để báo cáo);"] if above else []),
        *(f"{name};" for name in others),
        "Lưu: VT, hồ sơ công nhận.",
    ]
