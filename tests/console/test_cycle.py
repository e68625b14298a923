"""A cycle as its pages show it: who writes which criterion."""

from typing import Any

from services.console.cycle import state_of, writes

GROUP = {"name": "Nhóm 1", "head": "u:lan", "others": ["u:minh"], "criteria": ["1.1"]}
GROUPS: dict[str, Any] = {"secretariat": ["u:thu"], "groups": [GROUP]}


def test_everybody_writes_every_criterion_until_groups_and_plan_stand() -> None:
    for groups, plan in ((None, None), (GROUPS, None), (None, {"steps": []})):
        assert writes({"working_groups": groups, "work_plan": plan}, "1.1", "u:khac")


def test_then_its_group_and_the_secretariat_write_a_criterion() -> None:
    cycle = {"working_groups": GROUPS, "work_plan": {"steps": []}}
    assert [writes(cycle, "1.1", one) for one in ("u:lan", "u:minh", "u:thu", "u:khac")] == [
        *(True, True, True, False),
    ]
    assert not writes(cycle, "1.2", "u:lan")
    assert writes(cycle, "1.2", "u:thu")


def test_a_sheet_counts_as_written_when_the_council_can_confirm_it() -> None:
    sheet: dict[str, Any] = {"confirmed_on": None, "complete": False}
    assert state_of(None) == "todo"
    assert state_of(sheet) == "doing"
    assert state_of(sheet | {"complete": True}) == "written"
    assert state_of(sheet | {"complete": True, "confirmed_on": "2026-09-10"}) == "confirmed"
