"""One act in a case that has no page of its own: its form beside what it rests on, looked over,
recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console.case import Case
from services.console.deed import Deed, day_said, day_shown, done
from services.console.person import PersonVisit

SEEN_BY_PARTIES = text("Trường, cơ quan giữ hồ sơ và đoàn đánh giá ngoài.")
SEEN_BY_ALL = text("Mọi người: kết quả công nhận lên trang công khai ngay khi ghi.")
SEEN_BY_OFFICERS = text(
    "Cơ quan giữ hồ sơ và đoàn; trường chỉ thấy khi có quyết định về báo cáo này."
)
WHY = "Hiển thị thành viên hội đồng thẩm định để ghi người dự họp"
KEPT, TAKEN = "kept", "taken"
ANSWERS = {TAKEN: text("Tiếp thu"), KEPT: text("Giữ nguyên")}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: its name in the command, how it is typed, what it is called."""

    name: str
    kind: str
    label: str
    hint: str = ""


DATED = Field("dated", "day", text("Ngày của văn bản"), text("Để trống nếu là hôm nay."))
BASIS = Field("basis", "text", text("Căn cứ"), text("Văn bản làm căn cứ, số và ngày."))
NUMBER = Field("decision_number", "text", text("Số quyết định"), text("Ví dụ 1234/QĐ-SGDĐT."))
CERTIFICATE = Field(
    *("certificate_number", "text", text("Số chứng nhận, bằng công nhận")),
    text("Để trống khi không công nhận."),
)
GROUNDS = Field(
    *("grounds", "lines", text("Căn cứ pháp lý")),
    text("Mỗi dòng một căn cứ, như ghi trong quyết định. Đã điền theo bộ tiêu chuẩn của hồ sơ."),
)
REASON = Field(
    *("reason", "area", text("Lý do không công nhận")),
    text("Để trống khi công nhận. Các chỉ báo chưa đạt tự có trong quyết định; không ghi họ tên."),
)
RETURN = Field(
    *("return_on", "day", text("Ngày hẹn trả kết quả")),
    text("Để trống khi giấy không ghi."),
)
COLLECTIVE = Field("collective", "check", text("Quyết định này ghi tên nhiều trường"))


@dataclass(frozen=True, slots=True)
class Step:
    """An act: what it is for, its fields, the rule that it follows, who will see it, and what can
    no longer be undone."""

    lead: str
    fields: tuple[Field, ...]
    rule: str
    public: str = SEEN_BY_PARTIES
    after: str = text("Đã ghi thì không sửa; đổi lại là một việc mới trong sổ.")


DECIDED = text("Người đã xem hồ sơ hoặc đánh giá trường không quyết định về hồ sơ đó.")
STEPS: Mapping[str, Step] = {
    "TransferCase": Step(
        text("Đơn vị mới tiếp tục từ đúng bước này; các thời hạn đang chạy giữ nguyên."),
        (BASIS,),
        text("Hồ sơ đang giải quyết giữ nguyên đơn vị cho đến khi chuyển."),
    ),
    "SetTerm": Step(
        text("Dùng khi văn bản không quy định rõ số ngày của bước này."),
        (
            Field("last", "day", text("Chậm nhất hết ngày")),
            BASIS,
            Field("sure", "check", text("Căn cứ này chắc chắn")),
        ),
        text("Cơ quan thẩm định ấn định; thời hạn đang chạy chỉ được kéo dài."),
    ),
    "RecordDeskReceipt": Step(
        text("Ghi theo giấy tiếp nhận và hẹn trả kết quả; phần mềm một cửa trả lời thì tự ghi."),
        (
            Field("number", "text", text("Số hồ sơ"), text("Như ghi trên giấy tiếp nhận.")),
            Field("received_on", "day", text("Ngày tiếp nhận")),
            RETURN,
        ),
        text("Bộ phận một cửa cấp số hồ sơ và hẹn ngày trả kết quả; giấy ghi sau thay giấy trước."),
    ),
    "OrderSiteCheck": Step(
        text("Khi dữ liệu và minh chứng điện tử chưa đủ để kết luận."),
        (
            Field("reason", "area", text("Vì sao phải xem tại trường")),
            Field("day", "day", text("Ngày kiểm tra")),
        ),
        text("Thẩm định chủ yếu trên dữ liệu của ngành; kiểm tra thực tế khi cần."),
    ),
    "RecordSiteCheck": Step(
        text("Kết quả kiểm tra thực tế, theo biên bản có trường ký."),
        (
            Field("minutes_number", "text", text("Số biên bản")),
            Field("started", "day", text("Từ ngày")),
            Field("ended", "day", text("Đến hết ngày")),
            Field("remark", "area", text("Điều đã thấy")),
        ),
        text("Đã định kiểm tra thì phải có biên bản trước khi hội đồng kết luận."),
    ),
    "GiveOpinion": Step(
        text("Ý kiến của riêng mình, trước khi hội đồng họp; ghi sau thay ý kiến ghi trước."),
        (
            Field("agrees", "check", text("Đồng ý công nhận như trường đăng ký")),
            Field("remark", "area", text("Nhận xét; không đồng ý thì nêu vì sao")),
        ),
        text("Phiếu ý kiến của thành viên (Mẫu 3); nội dung mẫu chưa đối chiếu với văn bản gốc."),
        SEEN_BY_OFFICERS,
    ),
    "ConcludeAppraisal": Step(
        text("Mức của trường tính từ các tiêu chí; mức độ cần cả điều kiện và đủ phiếu đồng ý."),
        (
            Field("minutes_number", "text", text("Số biên bản")),
            Field("dated", "day", text("Ngày họp")),
            Field("in_favour", "number", text("Số phiếu đồng ý công nhận")),
            Field("against", "number", text("Số phiếu không đồng ý")),
            Field("remark", "area", text("Kết luận của hội đồng")),
        ),
        text("Biên bản họp hội đồng (Mẫu 5). Tỷ lệ có mặt, đồng ý chưa văn bản nào quy định."),
        SEEN_BY_OFFICERS,
    ),
    "NotifyResult": Step(
        text("Trường được biết kết quả thẩm định trước khi có quyết định."),
        (Field("document_number", "text", text("Số thông báo")), DATED),
        text("Thông báo kết quả thẩm định (Mẫu 4)."),
    ),
    "ReopenReply": Step(
        text("Bản giấy trả lời của trường đã đến trong hạn mà chưa được ghi vào hệ thống."),
        (
            Field("received_on", "day", text("Ngày bản giấy đến cơ quan")),
            Field("last", "day", text("Trường ghi vào hệ thống chậm nhất hết ngày")),
            Field(
                *("basis", "text", text("Căn cứ")),
                text("Số và ngày trong sổ văn bản đến của cơ quan."),
            ),
        ),
        text("Văn bản đến trong hạn là trả lời trong hạn; trường ghi lại các ý kiến trong đó."),
    ),
    "DiscontinueEvaluation": Step(
        text("Hồ sơ dừng ở đây, không có quyết định; trường đăng ký lại được."),
        (Field("reason", "area", text("Lý do")), BASIS, DATED),
        text("Lãnh đạo cơ quan thẩm định dừng hồ sơ khi chưa có báo cáo chính thức."),
    ),
    "CloseSurvey": Step(
        text("Mọi tiêu chí phải có phiếu của đoàn trước khi kết thúc khảo sát."),
        (
            Field("started", "day", text("Khảo sát từ ngày")),
            Field("ended", "day", text("Đến hết ngày")),
        ),
        text("Trưởng đoàn kết thúc khảo sát; từ hôm nay tính hạn gửi dự thảo."),
    ),
    "SendDraft": Step(
        text("Trường thấy mức theo các phiếu của đoàn, và được phản hồi."),
        (DATED,),
        text("Mức của trường tính từ các phiếu của đoàn; từ hôm nay tính hạn phản hồi."),
    ),
    "DeemAgree": Step(
        text("Hệ thống tự ghi khi hạn phản hồi qua; chỉ ghi tay khi hệ thống chưa ghi."),
        (),
        text("Hết hạn mà trường không phản hồi thì coi như nhất trí."),
    ),
    "AnswerReply": Step(
        text("Mỗi ý kiến của trường có một trả lời: tiếp thu hay giữ nguyên, và vì sao."),
        (DATED,),
        text("Đoàn trả lời đủ mọi ý kiến, theo thứ tự trường nêu."),
    ),
    "SubmitFinalReport": Step(
        text("Mức và đề nghị của báo cáo tính từ các phiếu của đoàn, không vượt mức đăng ký."),
        (DATED,),
        text("Trưởng đoàn nộp báo cáo chính thức cho Sở."),
        SEEN_BY_OFFICERS,
    ),
    "DecideAccreditation": Step(
        text("Theo báo cáo của đoàn: đủ mức thì công nhận, không đủ thì không công nhận."),
        (NUMBER, CERTIFICATE, DATED, GROUNDS, REASON, COLLECTIVE),
        DECIDED,
        SEEN_BY_ALL,
    ),
    "ProposeNationalStandard": Step(
        text("Đề nghị công nhận mức độ mà báo cáo của đoàn cho phép."),
        (Field("document_number", "text", text("Số tờ trình")), DATED),
        DECIDED,
    ),
    "DecideNationalStandard": Step(
        text("Theo báo cáo của đoàn: đủ mức thì công nhận, không đủ thì không công nhận."),
        (NUMBER, CERTIFICATE, DATED, GROUNDS, REASON, COLLECTIVE),
        DECIDED,
        SEEN_BY_ALL,
    ),
}
COMMANDS = {kebab(name): name for name in STEPS}


def show(visit: PersonVisit, log: str, id: str, step: str) -> Shown:
    """Show the form, or who does this and why it is not to be done now."""
    command = _command(step)
    case = cases.read(visit, log, id)
    return View(
        {
            "case": case,
            "one": case.found,
            "command": command,
            "step": STEPS[command],
            "title": visit.label(command),
            "here": f"/console/case-step/{log}/{id}/{step}",
            "may": case.may(command),
            "offered": any(one["command"] == command for one in case.found["next_acts"]),
            "whose": ", ".join(
                case.whose(one)
                for one in case.found["next_acts"]
                if one["command"] == command and one["function"] != "case"
            ),
            "typed": {one.name: _typed(visit, case, one) for one in STEPS[command].fields},
            "beside": _beside(visit, case, command),
            "points": [
                (n, point, visit.said(f"how-{n}"), visit.said(f"answer-{n}"))
                for n, point in enumerate(case.found["points"], 1)
            ]
            if command == "AnswerReply"
            else [],
            "answers": [(name, visit.t(said)) for name, said in ANSWERS.items()],
            "receivers": _receivers(visit, case) if command == "TransferCase" else [],
            "receiver": visit.said("to"),
            "seats": _seats(visit, case) if command == "ConcludeAppraisal" else [],
        }
    )


def _typed(visit: PersonVisit, case: Case, one: Field) -> str:
    """Return what was typed; of grounds what the rule set gives, before anything was."""
    if one is GROUNDS and one.name not in visit.form:
        return "\n".join(case.found["legal_grounds"])
    return visit.said(one.name)


def act(visit: PersonVisit, log: str, id: str, step: str) -> Shown:
    """Look over the act, or record it."""
    command = _command(step)
    case = cases.read(visit, log, id)
    data, rows = _data(visit, case, command)
    known = STEPS[command]
    deed = Deed(
        *(log, "evaluation", id, command, data),
        title=visit.label(command),
        here=f"/console/case-step/{log}/{id}/{step}",
        back=case.at,
        rows=[(visit.t("Trường"), case.place), *rows],
        rule=visit.t(known.rule),
        public=visit.t(known.public),
        after=visit.t(known.after),
        danger=command == "DiscontinueEvaluation",
        onward=[(visit.t("Hồ sơ của trường"), case.at), (visit.t("Các hồ sơ"), _list(log))],
        fields={"/before": "last", "/answers": "answer-1", "/function": "to"},
    )
    return done(visit, deed, lambda: show(visit, log, id, step))


def _list(log: str) -> str:
    return f"/console/cases/{log}"


def _command(step: str) -> str:
    if step not in COMMANDS:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    return COMMANDS[step]


Told = tuple[Wire, list[tuple[str, str]]]


def _data(visit: PersonVisit, case: Case, command: str) -> Told:
    """Return the command that the form stands for, and the same in words."""
    data: Wire = {}
    rows: list[tuple[str, str]] = []
    for one in STEPS[command].fields:
        said, name = visit.said(one.name), visit.t(one.label)
        if one.kind == "check":
            data[one.name] = bool(said)
            rows.append((name, visit.t("Có") if said else visit.t("Không")))
        elif one is DATED:
            data |= day_said(visit)
            rows.append((name, day_shown(visit)))
        elif one.kind == "number":
            data[one.name] = int(said) if said.isdecimal() else said
            rows.append((name, said))
        elif one.kind == "day" and (said or one is not RETURN):
            data[one.name] = formats.read_day(said)
            rows.append((name, said))
        elif one.kind == "lines":
            data[one.name] = visit.lines_said(one.name)
            rows.append((name, Markup("<br>").join(data[one.name])))
        elif said or one not in (CERTIFICATE, REASON, RETURN):
            data[one.name] = said
            rows.append((name, said))
    more = MORE.get(command)
    if more:
        told, first = more(visit, case, data)
        return told, [*first, *rows]
    return data, rows


def _term(visit: PersonVisit, case: Case, data: Wire) -> Told:
    """The form asks for the last good day, the command for the first that is too late."""
    data, _ = _last(visit, case, data)
    data["step"] = _owed(case)
    return data, [(visit.t("Bước"), visit.label(data["step"]))]


def _last(visit: PersonVisit, case: Case, data: Wire) -> Told:
    last = data.pop("last")
    try:
        data["before"] = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    except ValueError:
        data["before"] = last
    return data, []


def _owed(case: Case) -> str:
    steps = {"surveyed": "draft", "draft_sent": "reply", "answering": "answer"}
    return steps.get(case.found["state"], "final")


def _answers(visit: PersonVisit, case: Case, data: Wire) -> Told:
    rows, answers = [], []
    for n, point in enumerate(case.found["points"], 1):
        how, said = visit.said(f"how-{n}"), visit.said(f"answer-{n}")
        told = f"{ANSWERS[how]}. {said}" if how in ANSWERS and said else ""
        answers.append(told)
        rows.append((point, told))
    return {**data, "answers": answers}, rows


def _transfer(visit: PersonVisit, case: Case, data: Wire) -> Told:
    function, _, to = visit.said("to").partition("/")
    office = visit.names.office(case.log, to) if to else ""
    rows: list[tuple[str, str]] = [(visit.t("Chuyển cho"), office)]
    if function:
        rows.append((visit.t("Chức năng"), visit.label(function)))
    return {**data, "function": function, "to": to}, rows


def _meeting(visit: PersonVisit, case: Case, data: Wire) -> Told:
    """Who was there are the boxes that were ticked."""
    seats = [one["person"] for one in case.found["council_members"]]
    present = [one for one in seats if visit.said(f"present-{one[2:]}")]
    named = ", ".join(visit.people.name(case.log, one, one) for one in present)
    return {**data, "present": present}, [(visit.t("Người dự họp"), named)]


MORE: Mapping[str, Callable[[PersonVisit, Case, Wire], Told]] = {
    "SetTerm": _term,
    "ReopenReply": _last,
    "AnswerReply": _answers,
    "ConcludeAppraisal": _meeting,
    "TransferCase": _transfer,
}


def _seats(visit: PersonVisit, case: Case) -> list[tuple[str, str, bool]]:
    """Return the members of the council: field, name and post, whether ticked."""
    members = case.found["council_members"]
    visit.people.opened(case.log, WHY, (one["person"] for one in members))
    return [
        (
            f"present-{one['person'][2:]}",
            visit.t(
                "{name} ({post})",
                name=visit.people.name(case.log, one["person"], visit.label("evaluator")),
                post=visit.label(one["post"], begins=False),
            ),
            not visit.sent or bool(visit.said(f"present-{one['person'][2:]}")),
        )
        for one in members
    ]


def _receivers(visit: PersonVisit, case: Case) -> list[tuple[str, str]]:
    """Return to whom the case may pass: who holds its function for the school by now."""
    found: list[tuple[str, str]] = []
    for function, kept in (("check_dossier", "checker"), ("appraise", "appraiser")):
        asked = {"function": function, "school": case.school, "on": visit.today}
        for one in visit.calls.listed(case.log, "holder", **asked):
            if one["holder"] != case.found[kept]:
                said = visit.t(
                    "{office} ({function})",
                    office=one["holder_name"],
                    function=visit.label(function, begins=False),
                )
                found.append((f"{function}/{one['holder']}", said))
    return found


def _beside(visit: PersonVisit, case: Case, command: str) -> Sequence[tuple[str, str]]:
    """Return what the act rests on."""
    one, t = case.found, visit.t
    target = (one["target_accreditation_grade"], one["target_national_grade"])
    proposed = (one["proposed_accreditation_grade"], one["proposed_national_grade"])
    rows: list[tuple[str, str]] = [
        (t("Đăng ký đạt"), cases.grades(visit, *target)),
        (t("Trường tự đánh giá"), cases.level(visit, one["claimed_level"])),
    ]
    if one["draft_sent_on"]:
        rows.append((t("Dự thảo của đoàn"), cases.level(visit, one["draft_level"])))
    if one["final_on"]:
        rows.append((t("Báo cáo của đoàn"), cases.level(visit, one["proposed_level"])))
        rows.append((t("Đoàn đề nghị"), cases.grades(visit, *proposed)))
        rows.append((t("Chỉ báo chưa đạt"), ", ".join(one["failed"]) or "–"))
    if command == "DecideNationalStandard" and one["proposed_on"]:
        day = formats.day(one["proposed_on"])
        said = t("Tờ trình {number} ngày {day}", number=one["proposal_number"], day=day)
        rows.append((t("Sở đề nghị"), said))
    return rows


PAGE = Page(show, act, path="/{log}/{id}/{step}")
