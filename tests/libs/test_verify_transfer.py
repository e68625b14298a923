"""A verifier asks of a running case what the service asks: who holds it, and since which event."""

from pathlib import Path
from typing import Any

import pytest

from tests.libs.story import (
    CHECKER,
    EVALUATION,
    PRINCIPAL,
    Seals,
    Step,
    Steps,
    assess,
    bundle,
    check,
    evaluate,
    place,
    register,
    write,
)

COMMUNE = ("u:canboxa", "officer", "xa")
OPERATOR = ("s:operator", "operator", "operator")
ADMINISTRATOR = ("u:quantri", "administrator", "so")
FILED, REFORM, TRANSFERRED, CHECKED = "2025-06-20", "2025-07-01", "2025-08-01", "2025-08-05"


def reorganised(by: tuple[str, str, str] = OPERATOR, **changed: Any) -> Steps:
    """Return a case filed at the Phòng, transferred to the commune, and checked there."""
    assessed, met = assess()
    filed = evaluate(met)[0]
    filed.on = FILED
    term = {"holder": "xa", "kinds": ["preschool"], "starts": REFORM, "basis": "NĐ 143/2025"}
    transfer = {
        "function": "check_dossier",
        "source": "phong",
        "to": "xa",
        "basis": "NĐ 143/2025",
        "deadlines": [],
    }
    grants = [
        Step(
            f"grant-{actor[2:]}",
            "GrantGiven",
            {"role": role, "org": org, "starts": REFORM, "ends": None, "basis": "QĐ 2"},
        )
        for actor, role, org in (COMMUNE, ADMINISTRATOR)
    ]
    office = {"name": "Ủy ban nhân dân phường", "kind": "commune", "area": "26890", "parent": None}
    moved = {"areas": ["26890", "79"], "starts": REFORM, "basis": "NQ 1685/NQ-UBTVQH15"}
    return [
        *register(),
        *assessed,
        filed,
        Step("organisation-xa", "OrganisationRegistered", office),
        Step("school-hoasen", "SchoolAreasChanged", moved),
        Step("assignment-check_dossier_26890", "FunctionAssigned", {**term, "ends": None}),
        *grants,
        Step(EVALUATION, "CaseTransferred", {**transfer, **changed}, by, TRANSFERRED),
        Step(EVALUATION, "RegistrationForwarded", {"checked": []}, COMMUNE, CHECKED),
    ]


def audited(steps: Steps, folder: Path) -> Any:
    raws = write(steps)
    return check(bundle(raws, Seals(raws), folder))


@pytest.mark.parametrize("by", [OPERATOR, ADMINISTRATOR])
def test_a_case_goes_on_with_its_successor_after_the_transfer(
    tmp_path: Path, by: tuple[str, str, str]
) -> None:
    assert audited(reorganised(by), tmp_path).failure is None


def test_the_successor_has_no_right_before_the_transfer(tmp_path: Path) -> None:
    steps = reorganised()
    del steps[place(steps, "CaseTransferred")]
    report = audited(steps, tmp_path)
    assert report.index == place(steps, "RegistrationForwarded")
    assert "'check_dossier' đối với hồ sơ này do Cơ quan phong" in str(report.failure)


def test_the_office_of_the_day_of_filing_goes_on_until_the_transfer_and_not_after(
    tmp_path: Path,
) -> None:
    steps = reorganised()
    steps[-1].by = CHECKER
    assert audited(steps, tmp_path).index == len(steps) - 1
    del steps[place(steps, "CaseTransferred")]
    assert audited(steps, tmp_path).failure is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"source": "so"}, "lẽ ra từ phong"), ({"source": None}, "phong"), ({"to": "so"}, "do xa")],
)
def test_a_transfer_names_who_held_the_case_and_who_holds_the_function(
    tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    steps = reorganised(**changed)
    report = audited(steps, tmp_path)
    assert report.index == place(steps, "CaseTransferred")
    assert why in str(report.failure)


@pytest.mark.parametrize("by", [COMMUNE, PRINCIPAL, ("u:chuyenvien", "officer", "so")])
def test_only_the_holder_or_who_keeps_the_register_transfers(
    tmp_path: Path, by: tuple[str, str, str]
) -> None:
    steps = reorganised(by)
    assert audited(steps, tmp_path).index == place(steps, "CaseTransferred")
