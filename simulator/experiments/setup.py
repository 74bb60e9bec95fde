"""What the runs of a study share: solved numbers, panels, tables and starts, each made once and kept.

Order of parts: what is shared, the numbers, the panels, the starts, facts for the books.
"""

from __future__ import annotations

import dataclasses
import math
import threading
from collections.abc import Hashable
from typing import Any

import numpy as np

from simulator.accounts.redemption import alike, told
from simulator.customers.population import draw_panel
from simulator.customers.state import Records
from simulator.engine import cohort, solve
from simulator.engine.kept import kept, key_of
from simulator.engine.rivalry import Rivals, rivals_of
from simulator.engine.setting import Span, regions_of
from simulator.engine.start import Start, classes_and_ages, long_run
from simulator.experiments.plan import RUNNING, Design, Plan, table_of
from simulator.market.rivals import rival_table
from simulator.program.table import MILLION, PURSE_POINTS, REDEEM_AUTOMATIC, REDEEM_NONE, ProgramTable
from simulator.scenario.study import NO_PROGRAM

# A running start comes from the central numbers; then people live so long under the replication's own.
SETTLE_WEEKS = 26


class Setup:
    """What the runs of a plan share. Safe to use from several threads: each piece is made by one of them."""

    keep = staticmethod(kept)  # of long runs

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def _once(self, key: Hashable, make: Any) -> Any:
        with self._lock:
            own = self._locks.setdefault(key, threading.Lock())
        with own:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]

    def table(self, design: Design, span: Span) -> ProgramTable:
        """Return the table of a design over a span."""
        key = ("table", design.sha256, design.factor, design.advertising, span)
        found: ProgramTable = self._once(key, lambda: design.table(span, self.plan.customers))
        return found

    def rivals(self, span: Span, design: Design | None = None) -> Rivals:
        """Return what the rivals do over a span; some may copy the program of a design."""
        told = self.plan.market.rivals.values()
        if not told:
            return Rivals()
        own = [one.own and table_of(one.own, span, self.plan.customers) for one in told]
        copied = self.table(design, span) if design else None
        return rivals_of([rival_table(one) for one in told], own, copied)

    def numbers(self, replication: int | None) -> Any:
        """Return the numbers of a replication's draw, or the central ones, the solved ones among them."""

        def make() -> Any:
            stated = self.plan.numbers(replication)
            none, facts = self.plan.designs[NO_PROGRAM], self.plan.facts
            if facts.verification:
                return stated
            if self.plan.entries is None:
                table = none.table(Span(0, solve.WEEKS, solve.EPOCH), solve.CUSTOMERS)
                rivals = self.rivals(Span(0, solve.WEEKS, solve.EPOCH)).standing
                key = key_of(("solved", tuple(stated), tuple(facts), rivals.key))
                found = kept(
                    "solved",
                    key,
                    lambda: _as_arrays(solve.told(lambda: solve.neutral(stated, table, facts, rivals))),
                )
            else:
                table = none.table(Span(0, cohort.WEEKS, solve.EPOCH), cohort.CUSTOMERS)
                share = self.plan.firm_share
                turns = cohort.CAREFUL_TURNS if replication is None else cohort.TURNS
                key = key_of(("cohort", tuple(stated), tuple(facts), share, turns))
                found = kept(
                    "cohort",
                    key,
                    lambda: _as_arrays(
                        solve.told(lambda: cohort.neutral(stated, table, facts, share, turns))
                    ),
                )
            return stated._replace(**{name: float(found[name]) for name in solve.Solved._fields})

        return self._once(("numbers", replication), make)

    def panel(self, replication: int | None, panel: int) -> Records:
        """Return the people of a panel under a replication's numbers."""

        def make() -> Records:
            plan = self.plan
            return draw_panel(
                plan.customers,
                self.numbers(replication),
                plan.seed,
                panel,
                plan.minor,
                regions_of(plan.customers),
                plan.arrivals,
            )

        people: Records = make() if replication is not None else self._once(("panel", panel), make)
        return people

    def start(self, design: Design, panel: int) -> Start:
        """Return the running start of a design: after the long run, `SETTLE_WEEKS` before week 0."""
        plan = self.plan
        unscaled = lasting(design.as_stated)
        none = plan.designs[NO_PROGRAM]

        def make() -> Start:
            return long_run(
                self.panel(None, panel),
                self.numbers(None),
                lambda span: unscaled.table(span, plan.customers),
                lambda span: none.table(span, plan.customers),
                plan.facts,
                plan.begins,
                plan.seed,
                panel,
                -SETTLE_WEEKS,
                lambda span: self.rivals(span).standing,
                self.keep,
            )

        found: Start = self._once(("start", unscaled.sha256, panel), make)
        return found

    def books(self, design: Design, table: ProgramTable, begins: str) -> dict[str, int | float | str]:
        """Return the facts of a program that the books need.

        The expected redemption is what the long run redeems of the points that it issues, and of points held
        what it redeems from their age on; in a market of new customers, who have no long run, what is
        believed: the belief of redeemers times their share (an assumption), all where use is automatic.
        """
        numbers = self.numbers(None)
        believed = 1.0
        if table.redeem_kind != REDEEM_AUTOMATIC:
            believed = float(numbers.redemption_belief * (1.0 - numbers.never_redeem))
        share, later = believed, alike(believed, *classes_and_ages(table))
        price, cost, firm_share = stated_point(table)
        if self.plan.entries is None and table.exists:
            start = self.start(design, 0)
            later = np.array(start.redeemed_later, np.int64)
            share = start.redeemed_share if math.isfinite(start.redeemed_share) else share
            if math.isfinite(start.point_cost):
                cost = start.point_cost * design.factor * MILLION
            # A program that is launched has no past: of its long run the accounts know nothing.
            if begins == RUNNING and math.isfinite(start.firm_share):
                firm_share = start.firm_share
        has_points = earns_points(table)
        return {
            "point_price": round(price) if has_points else 0,
            "point_cost": round(cost) if has_points else 0,
            "firm_share": firm_share,
            "expected_redemption": float(share) if has_points else 0.0,
            "believed_redemption": believed if has_points else 0.0,
            "redeemed_later": told(later) if has_points else "0",
            "join": "opt_in" if table.join_kind else "automatic",
            "factor": design.factor,
        }


def lasting(design: Design) -> Design:
    """Return a design as if its program had always been: without the switch from another one."""
    if design.program.migration is None:
        return design
    program = design.program.model_copy(update={"migration": None})
    return dataclasses.replace(design, program=program, sha256=key_of(("lasting", design.sha256)))


def earns_points(table: ProgramTable) -> bool:
    """Say whether anything in a program earns points."""
    goals = table.challenge_amount[table.challenge_purse == PURSE_POINTS]
    purses = (table.streak_amount, table.order_amount, table.activity_amount, table.birthday_amount)
    flat = [table.points_event, goals, *(np.asarray(amounts)[PURSE_POINTS] for amounts in purses)]
    flat += [table.partner_rate]
    return table.points_rate > 0 or any(bool(np.any(np.asarray(amount) > 0)) for amount in flat)


def stated_point(table: ProgramTable) -> tuple[float, float, float]:
    """Return what a point is worth, what it costs the firm when used, and the firm's share, by the program.

    At checkout where points pay there, else by the cheapest reward of the catalogue, as members value them,
    else where they are used at partners, at the first of these, which the firm pays.
    Worth and cost in millionths of a minor unit, the share 0 to 1.
    """
    if table.redeem_kind == REDEEM_NONE and len(table.catalogue_points):
        own, points = int(table.catalogue_funding[0][0]) / 1000, int(table.catalogue_points[0])
        worth, cost = (
            MILLION * int(money[0]) / points for money in (table.catalogue_worth, table.catalogue_cost)
        )
        return worth, cost * own, own
    burning = np.flatnonzero(np.asarray(table.partner_worth) > 0)
    if table.redeem_kind == REDEEM_NONE and len(burning):
        first = int(burning[0])
        worth = int(table.partner_worth[first]) * int(table.partner_exchange[first]) / 1000
        return worth, float(table.partner_settle[first]), 1.0
    own = int(table.checkout_funding[0]) / 1000
    return float(table.point_value), table.point_value * own, own


def _as_arrays(numbers: Any) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    return {name: np.array(getattr(numbers, name)) for name in solve.Solved._fields}
