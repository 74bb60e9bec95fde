"""A paid membership: who buys and renews, what it does while it lasts, and what becomes of the fee."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart, ledger, profit
from simulator.accounts.liability import economic_view
from simulator.customers.deciding import stake
from simulator.customers.page import open_page
from simulator.customers.standing import IN_PAID_TERM
from simulator.customers.subscribing import paying_chance
from simulator.customers.valuing import program_pull
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from simulator.program.paid import fee_due, refund_due, unearned_fee
from simulator.program.table import REFUND_NONE, REFUND_PRO_RATA, REFUND_WITHIN
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

SHIPPING: Tree = {
    "kind": "shipping",
    "use": "100% of orders",
    "cost": "5 CNY",
    "worth": "8 CNY",
    "paid": True,
}
PLUS: Tree = {
    "title": "A free program with a paid membership on top",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "paid": {"fee": "60 CNY", "period": "26 weeks"},
    "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.005 CNY"},
    "rewards": {"checkout": {"use": "choice"}},
    "privileges": {"shipping": SHIPPING},
    "communication": {"reach": "100%", "contacts": "1 per month"},
}
WEEKS = 60


def changed(tree: Tree, **paid: Any) -> Tree:
    new = copy.deepcopy(tree)
    new["paid"] |= paid
    return new


def lived(
    tree: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()
) -> tuple[World, Life]:
    world = world_with(tree, values, off, customers=250, weeks=WEEKS)
    life = live(world, Kernel(world), WEEKS)
    return world, life


def total(life: Life, name: str) -> int:
    return int(life.tally[..., chart.NAMES.index(name)].sum())


# ---- rules ----------------------------------------------------------------------------------------------


def test_fees_and_refunds_by_hand() -> None:
    assert [fee_due(status, 88_800, 8_800, 1_000) for status in (999, 1_000)] == [88_800, 8_800]
    assert fee_due(10**6, 88_800, 0, -1) == 88_800
    # A year of 364 days for 149 CNY: 91 days left are a quarter, 37.25 CNY.
    assert unearned_fee(14_900, 91, 364) == 3_725
    assert [unearned_fee(14_900, left, 364) for left in (-5, 0, 364, 400)] == [0, 0, 14_900, 14_900]
    assert refund_due(REFUND_NONE, 14_900, 364, 364, 0) == 0
    assert refund_due(REFUND_PRO_RATA, 14_900, 91, 364, 0) == 3_725
    assert [refund_due(REFUND_WITHIN, 14_900, left, 364, 14) for left in (351, 350)] == [14_900, 0]


def test_what_is_worth_more_than_its_fee_is_bought_more_often() -> None:
    chances = [paying_chance(-2.0, 5.5, net, 15_000.0) for net in (-(10**6), -5_000.0, 0.0, 5_000.0, 10**6)]
    assert chances == sorted(chances)
    assert chances[0] < 1e-9
    assert chances[2] == pytest.approx(1.0 / (1.0 + np.exp(2.0)))
    assert chances[-1] > 1.0 - 1e-9


# ---- who buys -------------------------------------------------------------------------------------------


def test_a_fee_that_nobody_pays_changes_nothing() -> None:
    free = {key: value for key, value in PLUS.items() if key not in ("paid", "privileges")}
    _, without = lived(free)
    _, dear = lived(changed(PLUS, fee="1000000 CNY"))
    assert (dear.tally == without.tally).all()
    for what in ("rings", "vintages", "customers", "waits"):
        assert dear.digests[what] == without.digests[what]


def test_heavy_buyers_pay_and_light_ones_do_not() -> None:
    _, life = lived(PLUS)
    paying = life.tally[-1, ..., chart.PAYING].sum(axis=0)
    share = paying / life.tally[-1, ..., chart.CUSTOMERS].sum(axis=0)
    assert share[2] > 0.2
    assert share[0] < 0.02
    assert share[1] < share[2] / 2


def test_only_payers_have_what_is_for_payers() -> None:
    _, life = lived(PLUS)
    sold = total(life, "privilege_shipping")
    assert 0 < sold < 500 * total(life, "orders") / 2
    no_fee = copy.deepcopy(PLUS)
    del no_fee["paid"]
    no_fee["privileges"]["shipping"].pop("paid")
    _, for_all = lived(no_fee)
    assert total(for_all, "privilege_shipping") > 2 * sold


def test_where_one_joins_by_paying_members_have_all_paid() -> None:
    tree = changed(PLUS)
    tree["membership"]["join"] = "paid"
    _, life = lived(tree)
    assert 0 < total(life, "joins") <= total(life, "terms_bought")
    assert life.tally[:, 0, :, chart.PAYING].sum() == 0


# ---- terms and trials -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("renewal", "kept"), [("automatic", 1.0), ("asked", 0.0)])
def test_who_gives_it_no_thought_goes_on_or_stops_as_the_clause_says(renewal: str, kept: float) -> None:
    tree = changed(PLUS, renewal=renewal, trial="4 weeks")
    # Nobody leaves the firm, so nobody cancels.
    _, life = lived(tree, {"renewal_inertia": 1.0, "hazard_mean": 0.0})
    assert total(life, "trials_ended") > 10
    assert total(life, "trials_kept") == kept * total(life, "trials_ended")
    assert total(life, "terms_renewed") == kept * total(life, "terms_ended")


def test_who_thinks_renews_what_was_worth_its_fee() -> None:
    def renewed(worth: str) -> float:
        tree = changed(PLUS)
        tree["privileges"]["shipping"] = {**SHIPPING, "worth": worth}
        _, life = lived(tree, {"renewal_inertia": 0.0, "fee_base": 5.0})
        return total(life, "terms_renewed") / total(life, "terms_ended")

    assert renewed("1 CNY") < 0.5 < renewed("20 CNY")


def test_satisfied_members_renew_more_often() -> None:
    def renewed(weight: float) -> int:
        values = {"renewal_inertia": 0.0, "renewal_feeling": weight, "failure_rate": 0.3, "fee_base": 5.0}
        _, life = lived(PLUS, values)
        return total(life, "terms_renewed")

    assert renewed(0.0) != renewed(20.0)


# ---- choice and leaving ---------------------------------------------------------------------------------


def a_member(tree: Tree, values: dict[str, float] | None = None) -> Any:
    """Return a world of one paying member in its 20th week, with the fee half used."""
    world = world_with(tree, values, customers=1, regions=1)
    open_page(world, 20)
    s = world.state[0]
    s.member, s.paying, s.fee, s.unearned, s.paid_until = 1, IN_PAID_TERM, 6_000, 3_000, 7 * 20 + 91
    s.knows_value = s.knows_balance = 1
    s.joined_day, s.term_day = 0, 365
    return world


def pull(world: World) -> float:
    return float(
        program_pull(world.traits[0], world.state[0], world.program[0], world.numbers[0], world.page[0], 140)
    )


def test_a_fee_once_paid_adds_two_thirds_of_the_whole_pull() -> None:
    tree = {key: value for key, value in PLUS.items() if key not in ("points", "rewards")}
    with_fee, without = pull(a_member(tree)), pull(a_member(tree, {"sunk_cost": 0.0}))
    assert without > 0.0
    assert without / with_fee == pytest.approx(1.0 / 3.0, rel=1e-6)
    world = a_member(tree)
    world.state[0].paying = 1  # in a trial nothing is paid yet
    assert pull(world) == pytest.approx(without)


def test_an_unused_fee_holds_back_from_leaving_unless_it_is_given_back() -> None:
    def at_stake(refund: Any) -> float:
        world = a_member(changed(PLUS, refund=refund))
        one, page = world.state[0], world.page[0]
        return float(stake(world.traits[0], one, world.program[0], world.numbers[0], page, 20))

    assert at_stake("none") == 3_000.0
    assert at_stake("pro_rata") == 0.0
    assert at_stake({"within": "2 weeks"}) == 3_000.0


def test_the_sunk_cost_moves_orders_and_nothing_else_of_the_decision() -> None:
    (_, with_it), (_, without) = lived(PLUS), lived(PLUS, off=("sunk_cost",))
    assert total(with_it, "orders") > total(without, "orders")


# ---- books ----------------------------------------------------------------------------------------------

TERMS = [
    {"refund": "none"},
    {"refund": "pro_rata", "trial": "4 weeks"},
    {"refund": {"within": "8 weeks"}, "period": "12 weeks", "fee": "8 CNY"},
]


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: str(terms["refund"]))
def test_fees_received_are_recognised_refunded_or_still_owed(terms: Tree) -> None:
    world, life = lived(changed(PLUS, **terms), {"hazard_mean": 0.02, "renewal_inertia": 0.2})
    opening = np.zeros(chart.WIDTH, np.int64)
    ledger.check(life.tally, opening)
    owed = int(life.tally[-1, ..., chart.FEES_UNEARNED].sum())
    received, back = total(life, "fees"), total(life, "fees_refunded")
    assert received == total(life, "fees_earned") + back + owed
    assert received > 0 < owed
    assert (back > 0) == (terms["refund"] != "none")
    assert owed == world.state["unearned"].sum(dtype=np.int64)
    fees = world.books.customers[:, chart.CUSTOMER_COLUMNS.index("fees")]
    assert fees.sum() == total(life, "fees_earned")
    # Cash less what is owed for days to come is what is earned: profit has each fee once.
    view = economic_view(life.tally, opening, 0, 0.0)
    weekly = profit.weekly_profit(life.tally, view.total).sum()
    without = life.tally.copy()
    without[..., [chart.FEES, chart.FEES_REFUNDED, chart.FEES_UNEARNED]] = 0
    plain = profit.weekly_profit(without, economic_view(without, opening, 0, 0.0).total).sum()
    assert weekly - plain == total(life, "fees_earned")


def test_a_fee_that_is_lost_from_the_books_is_found() -> None:
    _, life = lived(PLUS)
    for column in (chart.FEES, chart.FEES_EARNED, chart.FEES_REFUNDED, chart.FEES_UNEARNED):
        wrong = life.tally.copy()
        wrong[WEEKS // 2, 1, 0, column] += 1
        with pytest.raises(ledger.LedgerError, match="fees received"):
            ledger.check(wrong, np.zeros(chart.WIDTH, np.int64))


# ---- no dead number ------------------------------------------------------------------------------------

LADDER: Tree = {
    "metric": "spend", "window": "rolling", "months": 12, "levels": {"member": {}, "gold": {"from": 500}},
}  # fmt: skip
FULL: Tree = {
    **PLUS,
    "tiers": LADDER,
    "paid": {**PLUS["paid"], "reduced": {"fee": "30 CNY", "from": 400}},
    "calendar": {"day": {"day_of_month": 11, "percent": "5%", "pull": "5%", "paid": True}},
}


NUMBERS = (
    "fee_base", "fee_value", "trial_ease", "renewal_base", "renewal_feeling", "renewal_inertia", "sunk_cost",
)  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_of_behaviour_changes_what_a_run_leaves(name: str) -> None:
    tree = changed(FULL, trial="4 weeks")
    values = {"fee_base": 1.0, "renewal_inertia": 0.1}  # many buy, also what they will hardly use
    _, before = lived(tree, values)
    _, after = lived(tree, values | {name: values.get(name, behaviour()._asdict()[name]) + 1.5})
    assert before.digests["tally"] != after.digests["tally"]
