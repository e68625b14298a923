"""The law replayed over a log: each level and grade computed again, each certificate traced back.

An auditor's own view of the events that lead to a recognition. It reads only the fields it needs
and uses no service's code: levels and grades come from `libs.standards`, by the rule set that each
event names.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from libs.calendar import add_years, show
from libs.errors import Wire
from libs.eventlog import Recorded
from libs.rights import school_of
from libs.standards import RuleSet
from libs.standards.levels import Judgements, Key, accreditation_grade, national_grade, school_level
from libs.tlog.facts import (
    AccreditationGranted,
    AccreditationRefused,
    CycleOpened,
    DraftSent,
    FinalReported,
    FindingRecorded,
    Granted,
    IndicatorJudged,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
    PublicationCarriedOver,
    PublicationLapsed,
    RecognitionCarriedOver,
    RecognitionGranted,
    RecognitionLapsed,
    RecognitionPublished,
    Refused,
    RegistrationAccepted,
    RegistrationSubmitted,
    ReportApproved,
    SchoolClosed,
    TeamFormed,
    Verdict,
    fact,
)
from libs.tlog.succession import Successions, Unfounded

EVALUATOR = "evaluator"


class Unlike(Exception):
    """An event says something else than the events before it and the rules give; in Vietnamese."""


_SHOWN = (
    *("recognition", "school", "school_name", "kind", "accreditation_grade", "national_grade"),
    *(
        "decision_number",
        "certificate_number",
        "valid_from",
        "valid_to",
        "authority",
        "authority_name",
        "sample",
    ),
)
KINDS = {AccreditationGranted: "accreditation", NationalStandardGranted: "national_standard"}


def published(event: Recorded) -> Wire | None:
    """Return what `event` adds to the public record, as decisions.json lists it; else None."""
    if event.type != "RecognitionPublished" or not event.stream.startswith("publication-"):
        return None
    shown = {key: event.data[key] for key in _SHOWN}
    return {"stream": event.stream, "index": event.position - 1, **shown}


@dataclass(slots=True)
class _Cycle:
    rules: str
    judged: dict[Key, bool] | None = field(default_factory=dict)
    """None once the report is approved: nothing is judged after that."""
    level: int = 0


@dataclass(slots=True)
class _Evaluation:
    filed: RegistrationSubmitted | None = None
    accepted: bool = False
    team: dict[str, str] = field(default_factory=dict)
    found: dict[str, tuple[Verdict, ...]] | None = field(default_factory=dict)
    """None once the final report is in."""
    final: FinalReported | None = None
    proposed: int | None = None
    decided: dict[str, tuple[Granted, str, date] | None] = field(default_factory=dict)
    """By kind: the certificate, who decided and when; None for a refusal."""


class Replay:
    """Follows a log and raises `Unlike` at the first event that the rules do not bear out.

    `rules(hash)` gives the rule set an event names; it may raise `Unlike` itself.
    """

    def __init__(self, rules: Callable[[str], RuleSet]) -> None:
        self._rules = rules
        self._cycles: dict[str, _Cycle] = {}
        self._evaluations: dict[str, _Evaluation] = {}
        self._recognitions: dict[str, RecognitionGranted] = {}
        self._published: set[str] = set()
        self._successions = Successions()

    def follow(self, event: Recorded, loaded: object) -> None:
        """Take in the next event of the log; `loaded` is what its contract made of it."""
        category, _, identity = event.stream.partition("-")
        if category == "evaluation" and event.envelope["role"] == EVALUATOR:
            self._check_team(event, identity)
        match fact(category, loaded):
            case None:
                return
            case CycleOpened() as opened:
                self._open(identity, opened)
            case IndicatorJudged(criterion, level, indicator, met):
                judged = self._cycle(identity).judged
                if judged is None:
                    raise Unlike("chỉ báo được đánh giá sau khi báo cáo đã phê duyệt")
                judged[criterion, level, indicator] = met
            case ReportApproved() as report:
                self._approve(self._cycle(identity), report)
            case RecognitionGranted() as granted:
                self._recognise(identity, event, granted)
            case RecognitionPublished() as shown:
                self._publish(identity, shown)
            case SchoolClosed() as closed:
                self._successions.close(identity, closed)
            case (
                RecognitionCarriedOver()
                | RecognitionLapsed()
                | PublicationCarriedOver()
                | PublicationLapsed()
            ) as told:
                self._succeed(identity, told)
            case step:
                self._evaluate(self._evaluations.setdefault(identity, _Evaluation()), event, step)

    def _open(self, identity: str, opened: CycleOpened) -> None:
        rules = self._rules(opened.rules)
        if (rules.id, rules.revision) != (opened.rule_set, opened.revision):
            raise Unlike(f"mã băm là của {rules.id} {rules.revision}, không phải {opened.rule_set}")
        if opened.kind not in rules.applies_to or not rules.in_force(opened.opened_on):
            when = show(opened.opened_on)
            raise Unlike(f"{rules.id} {rules.revision} không áp dụng cho trường này ngày {when}")
        self._cycles[identity] = _Cycle(opened.rules)

    def _cycle(self, identity: str) -> _Cycle:
        if identity not in self._cycles:
            raise Unlike("đợt tự đánh giá chưa được mở")
        return self._cycles[identity]

    def _approve(self, cycle: _Cycle, report: ReportApproved) -> None:
        if cycle.judged is None:
            raise Unlike("báo cáo tự đánh giá được phê duyệt hai lần")
        self._check_level(cycle.rules, cycle.judged, report)
        cycle.level, cycle.judged = report.level, None

    def _evaluate(self, state: _Evaluation, event: Recorded, step: Any) -> None:
        match step:
            case RegistrationSubmitted():
                self._file(event, step)
                state.filed, state.accepted, state.team, state.found = step, False, {}, {}
            case RegistrationAccepted():
                state.accepted = True
            case TeamFormed(members):
                if not state.accepted:
                    raise Unlike("lập đoàn khi Sở chưa chấp nhận hồ sơ")
                state.team = {member.person: member.post for member in members}
            case FindingRecorded(criterion, judgements):
                if state.found is None:
                    raise Unlike("đoàn ghi nhận sau báo cáo chính thức")
                state.found[criterion] = judgements
            case DraftSent():
                self._check_level(_filed(state).rules, _judgements(state), step)
            case FinalReported():
                self._report(state, step)
            case NationalStandardProposed(proposed):
                _check("mức độ đề nghị", proposed, _final(state).national_grade)
                state.proposed = proposed
            case AccreditationGranted() | NationalStandardGranted():
                self._grant(state, event, step)
            case AccreditationRefused() | NationalStandardRefused():
                self._refuse(state, step)

    def _file(self, event: Recorded, filed: RegistrationSubmitted) -> None:
        cycle = self._cycles.get(f"{school_of(event.stream)}_{filed.cycle_year}")
        if cycle is None or cycle.judged is not None:
            raise Unlike("trường chưa có báo cáo tự đánh giá đã phê duyệt của năm học đó")
        _check("mức tự đánh giá", filed.level, cycle.level)
        _check("bộ tiêu chuẩn", filed.rules, cycle.rules)

    def _report(self, state: _Evaluation, final: FinalReported) -> None:
        filed = _filed(state)
        rules = self._check_level(filed.rules, _judgements(state), final)
        earned = accreditation_grade(rules, final.level), national_grade(rules, final.level)
        _check("cấp độ", final.accreditation_grade, _least(earned[0], filed.accreditation_grade))
        _check("mức độ", final.national_grade, _least(earned[1], filed.national_grade))
        state.final, state.found = final, None

    def _grant(self, state: _Evaluation, event: Recorded, granted: Granted) -> None:
        filed, final, kind = _filed(state), _final(state), KINDS[type(granted)]
        if filed.purpose not in (kind, "both"):
            raise Unlike("quyết định công nhận điều trường không đăng ký")
        if kind in state.decided:
            raise Unlike("hồ sơ có hai quyết định cùng loại")
        earned = (
            (final.accreditation_grade, None) if kind == "accreditation" else (None, state.proposed)
        )
        _check("mức của quyết định", granted.level, final.level)
        _check("cấp độ, mức độ công nhận", _grades(granted), earned)
        _check("bộ tiêu chuẩn", granted.rules, filed.rules)
        named = (granted.rule_set, granted.revision)
        _check("tên bộ tiêu chuẩn", named, (filed.rule_set, filed.revision))
        years = self._rules(granted.rules).validity_years
        _check("ngày có hiệu lực", granted.valid_from, event.on)
        if years is not None:
            _check("ngày hết hiệu lực", granted.valid_to, add_years(event.on, years))
        state.decided[kind] = (granted, str(event.envelope["org"]), event.on)

    def _refuse(self, state: _Evaluation, refused: Refused) -> None:
        final, accreditation = _final(state), isinstance(refused, AccreditationRefused)
        kind = "accreditation" if accreditation else "national_standard"
        if kind in state.decided:
            raise Unlike("hồ sơ có hai quyết định cùng loại")
        _check("mức của quyết định", refused.level, final.level)
        earned = final.accreditation_grade if accreditation else final.national_grade
        _check("cấp độ hoặc mức độ đạt được", earned, None)
        _check("chỉ báo chưa đạt", refused.failed, final.failed)
        _check("chỉ báo chưa đánh giá", refused.unjudged, final.unjudged)
        state.decided[kind] = None

    def _recognise(self, identity: str, event: Recorded, told: RecognitionGranted) -> None:
        state = self._evaluations.get(told.evaluation, _Evaluation())
        decision = state.decided.get(told.kind)
        if decision is None or identity in self._recognitions:
            raise Unlike("chứng nhận không dựa trên quyết định nào, hoặc được ghi hai lần")
        granted, org, on = decision
        _check("trường", (told.school, told.school), (school_of(event.stream), _school(told)))
        _check("cấp độ, mức độ", _grades(told), _grades(granted))
        for key in ("decision_number", "certificate_number", "valid_from", "valid_to"):
            _check(f"trường dữ liệu {key}", getattr(told, key), getattr(granted, key))
        for key in ("rule_set", "revision", "rules"):
            _check(f"trường dữ liệu {key}", getattr(told, key), getattr(granted, key))
        _check("cơ quan quyết định", told.decided_by, org)
        _check("ngày quyết định", told.decided_on, on)
        self._recognitions[identity] = told
        self._successions.grant(identity, told.school, granted.holder)

    def _succeed(self, identity: str, told: object) -> None:
        try:
            self._successions.follow(identity, told)
        except Unfounded as error:
            raise Unlike(str(error)) from None

    def _publish(self, identity: str, shown: RecognitionPublished) -> None:
        granted = self._recognitions.get(shown.recognition)
        if granted is None or identity in self._published:
            raise Unlike("mục công khai không dựa trên chứng nhận nào, hoặc được ghi hai lần")
        _check("cấp độ, mức độ", _grades(shown), _grades(granted))
        keys = ("school", "kind", "decision_number", "certificate_number")
        for key in (*keys, "valid_from", "valid_to"):
            _check(f"trường dữ liệu {key}", getattr(shown, key), getattr(granted, key))
        _check("cơ quan quyết định", shown.authority, granted.decided_by)
        _check("mã mục công khai", identity, shown.recognition)
        self._published.add(identity)

    def _check_team(self, event: Recorded, identity: str) -> None:
        team = self._evaluations.get(identity, _Evaluation()).team
        post = team.get(str(event.envelope["actor"]))
        if post is None or (event.type != "FindingRecorded" and post != "leader"):
            raise Unlike(f"'{event.envelope['actor']}' không có phần việc này trong đoàn đánh giá")

    def _check_level(
        self,
        rules_hash: str,
        judgements: Judgements,
        told: ReportApproved | DraftSent | FinalReported,
    ) -> RuleSet:
        _check("bộ tiêu chuẩn", told.rules, rules_hash)
        rules = self._rules(rules_hash)
        outcome = school_level(rules, judgements)
        _check("mức", told.level, outcome.level)
        _check("mức tiếp theo", told.next_level, outcome.next_level)
        _check("chỉ báo chưa đạt", told.failed, outcome.failed)
        _check("chỉ báo chưa đánh giá", told.unjudged, outcome.unjudged)
        return rules


def _filed(state: _Evaluation) -> RegistrationSubmitted:
    if state.filed is None:
        raise Unlike("hồ sơ chưa được đăng ký")
    return state.filed


def _final(state: _Evaluation) -> FinalReported:
    if state.final is None:
        raise Unlike("chưa có báo cáo đánh giá ngoài chính thức")
    return state.final


def _judgements(state: _Evaluation) -> dict[Key, bool]:
    if state.found is None:
        raise Unlike("đã có báo cáo đánh giá ngoài chính thức")
    return {
        (criterion, verdict.level, verdict.indicator): verdict.met
        for criterion, verdicts in state.found.items()
        for verdict in verdicts
    }


def _school(told: RecognitionGranted) -> str:
    return school_of(f"evaluation-{told.evaluation}")


def _grades(
    certified: Granted | RecognitionGranted | RecognitionPublished,
) -> tuple[int | None, int | None]:
    """Return the accreditation grade and the national grade that it states."""
    return (
        getattr(certified, "accreditation_grade", None),
        getattr(certified, "national_grade", None),
    )


def _least(earned: int | None, asked: int | None) -> int | None:
    return None if earned is None or asked is None else min(earned, asked)


def _check(what: str, told: object, found: object) -> None:
    if told != found:
        raise Unlike(f"{what}: sự kiện ghi {_shown(told)}, tính lại được {_shown(found)}")


def _shown(value: object) -> str:
    if isinstance(value, date):
        return show(value)
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "không có"
    return "không có" if value is None else str(value)
