"""What is told of somebody who comes to a growing market: not that he left a firm that he never knew."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.journey import outcome
from reports.journey_words import Words, events
from reports.numbers import Writer
from simulator.accounts import chart
from simulator.customers.population import draw_panel
from simulator.engine.clock import Clock
from simulator.market.behaviour import behaviour
from simulator.market.growth import arrival_days
from simulator.reasons.journey import Leaving, Life, Runs
from simulator.reasons.watching import Watch, Week
from tests.engine.test_laws import NONE
from tests.engine.worlds import MINOR, RETAILER, world_with

CUSTOMERS, WEEKS = 60, 30
WORDS = Words(Writer("CNY", MINOR, WEEKS))
OFTEN = {"comeback": 0.05, "hazard_mean": 0.02}


class Plain(Runs):
    """Tells no reasons, for which weeks would have to be lived anew."""

    def _leaving(self, life: Life, customer: int, at: int, other: Sequence[Week]) -> Leaving:
        return Leaving(at, None, None, ())


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    """Everybody's weeks in a market to which many come."""
    days = arrival_days(600, CUSTOMERS, WEEKS)
    traits = draw_panel(CUSTOMERS, behaviour(OFTEN), 1, 0, MINOR, 1, days)
    world = world_with(NONE, OFTEN, traits=traits, weeks=WEEKS, market=RETAILER._replace(growing=600))
    watch = Watch(range(CUSTOMERS))
    watch.look(world, -1)
    Clock(watch.driver(world), 0, watch.look).run(WEEKS)
    design = SimpleNamespace(title="", program=SimpleNamespace(title="None"), levels=(), stays="")
    setup = SimpleNamespace(plan=SimpleNamespace(designs={"none": design}))
    runs = Plain(cast(Any, setup), ("none", "none"), 0)
    return [runs.story(customer, (), {"none": watch}).lives[0] for customer in range(CUSTOMERS)]


def test_the_opening_says_who_has_not_come_yet_and_when_he_does(lives: list[Life]) -> None:
    later = [life for life in lives if life.comes >= 0]
    assert len(later) > 10
    for life in later:
        assert events(WORDS, life, 0) == [f"not in the market yet; comes in week {life.comes}"]
        came = [week.week for week in life.weeks if week.count(chart.NEWCOMERS)]
        assert came == [life.comes]
        assert events(WORDS, life, life.comes + 1)[0] == "comes to the category, and knows no firm yet"
    for life in lives:
        if life.comes < 0:
            assert events(WORDS, life, 0) == ["no member"]


def test_a_first_time_is_no_coming_back(lives: list[Life]) -> None:
    seen = {"first": 0, "back": 0}
    for life in lives:
        told = [text for at in range(len(life.weeks)) for text in events(WORDS, life, at)]
        moves = [text for text in told if text.startswith(("comes to the firm", "comes back", "LEAVES"))]
        new = life.comes >= 0
        for place, text in enumerate(moves):
            assert ("for the first time" in text) == (new and place == 0)
            seen["first"] += "for the first time" in text
            seen["back"] += text == "comes back to the firm"
    assert seen["first"] > 3
    assert seen["back"] > 3


def test_who_never_came_to_know_the_firm_is_not_said_to_have_left_it(lives: list[Life]) -> None:
    never = [life for life in lives if life.comes >= 0 and not any(week.attached for week in life.weeks)]
    assert never
    for life in never:
        assert outcome(WORDS, life).endswith("has never become a customer.")
    left = [life for life in lives if not life.weeks[-1].attached and not any(life is one for one in never)]
    assert left
    for life in left:
        assert outcome(WORDS, life).endswith("is no customer at the end.")


def test_whom_advertising_won_is_told_so(lives: list[Life]) -> None:
    for life, said in (
        (next(life for life in lives if life.comes >= 0), "is won by advertising"),
        (next(life for life in lives if life.comes < 0), "is won back by advertising"),
    ):
        at = life.comes + 1 if life.comes >= 0 else 5
        week = life.weeks[at]
        counts = week.counts.copy()
        counts[chart.ACQUIRED] = 1
        weeks = [*life.weeks[:at], week._replace(counts=counts)]
        assert said in events(WORDS, Life("none", "None", (), (), weeks, comes=life.comes), at)
