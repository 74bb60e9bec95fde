"""Mixes of two designs for the same money: from advertising alone to a program alone, step by step.

Order of parts: what is mixed, the mixes, the search for the factors at which they cost the same.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from simulator.engine.kept import kept, key_of
from simulator.engine.setting import Span
from simulator.experiments.equal_cost import LOWEST, find_factor
from simulator.experiments.one_replication import design_hash, identity, run_replication
from simulator.experiments.plan import MOVED, Design
from simulator.experiments.scaled_designs import MOST_RUNS, costs
from simulator.experiments.setup import Setup
from simulator.results import identity_hash


class Mix(NamedTuple):
    """A design for the whole budget, part of which goes into the program."""

    design: Design
    share: float  # of the budget that goes into the program, 0-1
    spent: float  # in the runs of the search, a replication, minor units
    reached: bool  # whether the program costs its part of the budget, within the tolerance


class Moved(NamedTuple):
    """The mixes of a study, and what lies between them: money taken out, and not yet put in."""

    budget: int  # minor units over the study
    mixes: tuple[Mix, ...]  # from advertising alone to the program alone
    between: tuple[Design, ...]  # one fewer; none where all is moved at once

    @property
    def designs(self) -> dict[str, Design]:
        """Return all designs to run, by name."""
        return {design.name: design for design in (*(mix.design for mix in self.mixes), *self.between)}


def name_of(program: str, share: float) -> str:
    """Return the name of a mix, which no design of a study can have."""
    return f"{program} {share:.4g}%"


def name_between(program: str, share: float, next_share: float) -> str:
    """Return the name of what is left of a mix when the money for the next one has been taken out."""
    return f"{program} {share:.4g}%, less up to {next_share:.4g}%"


def budget_of(setup: Setup) -> tuple[int, int]:
    """Return what the design that gives spends on advertising a week and over the study, minor units."""
    plan, move = setup.plan, setup.plan.study.model.compare.move
    if move is None:
        raise ValueError(f"{plan.study.name} moves no money")
    weekly = setup.table(plan.designs[move.from_], Span(0, plan.weeks, plan.begins)).advertising
    return weekly, weekly * plan.weeks


def moved_designs(setup: Setup, pool: ThreadPoolExecutor) -> Moved:
    """Return the mixes of a study that moves money (kept).

    Judged on all replications of the study itself: the same is spent in their mean, not in each draw.
    """
    plan, move = setup.plan, setup.plan.study.model.compare.move
    if move is None:
        raise ValueError(f"{plan.study.name} moves no money")
    giver, taker = plan.designs[move.from_], plan.designs[move.to]
    replications = plan.replications_of(MOVED)
    weekly, budget = budget_of(setup)

    def spent(design: Design) -> float:
        def one(replication: int) -> int:
            record = run_replication(setup, MOVED, replication, {design.name: design})[design.name]
            return costs(record)[0]

        return sum(pool.map(one, range(replications))) / replications

    def search() -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        return {"found": np.array(find_mixes(taker, weekly, budget, move.steps, spent), np.float64)}

    of_both = (design_hash(giver), design_hash(taker))
    key = key_of(("moved", identity_hash(identity(plan)), replications, move.steps, *of_both))
    rows = kept("factors", key, search)["found"]
    found = [(float(factor), float(cost), bool(reached)) for factor, cost, reached in rows]
    return family(giver, taker, weekly, budget, found)


def advertised(weekly: int, step: int, steps: int) -> int:
    """Return what is left of a week's advertising after so many of all steps, minor units."""
    return round(weekly * (steps - step) / steps)


def find_mixes(
    taker: Design, weekly: int, budget: int, steps: int, spent: Callable[[Design], float]
) -> list[tuple[float, float, bool]]:
    """Return factor, spending and whether the program's part was met of the mixes after 1, 2, ... steps.

    Parameters
    ----------
    taker
        The program, without advertising.
    weekly, budget
        Advertising a week before anything is moved, and over the study, minor units.
    steps
        In how many equal steps all of it is moved.
    spent
        Runs a design; returns what it spends over the study, minor units.
    """
    found: list[tuple[float, float, bool]] = []
    # What having the program costs without giving anything, which no factor scales.
    idle = spent(dataclasses.replace(taker, factor=LOWEST, advertising=0))
    guess, given = 1.0, math.nan
    for step in range(steps, 0, -1):
        left = advertised(weekly, step, steps)
        mixed, kept_back = dataclasses.replace(taker, advertising=left), budget * left / weekly
        to_give = budget - kept_back - idle
        if to_give <= 0.0:
            found.append((LOWEST, spent(dataclasses.replace(mixed, factor=LOWEST)), False))
            continue
        if given > 0.0:
            guess *= to_give / given  # benefits cost nearly in proportion

        def share(more: float, mixed: Design = mixed, guess: float = guess, part: float = to_give) -> float:
            whole = spent(dataclasses.replace(mixed, factor=guess * more))
            return (whole - budget + part) / part

        best = find_factor(share, 1.0, most_runs=MOST_RUNS)
        guess, given = guess * best.factor, to_give
        found.append((guess, budget + (best.cost_share - 1.0) * to_give, best.reached))
    return found[::-1]


def family(
    giver: Design, taker: Design, weekly: int, budget: int, found: Sequence[tuple[float, float, bool]]
) -> Moved:
    """Return mixes and what is between them from what the search has found of each step."""
    steps = len(found)
    shares = [100.0 * step / steps for step in range(steps + 1)]
    mixes = [Mix(dataclasses.replace(giver, name=name_of(taker.name, 0.0)), 0.0, float(budget), True)]
    for step, (factor, cost, reached) in enumerate(found, 1):
        left = advertised(weekly, step, steps)
        name = name_of(taker.name, shares[step])
        mixed = dataclasses.replace(taker, name=name, factor=factor, advertising=left)
        mixes.append(Mix(mixed, step / steps, cost, reached))
    between = [
        dataclasses.replace(
            mix.design if mix.share else giver,
            name=name_between(taker.name, shares[step], shares[step + 1]),
            advertising=advertised(weekly, step + 1, steps),
        )
        for step, mix in enumerate(mixes[:-1])
    ]
    # Taken out at once, all of it leaves nothing, which is run beside the mixes anyhow.
    return Moved(budget, tuple(mixes), tuple(between) if steps > 1 else ())


def facts_of(mixed: Moved, program: str, giver: str, beside: Mapping[str, Design]) -> dict[str, Any]:
    """Return what the folder says of the mixes.

    Parameters
    ----------
    program, giver
        Names of the design that the money goes to, and of the one that it comes from.
    beside
        Designs that are run beside them: no program, and the baseline.
    """
    return {
        "from": giver,
        "to": program,
        "budget": mixed.budget,
        "mixes": [
            {
                "name": mix.design.name,
                "share": mix.share,
                "factor": mix.design.factor if mix.share else 0.0,
                "reached": mix.reached,
            }
            for mix in mixed.mixes
        ],
        "between": [design.name for design in mixed.between],
        "runs": {name: design_hash(design) for name, design in {**beside, **mixed.designs}.items()},
    }
