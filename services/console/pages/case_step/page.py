"""One act in a case that has no page of its own: its form beside what it rests on, looked over,
recorded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console import signatures
from services.console.case import Case
from services.console.deed import Deed, day_said, day_shown, done
from services.console.pages.case_step.steps import (
    CERTIFICATE,
    DATED,
    DISSENT,
    GROUNDS,
    REASON,
    RETURN,
    STEPS,
    Field,
)
from services.console.person import PersonVisit

WHY = "Hiển thị thành viên hội đồng thẩm định để ghi người dự họp"
KEPT, TAKEN = "kept", "taken"
ANSWERS = {TAKEN: text("Tiếp thu"), KEPT: text("Giữ nguyên")}
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
            "content": _content(visit, case) if command == "SignReport" else "",
            "unsigned": signatures.unsigned(case) if command == "ExcuseSignature" else [],
            "member": visit.said("member"),
        }
    )


def _content(visit: PersonVisit, case: Case) -> str:
    """Return the hash of the report as it stands: what is signed is what was read."""
    found = visit.calls.find(case.log, "team_report", case.id)
    return str(found["report_hash"]) if found and found["report_hash"] else ""


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
        elif said or one not in (CERTIFICATE, DISSENT, REASON, RETURN):
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


def _signature(visit: PersonVisit, case: Case, data: Wire) -> Told:
    """What is signed is the report that stood beside the form."""
    content = visit.said("content")
    return {**data, **({"report_hash": content} if content else {})}, []


def _excused(visit: PersonVisit, case: Case, data: Wire) -> Told:
    member = visit.said("member")
    named = dict(signatures.unsigned(case)).get(member, "")
    return {**data, "member": member}, [(visit.t("Miễn chữ ký của ai"), named)]


MORE: Mapping[str, Callable[[PersonVisit, Case, Wire], Told]] = {
    "SetTerm": _term,
    "ReopenReply": _last,
    "AnswerReply": _answers,
    "ConcludeAppraisal": _meeting,
    "TransferCase": _transfer,
    "SignReport": _signature,
    "ExcuseSignature": _excused,
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
