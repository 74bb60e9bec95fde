from __future__ import annotations

import numpy as np
import pytest

from simulator.calibration import Calibration, continuous_time_cohort
from simulator.calibration.models import purchase_model
from tests.calibration.purchase_by_purchase import bg_nbd_histories, pareto_nbd_histories

ENDS = (272, 545)


@pytest.mark.parametrize("name", ["nbd", "bg_nbd", "pareto_nbd"])
def test_simulated_totals_equal_the_models_expectation(cdnow: Calibration, name: str) -> None:
    fit, entry = cdnow.fits[name], cdnow.holdout.histories.entry_day
    model = purchase_model(name)
    calibration, holdout = continuous_time_cohort(fit, entry, ENDS, seed=1, cohorts=400)
    first, last = ((end - entry) / 7 for end in ENDS)
    expected = model.expectation(fit.values, first).sum()
    later = model.expectation(fit.values, last).sum() - expected
    assert abs(calibration.total - expected) < 4 * calibration.total_error
    assert abs(holdout.total - later) < 4 * holdout.total_error
    assert holdout.total_error < 0.005 * holdout.total
    assert holdout.zero_share_error < 0.0006


@pytest.mark.parametrize(
    ("name", "zero_share", "total"), [("bg_nbd", 0.740, 1667), ("pareto_nbd", 0.775, 1745)]
)
def test_weeks_40_to_78_of_cdnow(cdnow: Calibration, name: str, zero_share: float, total: float) -> None:
    entry = cdnow.holdout.histories.entry_day
    _, holdout = continuous_time_cohort(cdnow.fits[name], entry, ENDS, seed=2, cohorts=400)
    assert holdout.zero_share == pytest.approx(zero_share, abs=0.002)
    assert holdout.total == pytest.approx(total, rel=0.01)
    assert (holdout.after_day, holdout.last_day) == ENDS


@pytest.mark.parametrize(
    ("name", "histories"), [("bg_nbd", bg_nbd_histories), ("pareto_nbd", pareto_nbd_histories)]
)
def test_share_without_an_order_equals_purchase_by_purchase(
    cdnow: Calibration, name: str, histories: object
) -> None:
    assert callable(histories)
    fit = cdnow.fits[name]
    x, _, _ = histories(fit.values, 200_000, 39.0, seed=3)
    (period,) = continuous_time_cohort(fit, np.zeros(2000, dtype=int), (273,), seed=4, cohorts=100)
    slow = (x == 0).mean()
    error = np.hypot(period.zero_share_error, np.sqrt(slow * (1 - slow) / x.size))
    assert abs(period.zero_share - slow) < 4 * error


def test_customers_who_come_later_do_not_buy_before(cdnow: Calibration) -> None:
    fit = cdnow.fits["bg_nbd"]
    before, after = continuous_time_cohort(fit, [100, 120], (90, 400), seed=1, cohorts=50)
    assert (before.zero_share, before.total) == (1, 0)
    assert after.total > 0


def test_the_same_seed_gives_the_same_cohorts_and_more_cohorts_a_smaller_error(cdnow: Calibration) -> None:
    fit, entry = cdnow.fits["pareto_nbd"], cdnow.holdout.histories.entry_day
    few = continuous_time_cohort(fit, entry, ENDS, seed=6, cohorts=50)
    assert few == continuous_time_cohort(fit, entry, ENDS, seed=6, cohorts=50)
    assert few != continuous_time_cohort(fit, entry, ENDS, seed=7, cohorts=50)
    many = continuous_time_cohort(fit, entry, ENDS, seed=6, cohorts=450)
    assert many[1].total_error == pytest.approx(few[1].total_error / 3, rel=0.3)


def test_what_cannot_be_simulated_is_refused(cdnow: Calibration) -> None:
    with pytest.raises(ValueError, match="gamma_gamma"):
        continuous_time_cohort(cdnow.fits["gamma_gamma"], [0], (10,), seed=1)
    for days, cohorts in (((10, 10), 5), ((10,), 1), ((), 5)):
        with pytest.raises(ValueError, match="horizon days that grow"):
            continuous_time_cohort(cdnow.fits["nbd"], [0], days, seed=1, cohorts=cohorts)
