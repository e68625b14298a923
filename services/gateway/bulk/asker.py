"""Questions to the services by category, in the name of one caller."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from libs.engine.commands import Context
from libs.kernel.problems import Wire
from services.gateway.gateway import Gateway


class Asker:
    """Asks the services about one log in the name of a call, whose context travels with it."""

    def __init__(self, gateway: Gateway, log: str, context: Context) -> None:
        self._gateway = gateway
        self._log = log
        self._context = context

    def one(self, category: str, id: str, **further: Any) -> Wire:
        """Return the view of one thing of a category."""
        view: Wire = self._ask(category, "get", {"id": id, **further})["view"]
        return view

    def many(self, category: str, **asked: Any) -> Sequence[Wire]:
        """Return the views of a list, a page of them."""
        views: Sequence[Wire] = self._ask(category, "list", asked)["views"]
        return views

    def recorded_at(self, position: int) -> str:
        """Return when the event at a position was recorded."""
        (entry,) = self._gateway.log.follow(self._log, position - 1, 1)
        return str(entry.envelope["at"])

    def leaf_at(self, position: int) -> str:
        """Return the hash of the event at a position, 64 hexadecimal digits."""
        (entry,) = self._gateway.log.follow(self._log, position - 1, 1)
        return entry.leaf.hex()

    def fresh(self) -> "Asker":
        """Return one with the whole time of a call, for what takes several."""
        options = self._gateway.options
        deadline = options.clock() + options.patience
        return Asker(self._gateway, self._log, replace(self._context, deadline=deadline))

    def _ask(self, category: str, how: str, data: Wire) -> Wire:
        service, questions = next(
            (service, contract["queries"][category])
            for service, contract in self._gateway.contracts.items()
            if category in contract["queries"]
        )
        wire = {"type": questions[how]["name"], "data": data}
        return self._gateway.backend.query(service, self._log, wire, self._context.to_wire())
