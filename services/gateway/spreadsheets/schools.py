"""Files of schools: each row registers a school or brings what the register holds up to the file.

A school is found by its code (scheme, value, issuer); a new one gets its id from the code, so that
the same file never registers a school twice. An empty cell changes nothing.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from libs.law.calendar import show
from libs.law.labels import capital, group
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding

SCHOOL_IDS = uuid.UUID("0f3f6f0e-1f0c-5a55-9a3e-3f0d3c6c9b11")
SCHEME = "moet"
ISSUER = "Bộ Giáo dục và Đào tạo"
KINDS = {kind: capital(called) for kind, called in group("school_kind").items()}
EDUCATION_STAGES = {kind: called for kind, called in KINDS.items() if kind != "multi_stage"}
OWNERSHIPS = {code: capital(called) for code, called in group("ownership").items()}
YES: Mapping[str, str] = {"true": "có", "false": "không"}

CODE = Column(
    "code",
    "Mã trường",
    "Mã định danh của trường; cùng loại mã và nơi cấp thì mỗi mã một trường.",
    "79764001",
    required=True,
    field="/identifiers",
)
SCHEME_COLUMN = Column(
    "scheme", "Loại mã", f"Loại của mã trường; để trống là '{SCHEME}' (mã ngành giáo dục).", SCHEME
)
ISSUER_COLUMN = Column(
    "issuer", "Nơi cấp mã", f"Cơ quan cấp mã trường; để trống là {ISSUER}.", ISSUER
)
COLUMNS = (
    CODE,
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    Column(
        "name",
        "Tên trường",
        "Tên đầy đủ theo quyết định thành lập.",
        "Trường Tiểu học Mẫu",
        required=True,
        field="/name",
    ),
    Column(
        "kind",
        "Loại trường",
        f"Một trong: {', '.join(KINDS.values())}.",
        KINDS["primary"],
        kind="choice",
        required=True,
        choices=KINDS,
        field="/kind",
    ),
    Column(
        "education_stages",
        "Cấp học",
        "Chỉ với trường nhiều cấp học: các cấp, cách nhau bằng dấu phẩy.",
        "",
        kind="choices",
        choices=EDUCATION_STAGES,
        field="/education_stages",
    ),
    Column(
        "ownership",
        "Hình thức sở hữu",
        f"Một trong: {', '.join(OWNERSHIPS.values())}.",
        OWNERSHIPS["public"],
        kind="choice",
        required=True,
        choices=OWNERSHIPS,
        field="/ownership",
    ),
    Column("variant", "Loại hình riêng", "Ví dụ: dân tộc nội trú, chuyên.", "", field="/variant"),
    Column(
        "commune",
        "Mã xã, phường",
        "Mã đơn vị hành chính 5 chữ số của Tổng cục Thống kê.",
        "26734",
        kind="code",
        field="/areas",
    ),
    Column(
        "district",
        "Mã huyện cũ",
        "Mã 3 chữ số của huyện, quận, thị xã; chỉ với địa bàn trước 01/07/2025.",
        "",
        kind="code",
        field="/areas",
    ),
    Column(
        "province",
        "Mã tỉnh",
        "Mã 2 chữ số; để trống là tỉnh của sổ.",
        "79",
        kind="code",
        field="/areas",
    ),
    Column(
        "address",
        "Địa chỉ",
        "Số nhà, đường, khu phố; đúng như đơn đăng ký.",
        "Số 1 đường Mẫu",
        required=True,
        field="/address",
    ),
    Column("phone", "Điện thoại", "Số điện thoại của trường.", "028 3894 0000", field="/phone"),
    Column("email", "Thư điện tử", "Hộp thư của trường.", "mau@example.edu.vn", field="/email"),
    Column(
        "opened_on",
        "Ngày bắt đầu hoạt động",
        "Dạng dd/mm/yyyy.",
        "05/09/2001",
        kind="date",
        field="/opened_on",
    ),
    Column(
        "cohorts_completed",
        "Số khóa hoàn thành",
        "Số khóa học sinh đã hoàn thành chương trình của trường.",
        "18",
        kind="whole",
        field="/cohorts_completed",
    ),
    Column(
        "sample",
        "Dữ liệu mẫu",
        "'có' nếu trường không có thật, chỉ để tập dùng; để trống là không.",
        "có",
        kind="choice",
        choices=YES,
        field="/sample",
    ),
    Column(
        "starts",
        "Thay đổi từ ngày",
        "Ngày đầu tiên có hiệu lực, khi tên, loại, sở hữu hay địa bàn khác với sổ.",
        "",
        kind="date",
        field="/starts",
    ),
    Column(
        "basis",
        "Căn cứ thay đổi",
        "Số, ngày của quyết định làm căn cứ cho thay đổi.",
        "",
        field="/basis",
    ),
)


def code_of(values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return scheme, value and issuer of a row's code."""
    return (
        values.get("scheme", SCHEME),
        values.get("code", ""),
        values.get("issuer", ISSUER),
    )


def school_id(code: tuple[str, str, str]) -> str:
    """Return the id of the school that comes into the register under `code`."""
    return uuid.uuid5(SCHOOL_IDS, "\n".join(code)).hex


def known_by_code(views: list[Wire]) -> dict[tuple[str, str, str], Wire]:
    """Return the schools of the register, by each of their codes."""
    return {
        (code["scheme"], code["value"], code["issuer"]): view
        for view in views
        for code in view["identifiers"]
    }


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the commands of a row, and what is wrong with it."""
    code = code_of(values)
    view = known.schools.get(code)
    if view is None:
        return [_registration(values, code, known.log)], []
    return _changes(values, view, known.log)


def _areas(values: Mapping[str, Any], log: str) -> list[str]:
    named = (values.get("commune"), values.get("district"), values.get("province", log))
    return [area for area in named if area]


def _registration(values: Mapping[str, Any], code: tuple[str, str, str], log: str) -> RowCommand:
    scheme, value, issuer = code
    optional = ("variant", "phone", "email", "opened_on", "cohorts_completed", "education_stages")
    data: Wire = {
        "name": values.get("name"),
        "kind": values.get("kind"),
        "ownership": values.get("ownership"),
        "areas": _areas(values, log),
        "address": values.get("address"),
        "sample": values.get("sample") == "true",
        "identifiers": [{"scheme": scheme, "value": value, "issuer": issuer}],
        **{key: values[key] for key in optional if key in values},
    }
    return RowCommand("registry", f"school-{school_id(code)}", "RegisterSchool", data, 0)


def _changes(
    values: Mapping[str, Any], view: Wire, log: str
) -> tuple[list[RowCommand], list[Finding]]:
    now = {key: view.get(key) for key in (*_DATED, *_CONTACTS, *_OPERATION)}
    said = {key: values[key] for key in now if key in values}
    if "commune" in values:
        said["areas"] = _areas(values, log)
    else:
        said.pop("areas", None)
    differs = {key for key, value in said.items() if _plain(value) != _plain(now[key])}
    commands: list[tuple[str, Wire]] = []
    dated = [key for key in _DATED if key in differs and key != "education_stages"]
    if "education_stages" in differs and "kind" not in dated:
        dated.append("kind")
    if differs & set(_CONTACTS):
        commands.append(("ChangeContacts", _merged(_CONTACTS, now, said)))
    if differs & set(_OPERATION):
        commands.append(("RecordOperation", _merged(_OPERATION, now, said)))
    when = {"starts": values.get("starts"), "basis": values.get("basis")}
    for key in dated:
        told = (
            _merged(("kind", "education_stages"), now, said) if key == "kind" else {key: said[key]}
        )
        commands.append((_DATED[key], {**told, **when}))
    errors = []
    if dated and None in when.values():
        detail = (
            f"Trường đã có trong sổ; {', '.join(_LABELS[key] for key in dated)} khác với sổ: "
            "cần ngày có hiệu lực và căn cứ."
        )
        errors = [
            Finding(column.heading, "cell-empty", detail, "thay đổi ghi theo ngày và căn cứ")
            for column in COLUMNS
            if column.key in when and when[column.key] is None
        ]
    stream = f"school-{view['id']}"
    found = [
        # The first demands that nothing changed in between; the others follow it.
        RowCommand(
            "registry",
            stream,
            name,
            data,
            view["version"] if n == 0 else None,
            "; ".join(_says(key, now[key], data[key]) for key in data if key in differs),
        )
        for n, (name, data) in enumerate(commands)
    ]
    return found, errors


def _says(key: str, before: Any, after: Any) -> str:
    heading = next(c for c in COLUMNS if c.key == ("commune" if key == "areas" else key)).heading
    return f"{heading}: {_shown(key, before)} → {_shown(key, after)}"


def _shown(key: str, value: Any) -> str:
    """Return a value as the file has it, so that a reader knows it again."""
    if value in (None, [], ()):
        return "(trống)"
    if isinstance(value, list | tuple):
        return ", ".join(str(EDUCATION_STAGES.get(one, one)) for one in value)
    if key == "opened_on":
        return show(date.fromisoformat(value))
    return str(KINDS.get(value) or OWNERSHIPS.get(value) or value)


_DATED = {
    "name": "RenameSchool",
    "kind": "ChangeKind",
    "education_stages": "ChangeKind",
    "ownership": "ChangeOwnership",
    "variant": "ChangeVariant",
    "areas": "ChangeAreas",
}
"""What changes on a day, and the command that says so."""
_CONTACTS = ("address", "phone", "email")
_OPERATION = ("opened_on", "cohorts_completed")
_LABELS = {
    "name": "tên",
    "kind": "loại trường",
    "ownership": "hình thức sở hữu",
    "variant": "loại hình riêng",
    "areas": "địa bàn",
}


def _merged(keys: tuple[str, ...], now: Mapping[str, Any], said: Mapping[str, Any]) -> Wire:
    merged = {key: said.get(key, now[key]) for key in keys}
    if "education_stages" in merged:
        many = merged["kind"] == "multi_stage"
        merged["education_stages"] = list(merged["education_stages"] or []) if many else []
    return merged


def _plain(value: Any) -> Any:
    return list(value or []) if isinstance(value, list | tuple) or value is None else value


SCHOOLS = Layout(
    "schools",
    "Trường",
    COLUMNS,
    code_of,
    steps,
    ("registry", "school", "RegisterSchool"),
)
