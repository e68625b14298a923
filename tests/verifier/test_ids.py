"""A stream's id is what its category means: for every category, ids that nobody should think of."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.engine import aggregate as engine
from libs.engine.procedure import Act
from libs.engine.rules import RULES_ADOPTED
from libs.kernel.problems import Rejected
from libs.rights import FUNCTIONS, IDS, OPERATOR
from services.cli.catalogue import SERVICES
from tests.verifier.platform import AGGREGATES, LOG, Platform, verdict
from tests.verifier.test_administrators import school

DAY = date(2024, 9, 15)
MADE_OF = {
    "agreement": "one year",
    "assignment": "function area",
    "complaint": "one decision",
    "contact": "one",
    "cycle": "one year ?stage",
    "discussion": "one name",
    "duty": "one year",
    "evaluation": "one year",
    "evidence": "one",
    "figures": "one year",
    "grant": "person",
    "headcount": "one year",
    "helprequest": "one name",
    "improvement_plan": "one year",
    "instruction": "name",
    "lineage": "province",
    "nomination": "one year",
    "organisation": "one",
    "person": "person",
    "plannedlist": "one year",
    "preparation": "one year",
    "publication": "one certificate",
    "quorum": "area",
    "rating": "one year round member",
    "recognition": "one certificate",
    "roadmap": "one name",
    "rules": "province",
    "school": "one",
    "succession": "one",
    "team": "one year",
    "timer": "name year",
    "training": "one name",
}
"""What the parts of an id are, written down a second time."""
PARTS = {
    "one": ["mai"],
    "year": ["2024"],
    "?stage": ["", "primary", "upper_secondary"],
    "name": ["7", "a1_b2"],
    "person": ["0a" * 16, "u_1", "_"],
    "province": ["79"],
    "area": ["79", "764", "31300"],
    "function": ["check_dossier", "decide_national_standard"],
    "round": ["1", "12"],
    "member": ["0a1b2c3d4e5f"],
    "decision": ["accreditation2024", "national2024"],
    "certificate": ["accreditation2024", "national2024", "accreditation_20190110"],
}
LETTERS = set("0123456789abcdefghijklmnopqrstuvwxyz")
STAGES = {
    *("", "preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education"),
}


def proper(category: str) -> list[str]:
    """Return ids that a category has."""
    found = [""]
    for part in MADE_OF[category].split():
        found = [f"{id}_{each}".strip("_") or each for id in found for each in PARTS[part]]
    return found


def strange(id: str) -> Iterator[str]:
    """Yield ids made from a proper one: other letters, parts too many, too few, empty, long."""
    yield from ("", "_", "__", f"{id} ", f" {id}", f"{id}\n", f"{id}-1", f"{id}.", f"{id}\x00")
    yield from (id.upper(), id.replace("a", "а"), id.replace("2", "２"))
    yield from (f"{id}\u0301", f"{id}\u200b", f"đ{id}", "x" * 40, "x" * 41, "x" * 64, "x" * 65)
    yield from (f"{id}_{'1' * 64}", f"{'y' * 40}{id[3:]}", f"{'y' * 41}{id[3:]}", f"{id}_" * 9)
    yield from (f"_{id}", f"{id}_", f"{id}__2024", id.replace("_", "__"), id.replace("_", ""))
    for more in (
        "2024",
        "2024_primary",
        "02024",
        "1999",
        "2101",
        "24",
        "20245",
        "x",
        "accreditation",
    ):
        yield from (f"{id}_{more}", id.replace("2024", more), f"{more}_{id}")
    yield id.partition("_")[0]
    yield id.rpartition("_")[0]


def meant(category: str, id: str) -> bool:
    """Return whether an id means something in a category, read part by part."""
    kind, parts = MADE_OF[category], id.split("_")
    if kind == "person":
        return 1 <= len(id) <= 64 and set(id) <= {*LETTERS, "_"}
    if len(id) > 64 or any(not part or set(part) - LETTERS for part in parts):
        return False
    first, rest = parts[0], parts[1:]
    match kind:
        case "name":
            return True
        case "name year":
            return bool(rest) and _year(rest[-1])
        case "area":
            return not rest and _area(first)
        case "province":
            return not rest and _area(first) and len(first) == 2
        case "function area":
            return "_".join(parts[:-1]) in FUNCTIONS and _area(parts[-1])
    if len(first) > 40:
        return False
    match kind:
        case "one":
            return not rest
        case "one name":
            return bool(rest)
        case "one year":
            return len(rest) == 1 and _year(rest[0])
        case "one year ?stage":
            return bool(rest) and _year(rest[0]) and _stage(rest[1:])
        case "one year round member":
            return len(rest) == 3 and _year(rest[0]) and _round(rest[1]) and _member(rest[2])
    word = "_".join(rest)
    of = next((one for one in ("accreditation", "national") if word.startswith(one)), None)
    when = word.removeprefix(of or word)
    if kind == "one decision":
        return _year(when)
    return _year(when) or (len(when) == 9 and when[0] == "_" and when[1:].isdecimal())


def _area(part: str) -> bool:
    return part.isdecimal() and 2 <= len(part) <= 5


def _year(part: str) -> bool:
    return part.isdecimal() and len(part) == 4 and part.startswith("20")


def _round(part: str) -> bool:
    return part.isdecimal() and part[0] != "0" and len(part) <= 4


def _member(part: str) -> bool:
    return len(part) == 12 and set(part) <= set("0123456789abcdef")


def _stage(parts: list[str]) -> bool:
    return "_".join(parts) in STAGES


def asked(category: str, id: str, number: int = 3) -> str | None:
    """Return with which code the engine refuses any command on a new stream; None if it does not.

    What follows from being let through is a TypeError: nothing decides a command that is none.
    """

    class Ask:
        read: Any = None

        def fold(self, fold: Any, id: str) -> Any:
            assert fold is RULES_ADOPTED
            return number

        def index(self, kind: Any) -> Any:
            raise AssertionError(kind)

        def after(self, named: Any, stream: str) -> Any:
            raise AssertionError(named)

    act = Act(LOG, f"{category}-{id}", DAY, "u:x", "officer", "phong")
    each = AGGREGATES[category]
    try:
        each.decide(None, each.decider.initial, act, Ask())
    except Rejected as refused:
        return refused.code
    except (AssertionError, AttributeError, TypeError):
        return None
    return None


def test_every_category_says_what_its_ids_are() -> None:
    categories = {each.category for service in SERVICES for each in service.aggregates}
    assert categories == set(IDS) == set(MADE_OF)


@pytest.mark.parametrize("category", MADE_OF)
def test_an_id_is_what_its_category_means_or_is_refused(category: str) -> None:
    assert all(meant(category, id) for id in proper(category))
    every = {id for other in MADE_OF for id in proper(other)}
    every |= {each for id in every for each in strange(id)}
    told = {id: asked(category, id) != "id-form" for id in every}
    assert {id for id, taken in told.items() if taken != meant(category, id)} == set()
    assert any(told.values())
    assert not all(told.values())


@pytest.mark.parametrize("category", MADE_OF)
def test_under_older_rules_ids_were_not_asked(category: str) -> None:
    assert asked(category, "a_b_2024_x", number=2) != "id-form"


@pytest.fixture
def told() -> Platform:
    """A school with its head, in a log of the newest rules."""
    platform = Platform()
    platform.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=2)
    platform.do("school-mai", "RegisterSchool", OPERATOR, DAY, **school("764", "79"))
    grant = {"role": "principal", "org": "mai", "starts": "2024-01-01", "basis": "QĐ"}
    platform.do("grant-head", "GiveGrant", OPERATOR, DAY, **grant)
    return platform


def register(platform: Platform, id: str, code: str) -> None:
    """Let the head register an item of evidence in the stream with this id."""
    item = {"code": code, "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    platform.do(f"evidence-{id}", "RegisterEvidence", "u:head", DAY, items=[item])


def test_a_school_has_one_register_of_evidence(told: Platform) -> None:
    """What was begun beside it under older rules stays right and goes no further."""
    register(told, "mai_2024", "H1-1.1-01")
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=3)
    register(told, "mai", "H1-1.1-01")
    for id in ("mai_2024", "mai_2025", "mai_"):
        with pytest.raises(Rejected, match="phải là mã trường") as refused:
            register(told, id, "H1-1.1-02")
        assert refused.value.code == "id-form"
    assert verdict(told.log.follow(LOG, 0, 10_000)) is None


def test_an_audit_refuses_what_a_broken_in_service_wrote_elsewhere(
    told: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=3)
    with monkeypatch.context() as broken:
        broken.setattr(engine, "check_id", lambda stream, new: None)
        register(told, "mai_2024", "H1-1.1-01")
    found = told.log.follow(LOG, 0, 10_000)
    assert str(verdict(found)).startswith(
        f"{len(found) - 1}: EvidenceRegistered bị từ chối, id-form"
    )


def test_a_school_of_older_rules_can_still_end(told: Platform) -> None:
    """Its own stream, of an id that no school has any more; nothing new is named after it."""
    told.do("school-mai_2", "RegisterSchool", OPERATOR, DAY, **school("764", "79"))
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=3)
    end = {"school": "mai_2", "ends": "2024-09-15", "basis": "QĐ 1"}
    told.do(f"lineage-{LOG}", "CloseSchool", OPERATOR, DAY, **end)
    types = [each.type for each in told.log.read(LOG, "school-mai_2")["school-mai_2"]]
    assert types == ["SchoolRegistered", "SchoolClosed"]
    assert verdict(told.log.follow(LOG, 0, 10_000)) is None
