"""`kiemdinh letters check`: obligations and warnings, or what is wrong with a file."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from services.cli.letters import letters

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
DUTY: dict[str, Any] = {
    "code": "A-01",
    "actor": "school",
    "duty": "Báo cáo [về Sở]",
    "kind": "before_date",
    "before": "2025-04-24",
    "effect": "mark_late",
    "area": "79",
    "kinds": ["primary"],
}
LETTER: dict[str, Any] = {
    "letter": "A",
    "log": "79",
    "instruction": {
        "issuer": "phong-mau",
        "issuer_name": "Phòng Mẫu",
        "subject": "Nội dung [mẫu]",
        "number": "1",
        "dated": "2024-09-10",
        "school_year": 2024,
        "obligations": [DUTY],
    },
}


def check(*paths: Path | str) -> Result:
    return CliRunner().invoke(letters, ["check", *map(str, paths)])


def file(folder: Path, **changed: Any) -> Path:
    """Write a letter, members of its instruction changed, and return its file."""
    path = folder / "letter.yaml"
    instruction = LETTER["instruction"] | changed
    path.write_text(yaml.safe_dump({**LETTER, "instruction": instruction}), "utf-8")
    return path


@pytest.fixture(scope="module")
def examples() -> Result:
    return check(*sorted(EXAMPLES.glob("*.yaml")))


def test_the_five_letters_are_valid_for_all_their_warnings(examples: Result) -> None:
    assert examples.exit_code == 0
    assert examples.stderr == ""


@pytest.mark.parametrize(
    "told",
    [
        "R000-14",
        "trước 24/04/2025, còn kịp đến 23/04/2025",
        "ngày 25 đến 30 hằng tháng; tháng 02/2025: đến",
        "THPT Hắc Dịch",
        "01/12/2024 đến 31/12/2024",
        "từ chối",
        "[date-outside-school-year] R001-16: THPT Đinh Tiên Hoàng",
        "[date-outside-school-year] R001-16: THPT Hắc Dịch",
        "[date-outside-school-year] R001-16: THPT Nguyễn Văn Cừ",
        "[date-outside-school-year] R001-16: THPT Dân tộc nội trú",
        "[date-outside-school-year] R001-16: THPT Võ Thị Sáu - Côn Đảo",
        "5942/BGDĐT-QLCL ban hành ngày 28/12/2018, không phải 28/12/2019",
        "5932/BGDĐT-QLCL ban hành ngày 28/12/2018, không phải 28/12/2019",
        "Văn bản 36/2017/TT-BGDĐT hết hiệu lực",
        "5398/GDĐT-KTKĐCLGD (văn bản 000); 5398/SGDĐT-KTKĐ (văn bản 002)",
        "5 văn bản, các năm học 2020-2021, 2023-2024, 2024-2025: 125 nghĩa vụ của 101 dòng",
        "Không phải nghĩa vụ: R001-17",
    ],
)
def test_it_tells_who_must_do_what_by_when_and_what_is_wrong(examples: Result, told: str) -> None:
    assert told in examples.stdout


def test_no_row_is_missing_from_the_five_letters(examples: Result) -> None:
    assert "Thiếu dòng" not in examples.stdout


def test_a_row_left_out_of_the_numbering_is_missed(tmp_path: Path) -> None:
    duties = [DUTY, {**DUTY, "code": "A-04.1"}, {**DUTY, "code": "A-04.2"}]
    found = check(file(tmp_path, obligations=duties))
    assert found.exit_code == 0
    assert "3 nghĩa vụ của 2 dòng" in found.stdout
    assert "Thiếu dòng: A-02, A-03." in found.stdout


def test_what_stands_in_brackets_is_printed_as_it_is(tmp_path: Path) -> None:
    found = check(file(tmp_path))
    assert "Báo cáo [về Sở]" in found.stdout
    assert "Nội dung [mẫu]" in found.stdout


def test_each_deadline_is_explained_on_demand(tmp_path: Path) -> None:
    found = CliRunner().invoke(letters, ["check", "--explain", str(file(tmp_path))])
    assert "A-01: Quy tắc: trước ngày 24/04/2025; đúng ngày đó đã là trễ." in found.stdout
    assert "Nguồn: văn bản số 1 của Phòng Mẫu ngày 10/09/2024." in found.stdout


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"issuer_name": ""}, "/instruction/issuer_name [length]"),
        ({"colour": "red"}, "/instruction/colour [unknown]"),
        ({"dated": "10/09/2024"}, "/instruction/dated [type]"),
        ({"obligations": [{**DUTY, "actor": "x"}]}, "/instruction/obligations/0/actor [choice]"),
        (
            {"obligations": [{**DUTY, "before": None}]},
            "/instruction/obligations/0/before [required]: Nhiệm vụ 'A-01' thiếu 'before'.",
        ),
        (
            {"obligations": [DUTY, DUTY]},
            "/instruction/obligations/1/code [obligation-code-twice]",
        ),
        ({"obligations": "none"}, "/instruction/obligations [type]"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_field_and_rule(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    found = check(file(tmp_path, **changed))
    assert found.exit_code == 1
    assert told in found.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a: [", "/ [yaml]: Tệp không phải YAML hợp lệ ở dòng"),
        ("- a", "/ [type]"),
        ("", "/ [type]"),
        ("letter: 'A'", "/instruction [required]"),
        ("letter: 1\ninstruction: {}", "/letter [type]"),
        ("letter: A\ninstruction: {}\nnot_obligations: [x]", "/not_obligations [type]"),
        ("letter: A\ninstruction: {dated: 2024-13-01}", "/ [yaml]"),
    ],
)
def test_a_file_that_is_no_letter_is_told_as_such(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "letter.yaml"
    path.write_text(content, "utf-8")
    found = check(path)
    assert found.exit_code == 1
    assert told in found.stderr
    assert found.exception is None or isinstance(found.exception, SystemExit)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    found = check(tmp_path / "nowhere.yaml", tmp_path / "binary.yaml", file(tmp_path))
    assert found.exit_code == 1
    assert "nowhere.yaml: không có tệp này" in found.stderr
    assert "binary.yaml: / [utf-8]" in found.stderr
    assert "1 văn bản, các năm học 2024-2025" in found.stdout
