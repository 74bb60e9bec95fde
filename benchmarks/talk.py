"""What a network of talk costs, in one interleaved run: `python -m benchmarks.talk [CUSTOMERS]`.

Order of parts: the markets, their rounds, what is printed. Read ratios, not rates. A million customers three
times over take some 3 GB. Fails where less than `LEAST` of the speed without a network is left.
"""

from __future__ import annotations

import statistics
import sys
import time

from benchmarks.__main__ import Runner, world_of
from simulator.customers.talking import pass_on
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.market.network import KINDS, MEAN_FIELD, SCALE_FREE, SMALL_WORLD, NetworkTable

CUSTOMERS = 1_000_000
WARM_WEEKS, WEEKS, ROUNDS = 4, 2, 5
LEAST = 0.4  # of the speed without a network that is left with one
NETWORKS = (NetworkTable(), NetworkTable(SMALL_WORLD, 8, 100), NetworkTable(SCALE_FREE, 8, 100))


def runner(world: World) -> Runner:
    """Return what lives weeks of a market and turns its talk after each, as the clock does."""
    kernel = Kernel(world)
    books = world.books

    def live(week: int) -> None:
        kernel.week(week)
        books.heard[...] = books.talk
        books.talk[...] = 0
        if len(world.network.told):
            pass_on(*world.network)

    return Runner(live, world, WARM_WEEKS)


def measure(customers: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return customer-weeks a second by network, round by round, and the seconds to set a market up."""
    runners, seconds = {}, {}
    for table in NETWORKS:
        began = time.perf_counter()
        world = world_of(customers, network=table)
        seconds[KINDS[table.kind]] = time.perf_counter() - began
        runners[KINDS[table.kind]] = runner(world)
    rates: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(ROUNDS):
        for name, one in runners.items():
            rates[name].append(one.run(WEEKS))
    return rates, seconds


def report(customers: int) -> bool:
    """Measure and print; return whether enough of the speed is left."""
    rates, seconds = measure(customers)
    field = rates[KINDS[MEAN_FIELD]]
    enough = True
    print(f"{f'{customers:,} customers, median of {ROUNDS} rounds':40s} {'thousand/s':>10s} {'ratio':>6s}")
    for name, found in rates.items():
        left = statistics.median(rate / alone for rate, alone in zip(found, field, strict=True))
        print(
            f"{name:40s} {statistics.median(found) / 1e3:10,.1f} {left:6.2f}  set up in {seconds[name]:.1f} s"
        )
        enough = enough and left >= LEAST
    return enough


if __name__ == "__main__":
    sys.exit(0 if report(int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS) else 1)
