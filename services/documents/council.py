"""The council, its secretariat and groups, as several documents list them."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from services.documents.document import Answers
from services.documents.head import person, post

ROLES = {
    "chair": "Chủ tịch Hội đồng",
    "vice_chair": "Phó Chủ tịch Hội đồng",
    "secretary": "Thư ký Hội đồng",
    "member": "Ủy viên Hội đồng",
}


def members(answers: Answers) -> list[Wire]:
    """Return the members in the order of the decision; empty where none is told."""
    council = answers.view.get("council") or {"members": ()}
    return [
        {
            "name": person(answers, member["person"]),
            "post": post(answers, member["person"]),
            "role": ROLES[member["post"]],
        }
        for member in council["members"]
    ]


def secretariat(answers: Answers) -> list[Wire]:
    """Return the secretariat, the first its head."""
    told = (answers.view.get("working_groups") or {}).get("secretariat", ())
    return [
        {
            "name": person(answers, actor),
            "post": post(answers, actor),
            "role": "Thành viên" if n else "Trưởng ban",
        }
        for n, actor in enumerate(told)
    ]


def groups(answers: Answers) -> list[Wire]:
    """Return the working groups with the criteria that each owns."""
    told = (answers.view.get("working_groups") or {}).get("groups", ())
    return [
        {
            "name": group["name"],
            "head": person(answers, group["head"]),
            "members": [person(answers, actor) for actor in group["others"]],
            "criteria": list(group["criteria"]),
        }
        for group in told
    ]


def persons_of_council(view: Wire) -> Iterator[str]:
    """Yield who is in the council."""
    for member in (view.get("council") or {"members": ()})["members"]:
        yield member["person"]


def persons_of_groups(view: Wire) -> Iterator[str]:
    """Yield who is in the council, the secretariat or a group."""
    yield from persons_of_council(view)
    told = view.get("working_groups") or {"secretariat": (), "groups": ()}
    yield from told["secretariat"]
    for group in told["groups"]:
        yield group["head"]
        yield from group["others"]
