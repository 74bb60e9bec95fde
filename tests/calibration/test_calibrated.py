from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.calibration import Calibration, LogError, calibrate, calibration_text


def test_every_market_figure_says_unit_tag_and_source(cdnow: Calibration) -> None:
    values = cdnow.market_values()
    for name, figure in values.items():
        assert figure["tag"] == "derived", name
        assert figure["unit"], name
        assert "cdnow.csv" in figure["source"], name
        if "low" in figure:
            assert figure["low"] < figure["value"] < figure["high"]
    assert {"pareto_nbd.r", "bg_nbd.alpha", "gamma_gamma.v", "entry.customers_per_day"} <= set(values)


def test_market_figures_of_cdnow(cdnow: Calibration) -> None:
    values = cdnow.market_values()
    assert values["order_value.mean"]["value"] == pytest.approx(35.2, abs=0.1)
    assert values["order_value.mean"]["unit"] == values["gamma_gamma.v"]["unit"] == "USD"
    assert values["order_value.correlation_with_frequency"]["value"] == pytest.approx(0.114, abs=5e-4)
    assert values["pareto_nbd.beta"]["unit"] == "weeks"
    entry = values["entry.customers_per_day"]["value"]
    assert (len(entry), sum(entry)) == (84, 2357)
    assert values["held_out.orders"]["value"] == 1882
    assert "gross_margin" not in values


def test_entry_days_of_a_market_rebuild_the_cohort(cdnow: Calibration) -> None:
    per_day = cdnow.market_values()["entry.customers_per_day"]["value"]
    rebuilt = np.repeat(np.arange(len(per_day)), per_day)
    assert np.array_equal(rebuilt, np.sort(cdnow.holdout.histories.entry_day))


def test_the_text_shows_fits_scores_definitions_and_doubts(cdnow: Calibration) -> None:
    text = calibration_text(cdnow)
    for shown in ("-9,582.4", "-9,595.0", "BG/NBD", "last period scaled", "actual", "never read alone"):
        assert shown in text
    assert "fitted on weeks 1-39 (2,357 customers)" in text
    assert "the log has no cost" in text


def test_calibration_gives_the_same_figures_again(cdnow: Calibration, cdnow_path: Path) -> None:
    again = calibrate(cdnow_path, currency="USD")
    assert again.market_values() == cdnow.market_values()
    assert again.score_table().equals(cdnow.score_table())


def shop(path: Path, *, season: bool = False, extra: str = "") -> Path:
    """Write a shop's log of a year: customers who buy at their own rates for ever, or mostly at the end."""
    generator = np.random.default_rng(21)
    lines = ["customer_id,date,amount,cost,discount,returned"]
    for customer in range(400):
        days = np.cumsum(generator.exponential(1 / generator.gamma(2.0, 0.02), 400))
        days = 364 * (days / 364) ** 0.5 if season else days
        for day in days[days < 364].astype(int):
            date = np.datetime64("2023-01-01") + int(day)
            lines.append(f"c{customer},{date},20.00,15.00,5.00,no")
    path.write_text("\n".join(lines) + "\n" + extra)
    return path


def test_costs_discounts_and_returns_become_shares_of_sales(tmp_path: Path) -> None:
    path = shop(tmp_path / "shop.csv", extra="c1,2023-06-01,-20.00,,,yes\n" * 40)
    calibration = calibrate(path)
    values = calibration.market_values()
    assert values["gross_margin"]["value"] == pytest.approx(0.25)
    assert values["discount.share_of_list_price"]["value"] == pytest.approx(0.2)
    bought = int((~calibration.log.rows["returned"]).sum())
    assert values["returns.share_of_sales"]["value"] == pytest.approx(40 / bought, rel=1e-5)
    assert not any("no cost" in warning for warning in calibration.warnings)


def test_a_season_that_no_standard_model_knows_is_told(tmp_path: Path) -> None:
    calm = calibrate(shop(tmp_path / "calm.csv"))
    assert not any("season or trend" in warning for warning in calm.warnings)
    rising = calibrate(shop(tmp_path / "rising.csv", season=True))
    assert any("season or trend" in warning for warning in rising.warnings)


def test_the_weeks_to_fit_on_can_be_chosen(cdnow_path: Path) -> None:
    assert calibrate(cdnow_path, calibration_weeks=52, runs=2).holdout.weeks == 26
    with pytest.raises(LogError, match="none is left after 78"):
        calibrate(cdnow_path, calibration_weeks=78)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["A,2024-01-01,5", "A,2024-02-01,5"], "covers 32 days; it needs 8 weeks"),
        (["A,2024-01-01,5", "B,2024-06-01,5"], "nobody comes back"),
        ([f"A,2024-{month:02}-01,5" for month in range(1, 10)], "1 customer comes back .* needs 10 or more"),
        (["A,2024-01-01,0", "A,2024-03-01,0", "B,2024-06-01,0"], "no order has an amount above 0"),
        (["A,2024-01-01,-5", "A,2024-03-01,-5", "B,2024-06-01,-5"], "every row is a return"),
    ],
)
def test_a_log_too_thin_to_fit_is_refused_without_a_traceback(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    path = tmp_path / "thin.csv"
    path.write_text("\n".join(["customer_id,date,amount", *rows]))
    with pytest.raises(LogError, match=message):
        calibrate(path)
