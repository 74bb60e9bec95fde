"""Categories of goods and channels of ordering: what share of orders each has, and how it multiplies earning.

Order of parts: fields, checks, table, rule. Each order is of one category or of none that is named, and comes
through one channel or through none that is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Path, Range
from simulator.program.clause import Draft, Frame, counted, purses
from simulator.program.sizes import MOST_KINDS
from simulator.program.table import PURSES, THOUSAND
from simulator.rule import rule
from simulator.units import Factor, Use, did_you_mean

if TYPE_CHECKING:
    from simulator.program import Program
    from simulator.program.earning import FlatEarnings

What = Literal["categories", "channels"]
WHATS: tuple[What, ...] = ("categories", "channels")


class OrderKind(Clause):
    """One category of goods, or one channel of ordering."""

    share: Annotated[Use, Range(0, 366)] = Field(description="Share of orders that it has, in % of orders.")
    times: Annotated[Factor, Range(0, 20)] = Field(
        description="Multiplier on what the purchase of such an order earns; x0 excludes it."
    )


def kinds_named(program: Program, what: What) -> tuple[str, ...]:
    """Return the categories or channels that a program names, those of points first."""
    named = [getattr(earn, what) or {} for _, earn in purses(program) if earn]
    return tuple(dict.fromkeys(name for kinds in named for name in kinds))


def largest_times(earn: FlatEarnings | None) -> int:
    """Return the largest multiplier that category and channel together may have, thousandths."""
    largest = THOUSAND
    for what in WHATS:
        kinds = (getattr(earn, what) or {}) if earn else {}
        largest = largest * max([THOUSAND, *(kind.times.thousandths for kind in kinds.values())]) // THOUSAND
    return largest


# ---- checks ---------------------------------------------------------------------------------------------


def _kind_faults(kind: OrderKind, path: Path) -> Iterator[Fault]:
    if kind.share.of != "orders" or not 0 < kind.share.size <= 100:
        text = f"'{kind.share}' is no share of orders: may be above 0% to 100% of orders"
        yield Fault((*path, "share"), text)
    if kind.times.size == 1:
        yield Fault((*path, "times"), "has no effect: such orders earn as all others do")


def _share_faults(draft: Draft, what: What) -> Iterator[Fault]:
    """Tell when the shares of a program's kinds differ between points and status, or pass the whole."""
    shares: dict[str, Use] = {}
    for name, earn in purses(draft.program):
        for kind, one in ((getattr(earn, what) or {}) if earn else {}).items():
            path: Path = (name, "earn", what, kind, "share")
            known = shares.setdefault(kind, one.share)
            if known != one.share:
                yield Fault(path, f"is '{one.share}', must be '{known}' as in points.earn.{what}")
            elif sum(share.size for share in shares.values()) > 100:
                yield Fault(path, f"with the {what} before it passes 100% of orders")


def check(draft: Draft) -> Iterator[Fault]:
    """Check that kinds of orders are shares of a whole, and that there is something to multiply."""
    for name, earn in purses(draft.program):
        for what in WHATS:
            kinds = (getattr(earn, what) if earn else None) or {}
            path: Path = (name, "earn", what)
            if earn and kinds and not (earn.purchase and earn.purchase.rate.size):
                yield Fault(path, "has no effect: purchases earn nothing that it could multiply", at_key=True)
            yield from counted(kinds, MOST_KINDS, path, "entries")
            for kind, one in kinds.items():
                yield from _kind_faults(one, (*path, kind))
    for what in WHATS:
        yield from _share_faults(draft, what)


def unknown_kind(program: Program, what: What, name: str | None, path: Path) -> Iterator[Fault]:
    """Tell when an order of a worked example is of a kind that the program does not name."""
    known = kinds_named(program, what)
    if name is not None and name not in known:
        near = did_you_mean(name, known) or "."
        text = f"'{name}' is none of the program's {what}{near} May be: {', '.join(known) or 'none'}"
        yield Fault(path, text)


# ---- table ----------------------------------------------------------------------------------------------


def told(program: Program) -> list[str]:
    """Tell which categories and channels multiply what an order earns, in the field's words."""
    words = []
    for what, clause in (("points", program.points), ("status", program.status)):
        for kinds in (clause.earn.categories, clause.earn.channels) if clause else ():
            words += [f"{what} of {name} {kind.times}" for name, kind in (kinds or {}).items()]
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the share of orders of each kind, (G,), and its multipliers by PURSE_*, (2, G)."""
    filled: dict[str, Any] = {}
    for what, column in (("categories", "category"), ("channels", "channel")):
        names = kinds_named(program, what)  # type: ignore[arg-type]  # the two words of What
        shares = np.zeros(len(names), np.float64)
        times = np.full((PURSES, len(names)), THOUSAND, np.int64)
        for purse, (_, earn) in enumerate(purses(program)):
            for name, kind in ((getattr(earn, what) or {}) if earn else {}).items():
                at = names.index(name)
                shares[at] = kind.share.amount
                times[purse, at] = kind.times.thousandths
        filled |= {f"{column}_share": shares, f"{column}_times": times}
    return filled


# ---- rule -----------------------------------------------------------------------------------------------


@rule
def multiplied(multiplier: int, times: int) -> int:
    """Return a multiplier times another, rounded down to a thousandth.

    Units: thousandths, 0 or more. Source: [derived] arithmetic; multipliers are taken one after the other in
    the order level, day, category, channel, and for qualifying value the rating.
    """
    return multiplier * times // 1_000
