"""The mesa driver: agents as thin views on one customer each, living the same week by the same phases.

For looking inside, teaching, mesa's DataCollector, and for researchers who replace a phase in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mesa
import numpy as np

from simulator.customers.counting import count_people
from simulator.customers.deciding import decide
from simulator.customers.hearing import RegionPeople, hear
from simulator.customers.opening import review
from simulator.customers.page import open_page, write_tally
from simulator.customers.visiting import live
from simulator.customers.week import PHASES, live_week
from simulator.customers.world import World

Phase = Callable[..., None]
PHASE_CALLS: dict[str, Phase] = dict(zip(PHASES, (review, hear, live, decide, count_people), strict=True))


class Customer(mesa.Agent):  # type: ignore[misc]  # mesa tells no types
    """One customer: a view on row `index` of the world, with no state of its own."""

    def __init__(self, model: Market, index: int) -> None:
        super().__init__(model)
        self.people = np.array([index], dtype=np.int64)

    @property
    def state(self) -> Any:
        """Return the customer's state record."""
        return self.model.world.state[self.people[0]]

    def step(self) -> None:
        """Live one week: one compiled call, or phase by phase where one was replaced."""
        model = self.model
        if not model.replaced:
            live_week(model.world, self.people, model.week_now, model.region_people)
            return
        for name, phase in model.phases.items():
            if name == "hear":
                phase(model.world, self.people, model.week_now, model.region_people)
            else:
                phase(model.world, self.people, model.week_now)


class Market(mesa.Model):  # type: ignore[misc]  # mesa tells no types
    """All customers of a world as mesa agents.

    Parameters
    ----------
    world
        The world to move.
    replaced
        Phases replaced by Python functions of (world, people, week); `hear` also takes the sizes of regions.
    shuffle
        Agents live in a new random order each week (the order changes nothing, which is tested).
    """

    def __init__(
        self,
        world: World,
        replaced: Mapping[str, Phase] | None = None,
        *,
        shuffle: bool = True,
        seed: int = 0,
    ) -> None:
        super().__init__(seed=seed)
        unknown = set(replaced or {}) - set(PHASE_CALLS)
        if unknown:
            raise ValueError(f"no phase {sorted(unknown)}; phases are {', '.join(PHASES)}")
        self.world = world
        self._people = RegionPeople(world.traits)
        self.region_people = self._people.of(0)
        self.replaced = bool(replaced)
        self.phases = {**PHASE_CALLS, **(replaced or {})}
        self.shuffle = shuffle
        self.week_now = 0
        for index in range(len(world.state)):
            Customer(self, index)

    def week(self, week: int) -> None:
        """Live one week of everybody."""
        self.week_now = week
        self.region_people = self._people.of(week)
        open_page(self.world, week)
        if self.shuffle:
            self.agents.shuffle_do("step")
        else:
            self.agents.do("step")
        write_tally(self.world)

    def close(self) -> None:
        """Nothing to end."""
