"""Clubs in a market: who is in them, what they move, and that every setting moves something."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.belonging import hear_of_clubs
from simulator.customers.choice import noticed
from simulator.customers.page import open_page
from simulator.customers.subscribing import worth_of_paying
from simulator.customers.switching import current_pace
from simulator.customers.worth_of_privileges import expected_cut
from simulator.engine.kernel import Kernel
from simulator.program.clubs import at_stage
from tests.builders_program import Tree
from tests.customers.test_valuing import NUMBERS, SHIPPING, WEEK, member
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 60, 150
PROGRAM: Tree = {
    "title": "Clubs",
    "currency": "CNY",
    "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
    "rewards": {"checkout": {"use": "automatic"}},
    "privileges": {
        "gift": {"kind": "gifts", "clubs": ["mom"], "use": "4 per year", "cost": "5 CNY", "worth": "8 CNY"}
    },
    "clubs": {
        "best": {"invited_from": "1500 CNY", "points": "x2"},
        "mom": {"of": "40%", "lasts": "30 weeks", "relevance": "x2"},
    },
    "communication": {"reach": "100%", "contacts": "4 per month"},
}


def changed(path: str, value: Any) -> Tree:
    """Return the program with one value set, or taken away where it is None."""
    tree: Any = copy.deepcopy(PROGRAM)
    *keys, last = path.split("/")
    part = tree
    for key in keys:
        part = part[key]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return tree  # type: ignore[no-any-return]


def lived(tree: Tree, values: dict[str, float] | None = None) -> tuple[Any, Life]:
    world = world_with(tree, values, customers=CUSTOMERS, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, str]:
    return lived(PROGRAM)[1].digests


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("clubs/mom/of", "60%"),
        ("clubs/mom/lasts", "8 weeks"),
        ("clubs/mom/relevance", None),
        ("clubs/best/invited_from", "500 CNY"),
        ("clubs/best/points", "x1.5"),
        ("privileges/gift/clubs", ["best"]),
    ],
)
def test_every_setting_of_a_club_moves_something(as_it_is: dict[str, str], path: str, value: Any) -> None:
    assert lived(changed(path, value))[1].digests != as_it_is


@pytest.mark.parametrize(("name", "value"), [("club_bond", 3.0), ("club_join", 0.3)])
def test_every_number_of_clubs_moves_something(as_it_is: dict[str, str], name: str, value: float) -> None:
    assert lived(PROGRAM, {name: value})[1].digests != as_it_is


def test_gifts_go_to_the_members_of_their_club() -> None:
    world, life = lived(PROGRAM)
    moms = (world.state["clubs"] >> 1) & 1
    assert 0 < moms.sum() < world.state["member"].sum()
    assert life.tally[..., chart.PRIVILEGE_GIFTS].sum() > 0
    nobody, without = lived(PROGRAM, {"club_join": -20.0})
    assert not nobody.state["clubs"].any()
    assert without.tally[..., chart.PRIVILEGE_GIFTS].sum() == 0


def test_only_who_paid_enough_is_in_the_club_by_invitation() -> None:
    world, _ = lived(changed("clubs/best/invited_from", "3000 CNY"), {"club_join": 20.0})
    best = world.state["clubs"] & 1 == 1
    assert best.any()
    # Joined in 2014, the year of 52 weeks; whoever is in has paid 3,000 CNY in it or since.
    assert (world.books.customers[best, 1] >= 300_000).all()


def test_at_any_time_the_share_of_customers_is_at_the_stage_of_life() -> None:
    draws = (np.arange(4000) + 0.5) / 4000
    for week in (0, 77, 1000, -300):
        assert np.mean([at_stage(u, week, 0.08, 104) for u in draws]) == pytest.approx(0.08, abs=0.001)
    assert np.mean([at_stage(u, 5, 0.08, 0) for u in draws]) == pytest.approx(0.08, abs=0.001)
    one = [at_stage(0.3, week, 0.08, 104) for week in range(1300)]
    assert sum(one) == 104
    assert sum(a != b for a, b in zip(one, [*one[1:], one[0]], strict=True)) == 2  # 104 weeks on end


GIFT: Tree = {"kind": "gifts", "use": "1 per year", "cost": "5 CNY", "worth": "8 CNY"}
EVERYBODY: Tree = {"privileges": {"shipping": SHIPPING["shipping"], "gift": GIFT}}


def test_who_outgrows_a_club_leaves_it() -> None:
    world, _ = lived(changed("clubs/mom/lasts", "8 weeks"), {"club_join": 20.0})
    at_it = np.array(
        [at_stage(uniform(one.key, 0, chance.CLUB_STAGE, 1), WEEKS - 1, 0.4, 8) for one in world.state]
    )
    moms = world.state["clubs"] >> 1 == 1
    assert moms.any()
    assert not (moms & ~at_it).any()


CLUB: Tree = {
    "clubs": {"mom": {}},
    "privileges": {name: {**one, "clubs": ["mom"]} for name, one in EVERYBODY["privileges"].items()},
}


def test_a_club_is_worth_to_its_members_what_it_would_be_to_all() -> None:
    inside, outside = member(CLUB, clubs=1), member(CLUB)
    assert outside.pull() == 0.0
    assert inside.pull() == pytest.approx(member(EVERYBODY).pull())
    assert outside.stake() == 0.0
    # 26 orders a year with 6 CNY each, and the gift of 8 CNY.
    assert inside.stake() == pytest.approx(26.0 * 600.0 + 800.0)


def test_points_of_a_club_draw_its_members() -> None:
    points = {"points": PROGRAM["points"], "rewards": PROGRAM["rewards"]}
    club = {**points, "clubs": {"mom": {"points": "x2"}}}
    double = {**points, "points": {"earn": {"purchase": {"rate": "2 per CNY"}}, "value": "0.01 CNY"}}
    assert member(club, clubs=1).pull() == pytest.approx(member(double).pull())
    assert member(club).pull() == pytest.approx(member(points).pull())


def test_who_hears_of_a_club_joins_it_the_more_it_is_worth() -> None:
    def share_in(worth: str) -> float:
        tree = copy.deepcopy(CLUB)
        tree["privileges"]["shipping"]["worth"] = worth
        one = member(tree)
        world, joined = one.world, 0
        open_page(world, WEEK)
        for number in range(400):
            one.state.key, one.state.clubs = np.uint64(977 * number), 0
            hear_of_clubs(
                one.traits, one.state, one.world.program[0], one.world.numbers[0], one.world.page[0]
            )
            joined += int(one.state.clubs)
        return joined / 400

    small, large = share_in("0 CNY"), share_in("15 CNY")
    base = 1.0 / (1.0 + np.exp(-NUMBERS.club_join - NUMBERS.join_value * 800.0 / 26.0 / 15_000.0))
    assert small == pytest.approx(base, abs=0.06)
    assert large > small + 0.2


def test_what_a_level_gives_the_members_of_a_club_is_at_stake_with_the_level() -> None:
    levels = {"window": "lifetime", "metric": "spend", "levels": {"base": {}, "gold": {"from": 500}}}
    gold: Tree = {**SHIPPING["shipping"], "tiers": ["gold"]}
    everybody: Tree = {"tiers": levels, "privileges": {"shipping": gold}}
    club: Tree = {
        "tiers": levels,
        "clubs": {"mom": {}},
        "privileges": {"shipping": {**gold, "clubs": ["mom"]}},
    }
    none: Tree = {"tiers": levels}
    assert member(club, clubs=1, level=1).stake() == pytest.approx(member(everybody, level=1).stake())
    assert member(club, level=1).stake() == pytest.approx(member(none, level=1).stake())
    assert member(club, clubs=1).pull() == pytest.approx(member(everybody).pull())  # on the way up
    assert member(club, clubs=1).pull() > member(club).pull()


def test_a_privilege_of_a_club_for_payers_takes_both() -> None:
    tree: Tree = {
        "paid": {"fee": "99 CNY", "period": "52 weeks"},
        "clubs": {"mom": {}},
        "privileges": {"shipping": {**SHIPPING["shipping"], "clubs": ["mom"], "paid": True}},
    }
    assert member(tree, clubs=1, paying=2).pull() > 0.0
    assert member(tree, clubs=1).pull() == member(tree, paying=2).pull() == 0.0
    inside, outside = member(tree, clubs=1), member(tree)
    assert fee_worth(outside) == 0.0
    # A year at the pace that he believes in, each order with 6 CNY as far as they are noticed.
    each = noticed(600.0, 15_000.0, NUMBERS.noticing) * NUMBERS.privilege_weight
    assert fee_worth(inside) == pytest.approx(52.0 * pace_of(inside) * each)


def pace_of(one: Any) -> float:
    """Return the pace that a member believes in: the recent one and his usual one, by hand."""
    recent = 26.0 * current_pace(float(one.state.pace), 1)
    memory = NUMBERS.tier_memory
    return float((recent + memory * 0.5) / (26.0 + memory))


def fee_worth(one: Any) -> float:
    world = one.world
    return worth_of_paying(world.traits[0], world.state[0], world.program[0], world.numbers[0], WEEK)


def test_contacts_by_a_channel_concern_the_members_of_a_club_too() -> None:
    by_mail = changed("communication", {"reach": "100%", "channels": {"email": {"contacts": "4 per month"}}})
    plain = copy.deepcopy(by_mail)
    del plain["clubs"]["mom"]["relevance"]
    assert lived(by_mail)[1].digests != lived(plain)[1].digests


def test_a_price_of_a_club_is_expected_by_its_members() -> None:
    price: Tree = {"kind": "price", "use": "20% of orders", "percent": "10%"}
    tree: Tree = {"clubs": {"mom": {}}, "privileges": {"price": {**price, "clubs": ["mom"]}}}
    inside, outside, all_of_them = (
        member(tree, clubs=1),
        member(tree),
        member({"privileges": {"price": price}}),
    )
    cuts = [
        expected_cut(one.state, one.world.program[0], one.world.page[0], 7 * WEEK)
        for one in (inside, outside, all_of_them)
    ]
    assert cuts == pytest.approx([0.02, 0.0, 0.02])
