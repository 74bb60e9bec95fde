"""Numbers as they are written on the page."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numbers import MINUS, Writer, plain, share
from reports.words import clean

WRITE = Writer("CNY", 100, 104)


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (0, "CNY 0"),
        (-0.4, "CNY 0.00"),
        (1234, "CNY 12.30"),
        (123_456_789, "CNY 1,230,000"),
        (-2_100_000, f"{MINUS}CNY 21,000"),
        (99_999, "CNY 1,000"),
        (math.nan, "not known"),
    ],
)
def test_money(minor: float, text: str) -> None:
    assert WRITE.money(minor) == text


def test_money_of_books_keeps_every_unit() -> None:
    assert WRITE.money(123_456_789, digits=0) == "CNY 1,234,568"
    assert WRITE.money(12_345, digits=0) == "CNY 123.45"


def test_money_without_minor_units_has_no_decimals() -> None:
    assert Writer("JPY", 1, 52).money(12, signed=True) == "+JPY 12"


def test_payback() -> None:
    assert WRITE.week(61) == "week 61"
    assert WRITE.week(math.nan) == WRITE.week(math.inf) == "not within 104 weeks"


def test_shares_and_their_differences() -> None:
    assert share(0.6123) == "61.2%"
    assert share(0.00617, signed=True) == "+0.62%"
    assert WRITE.value("share", -0.00617, signed=True) == f"{MINUS}0.62 pp"
    assert WRITE.interval("share", -0.001, 0.02) == f"{MINUS}0.10 to +2.00 pp"
    assert WRITE.interval("money", -1e6, 2e6) == f"{MINUS}CNY 10,000 to +20,000"


@given(st.floats(-1e12, 1e12))
def test_a_number_is_never_written_with_a_sign_it_does_not_have(value: float) -> None:
    for text in (plain(value, signed=True), WRITE.money(value, signed=True), share(value, signed=True)):
        assert text.startswith(MINUS) <= (value < 0)
        assert text.startswith("+") <= (value > 0)
        assert "-" not in text


@given(st.text())
def test_cleaned_text_is_one_line_of_visible_signs(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == clean(cleaned)
    assert "\n" not in cleaned
    assert all(sign.isprintable() or sign == "\ufffd" for sign in cleaned)
