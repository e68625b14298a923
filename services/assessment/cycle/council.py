"""Who may sit in a self-assessment council (hội đồng tự đánh giá), by the rule set of the cycle."""

from collections import Counter
from collections.abc import Sequence

from libs.kernel.problems import refused
from libs.law.standards.rule_set import RuleSet, cite
from services.assessment.cycle.events import CouncilMember


def check(rules: RuleSet, members: Sequence[CouncilMember]) -> None:
    """Raise `Rejected` unless the members make a council.

    Codes: council-too-small, council-not-odd, council-chair, council-secretary, member-twice.
    """
    rule = f"{cite(rules)}: hội đồng tự đánh giá"
    size = len(members)
    if size < rules.council_min:
        detail = f"Hội đồng có {size} thành viên; phải có ít nhất {rules.council_min}."
        raise refused("council-too-small", detail, rule, at="/members")
    if rules.council_odd and size % 2 == 0:
        detail = f"Số thành viên phải là số lẻ, không phải {size}."
        raise refused("council-not-odd", detail, rule, at="/members")
    posts = Counter(member.post for member in members)
    if posts["chair"] != 1:
        detail = f"Hội đồng phải có đúng một chủ tịch, không phải {posts['chair']}."
        raise refused("council-chair", detail, rule, at="/members")
    if posts["secretary"] != 1:
        detail = f"Hội đồng phải có đúng một thư ký, không phải {posts['secretary']}."
        raise refused("council-secretary", detail, rule, at="/members")
    persons = [member.person for member in members]
    for n, person in enumerate(persons):
        if person in persons[:n]:
            detail = f"'{person}' được ghi hai lần trong hội đồng."
            raise refused("member-twice", detail, rule, at=f"/members/{n}/person")
