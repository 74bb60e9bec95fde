"""Small worlds of random programs and markets, ways to live them, and the hash of all that they leave.

Order of parts: cases, worlds, lives, all cases in plain Python (run as a module with compilation off).
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.customers.population import draw_panel
from simulator.customers.state import Records
from simulator.customers.world import World
from simulator.engine.agents import Market as Agents
from simulator.engine.clock import Clock, Driver
from simulator.engine.desks import CompiledDesks, Desks, SimpyDesks
from simulator.engine.kernel import Kernel
from simulator.engine.rivalry import Rivals, rivals_of
from simulator.engine.setting import Market, Span, build_world
from simulator.market.behaviour import behaviour
from simulator.market.growth import arrival_days
from simulator.market.network import SCALE_FREE, SMALL_WORLD, NetworkTable
from simulator.market.rivals import RivalTable
from simulator.market.service import ServiceTable
from simulator.program import Program, program_table
from simulator.program.table import ProgramTable
from simulator.service.desk import Case as DeskCase
from tests.builders import market_reached, markets, program_reached, programs
from tests.builders_program import Tree

CASES, CUSTOMERS, WEEKS, REGIONS = 20, 500, 60, 3
MINOR = 100
AHEAD_WEEKS = 60  # a term may end so much later than the run


# ---- cases ----------------------------------------------------------------------------------------------


class Case(NamedTuple):
    """One program in one market; its number decides on the business, the money and the dates."""

    number: int
    program: Tree
    values: dict[str, float]
    off: list[str]


def drawn(strategy: st.SearchStrategy[Any], draws: int = 300) -> list[Any]:
    """Return random values of a strategy, the same each time."""
    found: list[Any] = []

    @settings(max_examples=draws, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def varied(found: list[Any], kinds_of: Callable[[Any], set[str]], count: int) -> list[Any]:
    """Return values that hold as many kinds as can be, and are as unlike each other as can be."""
    left = [(kinds_of(one), one) for one in found]
    chosen: list[tuple[set[str], Any]] = []
    seen: set[str] = set()
    for _ in range(count):
        unlike = [(len(kinds - seen), min((len(kinds ^ other) for other, _ in chosen), default=0), len(kinds))
                  for kinds, _ in left]  # fmt: skip
        chosen.append(left.pop(unlike.index(max(unlike))))
        seen |= chosen[-1][0]
    return [one for _, one in chosen]


def drawn_cases(count: int = CASES) -> list[Case]:
    """Return the same random cases each time; one program in five stays as drawn, perhaps unheard of."""
    rich = [tree for tree in drawn(programs(), 500) if "points" in tree and "tiers" in tree]
    trees = varied(rich, program_reached, count)
    for number, tree in enumerate(trees):
        if number % 5:
            tree["communication"]["reach"] = "100%"
        if number in GROWING:
            tree["advertising"] = {"per_week": "900 CNY"}
            if "paid" in tree:
                tree["paid"]["fee"] = "0.90 CNY"  # so that many pay, and some leave in a term
    found = varied(drawn(markets()), market_reached, count)
    return [
        Case(number, tree, _values(number, market.values), _off(number, market.off))
        for number, (tree, market) in enumerate(zip(trees, found, strict=True))
    ]


def _off(number: int, drawn: Iterable[str]) -> list[str]:
    """Return the mechanisms that stand still: where people are advertised to, that is none of them."""
    return [name for name in drawn if number not in GROWING or name != "advertising"]


def _values(number: int, drawn: dict[str, float]) -> dict[str, float]:
    """Return a market's numbers, in some cases with vast baskets, busy desks or the laws of a fitted log."""
    values = dict(drawn)
    if number % 4 == 1:
        values["basket_mean"] = 1e5  # 1e7 minor units
    if number % 3 == 0:
        values["failure_rate"] = 0.3
    if number % 5 == 3:
        values |= {"share_rival": 0.1, "share_rival_2": 0.1, "share_rival_3": 0.05}
    if number % 4 == 3:
        values |= {"delay_rate": 0.1, "rival_delay_rate": 0.2, "rival_failures": 1.5}
    if number in GROWING:
        values["hazard_mean"] = 0.03  # who pays leaves, too
    if number % 7 == 3:
        values |= {"dropout_a": 0.8, "dropout_b": 2.4, "basket_law": 1.0}
    return values


def program_of(tree: Tree) -> Program:
    """Return a drawn tree as a program: binary fractions become the decimals that a file would hold."""

    def exact(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: exact(one) for key, one in value.items()}
        if isinstance(value, list):
            return [exact(one) for one in value]
        return Decimal(str(value)) if isinstance(value, float) else value

    return Program.model_validate(exact(tree))


# ---- worlds ---------------------------------------------------------------------------------------------

# Who talks to whom, by case: the mean field in half of them.
NETWORKS = (
    NetworkTable(), NetworkTable(SMALL_WORLD, 8, 100), NetworkTable(), NetworkTable(SCALE_FREE, 4, 250)
)  # fmt: skip
GROWING = (4, 16)  # cases to which people come while they run, and to whom is advertised
RETAILER = Market(0, 150, 0, 600, 500, MINOR)
MARKETPLACE = Market(1, 80, 700, 0, 300, MINOR)


# A desk by shifts, with a lane and agents who cannot do everything.
WEEKDAYS = tuple((1_440 * day + 540, 1_440 * day + 780) for day in range(5))
SERVICE = ServiceTable(
    agents=(
        (WEEKDAYS, 0b101, 3),
        (((600, 660), (7_200, 9_000)), 0b111, 2),
        (((0, 90), (5_000, 5_400)), 0b111, 3),
    ),
    target_minutes=240.0,
    capacity=1.05,
    compensation=3_000,
    by_severity=0.5,
    turnover=0.8,
    loyalty=0.3,
    seller_leaves=0.02,
    seller_bound=0.5,
)


def table_of(program: Program, span: Span, customers: int) -> ProgramTable:
    """Return the table of a program over a span."""
    return program_table(program, span.weeks + AHEAD_WEEKS, span.origin, span.begins, customers)


def world_of(case: Case, customers: int = CUSTOMERS, weeks: int = WEEKS, regions: int = REGIONS) -> World:
    """Return the world of a case before its first week: nobody has met the firm."""
    number = case.number
    numbers = behaviour(case.values, case.off)
    entries = np.arange(customers) * 90 // customers - 7 if number % 5 == 2 else None
    if number in GROWING:
        entries = arrival_days(400, customers, weeks)
    traits = draw_panel(customers, numbers, number, 0, MINOR, regions, entries)
    span = span_of(case, weeks)
    market = MARKETPLACE if number % 2 else RETAILER
    market = market._replace(network=NETWORKS[number % 4])
    if number % 4 == 3:
        market = market._replace(service=SERVICE)
    if number in GROWING:
        market = market._replace(growing=400)
    if number == 10:
        market = market._replace(verification=1)
    return build_world(
        traits, numbers, table_of(program_of(case.program), span, customers), market, span, (number, 1),
        houses=rivals_of_case(case, customers, weeks).tables,
        season=1.0 + 0.3 * np.sin(np.arange(52) / 8.0) if number % 3 == 1 else None,
        price=0.9 if number % 6 == 5 else 1.0,
    )  # fmt: skip


def rivals_of_case(case: Case, customers: int = CUSTOMERS, weeks: int = WEEKS) -> Rivals:
    """Return what rivals do: in one case of six the first copies the program and fights for orders."""
    if case.number % 6 != 2:
        return Rivals()
    told = RivalTable(
        price=950, promotion_every=5, promotion_weeks=2, promotion_cut=100, copies=7, match_share=500,
        match_after=2, match_floor=700, war_when=10, war_step=30, war_floor=800,
    )  # fmt: skip
    return rivals_of([told], [None], table_of(program_of(case.program), span_of(case, weeks), customers))


def span_of(case: Case, weeks: int = WEEKS) -> Span:
    """Return the span of a case."""
    return Span(0, weeks, datetime.date(2011, 12, 26) + datetime.timedelta(days=37 * case.number))


def world_with(
    program: Tree,
    values: Mapping[str, float] | None = None,
    off: Iterable[str] = (),
    *,
    traits: Records | None = None,
    customers: int = 400,
    regions: int = 2,
    first: int = 0,
    weeks: int = 40,
    market: Market = RETAILER,
) -> World:
    """Return a world with a program before its first week, with people of its own or the given ones."""
    numbers = behaviour(values, off)
    if traits is None:
        traits = draw_panel(customers, numbers, 1, 0, MINOR, regions)
    span = Span(first, weeks, datetime.date(2014, 1, 6))
    return build_world(
        traits, numbers, table_of(program_of(program), span, len(traits)), market, span, (1, 1)
    )


# ---- lives ----------------------------------------------------------------------------------------------


class Life(NamedTuple):
    """What a world leaves: tallies by week, (weeks, levels + 1, groups, WIDTH), and hashes of everything."""

    tally: NDArray[np.int64]
    digests: dict[str, str]


def live(
    world: World,
    driver: Driver,
    weeks: int,
    desk: str = "compiled",
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
) -> Life:
    """Live the weeks of a world and return what they leave."""
    tallies: list[NDArray[np.int64]] = []
    clock = Clock(driver, 0, lambda now, _week: tallies.append(now.books.tally.copy()), desk, rivals)
    clock.run(weeks)
    tally = np.array(tallies)
    arrays: dict[str, NDArray[Any]] = {
        "rings": world.rings,
        "tally": tally,
        "vintages": world.books.vintages,
        "customers": world.books.customers,
        "known": world.books.known,
        "purses": world.houses.rings,
        "at_rivals": np.array(clock.rivalry.tallies),
        "messages": np.stack([world.network.heard, world.network.near]),
    }
    digests = {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in arrays.items()}
    digests["state"] = hashlib.sha256(bits(world.state)).hexdigest()
    for name, records in (("rivals", world.rivals), ("accounts", world.houses.accounts)):
        digests[name] = hashlib.sha256(bits(records)).hexdigest()
    backlog = hashlib.sha256(repr(waiting(clock.desks)).encode())
    return Life(tally, {**digests, "waits": clock.desks.digest.hexdigest(), "backlog": backlog.hexdigest()})


def bits(records: Records) -> bytes:
    """Return the bytes of every field, without what lies between fields."""
    return b"".join(records[name].tobytes() for name in records.dtype.names or ())


def waiting(desks: Desks) -> list[DeskCase]:
    """Return the cases that wait at the end, region by region in the order of service."""
    if isinstance(desks, SimpyDesks):
        return [case for desk in desks.desks for case in desk.waiting()]
    assert isinstance(desks, CompiledDesks)
    held = desks.state
    return [
        DeskCase(
            int(held.priority[region, place]), float(held.arrival[region, place]),
            int(held.customer[region, place]), float(held.handling[region, place]),
            float(held.patience[region, place]),
        )
        for region in range(len(held.count))
        for place in range(int(held.count[region]))
    ]  # fmt: skip


def by_kernel(case: Case, desk: str = "compiled", **size: int) -> Life:
    """Live a case by the kernel, in one chunk."""
    world = world_of(case, **size)
    return live(world, Kernel(world), size.get("weeks", WEEKS), desk, rivals_of_case(case, **_panel(size)))


def by_agents(case: Case, replaced: dict[str, Callable[..., None]] | None = None, **size: int) -> Life:
    """Live a case by mesa agents in shuffled order, with SimPy's desks."""
    world = world_of(case, **size)
    agents = Agents(world, replaced, shuffle=True, seed=7)
    return live(world, agents, size.get("weeks", WEEKS), "simpy", rivals_of_case(case, **_panel(size)))


def _panel(size: dict[str, int]) -> dict[str, int]:
    return {name: size[name] for name in ("customers", "weeks") if name in size}


# ---- all cases in plain Python --------------------------------------------------------------------------


def in_turn(case: Case) -> dict[str, str]:
    """Return the hashes of a case lived by the kernel where its number is even, else by agents."""
    return (by_agents(case) if case.number % 2 else by_kernel(case)).digests


def main() -> None:
    """Read cases from standard input, live each by either driver in turn, and write their hashes."""
    assert os.environ.get("NUMBA_DISABLE_JIT") == "1", "for compiled code the tests are there"
    cases = [Case(*parts) for parts in json.load(sys.stdin)]
    with ProcessPoolExecutor(2) as pool:
        json.dump(list(pool.map(in_turn, cases)), sys.stdout)


if __name__ == "__main__":
    main()
