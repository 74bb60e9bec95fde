"""Data of members: who shares them, what is chosen with them, and what misuse costs."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.customers.disclosing import shares_data
from simulator.engine.kernel import Kernel
from simulator.program.data import sharing_chance
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 40, 300
BUSY = {"orders_per_year": 40.0, "order_exposure": 1.0}


def program(**clauses: Tree) -> Tree:
    coupons = {"tea": {"percent": "10%", "sent": "2 per month", "valid": "4 weeks", "targeted": True}}
    return {"title": "A", "communication": {"reach": "100%"}, "rewards": {"coupons": coupons}, **clauses}


def lived(tree: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()) -> Life:
    world = world_with(tree, {**BUSY, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_trust_makes_share_and_passing_on_deters() -> None:
    assert sharing_chance(0.0, 3.0, 0.5, 0.0) == 0.5
    assert sharing_chance(1.0, 3.0, 0.9, 0.0) > sharing_chance(1.0, 3.0, 0.4, 0.0)
    assert sharing_chance(1.0, 3.0, 0.5, 1.0) == 0.5


def test_the_unconcerned_share_first_and_the_concerned_never_without_trust() -> None:
    world = world_with(program(), customers=CUSTOMERS)
    p, b = world.program[0], world.numbers[0]
    low, high = ([shares_data(t, trust, p, b) for t in world.traits] for trust in (0.3, 0.9))
    assert all(later or not sooner for sooner, later in zip(low, high, strict=True))
    assert sum(low) / CUSTOMERS == pytest.approx(sharing_chance(1.0, 3.0, 0.3, 0.0), abs=0.1)
    concern = world.traits["privacy"]
    assert max(concern[i] for i in range(CUSTOMERS) if low[i]) < min(
        concern[i] for i in range(CUSTOMERS) if not low[i]
    )


def test_only_who_shares_gets_what_was_chosen_for_him() -> None:
    used = [total(lived(program(), {"sharing_base": base}), chart.COUPONS_USED) for base in (-30.0, 30.0)]
    assert used[0] * 10 < used[1]
    warm = [lived(program(), {"personal_warmth": part}) for part in (0.0, 0.03)]
    assert total(warm[1], chart.SATISFACTION) / total(warm[1], chart.ATTACHED) > total(
        warm[0], chart.SATISFACTION
    ) / total(warm[0], chart.ATTACHED)


@pytest.mark.parametrize("misuse", [{"passed_on": True}, {"breaches": "6 per year"}])
def test_misuse_costs_trust_of_those_who_share(misuse: Tree) -> None:
    kept, misused = lived(program()), lived(program(data=misuse), {"passing_noticed": 0.05})
    trust = [total(life, chart.TRUST) / total(life, chart.ATTACHED) for life in (kept, misused)]
    assert trust[1] < trust[0] - 30.0
    still = lived(program(data=misuse), off=("privacy",))
    assert still.digests == lived(program(), off=("privacy",)).digests


def test_a_leak_is_of_all_in_one_week() -> None:
    tree: Tree = {"title": "A", "communication": {"reach": "100%"}, "data": {"breaches": "52 per year"}}
    nobody = lived(tree, {"sharing_base": -30.0})
    assert nobody.digests == lived({**tree, "data": {}}, {"sharing_base": -30.0}).digests
