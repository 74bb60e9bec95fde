"""What one order earns, read and worked out a second time: rate, full steps, rounding, a flat amount."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

Tree = Mapping[str, Any]


def number(text: Any) -> Fraction:
    """Read the number that a quantity begins with."""
    found = re.match(r"\s*x?(-?\d*\.?\d+)", str(text))
    assert found, f"not a number: {text!r}"
    return Fraction(found[1])


@dataclass(frozen=True)
class Purchase:
    """What orders earn of one thing, points or qualifying value."""

    rate: Fraction = Fraction(0)  # for every minor unit, or for every full step
    step: int = 0  # minor units; 0: every part earns
    rounding: str = "down"
    minimum: int = 0
    order: int = 0
    order_minimum: int = 0
    most: int | None = None  # of one order's purchase
    kinds: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)  # multipliers by what and name

    def times(self, of_level_and_day: Fraction, chosen: Mapping[str, str]) -> Fraction:
        """Return the multiplier on a purchase of a category and channel, in whole thousandths each time."""
        times = Fraction(floor(of_level_and_day * 1000), 1000)
        for what in ("category", "channel"):
            factor = self.kinds.get(what, {}).get(chosen.get(what, ""), Fraction(1))
            times = Fraction(floor(times * factor * 1000), 1000)
        return times

    def worth(self, base: int, price: int, times: Fraction) -> int:
        """Return what the purchase earns on a base; its smallest order is held against the price."""
        if price < self.minimum:
            return 0
        exact = self.rate * times * (base // self.step if self.step else base)
        halfway = {"down": Fraction(0), "nearest": Fraction(1, 2), "up": ceil(exact) - exact}
        earned = floor(exact + halfway[self.rounding])
        return earned if self.most is None else min(earned, self.most)

    def flat(self, price: int) -> int:
        """Return the flat amount of an order."""
        return self.order if price >= self.order_minimum else 0


def read_purchase(earn: Tree, minor: int) -> Purchase:
    """Read what orders earn from `earn`, given the minor units of a currency unit."""
    purchase, order = earn.get("purchase") or {}, earn.get("order") or {}
    rate = str(purchase.get("rate", "0 per CNY"))
    each = re.search(r"per\s+([\d.]+)\s", rate)
    step = int(Fraction(each[1]) * minor) if each else 0
    return Purchase(
        number(rate) if step else number(rate) / minor,
        step,
        str(purchase.get("rounding", "down")),
        int(number(purchase.get("minimum_order", 0)) * minor),
        int(number(order.get("amount", 0))),
        int(number(order.get("minimum_order", 0)) * minor),
        int(number(purchase["most_per_order"])) if "most_per_order" in purchase else None,
        {
            what: {name: number(kind["times"]) for name, kind in (earn.get(plural) or {}).items()}
            for what, plural in (("category", "categories"), ("channel", "channels"))
        },
    )
