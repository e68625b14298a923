"""A verifier asks of a running case what the service asks: who holds it, and since which event."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.story import (
    CHECKER,
    EVALUATION,
    PRINCIPAL,
    Seals,
    Steps,
    assess,
    bundle,
    check,
    file,
    founded,
    place,
    write,
)

COMMUNE = ("u:canboxa", "officer", "xa")
OPERATOR = ("s:operator", "operator", "operator")
ADMINISTRATOR = ("u:quantri", "administrator", "so")
FILED, REFORM = date(2025, 6, 20), date(2025, 7, 1)
TRANSFERRED, CHECKED = date(2025, 8, 1), date(2025, 8, 5)
START = REFORM.isoformat()


def reorganised(by: tuple[str, str, str] = OPERATOR, **changed: Any) -> Steps:
    """Return a case filed at the Phòng, transferred to the commune, and checked there."""
    told = founded()
    assess(told)
    file(told, FILED)
    office = {"name": "Ủy ban nhân dân phường", "kind": "commune", "area": "26890"}
    told.do("organisation-xa", "RegisterOrganisation", OPERATOR[0], FILED, **office)
    moved = {"areas": ["26890", "79"], "starts": START, "basis": "NQ 1685/NQ-UBTVQH15"}
    told.do("school-hoasen", "ChangeAreas", OPERATOR[0], REFORM, **moved)
    term = {"holder": "xa", "kinds": ["preschool"], "starts": START, "basis": "NĐ 143/2025"}
    told.do("assignment-check_dossier_26890", "AssignFunction", OPERATOR[0], REFORM, **term)
    for actor, role, org in (COMMUNE, ADMINISTRATOR):
        grant = {"role": role, "org": org, "starts": START, "basis": "QĐ 2"}
        told.do(f"grant-{actor[2:]}", "GiveGrant", OPERATOR[0], REFORM, **grant)
    passed = {"function": "check_dossier", "to": "xa", "basis": "NĐ 143/2025"}
    told.do(EVALUATION, "TransferCase", OPERATOR[0], TRANSFERRED, **passed)
    told.do(EVALUATION, "ForwardRegistration", COMMUNE[0], CHECKED, checked=["Đơn"])
    steps = told.steps()
    transfer = steps[place(steps, "CaseTransferred")]
    transfer.by = by
    transfer.data.update(changed)
    return steps


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
    [({"source": "so"}, "lẽ ra phong"), ({"source": None}, "phong"), ({"to": "so"}, "do xa")],
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
