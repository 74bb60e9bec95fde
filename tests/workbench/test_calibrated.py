"""The market file that a calibration is written as."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenarios
from simulator.calibration import Calibration, calibrate
from simulator.experiments.plan import Options, plan_of
from simulator.market.behaviour import drawn
from simulator.market.file import ranges
from simulator.scenario import load
from workbench.calibrated import behaviour, market_text

SHIPPED = Path(scenarios.__file__).parent
LOG = SHIPPED / "data" / "cdnow.csv"


@pytest.fixture(scope="module")
def cdnow() -> Calibration:
    return calibrate(LOG, currency="USD", runs=2)


def written(text: str, folder: Path) -> Any:
    path = folder / "market.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, "market").model


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    if isinstance(tree, Mapping):
        return {
            key: leaf for name, value in tree.items() for key, leaf in leaves(value, f"{path}.{name}").items()
        }
    if isinstance(tree, list):
        return {
            key: leaf for k, value in enumerate(tree) for key, leaf in leaves(value, f"{path}[{k}]").items()
        }
    return {path: float(tree) if isinstance(tree, int | float | Decimal) else tree}


def test_the_shipped_market_is_what_the_command_writes(cdnow: Calibration, tmp_path: Path) -> None:
    shipped = leaves(load("cdnow", "market").model.model_dump())
    fresh = leaves(written(market_text(cdnow, "25%"), tmp_path).model_dump())
    words = {key for key, value in shipped.items() if not isinstance(value, float)}
    assert {key: shipped[key] for key in words} == {key: fresh.get(key) for key in words}
    # The last digits of a fit may differ between processors.
    numbers = {key: value for key, value in shipped.items() if key not in words}
    assert {key: value for key, value in fresh.items() if key not in words} == pytest.approx(
        numbers, rel=2e-3
    )


def test_people_of_the_shipped_market_buy_at_the_rate_of_the_log() -> None:
    plan = plan_of(load("cdnow-points", "study"), Options(customers=100))
    assert plan.firm_share == pytest.approx(0.4, rel=1e-3)
    assert plan.numbers(None).orders_per_year * 0.4 / 52 == pytest.approx(0.5533 / 10.578, rel=1e-3)
    assert plan.entries is not None
    assert plan.entries.max() < 90  # the log's customers came in the first quarter


def test_what_the_log_says_is_not_left_to_defaults(cdnow: Calibration) -> None:
    told = behaviour(cdnow)
    # Nobody comes back, nothing is returned, and baskets are gamma-gamma: as in the fits and the log.
    assert {name: float(told[name]["value"]) for name in ("comeback", "return_rate", "refusal_rate")} == {
        "comeback": 0, "return_rate": 0, "refusal_rate": 0,
    }  # fmt: skip
    assert float(told["basket_law"]["value"]) == 1
    mean, between = float(told["basket_mean"]["value"]), float(told["basket_between"]["value"])
    assert mean == pytest.approx(6.2496 * 15.444 / 2.7442, rel=1e-3)
    assert between == pytest.approx(1.7442**-0.5, rel=1e-3)


def test_returns_of_a_log_are_a_share_of_its_sales(tmp_path: Path) -> None:
    lines = LOG.read_text(encoding="utf-8").splitlines()
    bought = sum(float(line.split(",")[3]) for line in lines[1:])
    back = [line.split(",") for line in lines[1:201]]
    returned = [f"{who},{day},{count},-{amount}" for who, day, count, amount in back if float(amount) > 0]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([*lines, *returned]) + "\n", encoding="utf-8")
    share = sum(float(amount) for *_, amount in back) / bought
    told = behaviour(calibrate(path, currency="USD", runs=2))
    assert float(told["return_rate"]["value"]) == pytest.approx(share, rel=1e-3)


def test_draws_from_the_ranges_doubt_who_is_left_as_the_fit_does(cdnow: Calibration) -> None:
    fit = cdnow.fits["pareto_nbd"]
    generator = np.random.default_rng(1)
    centre = np.log(fit.values)
    _, _, s, beta = np.exp(generator.multivariate_normal(centre, fit.log_covariance, 4000)).T
    market = ranges(load("cdnow", "market").model)
    draws = [drawn(market, 1, replication) for replication in range(400)]
    shape = np.array([draw["hazard_shape"] for draw in draws])
    scale = shape / np.array([draw["hazard_mean"] for draw in draws])
    for weeks in (13, 39, 78):
        fits = np.std(np.log((beta / (beta + weeks)) ** s))
        ours = np.std(np.log((scale / (scale + weeks)) ** shape))
        # Triangles are narrower than normal laws; with s and s / beta drawn apart doubt was twice as wide.
        assert 0.6 < ours / fits < 1.3


def test_a_margin_is_told_as_assumed(cdnow: Calibration, tmp_path: Path) -> None:
    model = written(market_text(cdnow, "31%"), tmp_path)
    assert "31%" in model.assumed["business"]
    assert "season" in model.simplified
    assert model.currency == "USD"
