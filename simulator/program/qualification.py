"""What a level asks for: value, orders, spend, visits and tenure, all or any of them; what keeps it.

Value is the qualifying balance of the ladder's metric. Spend and visits count in the ladder's window and
start again when a holder is reviewed; kept orders and tenure never lapse.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range, Whole
from simulator.program.clause import whole
from simulator.rule import rule
from simulator.units import Span

if TYPE_CHECKING:
    from simulator.program.tiers import Level, Tiers

Balance = Annotated[Whole, Range(0, 1_000_000_000)]
Kept = Annotated[Whole, Range(1, 1_000_000_000)]
SELF_RENEWING = ("calendar", "anniversary")  # windows whose balance starts again at a review


class Qualification(Clause):
    """What a level asks for."""

    starts: Balance = Field(
        default=0, alias="from", description="Qualifying value to enter, in its own units."
    )
    keep: Kept | None = Field(
        default=None, description="Qualifying value to keep the level at a review; left out: as to enter."
    )
    orders: Annotated[Whole, Range(0, 10_000)] = Field(default=0, description="Kept orders needed besides.")
    spend: Cost | None = Field(
        default=None, description="Money paid for kept orders in the window, needed besides."
    )
    visits: Annotated[Whole, Range(0, 10_000)] = Field(
        default=0, description="Days with a kept order in the window, needed besides."
    )
    tenure: Annotated[Span, Range(1, 1_040)] | None = Field(
        default=None, description="Time since joining, needed besides."
    )
    qualify: Literal["all", "any"] = Field(
        default="all", description="Whether all that the level asks for is needed, or any one of it."
    )

    @property
    def keeps(self) -> int:
        """Qualifying value that keeps the level at a review."""
        return self.starts if self.keep is None else self.keep

    def asked(self) -> dict[str, int]:
        """Return what the level asks for, without what it does not; money in minor units, tenure in weeks."""
        amounts = {
            "from": self.starts,
            "orders": self.orders,
            "spend": self.spend.minor if self.spend else 0,
            "visits": self.visits,
            "tenure": self.tenure.weeks if self.tenure else 0,
        }
        return {name: amount for name, amount in amounts.items() if amount}


def _keep_faults(level: Level, tiers: Tiers, path: Path) -> Iterator[Fault]:
    if level.keep is None:
        return
    here: Path = (*path, "keep")
    if not level.starts:
        yield Fault(here, "has no effect: the level asks for no qualifying value, add from")
    elif tiers.window == "lifetime":
        yield Fault(here, "has no effect with window: lifetime, which has no review")
    elif level.keep > level.starts and tiers.window not in (None, *SELF_RENEWING):
        text = (
            f"is {level.keep}, above from ({level.starts}): who falls would climb again with the next order"
        )
        yield Fault(here, text)


def level_faults(level: Level, tiers: Tiers, path: Path) -> Iterator[Fault]:
    """Tell what a level asks for in vain."""
    if level.qualify == "any" and len(level.asked()) < 2:
        text = "is any, but the level asks for less than two things of from, orders, spend, visits and tenure"
        yield Fault((*path, "qualify"), text)
    if level.spend and level.spend.minor and tiers.metric == "spend":
        yield Fault((*path, "spend"), "is asked for twice: with metric: spend, from is spend already")
    yield from _keep_faults(level, tiers, path)


def order_faults(levels: dict[str, Level], path: Path) -> Iterator[Fault]:
    """Tell which levels do not ascend."""
    for (below_name, below), (name, level) in pairwise(levels.items()):
        lower, upper = below.asked(), level.asked()
        besides = upper.keys() - {"from", "orders"}
        falls = [one for one in lower if one in upper and upper[one] < lower[one]]
        if "from" in falls or (level.starts < below.starts and not besides):
            message = f"is {level.starts}, below {below_name} ({below.starts}): levels ascend by from"
            yield Fault((*path, name, "from"), message)
        elif falls and (besides or level.starts == below.starts):
            yield Fault((*path, name, falls[-1]), f"is below that of {below_name}: levels ascend")
        elif upper.keys() <= lower.keys() and upper == {one: lower[one] for one in upper}:
            yield Fault((*path, name), f"asks for no more than {below_name}: raise its from or its orders")
        elif level.starts and level.keeps < below.keeps:
            message = f"is {level.keeps}, below what keeps {below_name} ({below.keeps}): levels ascend"
            yield Fault((*path, name, "keep"), message)


def columns(levels: list[Level]) -> dict[str, Any]:
    """Return the levels' part of the program's table."""
    asked = [level.asked() for level in levels]
    return {
        "level_from": whole(one.get("from", 0) for one in asked),
        "level_keep": whole(level.keeps for level in levels),
        "level_orders": whole(one.get("orders", 0) for one in asked),
        "level_spend": whole(one.get("spend", 0) for one in asked),
        "level_visits": whole(one.get("visits", 0) for one in asked),
        "level_tenure": whole(7 * one.get("tenure", 0) for one in asked),
        "level_any": whole(int(level.qualify == "any") for level in levels),
    }


@rule
def qualifies(
    value: int, value_asked: int, orders: int, orders_asked: int, spent: int, spend_asked: int,
    visits: int, visits_asked: int, days: int, days_asked: int, any_of: int,
) -> bool:  # fmt: skip
    """Tell whether a member has what a level asks for: all of it, or with `any_of` 1 any one of it.

    Units: qualifying value, kept orders, minor units, days with an order, days since joining; what is asked
    at 0 is not asked. Source: [derived] the thresholds of the program file; "any of" and "all of" as loyalty
    products offer them.
    """
    if any_of != 0:
        return (
            0 < value_asked <= value
            or 0 < orders_asked <= orders
            or 0 < spend_asked <= spent
            or 0 < visits_asked <= visits
            or 0 < days_asked <= days
        )
    return (
        value_asked <= value
        and orders_asked <= orders
        and spend_asked <= spent
        and visits_asked <= visits
        and days_asked <= days
    )
