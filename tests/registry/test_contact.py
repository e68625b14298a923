from dataclasses import replace
from datetime import date

import pytest

from libs.kernel.messages import Contract
from libs.kernel.problems import Invalid
from services.registry.contact.events import ContactEnded, ContactNamed
from services.registry.contact.rules import CONTACT, EndContact, NameContact
from tests.registry.acts import of
from tests.spec import spec

contact = spec(CONTACT)
OFFICE = of("phong764")
NAME = NameContact(
    person="u:lan",
    kinds=("preschool", "primary"),
    starts=date(2024, 9, 1),
    basis="Quyết định phân công",
    phone="028 3894 0000",
    answer_within=5,
    **OFFICE,
)
NAMED = ContactNamed(
    person="u:lan",
    kinds=("preschool", "primary"),
    starts=date(2024, 9, 1),
    basis="Quyết định phân công",
    phone="028 3894 0000",
    answer_within=5,
)
END = EndContact("u:lan", date(2025, 7, 1), "Luật 72/2025", **OFFICE)
ENDED = ContactEnded("u:lan", date(2025, 7, 1), "Luật 72/2025")


def test_an_office_names_its_contact() -> None:
    contact.given().when(NAME).then(NAMED).when(NAME).then_nothing()


def test_a_kind_of_school_has_one_contact_on_a_day() -> None:
    other = replace(NAME, person="u:mai", kinds=("primary",), starts=date(2025, 1, 1))
    refusal = contact.given(NAMED).when(other).then_rejected("contact-overlaps")
    assert "primary" in refusal.detail
    contact.given(NAMED).when(replace(other, kinds=("lower_secondary",))).then_types("ContactNamed")
    ended = contact.given(NAMED, ENDED)
    ended.when(replace(other, starts=date(2025, 6, 30))).then_rejected("contact-overlaps")
    ended.when(replace(other, starts=date(2025, 7, 1))).then_types("ContactNamed")


def test_a_contact_ends_once() -> None:
    contact.given(NAMED).when(END).then(ENDED).when(END).then_nothing()
    contact.given(NAMED).when(replace(END, person="u:mai")).then_rejected("contact-not-named")
    later = replace(END, ends=date(2026, 1, 1))
    contact.given(NAMED, ENDED).when(later).then_rejected("contact-not-named")


def test_a_contact_can_be_reached() -> None:
    contact.given().when(replace(NAME, phone=None)).then_rejected("contact-unreachable")
    mail = replace(NAME, phone=None, email="phong764@example.edu.vn")
    contact.given().when(mail).then_types("ContactNamed")


def test_a_kind_is_named_once() -> None:
    twice = replace(NAME, kinds=("primary", "primary"))
    contact.given().when(twice).then_rejected("kind-twice")


@pytest.mark.parametrize("ends", [date(2024, 9, 1), date(2024, 8, 31)])
def test_a_term_has_at_least_a_day(ends: date) -> None:
    contact.given().when(replace(NAME, ends=ends)).then_rejected("term-empty")


@pytest.mark.parametrize(
    "loose",
    ["a@b.vn,c.vn", "a@b..vn", '"a"@b.vn', "lán@b.vn", ".a@b.vn", "<a@b.vn>", "a@b.v\u00a0n"],
)
def test_an_address_is_one_mailbox_where_it_is_sent_and_read_as_it_was_recorded(loose: str) -> None:
    data = {"kinds": ["primary"], "person": "u:lan", "email": loose, "answer_within": 3}
    told = {**data, "starts": "2024-09-01", "ends": None, "basis": "dữ liệu mẫu"}
    sent: Contract[NameContact] = Contract(NameContact, unknown="raise")
    with pytest.raises(Invalid) as invalid:
        sent.parse({"type": "NameContact", "data": told})
    assert {(each.pointer, each.code) for each in invalid.value.errors} == {("/email", "pattern")}
    sent.parse({"type": "NameContact", "data": {**told, "email": "lan@b.edu.vn"}})
    recorded: Contract[ContactNamed] = Contract(ContactNamed)
    if "\u00a0" not in loose:
        assert recorded.event({"type": "ContactNamed", "data": told}) is not None
