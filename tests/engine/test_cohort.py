"""People of a market fitted to a log: they follow the fit, and with effects on they still do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.cohort import (
    Course,
    People,
    by_blocks,
    cdnow,
    expected,
    lived,
    none_table,
    periods,
    solved,
)
from simulator.calibration.models import purchase_model
from simulator.engine import cohort
from simulator.engine.cohort import (
    Law,
    cohort_figures,
    entry_days,
    follow_law,
    law_figures,
    law_orders,
    live_cohort,
)
from simulator.engine.setting import Market
from simulator.engine.solve import effects_off
from simulator.experiments.plan import Options, plan_of
from simulator.experiments.setup import Setup
from simulator.market.behaviour import behaviour, drawn
from simulator.market.file import ranges
from simulator.scenario import load

MARKET = Market(0, 250, 0, 0, 0, 100, verification=1)
LAW = Law(0.0523, 0.5533, 0.05195, 0.6062)
PARETO_NBD = (0.5533, 0.5533 / 0.0523, 0.6062, 0.6062 / 0.05195)


@pytest.fixture(scope="module")
def people() -> People:
    return cdnow()


def everybody_on(day: int, customers: int) -> NDArray[np.int64]:
    return np.full(customers, day, np.int64)


# ---- the law --------------------------------------------------------------------------------------------


def test_the_law_expects_the_orders_of_pareto_nbd() -> None:
    weeks = np.array([1.0, 4.0, 39.0, 78.0, 104.0])
    published = purchase_model("pareto_nbd").expectation(PARETO_NBD, weeks)
    assert law_orders(LAW, weeks.tolist()) == pytest.approx(published, rel=2e-3)


def test_the_law_expects_the_silence_of_pareto_nbd() -> None:
    weeks = np.array(cohort.RETURN_WEEKS, float)
    none = np.zeros(len(weeks))
    silent = np.exp(purchase_model("pareto_nbd").log_likelihood(PARETO_NBD, none, none, weeks))
    figures = law_figures(LAW)
    sales = len(cohort.SALES_WEEKS) - 1
    returned, quiet = figures[sales : sales + len(weeks)], figures[-len(cohort.SILENT_WEEKS) :]
    assert returned == pytest.approx(1.0 - silent, rel=3e-3)
    assert quiet[0] == pytest.approx(silent[cohort.RETURN_WEEKS.index(39)], rel=1e-3)
    assert quiet[1] > quiet[0]  # fewer are left in the second half


def test_the_firms_rate_stays_when_its_share_is_another() -> None:
    half, whole = behaviour({"share_focal": 0.2}), behaviour({"share_focal": 0.4})
    assert cohort.firm_law(half, 0.4) == cohort.firm_law(whole, 0.4)
    assert cohort.firm_law(whole, 0.4).rate == pytest.approx(whole.orders_per_year * 0.4 / 52)


# ---- who comes when -------------------------------------------------------------------------------------


def test_a_panel_of_any_size_has_the_logs_mix_of_first_days() -> None:
    per_day = [3, 0, 5, 2]
    many = entry_days(per_day, 5000)
    assert entry_days(per_day, 700).tolist() == many[:700].tolist()
    for size in (10, 101, 5000):
        counts = np.bincount(entry_days(per_day, size), minlength=4)
        assert np.abs(counts - size * np.array(per_day) / 10).max() < 4
    neighbours = many[:-1] == many[1:]
    assert neighbours.mean() < 0.5  # regions are blocks of neighbours: each has the whole mix


def test_the_first_order_ends_its_day() -> None:
    busy = follow_law(behaviour(), "pareto_nbd", {"r": 1e4, "alpha": 2e3, "s": 1.0, "beta": 1e9})
    table = none_table(2, 400)
    for day in range(7):
        orders = live_cohort(busy, table, MARKET, everybody_on(day, 400), 2, (1, day))
        # Five a week: the days after the first order, and no order before it.
        assert orders[0].mean() == pytest.approx(1 + 5 * (6 - day) / 7, abs=0.35)
        assert orders[0].min() == 1
    assert np.all(live_cohort(busy, table, MARKET, everybody_on(6, 400), 2, (1, 7))[0] == 1)


# ---- effects off ----------------------------------------------------------------------------------------


def test_bg_nbd_never_ends_with_the_first_order() -> None:
    once = {"r": 2.0, "alpha": 4.0, "a": 1e7, "b": 1e-7}
    orders = live_cohort(
        follow_law(behaviour(), "bg_nbd", once), none_table(60, 500), MARKET, everybody_on(0, 500), 60, (2, 0)
    )
    assert set(orders[-1].tolist()) == {1, 2}  # everybody's second order is the last
    assert np.mean(orders[-1] == 2) > 0.95


def test_pareto_nbd_leaves_whatever_is_bought() -> None:
    def still_there(rate: float) -> float:
        numbers = follow_law(
            behaviour(), "pareto_nbd", {"r": 1e4, "alpha": 1e4 / rate, "s": 0.6, "beta": 12.0}
        )
        orders = live_cohort(numbers, none_table(40, 3000), MARKET, everybody_on(6, 3000), 40, (3, 0)).astype(
            int
        )
        return float((orders[39] - orders[26]).sum() / (rate * 13 * 3000))

    expected_share = np.mean([(12 / (12 + week)) ** 0.6 for week in np.linspace(26, 39, 200)])
    assert still_there(1.0) == pytest.approx(expected_share, rel=0.05)
    assert still_there(3.0) == pytest.approx(still_there(1.0), rel=0.03)


def test_only_fitted_models_can_be_followed() -> None:
    with pytest.raises(ValueError, match="nbd"):
        follow_law(behaviour(), "nbd", {"r": 1.0, "alpha": 1.0})


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["bg_nbd", "pareto_nbd"])
def test_people_do_what_the_fit_does_in_continuous_time(people: People, mode: str) -> None:
    found = periods(people, mode, cohorts=100, drawn=2000)
    for period in found:
        assert abs(period.zero_share - period.expected_zero_share) < 0.005
        assert abs(period.total / period.expected_total - 1) < 0.015
    assert found[1].total_error < 0.008 * found[1].total


# ---- effects on -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def off(people: People) -> Course:
    numbers = follow_law(people.numbers, "pareto_nbd", people.log.fits["pareto_nbd"].parameters)
    return lived(people, numbers, people.market._replace(verification=1), 200)


@pytest.mark.slow
def test_effects_leave_cdnow_as_it_is(people: People, off: Course) -> None:
    on = lived(people, solved(people), people.market, 200)
    assert on.figures / off.figures == pytest.approx(1.0, abs=0.02)
    for weeks in (4, 13):
        assert by_blocks(on.weekly, weeks) / by_blocks(off.weekly, weeks) == pytest.approx(1.0, abs=0.02)
    law = expected(people, cohort.firm_law(people.numbers, people.share))
    assert off.figures / law.figures == pytest.approx(1.0, abs=0.02)


@pytest.mark.slow
def test_effects_unsolved_would_not(people: People, off: Course) -> None:
    tastes_alone = effects_off(people.numbers)
    names = ("intercept_focal", "intercept_rival", "price_weight")
    raw = people.numbers._replace(**{name: getattr(tastes_alone, name) for name in names})
    on = lived(people, raw, people.market, 20)
    assert np.abs(on.figures / off.figures - 1).max() > 0.2


@pytest.mark.slow
@pytest.mark.parametrize("draw", [1, 3])
def test_effects_leave_other_draws_of_the_numbers_as_they_are(people: People, draw: int) -> None:
    numbers: Any = behaviour(drawn(ranges(load("cdnow", "market").model), 19980706, draw))
    table = none_table(cohort.WEEKS, cohort.CUSTOMERS)
    on = lived(people, cohort.neutral(numbers, table, people.market, people.share), people.market, 60)
    law = expected(people, cohort.firm_law(numbers, people.share))
    # The luck of 60 cohorts is about 1%; strong habit leaves sales right after the first order 4% high.
    assert on.figures / law.figures == pytest.approx(1.0, abs=0.06)
    assert by_blocks(on.weekly, 13) / by_blocks(law.weekly, 13) == pytest.approx(1.0, abs=0.05)


def test_a_study_of_a_cohort_solves_its_numbers_for_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cohort, "CUSTOMERS", 4_000)
    monkeypatch.setattr(cohort, "FEW", 2_000)
    plan = plan_of(load("cdnow-points", "study"), Options(customers=500, replications=2))
    numbers = Setup(plan).numbers(0)
    fitted = plan.market.fitted
    firms = float(str(fitted["pareto_nbd.r"].value)) / float(str(fitted["pareto_nbd.alpha"].value)) * 52
    drawn_rate = plan.numbers(0).orders_per_year / plan.ranges["orders_per_year"][0]
    need = numbers.orders_per_year * numbers.need_scale
    assert need * numbers.share_focal == pytest.approx(firms * drawn_rate, rel=1e-3)
    assert numbers.need_shape_scale > 1.2
    assert numbers.hazard_scale < 0.9
    assert numbers.price_weight > 1.0
    kept = list(tmp_path.glob("**/cohort-*.npz"))
    assert len(kept) == 1
    assert Setup(plan).numbers(0) == numbers


def test_figures_of_a_cohort_are_counted_from_each_first_order() -> None:
    weeks = cohort.SALES_WEEKS[-1] + 4
    orders = np.zeros((weeks, 2), np.uint16)
    orders[0:, 0], orders[3:, 1] = 1, 1  # one enters in week 0, one in week 3
    orders[5:, 0] += 1  # five weeks after his first order
    orders[3 + 40 :, 1] += 2  # forty weeks after hers
    figures = cohort_figures(orders, np.array([6, 27]))
    sales = dict(zip(cohort.SALES_WEEKS[1:], figures, strict=False))
    assert sales[8] == 0.5
    assert sales[52] == 1.0
    assert figures[: len(cohort.SALES_WEEKS) - 1].sum() == 1.5
    returned = figures[len(cohort.SALES_WEEKS) - 1 : -len(cohort.SILENT_WEEKS)]
    assert returned.tolist() == [0.0, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0]
    assert figures[-2:].tolist() == [0.5, 0.5]
