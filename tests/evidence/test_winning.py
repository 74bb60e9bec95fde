"""Acquiring against keeping on made-up lives, worked by hand; and a crowd that grows, lived."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.evidence import winning
from simulator.evidence.comparing import quotient
from simulator.evidence.lives import Life
from simulator.evidence.money import equity_in_acquisition
from simulator.evidence.runs import Crowd, Laboratory, Runs
from simulator.evidence.trials import NEWCOMERS, TRIALS, YEAR

PEOPLE = 4


def life(weeks: int, advertising: int = 0, members: int = 0, **weekly: int) -> Life:
    """Return a life in which every week is alike: columns of the chart, members and advertising."""
    tally = np.zeros((weeks, len(chart.GROUPS), chart.WIDTH), np.int64)
    for name, amount in weekly.items():
        tally[:, 0, chart.NAMES.index(name)] = amount
    member = np.tile((np.arange(PEOPLE) < members).astype(np.uint8), (weeks, 1))
    world: Any = SimpleNamespace(program={"advertising": np.array([advertising])})
    nobody = np.zeros(PEOPLE, [("rate", "f8")])
    return Life(nobody, {}, {"member": member}, tally, np.zeros((1, PEOPLE, 1), np.int32), world)


def runs_of(**lives: Life) -> Any:
    return SimpleNamespace(life=lambda name: lives[name.replace(" ", "_").replace("%", "").replace(",", "")])


def test_a_customer_won_is_held_against_a_year_of_a_member() -> None:
    # 1,000 a week wins one a week; 50 a week keep two members, for four years: 1,300 a member and year.
    won = life(4 * YEAR, advertising=1_000, acquired=1)
    runs = runs_of(advertised=won, points_2=life(6 * YEAR, members=2, funded_firm=50))
    assert winning.won_over_kept(runs) == (1_000.0, 1_300.0)


@pytest.mark.parametrize(("kept", "ratio"), [(12, 0.2), (11, 0.1), (10, 0.0), (9, -0.1)])
def test_one_more_customer_is_told_by_who_is_there_at_the_end(kept: int, ratio: float) -> None:
    # Advertising adds five customers for 208,000, a program so many for 416,000.
    runs = runs_of(
        none=life(6 * YEAR, attached=10),
        advertised=life(4 * YEAR, advertising=1_000, attached=15),
        points_2=life(6 * YEAR, attached=kept, communication_cost=2_000),
    )
    assert quotient(winning.one_more_won_over_kept(runs)) == pytest.approx(ratio)


def test_a_yuan_is_what_it_adds_over_what_is_spent() -> None:
    base = life(6 * YEAR, goods=1_000, returned_goods=100)
    more = life(6 * YEAR, advertising=100, goods=1_160, returned_goods=120, fulfilment=20)
    runs = runs_of(growing=base, growing_advertised=more)
    assert quotient(winning.yuan_in_a_growing_market(runs)) == pytest.approx((1_020 - 900) / 100)
    assert equity_in_acquisition(runs) == pytest.approx(-100 / (1_020 - 100))


def test_loyal_staff_are_told_by_the_profit_of_the_first_two_years() -> None:
    runs = runs_of(staff=life(2 * YEAR, goods=1_000), loyal_staff=life(2 * YEAR, goods=1_020))
    assert winning.profit_of_staff(runs) == pytest.approx(2.0)


def test_a_crowd_that_grows_has_a_past_of_its_own_and_newcomers_who_know_no_firm() -> None:
    runs = Runs(Laboratory(300), 0, TRIALS)
    crowd = Crowd(growing=NEWCOMERS, weeks=6 * YEAR)
    assert TRIALS["growing"].crowd == TRIALS["growing, advertised"].crowd == crowd
    people, settled = runs.people(crowd), runs.settled(crowd)
    later = people["entry"] >= 0
    assert 0.55 < later.mean() < 0.65  # 1.5 come for each who is there
    assert not settled.state["attached"][later].any()
    assert settled.state["attached"][~later].mean() > 0.5
    base, more = runs.life("growing"), runs.life("growing, advertised")
    come = base.total("newcomers", 0, 6 * YEAR)
    assert come == more.total("newcomers", 0, 6 * YEAR) == later.sum()
    assert base.total("acquired", 0, 6 * YEAR) == 0 < more.total("acquired", 0, 6 * YEAR)
    # Nobody comes in the other worlds, and they have the people that they always had.
    assert runs.life("advertised").total("newcomers", 0, 4 * YEAR) == 0
    assert np.array_equal(runs.life("advertised").traits, runs.people())


def test_staff_serve_better_the_more_loyal_they_are() -> None:
    runs = Runs(Laboratory(300), 0, TRIALS)
    usual, loyal = TRIALS["staff"].service, TRIALS["loyal staff"].service
    assert loyal.loyalty == pytest.approx(1.1 * usual.loyalty)
    assert loyal._replace(loyalty=usual.loyalty) == usual
    quality = [float(runs.life(name).world.page["staff_quality"][0]) for name in ("staff", "loyal staff")]
    assert quality[0] < quality[1]
