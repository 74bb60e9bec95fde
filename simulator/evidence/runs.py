"""What one seed lives: people of its own, settled without a program, then every world that patterns ask for.

Order of parts: a world to live, the market, the runs of a seed. Each world is lived once a seed, by the same
people with the same luck as all others.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from simulator.customers.population import draw_panel
from simulator.customers.state import Lived, Records, fresh_rings
from simulator.customers.world import World, lived_in
from simulator.engine import solve
from simulator.engine.kept import kept, key_of
from simulator.engine.run import walk
from simulator.engine.setting import Market, Span, build_world, regions_of
from simulator.engine.start import ALONE_WEEKS, acquainted
from simulator.evidence.lives import Life, live
from simulator.evidence.programs import table_of
from simulator.market.behaviour import BASELINE_MECHANISMS, MECHANISM_NAMES, behaviour
from simulator.market.business import business_table
from simulator.market.file import ranges, switched_off
from simulator.market.growth import arrival_days
from simulator.market.service import NO_SERVICE, ServiceTable
from simulator.scenario import load
from simulator.units import minor_digits

MARKET = "china-marketplace"
BEGINS = datetime.date(2014, 1, 6)
SEED = 20_140_106
USUAL_SHARE = 0.4
# Every mechanism through which a program moves anybody. Comprehension, noticing and other cards only dampen
# these, and who redeems is no pull: they stay as they are.
DAMPERS = ("comprehension", "noticing", "other_cards", "redemption")
PROGRAM_EFFECTS = tuple(name for name in MECHANISM_NAMES if name not in (*BASELINE_MECHANISMS, *DAMPERS))


class Trial(NamedTuple):
    """One world to live: a program over so many weeks, and in what it differs from the usual market."""

    program: str
    weeks: int
    keep: tuple[str, ...] = ()
    values: Mapping[str, float] = {}  # numbers of behaviour that are moved, nothing solved again
    factors: Mapping[str, float] = {}  # numbers of behaviour that are multiplied
    off: tuple[str, ...] = ()  # mechanisms switched off
    price: float = 1.0
    share: float = USUAL_SHARE  # of the firm in the market's occasions
    growing: int = 0  # people who come to the category a year, thousandths of those there at week 0
    service: ServiceTable = NO_SERVICE  # from week 0 on

    @property
    def crowd(self) -> Crowd:
        """Return who its people are."""
        return Crowd(self.share, self.growing, self.weeks if self.growing else 0)


class Crowd(NamedTuple):
    """Who the people of worlds are: worlds with the same crowd share people and past."""

    share: float = USUAL_SHARE
    growing: int = 0
    weeks: int = 0  # over which newcomers come


USUAL_CROWD = Crowd()


class Laboratory:
    """What all seeds share: the market's numbers, solved once for each share of the firm.

    Parameters
    ----------
    customers
        People of each seed.
    """

    def __init__(self, customers: int) -> None:
        self.customers = customers
        self._numbers: dict[float, Any] = {}
        self._lock = threading.Lock()

    @cached_property
    def market(self) -> Any:
        """Return the market's file."""
        return load(MARKET, "market").model

    @cached_property
    def facts(self) -> Market:
        """Return the facts of the business."""
        table = business_table(self.market.business)
        minor = 10 ** minor_digits(self.market.currency)
        return Market(
            table.marketplace, table.margin, table.seller_cost, table.fulfilment, table.handling, minor
        )

    def stated(self, share: float = USUAL_SHARE) -> Any:
        """Return the market's central numbers as they are stated, with another share of the firm."""
        values = {name: value for name, (value, _, _) in ranges(self.market).items()}
        return behaviour({**values, "share_focal": share}, switched_off(self.market))

    def numbers(self, share: float = USUAL_SHARE) -> Any:
        """Return the same with what is solved for them."""
        with self._lock:
            if share not in self._numbers:
                stated, facts = self.stated(share), self.facts
                table = table_of("none", Span(0, solve.WEEKS, solve.EPOCH), solve.CUSTOMERS)
                key = key_of(("solved", tuple(stated), tuple(facts)))

                def make() -> dict[str, Any]:
                    found = solve.told(lambda: solve.neutral(stated, table, facts))
                    return {name: np.array(getattr(found, name)) for name in solve.Solved._fields}

                found = kept("solved", key, make)
                solved = {name: float(found[name]) for name in solve.Solved._fields}
                self._numbers[share] = stated._replace(**solved)
            return self._numbers[share]


class Runs:
    """Everything that one seed lives, each piece made when it is first asked for.

    Parameters
    ----------
    laboratory
        What all seeds share.
    seed
        Number of the seed, from 0 on: people and luck of their own.
    trials
        The worlds that may be asked for, by name.
    """

    def __init__(self, laboratory: Laboratory, seed: int, trials: Mapping[str, Trial]) -> None:
        self.laboratory = laboratory
        self.seed = seed
        self.trials = trials
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is made under a key, made at the first call."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def life(self, name: str) -> Life:
        """Return the life of a world, by name."""
        found: Life = self.once(("life", name), lambda: self._live(self.trials[name]))
        return found

    def people(self, crowd: Crowd = USUAL_CROWD) -> Records:
        """Return the people of the seed, with those who are yet to come."""

        def make() -> Records:
            size, facts = self.laboratory.customers, self.laboratory.facts
            numbers = self.laboratory.numbers(crowd.share)
            days = arrival_days(crowd.growing, size, crowd.weeks) if crowd.growing else None
            return draw_panel(size, numbers, SEED, self.seed, facts.minor, regions_of(size), days)

        found: Records = self.once(("people", crowd), make)
        return found

    def settled(self, crowd: Crowd = USUAL_CROWD) -> Lived:
        """Return what they have lived after many years without a program, as studies begin."""

        def make() -> Lived:
            table = table_of("none", Span(-ALONE_WEEKS, 0, BEGINS), self.laboratory.customers)
            numbers = self.laboratory.numbers(crowd.share)
            people, facts = self.people(crowd), self.laboratory.facts._replace(growing=crowd.growing)
            started = acquainted(people, numbers, table, -ALONE_WEEKS)
            span = Span(-ALONE_WEEKS, 0, BEGINS)
            world = build_world(people, numbers, table, facts, span, self.luck, started=started)
            walk(world, -ALONE_WEEKS, ALONE_WEEKS)
            return lived_in(world)

        found: Lived = self.once(("settled", crowd), make)
        return found

    @property
    def luck(self) -> tuple[int, int]:
        """Return the luck of the seed, the same in every world."""
        return SEED, self.seed

    def world(self, trial: Trial) -> World:
        """Return a world before its first week: settled people, to whom a program is new."""
        span = Span(0, trial.weeks, BEGINS)
        table = table_of(trial.program, span, self.laboratory.customers)
        numbers = moved(self.laboratory.numbers(trial.share), trial)
        settled = self.settled(trial.crowd)
        facts = self.laboratory.facts._replace(growing=trial.growing, service=trial.service)
        state = settled.state.copy()
        state["rating"] = table.rating_start
        rings = fresh_rings(self.laboratory.customers, table)
        return build_world(
            self.people(trial.crowd),
            numbers,
            table,
            facts,
            span,
            self.luck,
            started=settled._replace(state=state, rings=rings),
            price=trial.price,
        )

    def _live(self, trial: Trial) -> Life:
        return live(self.world(trial), trial.weeks, trial.keep)


def moved(numbers: Any, trial: Trial) -> Any:
    """Return numbers with what a trial moves, multiplies and switches off; nothing is solved again."""
    still = behaviour({}, trial.off)._asdict()
    plain = behaviour()._asdict()
    off = {name: value for name, value in still.items() if value != plain[name]}
    times = {name: getattr(numbers, name) * factor for name, factor in trial.factors.items()}
    return numbers._replace(**trial.values, **times, **off)
