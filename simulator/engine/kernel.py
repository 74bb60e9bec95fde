"""The compiled driver: chunks of whole regions live a week each, on as many threads as asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from simulator.customers.hearing import RegionPeople
from simulator.customers.page import fresh_page, open_page, write_tally
from simulator.customers.week import live_week
from simulator.customers.world import World


class Kernel:
    """Lives weeks of a world, chunk by chunk; regions are never split, so any chunking gives the same bits.

    Parameters
    ----------
    world
        The world to move.
    chunks
        Number of chunks, at most the number of regions.
    threads
        Threads that share the chunks; 1 runs them in turn.
    """

    def __init__(self, world: World, chunks: int = 1, threads: int = 1) -> None:
        regions = world.traits["region"]
        count = int(regions.max()) + 1
        self.world = world
        self.region_people = RegionPeople(world.traits)
        chunk_of_region = np.arange(count) * min(chunks, count) // count
        chunk_of = chunk_of_region[regions]
        self.lists: list[NDArray[np.int64]] = [
            np.flatnonzero(chunk_of == chunk).astype(np.int64) for chunk in range(int(chunk_of.max()) + 1)
        ]
        self._parts = [self._part() for _ in self.lists]
        self._pool = ThreadPoolExecutor(threads) if threads > 1 and len(self.lists) > 1 else None

    def _part(self) -> World:
        books = self.world.books
        if len(self.lists) == 1:
            return self.world
        own = books._replace(tally=np.zeros_like(books.tally), vintages=np.zeros_like(books.vintages))
        houses = self.world.houses
        return self.world._replace(
            books=own, page=fresh_page(), houses=houses._replace(pages=houses.pages.copy())
        )

    def week(self, week: int) -> None:
        """Live one week of everybody."""
        for part in self._parts:
            open_page(part, week)
            if part is not self.world:
                part.houses.pages[...] = self.world.houses.pages
                part.houses.pages["tally"] = 0
                part.houses.pages["taken"] = 0
        region_people = self.region_people.of(week)
        if self._pool is None:
            for part, people in zip(self._parts, self.lists, strict=True):
                live_week(part, people, week, region_people)
        else:
            jobs = [
                self._pool.submit(live_week, part, people, week, region_people)
                for part, people in zip(self._parts, self.lists, strict=True)
            ]
            for job in jobs:
                job.result()
        for part in self._parts:
            write_tally(part)
            if part is not self.world:
                self.world.books.tally[...] += part.books.tally
                self.world.books.vintages[...] += part.books.vintages
                for name in ("tally", "taken"):
                    self.world.houses.pages[name] += part.houses.pages[name]
                part.books.tally[...] = 0
                part.books.vintages[...] = 0

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()
