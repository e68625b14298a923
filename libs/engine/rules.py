"""By which rules of the platform a log is written: a number that rises when they become stricter.

A law that changes needs no number: its rules ask the day of the act. When the platform itself asks
more than before (a field that must be stated, a limit that is lowered), older acts were still right
when they were done. So the upgrade writes into each log that the new number holds from there on,
and a rule asks for the number at the position of the act, never for the version of the program:

    def known(ask: Ask, act: Act, command: FileReport) -> Known:
        return Known(rules_at(ask, act), ...)

    if known.rules >= 2 and command.address is None:
        raise refused(...)

A log that does not say holds by number 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from libs.engine.procedure import Act, Ask, Fold
from libs.kernel.messages import Contract
from libs.kernel.problems import Unavailable
from libs.log.entry import Recorded, category_of

RULES = 3
"""The number of this program's rules; whoever makes a rule stricter raises it. A new log begins
with it (`Service.at_beginning`); `kiemdinh migrate` and `serve` tell those that are there.

2: a self-assessment opened from here on judges its criteria by an approved plan; a report reopened
from here on is late by the days of updates alone (`own_days` of its event).
3: what use and attacks on the platform have found to be let through.
Rights: what an id names is told by its category, an id is one thing's, an area lies within that
above it, a grant reaches no wider than the giver's, who looked at a dossier does not take its next
step, who made a list does not confirm it, a program is no person of two, a school leaves an
office's area by the province's act, a school's roles are for people who are nobody else's.
Review: a registration's report is of the case's school year or the one before; a checklist has the
items of its set; acts say the day of their paper; a survey begins after acceptance; texts of the
team have words. Assessment: texts of a self-assessment opened from here on have words.
An office plans in its list alone, with which registrations are compared.
Decisions: an authority uses a number once a year, who is in a team is an evaluator, an office has a
function only while the law lets it. From paper: what somebody typed in counts once another
person of the office confirms it, nobody does so for the own school, no reason of striking it names
a person; it says nothing that its rule set or school makes impossible.
Cases: offices look at them that the law lets; a report is of the school's kind and handed in before
its registration is accepted; a team is formed before its survey, without the school's council, and
changed by another decision; nobody of that council looks or decides; of a school, one case at a
time waits for a recognition. A mere change of name has one predecessor. A paper of a school that
has ended passes on as it would have then.
Ids: a stream's id has the form that its category means, and no other.
"""
FIRST = 1


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """Registry: from here on the rules with this number hold in the log of the stream's id.

    `days`: "recorded" where the day of an act is that of its recording, "given" where whoever acts
    may name it, as in a demonstration; None: as said before, "given" where nothing was.
    """

    rules_number: int
    days: str | None = None


RULES_ADOPTED: Fold[int] = Fold(
    "rules", Contract(RulesAdopted), FIRST, lambda _, event: int(event.rules_number)
)
"""What `rules_at` asks: a procedure whose suppliers call it declares this fold."""


DAYS_RECORDED: Fold[bool] = Fold(
    "rules", Contract(RulesAdopted), False, lambda fixed, event: fixed or event.days == "recorded"
)
"""Whether the day of every act in the log of the stream's id is that of its recording; for ever."""


def adopts(entry: Recorded) -> bool:
    """Return whether an entry is one by which a log goes over to other rules."""
    category = category_of(entry.envelope["stream"])
    return (category, entry.envelope["type"]) == (RULES_ADOPTED.category, RulesAdopted.__name__)


def rules_of(told: Iterable[Recorded]) -> int:
    """Return the number of the rules by the events of the log's own stream."""
    heard = (RULES_ADOPTED.heard.event(event.envelope) for event in told)
    return max((each.rules_number for each in heard if each is not None), default=FIRST)


def rules_at(ask: Ask, act: Act) -> int:
    """Return the number of the rules that hold in the act's log, as it stood just before it.

    Raises `Unavailable` ("program-outdated") where the log was told of rules that this program does
    not know: a process of the version before, which an upgrade has not replaced yet.
    """
    number = ask.fold(RULES_ADOPTED, act.log)
    if number > RULES:
        detail = f"Sổ đã theo bộ quy tắc số {number}; hãy chạy bản phần mềm mới hơn."
        raise Unavailable("program-outdated", detail)
    return number
