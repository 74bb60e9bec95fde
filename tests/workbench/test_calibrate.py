"""The command that turns a transaction log into a market."""

from __future__ import annotations

import datetime
import math
import random
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import scenarios
from simulator.calibration.fit import Fit
from simulator.market.stated import plain_share
from simulator.scenario import load
from workbench.cli import main

CDNOW = Path(scenarios.__file__).parent / "data" / "cdnow.csv"


def test_a_log_becomes_a_market_that_a_study_can_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    market = tmp_path / "market.yaml"
    assert main(["calibrate", str(CDNOW), "--out", str(market), "--margin", "30%", "--currency", "USD"]) == 0
    out = capsys.readouterr().out
    assert "held-out score" in out
    assert f"Market: {market}" in out
    model = load(market, "market").model
    assert str(plain_share(model.business.margin)) == "30%"
    assert float(model.fitted["bg_nbd.alpha"].value) == pytest.approx(4.4136, abs=5e-4)
    # r / alpha orders a week from the firm, which has .4 of its customers' orders
    assert float(model.values["orders_per_year"].value) == pytest.approx(0.5533 / 10.578 * 52 / 0.4, rel=1e-3)
    low, high = model.values["need_shape"].range
    assert low < model.values["need_shape"].value < high
    # r and alpha err together, so that their quotient is known better than r alone
    least, greatest = model.values["orders_per_year"].range
    assert 1 < float(greatest / least) < float(high / low)
    assert float(model.values["basket_mean"].value) == pytest.approx(35.17, abs=0.01)
    assert {entry.tag for entry in model.values.values()} == {"derived"}


def test_without_a_file_to_write_only_the_scores_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", str(CDNOW)]) == 0
    assert "Market:" not in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_columns_are_found_under_the_names_that_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    text = CDNOW.read_text(encoding="utf-8")
    log.write_text(text.replace("customer_id,date", "who,when_it_was", 1), encoding="utf-8")
    assert main(["calibrate", str(log)]) == 2
    capsys.readouterr()
    assert main(["calibrate", str(log), "--columns", "customer_id=who,timestamp=when_it_was"]) == 0
    assert "customer_id = 'who'" in capsys.readouterr().out


def test_a_log_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(tmp_path / "absent.csv")]) == 2
    assert "absent.csv" in capsys.readouterr().err
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert main(["calibrate", str(tmp_path / "empty.csv")]) == 2
    assert "empty.csv" in capsys.readouterr().err


def log_of(
    path: Path, customers: int, gap: float, days: int = 364, leaving: float = 0.0, amount: float | None = None
) -> Path:
    """A log of people who order at one rate, and leave after an order with one chance."""
    luck = random.Random(1)
    rows = ["customer_id,date,amount"]
    for customer in range(customers):
        day = luck.randrange(days // 2)
        while day < days:
            date = datetime.date(2024, 1, 1) + datetime.timedelta(days=day)
            rows.append(f"c{customer},{date},{luck.lognormvariate(4, 0.5) if amount is None else amount:.2f}")
            day += max(1, int(luck.expovariate(1 / gap)))
            if luck.random() < leaving:
                break
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_people_who_never_leave_make_a_market_too(tmp_path: Path) -> None:
    market = tmp_path / "market.yaml"
    assert main(["calibrate", str(log_of(tmp_path / "log.csv", 300, 20)), "--out", str(market)]) == 0
    values = load(market, "market").model.values
    # 18 orders a year from the firm, and nobody leaves: the shape of leaving runs to the edge and is cut
    assert float(values["orders_per_year"].value) == pytest.approx(364 / 20 / 0.4, rel=0.05)
    assert values["hazard_mean"].value < Decimal("0.00001")
    assert "cut to what it can be" in values["hazard_shape"].source
    assert "tells no interval" in values["hazard_mean"].source


def test_a_fit_that_no_people_could_have_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    market, log = tmp_path / "market.yaml", log_of(tmp_path / "log.csv", 600, 2, 120, leaving=0.8)
    assert main(["calibrate", str(log), "--out", str(market)]) == 2
    said = capsys.readouterr().err
    assert "hazard_mean is" in said
    assert "pareto_nbd" in said
    assert not market.exists()


def test_an_interval_that_holds_all_that_was_searched_is_none() -> None:
    covariance = np.diag([0.25, 40.0, 1e6, math.nan])
    names = ("a", "b", "c", "d")
    fit = Fit("any", dict.fromkeys(names, 1.0), dict.fromkeys(names, "shape"), covariance, 0.0, 1)
    intervals = fit.intervals()
    assert intervals["a"] == pytest.approx((math.exp(-0.98), math.exp(0.98)), rel=1e-3)
    assert all(math.isnan(end) for name in "bcd" for end in intervals[name])


def test_what_a_message_advises_is_an_option_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(tmp_path / "log.csv", 100, 20)
    header, *rows = log.read_text(encoding="utf-8").splitlines()
    days = [re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", row) for row in rows]
    log.write_text("\n".join([header, ",01/02/2024,5.00", *days]), encoding="utf-8")
    assert main(["calibrate", str(log)]) == 2
    said = capsys.readouterr().err
    assert "--timestamp-format" in said
    assert "--guests drop" in said
    told = ["calibrate", str(log), "--timestamp-format", "%d/%m/%Y", "--guests", "drop"]
    assert main(told) == 0
    assert "rows without a customer, left out: 1" in capsys.readouterr().out
