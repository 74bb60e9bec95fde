"""Shares the effect of each design out to groups of mechanisms, within a stated budget of runs.

Order of parts: what is asked, the orders, the steps within the budget, the decomposition.
First every group is tried alone and as the last; groups that change no bit of any run are left out from then
on. Then all sets of the others are lived where the budget holds them, else sets along orders drawn at random,
each with its reverse, and pairs of the groups that differ most between first and last.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator import chance
from simulator.chance import customer_key, stream_key, uniform
from simulator.engine.compiling import compile_week
from simulator.experiments.plan import Options, Plan, plan_of
from simulator.experiments.setup import Setup
from simulator.reasons import game
from simulator.reasons.groups import Group, players_of
from simulator.reasons.worlds import Worths, designs_told
from simulator.scenario import Scenario
from simulator.scenario.study import Study

# Runs that a decomposition may take, each a design lived once with a set of groups, its long run included.
BUDGET = 1_100
# Where nothing is said: many sets of few people tell more than few sets of many.
CUSTOMERS, REPLICATIONS = 1_000, 4
FEWEST, MOST_ORDERS = 2, 100
PAIRED = 4  # groups whose pairs are looked at where not all are
EXACT, SAMPLED = "exact", "sampled"
Progress = Callable[[str, int, int], None]


class ReasonsError(Exception):
    """What was asked for cannot be answered: what, and what can be done."""


@dataclass
class Explained:
    """A decomposition: what was asked, the runs, and which sets the values are taken from.

    Parameters
    ----------
    plan
        The plan with every group on.
    players
        The groups, in order; a set of them is a whole number, one bit each.
    worths
        The runs.
    budget
        Runs that were allowed.
    lived
        Runs that were taken.
    method
        "exact": all sets of the groups that make a difference; "sampled": along `orders`.
    active
        Places of the groups that make a difference to any design.
    orders
        Orders with their reverses, two and two; none where all sets were lived.
    pairs
        Pairs of groups whose interaction is told.
    """

    plan: Plan
    players: tuple[Group, ...]
    worths: Worths
    budget: int
    lived: int = 0
    method: str = EXACT
    active: tuple[int, ...] = ()
    orders: list[tuple[int, ...]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)


# ---- the orders -----------------------------------------------------------------------------------------


def order_of(players: Sequence[Group], active: Iterable[int], seed: int, number: int) -> tuple[int, ...]:
    """Return an order drawn at random; it is keyed by the groups' names, so that a new one disturbs none."""
    stream = np.uint64(stream_key(seed, 0))

    def place(player: int) -> float:
        key = np.uint64(customer_key(stream, zlib.crc32(players[player].name.encode())))
        return float(uniform(key, number, chance.ORDER_OF_GROUPS, 0))

    return tuple(sorted(active, key=place))


# ---- the steps ------------------------------------------------------------------------------------------


def explain(
    study: Scenario[Study],
    options: Options,
    budget: int | None = None,
    progress: Progress = lambda _label, _done, _total: None,
) -> Explained:
    """Decompose the effects of a study's designs.

    Parameters
    ----------
    options
        What the command line changes; without customers, `CUSTOMERS` or as many as the study has, without
        replications, `REPLICATIONS` or as many as the budget holds.
    budget
        Most runs to live; None: `BUDGET`.

    Raises
    ------
    ScenarioError, ReasonsError
        When the study cannot be run, has nothing to explain, or the budget is too small.
    """
    few = min(CUSTOMERS, study.model.customers)
    plan = plan_of(study, dataclasses.replace(options, customers=options.customers or few))
    players = players_of(plan.market)
    if not designs_told(plan):
        raise ReasonsError(f"{study.name} has no design beside its baseline: there is no effect to explain")
    budget = BUDGET if budget is None else budget
    replications = _replications(plan, players, options.replications, budget)
    plan = dataclasses.replace(plan, replications=replications)
    worths = Worths(plan, players, replications)
    found = Explained(plan, players, worths, budget)
    compile_week()
    Setup(plan).numbers(None)  # compiles the rest once, before threads ask for it together
    _live(found, _ends(len(players)), progress)
    worths.leave_out_the_idle()
    _choose(found)
    _live(found, _wanted(found), progress)
    return found


def _ends(players: int) -> set[int]:
    """Return the sets of nobody, all, each alone and each left out."""
    whole = game.everybody(players)
    return {0, whole} | {group for at in range(players) for group in (1 << at, whole & ~(1 << at))}


def _replications(plan: Plan, players: Sequence[Group], asked: int | None, budget: int) -> int:
    """Return how often each set is lived: as asked, or as often as the budget holds the least of it all."""
    most = asked or min(REPLICATIONS, plan.replications)
    # The least: nobody, all, each alone and left out, and one order with its reverse.
    once = Worths(plan, players, 1)
    count = len(players)
    sets = _ends(count) | game.sets_of(_both_ways(tuple(range(count))))
    least = once.cost(sets)
    fits = min(most, budget // least)
    enough = most if asked else min(most, FEWEST)
    if fits < enough:
        raise ReasonsError(
            f"a budget of {budget:,} runs is too small: {count} groups of mechanisms and "
            f"{len(plan.designs)} designs take {least:,} runs a replication at least, and "
            f"{enough * least:,} for {enough}"
        )
    return most if asked else fits


def _both_ways(order: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [order, order[::-1]]


def _choose(found: Explained) -> None:
    """Choose the sets that the rest of the budget goes to."""
    worths, designs = found.worths, designs_told(found.plan)
    touched = 0
    for design in (*designs, found.plan.baseline):
        touched |= worths.touched[design]
    found.active = tuple(at for at in range(len(found.players)) if touched >> at & 1)
    left = found.budget - found.lived
    if len(found.active) <= 24 and worths.cost(_within(game.subsets(touched), found)) <= left:
        found.method = EXACT
        found.pairs = list(itertools.combinations(found.active, 2))
        return
    found.method = SAMPLED
    sets: set[int] = set()
    candidates = list(itertools.combinations(sorted(_most_apart(found)), 2))
    for number in range(MOST_ORDERS):
        both = _both_ways(order_of(found.players, found.active, found.plan.seed, number))
        more = sets | set(_within(game.sets_of(both), found))
        if number > 0 and worths.cost(more) > left:
            break
        found.orders += both
        sets = more
        # Pairs are looked at once their cost leaves room for orders enough to tell how sure they are.
        if number == FEWEST - 1:
            ends = {one for pair in candidates for one in game.sets_at_the_ends(found.active, *pair)}
            paired = sets | set(_within(ends, found))
            if worths.cost(paired) <= left:
                found.pairs, sets = candidates, paired


def _within(groups: Iterable[int], found: Explained) -> list[int]:
    """Return sets with the groups that make no difference on: these are as they are in all runs but a few."""
    idle = game.everybody(len(found.players)) & ~sum(1 << at for at in found.active)
    return [group | idle for group in groups]


def _most_apart(found: Explained) -> list[int]:
    """Return the groups that differ most between first and last, by their profit under any design."""
    scores = dict.fromkeys(found.active, 0.0)
    for design in designs_told(found.plan):
        ends = game.first_and_last(len(found.players), worth_of(found, design))
        for at in found.active:
            scores[at] += abs(float(ends[at][1][-1][-1] - ends[at][0][-1][-1]))
    return sorted(scores, key=lambda at: -scores[at])[:PAIRED]


def _wanted(found: Explained) -> list[int]:
    if found.method == EXACT:
        return _within(game.subsets(sum(1 << at for at in found.active)), found)
    ends = {one for pair in found.pairs for one in game.sets_at_the_ends(found.active, *pair)}
    return _within(game.sets_of(found.orders) | ends, found)


def _live(found: Explained, groups: Iterable[int], progress: Progress) -> None:
    wanted = list(groups)
    total, done = found.worths.cost(wanted), 0
    progress(_label(found), 0, total)

    def tell(runs: int) -> None:
        nonlocal done
        done += runs
        found.lived += runs
        progress(_label(found), done, total)

    found.worths.live(wanted, tell)


def _label(found: Explained) -> str:
    return "each group alone and last" if not found.active else "sets of groups"


# ---- the decomposition ----------------------------------------------------------------------------------


def worth_of(found: Explained, design: str, replication: int | None = None) -> game.Worth:
    """Return the worth of sets of groups to a design, (measures, segments): of one replication, or summed.

    The sets are those of all groups, or of the active ones: the others change nothing.
    """
    numbers = range(found.worths.replications) if replication is None else (replication,)

    def worth(group: int) -> game.Whole:
        parts = [found.worths.value(design, group, number).astype(object) for number in numbers]
        total: game.Whole = sum(parts[1:], parts[0])
        return total

    return worth


def shares(
    found: Explained, design: str, replication: int | None = None, orders: Sequence[tuple[int, ...]] = ()
) -> tuple[list[game.Whole], int]:
    """Return what each group adds to the effect of a design, times the number returned beside it.

    Parameters
    ----------
    replication
        One of them, or None: the sum over all.
    orders
        Orders to go by, where not those of the decomposition.

    Returns
    -------
    tuple
        An array (measures, segments) by group, in the order of `players`. Their sum is exactly that number
        times the worth of all groups less the worth of none.
    """
    worth = worth_of(found, design, replication)
    nothing = worth(0) * 0
    if found.method == EXACT:
        sums, whole = game.values(found.active, worth)
        of = dict(zip(found.active, sums, strict=True))
        return [of.get(at, nothing) for at in range(len(found.players))], whole
    chosen = orders or found.orders
    added = [game.marginals(order, worth) for order in chosen]
    return [
        sum((one[at] for one in added), nothing) if at in found.active else nothing
        for at in range(len(found.players))
    ], len(chosen)


def interaction_of(
    found: Explained, design: str, pair: tuple[int, int], replication: int
) -> tuple[game.Whole, int]:
    """Return what two groups add beyond the sum of what each adds, times the number returned beside it."""
    tell = game.interaction if found.method == EXACT else game.interaction_at_the_ends
    return tell(found.active, worth_of(found, design, replication), *pair)


def pairs_of_orders(found: Explained) -> list[list[tuple[int, ...]]]:
    """Return the orders two and two, each with its reverse."""
    return [found.orders[at : at + 2] for at in range(0, len(found.orders), 2)]


def most_sets(found: Explained) -> int:
    """Return how many sets there are of the groups that make a difference."""
    return int(math.pow(2, len(found.active)))
