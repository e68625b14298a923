"""The study of the dossier: what a member makes of the school's sheet before anybody travels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Text, given
from libs.kernel.problems import Rejected, refused
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.review.evaluation.state import State, Surveying
from services.review.evaluation.survey import require_leader
from services.review.preparation.events import (
    CriterionStudied,
    EvidenceCodes,
    Interviews,
    Lines,
    PreparationEvent,
)
from services.review.preparation.known import Known, asked_about
from services.review.preparation.planning import require_steps
from services.review.preparation.state import Preparation
from services.review.shared.fields import EVALUATOR
from services.review.shared.words import check_words

OWN = "quy tắc của hệ thống: mỗi tiêu chí do người được kế hoạch giao nghiên cứu"
SAID = ("not_assessed", "wrongly_assessed", "insufficiently_assessed")
"""What may be wrong with a school's own assessment of a criterion, each in words."""


@dataclass(frozen=True, slots=True)
class StudyCriterion:
    """Record what the study of one criterion's sheet came to, in place of an earlier one.

    All texts empty: the school's sheet is right and whole. `evidence_to_check`: by the school's own
    codes.
    """

    right: ClassVar[Right] = EVALUATOR

    criterion: CriterionCode
    not_assessed: Text = ""
    wrongly_assessed: Text = ""
    insufficiently_assessed: Text = ""
    evidence_to_check: EvidenceCodes = ()
    evidence_to_add: Lines = ()
    interviews: Interviews = ()
    actor: str = given("actor")


def study(
    command: StudyCriterion, known: Known, preparation: Preparation
) -> Sequence[PreparationEvent]:
    """Return what the study came to; none when that stands there.

    Raises `Rejected`: wrong-state, not-in-team, declarations-missing, declared-tie,
    steps-not-in-set, criterion-unknown, criterion-not-in-charge, text-wordless.
    """
    case = known.worked_on_by(command.actor, State.SURVEYING)
    source = require_steps(case)
    if command.criterion not in asked_about(case.rules):
        detail = f"Bộ tiêu chuẩn không có tiêu chí {command.criterion}."
        raise refused("criterion-unknown", detail, source, at="/criterion")
    counts = preparation.of(case.registration.attempt)
    _require_charge(command, case, counts)
    check_words(command, SAID, "phiếu nghiên cứu hồ sơ")
    studied = CriterionStudied(
        case.registration.attempt,
        command.criterion,
        command.actor,
        command.not_assessed,
        command.wrongly_assessed,
        command.insufficiently_assessed,
        command.evidence_to_check,
        command.evidence_to_add,
        command.interviews,
    )
    return [] if counts.studies.get(command.criterion) == studied else [studied]


def _require_charge(command: StudyCriterion, case: Surveying, counts: Preparation) -> None:
    """Raise `Rejected` ("criterion-not-in-charge") unless the plan puts the actor in charge of the
    criterion; the leader may study each."""
    if counts.in_charge(command.criterion) == command.actor:
        return
    try:
        require_leader(case, command.actor)
    except Rejected:
        detail = f"Kế hoạch của đoàn không giao tiêu chí {command.criterion} cho người gửi."
        raise refused("criterion-not-in-charge", detail, OWN, at="/criterion") from None
