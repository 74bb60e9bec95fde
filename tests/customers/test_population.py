"""The panel: the distributions that the market states, and the same people in every size of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special

from simulator.customers.population import draw_panel, taste_intercepts
from simulator.customers.state import Records
from simulator.market.behaviour import behaviour

MANY = 50_000
MINOR = 100


def panel(customers: int = MANY, seed: int = 1, which: int = 0, **values: float) -> Records:
    return draw_panel(customers, behaviour(values), seed, which, MINOR, 2)


@pytest.mark.parametrize(
    ("shares", "spread"),
    [
        ((0.4, 0.3), 1.2),
        ((0.1, 0.6), 0.5),
        ((0.6, 0.05), 1.6),
        ((0.3, 0.25, 0.1), 1.2),
        ((0.3, 0.2, 0.1, 0.05), 1),
    ],
)
def test_tastes_alone_give_the_stated_shares(shares: tuple[float, ...], spread: float) -> None:
    nest = 0.7
    means = np.array(taste_intercepts(shares, spread, nest))
    scores = np.random.Generator(np.random.PCG64(3)).standard_normal((len(shares), 400_000))
    pulls = (means[:, None] + spread * scores) / nest
    inside = special.expit(nest * special.logsumexp(pulls, axis=0))
    chosen = (inside * special.softmax(pulls, axis=0)).mean(axis=1)
    assert chosen == pytest.approx(shares, abs=0.003)


@pytest.mark.parametrize("shares", [(0.7, 0.3), (0.0, 0.3), (0.5, 0.6), (0.5, 0.3, 0.2)])
def test_shares_must_leave_something_outside(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be above 0 and leave something outside"):
        taste_intercepts(shares, 1.2, 0.7)


def test_the_expected_orders_of_the_groups_are_the_firms_share_of_need() -> None:
    traits = panel(share_focal=0.3, share_rival=0.2, share_rival_2=0.15, share_rival_3=0.1)
    assert traits["rate"].mean() / traits["need"].mean() == pytest.approx(0.3, rel=0.03)
    alike = np.corrcoef(traits["taste_rival"].T.astype(np.float64))
    assert np.abs(alike - np.eye(3)).max() < 0.02  # each rival has tastes of its own


def test_traits_have_the_means_and_spreads_that_the_market_states() -> None:
    traits, numbers = panel(), behaviour()
    yearly = traits["need"] * 52.0
    assert yearly.mean() == pytest.approx(numbers.orders_per_year, rel=0.02)
    assert yearly.var() / yearly.mean() ** 2 == pytest.approx(1.0 / numbers.need_shape, rel=0.05)
    assert traits["basket"].mean() == pytest.approx(numbers.basket_mean * MINOR, rel=0.02)
    assert traits["basket"].std() / traits["basket"].mean() == pytest.approx(numbers.basket_between, rel=0.05)
    assert traits["hazard"].mean() == pytest.approx(1.0, rel=0.02)
    assert np.median(traits["price"]) == pytest.approx(1.0, rel=0.02)
    for name in ("status", "deal", "time_cost", "mental_cost", "physical_cost", "sociability"):
        assert traits[name].mean() == pytest.approx(1.0, rel=0.02), name
    for name in ("taste_focal", "redeeming"):
        assert traits[name].std() == pytest.approx(1.0, rel=0.02), name
    for name in ("joiner", "redeemer", "reached"):
        assert traits[name].mean() == pytest.approx(0.5, rel=0.02), name
    assert traits["digital"].max() <= 1.0


def test_gamma_gamma_baskets_keep_the_mean() -> None:
    traits = panel(basket_law=1.0, basket_between=0.5)
    assert traits["basket"].mean() == pytest.approx(150.0 * MINOR, rel=0.02)


def test_traits_say_nothing_of_each_other() -> None:
    traits = panel()
    drawn: list[Any] = [
        traits[name]
        for name in traits.dtype.names or ()
        if name not in {"identity", "entry", "region", "dropout", "rate", "group", "taste_rival"}
    ]
    drawn.append(traits["taste_rival"][:, 0])
    related = np.corrcoef(np.array(drawn, np.float64)) - np.eye(len(drawn))
    assert np.abs(related).max() < 0.03


def test_a_customer_is_the_same_in_a_panel_of_any_size() -> None:
    small, large = panel(300), panel(2_000)
    for name in small.dtype.names or ():
        if name not in {"region", "group"}:  # set for the whole market
            assert (small[name] == large[:300][name]).all(), name


def test_panels_and_seeds_hold_other_people() -> None:
    first = panel(1_000)
    for other in (panel(1_000, which=1), panel(1_000, seed=2)):
        assert not np.intersect1d(first["need"], other["need"]).size
    assert not np.intersect1d(first["identity"], panel(1_000, which=1)["identity"]).size
    assert (first["need"] == panel(1_000)["need"]).all()


def test_groups_are_thirds_of_the_firms_buyers_by_expected_orders() -> None:
    traits = panel()
    buys = 1.0 - np.exp(-104.0 * traits["rate"].astype(np.float64))
    for group in range(3):
        assert buys[traits["group"] == group].sum() == pytest.approx(buys.sum() / 3.0, rel=0.001)
    order = np.argsort(traits["rate"], kind="stable")
    assert (np.diff(traits["group"][order].astype(int)) >= 0).all()


def test_a_cohort_enters_when_the_log_says() -> None:
    entries = np.arange(100) // 10
    traits = draw_panel(100, behaviour(), 1, 0, MINOR, 1, entries)
    assert (traits["entry"] == entries).all()
    assert (panel(10)["entry"] < -10_000).all()
