"""Knowledge of others' streams and indexes, and every act stated again, on a small shop."""

import sys
import textwrap
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import run as run_program
from typing import Annotated, Any, ClassVar

import pytest

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle
from libs.engine.knowledge import Knowledge
from libs.engine.procedure import Act, Ask, Fold, Needs, NotAdmitted, Procedure
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, given, size
from libs.kernel.problems import Conflict, Rejected
from libs.log.entry import Answer, Attempt, Origin, Recorded, envelope
from libs.log.memory import MemoryLog
from libs.rights import InRole, Right

ANYONE: Right = InRole(("operator",))
NOW = datetime(2024, 10, 3, 8, 0, tzinfo=UTC)
DAY = date(2024, 10, 3)


@dataclass(frozen=True, slots=True)
class SetPrice:
    right: ClassVar[Right] = ANYONE
    price: int
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class PriceSet:
    right: ClassVar[Right] = ANYONE
    visibility: ClassVar[str] = "public"
    price: int


@dataclass(frozen=True, slots=True)
class Sell:
    right: ClassVar[Right] = ANYONE
    item: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Sold:
    right: ClassVar[Right] = ANYONE
    visibility: ClassVar[str] = "public"
    item: str
    total: int


@dataclass(frozen=True, slots=True)
class Known:
    price: int
    sold: int


PRICE: Fold[int] = Fold("item", Contract(PriceSet), 0, lambda _, event: event.price)


class Sales:
    """How often an item was sold, in any stream."""

    heard: Contract[Any] = Contract(Sold)

    def __init__(self) -> None:
        self.count: dict[str, int] = {}

    def learn(self, stream: str, event: Sold, act: Act) -> None:
        self.count[event.item] = self.count.get(event.item, 0) + 1


def known(ask: Ask, act: Act, command: Sell) -> Known:
    return Known(ask.fold(PRICE, command.item), ask.index(Sales).count.get(command.item, 0))


def sell(command: Sell, known: Known, state: int) -> Sequence[Sold]:
    if known.sold >= 2:
        raise Rejected("sold-out", "Hết hàng.")
    return [Sold(command.item, known.price)] * command.count


def sold(events: Sequence[Sold], state: int, act: Act) -> Sell:
    return Sell(events[0].item, len(events))


ITEM: Aggregate[SetPrice, int, PriceSet] = Aggregate(
    "item",
    Decider(0, lambda command, _: [PriceSet(command.price)], lambda _, event: event.price),
    Contract(SetPrice, unknown="raise"),
    Contract(PriceSet),
    Procedure({PriceSet: SetPrice}),
)
SELLING: Procedure[Sell, int, Sold] = Procedure(
    {Sold: sold}, [Needs(Sell, known, sell)], asks=(PRICE, Sales)
)
SALE: Aggregate[Sell, int, Sold] = Aggregate(
    "sale",
    Decider(0, lambda *_: [], lambda state, _: state + 1),
    Contract(Sell, unknown="raise"),
    Contract(Sold),
    SELLING,
)


class Shop:
    """A log, and what one process knows of it."""

    def __init__(self, log: MemoryLog | None = None) -> None:
        self.log = log or MemoryLog()
        self.knowledge = Knowledge(self.log)

    def do(
        self, stream: str, command: Any, on: date = DAY, kind: Aggregate[Any, Any, Any] = SALE
    ) -> Answer:
        deadline = NOW + timedelta(seconds=5)
        context = Context(uuid.uuid4().hex, "s:operator", on, "corr", deadline)
        wire = kind.commands.dump(command)
        return handle(
            *(self.log, kind, "79", stream, wire, context),
            clock=lambda: NOW,
            knowledge=self.knowledge,
        )

    def price(self, item: str, price: int, on: date = DAY) -> None:
        self.do(f"item-{item}", SetPrice(price, on=on), on, ITEM)


def test_what_a_command_must_know_is_read_from_the_log() -> None:
    shop = Shop()
    shop.price("a", 7)
    shop.do("sale-1", Sell("a"))
    shop.price("a", 8)
    shop.do("sale-2", Sell("a"))
    totals = [e.data["total"] for e in shop.log.follow("79", 0) if e.type == "Sold"]
    assert totals == [7, 8]


def test_an_index_hears_every_stream_whichever_process_wrote_it() -> None:
    shop = Shop()
    other = Shop(shop.log)
    shop.do("sale-1", Sell("a"))
    other.do("sale-2", Sell("a"))
    for each in (shop, other, Shop(shop.log)):
        with pytest.raises(Rejected, match="Hết hàng"):
            each.do("sale-3", Sell("a"))
        each.do("sale-4", Sell(uuid.uuid4().hex))


class Racing(MemoryLog):
    """A log into which others write between a decision and its append, a number of times."""

    def __init__(self, others: Any, times: int) -> None:
        super().__init__()
        self.others, self.times = others, times
        self.attempts: list[Attempt] = []

    def append(self, attempt: Attempt) -> Answer:
        self.attempts.append(attempt)
        if self.times and attempt.stream == "sale-mine":
            self.times -= 1
            self.others()
        return super().append(attempt)


@pytest.mark.parametrize("what", ["a stream that was read", "a type that an index hears"])
def test_an_act_is_decided_anew_when_what_it_rests_on_has_changed(what: str) -> None:
    def others() -> None:
        if what == "a stream that was read":
            shop.price("a", 9)
        else:
            shop.do("sale-other", Sell(uuid.uuid4().hex))

    log = Racing(others, times=1)
    shop = Shop(log)
    shop.price("a", 7)
    shop.do("sale-mine", Sell("a"))
    tried = [each for each in log.attempts if each.stream == "sale-mine"]
    assert len(tried) == 2, what
    assert [each.quiet and sorted(each.quiet[0]) for each in tried] == [["Sold"], ["Sold"]]
    assert tried[0].guards == {"item-a": 1, "rules-79": 0}
    log.times = 100
    with pytest.raises(Conflict):
        shop.do("sale-mine", Sell("a"))


def test_a_command_that_asks_nothing_guards_whose_days_the_log_has_alone() -> None:
    log = Racing(None, 0)
    shop = Shop(log)
    shop.price("a", 7)
    assert [(each.guards, each.quiet) for each in log.attempts] == [({"rules-79": 0}, None)]


def test_the_day_of_an_act_is_not_before_that_of_the_last_in_its_stream() -> None:
    shop = Shop()
    shop.price("a", 7)
    shop.price("b", 7, DAY - timedelta(days=1))
    with pytest.raises(Rejected) as refusal:
        shop.price("a", 8, DAY - timedelta(days=1))
    assert refusal.value.code == "date-before-last-act"
    shop.do("sale-1", Sell("a"))
    shop.do("sale-1", Sell("a"))
    with pytest.raises(Rejected) as refusal:
        shop.do("sale-1", Sell("a"), DAY - timedelta(days=1))
    assert refusal.value.code == "sold-out", "what else is wrong is said first"


def test_a_reaction_made_up_for_late_opens_no_way_back() -> None:
    shop = Shop()
    shop.price("a", 7)
    (told,) = shop.log.read("79", "item-a")["item-a"]
    late = Origin("s:shop", "system", "shop", DAY - timedelta(days=9), "corr", "r/late")
    body = ITEM.events.dump(PriceSet(9))
    at = str(told.envelope["at"])
    raw = envelope("79", "item-a", 2, told.leaf, at, late, body, uuid.uuid4().hex)
    shop.log.append(Attempt("79", "item-a", 1, [raw], "r/late", "0" * 64))
    with pytest.raises(Rejected) as refusal:
        shop.price("a", 8, DAY - timedelta(days=1))
    assert refusal.value.code == "date-before-last-act"
    shop.price("a", 8)


@pytest.mark.parametrize(
    "wrong",
    [
        Procedure({}, SELLING.needs, SELLING.asks),
        Procedure({Sold: lambda events, *_: Sell(events[0].item)}, SELLING.needs, SELLING.asks),
        Procedure({Sold: lambda events, *_: Sell("b", 2)}, SELLING.needs, SELLING.asks),
        Procedure({Sold: sold}, SELLING.needs, [PRICE]),
    ],
    ids=["no row", "another number of events", "another item", "an index not declared"],
)
def test_what_an_auditor_could_not_repeat_never_becomes_an_entry(wrong: Any) -> None:
    shop = Shop()
    shop.price("a", 7)
    with pytest.raises(TypeError):
        shop.do("sale-1", Sell("a", 2), kind=replace(SALE, procedure=wrong))
    assert shop.log.head("79") == 1


def test_a_row_whose_event_lacks_a_field_of_the_command_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match=r"Sell\.item is not in PriceSet"):
        Procedure({PriceSet: Sell})


@dataclass(frozen=True, slots=True)
class Order:
    items: Annotated[tuple[str, ...], size(1, 2)]


def ordered(events: Sequence[Sold], state: int, act: Act) -> Order:
    return Order(tuple(each.item for each in events))


def test_several_events_state_no_longer_list_than_a_command_may_send() -> None:
    procedure: Procedure[Order, int, Sold] = Procedure({Sold: ordered})
    act = Act("79", "sale-1", DAY, "u:a", "seller", "shop")
    events = [Sold(item, 7) for item in "abc"]
    assert procedure.restated(events[:2], 0, act) == Order(("a", "b"))
    with pytest.raises(NotAdmitted, match=r"Order\.items"):
        procedure.restated(events, 0, act)


def test_an_index_is_fed_from_the_first_entry_on_in_order() -> None:
    shop = Shop()
    heard: list[Recorded] = []

    class Listing(Sales):
        def learn(self, stream: str, event: Sold, act: Act) -> None:
            heard.append(shop.log.follow("79", len(heard) + 1)[0])
            super().learn(stream, event, act)

    for n in range(5):
        shop.price("a", n)
        shop.do(f"sale-{n}", Sell(f"i{n}"))
    fed = shop.knowledge.fed("79", Listing)
    fed.catch_up()
    assert fed.index.count == {f"i{n}": 1 for n in range(5)}  # type: ignore[attr-defined]
    assert fed.position == shop.log.head("79")


def test_a_supplier_of_another_command_or_another_knowledge_is_a_type_error(
    tmp_path: Path,
) -> None:
    code = """
        from collections.abc import Sequence
        from libs.engine.procedure import Act, Ask, Needs

        class Buy: ...
        class Lend: ...
        class Money: ...
        class Books: ...

        def money(ask: Ask, act: Act, command: Buy) -> Money: return Money()
        def books(ask: Ask, act: Act, command: Buy) -> Books: return Books()
        def buy(command: Buy, known: Money, state: int) -> Sequence[str]: return []

        Needs(Buy, money, buy)
        Needs(Buy, books, buy)
        Needs(Lend, money, buy)
    """
    file = tmp_path / "snippet.py"
    file.write_text(textwrap.dedent(code))
    done = run_program(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(file)],
        capture_output=True,
        text=True,
    )
    lines = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert sorted({*lines}) == ["15", "16"], done.stdout


def test_threads_that_ask_the_same_index_are_told_each_event_once() -> None:
    shop = Shop()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: shop.do(f"sale-{n}", Sell(f"i{n}")), range(40)))
    fed = shop.knowledge.fed("79", Sales)
    fed.catch_up()
    assert fed.index.count == {f"i{n}": 1 for n in range(40)}  # type: ignore[attr-defined]
