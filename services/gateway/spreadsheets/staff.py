"""Files of a school's or an office's people: each row a person with a post there.

Somebody is known again by their name among those of the school or office, so that a file that is
sent twice has one effect; two of one name stand in it with a mark that tells them apart ("Lan A",
"Lan B"), as in the lists of schools. An id is made at random: one made of the name would tell it.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from libs.law.labels import capital, group
from libs.law.vietnamese import fold
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding

OFFICES = ("director", "deputy_director", "head_of_office", "deputy_head_of_office", "specialist")
SCHOOLS = ("principal", "deputy_principal", "head_teacher", "teacher", "staff")
POSTS = {code: capital(group("person_post")[code]) for code in (*SCHOOLS, *OFFICES, "other")}
COLUMNS = (
    Column(
        "name",
        "Họ tên",
        "Đủ họ, đệm, tên. Hai người trùng tên: thêm chữ phân biệt sau tên, như 'Nguyễn Thị Lan B'.",
        "Nguyễn Thị Mẫu",
        required=True,
        most=120,
        field="/name",
    ),
    Column(
        "post",
        "Chức vụ",
        f"Một trong: {', '.join(POSTS.values())}.",
        POSTS["teacher"],
        kind="choice",
        required=True,
        choices=POSTS,
        field="/first_post/post",
    ),
    Column(
        "starts",
        "Giữ chức vụ từ ngày",
        "Dạng dd/mm/yyyy.",
        "01/09/2024",
        kind="date",
        required=True,
        field="/first_post/starts",
    ),
    Column(
        "basis",
        "Căn cứ",
        "Số, ký hiệu, ngày của quyết định hoặc hợp đồng; không ghi tên người.",
        "QĐ 12/QĐ-PGDĐT ngày 15/08/2024",
        required=True,
        field="/first_post/basis",
    ),
    Column("phone", "Điện thoại", "Không bắt buộc; chỉ cơ quan xem.", "", field="/phone"),
    Column("email", "Thư điện tử", "Không bắt buộc; chỉ cơ quan xem.", "", field="/email"),
)


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    there = known.staff.get(fold(values["name"]), ())
    post = {"post": values["post"], "org": known.org}
    when = {"starts": values["starts"], "basis": values["basis"]}
    if len(there) > 1:
        detail = f"Danh sách có {len(there)} người tên này; hãy ghi chức vụ ở trang của từng người."
        return [], [Finding(COLUMNS[0].heading, "name-ambiguous", detail, "mỗi người một tên")]
    if not there:
        contact = {key: values[key] for key in ("phone", "email") if key in values}
        sample = {"sample": True} if known.sample else {}
        data = {"name": values["name"], **contact, **sample, "first_post": {**post, **when}}
        stream = f"person-{uuid.uuid4().hex[:-1]}a"
        return [RowCommand("registry", stream, "RegisterPerson", data, 0)], []
    (person,) = there
    if any(held["name"] == values["post"] and held["current"] for held in person["posts"]):
        return [], []
    says = f"Đã có trong danh sách; thêm chức vụ {POSTS[values['post']]}"
    stream = f"person-{person['id']}"
    return [RowCommand("registry", stream, "TakePost", {**post, **when}, says=says)], []


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    return (fold(values["name"]),)


STAFF = Layout(
    "staff",
    "Danh sách nhân sự",
    COLUMNS,
    _key,
    steps,
    ("registry", "person", "RegisterPerson"),
    names_people=True,
)
