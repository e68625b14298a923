"""Who may sit in a self-assessment council (hội đồng tự đánh giá), by the rule set of the cycle."""

from collections.abc import Sequence

from libs.errors import FieldError, Rejected
from libs.standards.rule_set import RuleSet, cite
from services.assessment.events import CouncilMember


def check(rules: RuleSet, members: Sequence[CouncilMember]) -> None:
    """Raise `Rejected` unless the members make a council.

    Codes: council-too-small, council-not-odd, council-chair, council-secretary, member-twice.
    """
    size = len(members)
    if size < rules.council_min:
        detail = f"Hội đồng có {size} thành viên; phải có ít nhất {rules.council_min}."
        raise _refusal(rules, "council-too-small", detail)
    if rules.council_odd and size % 2 == 0:
        raise _refusal(rules, "council-not-odd", f"Số thành viên phải là số lẻ, không phải {size}.")
    for post, name in (("chair", "chủ tịch"), ("secretary", "thư ký")):
        found = sum(member.post == post for member in members)
        if found != 1:
            detail = f"Hội đồng phải có đúng một {name}, không phải {found}."
            raise _refusal(rules, f"council-{post}", detail)
    persons = [member.person for member in members]
    for n, person in enumerate(persons):
        if person in persons[:n]:
            detail = f"'{person}' được ghi hai lần trong hội đồng."
            raise _refusal(rules, "member-twice", detail, f"/members/{n}/person")


def _refusal(rules: RuleSet, code: str, detail: str, at: str = "/members") -> Rejected:
    rule = f"{cite(rules)}: hội đồng tự đánh giá"
    return Rejected(code, detail, rule, [FieldError(at, code, detail)])
