"""What the random programs, markets and histories reach: what is never drawn is never tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from tests import builders

DRAWS = 300
ROUNDS = 12


def never_drawn(
    kinds: frozenset[str], strategy: st.SearchStrategy[Any], describe: Callable[[Any], set[str]]
) -> set[str]:
    """Return what is not met in rounds of draws, of which the later ones are for what is seldom."""
    missing = set(kinds)
    for turn in range(ROUNDS):

        @seed(turn)
        @settings(max_examples=DRAWS, database=None, phases=[Phase.generate], deadline=None)
        @given(strategy)
        def collect(one: Any) -> None:
            missing.difference_update(describe(one))

        collect()
        if not missing:
            break
    return missing


def test_programs_reach_every_clause() -> None:
    assert never_drawn(builders.PROGRAM_KINDS, builders.programs(), builders.program_reached) == set()


def test_markets_reach_every_switch_and_both_ends() -> None:
    assert never_drawn(builders.MARKET_KINDS, builders.markets(), builders.market_reached) == set()


def test_histories_reach_every_turn() -> None:
    assert never_drawn(builders.HISTORY_KINDS, builders.stories(), builders.history_reached) == set()
