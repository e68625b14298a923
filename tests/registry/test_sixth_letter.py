"""A letter of another province goes in as data files alone: its days, and its own purpose."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from libs.law.standards import purposes
from services.cli.letters import read
from services.registry.service import RegistryService
from tests.running import running
from tests.servers import PostgresServer

FILE = Path(__file__).parent / "data" / "sixth-letter.yaml"


def test_its_file_is_a_letter_and_its_province_has_a_third_purpose() -> None:
    letter = read(FILE, date(2024, 9, 10))
    days = [due.last_good_day for each in letter.obligations for due in letter.due(each)]
    assert days == [date(2024, 12, 30), date(2025, 6, 29)]
    (third,) = purposes.further(("36",), date(2024, 12, 1))
    assert {*third.goes_with} == {"accreditation", "national_standard", "both"}


@pytest.mark.e2e
def test_its_two_half_years_are_late_each_by_its_own_day(
    postgres_server: PostgresServer,
) -> None:
    file = yaml.safe_load(FILE.read_text("utf-8"))
    with running(postgres_server.uri, RegistryService) as found:
        (office,) = file["offices"]
        told = {name: office[name] for name in ("name", "kind", "area")}
        found.do("organisation-so_nam_dinh", "RegisterOrganisation", told, log="36")
        school = {"kind": "primary", "ownership": "public", "areas": ["356", "36"]}
        for id in ("n1", "n2"):
            said = {**school, "name": f"Trường Mẫu {id}", "address": "Số 1", "sample": True}
            found.do(f"school-{id}", "RegisterSchool", said, log="36")
        found.do("instruction-l6", "RegisterInstruction", file["instruction"], log="36")
        asked = {"year": 2024}
        states = {
            (each["code"], each["owner"]): each["duty_state"]
            for each in found.ask("ListDutyStates", asked, on=date(2025, 1, 10), log="36")
        }
    assert states == {
        ("R005-01", "n1"): "late",
        ("R005-01", "n2"): "late",
        ("R005-02", "n1"): "not_begun",
        ("R005-02", "n2"): "not_begun",
    }
