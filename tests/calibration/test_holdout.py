from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.calibration import Calibration
from simulator.calibration.holdout import (
    SCORE_MEANINGS,
    draw_futures,
    score_draws,
    split,
    standard_scores,
)

BARS = {
    # model: count MAE, count RMSE, error in the total, cumulative MAPE of weeks 40-78
    "NBD": (1.041, 1.860, 0.557, None),
    "BG/NBD": (0.786, 1.608, -0.122, 0.0252),
    "Pareto/NBD": (0.755, 1.603, -0.115, 0.0133),
}


@pytest.mark.parametrize("model", BARS)
def test_standard_models_score_on_cdnow_as_published(cdnow: Calibration, model: str) -> None:
    mae, rmse, total, mape = BARS[model]
    row = cdnow.score_table().loc[model]
    assert row["count_mae"] == pytest.approx(mae, abs=0.001)
    assert row["count_rmse"] == pytest.approx(rmse, abs=0.001)
    assert row["total_error"] == pytest.approx(total, abs=0.001)
    if mape is not None:
        assert row["cumulative_mape"] == pytest.approx(mape, abs=2e-4)


def test_distribution_of_bg_nbd_on_cdnow_is_as_published(cdnow: Calibration) -> None:
    row = cdnow.score_table().loc["BG/NBD"]
    assert row["crps"] == pytest.approx(0.5125, abs=0.006)
    assert row["histogram_distance"] == pytest.approx(0.036, abs=0.004)
    assert row["zero_share"] == pytest.approx(0.739, abs=0.003)
    assert row["correlation"] == pytest.approx(0.598, abs=0.01)


def test_what_happened_on_cdnow(cdnow: Calibration) -> None:
    holdout, actual = cdnow.holdout, cdnow.score_table().loc["actual"]
    assert (holdout.histories.x == 0).sum() == 1411
    assert holdout.actual.sum() == 1882
    assert holdout.weeks == 39
    assert holdout.cumulative[-1] == holdout.histories.x.sum() + 1882
    assert actual["zero_share"] == pytest.approx(0.710, abs=5e-4)
    assert actual["correlation"] == pytest.approx(0.577, abs=5e-4)


def test_predicting_nothing_beats_models_on_mae_so_the_table_holds_more(cdnow: Calibration) -> None:
    table = cdnow.score_table()
    assert table.loc["predict zero", "count_mae"] == pytest.approx(0.799, abs=0.001)
    assert table.loc["predict zero", "count_mae"] < table.loc["NBD", "count_mae"]
    assert table.loc["predict zero", "crps"] > table.loc["NBD", "crps"]
    assert set(table.columns) == set(SCORE_MEANINGS)


def test_the_truth_scores_perfectly(cdnow: Calibration) -> None:
    holdout = cdnow.holdout
    score = score_draws(
        "truth", np.tile(holdout.actual, (3, 1)), holdout, expected=holdout.cumulative.astype(float)
    )
    assert (score.count_mae, score.count_rmse, score.total_error) == (0, 0, 0)
    assert (score.crps, score.histogram_distance, score.cumulative_mape) == (0, 0, 0)


def test_crps_equals_its_definition_over_all_pairs_of_runs(cdnow: Calibration) -> None:
    holdout = cdnow.holdout
    draws = draw_futures(cdnow.fits["bg_nbd"], holdout, seed=3, runs=12)
    to_actual = np.abs(draws - holdout.actual).mean()
    pairs = [np.abs(draws[i] - draws[j]).mean() for i in range(12) for j in range(12) if i != j]
    assert score_draws("bg", draws, holdout).crps == pytest.approx(to_actual - np.mean(pairs) / 2)


def test_draws_are_the_same_for_the_same_seed(cdnow: Calibration) -> None:
    fits = [cdnow.fits["bg_nbd"], cdnow.fits["pareto_nbd"]]
    once = standard_scores(cdnow.holdout, fits, seed=5, runs=20)
    assert repr(once) == repr(standard_scores(cdnow.holdout, fits, seed=5, runs=20))
    assert repr(once) != repr(standard_scores(cdnow.holdout, fits, seed=6, runs=20))


@pytest.mark.parametrize("shape", [(1, 2357), (20, 2356), (2357,)])
def test_draws_of_the_wrong_shape_are_refused(cdnow: Calibration, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="2357 customers"):
        score_draws("people", np.zeros(shape, dtype=np.int64), cdnow.holdout)


def orders(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": [row[0] for row in rows], "day": [row[1] for row in rows], "amount": 100}
    )


def test_a_log_is_cut_by_hand() -> None:
    # 8 weeks, fitted on 4 (days 0-27): A comes back in both halves, B later only, C comes too late.
    log = orders(
        ("A", 0), ("A", 10), ("A", 20), ("A", 27), ("A", 28), ("A", 55), ("B", 7), ("B", 40), ("C", 30)
    )
    holdout = split(log, 4, 56)
    assert list(holdout.histories.customer_id) == ["A", "B"]
    assert holdout.histories.x.tolist() == [3, 0]
    assert holdout.histories.t_x.tolist() == pytest.approx([27 / 7, 0])
    assert holdout.histories.t_end.tolist() == pytest.approx([27 / 7, 20 / 7])
    assert holdout.actual.tolist() == [2, 1]
    assert holdout.weeks == 4
    # Two repeat orders of A fall in days 14-27, half as long as the held-out weeks.
    assert holdout.recent.tolist() == [4, 0]
    assert holdout.cumulative.tolist() == [4, 5, 5, 6]


def test_mean_value_leaves_the_first_order_out() -> None:
    log = orders(("A", 0), ("A", 10), ("A", 20), ("B", 3))
    log["amount"] = [9900, 1000, 2000, 500]
    histories = split(log, 4, 56).histories
    assert histories.mean_value[0] == 15.0
    assert np.isnan(histories.mean_value[1])


@pytest.mark.parametrize(("weeks", "days"), [(8, 56), (1, 90)])
def test_a_cut_that_leaves_nothing_is_refused(weeks: int, days: int) -> None:
    with pytest.raises(ValueError, match=r"none is left|no customer is seen"):
        split(orders(("A", 20), ("A", 30)), weeks, days)
