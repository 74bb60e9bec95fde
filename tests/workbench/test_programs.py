"""`loyalty programs`: every clause tells its mechanisms, and the list takes no time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.program import CLAUSES, mechanisms
from simulator.scenario import load, shipped
from workbench.cli import main

EVERY_CLAUSE = """\
title: Everything
currency: CNY
membership: {join: opt_in, hassle: 5 CNY}
status:
  name: miles
  earn:
    purchase: {rate: 2 per CNY, times: behaviour_rating}
    approved_review: {amount: 20}
    shopping_days_of_month: {amount: 1000, days: 3}
  rating: {levels: [0.5, 1, 1.2], start: 1, up_after: 4 orders, down_on: [return], visible: no}
  returns: keep
points:
  name: stars
  earn: {purchase: {rate: 1.5 per CNY}, first_login_of_day: {amount: 5}}
  value: 0.02 CNY
  pending: 7 days
  expiry: {after: 26 weeks}
  on_redeemed: yes
rewards:
  checkout: {minimum: 500 points, step: 100 points, at_most: 50%, use: automatic}
  catalogue:
    mug: {points: 2000, worth: 30 CNY, cost: 12 CNY}
    cup: {points: 1000, worth: 20 CNY, cost: 9 CNY}
  cash_back: {rate: 1%}
tiers:
  window: rolling
  months: 12
  downgrade: one_level
  levels:
    base: {}
    silver: {orders: 1}
    gold: {from: 2000, orders: 3, points: x1.5, status: x2}
privileges:
  gift: {kind: gifts, tiers: [gold], use: 1 per year, cost: 1 CNY, worth: 2 CNY}
calendar:
  friday: {weekday: friday, percent: 3%, tiers: [silver, gold]}
  month: {day_of_month: 11, points: x2}
  singles: {dates: [11-11], status: x3}
exclusions: {minimum_order: 10 CNY, share: 5%, levels: [base]}
communication: {reach: 80%, contacts: 1 per month, cost_per_contact: 0.02 CNY}
running_cost: {per_week: 20 CNY, launch: 3200 CNY}
"""
TOLD = {
    "membership": ["opt-in, an effort of 5 CNY"],
    "status": [
        "miles: 2 per CNY times a behaviour rating, 20 for an approved review, "
        "1,000 for 3 shopping days of a month",
        "hidden rating 0.5 to 1.2, up after 4 orders, down on return",
        "kept after a return",
    ],
    "earning": [
        "stars: 1.5 per CNY, 5 for the first login of a day",
        "a point is worth 0.02 CNY, 3% of spend",
        "pending for 7 days",
        "earned on the part paid with points too",
        "taken back after a return",
    ],
    "expiry": ["26 weeks after they could first be used"],
    "rewards": [
        "checkout: from 500 points in steps of 100 points, at most 50% of an order, "
        "all points go to the next order",
        "catalogue, in points: cup 1,000, mug 2,000",
        "cash back of 1%",
    ],
    "tiers": [
        "3 levels by status: base, silver from 1 order, gold from 2,000 and 3 orders",
        "window rolling over 12 months, downgrade one_level",
        "points of purchases: gold x1.5",
        "status of purchases: gold x2",
    ],
    "privileges": ["1: gift (gifts, gold)"],
    "calendar": [
        "friday: every friday, 3% off, for silver and gold",
        "month: day 11 of every month, points x2",
        "singles: 11-11, status x3",
    ],
    "exclusions": ["orders below 10 CNY", "5% of an order for base"],
    "communication": ["contacts 1 per month at 0.02 CNY each, reach 80%"],
    "running": ["20 CNY a week and 3200 CNY at launch for 1,000 customers"],
}


def test_every_clause_tells_its_mechanisms(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(EVERY_CLAUSE, encoding="utf-8")
    told = mechanisms(load(path, "program").model)
    assert {clause: told[clause] for clause in TOLD} == TOLD
    assert [clause.__name__.rpartition(".")[2] for clause in CLAUSES if not hasattr(clause, "told")] == []


@pytest.mark.parametrize(
    ("expiry", "words"),
    [("never", "never"), ("{on: 12-31}", "each 12-31"), ("{on: 12-31, year: next}", "of the next year")],
)
def test_each_form_of_expiry_has_its_words(expiry: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "points.yaml"
    path.write_text(f"title: A\npoints: {{expiry: {expiry}}}\n", encoding="utf-8")
    assert words in mechanisms(load(path, "program").model)["expiry"][0]


def test_the_list_holds_every_shipped_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programs"]) == 0
    out = capsys.readouterr().out
    heads = [line.partition(":")[0] for line in out.splitlines() if line[:1].strip()]
    assert heads == list(shipped("program"))
    assert "tmall-style: Tmall-style levels and points" in out
    assert "3 levels by spend: T1, T2 from 500, T3 from 1,500" in out
    assert "has no clause: no program at all" in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_json_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programs", "tmall-style", "jd-2013/gold-perks", "--json"]) == 0
    tmall, jd = json.loads(capsys.readouterr().out)
    assert (tmall["variants"], tmall["as_of"], tmall["currency"]) == (["firm-pays"], "2013-10-15", "CNY")
    assert jd["name"] == "jd-2013/gold-perks"
    assert jd["mechanisms"]["privileges"][0].startswith("8: ")


def test_a_program_that_is_not_there_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programs", "tmall-styl"]) == 2
    assert "did you mean 'tmall-style'?" in capsys.readouterr().err


def test_the_list_loads_nothing_heavy() -> None:
    code = (
        "import sys; from workbench.cli import main; main(['programs']); "
        "print('loaded:', *sorted({'numba', 'pandas', 'matplotlib', 'scipy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rsplit("loaded:", 1)[1].split() == []
