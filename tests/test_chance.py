"""Chance is keyed: a draw hangs on its own key alone, is uniform, and has nothing to do with another."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulator import chance
from simulator.customers.population import _uniforms

DRAWS = 20_000


def plain(function: Any) -> Any:
    """A function as Python runs it, whether or not it would be compiled."""
    return getattr(function, "py_func", function)


uniform, stream_key = plain(chance.uniform), plain(chance.stream_key)
customer_key = plain(chance.customer_key)
# Each moves one part of the key, all others stand still.
PARTS = {
    "seed": lambda n: uniform(customer_key(stream_key(n, 1), 1), 1, 50, 0),
    "replication": lambda n: uniform(customer_key(stream_key(1, n), 1), 1, 50, 0),
    "customer": lambda n: uniform(customer_key(stream_key(1, 1), n), 1, 50, 0),
    "week": lambda n: uniform(customer_key(stream_key(1, 1), 1), n, 50, 0),
    "week before the run": lambda n: uniform(customer_key(stream_key(1, 1), 1), -n, 50, 0),
    "decision and count": lambda n: uniform(customer_key(stream_key(1, 1), 1), 1, n // 256, n % 256),
}


def drawn(part: str) -> NDArray[np.float64]:
    return np.array([PARTS[part](n) for n in range(1, DRAWS + 1)])


@pytest.mark.parametrize("part", PARTS)
def test_draws_along_each_part_of_the_key_are_uniform_and_apart(part: str) -> None:
    u = drawn(part)
    assert u.min() > 0.0 and u.max() < 1.0
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    for lag in (1, 2, 7):  # 5 standard errors
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 5.0 / np.sqrt(DRAWS)
    pairs = np.histogram2d(u[:-1], u[1:], bins=10)[0].ravel()
    assert stats.chisquare(pairs).pvalue > 1e-4


def test_draws_along_different_parts_are_not_each_others() -> None:
    found = [drawn(part) for part in PARTS]
    for one in range(len(found)):
        for other in range(one):
            assert abs(np.corrcoef(found[one], found[other])[0, 1]) < 5.0 / np.sqrt(DRAWS)
    assert len(np.unique(np.concatenate([u[1:] for u in found]))) == len(PARTS) * (DRAWS - 1)


def test_a_draw_is_the_same_whatever_was_drawn_before() -> None:
    alone = [PARTS["customer"](n) for n in (5, 3, 9)]
    again = {n: PARTS["customer"](n) for n in range(1, 10)}
    assert alone == [again[5], again[3], again[9]]


def test_compiled_and_plain_draws_are_the_same_bits() -> None:
    stream = stream_key(20140106, 3)
    compiled = _uniforms(500, 10, np.uint64(stream), chance.TRAIT_NEED)
    expected = [uniform(customer_key(stream, 10 + n), 0, chance.TRAIT_NEED, 0) for n in range(500)]
    assert list(compiled) == expected


def test_no_two_decisions_have_one_number() -> None:
    numbers = {name: n for name, n in vars(chance).items() if name.isupper() and type(n) is int}
    decisions = Counter(n for name, n in numbers.items() if not name.startswith("_"))
    assert len(decisions) > 100
    assert [n for n, times in decisions.items() if times > 1] == []


def test_normals_and_counts_are_the_quantiles_of_their_laws() -> None:
    u = np.concatenate([np.linspace(1e-6, 1.0 - 1e-6, 4_001), [1e-12, 1.0 - 1e-12]])
    normal = np.array([plain(chance.normal_quantile)(float(p)) for p in u])
    np.testing.assert_allclose(normal, stats.norm.ppf(u), rtol=2e-9, atol=2e-9)
    below = np.array([plain(chance.normal_share_below)(float(x)) for x in normal])
    np.testing.assert_allclose(below, u, atol=8e-8)
    for mean in (0.01, 0.35, 2.0, 6.0):
        counts = [plain(chance.poisson_count)(float(p), mean, 1_000) for p in u]
        np.testing.assert_array_equal(counts, stats.poisson.ppf(u, mean))
