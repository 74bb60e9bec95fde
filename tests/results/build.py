"""Synthetic runs for tests: random, but every ledger in them closes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.accounts.redemption import alike, told
from simulator.engine.record import Ints, RunRecord, Scalar
from simulator.results import identity_hash

IDENTITY: dict[str, Any] = {"market": {"basket_mean": 150, "shares": [0.4, 0.3]}, "seed": 7, "versions": "1"}
BEGINS = date(2014, 1, 6)
ORIGIN = 2013 * 12 + 9  # October 2013
LEVELS = ("registered", "silver", "gold")

_BENEFITS = (
    chart.CHECKOUT_REDEEMED, chart.CATALOGUE_COST, chart.CASH_BACK, chart.PRIVILEGE_SHIPPING,
    chart.PRIVILEGE_SERVICE, chart.PRIVILEGE_RETURNS, chart.PRIVILEGE_GIFTS,
)  # fmt: skip
_USED_UP = (chart.POINTS_REDEEMED, chart.POINTS_EXPIRED, chart.POINTS_REVERSED)
_CUSTOMER = {name: index for index, name in enumerate(chart.CUSTOMER_COLUMNS)}


def hash_of(design: str) -> str:
    return hashlib.sha256(design.encode()).hexdigest()[:12]


def build_record(
    design: str = "jd",
    replication: int = 0,
    *,
    mode: str = "uncertain",
    levels: tuple[str, ...] = LEVELS,
    weeks: int = 60,
    customers: int = 90,
    lift: float = 0.0,
    luck: int = 0,
    identity: Mapping[str, Any] = IDENTITY,
    meta: Mapping[str, Scalar] | None = None,
) -> RunRecord:
    """Make a run: designs of a replication meet the same people; `lift` raises sales, `luck` is noise."""
    shared = np.random.default_rng([replication, 11])
    own = np.random.default_rng([replication, luck, 12])
    people = _people(shared, own, customers, len(levels), lift)
    tally, opening = _books(own, people, weeks, len(levels))
    vintages, opening_vintages = _vintages(tally, opening)
    by_level = np.bincount(people[:, _CUSTOMER["level_end"]] + 1, minlength=len(levels) + 1)
    return RunRecord(
        meta={
            "design": design,
            "design_hash": hash_of(design),
            "mode": mode,
            "replication": replication,
            "seed": 7,
            "scenario_hash": identity_hash(identity),
            "weeks": weeks,
            "customers": customers,
            "start": "running",
            "begins": BEGINS.isoformat(),
            "join": "automatic",
            "point_price": 1_000_000,
            "point_cost": 800_000,
            "firm_share": 1.0,
            "expected_redemption": 0.7,
            "believed_redemption": 0.7,
            "redeemed_later": told(alike(0.7, 1, 40)),
            **(meta or {}),
        },
        parameters={"price_elasticity": -2 + 0.1 * replication, "noticing": 0.005},
        levels=levels,
        tally=tally,
        opening=opening,
        vintages=vintages,
        opening_vintages=opening_vintages,
        vintage_origin=ORIGIN,
        customers=people,
        tier_mix=np.tile(by_level, (weeks + 1, 1)).astype(np.int64),
    )


def _people(
    shared: np.random.Generator, own: np.random.Generator, customers: int, levels: int, lift: float
) -> Ints:
    rate = shared.gamma(0.8, 20, customers)
    group = np.digitize(rate, np.quantile(rate, [1 / 3, 2 / 3]))
    level = np.minimum(group, levels - 1) if levels else np.full(customers, -1)
    orders = shared.poisson(rate) + own.poisson(0.01 * rate)
    goods = (orders * shared.integers(10_000, 20_000, customers) * (1 + lift)).astype(np.int64)
    columns = {
        "orders": orders,
        "goods": goods,
        "contribution": goods * 15 // 100,
        "program_cost": goods * (1 + level) // 100,
        "fees": np.zeros_like(goods),  # nobody pays for membership here
        "partner_income": np.zeros_like(goods),
        "level_start": level,
        "level_end": level,
        "member_start": level >= 0,
        "member_end": level >= 0,
        "before": orders > 0,
        "after": orders > 1,
        "group": group,
        "points_redeemed": goods // 1000,
        "orders_first_half": orders // 2,
        "level_switch": 1 + level,
        "worth_change": np.where(group == 0, -200, 300),
        "quiet": np.ones(len(group), np.int64),
    }
    return np.column_stack([columns[name] for name in chart.CUSTOMER_COLUMNS]).astype(np.int64)


def _books(own: np.random.Generator, people: Ints, weeks: int, levels: int) -> tuple[Ints, Ints]:
    tally = np.zeros((weeks, levels + 1, len(chart.GROUPS), chart.WIDTH), dtype=np.int64)
    row = people[:, _CUSTOMER["level_end"]] + 1
    group = people[:, _CUSTOMER["group"]]
    here: Ints = np.zeros((levels + 1, len(chart.GROUPS), 3), dtype=np.int64)
    np.add.at(here[..., 0], (row, group), 1)
    np.add.at(here[..., 1], (row, group), people[:, _CUSTOMER["orders"]])
    np.add.at(here[..., 2], (row, group), people[:, _CUSTOMER["goods"]])
    for column in (chart.CUSTOMERS, chart.ATTACHED):
        tally[..., column] = here[..., 0]
    tally[..., chart.ACTIVE] = tally[..., chart.KNOWS_BALANCE] = here[..., 0] // 2
    for column in (chart.SATISFACTION, chart.TRUST, chart.EXPECTATION):
        tally[..., column] = here[..., 0] * 7_000
    tally[..., chart.ORDERS] = _spread(own, here[..., 1], weeks)
    tally[..., chart.OCCASIONS] = 2 * tally[..., chart.ORDERS]
    tally[..., chart.BUYERS] = np.minimum(tally[..., chart.ORDERS], here[..., 0])
    tally[..., chart.GOODS] = goods = _spread(own, here[..., 2], weeks)
    tally[..., chart.FOCAL_SPEND], tally[..., chart.CATEGORY_SPEND] = goods, 2 * goods
    tally[..., chart.COST_OF_GOODS], tally[..., chart.FULFILMENT] = goods * 3 // 4, goods // 20
    member = np.arange(levels + 1)[:, None] > 0
    for place, column in enumerate(_BENEFITS):
        tally[..., column] = goods // (300 + 50 * place) * member
    benefits = tally[..., _BENEFITS].sum(axis=-1)
    for column in _BENEFITS:
        seller = chart.NAMES.index(f"{chart.NAMES[column]}_seller")
        tally[..., seller] = tally[..., column] * 3 // 10
        tally[..., chart.FUNDED_SELLER] += tally[..., seller]
    tally[..., chart.FUNDED_FIRM] = benefits - tally[..., chart.FUNDED_SELLER]
    tally[..., chart.POINTS_ISSUED] = issued = goods // 100 * member
    for column in _USED_UP:
        tally[..., column] = (issued * own.uniform(0, 0.3, issued.shape)).astype(np.int64)
    if levels:
        tally[:, 0, 0, chart.RUNNING_COST] = 500
    stock = (1_000 * here[..., 0] * member).astype(np.int64)
    tally[..., chart.POINTS_OUTSTANDING] = stock + np.cumsum(
        issued - tally[..., _USED_UP].sum(axis=-1), axis=0
    )
    opening = np.zeros(chart.WIDTH, dtype=np.int64)
    opening[chart.POINTS_OUTSTANDING] = stock.sum()
    return tally, opening


def _spread(own: np.random.Generator, total: Ints, weeks: int) -> Ints:
    """Part whole totals over weeks, to the unit."""
    cuts = np.sort(own.random((weeks - 1, *total.shape)), axis=0)
    edges = np.concatenate([np.zeros((1, *total.shape)), cuts, np.ones((1, *total.shape))])
    whole: Ints = np.floor(edges * total).astype(np.int64)
    return whole[1:] - whole[:-1]


def _vintages(tally: Ints, opening: Ints) -> tuple[Ints, Ints]:
    """Every point is used up in the month of its issue; those of the opening stay outstanding."""
    days = [BEGINS + timedelta(days=7 * week + 6) for week in range(tally.shape[0])]
    month_of = [day.year * 12 + day.month - 1 - ORIGIN for day in days]
    months = month_of[-1] + 1
    vintages = np.zeros((months, months, chart.VINTAGE_KINDS), dtype=np.int64)
    for month, flows in zip(month_of, tally.sum(axis=(1, 2)), strict=True):
        for kind, column in enumerate((chart.POINTS_ISSUED, *_USED_UP)):
            vintages[month, month, kind] += flows[column]
    opening_vintages = np.zeros(months, dtype=np.int64)
    opening_vintages[0] = opening[chart.POINTS_OUTSTANDING]
    return vintages, opening_vintages
