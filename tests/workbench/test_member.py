"""`loyalty member`: a table and a figure of one imagined member's year, and what a slip is answered with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.habits import in_weeks, spend_and_orders

POINTS = """\
title: Points
currency: CNY
points: {earn: {purchase: {rate: 1 per CNY}}, value: 0.01 CNY}
rewards: {checkout: {minimum: 300 points, step: 100 points}}
"""


@pytest.fixture
def points(tmp_path: Path) -> str:
    path = tmp_path / "points.yaml"
    path.write_text(POINTS, encoding="utf-8")
    return str(path)


def test_a_year_is_told_month_by_month(points: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["member", points, "--spend", "1200 CNY", "--orders", "12"]) == 0
    out = capsys.readouterr().out
    told = " ".join(out.split())
    assert "52 weeks from 2026-01-05: 1,200.00 CNY in 12 orders, points used as soon as may be" in told
    rows = [line.split() for line in out.splitlines() if line.startswith("202")]
    assert len(rows) == 13
    assert rows[0] == ["2026-01-05", "1", "100.00", "100", "0", "0", "0", "100", "0", "0", "member"]
    assert "    2026-04-21: 300 points paid 3.00 CNY of an order" in out
    assert "Worth of what was earned: 9.00 CNY, an effective reward rate of 0.75% of 1,200.00 CNY" in told
    assert "First reward in reach: 2026-03-21, after 300.00 CNY (300 points)." in told
    assert "To the next reward: 9 points." in out


def test_two_programs_stand_side_by_side(points: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["member", points, "none", "--spend", "100 CNY per month", "--orders", "12"]) == 0
    out = capsys.readouterr().out
    assert ["worth", "in", "all", "9.00", "CNY", "0.00", "CNY"] in [line.split() for line in out.splitlines()]
    assert "effective reward rate" in out


def test_friends_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "friends.yaml"
    referral = "{referrer: {worth: 20 CNY, cost: 15 CNY}, referred: {amount: 10 CNY}}"
    path.write_text(f"title: Friends\ncurrency: CNY\nreferral: {referral}\n", encoding="utf-8")
    options = ["--spend", "1200 CNY", "--orders", "12", "--friends", "3", "--referred"]
    assert main(["member", str(path), *options]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "in 12 orders, 3 friends brought, joined as a friend, points used" in told
    assert told.count("a reward worth 20.00 CNY received") == 3
    assert "10.00 CNY price cuts, 60.00 CNY rewards without points" in told


def test_weeks_and_json(points: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--spend", "1200 CNY", "--orders", "12", "--weeks", "26", "--by", "week", "--json"]
    assert main(["member", points, *options]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert len(told["periods"]) == 26
    assert (told["member"]["orders"], told["member"]["spend"], told["kept"]) == (6, 60_000, 60_000)
    assert told["benefits"]["points_paid"] == 300
    assert told["first_reward"] == {"what": "300 points", "on": "2026-03-21", "spent": 30_000}


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_figure_is_drawn_with_the_same_bytes_again(suffix: str, points: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{count}.{suffix}" for count in range(2)]
    for file in files:
        assert main(["member", points, "tmall-style", "--spend", "3000 CNY", "--out", str(file)]) == 0
    one, two = (file.read_bytes() for file in files)
    assert one == two
    assert len(one) > 10_000


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--spend '3000 CNY'"),
        (["--spend", "3000"], "money needs a currency"),
        (["--spend", "3,000 CNY"], "thousands without a comma"),
        (["--spend", "250 CNY per moth"], "did you mean 'month'?"),
        (["--spend", "250 CNY a month"], "'250 CNY per month'"),
        (["--spend", "250 CNY per day"], "may be year, month or week"),
        (["--spend", "-3 CNY"], "must be more than 0"),
        (["--spend", "0.001 CNY"], "too fine"),
        (["--spend", "3000 USD"], "is in USD, but tmall-style is in CNY"),
        (["--spend", "3000", "CNY"], "an amount stands in quotes: --spend '3000 CNY'"),
        (["--spend", "3000 CNY", "--orders", "0"], "--orders"),
        (["--spend", "0.10 CNY"], "makes 24 orders of 0.42 smallest units each"),
        (["--spend", "900000000 CNY", "--orders", "1"], "smallest units each, may be 1 to 900,000,000"),
        (["--spend", "3000 CNY", "--orders", "3", "--basket", "10 CNY"], "give two of the three"),
        (["--spend", "3000 CNY", "--basket", "10 USD"], "another currency"),
        (["--spend", "3000 CNY", "--basket", "0 CNY"], "must be more than 0"),
        (["--spend", "3000 CNY", "--basket", "0.01 CNY"], "makes 300,000 orders"),
        (["--spend", "3000 CNY", "--orders", "4", "--returns", "5"], "at most the orders, 4"),
        (["--spend", "3000 CNY", "--logins", "367"], "--logins"),
        (["--spend", "3000 CNY", "--redeem", "sooon"], "soon"),
        (["--spend", "3000 CNY", "--from", "6 January"], "write year-month-day"),
        (["--spend", "3000 CNY", "--from", "2026-02-30"], "no calendar has"),
        (["--spend", "3000 CNY", "--from", "0001-01-01"], "may be in 1950 to 2150"),
        (["--spend", "3000 CNY", "--weeks", "0"], "--weeks"),
        (["--spend", "3000 CNY", "--out", "year.jpg"], "must end in .svg, .png, .pdf"),
        (["jd-203", "--spend", "3000 CNY"], "did you mean 'jd-2013'?"),
        (["none", "none", "none", "none", "--spend", "3000 CNY"], "has 5, may be up to 4"),
    ],
)
def test_a_slip_is_told_with_what_would_be_right(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["member", "tmall-style", *options]) == 2
    shown = capsys.readouterr()
    assert told in " ".join(shown.err.replace("\u2502", " ").split())
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_two_of_spend_orders_and_basket_give_the_third() -> None:
    assert spend_and_orders("3000 CNY", 30, None, 52) == (300_000, 30, "CNY")
    assert spend_and_orders("3000 CNY", None, "125 CNY", 52) == (300_000, 24, "CNY")
    assert spend_and_orders(None, 10, "125 CNY", 52) == (125_000, 10, "CNY")
    assert spend_and_orders("10 CNY per week", None, None, 26) == (26_000, 12, "CNY")
    assert [in_weeks(count, 26) for count in (1, 3, 24)] == [1, 2, 12]  # rounded half up


def test_one_member_needs_no_compiled_code(points: str) -> None:
    code = (
        "import sys; from workbench.cli import main\n"
        f"main(['member', {points!r}, '--spend', '3000 CNY'])\n"
        "print('loaded:', *sorted({'numba', 'pandas', 'matplotlib'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rsplit("loaded:", 1)[1].split() == []
