"""What stands in a log now, as its services answer: everything a reorganisation may touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from services.cli.api import Api

OPERATOR = "s:operator"
MOST = 200
"""How many things a page of a list has."""


@dataclass(frozen=True)
class Survey:
    """Views by id. `schools` are of the day asked about, the rest as it was last told."""

    offices: Mapping[str, Wire]
    assignments: Mapping[str, Wire]
    schools: Mapping[str, Wire]
    cases: Mapping[str, Wire]
    grants: Mapping[str, Wire]
    pages: Mapping[str, Wire]
    letters: Mapping[str, Wire]

    @property
    def position(self) -> int:
        """The last position that any of it tells of."""
        parts = (self.offices, self.assignments, self.schools, self.cases, self.grants)
        return max((view["position"] for part in parts for view in part.values()), default=0)

    def office(self, id: str | None) -> str:
        """Return an office's name."""
        if id is None:
            return "chưa đơn vị nào"
        return str(self.offices[id]["name"]) if id in self.offices else id


def survey(api: Api, log: str, on: date, seen: int = 0) -> Survey:
    """Return what a log's services answer once they have read up to position `seen`."""

    def all(category: str, **params: Any) -> dict[str, Wire]:
        path = f"/v1/{log}/{category}"
        if seen:
            params["min_position"] = seen
        found = api.all(path, actor=OPERATOR, limit=MOST, **params)
        return {view["id"]: view for view in found}

    letters = {
        id: api.get(f"/v1/{log}/instruction/{id}", actor=OPERATOR).json()
        for id in all("instruction")
    }
    return Survey(
        offices=all("organisation"),
        assignments=all("assignment"),
        schools=all("school", on=on.isoformat()),
        cases=all("evaluation"),
        grants=all("grant"),
        pages=all("publication"),
        letters=letters,
    )
