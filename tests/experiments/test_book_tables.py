"""The tables that come from the books: costs by who pays, the statement, and deferred revenue."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.experiments.book_tables import estimate_rows, split_costs
from tests.experiments.make import records


def test_costs_add_up_to_the_programs_cost_and_to_what_sellers_fund(tables: dict[str, Any]) -> None:
    lines = tables["costs"].query("mode == 'uncertain' and design == 'jd'")
    costs = lines.groupby("funder")["mean"].sum()
    headline = tables["headlines"].query(
        "mode == 'uncertain' and design == 'jd' and metric == 'program_cost'"
    )
    assert costs["firm"] == pytest.approx(headline["value"].mean())
    funded = [records(number)["jd"].tally[..., chart.FUNDED_SELLER].sum() for number in range(4)]
    assert costs["seller"] == pytest.approx(np.mean(funded))
    assert costs["seller"] > 0.0


def test_the_statement_adds_up_to_the_fen_and_charges_overhead_to_nobody(tables: dict[str, Any]) -> None:
    frame = tables["profit"]
    assert set(frame["mode"]) == {"fixed"}
    assert set(frame["replications"]) == {4}
    headlines = tables["headlines"].query("mode == 'fixed'").groupby(["design", "metric"])["value"].sum()
    jd = frame[frame["design"] == "jd"]
    assert len(jd) == 60 * (4 * 3 + 1)
    for design, rows in frame.groupby("design"):
        for metric in ("gross_profit", "profit"):
            assert rows[metric].sum() == headlines[design, metric], (design, metric)
    gross = jd["sales"] - jd.loc[:, "cost_of_goods":"recovery_cost"].sum(axis=1)
    given = jd.loc[:, "price_discount":"enrolment_cost"].sum(axis=1)
    helped = jd["funded_seller"] + jd["funded_partner"] + jd["fees"] + jd["partner_income"]
    assert (jd["gross_profit"] == gross).all()
    assert (jd["profit"] == gross - given + helped - jd["obligation_change"]).all()
    assert (
        jd["seller_profit"] == jd["seller_proceeds"] - jd["seller_cost_of_goods"] - jd["funded_seller"]
    ).all()
    nobody = jd["level_name"] == "nobody"
    assert (jd[nobody]["running_cost"] == 4 * 500).all()
    assert (jd[~nobody][["running_cost", "obligation_change"]] == 0).all(axis=None)
    assert jd["obligation_change"].sum() == headlines["jd", "obligation"] - 4 * opening_obligation()
    one_cell = jd.query("week == 7 and level_name == 'silver' and group == 'moderate'")["sales"].item()
    assert one_cell == sum(records(number)["jd"].tally[7, 2, 1, chart.GOODS] for number in range(4))


def opening_obligation() -> int:
    """Return what the points of the opening are expected to cost: .8 of a fen, .7 of them used."""
    return round(int(records(0)["jd"].opening[chart.POINTS_OUTSTANDING]) * 0.8 * 0.7)


def test_each_line_is_shown_with_those_who_paid_it() -> None:
    columns = np.zeros(chart.WIDTH, np.int64)
    columns[[chart.CHECKOUT_REDEEMED, chart.CHECKOUT_REDEEMED_SELLER]] = 500
    columns[[chart.PRIVILEGE_SERVICE, chart.RUNNING_COST]] = 70, 30
    columns[[chart.PRICE_DISCOUNT, chart.PRICE_DISCOUNT_SELLER, chart.PRICE_DISCOUNT_PARTNER]] = 100, 60, 10
    costs = {place: amount for place, amount in split_costs(columns).items() if amount}
    assert costs == {
        ("checkout_redeemed", "seller"): 500, ("privilege_service", "firm"): 70,
        ("price_discount", "firm"): 30, ("price_discount", "seller"): 60, ("price_discount", "partner"): 10,
        ("running_cost", "firm"): 30,
    }  # fmt: skip


def test_deferred_revenue_rolls_forward_month_by_month(tables: dict[str, Any]) -> None:
    frame = tables["vintages"].query("mode == 'uncertain' and design == 'jd'")
    assert frame["month"].tolist() == list(range(15))  # January 2014 to March 2015
    assert set(tables["vintages"]["design"]) == {"jd", "clear", "twin"}
    moved = frame["opening"] + frame["issued"] + frame["estimate_change"]
    moved -= frame["redeemed"] + frame["expired"] + frame["reversed"] + frame["breakage"]
    assert moved.tolist() == pytest.approx(frame["closing"].tolist())
    assert frame["opening"].tolist()[1:] == frame["closing"].tolist()[:-1]


def test_a_month_of_issue_that_is_over_tells_its_first_estimate() -> None:
    """Months before the run count back from it, and those with points left are not told."""
    runs = {
        number: SimpleNamespace(estimate_to_actual=np.array([over, 0.5, math.nan]), months_before=2)
        for number, over in enumerate((1.0, 1.2))
    }
    collected: Any = SimpleNamespace(each=lambda: [("uncertain", "tmall", runs)])
    place = {"mode": "uncertain", "design": "tmall"}
    assert estimate_rows(collected) == [
        {**place, "month": -2, "estimate_to_actual": 1.1, "low": 1.0, "high": 1.2},
        {**place, "month": -1, "estimate_to_actual": 0.5, "low": 0.5, "high": 0.5},
    ]
