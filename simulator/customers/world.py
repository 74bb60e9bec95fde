"""The world of a run: everything that a week reads and writes, in one tuple."""

from __future__ import annotations

from typing import NamedTuple

from simulator.customers.houses import Houses
from simulator.customers.state import Books, Calendar, Halves, Lived, Network, Records
from simulator.program.packed import Dated


class World(NamedTuple):
    """All that a week reads and writes; `program`, `numbers`, `conditions`, `page` have one record each."""

    traits: Records
    state: Records
    rings: Halves  # (N, length of the program's rings), see state.fresh_rings
    rivals: Records  # (N, rivals): what each customer has lived with each rival
    houses: Houses  # accounts at rivals with a program
    program: Records
    dated: Dated
    numbers: Records
    conditions: Records
    calendar: Calendar
    books: Books
    page: Records
    network: Network


def lived_in(world: World) -> Lived:
    """Return what people have lived in a world so far, to start another from."""
    houses = world.houses
    return Lived(world.state, world.rings, world.rivals, houses.accounts, houses.rings)
