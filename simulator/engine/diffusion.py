"""A launch in a market where people only order and talk: the limit in which talk is the law of Bass.

Order of parts: what is asked and found, the market, its weeks.
Everybody needs and talks alike, tells the program with some orders, and may be told of it at the checkout:
the first is imitation, the second innovation. Nothing that is told moves a feeling.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.customers.population import draw_panel
from simulator.customers.telling import bass_share
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Market, Span, build_world, regions_of
from simulator.engine.solve import effects_off
from simulator.market.behaviour import behaviour
from simulator.market.network import NetworkTable
from simulator.program import Program, program_table

BEGINS = datetime.date(2014, 1, 6)  # any: nothing has a date
ORDERS_A_WEEK = 0.5
REACH = 3.0
ALIKE = 1_000.0  # gamma shape of needs that are next to equal
TOLERANCE = 0.04  # in the share of people: a week until talk is heard, and who hears two members at once


class Diffusion(NamedTuple):
    """A launch: the share of people who know of the program at the end of each week, and the law's."""

    seen: NDArray[np.float64]
    law: NDArray[np.float64]

    @property
    def gap(self) -> float:
        """Return the largest distance between the two, share of people."""
        return float(np.max(np.abs(self.seen - self.law)))


def diffusion(
    innovation: float,
    imitation: float,
    weeks: int,
    customers: int,
    seed: int = 1,
    network: NetworkTable = NetworkTable(),  # noqa: B008 - immutable
) -> Diffusion:
    """Launch a program and return who knows of it week by week, beside Bass's closed form.

    Parameters
    ----------
    innovation, imitation
        p and q of the law, a week, well below 1.
    network
        Who talks to whom. The law is that of a mean field; in a network the same talk spreads more slowly.

    Source: Bass 1969. Within `TOLERANCE` at p .003 and q .06 in a mean field of regions of 2,500 people.
    """
    numbers = effects_off(behaviour())._replace(
        orders_per_year=52.0 * ORDERS_A_WEEK,
        need_shape=ALIKE,
        effort_sd=0.0,
        hazard_mean=0.0,
        order_exposure=innovation / ORDERS_A_WEEK,
        talk_rate=imitation / (REACH * ORDERS_A_WEEK),
        talk_reach=REACH,
        talk_delight=0.0,
        talk_weight=0.0,
        consider_return=0.0,
        consider_loss=0.0,
    )
    market = Market(0, 0, 0, 0, 0, 100, verification=1, network=network)
    program = Program.model_validate({"title": "A launch", "currency": "CNY", "membership": {}})
    span = Span(0, weeks, BEGINS)
    table = program_table(program, weeks + 60, span.origin, BEGINS, customers)
    traits = draw_panel(customers, numbers, seed, 0, market.minor, regions_of(customers))
    world = build_world(traits, numbers, table, market, span, (seed, 0))
    aware: list[float] = []
    Clock(Kernel(world), 0, lambda now, _week: aware.append(float(now.state["aware"].mean()))).run(weeks)
    law = [bass_share(innovation, imitation, week + 1.0) for week in range(weeks)]
    return Diffusion(np.array(aware), np.array(law))
