"""The five letters as data: the registry takes them as they stand and warns of their slips."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.law.calendar import school_year
from libs.law.calendar.deadlines import deadlines
from libs.law.standards import read_data
from libs.law.standards.citations import spellings
from services.cli.letters import ALONE
from services.registry.instruction.events import InstructionWarned
from services.registry.instruction.rules import COMMANDS, INSTRUCTION, RegisterInstruction, register

ROOT = Path(__file__).parents[2] / "examples"
FILES = sorted((ROOT / "letters").glob("*.yaml"))
LETTERS = {file.name[:3]: read_data(file.read_text("utf-8")) for file in FILES}
SCHEDULE = read_data((ROOT / "demo" / "schedule.yaml").read_text("utf-8"))
OTHERS = [read_data((ROOT / "demo" / name).read_text("utf-8")) for name in SCHEDULE["other_years"]]
OFFICES = [(y["schools_log"], office) for y in (SCHEDULE, *OTHERS) for office in y["offices"]]
ENTERED_ON = date(2024, 9, 5)


def _id(key: str) -> str:
    return key.replace("-", "_")


def command(letter: Any) -> RegisterInstruction:
    """Return the letter as the registry's command, its natural keys turned into ids."""
    data = json.loads(json.dumps(letter["instruction"], default=str))
    data["issuer"] = _id(data["issuer"])
    for obligation in data["obligations"]:
        for entry in obligation.get("entries", ()):
            if "school" in entry:
                entry["school"] = _id(entry["school"])
    parsed = COMMANDS.parse({"type": "RegisterInstruction", "data": data})
    built = parsed.build({"on": ENTERED_ON})
    assert isinstance(built, RegisterInstruction)
    return built


def warned(letter: Any) -> list[tuple[str, str]]:
    """Return code and subject of each warning that entering `letter` raises."""
    events = register(command(letter), ALONE, INSTRUCTION.initial)
    return [(e.code, e.subject) for e in events if isinstance(e, InstructionWarned)]


def test_there_are_five_letters_of_four_provinces() -> None:
    assert {key: letter["log"] for key, letter in LETTERS.items()} == {
        "000": "79",
        "001": "77",
        "002": "79",
        "003": "83",
        "004": "01",
    }


@pytest.mark.parametrize("key", LETTERS)
def test_a_letter_is_a_command_the_registry_takes_as_it_stands(key: str) -> None:
    entered = command(LETTERS[key])
    assert entered.obligations
    assert len(register(entered, ALONE, INSTRUCTION.initial)) > len(entered.obligations)


@pytest.mark.parametrize("key", LETTERS)
def test_the_issuer_is_an_office_of_the_demo_in_the_same_log_and_area(key: str) -> None:
    letter = LETTERS[key]
    (office,) = letter["offices"]
    (known,) = [(log, o) for log, o in OFFICES if o["key"] == office["key"]]
    assert letter["instruction"]["issuer"] == office["key"]
    assert (letter["log"], office) == known
    assert {o["area"] for o in letter["instruction"]["obligations"]} == {office["area"]}


@pytest.mark.parametrize("key", LETTERS)
def test_codes_name_their_letter_and_stand_once(key: str) -> None:
    codes = [o["code"] for o in LETTERS[key]["instruction"]["obligations"]]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(rf"R{key}-\d\d(\.\d)?", code) for code in codes)


ROWS = {"000": 20, "001": 22, "002": 36, "003": 6, "004": 18}
"""How many rows of requirements each letter gave us: R000-01 to R000-20 and so on."""


@pytest.mark.parametrize("key", LETTERS)
def test_every_row_is_an_obligation_of_its_letter_or_said_to_be_none(key: str) -> None:
    obligations = {o["code"].partition(".")[0] for o in LETTERS[key]["instruction"]["obligations"]}
    excused = set(LETTERS[key].get("not_obligations", {}))
    assert obligations.isdisjoint(excused)
    assert obligations | excused == {f"R{key}-{n:02}" for n in range(1, ROWS[key] + 1)}


def test_only_the_derived_row_obliges_nobody_and_the_readme_says_why() -> None:
    excused = {code for letter in LETTERS.values() for code in letter.get("not_obligations", {})}
    assert excused == {"R001-17"}
    readme = (ROOT / "letters" / "README.md").read_text("utf-8")
    assert all(f"| {code} |" in readme for code in excused)


DEADLINES = {
    "R000-07": "2025-02-28",
    "R000-11": "2024-09-30",
    "R000-14": "2025-04-23",
    "R000-15": "2025-04-23",
    "R001-09": "2024-05-29",
    "R001-10": "2023-10-04",
    "R001-11": "2023-10-04",
    "R001-12": "2024-05-29",
    "R001-14": "2023-09-29",
    "R001-15": "2024-04-14",
    "R001-16": "2024-02-19",
    "R002-09": "2024-10-31",
    "R002-10.2": "2025-02-28",
    "R002-15": "2025-05-30",
    "R002-16": "2025-04-14",
    "R002-23": "2025-04-28",
    "R002-26": "2024-09-30",
    "R003-02": "2020-07-31",
    "R004-03.1": "2025-12-31",
    "R004-08": "2021-05-30",
    "R004-15": "2021-11-14",
}
"""A last good day of each obligation for which a letter sets a date, a month or a window."""


@pytest.mark.parametrize("code", DEADLINES)
def test_what_has_a_date_comes_to_its_last_good_day(code: str) -> None:
    letter = command(LETTERS[code[1:4]])
    (obligation,) = (o for o in letter.obligations if o.code == code)
    year = letter.school_year if letter.dated is None else school_year(letter.dated)
    found = deadlines(obligation, "văn bản", year)
    assert date.fromisoformat(DEADLINES[code]) in [d.last_good_day for d in found]


@pytest.mark.parametrize("key", LETTERS)
def test_every_obligation_quotes_its_letter(key: str) -> None:
    assert [o.code for o in command(LETTERS[key]).obligations if not o.as_written.strip()] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name[:3])
def test_no_letter_names_a_person_or_a_telephone(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"\b0\d{2,3}[. ]?\d{3}[. ]?\d{3,4}\b|@", text)
    assert not re.search(r"\b(Ông|Bà)[. ]+\w+ (Thị|Văn|Vĩnh|Thanh|Hồng|Trung)\b", text)


def test_binh_chanh_takes_dossiers_from_the_25th_to_the_30th_and_refuses_others() -> None:
    (window,) = [o for o in command(LETTERS["000"]).obligations if o.kind == "monthly_window"]
    assert (window.first_day, window.last_day, window.effect) == (25, 30, "refuse")
    assert window.kinds == ("preschool", "primary", "lower_secondary")


def test_the_go_vap_plan_lists_24_schools_by_month_and_target() -> None:
    (plan,) = [o for o in command(LETTERS["002"]).obligations if o.kind == "planned"]
    months = Counter(entry.month for entry in plan.entries)
    assert months == {"2024-10": 1, "2024-12": 4, "2025-02": 1, "2025-03": 18}
    grades = {e.name: (e.accreditation_grade, e.national_grade) for e in plan.entries}
    higher = {name for name, asked in grades.items() if asked == (2, 1)}
    assert higher == {"Trường Mầm non Hoa Sen", "Trường THCS Huỳnh Văn Nghệ"}
    assert {asked for name, asked in grades.items() if name not in higher} == {(1, None)}


def test_the_demo_carries_exactly_the_schools_of_the_plan() -> None:
    obligations = LETTERS["002"]["instruction"]["obligations"]
    (plan,) = [o for o in obligations if o["kind"] == "planned"]
    months = {r["round"]: r["month"] for r in SCHEDULE["rounds"]}
    assert [
        (e["school"], e["name"], e["month"], e["accreditation_grade"], e["national_grade"])
        for e in plan["entries"]
    ] == [
        (s["key"], s["name"], months[s["round"]], s["accreditation_grade"], s["national_grade"])
        for s in SCHEDULE["schools"]
    ]


def test_ba_ria_vung_tau_gives_eleven_schools_their_own_dates_as_written() -> None:
    (list_,) = [o for o in command(LETTERS["001"]).obligations if o.kind == "per_school"]
    assert Counter(entry.before for entry in list_.entries) == {
        date(2024, 11, 20): 1,
        date(2023, 11, 20): 5,
        date(2024, 2, 20): 1,
        date(2023, 2, 20): 4,
    }
    for entry in list_.entries:
        assert entry.before
        assert f"{entry.before:%d/%m/%Y}" in entry.as_written


def test_five_of_those_eleven_dates_are_outside_the_school_year() -> None:
    outside = [s for code, s in warned(LETTERS["001"]) if code == "date-outside-school-year"]
    assert outside == [
        "R001-16: THPT Đinh Tiên Hoàng",
        "R001-16: THPT Hắc Dịch",
        "R001-16: THPT Nguyễn Văn Cừ",
        "R001-16: THPT Dân tộc nội trú",
        "R001-16: THPT Võ Thị Sáu - Côn Đảo",
    ]


def test_letter_001_misdates_5932_and_5942() -> None:
    wrong = [s for code, s in warned(LETTERS["001"]) if code == "citation-date-differs"]
    assert wrong == ["5942/BGDĐT-QLCL", "5932/BGDĐT-QLCL"]


def test_letter_002_cites_two_repealed_texts() -> None:
    repealed = [s for code, s in warned(LETTERS["002"]) if code == "citation-repealed"]
    assert repealed == ["11/2006", "36/2017/BGDĐT"]


def test_letters_that_spell_a_symbol_otherwise_are_told_which_text_is_meant() -> None:
    spelt = {
        key: [s for code, s in warned(letter) if code == "citation-spelling"]
        for key, letter in LETTERS.items()
    }
    assert spelt == {
        "000": ["5398/GDĐT-KTKĐCLGD"],
        "001": [],
        "002": ["11/2006", "36/2017/BGDĐT"],
        "003": [],
        "004": [
            "4382/BGDDĐT-QLCL",
            "1697/TB-BGDDĐT",
            "5932/BGDDĐT-QLCL",
            "5942/BGDDĐT-QLCL",
        ],
    }


def test_two_letters_spell_the_symbol_of_5398_in_two_ways() -> None:
    cited = [c for letter in LETTERS.values() for c in command(letter).citations]
    assert ("5398/GDĐT-KTKĐCLGD", "5398/SGDĐT-KTKĐ") in spellings(cited)


def test_a_letter_without_number_or_date_says_so() -> None:
    missing = {
        key: [s for code, s in warned(letter) if code == "not-stated"]
        for key, letter in LETTERS.items()
    }
    both = ["number", "dated"]
    assert missing == {"000": both, "001": both, "002": both, "003": [], "004": []}


def test_dates_of_hanoi_lie_outside_the_school_year_it_names() -> None:
    outside = [s for code, s in warned(LETTERS["004"]) if code == "date-outside-school-year"]
    assert outside == ["R004-03.1", "R004-03.2", "R004-15"]


def test_every_text_that_the_letters_cite_is_known() -> None:
    found = [code for letter in LETTERS.values() for code, _ in warned(letter)]
    assert "citation-unknown" not in found


def test_the_letter_of_mo_cay_bac_raises_no_warning() -> None:
    assert warned(LETTERS["003"]) == []
