"""Contact before and after a sale: when reminders come, what they and calls do, and what they cost."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.customers.contacting import heard_with_call, reminder_number, reminder_pull
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 52, 300
SLOW = {"orders_per_year": 10.0, "order_exposure": 1.0, "failure_rate": 0.2}
BEFORE: Tree = {"after": "8 weeks", "cost_per_reminder": "0.5 CNY"}
AFTER: Tree = {"share": "50%", "cost_per_call": "2 CNY"}


def lived(contact: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()) -> Life:
    return both(contact, values, off)[1]


def both(
    contact: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()
) -> tuple[World, Life]:
    tree = {"title": "A", "currency": "CNY", "contact": contact}
    world = world_with(tree, {**SLOW, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


# ---- before a sale --------------------------------------------------------------------------------------


def test_a_reminder_comes_after_so_much_silence_and_again_as_often_as_is_said() -> None:
    assert [reminder_number(quiet, 8, 0) for quiet in (0, 7, 8, 9, 16)] == [0, 0, 1, 0, 0]
    assert [reminder_number(quiet, 8, 4) for quiet in (4, 8, 11, 12, 16, 20)] == [0, 1, 0, 2, 3, 4]


def test_a_reminder_fades_and_a_second_one_pulls_half_as_much() -> None:
    assert [reminder_pull(0.2, weeks, 4.0, 1) for weeks in (-1, 0, 2, 4)] == [0.0, 0.2, 0.1, 0.0]
    assert reminder_pull(0.2, 0, 4.0, 2) == pytest.approx(0.1)


def test_reminders_bring_orders_at_their_cost_and_none_where_they_move_nobody() -> None:
    reminded, silent = lived({"before_sale": BEFORE}, {"reminder_pull": 1.0}), lived({})
    assert total(reminded, chart.ORDERS) > 1.01 * total(silent, chart.ORDERS)
    sent = total(reminded, chart.REMINDERS)
    assert sent > 100
    assert total(reminded, chart.COMMUNICATION_COST) == 50 * sent
    off = lived({"before_sale": BEFORE}, off=("sales_contact", "win_back"))
    assert total(off, chart.ORDERS) == total(silent, chart.ORDERS)
    assert total(off, chart.REMINDERS) > 100


# ---- after a sale ---------------------------------------------------------------------------------------


def test_a_call_brings_up_part_of_what_would_stay_silent() -> None:
    assert heard_with_call(0.2, 0.5) == pytest.approx(0.6)
    assert heard_with_call(0.2, 0.0) == 0.2


def test_calls_bring_failures_to_the_desk_and_mend_more_of_them() -> None:
    room = {"desk_load": 0.5}  # for the cases that calls bring
    (called, life), (uncalled, other) = (
        both(one, room) for one in ({"after_sale": {**AFTER, "share": "100%"}}, {})
    )
    heard = [total(one, chart.COMPLAINTS) / total(one, chart.FAILURES) for one in (life, other)]
    assert heard[1] < 0.5 < heard[0]
    kept = life.tally[:, 1:, :, chart.ORDERS].sum() - life.tally[:, 1:, :, chart.REFUSALS].sum()
    assert total(life, chart.CALLS) == kept
    assert total(life, chart.COMMUNICATION_COST) == 200 * kept
    assert called.state["trust"].sum() > uncalled.state["trust"].sum() + 0.5


def test_who_was_called_is_mended_as_quickly_as_who_did_not_wait() -> None:
    # Nobody is quick enough here but who was called.
    values = {"recovery_slow": 0.0, "recovery_fast": 1.0, "fast_minutes": -1.0, "call_hears": 1e-9}
    called, uncalled = (both(one, values)[0] for one in ({"after_sale": {"share": "100%"}}, {}))
    assert called.state["satisfaction"].sum() > uncalled.state["satisfaction"].sum()
