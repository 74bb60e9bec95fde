"""Stamp cards, worked out a second time: one card after another, each order its stamp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.evaluator.reading import number, weeks


@dataclass
class Card:
    """One card: the week of its first order, and the stamps on it."""

    stamps: int = 0
    begun: int | None = None


@dataclass
class Cards:
    """The stamp cards of one member under `rewards: {stamps: ...}`, empty where there are none."""

    tree: Mapping[str, Any]
    minor: int
    card: Card = field(default_factory=Card)
    filled: dict[int, int] = field(default_factory=dict)  # by calendar year
    worth: int = 0  # of the rewards received, minor units
    orders: dict[str, Card] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.needed = int(number(self.tree.get("buy", 0)))
        self.card.stamps = int(number(self.tree.get("endowed", 0)))

    def late(self, card: Card, week: int) -> bool:
        """Tell whether a card is past its time in a week."""
        return (
            "valid" in self.tree and card.begun is not None and week > card.begun + weeks(self.tree["valid"])
        )

    def open_week(self, week: int) -> None:
        """Take a card away that is past its time; stamps that are owed stay owed."""
        if self.late(self.card, week):
            self.card = Card(min(0, self.card.stamps))

    def order(self, key: str, price: int, week: int, year: int) -> None:
        """Stamp the card for an order at a price in minor units, and hand out the reward of a full one."""
        if not self.needed or price < number(self.tree.get("minimum_order", 0)) * self.minor:
            return
        if "at_most" in self.tree and self.filled.get(year, 0) >= number(self.tree["at_most"]):
            return
        card = self.orders[key] = self.card
        card.begun = week if card.begun is None else card.begun
        card.stamps += 1
        if card.stamps == self.needed:
            self.filled[year] = self.filled.get(year, 0) + 1
            self.worth += int(number(self.tree["worth"]) * self.minor)
            self.card = Card()

    def give_back(self, key: str, week: int) -> None:
        """Take the stamp of a returned order from the card at hand, unless its own card is past its time."""
        card = self.orders.pop(key, None)
        if card is not None and not self.late(card, week):
            self.card.stamps -= 1
