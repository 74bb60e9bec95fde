"""Programs for the checks: the clean example with a change, as a case on the usual market."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from simulator.audit import CHECKS, DEFAULTS, Buyers, Case, Judged, buyers_of, giving
from simulator.program import Program
from simulator.scenario import load

Tree = dict[str, Any]


def merged(below: Mapping[str, Any], change: Mapping[str, Any]) -> Tree:
    """Return a tree with a change merged in as a scenario file would: None removes."""
    tree = dict(below)
    for key, value in change.items():
        if value is None:
            tree.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(tree.get(key), Mapping):
            tree[key] = merged(tree[key], value)
        else:
            tree[key] = value
    return tree


@cache
def people(market: str = "china-marketplace") -> Buyers:
    return buyers_of(load(market, "market").model)


def program(change: Mapping[str, Any], base: str = "clear-steps") -> Program:
    return Program.model_validate(merged(load(base, "program").tree, change))


def case(
    change: Mapping[str, Any], base: str = "clear-steps", limits: Mapping[str, float] | None = None
) -> Case:
    return Case(program(change, base), people(), {**DEFAULTS, **(limits or {})})


def bare(**clauses: Any) -> Case:
    """Return the case of a program that has nothing but these clauses."""
    return Case(Program.model_validate({"title": "A", "currency": "CNY", **clauses}), people(), DEFAULTS)


def found(number: str, **clauses: Any) -> Judged:
    """Return what a check finds in such a program."""
    return next(check for check in CHECKS if check.number == number).judge(bare(**clauses))


def given(
    clauses: Tree, spend: float = 1_500, level: str = "member", paying: bool = False
) -> dict[str, giving.Benefit]:
    """Return what a member of such a program gets in a year, by name."""
    case = bare(**clauses)
    return {one.name: one for one in giving.benefits(case.program, case.buyers, level, spend, paying)}
