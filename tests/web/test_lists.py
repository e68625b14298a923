"""Lists: what their address says is what is shown, and what a file of them holds."""

import base64
import csv
import io
import unicodedata
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.law.vietnamese import sort_key
from libs.web.catalogue import text
from libs.web.client import Api, Browser, InProcess
from libs.web.list_order import ROWS, Entry, mark, ordered, span
from libs.web.lists import Column, Filter, Listing, Shown, codes, words
from libs.web.page import Visit

TORTURE = "ẮẰẲẴẶ ỘỠỰ đĐ"
LISTING = Listing(
    "schools",
    (
        Column("name", text("Tên trường"), lambda one: one["name"], href=lambda one: "/x"),
        Column("kind", text("Loại trường"), lambda one: one["kind"], "label"),
        Column("day", text("Ngày"), lambda one: one["day"], "day"),
        Column("money", text("Kinh phí"), lambda one: one["money"], "money"),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["name"]),
        Filter(
            "kind", text("Loại trường"), codes("preschool", "primary"), lambda r, k: r["kind"] == k
        ),
    ),
    order="name",
)


def row(id: str, name: str, kind: str = "primary", **more: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "kind": kind, "day": None, "money": None, **more}


THREE = [
    row("1", "Trường Đ", day="2026-09-05", money=1_500_000),
    row("2", "Trường D", "preschool", day="2025-01-31"),
    row("3", f"=1+1 & <b>{TORTURE}</b>", money=20),
]


def shown(query: str = "", rows: list[dict[str, Any]] = THREE, **more: Any) -> Shown:
    visit = Visit(Api(InProcess(None)).calls(Browser()), "vi", "/list", dict(parse_qsl(query)))
    return LISTING.of(visit, rows, "/list", "Các trường", **more)


def cursor(told: str) -> str:
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def names(found: Shown) -> list[str]:
    return [cells[0].said for cells in found.rows]


def test_names_are_sorted_as_vietnamese_lists_are() -> None:
    assert names(shown()) == ["Trường D", "Trường Đ", THREE[2]["name"]]
    assert names(shown("sort=-name")) == [THREE[2]["name"], "Trường Đ", "Trường D"]


def test_numbers_and_days_are_sorted_by_what_they_are_and_nothing_stands_last() -> None:
    assert names(shown("sort=money"))[:2] == [THREE[2]["name"], "Trường Đ"]
    assert names(shown("sort=-money"))[:2] == ["Trường Đ", THREE[2]["name"]]
    assert names(shown("sort=day"))[:2] == ["Trường D", "Trường Đ"]
    assert names(shown("sort=-day"))[2] == THREE[2]["name"]


@pytest.mark.parametrize("typed", [TORTURE, unicodedata.normalize("NFD", TORTURE), "aaaaa oou dd"])
def test_words_are_found_with_or_without_accents_in_either_form(typed: str) -> None:
    assert names(shown(f"q={typed}")) == [THREE[2]["name"]]


def test_what_is_no_option_no_column_and_no_cursor_counts_as_not_asked() -> None:
    found = shown("kind=nonsense&sort=nonsense&after=%22nonsense&as=exe")
    assert (names(found), found.filtered, found.file) == (names(shown()), False, None)
    assert names(shown("kind=preschool")) == ["Trường D"]


def test_a_press_on_a_heading_sorts_by_it_and_turns_it_round_the_next_time() -> None:
    heads = {head.said: (head.turns_to, head.sorted) for head in shown().heads}
    assert heads["Tên trường"] == ("-name", "ascending")
    assert heads["Kinh phí"] == ("money", "")
    turned = {head.said: (head.turns_to, head.sorted) for head in shown("sort=-name").heads}
    assert turned["Tên trường"] == ("name", "descending")


def test_a_file_has_the_rows_columns_and_order_of_the_screen() -> None:
    asked = "q=truong&sort=-name"
    screen = shown(asked)
    ((_, xlsx), (_, as_csv)) = screen.files
    file = shown(as_csv.partition("?")[2]).file
    assert file is not None
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert lines == [
        [head.said for head in screen.heads],
        *[[cell.said for cell in cells] for cells in screen.rows],
    ]
    book = shown(xlsx.partition("?")[2]).file
    assert book is not None
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert [line[0] for line in cells] == names(screen)
    assert [line[3] for line in cells] == [1_500_000, None]
    assert f"{cells[0][2]:%d/%m/%Y}" == "05/09/2026"


def test_a_formula_is_text_in_a_file_and_mark_up_stays_what_was_typed() -> None:
    file, book = shown("q=b&as=csv").file, shown("q=b&as=xlsx").file
    assert file is not None
    assert book is not None
    assert f"'=1+1 & <b>{TORTURE}</b>" in file.content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == THREE[2]["name"]


def test_what_else_belongs_to_the_address_stays_in_every_link() -> None:
    found = shown("q=b", kept={"view": "all"}, chips=[("Tất cả", {}), ("B", {"q": "b"})])
    assert all("view=all" in href for _, href in found.files)
    assert [(href, on) for _, href, on in found.chips] == [
        ("/list?view=all", False),
        ("/list?view=all&q=b", True),
    ]


MANY = [row(f"{n:03}", f"Trường {n % 7}") for n in range(2 * ROWS + 20)]


def test_pages_follow_one_another_and_lead_back() -> None:
    seen, address = [], ""
    while True:
        found = shown(address, MANY)
        seen.append((found.first, found.last, found.newer))
        if not found.older:
            break
        address = found.older.partition("?")[2]
    pages = [(1, ROWS), (ROWS + 1, 2 * ROWS), (2 * ROWS + 1, len(MANY))]
    assert [(first, last) for first, last, _ in seen] == pages
    back = shown(seen[-1][2].partition("?")[2], MANY)
    assert (back.first, back.last) == pages[1]


def test_a_row_that_goes_meanwhile_hides_no_other_and_repeats_none() -> None:
    first = shown("", MANY)
    address = first.older.partition("?")[2]
    wanted = names(shown(address, MANY))
    last = sorted(MANY, key=lambda one: (sort_key(one["name"]), one["id"]))[ROWS - 1]
    assert names(shown(address, [one for one in MANY if one is not last])) == wanted


KEYS = st.one_of(st.just((1, "")), st.tuples(st.just(0), st.integers(0, 9)))


@given(st.lists(KEYS, max_size=130), st.booleans())
def test_walking_a_list_shows_each_row_once(keys: list[Any], descending: bool) -> None:
    entries = ordered([Entry(key, f"{n}", {}) for n, key in enumerate(keys)], descending)
    seen: list[Entry] = []
    after = ""
    while len(seen) < len(entries):
        start, end = span(entries, descending, after, "")
        seen += entries[start:end]
        after = mark(entries[end - 1])
    assert seen == entries


@pytest.mark.parametrize("mark", ["[" * 60_000, "[" * 2_900, "[0," * 900, "{", "[0,[],1]"])
@pytest.mark.parametrize("side", ["after", "before"])
def test_what_is_no_cursor_shows_the_list_from_its_beginning(side: str, mark: str) -> None:
    assert names(shown(f"{side}={cursor(mark)}")) == names(shown())


def test_a_cursor_of_the_longest_name_is_still_one() -> None:
    many = [row(f"{n:03}", f"{'Ễ' * 290}{n:03}") for n in range(ROWS + 5)]
    older = shown(rows=many).older.partition("?")[2]
    assert len(names(shown(older, rows=many))) == 5
