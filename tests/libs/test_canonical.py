"""Canonical bytes: the profile, and its agreement with an independent RFC 8785 encoder."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel import canonical
from libs.kernel.canonical import NotCanonical

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: __import__("unicodedata").normalize("NFC", text)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=20,
)


@given(VALUES)
def test_inside_the_profile_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_decoding_gives_the_value_back(value: Any) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        2**53,
        -(2**53),
        {"ă": 1},
        "Trươ\u0300ng",
        "\ud800",
        b"",
        {1: 2},
        float("nan"),
        {"a": {"b": 1.0}},
    ],
)
def test_what_is_outside_the_profile_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b"[1]\n",
        b'"\\u0061"',
        b"{",
        b"NaN",
        b"[" * 100_000,
    ],
)
def test_bytes_that_are_not_the_canonical_form_are_refused(raw: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(raw)
