"""The buyers of a market in closed form: what they spend a year, how often they order, what that earns.

Nothing is solved or simulated here: means and spreads of the market file, one lognormal for a year's spend.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from simulator.market.business import business_table
from simulator.market.file import Market, ranges
from simulator.units import minor_digits

WEEKS_A_YEAR, MONTHS_A_YEAR, DAYS_A_YEAR = 52.0, 12.0, 365.25


class Buyer(NamedTuple):
    """A customer who spends so much a year at the firm."""

    spend: float  # money a year
    orders: float  # orders a year


@dataclass(frozen=True)
class Buyers:
    """What a market's numbers say of the firm's customers. Money is in whole units, shares are 0 to 1.

    Parameters
    ----------
    currency
        Of every amount.
    numbers
        Numbers of behaviour by name, as the market states them.
    margin
        What the firm keeps of its sales: margin or take rate.
    seller_margin
        What sellers keep of their sales once they have paid the firm; 0 for a retailer.
    fulfilment
        Cost of delivering an order.
    marketplace
        Whether sellers sell.
    """

    currency: str
    numbers: dict[str, float]
    margin: float
    seller_margin: float
    fulfilment: float
    marketplace: bool

    @property
    def basket(self) -> float:
        """Return the mean order."""
        return self.numbers["basket_mean"]

    @property
    def usual(self) -> Buyer:
        """Return the mean customer of the category, with the firm's share of her orders."""
        orders = self.numbers["orders_per_year"] * self.numbers["share_focal"]
        return Buyer(orders * self.basket, orders)

    @property
    def elasticity(self) -> float:
        """Return the percent of sales that a percent of price moves, without its sign."""
        return abs(self.numbers["elasticity"])

    def buyer(self, spend: float) -> Buyer:
        """Return a customer by her yearly spend; she orders more often, not more at once."""
        return Buyer(spend, spend / self.basket if self.basket else 0.0)

    @property
    def kept_margin(self) -> float:
        """Return what the firm keeps of its sales after delivery, 0 to 1."""
        return max(0.0, self.margin - self.fulfilment / self.basket) if self.basket else self.margin

    @property
    def complaints(self) -> float:
        """Return the desk's cases an order: failures that a customer of middling trust complains of.

        Source: the complaint rule of the market's numbers, at the middle of severity and trust.
        """
        numbers = self.numbers
        logit = numbers["complaint_base"] + (numbers["complaint_severity"] + numbers["complaint_trust"]) / 2
        return numbers["failure_rate"] / (1 + math.exp(numbers["complaint_hassle"] - logit))

    def orders_over(self, amount: float) -> float:
        """Return the share of orders of an amount or more: lognormal between and within customers."""
        if amount <= 0 or self.basket <= 0:
            return 1.0
        variance = math.log1p(self.numbers["basket_between"] ** 2) + self.numbers["basket_within"] ** 2
        return _above(amount, math.log(self.basket) - variance / 2, math.sqrt(variance))

    @property
    def _rates(self) -> float:
        """Return the squared coefficient of variation of how often customers order at the firm."""
        taste = self.numbers["taste_sd"] * (1 - self.numbers["share_focal"])
        return float((1 + 1 / self.numbers["need_shape"]) * (1 + taste**2) - 1)

    @property
    def mean_spend(self) -> float:
        """Return the mean yearly spend of those who buy at all in a year."""
        buying = 1 - (1 + self.usual.orders * self._rates) ** (-1 / self._rates)
        return self.usual.spend / buying if buying > 0 else 0.0

    def shares_over(self, spend: float) -> tuple[float, float]:
        """Return which share of a year's buyers spends so much or more, and which share of sales is theirs.

        Gamma needs, normal tastes and orders that come by chance, together as one lognormal with their mean
        and variance among those who buy at all.

        Source: NBD counts with gamma spreads (Ehrenberg 1959, 1988); one lognormal for all is an assumption.
        """
        usual, numbers, mean = self.usual.spend, self.numbers, self.mean_spend
        if spend <= 0:
            return 1.0, 1.0
        if mean <= 0 or not math.isfinite(spend):
            return 0.0, 0.0
        baskets, within = 1 + numbers["basket_between"] ** 2, math.exp(numbers["basket_within"] ** 2)
        square = mean * baskets * (usual * (1 + self._rates) + self.basket * within)
        variance = max(math.log(square / mean**2), 1e-9)
        middle, width = math.log(mean) - variance / 2, math.sqrt(variance)
        return _above(spend, middle, width), _above(spend, middle + variance, width)


def _above(amount: float, middle: float, width: float) -> float:
    if width <= 0:
        return float(math.log(amount) <= middle)
    return 0.5 * math.erfc((math.log(amount) - middle) / (width * math.sqrt(2)))


def buyers_of(market: Market) -> Buyers:
    """Return the buyers of a market file."""
    business, digits = business_table(market.business), minor_digits(market.currency)
    margin = business.margin / 1_000
    sellers = 1 - business.seller_cost / 1_000 - margin if business.marketplace else 0.0
    return Buyers(
        market.currency,
        {name: value for name, (value, _, _) in ranges(market).items()},
        margin,
        max(0.0, sellers),
        business.fulfilment / 10**digits,
        bool(business.marketplace),
    )
