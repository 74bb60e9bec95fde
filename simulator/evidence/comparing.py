"""How two lives of the same people are compared: lifts, gaps, shares of wallet, people alike."""

from __future__ import annotations

import numpy as np

from simulator.evidence.finding import Pair
from simulator.evidence.lives import Flags, Floats, Ints, Life

NO_PAIR: Pair = (0.0, 0.0)


def lift(life: Life, base: Life, start: int, end: int, who: Flags | None = None) -> Pair:
    """Return what sales to people gained over those of the same people in another life, and the latter.

    Sales are orders at usual baskets: what chance adds to single baskets says nothing of an effect.
    """
    worth = life.traits["basket"].astype(np.float64)
    chosen = np.ones(len(worth), np.bool_) if who is None else who
    gained = (life.orders(start, end) - base.orders(start, end)) * worth
    return float(gained[chosen].sum()), float((base.orders(start, end) * worth)[chosen].sum())


def quotient(pair: Pair) -> float:
    """Return the quotient of a pair, not a number where there is no whole."""
    return pair[0] / pair[1] if pair[1] else float("nan")


def share_of_wallet(life: Life, start: int, end: int, who: Flags) -> float:
    """Return the firm's share of what people are expected to spend in the category.

    What they need does not depend on the program, so that its expectation stands for what chance made of it.
    """
    basket = life.traits["basket"].astype(np.float64)
    spent = float((life.orders(start, end) * basket)[who].sum())
    needed = float((life.traits["need"].astype(np.float64) * basket)[who].sum()) * (end - start)
    return spent / needed if needed > 0.0 else float("nan")


def goods_a_head(life: Life, start: int, end: int, who: Flags) -> float:
    """Return the goods that people bought, a head, minor units."""
    return float(life.owned("goods", start, end)[who].mean()) if who.any() else float("nan")


def matched(count: Ints, of: Flags, against: Flags, cells: Ints) -> Pair:
    """Return what people did, and what the others in the same cells did in as large numbers.

    People in a cell without others are left out.
    """
    size = int(cells.max()) + 1
    there, others = (np.bincount(cells[who], minlength=size) for who in (of, against))
    done, by_others = (np.bincount(cells[who], count[who], minlength=size) for who in (of, against))
    known = others > 0
    alike: Floats = by_others[known] / others[known] * there[known]
    return float(done[known].sum()), float(alike.sum())


def added(*pairs: Pair) -> Pair:
    """Return pairs added part by part."""
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
