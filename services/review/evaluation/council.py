"""The appraisal council of the Sở (hội đồng thẩm định): who is in it, and who of it acts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Remark, given
from libs.kernel.problems import Rejected, refuse, refused
from libs.law.standards import appraisals
from libs.law.standards.appraisals import Appraisal
from libs.law.standards.rule_set import RuleSet, cite
from libs.rights import Right
from services.review.evaluation.events.appraisal import CouncilFormed
from services.review.evaluation.numbers import NUMBERING, compared
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.state import Appraising, Evaluation, Filed, State, within
from services.review.shared.fields import TEAM_FORMER, CouncilMembers, Number

LEADS = ("chair", "vice_chair")


@dataclass(frozen=True, slots=True)
class FormCouncil:
    """Set up the appraisal council by a decision of the director, or anew for a `reason`.

    `members` are all who belong to it from then on; what was found stays. `size_basis`: on what a
    size rests that is not the usual one, where no text is sure of one.
    """

    right: ClassVar[Right] = TEAM_FORMER

    decision_number: Number
    members: CouncilMembers
    size_basis: Line | None = None
    reason: Remark | None = None
    dated: date | None = None
    on: date = given("on")


def form(
    command: FormCouncil, rules_number: int, evaluation: Evaluation
) -> Sequence[CouncilFormed]:
    """Return that the council is set up; none when it is set up just so.

    Raises `Rejected`: wrong-state, council-not-in-law for a rule set that knows none, council-size,
    council-posts, member-twice, reason-missing, number-used; and as `paper_days.paper_day`.
    """
    before = evaluation.council if isinstance(evaluation, Appraising) else None
    wanted = (command.decision_number, command.members)
    if before is not None and (before.decision_number, before.members) == wanted:
        return []
    case = within(evaluation, Filed, State.ACCEPTED, State.APPRAISING)
    known = of(case.rules)
    refuse("council-size", _size(command, known), known.cite_size)
    refuse("council-posts", _posts(command), known.cited)
    refuse("member-twice", _twice(command), known.cited)
    if before is not None:
        _check_change(command, before)
    earliest = before.dated if before else case.accepted_on
    day = paper_day(command.dated, command.on, earliest, rules_number)
    reason = command.reason if before is not None else None
    late = is_late(day, command.on)
    return [CouncilFormed(*wanted, command.size_basis, reason, day, late)]


def of(rules: RuleSet) -> Appraisal:
    """Return how a council appraises under `rules`; raises `Rejected` ("council-not-in-law")."""
    known = appraisals.appraisal(rules)
    if known is None:
        detail = "Hồ sơ này do đoàn đánh giá ngoài xem xét; bộ tiêu chuẩn không có hội đồng này."
        raise refused("council-not-in-law", detail, cite(rules))
    return known


def require_seat(case: Appraising, actor: str, *posts: str) -> None:
    """Raise `Rejected` ("not-in-council", "not-council-post") unless `actor` sits in the council,
    in one of `posts` where some are named."""
    post = next((each.post for each in case.council.members if each.person == actor), None)
    if post is None:
        detail = f"'{actor}' không thuộc hội đồng thẩm định của hồ sơ này."
        raise Rejected("not-in-council", detail, rule=of(case.rules).cited)
    if posts and post not in posts:
        detail = f"Việc này do chủ tịch hoặc thư ký hội đồng thẩm định làm, không do '{actor}'."
        raise Rejected("not-council-post", detail, rule=of(case.rules).cited)


def _size(command: FormCouncil, known: Appraisal) -> Iterator[tuple[str, str]]:
    count = len(command.members)
    if command.size_basis is not None and not known.size_sure:
        return
    if count < known.least or (known.odd and count % 2 == 0):
        odd = " và là số lẻ" if known.odd else ""
        said = f"Hội đồng thẩm định phải có ít nhất {known.least} người{odd}, đang có {count}."
        open_to_basis = "" if known.size_sure else " Số khác thì nêu căn cứ (trường size_basis)."
        yield "/members", f"{said}{open_to_basis}"


def _posts(command: FormCouncil) -> Iterator[tuple[str, str]]:
    posts = Counter(member.post for member in command.members)
    if posts["chair"] != 1 or posts["secretary"] != 1:
        yield (
            "/members",
            "Hội đồng thẩm định phải có đúng 1 chủ tịch và 1 thư ký, đang có "
            f"{posts['chair']} chủ tịch, {posts['secretary']} thư ký.",
        )


def _twice(command: FormCouncil) -> Iterator[tuple[str, str]]:
    times = Counter(member.person for member in command.members)
    for index, member in enumerate(command.members):
        if times[member.person] > 1:
            detail = f"'{member.person}' có tên nhiều lần trong hội đồng."
            yield f"/members/{index}/person", detail


def _check_change(command: FormCouncil, before: CouncilFormed) -> None:
    if not command.reason:
        detail = "Thay đổi hội đồng đã lập thì phải nêu lý do (trường reason)."
        raise refused("reason-missing", detail, at="/reason")
    if compared(command.decision_number) == compared(before.decision_number):
        detail = (
            f"Quyết định số {before.decision_number} đã lập hội đồng hiện nay; thay đổi phải có "
            "quyết định khác."
        )
        raise refused("number-used", detail, NUMBERING, at="/decision_number")
