"""What a stamp card does to a member: the pull of a step, of nearness, of a head start; and what is owed."""

from __future__ import annotations

import math

import pytest

from simulator.accounts import chart, ledger
from simulator.customers.choice import goal_step_value, noticed, novelty_weight
from simulator.customers.worth_of_stamps import card_obligation, orders_in_time, share_of_baskets
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import NUMBERS, WEEK, Member, member
from tests.engine.worlds import live, world_with

CARD: Tree = {"buy": 10, "worth": "30 CNY", "cost": "12 CNY"}
FRESH = novelty_weight(NUMBERS.novelty, WEEK, 13.0)
SEEN = noticed(300.0, 15_000.0, NUMBERS.noticing) / 300.0  # 3,000 fen / 10 orders against 150 CNY


def with_card(more: Tree | None = None, values: dict[str, float] | None = None, **state: float) -> Member:
    return member({"rewards": {"stamps": {**CARD, **(more or {})}}}, values, **state)


def logits(step: float) -> float:
    return float(NUMBERS.price_weight * step * SEEN / 15_000.0 * FRESH)


@pytest.mark.parametrize("stamps", [0, 4, 9])
def test_a_stamp_is_a_step_to_a_reward_that_renews_itself(stamps: int) -> None:
    step = goal_step_value(3_000.0, 10.0, stamps, 0.5 * math.exp(-1 / 26.0), NUMBERS.impatience)
    one = with_card(values={"goal_gradient": 0.0}, stamps=stamps, card_week=WEEK)
    assert one.pull() == pytest.approx(logits(step), rel=2e-3)  # the pace has faded for a week


def test_who_does_not_know_the_card_is_drawn_less_and_not_by_nearness() -> None:
    near, far = with_card(stamps=9, card_nearness=0.2), with_card(stamps=1, card_nearness=0.2)
    assert near.pull() > far.pull()
    kept = {"shown": False}  # in an account
    blind = [with_card(kept, stamps=stamps, card_nearness=0.2, knows_balance=0).pull() for stamps in (1, 9)]
    assert blind[0] == blind[1]
    assert with_card(kept, stamps=9, knows_value=0).pull() < with_card(kept, stamps=9).pull()
    assert with_card(kept, stamps=9, knows_balance=0).stake() == 0.0


def test_a_card_that_shows_what_is_on_it_needs_no_knowledge_of_the_account() -> None:
    whole = with_card(stamps=9, card_nearness=0.2)
    blind = with_card(stamps=9, card_nearness=0.2, knows_balance=0, knows_value=0)
    assert blind.pull() == whole.pull() == with_card({"shown": False}, stamps=9, card_nearness=0.2).pull()
    assert blind.stake() == whole.stake() > 0.0


def test_the_last_card_of_a_year_brings_one_reward_and_no_more() -> None:
    pace = 0.5 * math.exp(-1 / 26.0)
    phi = pace / (pace + NUMBERS.impatience)
    twice, still = {"at_most": "2 per year"}, {"goal_gradient": 0.0}
    one = with_card(twice, still, stamps=4, card_year=2014, cards_filled=1)
    # Nearer by an order: the reward of 30 CNY after five more instead of after six.
    assert one.pull() == pytest.approx(logits(3_000.0 * (phi**5 - phi**6)), rel=2e-3)
    fresh = with_card(twice, still, stamps=4, card_year=2013, cards_filled=1)
    assert fresh.pull() == with_card({}, still, stamps=4).pull() > one.pull()


def test_a_head_start_on_one_card_asks_for_as_many_orders_as_a_shorter_card() -> None:
    once = {"at_most": "1 per year", "worth": "30 CNY"}
    still = {"goal_gradient": 0.0, "endowed_commitment": 0.0, "noticing": 0.0}
    ahead = with_card({**once, "buy": 10, "endowed": 2}, still, stamps=5, first_card=1)
    plain = with_card({**once, "buy": 8}, still, stamps=3)
    assert ahead.pull() == pytest.approx(plain.pull(), rel=1e-12)


def test_nearness_counts_against_what_the_member_is_used_to() -> None:
    plain = with_card(stamps=9, card_nearness=-1.0).pull()
    gradient = NUMBERS.goal_gradient * SEEN * (0.81 - 0.2) * 3_000.0 / 15_000.0
    assert with_card(stamps=9, card_nearness=0.2).pull() - plain == pytest.approx(gradient * FRESH, rel=1e-5)


def test_a_head_start_binds_while_the_first_card_lasts() -> None:
    first, later = (with_card({"endowed": 2}, stamps=2, first_card=flag) for flag in (1, 0))
    # Two of ten stamps are a fifth of the card, for which the number is stated.
    bond = NUMBERS.endowed_commitment * SEEN * 3_000.0 / 15_000.0
    assert first.pull() - later.pull() == pytest.approx(bond * FRESH)
    # It was handed over, so that it binds whoever does not know how many stamps there are by now.
    kept = {"endowed": 2, "shown": False}
    blind = [with_card(kept, stamps=2, first_card=flag, knows_balance=0).pull() for flag in (1, 0)]
    assert blind[0] - blind[1] == pytest.approx(bond * FRESH)
    assert later.stake() == pytest.approx(600.0)
    assert first.stake() == pytest.approx(600.0 * (1.0 + NUMBERS.endowed_commitment))
    without = with_card({"endowed": 2}, {"endowed_commitment": 0.0}, stamps=2, first_card=1)
    assert without.pull() == later.pull()


def test_a_card_that_will_lapse_before_it_is_full_draws_less() -> None:
    pulls = [
        with_card({"valid": f"{weeks} weeks"}, {"goal_gradient": 0.0}, stamps=3, card_week=WEEK).pull()
        for weeks in (2, 12, 40, 150)
    ]
    assert pulls == sorted(pulls)
    assert pulls[0] < 0.02 * pulls[3]
    assert pulls[3] == pytest.approx(with_card({}, {"goal_gradient": 0.0}, stamps=3).pull())


def test_a_smallest_order_counts_as_often_as_baskets_reach_it() -> None:
    # Half of a lognormal lies above its median, which is the mean times exp(-sd^2 / 2).
    assert share_of_baskets(100.0, 100.0 * math.exp(-0.08), 0.4) == pytest.approx(0.5)
    assert share_of_baskets(100.0, 0.0, 0.4) == 1.0
    assert with_card({"minimum_order": "1500 CNY"}).pull() == pytest.approx(0.0, abs=1e-6)


def test_orders_come_in_time_as_often_as_a_poisson_count_says() -> None:
    mean = 0.5 * 26
    exact = 1.0 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(10))
    assert orders_in_time(10, 26, 0.5) == pytest.approx(exact, abs=0.02)
    assert orders_in_time(0, 0, 0.5) == 1.0
    assert orders_in_time(1, 26, 0.0) == 0.0


def test_no_stamps_are_to_be_had_after_the_last_reward_of_the_year() -> None:
    more = {"at_most": "1 per year"}
    assert with_card(more, card_year=2014, cards_filled=1).pull() == 0.0
    assert with_card(more, card_year=2013, cards_filled=1).pull() > 0.0


def test_a_reward_worth_nothing_and_points_without_weight_have_no_pull() -> None:
    assert with_card({"worth": "0 CNY"}, stamps=9, card_nearness=0.1).pull() == 0.0
    assert with_card(values={"points_weight": 0.0}, stamps=9, card_nearness=0.1).pull() == 0.0


def test_stamps_on_cards_are_owed_at_the_firms_part_of_their_cost() -> None:
    def owed(more: Tree, **state: float) -> int:
        world = with_card(more, None, **state).world
        return int(card_obligation(world.traits[0], world.state[0], world.program[0], world.numbers[0], WEEK))

    assert owed({}, stamps=4) == 480  # 4 of 10 stamps of a reward for 12 CNY
    assert owed({"funded": {"firm": "25%", "partner": "75%"}}, stamps=4) == 120
    assert owed({}, stamps=-1) == owed({}, stamps=4, attached=0) == 0
    assert owed({"valid": "26 weeks"}, stamps=4, card_week=WEEK - 26) == 0


def test_the_books_hold_every_card() -> None:
    card = {**CARD, "buy": 3, "endowed": 1, "funded": {"firm": "30%", "seller": "70%"}}
    program = {
        "title": "A",
        "currency": "CNY",
        "membership": {"join": "automatic"},
        "rewards": {"stamps": card},
    }
    world = world_with(program, weeks=60)
    tally = live(world, Kernel(world), 60).tally
    ledger.check(tally, tally[0, 0, 0] * 0)
    sums = tally.sum(axis=(0, 1, 2))
    cards = int(sums[chart.REWARDS_GIVEN])
    assert cards > 100
    assert sums[chart.REWARDS_WORTH] == 3_000 * cards
    assert sums[chart.PRIVILEGE_GIFTS] == 1_200 * cards == sums[chart.FUNDED_FIRM] + sums[chart.FUNDED_SELLER]
    assert sums[chart.PRIVILEGE_GIFTS_SELLER] == 840 * cards
    # What was stamped or given at the start is on a full card, on the card at hand, or was taken back.
    state = world.state[world.state["member"] == 1]
    left = int(sums[chart.STAMPS]) + len(state) - 3 * cards - int(state["stamps"].sum())
    returned = int(tally[:, 1:, :, chart.RETURNS].sum())
    assert left == returned
