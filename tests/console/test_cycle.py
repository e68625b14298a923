"""A cycle as its pages show it: who writes which criterion."""

from typing import Any

from services.console.cycle import lacks_plan, state_of, writes

GROUP = {"name": "Nhóm 1", "head": "u:lan", "others": ["u:minh"], "criteria": ["1.1"]}
GROUPS: dict[str, Any] = {"secretariat": ["u:thu"], "groups": [GROUP]}


def test_everybody_writes_every_criterion_until_groups_and_plan_stand() -> None:
    for groups, plan in ((None, None), (GROUPS, None), (None, {"steps": []})):
        cycle: dict[str, Any] = {"working_groups": groups, "work_plan": plan}
        cycle["plan_required"] = False
        assert writes(cycle, "1.1", "u:khac")


def test_nobody_writes_before_the_plan_where_it_comes_first() -> None:
    for groups in (None, GROUPS):
        cycle = {"working_groups": groups, "work_plan": None, "plan_required": True}
        assert not writes(cycle, "1.1", "u:lan")


def test_a_cycle_in_a_list_lacks_its_plan_until_it_is_past_its_council() -> None:
    states = ("opened", "staffed", "collecting", "abandoned")
    found = {s: lacks_plan({"state": s, "plan_required": True}) for s in states}
    assert [state for state, lacks in found.items() if lacks] == ["opened", "staffed"]
    assert not lacks_plan({"state": "staffed", "plan_required": False})


def test_then_its_group_and_the_secretariat_write_a_criterion() -> None:
    cycle = {"working_groups": GROUPS, "work_plan": {"steps": []}, "plan_required": True}
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
