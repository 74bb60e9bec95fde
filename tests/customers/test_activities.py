"""Birthdays, surveys and other events: how often they come, what they cost, and what they move."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart, profit
from simulator.customers.activities import year_of_activities
from simulator.customers.valuing import offered_worth
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.customers.test_valuing import POINTS, member
from tests.engine.worlds import Life, live, world_with

EVERYBODY: Tree = {"communication": {"reach": "100%", "contacts": "8 per month", "cost_per_contact": "0 CNY"}}
SURVEY: Tree = {"amount": 50, "use": "26 per year", "cost": "2 CNY"}
CHECKOUT: Tree = {"checkout": {"use": "choice"}}


def lived(earn: Tree, people: int = 150, weeks: int = 52) -> tuple[Life, int]:
    """Return what a year leaves, and the member-weeks of those who had not left the firm."""
    program = {"title": "A", "currency": "CNY", "points": {"earn": earn}, **EVERYBODY}
    world = world_with(program, {"hazard_mean": 1e-9}, customers=people, weeks=weeks)
    life = live(world, Kernel(world), weeks)
    return life, int(life.tally[:, 1:, :, chart.CUSTOMERS].sum())


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_an_event_comes_as_often_as_stated_and_costs_what_it_costs() -> None:
    life, weeks = lived({"survey": SURVEY})
    events = total(life, chart.ACTIVITIES)
    expected = weeks * 26.0 / (365.25 / 7.0)
    assert abs(events - expected) < 4.0 * np.sqrt(expected)
    assert total(life, chart.POINTS_ISSUED) == 50 * events
    assert total(life, chart.EVENT_COST) == 200 * events
    assert int(profit.program_cost(life.tally).sum()) - total(life, chart.ENROLMENT_COST) == 200 * events


def test_a_birthday_comes_once_a_year() -> None:
    life, weeks = lived({"birthday": {"amount": 1}}, people=400)
    birthdays = total(life, chart.POINTS_ISSUED)
    expected = weeks / (365.25 / 7.0)
    assert abs(birthdays - expected) < 4.0 * np.sqrt(expected)


def test_the_app_is_used_by_digital_customers_more() -> None:
    program: Tree = {"title": "A", "currency": "CNY", **EVERYBODY}
    program["points"] = {"earn": {"app_use": {"amount": 1, "use": "2 per week"}}}
    world = world_with(program, {"hazard_mean": 1e-9}, customers=300, weeks=30)
    live(world, Kernel(world), 30)
    held = world.state["usable"].astype(float)
    members = (world.state["member"] == 1) & (world.state["joined_day"] < 70)
    digital = world.traits["digital"] > np.median(world.traits["digital"])
    assert held[members & digital].mean() > 1.5 * held[members & ~digital].mean()


def worth(earn: Tree, rewards: Tree | None = CHECKOUT, **values: float) -> float:
    clauses: Tree = {"points": {**POINTS, "earn": earn}}
    one = member(clauses | ({"rewards": rewards} if rewards else {}), values)
    return year_of_activities(one.traits, one.world.program[0], one.world.numbers[0], 1)


def test_a_year_of_events_is_worth_its_points_as_far_as_they_will_be_used() -> None:
    belief = behaviour().redemption_belief
    # 26 surveys of 50 points and a birthday of 100 are 1,400 points of 1 fen; a year of 52 weeks has 25.91.
    by_hand = (50 * 26.0 * 364.0 / 365.25 + 100) * belief
    earn = {"survey": SURVEY, "birthday": {"amount": 100}}
    assert worth(earn) == pytest.approx(by_hand)
    assert worth(earn, None) == 0.0  # nothing to use them on
    assert worth(earn, points_weight=0.0) == 0.0
    capped = {"survey": {**SURVEY, "most_per_month": 50}}
    assert worth(capped) == pytest.approx(50 * 12 * belief)


def test_events_hold_members_and_draw_others_to_join_but_move_no_choice() -> None:
    plain: Tree = {"points": {**POINTS, "earn": {"purchase": {"rate": "1 per CNY"}}}, "rewards": CHECKOUT}
    more: Tree = {**plain, "points": {**POINTS, "earn": {**plain["points"]["earn"], "survey": SURVEY}}}
    without, with_surveys = member(plain), member(more)
    assert with_surveys.pull() == without.pull()
    assert with_surveys.stake() > without.stake()
    offers = [
        offered_worth(one.traits, one.world.program[0], one.world.numbers[0], 26.0)
        for one in (without, with_surveys)
    ]
    assert offers[1] > offers[0]


def test_events_towards_a_level_move_its_pull() -> None:
    def pull(earn: Tree) -> float:
        levels = {"base": {}, "silver": {"from": 900}}
        status = {"earn": {"purchase": {"rate": "1 per CNY"}, **earn}}
        return member(
            {"status": status, "tiers": {"window": "calendar", "levels": levels}}, status=500
        ).pull()

    assert len({pull({}), pull({"survey": {**SURVEY, "amount": 5}}), pull({"birthday": {"amount": 60}})}) == 3
