"""Qualifying value, the metric that tiers are judged on, and the behaviour rating that multiplies it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Number, Path, Range, Switch, Text
from simulator.program.clause import Draft, Frame, whole
from simulator.program.earning import FlatEarnings, too_fast
from simulator.program.ladders import judged_on_status
from simulator.program.purchases import Purchase, whole_amount
from simulator.program.sizes import MOST_RATINGS
from simulator.program.table import RETURN_KEEP, RETURN_TAKE_BACK, ROUND_DOWN, THOUSAND
from simulator.rule import rule
from simulator.units import Orders, minor_digits, plain

if TYPE_CHECKING:
    from simulator.program import Program

Step = Annotated[Number, Range(0, 10, digits=3)]
# Spread between members of the log of qualifying value in one term: what a hidden factor is judged against.
SPREAD_OF_LOG_VALUE = 1.0
MOST_HIDDEN = 0.5


class StatusPurchase(Purchase):
    """What a purchase earns towards the tiers."""

    times: Literal["behaviour_rating"] | None = Field(
        default=None, description="behaviour_rating: multiplied with the member's rating."
    )


class StatusEarned(FlatEarnings):
    """Purchases and events that earn qualifying value."""

    purchase: StatusPurchase | None = Field(default=None, description="Earned with each order that is kept.")


class Rating(Clause):
    """A behaviour rating that multiplies the qualifying value of purchases."""

    levels: list[Step] = Field(description="The steps, ascending multipliers.")
    start: Step = Field(description="The step that a member starts on: one of the levels.")
    up_after: Annotated[Orders, Range(1, 1_000)] | None = Field(
        default=None,
        description="Kept orders in a row that raise the rating one step; left out: it never rises.",
    )
    down_on: list[Literal["refusal", "return"]] = Field(
        default=[], description="What lowers the rating one step."
    )
    visible: Switch = Field(default=True, description="Whether members can see their rating (yes or no).")

    @property
    def steps(self) -> list[int]:
        """The steps in thousandths."""
        return [int(level * THOUSAND) for level in self.levels]


class StatusClause(Clause):
    """Qualifying value: earned, never spent."""

    name: Text = Field(default="status", description="What members call the qualifying value.")
    earn: StatusEarned = Field(default=StatusEarned(), description="What earns qualifying value.")
    rating: Rating | None = Field(default=None, description="A rating that multiplies what purchases earn.")
    returns: Literal["take_back", "keep"] = Field(
        default="take_back", description="What happens to the qualifying value of a returned order."
    )


def _rating_faults(rating: Rating, path: Path) -> Iterator[Fault]:
    levels = [*path, "levels"]
    if not 1 <= len(rating.levels) <= MOST_RATINGS:
        yield Fault(tuple(levels), f"has {len(rating.levels)} steps, may have 1 to {MOST_RATINGS}")
    for position in range(1, len(rating.levels)):
        below, here = rating.levels[position - 1 : position + 1]
        if here <= below:
            yield Fault(
                (*levels, position), f"is {plain(here)}, must be above the step before it, {plain(below)}"
            )
    if rating.start not in rating.levels:
        may_be = ", ".join(plain(level) for level in rating.levels)
        yield Fault((*path, "start"), f"is {plain(rating.start)}, may be one of the levels: {may_be}")


def check(draft: Draft) -> Iterator[Fault]:
    """Check the rating, and status against tiers."""
    status = draft.program.status
    if status is None:
        return
    if draft.absent("tiers") and not judged_on_status(draft):
        yield Fault(("status",), "has no effect without tiers: add tiers, or leave status out", at_key=True)
    times = bool(status.earn.purchase and status.earn.purchase.times)
    if status.rating:
        yield from _rating_faults(status.rating, ("status", "rating"))
        if not times:
            message = "has no effect: add 'times: behaviour_rating' to status.earn.purchase"
            yield Fault(("status", "rating"), message, at_key=True)
    elif times:
        message = "needs a rating: add 'rating: {levels: [...], start: ...}' to status"
        yield Fault(("status", "earn", "purchase", "times"), message)
    if status.earn.purchase:
        largest = draft.program.largest_status_multiplier()
        yield from too_fast(status.earn.purchase.rate, largest, ("status", "earn", "purchase", "rate"))


def hidden_share(rating: Rating | None) -> float:
    """Return the share of qualifying value that members cannot foresee, 0 to 0.5.

    The spread of the hidden factor's log (over its steps above 0, taken alike) against the spread of the log
    of qualifying value between members.

    Source: assumption; JD's rating gives about .1.
    """
    if rating is None or rating.visible:
        return 0.0
    logs = [math.log(float(level)) for level in rating.levels if level > 0]
    if not logs:
        return 0.0
    return min(MOST_HIDDEN, float(np.std(logs)) / SPREAD_OF_LOG_VALUE)


def told(program: Program) -> list[str]:
    """Tell what earns qualifying value, in the field's words."""
    status = program.status
    if status is None:
        return []
    bought, rating = status.earn.purchase, status.rating
    words = [f"{bought.rate}" + (" times a behaviour rating" if bought.times else "")] if bought else []
    words = [f"{status.name}: {', '.join([*words, *status.earn.told()]) or 'nothing earns it'}"]
    if rating:
        steps = f"{plain(rating.levels[0])} to {plain(rating.levels[-1])}"
        moves = [f"up after {rating.up_after}"] if rating.up_after else []
        moves += [f"down on {' and '.join(rating.down_on)}"] if rating.down_on else []
        words.append(", ".join([f"{'open' if rating.visible else 'hidden'} rating {steps}", *moves]))
    return [*words, "taken back after a return" if status.returns == "take_back" else "kept after a return"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the status part of the program's table; for tiers on spend, one unit per whole currency unit."""
    status = program.status or StatusClause()
    rating = status.rating
    steps = rating.steps if rating else [THOUSAND]
    rate = status.earn.purchase.rate.millionths if status.earn.purchase else 0
    if program.tiers and program.tiers.metric == "spend":
        rate = 10 ** (6 - minor_digits(program.money))
    return {
        "status_rate": rate,
        "status_event": status.earn.amounts(),
        "status_returns": RETURN_TAKE_BACK if status.returns == "take_back" else RETURN_KEEP,
        "rating_levels": whole(steps),
        "rating_start": steps.index(int(rating.start * THOUSAND)) if rating else 0,
        "rating_up_orders": int(rating.up_after.size) if rating and rating.up_after else 0,
        "rating_down_return": int(bool(rating and "return" in rating.down_on)),
        "rating_down_refusal": int(bool(rating and "refusal" in rating.down_on)),
        "rating_visible": int(rating is None or rating.visible),
        "shopping_days": program.shopping_days(),
        "hidden": hidden_share(rating),
    }


@rule
def status_on_purchase(base: int, rate: int, multiplier: int, rating: int, rounding: int = ROUND_DOWN) -> int:
    """Return the qualifying value earned by a purchase, whole, 0 or more.

    Parameters
    ----------
    base
        The part of the order that earns, in minor units or in full steps, 0 to 900 million.
    rate
        Millionths of a unit of qualifying value per minor unit or step, 0 or more.
    multiplier
        Multiplier of level, day and kind of order together, thousandths, 0 or more.
    rating
        The member's behaviour rating, thousandths, 0 or more; 1000 where there is none.
    rounding
        ROUND_*.

    Source: [published] growth = settlement amount x behaviour rating (230890.com on JD's help centre,
    inferred there).
    """
    return whole_amount(base * rate * (multiplier * rating // 1_000), rounding)


@rule
def rating_after_order(index: int, kept_in_row: int, up_orders: int, last: int) -> int:
    """Return the step of the behaviour rating after a kept order: one higher once enough came in a row.

    Parameters
    ----------
    index
        The step before, 0 to last.
    kept_in_row
        Kept orders since the last change of the step, this one included, 1 or more.
    up_orders
        Orders in a row that raise the rating, 0 when it never rises.
    last
        The highest step.

    Source: [published in part] the rating rises with the number of orders (230890.com); counting them in a
    row is an assumption.
    """
    if up_orders > 0 and kept_in_row >= up_orders and index < last:
        return index + 1
    return index


@rule
def rating_after_fault(index: int, falls: int) -> int:
    """Return the step of the behaviour rating after a return or a refused order, 0 or more.

    Parameters
    ----------
    index
        The step before, 0 or more.
    falls
        1 when this kind of event lowers the rating, else 0.

    Source: [published in part] the rating falls with refusals and returns (230890.com); one step at a time is
    an assumption.
    """
    if falls != 0 and index > 0:
        return index - 1
    return index
