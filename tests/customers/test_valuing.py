"""What a program adds to a choice: valued once, in money against the usual order, as the member sees it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pytest

from simulator.customers.choice import noticed, novelty_weight
from simulator.customers.deciding import stake
from simulator.customers.page import open_page
from simulator.customers.valuing import program_pull
from simulator.customers.world import World
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.engine.worlds import world_with

NUMBERS = behaviour()
WEEK = 20
POINTS: Tree = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
CATALOGUE = {"mug": {"points": 1500, "worth": "30 CNY", "cost": "12 CNY"}}
TIERS: Tree = {
    "metric": "spend",
    "window": "calendar",
    "levels": {"base": {}, "silver": {"from": 500}, "gold": {"from": 1500, "points": "x2"}},
}
SHIPPING = {"shipping": {"kind": "shipping", "use": "100% of orders", "cost": "6 CNY", "worth": "6 CNY"}}


class Member(NamedTuple):
    """One member in week `WEEK`, who joined in week 0 and orders 150 CNY every second week."""

    world: World

    @property
    def state(self) -> Any:
        return self.world.state[0]

    @property
    def traits(self) -> Any:
        return self.world.traits[0]

    def pull(self, day: int = 7 * WEEK) -> float:
        world = self.world
        return program_pull(
            world.traits[0], world.state[0], world.program[0], world.numbers[0], world.page[0], day
        )

    def stake(self) -> float:
        world = self.world
        return stake(world.traits[0], world.state[0], world.program[0], world.numbers[0], world.page[0], WEEK)


def member(clauses: Tree, values: dict[str, float] | None = None, **state: Any) -> Member:
    world = world_with({"title": "A", "currency": "CNY", **clauses}, values, customers=2, regions=1)
    open_page(world, WEEK)
    traits, told = world.traits[0], world.state[0]
    traits.basket, traits.price, traits.rate, traits.status, traits.redeemer = 15_000.0, 1.0, 0.5, 1.0, 0.9
    traits.digital = NUMBERS.login_rate
    told.member, told.joined_day, told.term_day, told.knows_value, told.knows_balance = 1, 0, 364, 1, 1
    told.pace, told.last_week, told.term_week, told.term_orders = 0.5, WEEK - 1, 0, 10
    for name, value in state.items():
        setattr(told, name, value)
    return Member(world)


def points_pull(percent: float = 1.0, known: float = 1.0, belief: float = NUMBERS.redemption_belief) -> float:
    """Return the pull of points worth a share of a price, by hand."""
    worth = noticed(150.0 * percent, 15_000.0, NUMBERS.noticing) * belief * known
    return float(NUMBERS.price_weight * worth / 15_000.0 * novelty_weight(NUMBERS.novelty, WEEK, 13.0))


def test_a_program_with_nothing_in_it_adds_nothing() -> None:
    assert member({"membership": {}}).pull() == 0.0


def test_linear_points_count_by_what_they_are_worth_and_will_be_used() -> None:
    checkout = {"points": POINTS, "rewards": {"checkout": {"use": "choice"}}}
    assert member(checkout).pull() == pytest.approx(points_pull())
    assert member(checkout, knows_value=0).pull() == pytest.approx(points_pull(known=NUMBERS.uncomprehended))
    automatic = {"points": POINTS, "rewards": {"checkout": {"use": "automatic"}}}
    assert member(automatic, knows_value=0).pull() == pytest.approx(points_pull(belief=1.0))
    assert member({"rewards": {"cash_back": {"rate": "1%"}}}).pull() == pytest.approx(points_pull(belief=1.0))


def test_cards_of_sellers_that_are_not_simulated_divide_the_pull() -> None:
    clauses = {"points": POINTS, "rewards": {"checkout": {"use": "choice"}}}
    alone, beside = (member(clauses, values={"cards_nearby": cards}) for cards in (0.0, 2.0))
    assert alone.pull() == pytest.approx(points_pull())
    assert beside.pull() == pytest.approx(points_pull() / 1.6)
    off = behaviour({"cards_nearby": 2.0}, ["other_cards"])
    assert (
        member(clauses, values={"cards_nearby": 2.0, "card_crowding": off.card_crowding}).pull()
        == alone.pull()
    )


def test_who_never_redeems_is_not_drawn_by_points() -> None:
    one = member({"points": POINTS, "rewards": {"checkout": {"use": "choice"}}})
    one.traits.redeemer = 0.1
    assert one.pull() == 0.0


def test_a_balance_holds_members_back_and_does_not_draw_them() -> None:
    clauses = {"points": POINTS, "rewards": {"checkout": {"use": "choice"}}}
    poor, rich, unaware = (
        member(clauses), member(clauses, usable=5000), member(clauses, usable=5000, knows_balance=0),
    )  # fmt: skip
    assert poor.pull() == rich.pull()
    assert poor.stake() == 0.0
    assert rich.stake() == pytest.approx(5000.0 * NUMBERS.redemption_belief)
    assert unaware.stake() == 0.0


def test_a_level_is_at_stake_for_the_rest_of_its_term() -> None:
    clauses = {"tiers": TIERS, "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["gold"]}}}
    # He believes in (10 + 26 x .5) / (20 + 26) = .5 orders a week: 26 a year, each with 6 CNY of shipping,
    # and with status worth .3% of 150 CNY at the highest level and half of it at the one below.
    gold, silver = member(clauses, level=2), member(clauses, level=1)
    left = (364 - 7 * WEEK) / 7.0 / 52.0
    assert gold.stake() == pytest.approx(left * 26.0 * (600.0 + 45.0))
    assert silver.stake() == pytest.approx(left * 26.0 * 22.5)
    assert member(clauses, level=0).stake() == 0.0
    assert member(clauses, level=2, term_day=7 * WEEK).stake() == 0.0


def test_a_gift_of_every_member_is_forfeited_by_leaving() -> None:
    gift = {"kind": "gifts", "use": "1 per year", "cost": "5 CNY", "worth": "8 CNY"}
    one = member({"privileges": {"birthday": gift}}, level=0)
    assert one.stake() == pytest.approx(800.0)
    assert one.pull() == 0.0  # it comes whether this order is made or not


def test_a_lifetime_level_is_at_stake_for_a_year_and_a_rolling_one_until_its_next_review() -> None:
    worth = 26.0 * (600.0 + 45.0)
    shipping = {"privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["gold"]}}}
    lifetime = member({"tiers": {**TIERS, "window": "lifetime"}, **shipping}, level=2, term_day=-2_000)
    rolling = member(
        {"tiers": {**TIERS, "window": "rolling", "months": 12}, **shipping}, level=2, term_day=-2_000
    )
    assert lifetime.stake() == pytest.approx(worth)
    assert rolling.stake() == pytest.approx(worth * 4.0 / 52.0)


def test_a_level_that_no_review_can_take_is_at_stake_for_a_year_in_every_year() -> None:
    # As JD's bronze: from 0 after the first order, under a window of terms.
    gold = {"from": 2000, "at_review": {"deduct": 1000}}
    levels = {"base": {}, "bronze": {"from": 0, "orders": 1}, "gold": gold}
    clauses = {
        "tiers": {"metric": "spend", "window": "tier_term", "levels": levels},
        "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["bronze", "gold"]}},
    }
    old, new = (member(clauses, level=1, term_day=day) for day in (-2_000, 364))
    assert old.stake() == new.stake() == pytest.approx(26.0 * (600.0 + 22.5))


def test_points_are_valued_at_checkout_or_by_the_catalogue_and_never_twice() -> None:
    checkout = {"use": "choice"}
    alone = member({"points": POINTS, "rewards": {"checkout": checkout}})
    both = member({"points": POINTS, "rewards": {"checkout": checkout, "catalogue": CATALOGUE}})
    assert alone.pull() == both.pull()


def test_a_reward_draws_more_the_nearer_it_is() -> None:
    clauses = {"points": POINTS, "rewards": {"catalogue": CATALOGUE}}
    pulls = [member(clauses, usable=points, nearness=0.3).pull() for points in (0, 600, 1200, 1400)]
    assert pulls == sorted(pulls)
    assert member(clauses, usable=1500, nearness=0.3).pull() == pytest.approx(pulls[0])  # and starts again
    steady = member(clauses, {"goal_gradient": 0.0}, pace=50.0, usable=900).pull()
    # A heavy buyer takes every tenth order's reward as a tenth of it.
    heavy = noticed(300.0, 15_000.0, NUMBERS.noticing) * NUMBERS.price_weight / 15_000.0
    assert steady == pytest.approx(heavy * novelty_weight(NUMBERS.novelty, WEEK, 13.0), rel=0.01)


def test_privileges_count_by_their_worth_on_the_usual_order() -> None:
    worth = noticed(600.0, 15_000.0, NUMBERS.noticing)
    expected = NUMBERS.price_weight * worth / 15_000.0 * novelty_weight(NUMBERS.novelty, WEEK, 13.0)
    assert member({"privileges": SHIPPING}).pull() == pytest.approx(expected)
    dear = {"shipping": {**SHIPPING["shipping"], "over": "200 CNY"}}
    assert member({"privileges": dear}).pull() == 0.0
    off = {"privilege_weight": 0.0}
    assert member({"privileges": SHIPPING}, off).pull() == 0.0


def test_a_privilege_on_desk_cases_counts_by_the_cases_of_an_order() -> None:
    """Of 100 orders four fail, and of middling failures this member brings a logistic share to the desk."""
    hotline = {"kind": "service", "use": "50% of cases", "cost": "2 CNY", "worth": "30 CNY", "kept": "80%"}
    one = member({"privileges": {"hotline": hotline}})
    one.traits.time_cost, one.traits.complaining = 1.0, 0.2
    told = NUMBERS.complaint_base + 0.5 * NUMBERS.complaint_severity - NUMBERS.complaint_hassle + 0.2
    told += NUMBERS.complaint_trust * (NUMBERS.trust_reference - 0.5)
    cases = NUMBERS.failure_rate / (1.0 + math.exp(-told))
    worth = noticed(cases * 0.5 * 0.8 * 3_000.0, 15_000.0, NUMBERS.noticing)
    expected = NUMBERS.price_weight * worth / 15_000.0 * novelty_weight(NUMBERS.novelty, WEEK, 13.0)
    assert one.pull() == pytest.approx(expected)
    assert expected > 0.0
    at_gold = {"tiers": TIERS, "privileges": {"hotline": {**hotline, "tiers": ["gold"]}}}
    gold, plain = member(at_gold, level=2), member({"tiers": TIERS}, level=2)
    for each in (gold, plain):
        each.traits.time_cost, each.traits.complaining = 1.0, 0.2
    left = (364 - 7 * WEEK) / 7.0 / 52.0
    assert gold.stake() - plain.stake() == pytest.approx(left * 26.0 * cases * 0.4 * 3_000.0)


def test_a_member_day_counts_on_its_day() -> None:
    # Day 0 is 6 January 2014, a Monday: every Friday is day 4 of the week.
    one = member({"calendar": {"friday": {"weekday": "friday", "percent": "10%"}}})
    assert [one.pull(7 * WEEK + day) > 0.0 for day in range(7)] == [False] * 4 + [True] + [False] * 2


def test_a_tier_pulls_those_most_who_may_just_reach_it() -> None:
    clauses = {"tiers": TIERS, "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["gold"]}}}
    sure, edge = member(clauses, status=1400, level=1), member(clauses, status=600, level=1, term_orders=0)
    hopeless = member(clauses, status=0, term_orders=0)
    hopeless.traits.rate = 0.02
    assert sure.pull() < 0.01
    assert edge.pull() > 0.1
    assert hopeless.pull() < 0.1 * edge.pull()


def rated(visible: bool, **more: Any) -> Tree:
    """Return a ladder on qualifying value that a behaviour rating multiplies."""
    rating = {
        "levels": [0.5, 1, 2],
        "start": 1,
        "up_after": "10 orders",
        "visible": "yes" if visible else "no",
    }
    earn = {"purchase": {"rate": "1 per CNY", "times": "behaviour_rating"}, **more}
    tiers = {"window": "lifetime", "levels": {"base": {}, "gold": {"from": 3000}}}
    shipping = {**SHIPPING["shipping"], "tiers": ["gold"]}
    return {
        "status": {"earn": earn, "rating": rating},
        "tiers": tiers,
        "privileges": {"shipping": shipping},
    }


def test_a_rating_that_is_seen_shapes_the_forecast_and_a_hidden_one_as_it_was_learnt() -> None:
    plain = member(rated(True), rating=1).pull()
    assert member(rated(True), rating=2).pull() > plain > member(rated(True), rating=0).pull() > 0.0
    # Unseen, the step that is held says nothing; what orders were credited with says all.
    hidden = [member(rated(False), rating=step, credited=1.0).pull() for step in (0, 1, 2)]
    assert hidden == [hidden[0]] * 3
    assert member(rated(False), rating=1, credited=2.0).pull() > hidden[0]
    # With the switch for hidden rules off, both programs are one.
    off = {"hidden_weight": 0.0}
    assert (
        member(rated(False), off, rating=2, credited=1.0).pull() == member(rated(True), off, rating=2).pull()
    )


def test_logins_reviews_and_shopping_days_bring_a_level_nearer() -> None:
    without = member(rated(True)).pull()
    for event in (
        {"first_login_of_day": {"amount": 20}},
        {"approved_review": {"amount": 200}},
        {"shopping_days_of_month": {"amount": 300, "days": 2}},
    ):
        assert member(rated(True, **event)).pull() > without


def test_a_ladder_on_kept_orders_pulls_too() -> None:
    levels = {"base": {}, "gold": {"from": 0, "orders": 10}}
    tiers = {"metric": "spend", "window": "lifetime", "levels": levels}
    clauses = {"tiers": tiers, "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["gold"]}}}
    near, far = member(clauses, kept_orders=9).pull(), member(clauses, kept_orders=1).pull()
    assert near > far > 0.0


def test_who_falls_further_has_more_to_keep() -> None:
    def keep(downgrade: str) -> float:
        one = member(
            {
                "tiers": {**TIERS, "downgrade": downgrade},
                "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["silver", "gold"]}},
            },
            level=2,
            status=700,
            term_orders=0,
        )
        return one.pull()

    assert keep("to_base") > keep("by_balance") == keep("one_level")


def test_points_of_a_level_count_by_the_catalogue_where_there_is_no_checkout() -> None:
    clauses = {"points": {"earn": POINTS["earn"]}, "rewards": {"catalogue": CATALOGUE}, "tiers": TIERS}
    # Gold's second point per CNY is 150 more an order at 2 fen, used at .7; and half of .3% for status.
    more = member(clauses, level=2).stake() - member(clauses, level=1).stake()
    left = (364 - 7 * WEEK) / 7.0 / 52.0
    assert more == pytest.approx(left * 26.0 * (150.0 * 2.0 * NUMBERS.redemption_belief + 22.5))


def test_a_tier_pulls_no_more_than_its_cap() -> None:
    clauses = {"tiers": TIERS, "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["gold"]}}}
    for cap in (0.0, 0.01):
        assert member(clauses, {"tier_cap": cap}, status=600, level=1, term_orders=0).pull() == cap


def test_money_is_relative() -> None:
    def in_yen(clauses: Any, times: int) -> Any:
        if isinstance(clauses, dict):
            return {key: in_yen(value, times) for key, value in clauses.items()}
        if isinstance(clauses, str) and clauses.endswith(" CNY") and " per " not in clauses:
            return f"{float(clauses[:-4]) * times:g} CNY"
        return clauses

    clauses: Tree = {
        "points": POINTS, "tiers": TIERS, "privileges": SHIPPING,
        "rewards": {"checkout": {"use": "choice"}, "cash_back": {"rate": "1%"}},
    }  # fmt: skip
    dear = in_yen(clauses, 100)
    dear["points"] = {**POINTS, "value": "0.01 CNY"}  # a point for one unit either way
    dear["tiers"] = {
        **TIERS,
        "levels": {"base": {}, "silver": {"from": 50_000}, "gold": {"from": 150_000, "points": "x2"}},
    }
    cheap, rich = member(clauses, status=1000, level=1), member(dear, status=100_000, level=1)
    rich.traits.basket = 1_500_000.0
    assert rich.pull() == pytest.approx(cheap.pull(), rel=1e-6)
    assert cheap.pull() > 0.0
