"""Ranking many designs: few false winners, fair chances, and no place for a design whose run failed."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from simulator.experiments.ranking import AMONG, BEHIND, BEST, UNRANKED, rank

STUDIES = 1_000


def numbered(values: object) -> dict[int, float]:
    return dict(enumerate(np.asarray(values, dtype=float).tolist()))


@pytest.mark.parametrize("designs", [5, 20])
def test_identical_designs_with_their_own_luck_seldom_make_a_winner(designs: int) -> None:
    luck = np.random.default_rng(31)
    against_baseline = crowned = 0
    for _ in range(STUDIES):
        table = {f"d{place}": numbered(luck.normal(0.0, 1.0, 30)) for place in range(designs)}
        ranks = rank({"none": numbered(luck.normal(0.0, 1.0, 30)), **table}, "none", 30)
        against_baseline += any(
            ranks[name].adjusted_low > 0 or ranks[name].adjusted_high < 0 for name in table
        )
        crowned += any(place.standing == BEST for place in ranks.values())
    assert 0.01 <= against_baseline / STUDIES <= 0.057
    assert crowned / STUDIES <= 0.05


def test_designs_that_differ_by_the_luck_of_their_panels_seldom_make_a_winner() -> None:
    luck = np.random.default_rng(35)
    crowned = against_baseline = 0
    for _ in range(STUDIES):
        table = {
            name: numbered(luck.normal(0.0, 1.0, 6)[np.arange(30) % 6] + luck.normal(0.0, 1.0, 30))
            for name in ("none", "a", "b")
        }
        ranks = rank(table, "none", 30, panels=6)
        crowned += any(place.standing == BEST for place in ranks.values())
        against_baseline += any(
            ranks[name].adjusted_low > 0 or ranks[name].adjusted_high < 0 for name in ("a", "b")
        )
    assert crowned / STUDIES <= 0.06
    assert against_baseline / STUDIES <= 0.06


def test_a_clear_winner_is_called_best_in_nearly_every_study() -> None:
    luck = np.random.default_rng(32)
    won = 0
    for _ in range(200):
        designs = {name: numbered(luck.normal(0.0, 1.0, 30)) for name in ("none", "a", "b", "c")}
        designs["winner"] = numbered(luck.normal(1.5, 1.0, 30))
        ranks = rank(designs, "none", 30)
        won += ranks["winner"].standing == BEST
        assert sum(place.chance_best for place in ranks.values()) == pytest.approx(1.0)
        assert ranks["winner"].expected_regret == min(place.expected_regret for place in ranks.values())
    assert won >= 190


def test_chances_and_regret_by_hand() -> None:
    ranks = rank({"none": {0: 1.0, 1: 1.0}, "a": {0: 3.0, 1: 0.0}, "b": {0: 3.0, 1: -1.0}}, "none", 2)
    assert [ranks[name].chance_best for name in ("none", "a", "b")] == [0.5, 0.25, 0.25]
    assert [ranks[name].expected_regret for name in ("none", "a", "b")] == [1.0, 0.5, 1.0]
    assert {place.standing for place in ranks.values()} == {AMONG}


@pytest.mark.parametrize(
    ("t", "designs", "standing"), [(2.3, 2, BEST), (1.8, 2, AMONG), (2.3, 3, AMONG), (2.7, 3, BEST)]
)
def test_a_leader_needs_more_the_more_pairs_there_are(t: float, designs: int, standing: str) -> None:
    # Student's t over 30 replications: 2.05 for one pair, 2.54 for each of three.
    noise = np.linspace(-1.0, 1.0, 30)
    lead = t * noise.std(ddof=1) / np.sqrt(30)
    results = {"none": numbered(noise), "a": numbered(noise.mean() + np.full(30, lead))}
    if designs == 3:
        results["b"] = numbered(noise - 100.0)
    assert rank(results, "none", 30)["a"].standing == standing


def test_twins_of_the_leader_share_its_place() -> None:
    same = numbered(np.arange(30.0))
    ranks = rank({"none": numbered(np.arange(30.0) - 5), "a": same, "b": dict(same)}, "none", 30)
    assert ranks["a"] == ranks["b"]
    assert (ranks["a"].standing, ranks["a"].chance_best) == (AMONG, 0.5)
    assert ranks["none"].standing == BEHIND
    assert (ranks["a"].adjusted_low, ranks["a"].adjusted_high) == (5.0, 5.0)


def test_a_design_with_a_failed_run_is_never_ranked_however_good_the_rest() -> None:
    luck = np.random.default_rng(33)
    for study in range(200):
        results = {name: numbered(luck.normal(0.0, 1.0, 10)) for name in ("none", "a", "b")}
        # It fails where it would have done badly: what is left looks best.
        worst = min(results["b"], key=lambda number: results["b"][number])
        if study % 2:
            del results["b"][worst]
        else:
            results["b"][worst] = math.nan
        ranks = rank(results, "none", 10)
        assert ranks["b"].standing == UNRANKED
        assert (ranks["b"].replications, ranks["b"].asked) == (9, 10)
        assert math.isnan(ranks["b"].chance_best)
        assert ranks["a"].chance_best + ranks["none"].chance_best == pytest.approx(1.0)


def test_without_a_whole_baseline_the_rest_is_still_ranked_but_not_against_it() -> None:
    ranks = rank({"none": {0: 1.0}, "a": {0: 1.0, 1: 2.0}, "b": {0: 3.0, 1: 4.0}}, "none", 2)
    assert ranks["none"].standing == UNRANKED
    assert math.isnan(ranks["b"].adjusted_low)
    assert ranks["b"].chance_best == 1.0


def test_order_and_names_of_designs_do_not_matter() -> None:
    luck = np.random.default_rng(34)
    designs = {name: numbered(luck.normal(0.1 * place, 1.0, 30)) for place, name in enumerate("nabcd")}
    ranks = rank(designs, "n", 30)
    mixed = list(designs.items())
    random.Random(1).shuffle(mixed)
    renamed = {name.upper(): values for name, values in mixed}
    again = rank(renamed, "N", 30)
    assert {name.lower(): place for name, place in again.items()} == ranks
