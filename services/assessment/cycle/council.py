"""Who may sit in a self-assessment council (hội đồng tự đánh giá), by the rule set of the cycle."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Remark, given
from libs.kernel.problems import Rejected, refused
from libs.law.standards.rule_set import RuleSet, cite
from libs.rights import Right
from services.assessment.cycle.events.council import CouncilAppointed, CouncilMember, Members
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import Cycle, Open, require_working
from services.assessment.shared.fields import PRINCIPAL


@dataclass(frozen=True, slots=True)
class AppointCouncil:
    """Appoint the council, or another one in its place, by decision of the principal.

    `dated` is the day of the decision, today if it is not named. `chair_reason` says why somebody
    else than the principal is in the chair.
    """

    right: ClassVar[Right] = PRINCIPAL
    decision_number: Line
    members: Members
    dated: date | None = None
    chair_reason: Remark | None = None
    on: date = given("on")


def appoint(command: AppointCouncil, cycle: Cycle) -> Sequence[CouncilAppointed]:
    """Return the appointment; none when this council sits by this decision.

    Raises `Rejected`: as `require_working`, `paper_day` and `check`.
    """
    found = require_working(cycle)
    current = found.council
    said = (command.decision_number, command.members, command.chair_reason)
    if (
        current
        and said == (current.decision_number, current.members, current.chair_reason)
        and command.dated in (None, current.appointed_on)
    ):
        return []
    rests_on = current.appointed_on if current else None
    day = paper_day(command.dated, command.on, found.opened, rests_on)
    check(found.rules, command.members)
    return [CouncilAppointed(command.decision_number, command.members, day, command.chair_reason)]


def check(rules: RuleSet, members: Sequence[CouncilMember]) -> None:
    """Raise `Rejected` unless the members make a council: the first fault, with all in its errors.

    Codes: council-too-small, council-not-odd, council-chair, council-secretary, member-twice.
    """
    found = list(_faults(rules, members))
    if found:
        errors = [[e.pointer, e.code, e.detail] for each in found for e in each.errors]
        detail = " ".join(each.detail for each in found)
        raise Rejected.build(found[0].code, detail, found[0].rule, errors)


def _faults(rules: RuleSet, members: Sequence[CouncilMember]) -> Iterator[Rejected]:
    rule = f"{cite(rules)}: hội đồng tự đánh giá"
    size, at = len(members), "/members"
    if size < rules.council_min:
        detail = f"Hội đồng có {size} thành viên; phải có ít nhất {rules.council_min}."
        yield refused("council-too-small", detail, rule, at=at)
    if rules.council_odd and size % 2 == 0:
        detail = f"Số thành viên phải là số lẻ, không phải {size}."
        yield refused("council-not-odd", detail, rule, at=at)
    posts = Counter(member.post for member in members)
    if posts["chair"] != 1:
        detail = f"Hội đồng phải có đúng một chủ tịch, không phải {posts['chair']}."
        yield refused("council-chair", detail, rule, at=at)
    if posts["secretary"] != 1:
        detail = f"Hội đồng phải có đúng một thư ký, không phải {posts['secretary']}."
        yield refused("council-secretary", detail, rule, at=at)
    persons = [member.person for member in members]
    for n, person in enumerate(persons):
        if person in persons[:n]:
            detail = f"'{person}' được ghi hai lần trong hội đồng."
            yield refused("member-twice", detail, rule, at=f"{at}/{n}/person")


def posts_of(cycle: Open, person: str) -> frozenset[str]:
    """Return the posts that a person has in the council, none for whoever is not in it."""
    members = cycle.council.members if cycle.council else ()
    return frozenset(member.post for member in members if member.person == person)
