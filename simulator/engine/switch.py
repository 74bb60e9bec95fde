"""The switch of a market from one program to another: a second world of the same people, who are converted.

Order of parts: what a switch is, its terms, the new world, weeks of one ladder in the rows of another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.chart import RUNNING_COST
from simulator.customers.counting import know_levels
from simulator.customers.market_counts import SERVICE_AT
from simulator.customers.migrating import BY_BALANCE, TERMS_RECORD, migrate
from simulator.customers.page import fresh_page, write_tally
from simulator.customers.state import Records, fresh_rings
from simulator.customers.world import World
from simulator.program import Program
from simulator.program.packed import pack
from simulator.program.table import ProgramTable
from simulator.program.tiers import level_for

Ints = NDArray[np.int64]

# What of the two tables must be alike for what members have begun to run on, by the name in the terms.
ALIKE: dict[str, tuple[str, ...]] = {
    "same_term": ("window", "own_year", "year_next"),
    "same_rating": ("rating_levels", "rating_start"),
    "same_stamps": (
        "stamps_buy", "stamps_worth", "stamps_cost", "stamps_minimum", "stamps_endowed", "stamps_valid",
        "stamps_at_most", "stamps_shown",
    ),
    "same_coupons": (
        "coupon_percent", "coupon_amount", "coupon_over", "coupon_sent", "coupon_valid", "coupon_public",
    ),
    "same_clubs": ("club_share", "club_weeks", "club_invited", "club_points", "club_relevance"),
    "same_ladders": ("ladder_metric", "ladder_yearly", "ladder_from", "ladder_unit"),
    "same_gifts": ("gift_kind", "gift_number", "gift_chance", "gift_worth", "gift_cost", "gift_at_most"),
    "same_items": tuple(
        f"catalogue_{name}"
        for name in ("points", "worth", "cost", "limit", "limit_span", "voucher", "over", "experience")
    ),
    "same_referral": (
        "referral", "referral_minimum", "referral_days", "referral_at_most", "referrer_points",
        "referrer_worth", "referrer_cost", "referred_points", "referred_percent", "referred_amount",
    ),
    "same_counters": (
        "cap_day", "cap_month", "streak_weeks", "streak_amount", "streak_logins", "streak_once",
        "challenge_purse", "challenge_orders", "challenge_goal", "challenge_amount", "challenge_once",
        "challenge_end",
    ),
}  # fmt: skip
# What the market has taken of anything scarce is known on where all of it is stated alike.
SCARCE = (
    "catalogue_points", "catalogue_stock", "catalogue_stock_span", "catalogue_normal", "privilege_capacity",
    "limited_days", "limited_levels", "limited_budget", "level_share", "partner_block", "partner_pays",
)  # fmt: skip


class Switch(NamedTuple):
    """A switch to a program: when, and on which terms."""

    week: int  # first week under the new program
    table: ProgramTable  # the new program's
    terms: Records
    row: tuple[int, ...]  # level of the new ladder in whose rows the weeks under each old level are recorded
    cost: int  # once, minor units


def alike(before: ProgramTable, after: ProgramTable, fields: tuple[str, ...]) -> bool:
    """Tell whether two programs are the same in some fields."""
    return all(np.array_equal(getattr(before, name), getattr(after, name)) for name in fields)


def terms_of(program: Program, before: ProgramTable, after: ProgramTable) -> Records:
    """Return the terms on which members are switched to a program from the one before."""
    migration = program.migration
    if migration is None:
        raise ValueError(f"{program.title} is no switch from another program")
    terms = np.zeros(1, TERMS_RECORD)
    points, status = migration.rates(program)
    terms["points_new"], terms["points_old"] = points.new, points.old
    terms["status_new"], terms["status_old"] = status.new, status.old
    terms["level"] = BY_BALANCE
    for place, name in enumerate(migration.before.level_names):
        if migration.levels is not None:
            terms["level"][0, place] = program.level_names.index(migration.levels[name])
    terms["told_weeks"] = migration.announced.weeks if migration.announced else 0
    for flag, fields in ALIKE.items():
        terms[flag] = int(alike(before, after, fields))
    return terms


def switch_of(
    program: Program, before: ProgramTable, after: ProgramTable, week: int, customers: int
) -> Switch:
    """Return the switch of a market to a program from the one before.

    Where levels go by balance, the weeks before are recorded in the row of the level that the value an old
    level asks for is enough for.
    """
    terms, migration = terms_of(program, before, after), program.migration
    mapped = terms["level"][0]
    worth = before.level_from * int(terms["status_new"][0]) // int(terms["status_old"][0])
    free = np.zeros_like(after.level_orders)
    reached = [int(level_for(int(value), 0, after.level_from, free)) for value in worth]
    pairs = zip(reached, mapped, strict=False)
    row = tuple(by_balance if new == BY_BALANCE else int(new) for by_balance, new in pairs)
    cost = migration.cost.minor if migration and migration.cost else 0
    return Switch(week, after, terms, row, cost * customers // 1_000)


def switched(world: World, before: ProgramTable, switch: Switch) -> World:
    """Return the world under the new program at the opening of its first week, with everybody switched.

    The people are the same records: the old world is not to be lived on.
    """
    program, dated = pack(switch.table)
    books = world.books
    levels = len(switch.table.level_from)
    tally = np.zeros((levels + 1, *books.tally.shape[1:]), np.int64)
    after = world._replace(
        rings=fresh_rings(len(world.state), switch.table),
        program=program,
        dated=dated,
        books=books._replace(tally=tally),
        page=fresh_page(),
    )
    known_on = alike(before, switch.table, SCARCE)
    if not known_on:
        books.known[:, :SERVICE_AT] = 0
    migrate(world, after, switch.terms, switch.week)
    write_tally(after)
    if not known_on:
        know_levels(after, switch.week)
    after.books.tally[0, 0, RUNNING_COST] += switch.cost
    return after


def in_rows(tally: Ints, row: tuple[int, ...], levels: int) -> Ints:
    """Return a tally by old level (axis 0, no member first) in the rows of the new ladder."""
    found = np.zeros((levels + 1, *tally.shape[1:]), np.int64)
    found[0] = tally[0]
    for old, new in enumerate(row):
        found[1 + new] += tally[1 + old]
    return found
