"""Further ladders, worked out a second time: balances of a lifetime or a year, and the level on each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.evaluator.reading import Tree, number


@dataclass(frozen=True)
class Step:
    """One level of a further ladder."""

    name: str
    needs: int
    points: Fraction
    holds: str


class FurtherLadder:
    """One ladder of one member."""

    def __init__(self, tree: Tree, minor: int) -> None:
        self.tree, self.minor = tree, minor
        self.metric = str(tree["metric"])
        self.yearly = str(tree["window"]) == "calendar"
        self.steps = [
            Step(
                name,
                int(number(one["from"])),
                number(one.get("points", 1)),
                str(one.get("holds", "")),
            )
            for name, one in tree["levels"].items()
        ]
        self.balance = 0
        self.held = 0  # levels climbed

    def reached(self) -> int:
        """Return how many levels the balance suffices for."""
        return sum(self.balance >= step.needs for step in self.steps)

    def climb(self) -> None:
        self.held = max(self.held, self.reached())

    def new_year(self) -> None:
        if self.yearly:
            self.held, self.balance = self.reached(), 0

    def earn(self, status: int) -> None:
        """Count qualifying value, whatever it came from."""
        self.balance += status if self.metric == "status" else 0

    def order(self, paid: int) -> None:
        """Count an order and the whole units of currency paid for it."""
        self.balance += {"spend": paid // self.minor, "orders": 1}.get(self.metric, 0)

    def give_back(self, paid: int, status: int, of_this_year: bool) -> None:
        """Take back what an order counted; a year's balance has nothing of an older order."""
        if of_this_year or not self.yearly:
            lost = {"spend": paid // self.minor, "orders": 1, "status": status}[self.metric]
            self.balance = max(0, self.balance - lost)

    def names(self) -> list[str]:
        """Return the name of the level held, if there is one."""
        return [self.steps[self.held - 1].name] if self.held else []

    def multiplier(self) -> Fraction:
        return self.steps[self.held - 1].points if self.held else Fraction(1)

    def for_life(self) -> set[str]:
        """Return the levels of tiers that this one and those below it hold."""
        return {step.holds for step in self.steps[: self.held]} - {""}

    def same_as(self, other: FurtherLadder) -> bool:
        """Tell whether the two are judged on the same, wherever what they give differs."""
        mine, others = ((one.metric, one.yearly, [s.needs for s in one.steps]) for one in (self, other))
        return mine == others


def further_ladders(trees: Tree, minor: int) -> list[FurtherLadder]:
    """Return the ladders by name, with nothing on them."""
    return [FurtherLadder(tree, minor) for _, tree in sorted(trees.items())]
