"""An id is one thing's: what is new bears none that a thing of another kind has, or an area's.

All ids have one form. Whoever could give a school the id of an office would bring the office's
registers into the school's area.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from libs.engine.procedure import Act, Ask, Fold
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.kernel.messages import Contract
from libs.kernel.problems import refused
from libs.rights.held import GRANTS
from libs.rights.offices import OFFICES
from libs.rights.reading import STRICT
from libs.rights.schools import SCHOOLS
from libs.rights.separation import POSTS

RULE = "mỗi mã chỉ của một trường, một đơn vị, một người hay một văn bản"
_AREA = re.compile(r"[0-9]{2,5}")


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Somebody is in the register under this id."""


@dataclass(frozen=True, slots=True)
class InstructionRegistered:
    """A letter is in the register under this id."""


def _there(category: str, heard: Contract[Any]) -> Fold[bool]:
    return Fold(category, heard, False, lambda state, event: True)


_THINGS = {
    "trường": _there("school", SCHOOLS),
    "đơn vị": _there("organisation", OFFICES),
    "người": _there("person", Contract(PersonRegistered)),
    "người giữ chức vụ": _there("person", POSTS),
    "người giữ vai trò": _there("grant", GRANTS),
    "văn bản": _there("instruction", Contract(InstructionRegistered)),
}
ASKS: Sequence[Fold[Any]] = (RULES_ADOPTED, *_THINGS.values())
"""What `free` asks: a procedure whose suppliers call it declares these."""


@dataclass(frozen=True, slots=True)
class NewId:
    """The id of something new: what other things have it; under older rules nothing is asked."""

    id: str
    taken: Sequence[str] = ()
    asked: bool = True

    def check(self) -> None:
        """Raise `Rejected`: id-taken, id-of-area."""
        if not self.asked:
            return
        if self.taken:
            detail = f"Mã '{self.id}' đã là mã của một {self.taken[0]}; hãy dùng mã khác."
            raise refused("id-taken", detail, RULE)
        if _AREA.fullmatch(self.id):
            detail = f"Mã '{self.id}' có dạng mã địa bàn hoặc mã tỉnh; hãy dùng mã khác."
            raise refused("id-of-area", detail, RULE)


def new_id(ask: Ask, act: Act) -> NewId:
    """Return what is known of the id of the act's stream, which begins something."""
    if rules_at(ask, act) < STRICT:
        return NewId(act.id, asked=False)
    category = act.stream.partition("-")[0]
    own = {category, "grant"} if category == "person" else {category}
    taken = [
        name
        for name, fold in _THINGS.items()
        if fold.category not in own and ask.fold(fold, act.id)
    ]
    return NewId(act.id, taken)
