"""How the audit writes numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable


def percent(share: float) -> str:
    """Write a share as percent with two figures that say something."""
    if not math.isfinite(share):
        return "no end"
    size = abs(share) * 100
    digits = 0 if size >= 10 or size == 0 else 1 if size >= 1 else 2
    return f"{share * 100:.{digits}f}%".replace("-", "−")


def money(amount: float, currency: str) -> str:
    """Write money: whole units where they are many."""
    digits = 0 if abs(amount) >= 100 or amount == round(amount) else 2
    return f"{amount:,.{digits}f} {currency}".replace("-", "−")


def number(value: float) -> str:
    """Write a plain number with three figures."""
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def listed(names: Iterable[str]) -> str:
    """Write names as a list in a sentence."""
    told = list(names)
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "nothing"


def counted(count: int, one: str, many: str = "") -> str:
    """Write a count of things."""
    return f"{count} {one if count == 1 else many or one + 's'}"
