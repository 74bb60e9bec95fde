from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.fields import parse_date
from simulator.units import (
    Factor,
    FineMoney,
    Frequency,
    Money,
    Orders,
    Points,
    Quantity,
    Rate,
    Share,
    Span,
    UnitError,
    Use,
    did_you_mean,
    minor_digits,
    plain,
)

CURRENCIES = st.sampled_from(["CNY", "USD", "JPY", "KWD"])


def decimals(digits: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-(10**12), 10**12).map(lambda steps: Decimal(steps).scaleb(-digits))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    currency = draw(CURRENCIES)
    digits = minor_digits(currency)
    whole = Decimal(draw(st.integers(0, 10**9)))
    share = draw(decimals(1))
    return draw(
        st.sampled_from(
            [
                Money(draw(decimals(digits)), currency),
                FineMoney(draw(decimals(digits + 6)), currency),
                Rate(draw(decimals(6 - digits)), currency),
                Share(share),
                Factor(draw(decimals(3))),
                Points(whole),
                Orders(whole),
                Span(Decimal(draw(st.integers(0, 99_999))), draw(st.sampled_from(["day", "week"]))),
                Frequency(share, draw(st.sampled_from(["week", "month", "year"]))),
                Use(share, draw(st.sampled_from(["orders", "returns", "cases", "year"]))),
            ]
        )
    )


@given(quantities())
def test_what_is_printed_is_read_back_as_the_same(quantity: Quantity) -> None:
    assert type(quantity).parse(str(quantity)) == quantity


@given(st.integers(-(10**14), 10**14), CURRENCIES)
def test_money_reaches_the_books_to_the_minor_unit(minor: int, currency: str) -> None:
    written = plain(Decimal(minor).scaleb(-minor_digits(currency)))
    assert Money.parse(f"{written} {currency}").minor == minor


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_told_error(text: str) -> None:
    for kind in (Money, FineMoney, Rate, Share, Factor, Points, Orders, Span, Frequency, Use):
        try:
            quantity = kind.parse(text)
        except UnitError as error:
            assert "write" in str(error) or "needs" in str(error) or "too fine" in str(error)
        else:
            assert kind.parse(str(quantity)) == quantity


def test_amounts_that_binary_fractions_get_wrong() -> None:
    assert Money.parse("19.99 CNY").minor == 1999
    assert Money.parse("0.29 CNY").minor == 29
    assert Share.parse("0.1%").thousandths == 1
    assert Factor.parse("x1.1").thousandths == 1100
    assert Rate.parse("1 per CNY").millionths == 10_000
    assert Rate.parse("1 per JPY").millionths == 1_000_000
    assert FineMoney.parse("0.01 CNY").millionths == 1_000_000
    assert FineMoney.parse("0.0033 CNY").millionths == 330_000


def test_time_is_counted_in_whole_weeks_rounded_up() -> None:
    assert [Span.parse(text).weeks for text in ("0 days", "1 day", "7 days", "8 days", "15 days")] == [
        0,
        1,
        1,
        2,
        3,
    ]
    assert Span.parse("26 weeks").weeks == 26


def test_frequencies_agree_over_a_year() -> None:
    year = 365.25 / 7
    assert Frequency.parse("12 per year").per_week == pytest.approx(12 / year)
    assert Frequency.parse("1 per month").per_week == pytest.approx(12 / year)
    assert Frequency.parse("2 per week").per_week == 2


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Money, "149", "money needs a currency, e.g. '149 CNY'"),
        (Money, 149, "money needs a currency"),
        (Money, "1,000 CNY", "without a comma"),
        (Money, "0.001 CNY", "smallest step is 0.01"),
        (Money, "1.5 JPY", "smallest step is 1"),
        (Money, "1e3 CNY", "is a number in another form"),
        (Money, "١٤٩ CNY", "is not money"),
        (Money, None, "an empty value is not money"),
        (Share, "0.05", "write e.g. '5%'"),
        (Factor, "1.5", "write e.g. 'x1.5'"),
        (Points, "2.5 points", "is not a number of points"),
        (Span, "2 months", "write e.g. '26 weeks'"),
        (Use, "5%", "write e.g. '4% of orders'"),
        (Rate, "1 point per CNY", "write e.g. '1 per CNY'"),
    ],
)
def test_a_wrong_quantity_is_told_how_it_is_written(kind: type[Quantity], text: object, words: str) -> None:
    with pytest.raises(UnitError, match=words.replace(".", r"\.")):
        kind.parse(text)


def test_dates_are_those_of_the_calendar() -> None:
    assert parse_date("2012-02-29").isoformat() == "2012-02-29"
    for text in ("2013-02-29", "2013-2-9", "20130209", 2013):
        with pytest.raises(UnitError):
            parse_date(text)


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert did_you_mean("glod", ["silver", "gold"]) == ", did you mean 'gold'?"
    assert did_you_mean("T1", ["t1", "t2"]) == ", did you mean 't1'?"
    assert did_you_mean("zzz", ["silver", "gold"]) == ""
