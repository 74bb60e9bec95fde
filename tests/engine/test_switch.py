"""A market that is switched to another program: the same people, the same luck, books that balance."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import numpy as np
import pytest

from simulator.accounts import chart, ledger
from simulator.customers.population import draw_panel
from simulator.customers.world import World
from simulator.engine.run import Manner, Outcome, measure
from simulator.engine.setting import Span, build_world
from simulator.engine.switch import in_rows, switch_of
from simulator.market.behaviour import behaviour
from simulator.program.migration import Exchange, Migration
from tests.builders_program import Tree
from tests.builders_switch import switches
from tests.engine.test_switched_accounts import as_switch
from tests.engine.worlds import MINOR, RETAILER, bits, drawn, drawn_cases, program_of, table_of

CUSTOMERS, WEEKS, AT = 150, 40, 25
COMMUNICATION = {"reach": "100%", "contacts": "4 per month", "cost_per_contact": "0.5 CNY"}
LADDER: Tree = {
    "title": "Levels and points",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
    "points": {
        "earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.05 CNY", "expiry": {"after": "30 weeks"},
    },
    "rewards": {"checkout": {"use": "choice", "funded": {"firm": "100%"}}},
    "tiers": {
        "window": "rolling",
        "months": 6,
        "levels": {"base": {}, "silver": {"from": 300}, "gold": {"from": 1500}},
    },
    "privileges": {
        "service": {
            "kind": "shipping", "tiers": ["silver", "gold"], "use": "100% of orders", "cost": "5 CNY",
            "worth": "9 CNY",
        }
    },
    "communication": COMMUNICATION,
}  # fmt: skip
NAMES = {"base": "base", "silver": "silver", "gold": "gold"}
# Fewer levels that are harder to reach, and nothing for silver.
HARDER: Tree = {
    **LADDER,
    "title": "Harder levels",
    "tiers": {"window": "rolling", "months": 6, "levels": {"base": {}, "gold": {"from": 3000}}},
    "privileges": {"service": {**LADDER["privileges"]["service"], "tiers": ["gold"], "worth": "12 CNY"}},
}
TO_HARDER = {"base": "base", "silver": "base", "gold": "gold"}


class Run(NamedTuple):
    """A run and the world that it ends in."""

    outcome: Outcome
    world: World

    @property
    def tally(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        return self.outcome.tally


def run(
    before: Tree,
    after: Tree | None = None,
    terms: Tree | None = None,
    manner: Manner = Manner(),  # noqa: B008
) -> Run:
    """Run a program, or a switch from it to another in week AT, and hold the books to their laws."""
    program, numbers = program_of(before), behaviour({"failure_rate": 0.3})
    traits = draw_panel(CUSTOMERS, numbers, 3, 0, MINOR, 2)
    span = Span(0, WEEKS, datetime.date(2014, 1, 6))
    table = table_of(program, span, CUSTOMERS)
    switch = None
    if after is not None:
        new = as_switch({**after, "migration": {"at": f"week {AT}", **(terms or {}), "from": before}})
        assert new.migration is not None
        new_table, week = table_of(new, span, CUSTOMERS), new.migration.week(span.begins)
        switch = switch_of(new, table, new_table, week, CUSTOMERS)
    world = build_world(traits, numbers, table, RETAILER, span, (3, 1))
    outcome = measure(world, table, WEEKS, True, manner, switch)
    ledger.check(outcome.tally, outcome.opening)
    ledger.check_vintages(world.books.vintages, outcome.opening_vintages, outcome.tally, outcome.opening)
    return Run(outcome, world)


def same(one: Run, other: Run, *, but: tuple[str, ...] = ()) -> bool:
    """Tell whether two runs left the same bits; `but` some columns of customers."""
    columns = [place for place, name in enumerate(chart.CUSTOMER_COLUMNS) if name not in but]
    return (
        np.array_equal(one.tally, other.tally)
        and np.array_equal(one.world.books.vintages, other.world.books.vintages)
        and np.array_equal(one.world.books.customers[:, columns], other.world.books.customers[:, columns])
        and one.outcome.waits == other.outcome.waits
        and bits(one.world.state) == bits(other.world.state)
    )


def itself(tree: Tree) -> Tree:
    """Return the terms of a switch from a program to itself."""
    names = list(tree.get("tiers", {}).get("levels", {}))
    return {"levels": {name: name for name in names}} if names else {}


# Where only payers are members they are too few for the law to say anything.
OPEN_CASES = [one for one in drawn_cases(12) if one.program.get("membership", {}).get("join") != "paid"][:4]


@pytest.mark.parametrize("case", OPEN_CASES, ids=lambda case: f"case {case.number}")
def test_a_switch_to_the_same_program_changes_no_bit(case: Any) -> None:
    tree = {**case.program, "communication": COMMUNICATION}
    if tree.get("membership", {}).get("join") == "paid":  # few would be members
        tree["membership"] = {"join": "automatic"}
    stays, switched = run(tree), run(tree, tree, itself(tree))
    assert stays.tally[-1, 1:, :, chart.CUSTOMERS].sum() > 20
    assert same(stays, switched, but=("level_switch", "worth_change"))


def test_up_to_the_switch_nothing_is_different_and_from_it_on_something_is() -> None:
    stays, switched = run(LADDER), run(LADDER, HARDER, {"levels": TO_HARDER})
    for week in range(AT):
        assert np.array_equal(in_rows(stays.tally[week], (0, 0, 1), 2), switched.tally[week])
    assert not np.array_equal(in_rows(stays.tally[AT], (0, 0, 1), 2), switched.tally[AT])


@pytest.mark.parametrize(
    "manner", [Manner("agents", "simpy"), Manner("kernel", "compiled", 2, 2)], ids=["agents", "threads"]
)
def test_every_driver_lives_the_same_switch(manner: Manner) -> None:
    terms = {
        "levels": TO_HARDER,
        "exchange": {"points": "1 for 2"},
        "keep": "8 weeks",
        "announced": "4 weeks",
    }
    assert same(run(LADDER, HARDER, terms), run(LADDER, HARDER, terms, manner))


def test_books_balance_over_random_switches() -> None:
    moved = 0
    for story in drawn(switches(), 6):
        before, terms = story.program["migration"]["from"], dict(story.program["migration"])
        before = {**before, "communication": COMMUNICATION}
        terms["at"] = f"week {AT}"
        after = {**story.program, "communication": COMMUNICATION}
        moved += int(run(before, after, terms).tally[AT, ..., chart.POINTS_REVERSED].sum())
    assert moved > 0


FIELDS: dict[str, Tree] = {
    "at": {"at": "week 20"},
    "a date": {"at": "2014-05-14"},
    "points": {"exchange": {"points": "1 for 2"}},
    "status": {"exchange": {"status": "1 for 2"}},
    "levels": {"levels": {**NAMES, "silver": "gold"}},
    "keep": {"keep": "10 weeks"},
    "announced": {"announced": "4 weeks"},
    "cost": {"cost": "7 CNY"},
}


def test_every_field_is_among_the_settings() -> None:
    fields = Migration.model_fields.keys() - {"from_"} | Exchange.model_fields.keys()
    assert FIELDS.keys() - {"a date"} == fields - {"exchange"}


@pytest.mark.parametrize("field", FIELDS)
def test_every_setting_changes_what_a_run_leaves(field: str) -> None:
    usual = {"levels": TO_HARDER, "exchange": {"status": "1 for 1"}}
    if field == "levels":
        changed: Tree = {"levels": {**TO_HARDER, "silver": "gold"}}
    else:
        changed = FIELDS[field]
    assert not same(run(LADDER, HARDER, usual), run(LADDER, HARDER, {**usual, **changed}))


def test_half_of_the_points_goes_where_one_is_given_for_two() -> None:
    stays, halved = run(LADDER), run(LADDER, LADDER, {**itself(LADDER), "exchange": {"points": "1 for 2"}})
    held = int(stays.tally[AT - 1, ..., chart.POINTS_OUTSTANDING].sum())
    more = (
        halved.tally[AT, ..., chart.POINTS_REVERSED].sum() - stays.tally[AT, ..., chart.POINTS_REVERSED].sum()
    )
    assert held > 1_000
    assert abs(int(more) - held / 2) < 0.05 * held


def test_a_kept_level_is_lost_only_when_the_time_is_over() -> None:
    terms = {"levels": {**TO_HARDER, "silver": "gold"}}
    least = {}
    for keep in (None, "10 weeks"):
        kept = run(LADDER, HARDER, terms | ({"keep": keep} if keep else {}))
        least[keep] = kept.tally[:, 2, :, chart.CUSTOMERS].sum(axis=1)
    weeks = least["10 weeks"]
    assert min(weeks[AT : AT + 10]) >= weeks[AT] > 20
    assert weeks[AT + 10] < weeks[AT + 9]
    assert min(least[None][AT : AT + 10]) < weeks[AT]


def test_who_loses_loses_trust_once_less_when_told_and_who_wins_gains_none() -> None:
    trust = {}
    for name, after, terms in (
        ("stays", LADDER, itself(LADDER)),
        ("loses", HARDER, {"levels": TO_HARDER}),
        ("told", HARDER, {"levels": TO_HARDER, "announced": "20 weeks"}),
        ("wins", LADDER, {"levels": {"base": "silver", "silver": "gold", "gold": "gold"}}),
    ):
        switched = run(LADDER, after, terms)
        trust[name] = int(switched.tally[AT, ..., chart.TRUST].sum())
        change = switched.world.books.customers[:, chart.CUSTOMER_COLUMNS.index("worth_change")]
        assert (change.sum() > 0) == (name == "wins")
        assert (change.sum() < 0) == (name in ("loses", "told"))
    assert trust["loses"] < trust["told"] < trust["stays"]
    assert abs(trust["wins"] - trust["stays"]) < 0.1 * (trust["stays"] - trust["loses"])
