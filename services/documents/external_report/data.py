"""What stands in the report of an external review, from the case and the team's sheets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from libs.kernel.problems import Wire
from libs.law.calendar import show
from libs.law.standards import RuleSet, external_review, levels
from libs.law.standards.rule_set import Criterion
from services.documents import case, criteria
from services.documents.document import Answers
from services.documents.head import day, paragraphs, school_name
from services.documents.recognition_decision.data import indicator

SOURCE_UNSURE = (
    "Bố cục theo mẫu báo cáo đang dùng ở địa phương (một nguồn thứ cấp); thông tư không kèm mẫu đã"
    " đọc được."
)
NOT_DONE = "Chưa thực hiện"


def data(answers: Answers) -> Wire:
    """Return the data of the report: final where the asker may see it, else what the draft says.

    Raises `Rejected` (document-not-yet) while nothing was found.
    """
    view, rules, said = answers.view, case.rules_of(answers), case.words(answers)
    final = bool(view["final_on"]) and view["proposed_level"] is not None
    if not answers.case.sheets and not final and not view["draft_sent_on"]:
        raise case.not_yet(f"{said.team} chưa ghi kết quả nào để lập báo cáo.")
    dated = view["final_on"] if final else view["draft_sent_on"]
    told = case.case_head(answers, dated, view["appraiser"])
    above = told["issuer"]
    found = list(_standards(answers, rules))
    judged = [c for s in found for c in s["criteria"] if c["found"]]
    level = view["proposed_level"] if final else view["draft_level"]
    leader = next((m for m in view["team_members"] if m["post"] == "leader"), None)
    signer = answers.people.get(leader["person"], {}).get("name") if leader else None
    titles = {member["role"] for member in case.members(answers)} - {"Thư ký", "Thành viên"}
    return {
        **told,
        "issuer": {
            "superior": [" ".join([*above["name"], *above["superior"][1:]])],
            "name": [said.team],
        },
        "draft": not final,
        "kind": said.report.upper(),
        "number": None,
        "summary": f"{case.school_at(answers, dated)}, năm học {case.year_of(answers)}",
        "of_team": said.team,
        "team": case.members(answers),
        "formed": _formed(view),
        "process": list(_process(answers)),
        "overall": _overall(answers, found, judged),
        "standards": found,
        "level_4": _level_4(answers, rules),
        "conclusion": _conclusion(answers, rules, final, level),
        "reply": _reply(answers, rules),
        "points": _points(view),
        "closing": f"{said.report} này là căn cứ để cơ quan có thẩm quyền xem xét, quyết định./."
        if final
        else f"{said.team} gửi nhà trường dự thảo này để lấy ý kiến phản hồi./.",
        "recipients": [
            f"{school_name(answers)};",
            *([f"{name};"] if (name := case.office_name(answers, view["appraiser"])) else []),
            "Lưu: hồ sơ đoàn.",
        ],
        "signer": {
            "titles": [f"TM. {said.team}", *(titles or {"Trưởng đoàn"})],
            "name": signer,
        },
        "unsure": case.unsure(answers, *([] if case.is_2026(answers) else [SOURCE_UNSURE])),
    }


def _formed(view: Wire) -> str | None:
    if not view["team_decision"]:
        return None
    on = f" ngày {day(view['team_formed_on'])}" if view["team_formed_on"] else ""
    changed = f", thay đổi ngày {day(view['team_changed_on'])}" if view["team_changed_on"] else ""
    return f"Quyết định số {view['team_decision']}{on}{changed}"


def _process(answers: Answers) -> Iterator[Wire]:
    """Yield the steps, each with its days and what came of it; None where nothing is recorded."""
    view, said = answers.view, case.words(answers)
    if not case.is_2026(answers):
        yield _step("Nghiên cứu hồ sơ đánh giá", None, "Báo cáo sơ bộ")
        yield _step("Khảo sát sơ bộ tại trường", None, "Biên bản khảo sát sơ bộ")
    days = [day(view[name]) for name in ("survey_started", "survey_ended")]
    when = " - ".join(dict.fromkeys(each for each in days if each))
    name = "Khảo sát thực tế (nếu cần)" if case.is_2026(answers) else "Khảo sát chính thức"
    yield _step(name, when or NOT_DONE, "Phiếu đánh giá tiêu chí")
    yield _step("Dự thảo báo cáo", day(view["draft_sent_on"]) or NOT_DONE, "Dự thảo báo cáo")
    silent = view["agreed"] and not view["replied_on"]
    replied = "Hết hạn, coi như đồng ý" if silent else day(view["replied_on"]) or NOT_DONE
    yield _step("Lấy ý kiến phản hồi của trường", replied, "Văn bản phản hồi")
    if view["points"]:
        yield _step(
            "Trả lời ý kiến của trường", day(view["answered_on"]) or NOT_DONE, "Văn bản trả lời"
        )
    yield _step("Hoàn thiện báo cáo", day(view["final_on"]) or NOT_DONE, said.report)


def _step(name: str, when: str | None, product: str) -> Wire:
    return {"name": name, "when": when, "product": product}


def _standards(answers: Answers, rules: RuleSet) -> Iterator[Wire]:
    """Yield the standards, each criterion with the school's level beside the team's."""
    sheets = {each["criterion"]: each for each in answers.case.sheets}
    own: dict[str, int | None] = {}
    if answers.case.report:
        read = criteria.standards_of(replace(answers, view=answers.case.report))
        own = {each["code"]: each["level"] for one in read for each in one["criteria"]}
    known = {each.code: each for each in rules.criteria}
    for standard in rules.document["standards"]:
        yield {
            "no": standard["no"],
            "title": standard["title_vi"],
            "criteria": [
                _criterion(known[each["code"]], own.get(each["code"]), sheets.get(each["code"]))
                for each in standard["criteria"]
            ],
        }


def _criterion(known: Criterion, own: int | None, sheet: Wire | None) -> Wire:
    verdicts = {(v["level"], v["indicator"]): v["met"] for v in (sheet or {}).get("verdicts", ())}
    judged = [
        {"level": level, "requirements": [{"met": verdicts.get((level, each))} for each in letters]}
        for level, letters in known.levels
    ]
    unmet = [
        indicator(levels.name(known.code, level, each))
        for level, letters in known.levels
        for each in letters
        if verdicts.get((level, each)) is False
    ]
    team = criteria.reached(judged) if sheet else None
    return {
        "code": known.code,
        "title": known.title_vi,
        "self": _word(own),
        "team": _word(team),
        "differs": None not in (own, team) and own != team,
        "found": sheet is not None,
        "unmet": unmet,
        **_texts(sheet),
    }


def _texts(sheet: Wire | None) -> Wire:
    """Return the texts of a sheet; one that its writer left empty says so."""
    names = ("strengths", "weaknesses", "recommendations")
    if sheet is None:
        return {name: [] for name in names}
    return {name: paragraphs(sheet[name]) or ["Không nêu."] for name in names}


def _word(level: int | None) -> str | None:
    if level is None:
        return None
    return f"Mức {level}" if level else "Không đạt"


def _level_4(answers: Answers, rules: RuleSet) -> Wire | None:
    article = rules.level4_article
    sheet = next((s for s in answers.case.sheets if article and s["criterion"] == article), None)
    if sheet is None:
        return None
    met = {v["indicator"]: v["met"] for v in sheet["verdicts"]}
    return {
        "article": str(article),
        "clauses": [
            {"clause": each, "met": {True: "Đạt", False: "Không đạt"}.get(met.get(each, ""))}
            for each in rules.level4_clauses
        ],
        **_texts(sheet),
    }


def _overall(answers: Answers, found: list[Wire], judged: list[Wire]) -> list[str]:
    said = case.words(answers)
    total = sum(len(each["criteria"]) for each in found)
    differ = [each["code"] for each in judged if each["differs"]]
    lines = [f"{said.team} đã đánh giá {len(judged)}/{total} tiêu chí."]
    if answers.case.report is None:
        return [*lines, "Báo cáo tự đánh giá không có ở đây để đối chiếu."]
    if differ:
        return [
            *lines,
            f"Khác với kết quả tự đánh giá ở {len(differ)} tiêu chí: {', '.join(differ)}.",
        ]
    return [*lines, "Không tiêu chí nào khác với kết quả tự đánh giá."]


def _conclusion(answers: Answers, rules: RuleSet, final: bool, level: int | None) -> list[str]:
    view, said = answers.view, case.words(answers)
    if level is None:
        return []
    name = case.level(rules, level)
    reached = name if name and name.startswith("chưa") else f"đạt {name}"
    lines = [f"{school_name(answers)} {reached} theo {case.ref_of(rules)}."]
    for what, names in (("chưa đạt", view["failed"]), ("chưa đánh giá", view["unjudged"])):
        if names:
            listed = "; ".join(indicator(each) for each in names)
            lines.append(f"Yêu cầu {what} của mức tiếp theo: {listed}.")
    if final:
        asked = []
        if view["proposed_accreditation_grade"]:
            asked.append(
                f"đạt kiểm định chất lượng giáo dục Cấp độ {view['proposed_accreditation_grade']}"
            )
        if view["proposed_national_grade"]:
            asked.append(f"đạt chuẩn quốc gia Mức độ {view['proposed_national_grade']}")
        lines.append(
            f"{said.team} đề nghị công nhận nhà trường {' và '.join(asked)}."
            if asked
            else f"{said.team} chưa đề nghị công nhận nhà trường theo mục đích đã đăng ký."
        )
    return lines


def _reply(answers: Answers, rules: RuleSet) -> list[str]:
    """Return how the school answered the draft, or until when it may."""
    view = answers.view
    if view["replied_on"]:
        how = "đồng ý với dự thảo" if view["agreed"] else "có ý kiến với dự thảo"
        return [f"Nhà trường {how} ngày {day(view['replied_on'])}."]
    if view["agreed"]:
        return ["Hết thời hạn nhà trường không phản hồi: coi như đồng ý với dự thảo."]
    if not view["draft_sent_on"]:
        return []
    if not view["reply_before"]:
        return ["Thời hạn phản hồi chưa được ấn định; nhà trường phản hồi bằng văn bản."]
    last = date.fromisoformat(view["reply_before"]) - timedelta(1)
    return [
        f"Nhà trường phản hồi bằng văn bản đến hết ngày {show(last)}; quá thời hạn mà không"
        f" phản hồi thì coi như đồng ý ({external_review.cite_term(rules, 'reply', '32')})."
    ]


def _points(view: Wire) -> list[Wire]:
    """Return each point of the school with the team's answer, None while it is owed."""
    answers = view["answers"] or ()
    return [
        {"point": point, "answer": answer}
        for point, answer in zip_longest(view["points"], answers[: len(view["points"])])
    ]
