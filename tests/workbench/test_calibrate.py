"""The command that turns a transaction log into a market."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenarios
from simulator.market.stated import share_of
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
    assert str(share_of(model.business.margin)) == "30%"
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
