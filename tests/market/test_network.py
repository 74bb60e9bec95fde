"""Who talks to whom: networks as their authors describe them, the same each time."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.market.file import Market, check
from simulator.market.network import SCALE_FREE, SMALL_WORLD, NetworkTable, Ties, network_table, ties_of

COMMUNITIES = (2_500,) * 4
PEOPLE = sum(COMMUNITIES)
KINDS = [SMALL_WORLD, SCALE_FREE]


@cache
def network(kind: int, rewiring: int = 100, degree: int = 8) -> Ties:
    return ties_of(NetworkTable(kind, degree, rewiring), COMMUNITIES, 7)


def degrees(ties: Ties) -> NDArray[np.int64]:
    return np.diff(ties.offsets)


def owners(ties: Ties) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(ties.offsets) - 1), degrees(ties))


def row(ties: Ties, i: int) -> list[int]:
    return list(ties.neighbours[ties.offsets[i] : ties.offsets[i + 1]].tolist())


def clustering(ties: Ties, people: range) -> float:
    """Return the mean share of a person's neighbours' pairs who know each other."""
    known = [set(row(ties, i)) for i in range(PEOPLE)]
    found = []
    for i in people:
        own = row(ties, i)
        pairs = len(own) * (len(own) - 1) / 2
        found.append(sum(b in known[a] for n, a in enumerate(own) for b in own[:n]) / pairs)
    return float(np.mean(found))


# ---- what every network is ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_degree_is_the_stated_one(kind: int) -> None:
    for degree in (4, 8, 12):
        assert degrees(network(kind, degree=degree)).mean() == pytest.approx(degree, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_ties_go_both_ways_and_nobody_is_tied_to_himself_or_twice(kind: int) -> None:
    ties = network(kind)
    one, other = owners(ties), ties.neighbours.astype(np.int64)
    assert (one != other).all()
    pairs = one * PEOPLE + other
    assert (np.diff(pairs) > 0).all()  # rows in order, neighbours rising in a row: nobody twice
    assert (np.sort(other * PEOPLE + one) == pairs).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rewiring", [0, 100, 300])
def test_ties_stay_in_the_community_but_for_those_that_are_rewired(kind: int, rewiring: int) -> None:
    ties = network(kind, rewiring)
    away = np.mean(owners(ties) // 2_500 != ties.neighbours // 2_500)
    # A tie to anybody at all falls into one of the four communities by chance.
    assert away == pytest.approx(0.75 * rewiring / 1_000, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_luck_makes_the_same_ties_and_other_luck_others(kind: int) -> None:
    table = NetworkTable(kind, 8, 100)
    made = ties_of.__wrapped__
    first, again, other = made(table, (300, 200), 3), made(table, (300, 200), 3), made(table, (300, 200), 4)
    assert (first.neighbours == again.neighbours).all()
    assert (first.offsets == again.offsets).all()
    assert first.neighbours.tolist() != other.neighbours.tolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("people", [1, 2, 3, 9])
def test_in_a_handful_of_people_nobody_has_more_neighbours_than_there_are(kind: int, people: int) -> None:
    ties = ties_of(NetworkTable(kind, 8, 0), (people,), 1)
    assert len(ties.offsets) == people + 1
    assert (degrees(ties) <= people - 1).all()
    if people == 9 and kind == SMALL_WORLD:
        assert (degrees(ties) == 8).all()  # everybody knows everybody


# ---- small worlds ---------------------------------------------------------------------------------------


def test_a_small_world_is_clustered_as_its_authors_say_and_a_random_one_is_not() -> None:
    some = range(0, PEOPLE, 10)
    ring, world, random = (clustering(network(SMALL_WORLD, share), some) for share in (0, 100, 1_000))
    assert ring == pytest.approx(9 / 14)  # 3 (k - 2) / 4 (k - 1) at k = 8
    assert world == pytest.approx(9 / 14 * 0.9**3, abs=0.03)  # Barrat & Weigt 2000
    assert random < 0.01


def test_a_few_far_ties_bring_everybody_near() -> None:
    def reached(ties: Ties, steps: int) -> int:
        known = {0}
        for _ in range(steps):
            known |= {other for i in known for other in row(ties, i)}
        return len(known)

    assert reached(network(SMALL_WORLD, 0), 5) == 1 + 5 * 8
    assert reached(network(SMALL_WORLD, 100), 5) > 500


# ---- scale-free networks --------------------------------------------------------------------------------


def test_a_scale_free_network_has_the_tail_of_preferential_attachment() -> None:
    found = degrees(network(SCALE_FREE, 0))
    for least in (8, 16, 32, 64):
        law = 4 * 5 / (least * (least + 1))  # P(K >= k) = m (m + 1) / k (k + 1), Dorogovtsev et al. 2000
        assert np.mean(found >= least) == pytest.approx(law, rel=0.25)
    assert found.max() > 100
    assert degrees(network(SMALL_WORLD)).max() < 20


# ---- the clause -----------------------------------------------------------------------------------------


def market(**parts: Any) -> Market:
    business = {"kind": "retailer", "margin": "25%"}
    return Market.model_validate({"title": "Here", "currency": "CNY", "business": business, **parts})


def test_a_network_left_out_is_a_mean_field_and_its_numbers_have_defaults() -> None:
    assert network_table(market().network) == NetworkTable()
    assert network_table(market(network={"kind": "mean_field"}).network) == NetworkTable()
    assert network_table(market(network={"kind": "scale_free"}).network) == (SCALE_FREE, 8, 100)
    own = {"kind": "small_world", "degree": 6, "rewiring": "2.5%"}
    assert network_table(market(network=own).network) == (SMALL_WORLD, 6, 25)


def test_a_network_with_either_of_what_passes_along_it_is_accepted() -> None:
    for mechanisms in ({}, {"talk": "off"}, {"referral": "off"}):
        made = market(network={"kind": "small_world"}, mechanisms=mechanisms)
        assert list(check(made, frozenset())) == []
