"""Whatever a program is, every check comes to an end with numbers that can be written."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from hypothesis import given, settings

from simulator.audit import CHECKS, DEFAULTS, Case, Kind
from simulator.program import Program
from simulator.program.tiers import Tiers
from tests.audit.make import people
from tests.builders import programs


def exact(value: Any) -> Any:
    """Return a drawn tree with the decimals that a file would hold."""
    if isinstance(value, dict):
        return {key: exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    return Decimal(str(value)) if isinstance(value, float) else value


@settings(max_examples=150, deadline=None)
@given(tree=programs())
def test_no_check_fails_on_a_random_program(tree: dict[str, Any]) -> None:
    case = Case(Program.model_validate(exact(tree)), people(), DEFAULTS)
    for check in CHECKS:
        judged = check.judge(case)
        assert judged.says.endswith((".", "?")) or judged.kind is Kind.IDLE
        assert "nan" not in judged.measured
        assert judged.value is None or not math.isnan(judged.value)
        if judged.kind is Kind.FLAW:
            assert check.limit is not None


@settings(max_examples=60, deadline=None)
@given(tree=programs())
def test_the_ladder_of_a_random_program_is_whole(tree: dict[str, Any]) -> None:
    case = Case(Program.model_validate(exact(tree)), people(), DEFAULTS)
    asks = [step.asks for step in case.steps]
    assert asks == sorted(asks)
    assert sum(step.share for step in case.steps) == 1 or math.isclose(sum(s.share for s in case.steps), 1)
    assert all(step.share >= -1e-12 and step.worth >= 0 and step.cost >= 0 for step in case.steps)
    groups = case.ladder.groups  # the same people, parted by whether they pay
    assert math.isclose(sum(group.share for group in groups), 1)
    assert math.isclose(sum(group.sales for group in groups), 1)


@settings(max_examples=30, deadline=None)
@given(tree=programs())
def test_no_check_fails_where_nobody_buys(tree: dict[str, Any]) -> None:
    somebody = people()
    numbers = {**somebody.numbers, "orders_per_year": 0.0, "login_rate": 0.0}
    nobody = type(somebody)(somebody.currency, numbers, 0.0, 0.0, 0.0, True)
    case = Case(Program.model_validate(exact(tree)), nobody, DEFAULTS)
    assert all("nan" not in check.judge(case).measured for check in CHECKS)


def test_a_market_in_which_nobody_buys_is_judged_too() -> None:
    nobody = people()
    numbers = {**nobody.numbers, "orders_per_year": 0.0}
    case = Case(
        Program(title="Bare", tiers=Tiers()),
        type(nobody)(nobody.currency, numbers, 0.0, 0.0, 0.0, True),
        DEFAULTS,
    )
    assert len([check.judge(case) for check in CHECKS]) == len(CHECKS)
