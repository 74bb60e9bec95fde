"""Talk: what is told of an order, who hears it a week later, and what it does to him."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.population import draw_panel
from simulator.customers.state import NEVER
from simulator.customers.talking import pass_on
from simulator.customers.telling import (
    FRIEND_REFERRED,
    MEMBER_TELLS,
    NEGATIVE_MESSAGE,
    TOLD_BITS,
    bass_share,
    message,
    negative_telling,
    neighbour_chance,
    positive_telling,
    quality_told,
    told_in,
)
from simulator.customers.world import World
from simulator.engine import clock
from simulator.engine.agents import Market as Agents
from simulator.engine.clock import Clock
from simulator.engine.diffusion import TOLERANCE, diffusion
from simulator.engine.kernel import Kernel
from simulator.engine.setting import network_of
from simulator.market.behaviour import behaviour
from simulator.market.network import SCALE_FREE, SMALL_WORLD, NetworkTable
from tests.engine.worlds import RETAILER, Life, live, world_with

FIELD, RING, HUBS = NetworkTable(), NetworkTable(SMALL_WORLD, 8, 100), NetworkTable(SCALE_FREE, 8, 100)
NETWORKS = [FIELD, RING, HUBS]
PEOPLE, WEEKS = 600, 30
JOINED = {"title": "A", "membership": {}}
FRIENDS = JOINED | {"currency": "CNY", "referral": {"referred": {"amount": "20 CNY"}}}
# Everybody in earshot hears, and believes all of it.
PLAIN = {"talk_rate": 0.0, "order_exposure": 0.0, "comeback": 0.0, "hazard_mean": 0.0}
LOUD = PLAIN | {"talk_reach": 100.0, "talk_weight": 1.0}


def world_of(network: NetworkTable, values: dict[str, float], program: Any = None, **more: Any) -> World:
    market = RETAILER._replace(network=network)
    return world_with(program or JOINED, values, customers=PEOPLE, weeks=WEEKS, market=market, **more)


def lived(network: NetworkTable, values: dict[str, float], off: tuple[str, ...] = ()) -> Life:
    world = world_of(network, values, off=off)
    return live(world, Kernel(world), WEEKS)


@cache
def usual(network: NetworkTable) -> Life:
    return lived(network, {"orders_per_year": 40.0})


def weekly(life: Life, column: int) -> NDArray[np.int64]:
    found: NDArray[np.int64] = life.tally[..., column].sum(axis=(1, 2))
    return found


def neighbours(world: World, i: int) -> list[int]:
    ties = world.network
    return list(ties.neighbours[ties.offsets[i] : ties.offsets[i + 1]].tolist())


def told_by(network: NetworkTable, teller: int, code: int, values: dict[str, float], **more: Any) -> World:
    """Return a world in which one customer alone told something last week, and a week is lived."""
    world = world_of(network, LOUD | values, **more)
    world.network.told[teller] = code
    pass_on(*world.network)
    return world


def one_week(world: World, one_by_one: bool = False) -> World:
    driver = Agents(world, shuffle=False) if one_by_one else Kernel(world)
    Clock(driver, 0, lambda _world, _week: None).run(1)
    return world


# ---- the network of a panel -----------------------------------------------------------------------------


def test_a_panel_has_one_network_whatever_its_luck_and_another_panel_or_seed_another() -> None:
    def ties(panel: int, seed: int) -> list[int]:
        people = draw_panel(PEOPLE, behaviour(), 1, panel, 100, 2)
        return list(network_of(people, RING, seed).neighbours.tolist())

    world = world_of(RING, {})  # its luck is that of replication 1 of seed 1
    assert ties(0, 1) == world.network.neighbours.tolist()
    assert ties(1, 1) != ties(0, 1) != ties(0, 2)


def test_regions_with_a_network_are_blocks_of_neighbouring_numbers() -> None:
    people = draw_panel(PEOPLE, behaviour(), 1, 0, 100, 2)
    people["region"] = people["region"][::-1]
    assert len(network_of(people, FIELD, 1).neighbours) == 0
    with pytest.raises(ValueError, match="blocks of neighbouring numbers"):
        network_of(people, RING, 1)


# ---- what is told ---------------------------------------------------------------------------------------


def test_telling_is_a_u_in_satisfaction_and_steeper_below() -> None:
    def both(felt: float) -> float:
        return positive_telling(0.05, 20.0, felt, 0.75) + negative_telling(0.05, 20.0, 1.3, felt, 0.75)

    assert both(0.75) == 0.05
    # By hand: .05 (1 + 20 x .25^2) = .1125 at the best, .05 (1 + 1.3 x 20 x .25^2) = .13125 as far below.
    assert both(1.0) == pytest.approx(0.1125)
    assert both(0.5) == pytest.approx(0.13125)
    assert negative_telling(0.05, 20.0, 1.3, 0.8, 0.75) == 0.0
    assert positive_telling(0.0, 20.0, 1.0, 0.75) == negative_telling(0.0, 20.0, 1.3, 0.0, 0.75) == 0.0


@pytest.mark.parametrize("told", [0.0, 0.01, 0.5, 0.745, 1.0])
@pytest.mark.parametrize("negative", [0, 1])
@pytest.mark.parametrize("member", [0, 1])
def test_a_message_is_read_as_it_was_told(told: float, negative: int, member: int) -> None:
    code = message(told, negative, member)
    assert code & TOLD_BITS > 0
    assert 0 < code < FRIEND_REFERRED
    assert told_in(code) == pytest.approx(told, abs=1 / 60 + 1e-9)
    assert (code & NEGATIVE_MESSAGE != 0, code & MEMBER_TELLS != 0) == (negative == 1, member == 1)


def test_failures_make_bad_messages() -> None:
    calm, rough = (lived(RING, {"orders_per_year": 40.0, "failure_rate": share}) for share in (0.0, 0.3))
    shares = [
        weekly(life, chart.TALKS_NEGATIVE).sum() / weekly(life, chart.TALKS).sum() for life in (calm, rough)
    ]
    assert shares[0] < 0.15
    assert shares[1] > 2 * shares[0]


# ---- who hears it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("network", NETWORKS)
def test_nobody_hears_what_is_told_in_the_same_week(network: NetworkTable) -> None:
    told, heard = (weekly(usual(network), column) for column in (chart.TALKS, chart.TALKS_HEARD))
    assert told[0] > 0
    assert heard[0] == 0
    assert heard[1] > 0
    silent = np.flatnonzero(told[:-1] == 0) + 1
    assert (heard[silent] == 0).all()


def test_who_looks_at_neighbours_finds_nothing_of_the_same_week() -> None:
    world = world_of(RING, {"talk_rate": 1.0, "orders_per_year": 100.0})
    world.network.near[:] = 1
    one_week(world, one_by_one=True)  # who comes first has told before the next one listens
    assert (world.network.heard != 0).sum() > 100
    assert world.state["expectation"].std() > 0.0  # of own orders
    lonely = world_of(RING, {"talk_rate": 1.0, "orders_per_year": 100.0, "talk_weight": 0.0})
    one_week(lonely, one_by_one=True)
    assert (world.state["expectation"] == lonely.state["expectation"]).all()


@pytest.mark.parametrize("network", NETWORKS)
def test_a_telling_has_as_many_listeners_as_stated(network: NetworkTable) -> None:
    told, heard = (int(weekly(usual(network), column).sum()) for column in (chart.TALKS, chart.TALKS_HEARD))
    assert told > 250
    assert heard / told == pytest.approx(3.0, rel=0.15)


def test_the_chance_of_a_neighbour_is_reach_over_ties_and_never_above_one() -> None:
    assert neighbour_chance(3.0, 1.0, 8) == 0.375
    assert neighbour_chance(3.0, 4.0, 8) == 1.0


@pytest.mark.parametrize("network", [RING, HUBS])
def test_what_one_tells_reaches_his_neighbours_alone(network: NetworkTable) -> None:
    teller = 70
    world = told_by(network, teller, message(0.1, 1, 0), {})
    before = world.state["expectation"].copy()
    world.traits["need"] = 0.0
    one_week(world)
    moved = np.flatnonzero(world.state["expectation"] != before)
    assert moved.tolist() == neighbours(world, teller)
    assert world.state["expectation"][moved] == pytest.approx(quality_told(0.1))
    one_week(world)  # what was told two weeks ago is not heard again
    again = np.flatnonzero(world.state["expectation"] != before)
    assert again.tolist() == moved.tolist()


@pytest.mark.parametrize("network", [RING, HUBS])
def test_looking_at_everybodys_neighbours_finds_no_more(
    network: NetworkTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mark_all(*arrays: Any) -> None:
        pass_on(*arrays)
        arrays[-1][:] = 1

    marked = usual(network)
    monkeypatch.setattr(clock, "pass_on", mark_all)
    full = lived(network, {"orders_per_year": 40.0})
    assert (full.tally == marked.tally).all()
    assert full.digests["state"] == marked.digests["state"]
    assert full.digests["messages"] != marked.digests["messages"]  # all are marked


def test_with_talk_off_a_network_changes_nothing() -> None:
    lives = [lived(network, {}, ("talk",)) for network in NETWORKS]
    for life in lives[1:]:
        assert life.digests["state"] == lives[0].digests["state"]
        assert (life.tally == lives[0].tally).all()
    for column in (chart.TALKS, chart.TALKS_NEGATIVE, chart.TALKS_HEARD):
        assert lives[0].tally[..., column].sum() == 0


# ---- what it does ---------------------------------------------------------------------------------------


def test_a_bad_message_counts_by_its_weight() -> None:
    found = []
    for negative in (0, 1):
        world = told_by(RING, 70, message(0.2, negative, 0), {"talk_weight": 0.1, "talk_negative": 1.5})
        world.traits["need"] = 0.0
        start = world.state["expectation"][neighbours(world, 70)].copy()
        one_week(world)
        found.append(float((world.state["expectation"][neighbours(world, 70)] - start)[0]))
    assert found[1] == pytest.approx(1.5 * found[0], rel=1e-4)
    assert found[1] < 0.0


def test_what_is_told_is_expected_on_the_scale_of_quality() -> None:
    # Who is as satisfied as an order of usual quality leaves him lets nobody expect less than that.
    world = told_by(RING, 70, message(0.75, 0, 0), {"talk_weight": 0.5})
    world.traits["need"] = 0.0
    world.state["expectation"] = 0.8
    one_week(world)
    assert world.state["expectation"][neighbours(world, 70)] == pytest.approx(0.8, abs=0.01)
    assert quality_told(0.75) == pytest.approx(0.8)
    assert quality_told(1.0) == 1.0


def test_a_member_tells_neighbours_of_the_program_and_others_do_not() -> None:
    for member in (0, 1):
        world = told_by(RING, 70, message(0.8, 0, member), {})
        world.traits["need"] = 0.0
        one_week(world)
        assert np.flatnonzero(world.state["aware"]).tolist() == (neighbours(world, 70) if member else [])


def test_something_good_brings_back_who_had_left() -> None:
    world = told_by(RING, 70, message(0.8, 0, 0), {"consider_return": 1.0})
    world.state["attached"] = 0
    one_week(world)
    assert np.flatnonzero(world.state["attached"]).tolist() == neighbours(world, 70)


def test_something_bad_drives_away_who_has_not_ordered_for_long() -> None:
    world = told_by(RING, 70, message(0.2, 1, 0), {"consider_loss": 1.0})
    world.state["orders"] = 1
    world.state["last_week"] = -3
    known = neighbours(world, 70)
    world.state["last_week"][known[0]] = -14
    world.state["orders"][known[1]] = 0
    world.state["last_week"][known[1]] = NEVER
    one_week(world)
    assert np.flatnonzero(world.state["attached"] == 0).tolist() == sorted(known[:2])


def test_a_referred_friend_is_a_neighbour_of_the_member() -> None:
    world = told_by(HUBS, 70, FRIEND_REFERRED, {"refer_reach": 1_000.0}, program=FRIENDS)
    world.traits["sociability"] = 10.0
    one_week(world)
    found = np.flatnonzero(world.state["referred"])
    assert set(found.tolist()) <= set(neighbours(world, 70))
    assert len(found) >= len(neighbours(world, 70)) - 2  # who ordered is a member by now


def test_a_message_says_whether_a_friend_was_referred_whatever_else_was_told() -> None:
    busy = {"orders_per_year": 150.0, "refer_rate": 0.4, "talk_rate": 0.5, "order_exposure": 1.0}
    world = one_week(world_of(RING, busy, program=FRIENDS))
    referred = world.network.heard & FRIEND_REFERRED != 0
    assert 20 < referred.sum() < PEOPLE
    assert (referred == (world.state["referrals"] > 0)).all()


# ---- the law of Bass ------------------------------------------------------------------------------------


def test_the_closed_form_begins_at_nothing_and_ends_with_everybody() -> None:
    # By hand: p .03, q .38, t 5: gone = e^-2.05 = .128735; (1 - gone) / (1 + 12.6667 gone) = .331199
    assert bass_share(0.03, 0.38, 5.0) == pytest.approx(0.331199, abs=1e-6)
    assert bass_share(0.03, 0.38, 0.0) == 0.0
    assert bass_share(0.03, 0.38, 100.0) == pytest.approx(1.0)
    assert bass_share(0.03, 1e-12, 10.0) == pytest.approx(1.0 - np.exp(-0.3))  # without talk, by oneself


def test_a_launch_in_a_mean_field_follows_the_law_of_bass_and_in_a_small_world_comes_later() -> None:
    field = diffusion(0.003, 0.06, 104, 10_000)
    assert field.gap < TOLERANCE
    assert field.seen[-1] > 0.9
    alone = np.array([bass_share(0.003, 1e-12, week + 1.0) for week in range(104)])
    assert np.max(np.abs(field.seen - alone)) > 0.4  # talk made most of it
    near = diffusion(0.003, 0.06, 104, 10_000, network=NetworkTable(SMALL_WORLD, 8, 0))
    assert near.seen[52] < field.seen[52] - 0.1
