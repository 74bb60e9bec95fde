"""The runs that a decomposition needs: every design, with some groups of mechanisms on, on common luck.

Order of parts: what is measured, a world with some groups off, the runs that were lived.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart, profit
from simulator.engine import solve
from simulator.engine.kept import Arrays
from simulator.engine.record import RunRecord, digest
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import FIXED, Plan
from simulator.experiments.setup import Setup
from simulator.metrics.definitions import kept_of_customers
from simulator.metrics.money import weekly_profit
from simulator.reasons.groups import Group, acts_alone, alone_part, without
from simulator.scenario.study import NO_PROGRAM

Ints = NDArray[np.int64]

MEASURES = ("retained_12m", "sales", "profit_before_obligation", "incremental_profit")
SEGMENTS = (*chart.GROUPS, "all")
RETAINED = 0


# ---- what is measured -----------------------------------------------------------------------------------


def measured(record: RunRecord) -> Ints:
    """Return what a run is measured by, (measures, segments): customers, or minor units.

    Retained customers; sales; operating profit before the change of the obligation; profit after it, of a
    group of buyers with points charged when earned, as in the tables by group. What belongs to nobody
    (running and launch cost, what partners pay in advance) is only in `all`.
    """
    columns = record.tally.sum(axis=(0, 1))
    nobodys = record.tally[:, 0, :, chart.PARTNER_INCOME].sum(axis=0) - columns[:, chart.RUNNING_COST]
    kept = kept_of_customers(record, "before") * kept_of_customers(record, "after")
    group = kept_of_customers(record, "group")
    retained = np.bincount(group[kept > 0], minlength=len(chart.GROUPS)).astype(np.int64)
    sales, operating = profit.sales(columns), profit.operating_profit(columns)
    share, point = float(record.meta["expected_redemption"]), int(record.meta["point_cost"])
    received = columns[:, chart.FEES_EARNED] + columns[:, chart.PARTNER_INCOME]
    charged = profit.cost_after_breakage(columns, point, share)
    rows = (
        (retained, retained.sum()),
        (sales, sales.sum()),
        (operating - nobodys, operating.sum()),
        (profit.gross_profit(columns) + received - charged - nobodys, weekly_profit(record).sum()),
    )
    return np.array([[*parts, whole] for parts, whole in rows], np.int64)


def people(record: RunRecord) -> Ints:
    """Return the customers of each segment."""
    counts = np.bincount(kept_of_customers(record, "group"), minlength=len(chart.GROUPS))
    return np.array([*counts, counts.sum()], np.int64)


# ---- a world with some groups off -----------------------------------------------------------------------


class Subset(Setup):
    """What the runs with some groups off share. Its long runs are of use to nobody else, and are not kept.

    Parameters
    ----------
    plan
        The plan with these groups off.
    alone
        The setup with only that off which also acts without a program: its solved numbers are these runs'.
    """

    def __init__(self, plan: Plan, alone: Setup) -> None:
        super().__init__(plan)
        self._alone = alone

    def keep(self, kind: str, key: str, make: Callable[[], Arrays]) -> Arrays:
        """Do the work without keeping it on disk: the years without a program once for all designs."""
        found: Arrays = self._once((kind, key), make) if kind == "alone" else make()
        return found

    def numbers(self, replication: int | None) -> Any:
        """Return the numbers with these groups off, and those solved without a program."""
        solved = self._alone.numbers(replication)
        stated = self.plan.numbers(replication)
        return stated._replace(**{name: getattr(solved, name) for name in solve.Solved._fields})


# ---- the runs -------------------------------------------------------------------------------------------


class Run(NamedTuple):
    """What is kept of one run."""

    values: Ints  # (measures, segments)
    people: Ints  # (segments,)
    digest: str


class Worths:
    """Lives runs as they are asked for, each once, and tells what a set of groups is worth.

    Parameters
    ----------
    plan
        The plan with every group on.
    players
        The groups; a set of them is a whole number, one bit each.
    replications
        Numbers of the replications that each set is lived in.
    """

    def __init__(self, plan: Plan, players: Sequence[Group], replications: int) -> None:
        self.plan = plan
        self.players = tuple(players)
        self.replications = replications
        self.everybody = (1 << len(players)) - 1
        self.runs: dict[tuple[str, int, int], Run] = {}
        # Of each design, the groups that its runs may depend on; without a program, what acts without one.
        alone = sum(1 << place for place, group in enumerate(players) if acts_alone(group))
        self.touched = dict.fromkeys(plan.designs, self.everybody) | {NO_PROGRAM: alone}
        self._whole = Setup(plan)
        self._alone: dict[tuple[str, ...], Setup] = {}
        self._lock = threading.Lock()

    def needed(self, groups: Iterable[int]) -> dict[int, list[str]]:
        """Return the designs that are still to be lived with each set of groups that makes a difference."""
        found: dict[int, list[str]] = {}
        for group in sorted(set(groups), key=lambda group: (-group.bit_count(), group)):
            for design in self.plan.designs:
                on = group & self.touched[design]
                names = found.setdefault(on, [])
                if (design, on, 0) not in self.runs and design not in names:
                    names.append(design)
        return {on: names for on, names in found.items() if names}

    def cost(self, groups: Iterable[int]) -> int:
        """Return the runs that some sets would still take."""
        return self.replications * sum(len(names) for names in self.needed(groups).values())

    def live(self, groups: Iterable[int], progress: Callable[[int], None]) -> None:
        """Live what is still needed for some sets of groups; tell after each set how many runs it took."""
        with ThreadPoolExecutor(self.plan.threads) as pool:
            jobs = [pool.submit(self._live, on, names) for on, names in self.needed(groups).items()]
            try:
                for job in as_completed(jobs):
                    found = job.result()
                    self.runs.update(found)
                    progress(len(found))
            except BaseException:
                for job in jobs:
                    job.cancel()
                raise

    def value(self, design: str, group: int, replication: int) -> Ints:
        """Return what a set of groups is worth to a design: its effect with just these on."""
        base = self.plan.baseline
        ours, theirs = (self.runs[name, group & self.touched[name], replication] for name in (design, base))
        return ours.values - theirs.values

    def people(self, replication: int) -> Ints:
        """Return the customers of each segment in a replication."""
        return self.runs[self.plan.baseline, self._of_baseline(), replication].people

    def leave_out_the_idle(self) -> None:
        """Take from each design the groups that change no bit of any of its runs, first or last.

        Asks for the runs of every group alone, of all others, of none and of all.
        """
        for design in self.plan.designs:
            touched = self.touched[design]
            for place in range(len(self.players)):
                bit = 1 << place
                pairs = ((0, bit), (self.everybody, self.everybody & ~bit))
                if all(
                    self._digest(design, one, replication) == self._digest(design, other, replication)
                    for one, other in pairs
                    for replication in range(self.replications)
                ):
                    touched &= ~bit
            for (name, on, replication), run in list(self.runs.items()):
                if name == design:
                    self.runs.setdefault((name, on & touched, replication), run)
            self.touched[design] = touched

    def _digest(self, design: str, group: int, replication: int) -> str:
        return self.runs[design, group & self.touched[design], replication].digest

    def _of_baseline(self) -> int:
        return self.everybody & self.touched[self.plan.baseline]

    def _live(self, on: int, names: Sequence[str]) -> dict[tuple[str, int, int], Run]:
        setup = self._setup(on)
        designs = {name: self.plan.designs[name] for name in names}
        found = {}
        for replication in range(self.replications):
            for name, record in run_replication(setup, FIXED, replication, designs).items():
                found[name, on, replication] = Run(measured(record), people(record), digest(record))
        return found

    def _setup(self, on: int) -> Setup:
        off = [group for place, group in enumerate(self.players) if not on >> place & 1]
        if not off:
            return self._whole
        alone = [alone_part(group) for group in off if acts_alone(group)]
        with self._lock:
            found = self._alone.setdefault(
                tuple(group.name for group in alone), Setup(without(self.plan, alone))
            )
        return Subset(without(self.plan, off), found)


def designs_told(plan: Plan) -> Mapping[str, Any]:
    """Return the designs whose effect is told: all but the baseline."""
    return {name: design for name, design in plan.designs.items() if name != plan.baseline}
