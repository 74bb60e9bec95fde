"""The people of a market fitted to a log: a cohort of new customers who hold the law of the fit.

Order of parts: the law and its figures, people who follow it alone, what is seen of a cohort, the neutral
solve. The law is Pareto/NBD: orders from the firm at a gamma rate until a gamma hazard of leaving strikes,
counted from each customer's first order. With effects on, people also choose between sellers and feel;
mean tastes, the shape of need, and mean and shape of the hazards are moved until sales by tenure, who came
back by when, and who did not order, are those of the law again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator import chance
from simulator.customers.population import draw_panel, shares_of, taste_intercepts
from simulator.customers.world import World, lived_in
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Market, Span, build_world, regions_of
from simulator.engine.solve import EPOCH, PANEL, effects_off, price_weight, references, settled_trust
from simulator.program.table import ProgramTable

Floats = NDArray[np.float64]
WEEKS_A_YEAR = 52.0
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0

# Figures by weeks since the first order: repeat orders between, came back by, no order between.
SALES_WEEKS = (0, 4, 8, 13, 19, 26, 39, 52, 78, 104)
RETURN_WEEKS = (4, 8, 13, 26, 39, 52, 65)
SILENT_WEEKS = ((0, 39), (39, 78))
CELLS = 256  # of each gamma law in the figures' means

ENTRY_WEEKS = 13  # the solver's people enter over so many weeks
WEEKS = ENTRY_WEEKS + SALES_WEEKS[-1]
# The solve comes near with the same few people, then takes the mean over the luck of many, turn by turn.
CUSTOMERS, FEW, PRICE_CUSTOMERS = 65_536, 8_192, 4_096
TURNS_OF_FEW, TURNS, CAREFUL_TURNS = 3, 2, 6
LARGEST_STEP = 0.5


class Law(NamedTuple):
    """Pareto/NBD by its means and shapes: orders from the firm, and leaving, both a week."""

    rate: float
    shape: float
    hazard: float
    hazard_shape: float


def firm_law(numbers: Any, firm_share: float) -> Law:
    """Return the law that a market's numbers state.

    Parameters
    ----------
    numbers
        Stated behaviour numbers.
    firm_share
        The share of the firm for which `orders_per_year` of the category was stated: their product is what
        the log told, and stays when the share is another.
    """
    rate = numbers.orders_per_year * firm_share / WEEKS_A_YEAR
    return Law(rate, numbers.need_shape, numbers.hazard_mean, numbers.hazard_shape)


def _midpoints(mean: float, shape: float) -> Floats:
    """Return values of a gamma law at the middle of equal shares of people, with the law's mean."""
    found = special.gammaincinv(shape, (np.arange(CELLS) + 0.5) / CELLS)
    return np.asarray(found * (mean / found.mean()))


def law_orders(law: Law, weeks: Sequence[float]) -> Floats:
    """Return the repeat orders that a law expects of a customer by so many weeks after the first order.

    Source: Schmittlein, Morrison & Colombo 1987, equation 17, as a mean over midpoints of the hazards.
    """
    hazard = _midpoints(law.hazard, law.hazard_shape)
    there = [float(np.mean(-np.expm1(-hazard * end) / np.maximum(hazard, 1e-300))) for end in weeks]
    return law.rate * np.array(there)


def law_figures(law: Law) -> Floats:
    """Return what a law expects of a customer: repeat orders, chance to come back by, chance of no order.

    Ordered as SALES_WEEKS, RETURN_WEEKS, SILENT_WEEKS. Units: orders a customer, shares.
    Source: Schmittlein, Morrison & Colombo 1987, assumptions 1-5; means over midpoints of both gamma laws.
    """
    rate = _midpoints(law.rate, law.shape)[:, None]
    hazard = _midpoints(law.hazard, law.hazard_shape)[None, :]
    both = np.maximum(rate + hazard, 1e-300)

    def silent(weeks: float) -> Floats:
        """Return the chance of no order within weeks of somebody who is there at their start."""
        return np.asarray((hazard + rate * np.exp(-both * weeks)) / both)

    returned = [1.0 - float(silent(end).mean()) for end in RETURN_WEEKS]
    quiet = [
        1.0 - float(np.mean(np.exp(-hazard * start) * (1.0 - silent(end - start))))
        for start, end in SILENT_WEEKS
    ]
    return np.array([*np.diff(law_orders(law, SALES_WEEKS)), *returned, *quiet])


def follow_law(numbers: Any, model: str, parameters: Mapping[str, float]) -> Any:
    """Return numbers under which people do what a fitted model says and nothing else.

    They belong to a market with `verification` set, in which every occasion is the firm's.

    Parameters
    ----------
    model
        bg_nbd or pareto_nbd.
    parameters
        Its fitted parameters by name, in weeks.
    """
    buying = {
        "orders_per_year": WEEKS_A_YEAR * parameters["r"] / parameters["alpha"],
        "need_shape": parameters["r"],
        "comeback": 0.0,
    }
    if model == "bg_nbd":
        leaving = {"hazard_mean": 0.0, "dropout_a": parameters["a"], "dropout_b": parameters["b"]}
    elif model == "pareto_nbd":
        leaving = {"hazard_mean": parameters["s"] / parameters["beta"], "hazard_shape": parameters["s"]}
    else:
        raise ValueError(f"{model!r} is no law that people can follow; there are bg_nbd and pareto_nbd")
    return effects_off(numbers)._replace(**buying, **leaving)


def entry_days(per_day: list[int], customers: int) -> NDArray[np.int64]:
    """Return the first day of each customer of a panel: the mix of the log in a panel of any size.

    Customer i enters on the same day whatever the size, and neighbours on different days.
    Source: additive recurrence with the golden ratio.
    """
    days = np.repeat(np.arange(len(per_day)), per_day)
    places = (np.arange(customers) + 0.5) * GOLDEN % 1.0
    return days[(places * len(days)).astype(np.int64)].astype(np.int64)


def orders_by_week(
    world: World, weeks: int, look: Callable[[World, int], None] | None = None
) -> NDArray[np.uint16]:
    """Live weeks from week 0; return everybody's orders from the firm so far, (weeks, customers).

    Parameters
    ----------
    look
        Called with (world, week) after each week.
    """
    seen = np.zeros((weeks, len(world.state)), np.uint16)

    def note(now: World, week: int) -> None:
        seen[week] = now.state["orders"]
        if look is not None:
            look(now, week)

    Clock(Kernel(world), 0, note).run(weeks)
    return seen


def live_cohort(
    numbers: Any,
    table: ProgramTable,
    market: Market,
    entries: NDArray[np.int64],
    weeks: int,
    luck: tuple[int, int],
) -> NDArray[np.uint16]:
    """Draw the people of a cohort and let them live; return their orders so far, (weeks, customers).

    Parameters
    ----------
    table
        Of `none` over a span from week 0.
    entries : (customers,)
        First days.
    luck
        Seed and panel of people and luck.
    """
    customers = len(entries)
    traits = draw_panel(customers, numbers, *luck, market.minor, regions_of(customers), entries)
    return orders_by_week(build_world(traits, numbers, table, market, Span(0, weeks, EPOCH), luck), weeks)


def cohort_figures(orders: NDArray[np.uint16], entries: NDArray[np.int64]) -> Floats:
    """Return the figures of `law_figures` as a cohort shows them, by weeks since each customer's first order.

    Weeks count from the end of the week of the first order: exact for customers who enter on its last day.
    """
    everybody, first = np.arange(len(entries)), entries // 7

    def so_far(weeks: int) -> NDArray[np.int64]:
        return orders[first + weeks, everybody].astype(np.int64)

    at = {weeks: so_far(weeks) for weeks in {*SALES_WEEKS, *RETURN_WEEKS, *np.ravel(SILENT_WEEKS)}}
    sales = [float(np.mean(at[end] - at[start])) for start, end in pairwise(SALES_WEEKS)]
    returned = [float(np.mean(at[end] > 1)) for end in RETURN_WEEKS]
    quiet = [float(np.mean(at[end] == at[start])) for start, end in SILENT_WEEKS]
    quiet[0] = float(np.mean(at[SILENT_WEEKS[0][1]] == 1))
    return np.array([*sales, *returned, *quiet])


class _Rival:
    """Watches which share of attached customers' occasions the rival has, once everybody has entered."""

    def __init__(self, need: Floats) -> None:
        self.need, self.orders, self.occasions = need, 0, 0.0
        self.before = np.zeros(len(need), np.int64)

    def look(self, world: World, week: int) -> None:
        now = world.rivals["orders"].astype(np.int64)
        if week >= ENTRY_WEEKS:
            attached = world.state["attached"] == 1
            self.orders += int((now - self.before)[attached].sum())
            self.occasions += float(self.need[attached].sum())
        self.before = now

    @property
    def share(self) -> float:
        return self.orders / max(1.0, self.occasions)


def _people(numbers: Any, market: Market, customers: int) -> Any:
    """Draw a panel whose main traits lie evenly, each customer entering at the end of one of the first weeks.

    Source: additive recurrence of the generalised golden ratio in five dimensions.
    """
    ratio = 2.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1.0 / 6.0)
    places = (0.5 + np.arange(1, customers + 1)[:, None] * ratio ** -np.arange(1.0, 6.0)) % 1.0
    traits = (chance.TRAIT_NEED, chance.TRAIT_HAZARD, chance.TRAIT_TASTE_FOCAL, chance.TRAIT_TASTE_RIVAL)
    even = {decision: np.clip(places[:, k], 1e-9, 1.0 - 1e-9) for k, decision in enumerate(traits)}
    entries = 7 * (places[:, 4] * ENTRY_WEEKS).astype(np.int64) + 6
    return draw_panel(customers, numbers, PANEL, 1, market.minor, regions_of(customers), entries, even)


def _first_guess(numbers: Any, firm_share: float) -> Any:
    """Return numbers near the solution: tastes alone, less what feelings and habit add."""
    satisfaction, trust, held = 0.77, settled_trust(numbers), 0.28 * min(1.0, 2.0 * numbers.relational)
    focal, rival = taste_intercepts(shares_of(numbers), numbers.taste_sd, numbers.nest)
    pull = numbers.satisfaction_weight * satisfaction**2 * (1.0 + numbers.trust_moderation * (trust - 0.5))
    return numbers._replace(
        intercept_focal=focal - pull - held - numbers.state_dependence * numbers.share_focal,
        intercept_rival=rival - pull - numbers.state_dependence * numbers.share_rival,
        price_weight=3.0 * numbers.elasticity,
        satisfaction_reference=satisfaction,
        trust_reference=trust,
        switching_reference=held,
        need_scale=firm_share / numbers.share_focal,
    )


# How the law's rate and log shape answer to mean tastes and to the shape of need, and the rival's share to
# tastes. Source: finite differences at the numbers of CDNOW; only the speed of the solve rests on them.
ANSWERS = np.array(
    [
        [0.55, -0.26, 0.0, 0.0, 0.0],
        [0.40, -0.30, 0.65, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)
RIVAL_ANSWERS = np.array([-0.34, 0.64, 0.0, 0.0, 0.0])
# Sales of weeks 5-26 weigh more, where habit from the first order fades. Source: so that no figure of CDNOW
# errs much more than another.
WEIGHTS = np.ones(len(SALES_WEEKS) + len(RETURN_WEEKS) + len(SILENT_WEEKS))
WEIGHTS[1:5] = 1.5


def _slopes(law: Law) -> Floats:
    """Return the slopes of log figures in the five unknowns of the solve, the rival's share last."""
    step = 0.05
    columns = []
    for name in Law._fields:
        up, down = (
            np.log(law_figures(law._replace(**{name: getattr(law, name) * math.exp(sign * step)})))
            for sign in (1.0, -1.0)
        )
        columns.append((up - down) / (2.0 * step))
    return np.vstack([np.column_stack(columns) @ ANSWERS, RIVAL_ANSWERS])


def _step(on: Any, law: Law, gap: Floats, gain: float) -> Any:
    """Move the five unknowns against the gap of log figures, by weighted least squares."""
    now = law._replace(
        hazard=law.hazard * on.hazard_scale, hazard_shape=law.hazard_shape * on.hazard_shape_scale
    )
    step = gain * np.linalg.lstsq(_slopes(now) * WEIGHTS[:, None], -gap * WEIGHTS, rcond=None)[0]
    focal, rival, shape, hazard, hazard_shape = np.clip(step, -LARGEST_STEP, LARGEST_STEP).tolist()
    return on._replace(
        intercept_focal=on.intercept_focal + focal,
        intercept_rival=on.intercept_rival + rival,
        need_shape_scale=on.need_shape_scale * math.exp(shape),
        hazard_scale=on.hazard_scale * math.exp(hazard),
        hazard_shape_scale=on.hazard_shape_scale * math.exp(hazard_shape),
    )


def neutral(numbers: Any, table: ProgramTable, market: Market, firm_share: float, turns: int = TURNS) -> Any:
    """Return the numbers with those re-solved that make people with effects hold the law of the log.

    Solved are both mean tastes, the factors on need and its shape, on the hazards and their shape, the
    references of feelings, and the weight of price.

    Parameters
    ----------
    numbers
        Stated behaviour numbers.
    table
        The table of `none` over a span of WEEKS from week 0.
    market
        The market's facts.
    firm_share
        See `firm_law`.
    turns
        Corrections with many people; sales err by about 1% over the square root of them.

    Source: least squares on log figures of simulated people by quasi-Newton steps; see docs/model.
    """
    law = firm_law(numbers, firm_share)
    wanted = np.append(law_figures(law), numbers.share_rival)
    on = _first_guess(numbers, firm_share)
    plan = [(FEW, 1.0, 0)] * TURNS_OF_FEW + [(CUSTOMERS, 1.0 / luck, luck) for luck in range(1, turns + 1)]
    for customers, gain, luck in plan:
        traits = _people(on, market, customers)
        rival = _Rival(traits["need"].astype(np.float64))
        world = build_world(traits, on, table, market, Span(0, WEEKS, EPOCH), (PANEL, luck))
        orders = orders_by_week(world, WEEKS, rival.look)
        seen = np.append(cohort_figures(orders, traits["entry"].astype(np.int64)), rival.share)
        on = _step(on, law, np.log(np.maximum(seen, 1e-6) / wanted), gain)
        on = on._replace(**references(on, world, WEEKS))
    traits = _people(on, market, PRICE_CUSTOMERS)
    world = build_world(traits, on, table, market, Span(0, WEEKS, EPOCH), (PANEL, 0))
    orders_by_week(world, ENTRY_WEEKS)
    weight = price_weight(on, traits, lived_in(world), table, market, ENTRY_WEEKS)
    return on._replace(price_weight=weight)
