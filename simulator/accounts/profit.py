"""Profit and loss of a run: the statement, who earns it, what the policy adds, and when it pays.

Order of parts: the lines, the statement, the policy against its baseline, break-even, residual value.
Every function of a tally works on its last axis (the chart's columns), so that a week, a level, a group
or any sum of them has its own statement. Money is in minor units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.accounts.liability import expected_cost

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WEEKS_PER_YEAR = 52

# What is paid whether or not there is a program.
SELLING_COSTS: tuple[int, ...] = (
    chart.COST_OF_GOODS,
    chart.SELLER_PROCEEDS,
    chart.FULFILMENT,
    chart.RETURNS_COST,
    chart.DESK_COST,
    chart.RECOVERY_COST,
)
# What members receive, posted in full whoever funds it.
BENEFITS: tuple[int, ...] = (
    chart.PRICE_DISCOUNT,
    chart.CHECKOUT_REDEEMED,
    chart.CASH_BACK,
    chart.CATALOGUE_COST,
    chart.PRIVILEGE_SHIPPING,
    chart.PRIVILEGE_SERVICE,
    chart.PRIVILEGE_RETURNS,
    chart.PRIVILEGE_GIFTS,
    chart.PRIVILEGE_ACCESS,
    chart.PRIVILEGE_GUARANTEE,
)
# What it costs to have a program beside what it gives itself.
UPKEEP: tuple[int, ...] = (
    chart.COMMUNICATION_COST,
    chart.RUNNING_COST,
    chart.EVENT_COST,
    chart.CLERK_COST,
    chart.PARTNER_SETTLEMENT,
    chart.ENROLMENT_COST,
)
FUNDERS: tuple[int, ...] = (chart.FUNDED_FIRM, chart.FUNDED_SELLER, chart.FUNDED_PARTNER)


def _parts(funder: str) -> tuple[int, ...]:
    return tuple(chart.NAMES.index(f"{chart.NAMES[line]}_{funder}") for line in BENEFITS)


# What sellers and partners pay of each line of BENEFITS; the firm pays the rest.
SELLER_PARTS, PARTNER_PARTS = _parts("seller"), _parts("partner")


def _total(tally: Ints, columns: tuple[int, ...]) -> Ints:
    total: Ints = tally[..., list(columns)].sum(axis=-1)
    return total


def sales(tally: Ints) -> Ints:
    """Return goods sold and kept, before price cuts, points, cash-back and what is given beside them."""
    kept: Ints = tally[..., chart.GOODS] - tally[..., chart.RETURNED_GOODS]
    return kept


def gross_profit(tally: Ints) -> Ints:
    """Return profit before the program: sales less goods, sellers, delivery, returns, desk and recovery.

    Returned goods are posted as they were sold, before price cuts, and a cut is undone with its order, so
    that nothing of a returned order is left but its costs.
    """
    profit: Ints = sales(tally) - _total(tally, SELLING_COSTS)
    return profit


def program_cost(tally: Ints) -> Ints:
    """Return what the program costs the firm: its share of benefits, points used at partners, and upkeep."""
    cost: Ints = tally[..., chart.FUNDED_FIRM] + _total(tally, UPKEEP)
    return cost


def fees_kept(tally: Ints) -> Ints:
    """Return the membership fees received less those given back: cash, whatever of it is earned yet."""
    kept: Ints = tally[..., chart.FEES] - tally[..., chart.FEES_REFUNDED]
    return kept


def operating_profit(tally: Ints) -> Ints:
    """Return the firm's profit before the change of its obligation.

    Sales - selling costs - benefits in full - upkeep + fees received and not given back + what partners pay
    for points + what sellers and partners fund; equal to gross profit - program cost + these fees + this
    income wherever the ledger's law of funding holds.

    Source: definition of economic profit with points at face value when used at checkout and at unit cost
    from a catalogue; standard cost accounting.
    """
    funded = tally[..., chart.FUNDED_SELLER] + tally[..., chart.FUNDED_PARTNER]
    spent = _total(tally, BENEFITS) + _total(tally, UPKEEP)
    received = fees_kept(tally) + tally[..., chart.PARTNER_INCOME]
    profit: Ints = gross_profit(tally) - spent + received + funded
    return profit


def firm_part(tally: Ints, lines: tuple[int, ...]) -> Ints:
    """Return what the firm itself pays of some lines of BENEFITS."""
    places = [BENEFITS.index(line) for line in lines]
    others = [parts[place] for parts in (SELLER_PARTS, PARTNER_PARTS) for place in places]
    paid: Ints = _total(tally, lines) - tally[..., others].sum(axis=-1)
    return paid


def cost_of_points_used(tally: Ints) -> tuple[Ints, Ints]:
    """Return what points used cost at checkout, for rewards and at partners: the firm, and all who pay."""
    uses = (chart.CHECKOUT_REDEEMED, chart.CATALOGUE_COST)
    settled = tally[..., chart.PARTNER_SETTLEMENT]
    own: Ints = firm_part(tally, uses) + settled
    whole: Ints = _total(tally, uses) + settled
    return own, whole


def seller_profit(tally: Ints) -> Ints:
    """Return the profit of a marketplace's sellers; 0 for a retailer that has none."""
    profit: Ints = (
        tally[..., chart.SELLER_PROCEEDS]
        - tally[..., chart.SELLER_COST_OF_GOODS]
        - tally[..., chart.FUNDED_SELLER]
    )
    return profit


def weekly_profit(tally: Ints, obligation: Ints) -> Ints:
    """Return the firm's economic profit by week: operating profit less the change of its obligation.

    The obligation enters by its change alone, so that points that expire lower it once and are never
    counted as income beside it. It is not split by level: members carry their points from level to level.

    Parameters
    ----------
    tally : (weeks, levels + 1, groups, chart.WIDTH)
        Whole numbers of one run.
    obligation : (weeks + 1,)
        Obligation at the opening of week 0 and at the end of each week (`liability.economic_view`).

    Returns
    -------
    (weeks,)
        Minor units; their sum is the operating profit less (closing - opening obligation).
    """
    if obligation.shape != (tally.shape[0] + 1,):
        raise ValueError(f"{tally.shape[0]} weeks need as many obligations and one, not {obligation.shape}")
    profit: Ints = operating_profit(tally).sum(axis=(1, 2)) - np.diff(obligation)
    return profit


def weekly_rate(annual_rate: float) -> float:
    """Return the discount rate a week, an annual rate shared out over 52 weeks; 0.10 gives 0.0019."""
    if annual_rate < 0.0:
        raise ValueError(f"discount rate {annual_rate}: it may not be below 0")
    return annual_rate / WEEKS_PER_YEAR


def discounted(weekly: Ints, annual_rate: float) -> Floats:
    """Return each week's money at its worth on day 0: week t, counted from 0, over (1 + rate/52)^t."""
    # A running product, not a power: a vectorised power differs in bits between processors.
    steps: Floats = np.full(weekly.shape[0], 1.0 / (1.0 + weekly_rate(annual_rate)), np.float64)
    steps[:1] = 1.0
    return weekly * np.cumprod(steps)


def cumulative_incremental(policy: Ints, baseline: Ints, annual_rate: float) -> Floats:
    """Return discounted incremental profit from the start to the end of each week, less the obligation.

    Parameters
    ----------
    policy, baseline : (weeks,)
        `weekly_profit` of the same people under both, so the obligation has been charged, once, in the
        week in which it arose.
    annual_rate
        Share a year, 0.10 for 10%.
    """
    if policy.shape != baseline.shape:
        raise ValueError(f"{policy.shape[0]} weeks of policy cannot stand against {baseline.shape[0]}")
    total: Floats = np.cumsum(discounted(policy - baseline, annual_rate))
    return total


def payback_week(cumulative: Floats) -> int | None:
    """Return the first week, counted from 0, from whose end on the cumulative profit stays at least 0.

    None: not within the horizon. A policy that never is in the red is paid back in week 0.
    """
    red = np.flatnonzero(cumulative < 0.0)
    if cumulative.shape[0] == 0 or (red.size and red[-1] == cumulative.shape[0] - 1):
        return None
    return int(red[-1]) + 1 if red.size else 0


def return_on_cost(incremental: int, cost: int) -> float | None:
    """Return incremental profit per unit of program cost; None when the program costs nothing."""
    return incremental / cost if cost > 0 else None


def cost_after_breakage(tally: Ints, point_cost: int, expected_redemption: float) -> Ints:
    """Return the program's cost with points charged when earned, at what they are expected to cost.

    In the program cost the points used are replaced by the expected cost of the points earned and not taken
    back, in the cell where that happened.

    Parameters
    ----------
    tally
        Any sum over weeks, levels or groups, columns of the chart last.
    point_cost
        As in `liability.economic_view`.
    expected_redemption
        Share of the points earned that will be used in all, 0 to 1.
    """
    earned = tally[..., chart.POINTS_ISSUED] - tally[..., chart.POINTS_REVERSED]
    used = expected_cost(tally[..., chart.POINTS_REDEEMED], point_cost, 1.0)
    cost: Ints = program_cost(tally) + expected_cost(earned, point_cost, expected_redemption) - used
    return cost


def break_even_lift(cost_share: Floats | float, margin: Floats | float) -> Floats:
    """Return the share by which sales must rise before a program pays: c / (m - c).

    Parameters
    ----------
    cost_share
        Cost after breakage as a share of sales.
    margin
        Gross profit as a share of sales.

    Returns
    -------
    array
        Infinite where the cost eats the margin (no lift pays), not a number where a share is none.

    Source: the gain m L S on extra sales L S against the cost c (1 + L) S on all sales; standard break-even
    algebra. A 1% rate of which 70% is redeemed needs 7.5% at a margin of 10% and 3.6% at 20%.
    """
    cost, margin = np.broadcast_arrays(np.asarray(cost_share, float), np.asarray(margin, float))
    lift = np.where(np.isnan(cost) | np.isnan(margin), np.nan, np.inf)
    np.divide(cost, margin - cost, out=lift, where=margin > cost)
    return lift


def break_even(tally: Ints, point_cost: int, expected_redemption: float) -> Floats:
    """Return the break-even lift of each cell of a tally (any sum over weeks, levels or groups).

    Not a number where nothing was sold. Parameters as in `cost_after_breakage`.
    """
    sold = sales(tally)
    cost = cost_after_breakage(tally, point_cost, expected_redemption)
    none = np.full(sold.shape, np.nan)
    cost_share = np.divide(cost, sold, out=none.copy(), where=sold > 0)
    margin = np.divide(gross_profit(tally), sold, out=none, where=sold > 0)
    return break_even_lift(cost_share, margin)


def residual_value(tally: Ints, baseline: Ints, annual_rate: float) -> Ints:
    """Return what the customers still attached at the end are worth after it, at the baseline's rates.

    Of each group: customers attached at the end x m r / (1 + i - r), where m is the baseline's gross profit
    and 1 - r its lapses, both a week and attached customer over its last 52 weeks, and i the weekly rate.
    Those who come back later are left out. It stands on a line of its own and is part of no headline.

    Parameters
    ----------
    tally, baseline : (weeks, levels + 1, groups, chart.WIDTH)
        The run valued, and the run of the same people whose rates are used.
    annual_rate
        Discount rate, a share a year above 0.

    Returns
    -------
    (groups,)
        Minor units.
    """
    if annual_rate <= 0.0:
        raise ValueError(f"discount rate {annual_rate}: a residual value needs one above 0")
    left = tally[-1, :, :, chart.ATTACHED].sum(axis=0)
    year = baseline[-WEEKS_PER_YEAR:].sum(axis=(0, 1))
    customer_weeks = np.maximum(year[:, chart.ATTACHED], 1)
    margin = gross_profit(year) / customer_weeks
    stays = 1.0 - np.minimum(year[:, chart.LAPSES] / customer_weeks, 1.0)
    worth = left * margin * stays / (1.0 + weekly_rate(annual_rate) - stays)
    whole: Ints = np.rint(worth).astype(np.int64)
    return whole
