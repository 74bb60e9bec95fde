"""Forty random programs in forty random markets: whatever happens, the books hold to the unit."""

from __future__ import annotations

import datetime
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart, ledger, profit
from simulator.accounts.liability import economic_view
from simulator.customers.population import draw_panel
from simulator.customers.world import World
from simulator.engine.run import Manner, Outcome, measure, walk
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from simulator.program.table import ProgramTable
from tests.engine.worlds import MARKETPLACE, MINOR, RETAILER, Case, drawn_cases, program_of, table_of

RUNS, CUSTOMERS, BEFORE, WEEKS = 40, 200, 30, 40
NEW_DAYS = 70


class Run(NamedTuple):
    """A run of a random program: in full life after `BEFORE` weeks, or with a cohort of new customers."""

    is_new: bool
    table: ProgramTable
    world: World
    outcome: Outcome

    def total(self, column: int) -> NDArray[np.int64]:
        """Return a column by week, over levels and groups."""
        total: NDArray[np.int64] = self.outcome.tally[..., column].sum(axis=(1, 2))
        return total

    def sum(self, column: int) -> int:
        """Return the sum of a column over the run."""
        return int(self.total(column).sum())

    def own(self, name: str) -> int:
        """Return the sum over customers of one of their totals."""
        return int(self.world.books.customers[:, chart.CUSTOMER_COLUMNS.index(name)].sum())


@cache
def runs() -> tuple[Run, ...]:
    return tuple(_run(case) for case in drawn_cases(RUNS))


def _run(case: Case) -> Run:
    numbers = behaviour(case.values, case.off)
    is_new = case.number % 3 == 1
    begins = datetime.date(2012, 1, 2) + datetime.timedelta(days=97 * case.number)
    span = Span(0 if is_new else -BEFORE, WEEKS, begins)
    entries = np.arange(CUSTOMERS) * NEW_DAYS // CUSTOMERS if is_new else None
    traits = draw_panel(CUSTOMERS, numbers, case.number, 0, MINOR, 2, entries)
    table = table_of(program_of(case.program), span, CUSTOMERS)
    market = MARKETPLACE if case.number % 4 < 2 else RETAILER
    world = build_world(traits, numbers, table, market, span, (case.number, 3))
    if not is_new:
        walk(world, -BEFORE, BEFORE)
    return Run(is_new, table, world, measure(world, table, WEEKS, is_new, Manner()))


# ---- points ---------------------------------------------------------------------------------------------


def test_issued_is_redeemed_expired_reversed_and_outstanding_every_week() -> None:
    for run in runs():
        ledger.check(run.outcome.tally, run.outcome.opening)
        vintages = run.world.books.vintages
        ledger.check_vintages(vintages, run.outcome.opening_vintages, run.outcome.tally, run.outcome.opening)


def test_the_runs_hold_points_at_their_opening_and_move_them_every_way() -> None:
    held = [run.outcome.opening[chart.POINTS_OUTSTANDING] for run in runs()]
    assert np.count_nonzero(held) > RUNS // 4
    for column in ledger.POINT_FLOWS:
        assert sum(run.sum(column) for run in runs()) > 0, chart.NAMES[column]


def test_what_members_hold_is_what_their_balances_say() -> None:
    for run in runs():
        state, pending_at = run.world.state, run.table.lot_weeks
        months_at = pending_at + run.table.pending_weeks + 1
        assert (run.world.rings[:, :pending_at].sum(axis=1) == state["usable"]).all()
        assert (run.world.rings[:, pending_at:months_at].sum(axis=1) == state["pending"]).all()
        assert (run.world.rings >= 0).all()
        held = state["usable"] + state["pending"] - state["owed"]
        assert held[state["member"] == 1].sum() == run.total(chart.POINTS_OUTSTANDING)[-1]
        assert not held[state["member"] == 0].any()


# ---- money ----------------------------------------------------------------------------------------------


def test_profit_is_what_was_earned_less_what_the_program_cost() -> None:
    for run in runs():
        tally, opening = run.outcome.tally, run.outcome.opening
        operating = profit.operating_profit(tally)
        assert (
            operating
            == profit.gross_profit(tally)
            - profit.program_cost(tally)
            + profit.fees_kept(tally)
            + tally[..., chart.PARTNER_INCOME]
        ).all()
        owed = economic_view(tally, opening, point_cost=870_000, expected_redemption=0.7).total
        assert profit.weekly_profit(tally, owed).sum() == operating.sum() - (owed[-1] - owed[0])


def test_a_program_costs_its_running_and_launch_and_what_its_members_get() -> None:
    for run in runs():
        launch = run.table.launch_cost if run.is_new else 0
        weekly = run.table.running_cost + run.table.advertising
        assert run.sum(chart.RUNNING_COST) == WEEKS * weekly + launch
        # Nobody else gets anything but a coupon that is for everybody, or an event that is for everyone.
        others = run.outcome.tally[:, 0].sum(axis=(0, 1))
        got = {column for column in profit.BENEFITS if others[column]}
        open_days = run.table.open_percent.any() or run.table.limited_open.any()
        assert got <= ({chart.PRICE_DISCOUNT} if run.table.coupon_public.any() or open_days else set())
        assert open_days or (others[chart.COUPONS_USED] > 0) == bool(got)


def test_customers_own_totals_make_up_the_firms() -> None:
    for run in runs():
        tally = run.outcome.tally
        assert run.own("orders") == run.sum(chart.ORDERS)
        assert run.own("goods") == profit.sales(tally).sum()
        assert run.own("contribution") == profit.gross_profit(tally).sum()
        assert run.own("program_cost") == profit.program_cost(tally).sum() - run.sum(chart.RUNNING_COST)
        in_advance = tally[:, 0, :, chart.PARTNER_INCOME].sum()
        assert run.own("partner_income") == run.sum(chart.PARTNER_INCOME) - in_advance
        assert run.own("points_redeemed") == run.sum(chart.POINTS_REDEEMED)
        assert run.own("orders_first_half") == run.total(chart.ORDERS)[: WEEKS // 2].sum()
        assert run.own("after") == 0  # the second look begins in week 40


# ---- people ---------------------------------------------------------------------------------------------


def test_no_customer_is_lost_and_none_is_made() -> None:
    for run in runs():
        here = run.total(chart.CUSTOMERS)
        if run.is_new:
            entered = np.arange(CUSTOMERS) * NEW_DAYS // CUSTOMERS
            assert here.tolist() == [int((entered < 7 * week + 7).sum()) for week in range(WEEKS)]
        else:
            assert (here == CUSTOMERS).all()


def test_members_join_and_customers_leave_and_come_back_one_by_one() -> None:
    for run in runs():
        members = run.outcome.tally[:, 1:, :, chart.CUSTOMERS].sum(axis=(1, 2))
        assert (np.diff(members) == run.total(chart.JOINS)[1:]).all()
        moved = run.total(chart.COMEBACKS) + run.total(chart.ACQUIRED) - run.total(chart.LAPSES)
        know_the_firm = np.diff(run.total(chart.CUSTOMERS)) - run.total(chart.NEWCOMERS)[1:]
        came = know_the_firm + moved[1:]
        assert (np.diff(run.total(chart.ATTACHED)) == came).all()
        assert run.total(chart.ATTACHED)[-1] == run.world.state["attached"].sum()


def test_every_occasion_goes_somewhere() -> None:
    for run in runs():
        went = run.total(chart.ORDERS) + run.total(chart.RIVAL_ORDERS) + run.total(chart.OUTSIDE_ORDERS)
        # Beyond occasions: first orders at entry, visits that a stimulus brought, second halves of orders.
        extra = went - run.total(chart.OCCASIONS)
        assert (extra >= 0).all()
        pulls = (run.table.day_pull, run.table.birthday_pull, run.table.open_pull, run.table.limited_pull)
        ships_free = bool(run.world.program["ships_free"][0])
        assert extra.sum() == 0 or run.is_new or ships_free or any(np.any(one > 0.0) for one in pulls)


def test_nothing_happens_oftener_than_what_it_happens_to() -> None:
    for run in runs():
        kept = run.total(chart.ORDERS) - run.total(chart.REFUSALS)
        for part, whole in (
            (run.total(chart.BUYERS), run.total(chart.ORDERS)),
            (run.total(chart.REPEAT_ORDERS), run.total(chart.ORDERS)),
            (run.total(chart.RETURNS), kept),
            (run.total(chart.FAILURES), kept),
            (run.total(chart.COMPLAINTS), run.total(chart.FAILURES) + run.total(chart.LATE)),
            (run.total(chart.LATE), kept),
            (run.total(chart.CASES_ABANDONED), run.total(chart.CASES_DECIDED)),
            (run.total(chart.PROMISES_BROKEN), run.total(chart.PROMISES)),
            (run.total(chart.RETURNED_GOODS), run.total(chart.GOODS)),
            (run.total(chart.FOCAL_SPEND), run.total(chart.CATEGORY_SPEND)),
            (run.total(chart.ATTACHED), run.total(chart.CUSTOMERS)),
            (run.total(chart.ACTIVE), run.total(chart.CUSTOMERS)),
        ):
            assert (part <= whole).all()


def test_feelings_stay_between_nothing_and_all() -> None:
    for run in runs():
        for name in ("satisfaction", "expectation", "trust", "promised"):
            assert 0.0 <= run.world.state[name].min() <= run.world.state[name].max() <= 1.0, name
        assert (run.world.state["debt"] >= 0.0).all()
        assert (run.world.state["pace"] >= 0.0).all()
