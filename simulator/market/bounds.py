"""What each number of behaviour may be at all: outside, a market cannot be solved or means nothing.

The bounds stand in bounds.csv, a line a number, in its unit. They are wider than the plausible ranges of
behaviour.csv; within them the draws of a study can be solved. Order of parts: the bounds, one number, numbers
together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from simulator.fields import Fault
from simulator.fields import Path as Keys
from simulator.units import plain

# Occasions that must be left outside of all sellers, or no tastes give the shares.
LEAST_OUTSIDE = 0.01
SHARES = ("share_focal", "share_rival", "share_rival_2", "share_rival_3")
STAYS = ("stays_silent", "stays_unresolved", "stays_resolved", "stays_quick")  # the worst outcome first
Ends = tuple[float, float]
Ranges = Mapping[str, tuple[float, float, float]]  # name -> (value, low, high)


def _read_bounds() -> dict[str, Ends]:
    with Path(__file__).with_suffix(".csv").open(newline="", encoding="utf-8") as lines:
        return {row["name"]: (float(row["least"]), float(row["most"])) for row in csv.DictReader(lines)}


BOUNDS: dict[str, Ends] = _read_bounds()


def outside(name: str, low: float, high: float, unit: str, path: Keys) -> Iterator[Fault]:
    """Tell when a number or an end of its range is not what the number can be."""
    least, most = BOUNDS[name]
    if low < least:
        yield Fault(path, f"goes below {plain(least)}, which this number cannot (its unit: {unit})")
    if high > most:
        yield Fault(path, f"goes above {plain(most)}, which this number cannot (its unit: {unit})")


def together(ranges: Ranges, stated: Mapping[str, object]) -> Iterator[Fault]:
    """Tell which numbers do not go together, each within its own bounds.

    Parameters
    ----------
    ranges
        Every number with its range, the defaults among them.
    stated
        Those that the file states, where faults are told.
    """
    shares = [name for name in SHARES if ranges[name][2] > 0.0]
    if told := [name for name in shares if name in stated]:
        ends = [ranges[name][2] for name in shares]
        if max(ends) <= BOUNDS["share_focal"][1] and sum(ends) > 1.0 - LEAST_OUTSIDE:
            others = " and ".join(
                f"{name} to {plain(ranges[name][2])}{'' if name in stated else ', its default'}"
                for name in shares
                if name != told[-1]
            )
            text = (
                f"goes up to {plain(ranges[told[-1]][2])}, and {others}: "
                f"together they may be at most {plain(1.0 - LEAST_OUTSIDE)} at the upper ends of their ranges"
            )
            yield Fault(("values", told[-1]), text)
    if ranges["share_rival_3"][2] > 0.0 >= ranges["share_rival_2"][1]:
        yield Fault(("values", "share_rival_3"), "needs share_rival_2 above 0: there is no second rival")
    if ranges["dropout_a"][2] > 0.0 >= ranges["dropout_b"][1] and "dropout_a" in stated:
        yield Fault(("values", "dropout_a"), "needs dropout_b above 0: the two make one law")
    for worse, better in pairwise(STAYS):
        more, fewer = ranges[worse][0], ranges[better][0]
        if more > fewer and (told := [name for name in (worse, better) if name in stated]):
            text = (
                f"{worse} is {plain(more)} and {better} {plain(fewer)}: the better outcome must keep as many"
            )
            yield Fault(("values", told[0], "value"), text)
