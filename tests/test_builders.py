"""What the random programs, markets and histories reach: what is never drawn is never tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests import builders


def reached_in(draws: int, strategy: st.SearchStrategy[Any], describe: Callable[[Any], set[str]]) -> set[str]:
    seen: set[str] = set()

    @settings(max_examples=draws, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(one: Any) -> None:
        seen.update(describe(one))

    collect()
    return seen


def test_300_programs_reach_every_clause() -> None:
    missing = builders.PROGRAM_KINDS - reached_in(300, builders.programs(), builders.program_reached)
    assert missing == set()


def test_300_markets_reach_every_switch_and_both_ends() -> None:
    missing = builders.MARKET_KINDS - reached_in(300, builders.markets(), builders.market_reached)
    assert missing == set()


def test_1200_histories_reach_every_turn() -> None:
    missing = builders.HISTORY_KINDS - reached_in(1200, builders.stories(), builders.history_reached)
    assert missing == set()
