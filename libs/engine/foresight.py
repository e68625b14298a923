"""What a command will ask for, guessed from what the last one of its kind asked for.

The streams that are foreseen are read along with the command's own, in one way to the database
instead of one for each. Nothing rests on the guess: what was read and is not asked for counts for
nothing, what was not foreseen is read when it is asked for.
"""

from collections.abc import Iterable, Sequence

from libs.rights import school_of


class Foresight:
    """What the kinds of command asked for last: of each a category, and after whom it is named.

    That is the id of the command's stream, the school in it, who acts, or the log. Safe in threads.
    """

    def __init__(self) -> None:
        self._asked: dict[type, Sequence[tuple[str, int]]] = {}

    def streams(self, command: type, log: str, stream: str, actor: str) -> Sequence[str]:
        """Return the streams that a command will probably ask for besides its own."""
        names = _names(log, stream, actor)
        return [f"{category}-{names[n]}" for category, n in self._asked.get(command, ())]

    def learn(self, command: type, log: str, stream: str, actor: str, asked: Iterable[str]) -> None:
        """Remember what a command has asked for, as far as another one's can be told from it."""
        names = _names(log, stream, actor)
        parts = (each.partition("-") for each in asked if each != stream)
        self._asked[command] = [
            (category, names.index(name)) for category, _, name in parts if name in names
        ]


def _names(log: str, stream: str, actor: str) -> Sequence[str]:
    return (stream.partition("-")[2], school_of(stream), actor.partition(":")[2], log)
