"""Tables of people: known again by name, new ones at random ids, sealed while they wait."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.gateway.bulk import sealed
from services.gateway.spreadsheets.layout import Known
from services.gateway.spreadsheets.staff import steps

ROW = {"name": "Nguyễn Thị Mẫu", "post": "teacher", "starts": "2024-09-01", "basis": "QĐ 1"}
POST = {"post": "teacher", "org": "hoasen", "starts": "2024-09-01", "basis": "QĐ 1"}


def known(*persons: dict[str, Any]) -> Known:
    """Return a list in which everybody is called as the row says."""
    return Known("79", org="hoasen", staff={"nguyen thi mau": persons} if persons else {})


def person(id: str, post: str, current: bool = True) -> dict[str, Any]:
    return {"id": id, "posts": [{"name": post, "current": current}]}


def test_somebody_new_comes_with_a_first_post_under_an_id_that_tells_nothing() -> None:
    (one,), found = steps(ROW, known())
    (two,), _ = steps(ROW, known())
    assert (one.command, found) == ("RegisterPerson", [])
    assert one.data == {"name": ROW["name"], "first_post": POST}
    assert one.stream != two.stream


@pytest.mark.parametrize(
    ("there", "command"),
    [
        (person("a", "teacher"), None),
        (person("a", "teacher", current=False), "TakePost"),
        (person("a", "staff"), "TakePost"),
    ],
)
def test_somebody_of_the_list_is_known_again(there: dict[str, Any], command: str | None) -> None:
    made, found = steps(ROW, known(there))
    assert [step.command for step in made] == ([command] if command else [])
    assert [step.data for step in made] == ([POST] if command else [])
    assert found == []


def test_two_of_one_name_are_told_apart_by_a_person() -> None:
    made, (finding,) = steps(ROW, known(person("a", "staff"), person("b", "staff")))
    assert (made, finding.code, finding.warning) == ([], "name-ambiguous", False)


def test_what_names_people_is_kept_unreadable_and_gone_with_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = sealed.seal([ROW], "plan/1")
    assert "Mẫu" not in json.dumps(kept, ensure_ascii=False)
    assert sealed.unseal(kept, "plan/1") == [ROW]
    assert sealed.unseal([ROW], "plan/1") == [ROW]
    with pytest.raises(sealed.Gone):
        sealed.unseal(kept, "plan/2")
    monkeypatch.setattr(sealed, "_KEY", AESGCM(bytes(32)))
    with pytest.raises(sealed.Gone):
        sealed.unseal(kept, "plan/1")
