"""A plan against what stands: what it touches, what stands in its way, and where it stops."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from libs.kernel.problems import Wire
from libs.law import areas
from services.cli.api import Done, Refused
from services.cli.demo import plan as demo
from services.cli.reorganise import command
from services.cli.reorganise.effects import Effects, Item, effects
from services.cli.reorganise.plan import AreaRule, BadPlan, Ending, NewOffice, PassedOn, Plan, read
from services.cli.reorganise.survey import Survey

EXAMPLES = Path(__file__).parents[2] / "examples" / "reorganisations"
REFORM, ACTED = date(2025, 7, 1), date(2025, 8, 4)
PLAN = Plan(
    "Gò Vấp",
    "79",
    REFORM,
    "NQ 202",
    offices=(NewOffice("ward", "commune", "26890", "ubnd", "Phường Hạnh Thông", False),),
    functions=(PassedOn("check_dossier", "764", "phong", (("26890", "ward"),), (), True),),
    schools=(AreaRule("764", ("79",), True),),
    grants={"phong": "ward"},
    ended=(Ending("phong", "abolished", ("ward",), False),),
)


def term(holder: str, ends: str | None = None) -> Wire:
    return {"holder": holder, "kinds": ["primary"], "starts": "2018-10-10", "ends": ends}


def role(person_role: str, org: str, ends: str | None = None, **other: Any) -> Wire:
    held = {"role": person_role, "org": org, "scope": "own", "starts": "2024-09-03", "ends": ends}
    return held | {"holder": None, "basis": "QĐ"} | other


def office(name: str) -> Wire:
    return {"name": name, "parent": None, "ends": None, "position": 1}


def school(id: str, *lies: str) -> Wire:
    return {
        "id": id,
        "name": f"Trường {id}",
        "kind": "primary",
        "areas": list(lies),
        "closed_on": None,
        "position": 2,
    }


def case(of: str, state: str, checker: str | None = "phong") -> Wire:
    """Return the view of a running case; one without a checker is filed with the Sở itself."""
    return {
        "school": of,
        "continued_by": None,
        "state": state,
        "running": True,
        "in_charge": "check_dossier" if checker else "appraise",
        "checker": checker,
        "appraiser": "so",
        "open_deadlines": [{"step": "survey", "before": "2025-09-01"}],
        "position": 9,
    }


NOW = Survey(
    offices={"ubnd": office("UBND"), "so": office("Sở"), "phong": office("Phòng")},
    assignments={
        "check_dossier_764": {"terms": [term("phong")], "position": 3},
        "appraise_79": {"terms": [term("so")], "position": 4},
    },
    schools={"a": school("a", "26890", "764", "79"), "b": school("b", "785", "79")},
    cases={"a_2024": case("a", "filed"), "b_2024": case("b", "filed", None)},
    grants={"p": {"terms": [role("officer", "phong"), role("officer", "so")], "position": 5}},
    pages={},
    letters={},
)


def of(found: Effects, kind: str) -> list[Item]:
    return [item for item in found.items if item.kind == kind]


def commands(found: Effects) -> list[tuple[str, str]]:
    return [(step.name, step.stream) for step in found.steps]


def test_every_change_has_its_command_in_an_order_that_holds() -> None:
    found = effects(PLAN, NOW, ACTED)
    assert commands(found) == [
        ("RegisterOrganisation", "organisation-ward"),
        ("EndFunction", "assignment-check_dossier_764"),
        ("AssignFunction", "assignment-check_dossier_26890"),
        ("ChangeAreas", "school-a"),
        ("TransferCase", "evaluation-a_2024"),
        ("GiveGrant", "grant-p"),
        ("WithdrawGrant", "grant-p"),
        ("EndOrganisation", "organisation-phong"),
    ]
    assert len([item for item in found.items if item.changes]) == 9
    assert found.obstacles == []
    assert [item.unsure for item in of(found, "function")] == [True, True]
    (moved,) = of(found, "case")
    assert (moved.before, moved.after) == (
        {"checker": "phong", "appraiser": "so"},
        {"checker": "ward", "appraiser": "so"},
    )
    (owed,) = of(found, "deadline")
    assert (owed.before, owed.after) == (
        {"before": "2025-09-01", "office": "phong"},
        {"before": "2025-09-01", "office": "ward"},
    )


def test_a_deadline_is_of_the_office_whose_function_the_case_runs_by() -> None:
    for function, offices in {"check_dossier": ("phong", "ward"), "appraise": ("so", "so")}.items():
        now = replace(NOW, cases={"a_2024": case("a", "forwarded") | {"in_charge": function}})
        (owed,) = of(effects(PLAN, now, ACTED), "deadline")
        assert owed.before is not None
        assert owed.after is not None
        assert (owed.before["office"], owed.after["office"]) == offices


def test_the_same_step_has_the_same_id_in_every_run() -> None:
    one, other = (effects(PLAN, deepcopy(NOW), ACTED).steps for _ in range(2))
    ids = [step.command_id for step in one]
    assert ids == [step.command_id for step in other]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("state", ["planned", "withdrawn", "decided"])
def test_a_case_that_is_not_running_stays(state: str) -> None:
    now = replace(NOW, cases={"a_2024": case("a", state) | {"running": False, "in_charge": None}})
    found = effects(PLAN, now, ACTED)
    assert of(found, "case") == []
    assert "TransferCase" not in [name for name, _ in commands(found)]


def test_a_case_that_nobody_would_receive_stands_in_the_way() -> None:
    stranded = replace(PLAN, schools=(), named={"a": ("26898", "79")})
    found = effects(stranded, NOW, ACTED)
    assert ["a_2024" in obstacle for obstacle in found.obstacles] == [True]


def test_a_school_whose_ward_is_not_known_goes_where_the_rule_says_and_is_unsure() -> None:
    now = replace(NOW, schools={"a": school("a", "764", "79")}, cases={})
    (item,) = of(effects(PLAN, now, ACTED), "school")
    assert (item.after, item.unsure) == ({"areas": ["79"]}, True)


def test_a_school_named_in_the_plan_goes_where_it_says() -> None:
    now = replace(NOW, schools={"a": school("a", "764", "79")}, cases={})
    found = effects(replace(PLAN, named={"a": ("26890", "79")}), now, ACTED)
    assert [item.after for item in of(found, "school")] == [{"areas": ["26890", "79"]}]


@pytest.mark.parametrize("lies", [("26890", "79"), ("79",), ("785", "79")])
def test_a_school_that_lies_where_it_should_or_elsewhere_stays(lies: tuple[str, ...]) -> None:
    now = replace(NOW, schools={"a": school("a", *lies)}, cases={})
    assert of(effects(PLAN, now, ACTED), "school") == []


def test_a_role_is_replaced_first_and_keeps_its_end() -> None:
    now = replace(
        NOW, grants={"p": {"terms": [role("officer", "phong", "2026-01-01")], "position": 5}}
    )
    given, withdrawn = (s for s in effects(PLAN, now, ACTED).steps if s.stream == "grant-p")
    assert (given.name, given.data["org"], given.data["ends"]) == (
        "GiveGrant",
        "ward",
        "2026-01-01",
    )
    assert (withdrawn.name, withdrawn.data["ends"]) == ("WithdrawGrant", "2025-07-01")


@pytest.mark.parametrize(
    "held", [role("officer", "phong", "2025-07-01"), role("officer", "phong", "2025-01-01")]
)
def test_a_role_that_is_over_stays_over(held: Wire) -> None:
    now = replace(NOW, grants={"p": {"terms": [held], "position": 5}})
    assert of(effects(PLAN, now, ACTED), "right") == []


def test_a_role_lent_ends_and_is_not_lent_anew() -> None:
    lent = role("officer", "phong", "2025-12-31", holder="u:other")
    found = effects(PLAN, replace(NOW, grants={"p": {"terms": [lent], "position": 5}}), ACTED)
    (step,) = (step for step in found.steps if step.stream == "grant-p")
    assert (step.name, step.data["holder"]) == ("EndDelegation", "u:other")


def test_pages_and_letters_of_what_is_touched_are_listed_and_stay() -> None:
    page = {"school": "a", "authority": "so", "authority_name": "Sở", "school_name": "Trường a"}
    page |= {"certificate_number": "KĐ-01"}
    letter: Wire = {"issuer": "phong", "issuer_name": "Phòng", "obligations": []}
    letter["obligations"] = [
        {"code": "R1", "before": "2025-09-01"},
        {"code": "R2", "before": "2025-04-24"},
        {"code": "R3"},
    ]
    found = effects(PLAN, replace(NOW, pages={"x": page}, letters={"l": letter}), ACTED)
    (shown,) = of(found, "page")
    assert not shown.changes
    assert [i.id for i in of(found, "deadline") if not i.changes] == ["l/R1"]


def test_an_office_that_is_not_there_stands_in_the_way() -> None:
    found = effects(replace(PLAN, renamed={"nobody": "Tên"}), NOW, ACTED)
    assert ["nobody" in obstacle for obstacle in found.obstacles] == [True]


def test_names_and_superiors_change_once() -> None:
    plan = Plan("t", "79", REFORM, "b", renamed={"so": "Sở mới"}, placed={"so": "ubnd"})
    found = effects(plan, NOW, ACTED)
    assert commands(found) == [
        ("RenameOrganisation", "organisation-so"),
        ("PlaceOrganisation", "organisation-so"),
    ]
    done = {**NOW.offices, "so": office("Sở mới") | {"parent": "ubnd"}}
    assert effects(plan, replace(NOW, offices=done), ACTED).items == []


def test_a_function_nobody_held_needs_its_kinds() -> None:
    passed = PassedOn("manage_blanks", "764", "phong", (("764", "so"),), (), False)
    found = effects(replace(PLAN, functions=(passed,)), NOW, ACTED)
    assert any("quản lý phôi văn bằng" in obstacle for obstacle in found.obstacles)


class Fake:
    """An API that answers `NOW` and refuses a command by its name."""

    refused = ""
    sent: list[str]

    def __init__(self, url: str, key: str) -> None:
        Fake.sent = []

    def command(self, log: str, stream: str, name: str, data: Wire, **rest: Any) -> Done:
        if name == Fake.refused:
            raise Refused(422, {"code": "not-assigned", "detail": "không giữ"})
        Fake.sent.append(name)
        return Done(100 + len(Fake.sent), 1, (name,))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(command, "Api", Fake)
    monkeypatch.setattr(command, "survey", lambda api, log, on: NOW)
    monkeypatch.setattr(command, "read", lambda path: PLAN)
    Fake.refused = ""
    return ["plan.yaml", "--key", "k" * 32, "--on", "2025-08-04"]


def test_a_refusal_stops_it_and_says_where(fake: list[str]) -> None:
    Fake.refused = "TransferCase"
    done = CliRunner().invoke(command.reorganise, [*fake, "--execute"])
    assert done.exit_code == 1
    assert "Dừng ở lệnh 5/8: TransferCase evaluation-a_2024" in done.output
    assert "4 lệnh trước đã được ghi" in done.output
    assert len(Fake.sent) == 4


def test_without_execute_nothing_is_sent_and_everything_is_shown(fake: list[str]) -> None:
    done = CliRunner().invoke(command.reorganise, fake)
    assert done.exit_code == 0, done.output
    assert Fake.sent == []
    for word in (
        "Trường a",
        "Phường Hạnh Thông",
        "chưa chắc",
        "01/07/2025",
        "cần 8 lệnh",
        "kiểm tra hồ sơ",
    ):
        assert word in " ".join(done.output.split())


def test_it_is_not_carried_out_before_its_day_or_over_an_obstacle(
    fake: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    early = [*fake[:-1], "2025-06-30", "--execute"]
    done = CliRunner().invoke(command.reorganise, early)
    assert (done.exit_code, Fake.sent) == (1, [])
    assert "30/06/2025" in done.output
    monkeypatch.setattr(command, "read", lambda path: replace(PLAN, renamed={"nobody": "Tên"}))
    done = CliRunner().invoke(command.reorganise, [*fake, "--execute"])
    assert (done.exit_code, Fake.sent) == (1, [])


@pytest.mark.parametrize(
    "wrong",
    ["", "- a", "title: t", "{title: t, log: '79', starts: x, basis: b}", "a: [", "colour: red"],
)
def test_a_plan_is_read_strictly(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(BadPlan):
        read(path)


SHIPPED = sorted((EXAMPLES / "2025-07").glob("*.yaml"))
NEW_CIRCULAR = sorted((EXAMPLES / "2026-07").glob("*.yaml"))


@pytest.mark.parametrize("path", NEW_CIRCULAR, ids=lambda path: path.stem)
def test_no_shipped_plan_leaves_the_national_standard_with_the_committee_for_ever(
    path: Path,
) -> None:
    before, after = read(EXAMPLES / "2025-07" / path.name), read(path)
    assert (after.log, after.starts) == (before.log, date(2026, 7, 7))
    held = {(p.function, area): holder for p in before.functions for area, holder in p.to}
    ended = {(p.function, p.area): p.source for p in after.functions}
    passed = {(p.function, area): holder for p in after.functions for area, holder in p.to}
    ((area, _),) = [to for p in after.functions for to in p.to]
    for function in ("propose_national_standard", "decide_national_standard"):
        assert ended[function, area] == held[function, area]
    assert passed == {("decide_national_standard", area): held["appraise", area]}
    assert {p.log for p in map(read, NEW_CIRCULAR)} == {
        p.log for p in map(read, SHIPPED) if any("national" in f.function for f in p.functions)
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_plans_name_units_and_offices_there_are(path: Path) -> None:
    plan, written = read(path), yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {*demo.Plan(EXAMPLES.parent).offices.values()}
    known |= {new.id for new in plan.offices}
    for new in plan.offices:
        unit = areas.unit(new.area, REFORM)
        assert unit is not None
        assert unit.name.casefold() in new.name.casefold()
    named = [ending.office for ending in plan.ended]
    named += [heir for ending in plan.ended for heir in ending.successors]
    named += [holder for passed in plan.functions for _, holder in passed.to]
    named += [passed.source for passed in plan.functions if passed.source]
    assert set(named) <= known
    assert written["log"] == plan.log
    for rule in plan.schools:
        assert areas.unit(rule.area, date(2025, 6, 30)) is not None
        assert rule.fallback == areas.chain(rule.fallback[0], REFORM)


def test_the_four_logs_of_the_letters_have_their_plan() -> None:
    letters = (EXAMPLES.parent / "letters").glob("*.yaml")
    logs = {yaml.safe_load(path.read_text(encoding="utf-8"))["log"] for path in letters}
    assert {read(path).log for path in SHIPPED} == logs


def test_a_case_that_goes_on_under_another_school_goes_where_that_school_is() -> None:
    schools = {"old": school("old", "785", "79"), "a": school("a", "26890", "764", "79")}
    cases = {"old_2024": case("old", "filed") | {"continued_by": "a"}}
    found = effects(PLAN, replace(NOW, schools=schools, cases=cases), ACTED)
    assert [item.after["checker"] for item in of(found, "case") if item.after] == ["ward"]
