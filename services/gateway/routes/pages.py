"""Lists that are shown in parts: what is asked of them, and how they say that they go on."""

from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import Means, between, pattern
from services.gateway import request
from services.gateway.routes.route import Call

LIMIT = 50
"""How many things a list has when the caller names no limit; the services keep to it."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: after which thing, how many at most."""

    after: Annotated[
        str, pattern(request.CURSOR, "356630633261"), Means("Dấu trang, từ liên kết next.")
    ] = ""
    limit: Annotated[int, between(1, MOST), Means("Số mục tối đa.")] = LIMIT

    @property
    def last(self) -> str:
        """The id of the thing after which the part begins, empty for the first part."""
        return request.cursor(self.after) if self.after else ""

    def answer(self, call: Call, ids: list[str]) -> None:
        """Say that the list goes on behind the last of `ids`, if these fill the page."""
        if len(ids) == self.limit:
            call.goes_on(after=request.mark(ids[-1]), limit=self.limit)
