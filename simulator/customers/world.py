"""The world of a run: everything that a week reads and writes, in one tuple."""

from __future__ import annotations

from typing import NamedTuple

from simulator.customers.state import Books, Calendar, Halves, Records
from simulator.program.packed import Dated


class World(NamedTuple):
    """All that a week reads and writes; `program`, `numbers`, `conditions`, `page` have one record each."""

    traits: Records
    state: Records
    rings: Halves  # (N, length of the program's rings), see state.fresh_rings
    program: Records
    dated: Dated
    numbers: Records
    conditions: Records
    calendar: Calendar
    books: Books
    page: Records
