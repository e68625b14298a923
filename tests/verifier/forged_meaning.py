"""Forgeries of what a history means: steps left out or done again, days, names, who holds what.

Those of a right or an envelope stand in `forgeries`; the last part is what the refusal must say.
"""

import copy
from collections.abc import Callable
from typing import Any

from tests.verifier.changes import OPERATOR, Change, at, in_an, on, put
from tests.verifier.story import (
    APPRAISER,
    CHECKER,
    EVALUATION,
    PRINCIPAL,
    REVIEW,
    Step,
    Steps,
    place,
    story,
)

REASONS = [{"item": "Địa chỉ", "detail": "thiếu"}]


def dropped(*types: str) -> Change:
    """Leave out the whole act in which the first event of each type stands."""

    def change(steps: Steps, _: str) -> None:
        for type_ in types:
            act = at(steps, type_).act
            steps[:] = [step for step in steps if step.act != act]

    return change


def before(type_: str, step: Callable[[], Step]) -> Change:
    return lambda steps, _: steps.insert(place(steps, type_), step())


def after(type_: str, step: Callable[[], Step]) -> Change:
    return lambda steps, _: steps.insert(place(steps, type_) + 1, step())


def a(type_: str, day: str, **data: Any) -> Callable[[], Step]:
    """Return how to make an act of its own of the first event of a type, said anew on a day."""

    def make() -> Step:
        step = copy.deepcopy(at(story(), type_))
        step.act, step.on = None, day
        step.data.update(data)
        return step

    return make


def own(stream: str, type_: str, who: tuple[str, str, str], day: str, **data: Any) -> Any:
    return lambda: Step(stream, type_, data, who, day)


def members(n: int | None = None, **post: str) -> Change:
    def change(steps: Steps, _: str) -> None:
        team = at(steps, "TeamFormed").data["members"]
        del team[len(team) if n is None else n :]
        if post:
            team[1].update(post)

    return change


def cited(steps: Steps, _: str) -> None:
    at(steps, "IndicatorJudged").extra["ev"] = ["b" * 64]


def both_ways(steps: Steps, _: str) -> None:
    judged = at(steps, "FindingRecorded").data["judgements"]
    judged.append({**judged[0], "met": False})


def unset(steps: Steps, _: str) -> None:
    data = at(steps, "DraftSent").data
    data.update({name: None for name in data if name.endswith("before")})


def silence(steps: Steps, _: str) -> None:
    reply = at(steps, "SchoolReplied")
    reply.type, reply.by, reply.on = (
        "DeemedAgreed",
        ("u:truongdoan", "evaluator", "so"),
        "2024-10-16",
    )
    reply.data = {"final_before": "2024-10-30"}


def second(steps: Steps, _: str) -> None:
    again = a("RegistrationSubmitted", "2024-09-25")()
    again.stream = f"{EVALUATION}b"
    steps.insert(place(steps, "RegistrationSubmitted"), again)


UNMET = a("FindingRecorded", "2024-10-21", strengths="Khác")
MEANING: list[tuple[str, str, Change, str]] = [
    (
        "cycle opened anew after approval",
        "CycleOpened",
        before("ReportSubmitted", a("CycleOpened", "2024-09-20")),
        "lẽ ra|đã có|từ chối",
    ),
    (
        "judged anew",
        "IndicatorJudged",
        before("ReportSubmitted", a("IndicatorJudged", "2024-09-20")),
        "report-approved",
    ),
    (
        "finding after an agreed draft",
        "FindingRecorded",
        before("ReportSigned", UNMET),
        "wrong-state",
    ),
    ("evidence nobody registered", "IndicatorJudged", cited, "IndicatorJudged.ev"),
    (
        "a code twice",
        "EvidenceRegistered",
        after("EvidenceRegistered", a("EvidenceRegistered", "2024-09-05", sha256="c" * 64)),
        "evidence-code-taken",
    ),
    ("unknown indicator", "IndicatorJudged", put(indicator="z"), "indicator-unknown"),
    ("no council", "IndicatorJudged", dropped("CouncilAppointed"), "council-missing"),
    (
        "report not submitted",
        "RegistrationSubmitted",
        dropped("ReportSubmitted"),
        "report-not-submitted",
    ),
    ("no check", "RegistrationAccepted", dropped("RegistrationForwarded"), "wrong-state"),
    (
        "straight to the final report",
        "ReportSigned",
        dropped("SurveyClosed", "DraftSent", "SchoolReplied"),
        "wrong-state",
    ),
    ("deemed agreed next day", "DeemedAgreed", silence, "reply-still-open"),
    (
        "withdrawn goes on",
        "RegistrationForwarded",
        before(
            "RegistrationForwarded",
            own(EVALUATION, "RegistrationWithdrawn", PRINCIPAL, "2024-09-25", reason="x"),
        ),
        "wrong-state",
    ),
    (
        "returned goes on",
        "RegistrationForwarded",
        before(
            "RegistrationForwarded",
            own(EVALUATION, "CompletionRequested", CHECKER, "2024-09-25", reasons=REASONS),
        ),
        "wrong-state",
    ),
    (
        "ended without a cause",
        "EvaluationEnded",
        before(
            "RegistrationAccepted",
            own(
                EVALUATION,
                "EvaluationEnded",
                REVIEW,
                "2024-09-26",
                ends="2024-09-26",
                basis="QĐ",
                rule="letters-2026-other",
                sure=False,
            ),
        ),
        "không theo sau",
    ),
    (
        "school closed without a cause",
        "SchoolClosed",
        before(
            "RegistrationSubmitted",
            own(
                "school-hoasen",
                "SchoolClosed",
                ("s:registry", "system", "registry"),
                "2024-09-20",
                form="dissolved",
                ends="2024-09-01",
                successors=[],
                parts=["hoasen"],
                basis="QĐ",
            ),
        ),
        "không theo sau",
    ),
    ("team of one", "TeamFormed", members(1), "team-size"),
    ("two leaders", "TeamFormed", members(post="leader"), "team-posts"),
    (
        "team formed again",
        "TeamFormed",
        after("SurveyClosed", a("TeamFormed", "2024-10-11")),
        "wrong-state",
    ),
    (
        "on an earlier filing",
        "RegistrationAccepted",
        after(
            "RegistrationForwarded",
            own(EVALUATION, "ReturnedBySo", APPRAISER, "2024-09-26", reasons=REASONS),
        ),
        "wrong-state",
    ),
    ("second stream of a case", "RegistrationSubmitted", second, "evaluation-id-differs"),
    (
        "decided before the final report",
        "AccreditationGranted",
        on("2024-10-20"),
        "date-before-last-act",
    ),
    (
        "decided before the registration",
        "AccreditationGranted",
        on("2024-09-10"),
        "date-before-last-act",
    ),
    (
        "decided in 2190",
        "AccreditationGranted",
        on("2190-01-01"),
        "không giữ chức năng|chưa đến",
    ),
    (
        "opened on another day",
        "CycleOpened",
        put(opened_on="2024-09-04"),
        "CycleOpened.opened_on",
    ),
    (
        "target above the report",
        "RegistrationSubmitted",
        put(accreditation_grade=3),
        "level-not-reached",
    ),
    (
        "operating condition",
        "RegistrationSubmitted",
        in_an("SchoolRegistered", put(opened_on="2023-09-05", cohorts_completed=0)),
        "operating-condition",
    ),
    ("no deadlines", "DraftSent", unset, "DraftSent.reply_before"),
    ("preschool under the primary set", "CycleOpened", put(kind="primary"), "CycleOpened.kind"),
    (
        "decision names another holder",
        "AccreditationGranted",
        put(holder="khac"),
        "AccreditationGranted.holder",
    ),
    ("sample", "RecognitionPublished", put(sample=False), "RecognitionPublished.sample"),
    (
        "school's name",
        "RecognitionPublished",
        put(school_name="Khác"),
        "RecognitionPublished.school_name",
    ),
    (
        "authority's name",
        "RecognitionPublished",
        put(authority_name="Khác"),
        "RecognitionPublished.authority_name",
    ),
    (
        "kind",
        "RecognitionPublished",
        put(kind="national_standard"),
        "RecognitionPublished.kind",
    ),
    ("never published", "RecognitionGranted", dropped("RecognitionPublished"), "phải theo sau"),
    (
        "never certified",
        "RecognitionPublished",
        dropped("RecognitionGranted"),
        "không theo sau",
    ),
    (
        "name of the rule set",
        "RecognitionGranted",
        put(rule_set="tt99"),
        "RecognitionGranted.rule_set",
    ),
    ("met and not met", "FindingRecorded", both_ways, "indicator-twice"),
    (
        "continued under any school",
        "EvaluationContinued",
        before(
            "RegistrationAccepted",
            own(
                EVALUATION,
                "EvaluationContinued",
                REVIEW,
                "2024-09-26",
                successor="khac",
                starts="2024-09-26",
                basis="x",
                rule="letters-2026-rename-only",
                sure=False,
            ),
        ),
        "không theo sau",
    ),
    (
        "school registered twice",
        "SchoolRegistered",
        after("OrganisationRegistered", a("SchoolRegistered", "2024-09-05")),
        "đã có",
    ),
    (
        "abolished office decides",
        "OrganisationEnded",
        before(
            "CycleOpened",
            own(
                "organisation-so",
                "OrganisationEnded",
                OPERATOR,
                "2024-09-05",
                how="abolished",
                ends="2024-06-01",
                basis="x",
                successors=[],
            ),
        ),
        "functions-held",
    ),
]
