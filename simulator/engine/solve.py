"""Neutral at baseline: numbers re-solved so that the people hold the market's stated figures.

Order of parts: the two worlds, tastes and hazards, the weight of price, all together.
The calibrated world is the one in which tastes alone decide (every baseline mechanism off). With the
mechanisms on, mean tastes, their spread and the hazard's scale are moved until orders, shares, leaving and
the share without a purchase are the same as in it, on the same people with the same luck.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.population import draw_panel, shares_of, taste_intercepts
from simulator.customers.state import Lived, Records
from simulator.customers.switching import procedural_cost, relational_cost
from simulator.customers.world import World, lived_in
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.rivalry import Rivals
from simulator.engine.setting import Market, Span, build_world
from simulator.engine.start import acquainted
from simulator.market.behaviour import BASELINE_MECHANISMS, MECHANISMS
from simulator.program.table import ProgramTable

PANEL = 900_001  # the panel of the solver, apart from every study's
CUSTOMERS = 4_000
BLOCK_WEEKS = 26
BLOCKS = 20
WEEKS = BLOCKS * BLOCK_WEEKS + 13  # the longest look of the solver
PRICE_WEEKS = 13
PRICE_CUT = 0.04
PRICE_TURNS = 3
PRICE_LUCKS = 6
EPOCH = datetime.date(2014, 1, 6)
Ints = NDArray[np.int64]


# The mean tastes: for the firm, then for each rival.
INTERCEPTS = ("intercept_focal", "intercept_rival", "intercept_rival_2", "intercept_rival_3")


class SolvingError(Exception):
    """Numbers of a market for which nothing neutral could be solved: which, and why."""


class Solved(NamedTuple):
    """The numbers that make a market hold its stated figures."""

    price_weight: float
    intercept_focal: float
    intercept_rival: float
    intercept_rival_2: float
    intercept_rival_3: float
    taste_scale: float
    hazard_scale: float
    satisfaction_reference: float
    trust_reference: float
    switching_reference: float
    need_scale: float
    need_shape_scale: float
    hazard_shape_scale: float


def told(solve: Callable[[], Any]) -> Any:
    """Return what a solve finds.

    Raises SolvingError when it finds no number, or fails on the way, as it does where a market's numbers are
    within their bounds one by one and yet leave people whom no tastes or hazards can give the stated figures.
    """
    try:
        found = solve()
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as fault:
        raise SolvingError(f"the market's numbers cannot be solved together: {fault}") from fault
    unknown = [name for name in Solved._fields if not math.isfinite(getattr(found, name))]
    if unknown:
        raise SolvingError(
            f"the market's numbers cannot be solved together: no {', '.join(unknown)} is found"
        )
    return found


def effects_off(numbers: Any) -> Any:
    """Return numbers with every mechanism that acts without a program standing still."""
    still: dict[str, float] = {}
    for name, _, values in MECHANISMS:
        if name in BASELINE_MECHANISMS:
            still.update(values)
    means = taste_intercepts(shares_of(numbers), numbers.taste_sd, numbers.nest)
    return numbers._replace(
        **still,
        **dict(zip(INTERCEPTS, means, strict=False)),
        taste_scale=1.0,
        hazard_scale=1.0,
        need_scale=1.0,
        need_shape_scale=1.0,
        hazard_shape_scale=1.0,
    )


def settled_trust(numbers: Any) -> float:
    """Return the trust at which gains by kept promises and losses by failures of mean severity balance.

    Trust moves by orders, and light buyers need many years of them: people begin where it comes to rest.
    Units: 0-1. Source: the rules of trust, with half of all failures below a severity of one half.
    """
    kept, failed = 1.0 - numbers.failure_rate, 0.65 * numbers.failure_rate * numbers.trust_ratio
    return float(kept / (kept + failed))


def live_columns(
    world: World,
    first: int,
    weeks: int,
    columns: tuple[int, ...],
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
) -> Ints:
    """Live weeks and return the sums of some columns of the chart, (weeks, columns)."""
    sums: list[Ints] = []

    def note(now: World, _week: int) -> None:
        sums.append(now.books.tally.sum(axis=(0, 1))[list(columns)])

    Clock(Kernel(world), first, note, rivals=rivals).run(weeks)
    return np.array(sums)


_COLUMNS = (chart.ORDERS, chart.OCCASIONS, chart.LAPSES, chart.ATTACHED)


class _Block(NamedTuple):
    """What a block of weeks shows: orders of each seller and occasions, leaving, and who did not order."""

    focal: float
    rivals: tuple[float, ...]
    leaving: float
    zero: float


def _block(world: World, first: int, rivals: Rivals) -> _Block:
    before, elsewhere = world.state["orders"].copy(), world.rivals["orders"].sum(axis=0, dtype=np.int64)
    sums = live_columns(world, first, BLOCK_WEEKS, _COLUMNS, rivals).sum(axis=0)
    occasions = max(1, int(sums[1]))
    zero = float(np.mean(world.state["orders"] == before))
    others = world.rivals["orders"].sum(axis=0, dtype=np.int64) - elsewhere
    return _Block(
        sums[0] / occasions, tuple((others / occasions).tolist()), sums[2] / max(1, int(sums[3])), zero
    )


def _world(
    traits: Records,
    numbers: Any,
    table: ProgramTable,
    market: Market,
    luck: int,
    started: Lived | None = None,
    first: int = 0,
    weeks: int = BLOCK_WEEKS * BLOCKS,
    price: float = 1.0,
    houses: Sequence[ProgramTable | None] = (),
) -> World:
    span = Span(first, weeks, EPOCH)
    return build_world(
        traits, numbers, table, market, span, (PANEL, luck), started=started, price=price, houses=houses
    )


def _odds(share: float) -> float:
    kept = min(1.0 - 1e-6, max(1e-6, share))
    return math.log(kept / (1.0 - kept))


def neutral(
    numbers: Any,
    table: ProgramTable,
    market: Market,
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
) -> Any:
    """Return the numbers with tastes, hazards and references re-solved, and the price weight with them.

    Parameters
    ----------
    numbers
        Stated behaviour numbers.
    table
        The table of `none` over a long span from week 0.
    market
        The market's facts.
    rivals
        What rivals have long done: the stated shares are those beside it.

    Source: neutrality at the baseline, by successive corrections on common luck; see docs/model.
    """
    off = effects_off(numbers)
    traits = draw_panel(CUSTOMERS, off, PANEL, 0, market.minor, 1)
    still = _world(traits, off, table, market, 0)
    on = off._replace(
        **{name: getattr(numbers, name) for name in numbers._fields if name not in Solved._fields}
    )
    on = on._replace(satisfaction_reference=0.75, trust_reference=settled_trust(on), switching_reference=0.4)
    moving = _world(traits, on, table, market, 0, acquainted(traits, on, table, 0), houses=rivals.tables)
    history: list[Any] = []
    for block in range(BLOCKS):
        first = block * BLOCK_WEEKS
        seen, wanted = _block(moving, first, rivals), _block(still, first, Rivals())
        on = _corrected(on, seen, wanted, moving, BLOCK_WEEKS * (block + 1), 1.0 if block < 6 else 0.5)
        for name in Solved._fields:
            moving.numbers[name] = getattr(on, name)
        if block >= BLOCKS - 6:
            history.append([getattr(on, name) for name in Solved._fields])
    means = dict(zip(Solved._fields, (float(x) for x in np.mean(history, axis=0)), strict=True))
    on = on._replace(**{name: means[name] for name in Solved._fields if name != "price_weight"})
    return on._replace(
        price_weight=price_weight(on, traits, lived_in(moving), table, market, BLOCKS * BLOCK_WEEKS)
    )


def references(on: Any, world: World, week: int) -> dict[str, float]:
    """Return mean satisfaction, trust and switching cost of attached customers at a week's opening."""
    state = world.state[world.state["attached"] == 1]
    held = [
        procedural_cost(on.procedural, int(s["orders"]), on.procedural_orders)
        + (
            relational_cost(
                on.relational, float(s["trust"]), week - int(s["first_week"]), on.relational_weeks
            )
            if s["orders"] > 0
            else 0.0
        )
        for s in state[:: max(1, len(state) // 400)]
    ]
    return {
        "satisfaction_reference": float(np.mean(state["satisfaction"], dtype=np.float64)),
        "trust_reference": float(np.mean(state["trust"], dtype=np.float64)),
        "switching_reference": float(np.mean(held)),
    }


def _corrected(on: Any, seen: _Block, wanted: _Block, world: World, week: int, gain: float) -> Any:
    leaving = wanted.leaving / seen.leaving if seen.leaving > 0.0 and wanted.leaving > 0.0 else 1.0
    return on._replace(
        **{
            name: getattr(on, name) + gain * 1.4 * (_odds(want) - _odds(see))
            for name, want, see in zip(
                INTERCEPTS, (wanted.focal, *wanted.rivals), (seen.focal, *seen.rivals), strict=False
            )
        },
        taste_scale=min(2.0, max(0.05, on.taste_scale + gain * 6.0 * (wanted.zero - seen.zero))),
        hazard_scale=on.hazard_scale * min(2.0, max(0.5, leaving)) ** (0.6 * gain),
        **references(on, world, week),
    )


def price_weight(
    on: Any,
    traits: Records,
    started: Lived,
    table: ProgramTable,
    market: Market,
    week: int,
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
) -> float:
    """Return the weight of log price at which a price cut raises orders by the stated elasticity.

    Units: logits per log price; orders of weeks 1-13. Source: solved on common luck, 4% cut against none.
    """
    weight = 3.0 * on.elasticity
    for _ in range(PRICE_TURNS):
        orders = {1.0: 0, 1.0 - PRICE_CUT: 0}
        for price in orders:
            for luck in range(1, PRICE_LUCKS + 1):
                numbers = on._replace(price_weight=weight)
                end = week + PRICE_WEEKS
                world = _world(traits, numbers, table, market, luck, started, week, end, price, rivals.tables)
                orders[price] += int(live_columns(world, week, PRICE_WEEKS, (chart.ORDERS,), rivals).sum())
        found = math.log(orders[1.0 - PRICE_CUT] / max(1, orders[1.0])) / -math.log(1.0 - PRICE_CUT)
        weight *= min(2.0, max(0.5, on.elasticity / max(0.05, found)))
    return float(weight)
