"""The panel of customers: every trait drawn once by keyed chance from the market's distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator import chance
from simulator.chance import customer_key, stream_key, uniform
from simulator.customers.choice import focal_share_inside, inclusive_value, inside_share
from simulator.customers.state import NEVER, TRAIT_RECORD, Records
from simulator.rule import compiled

# Points a dimension of the grid of normal tastes, by number of sellers.
GRID = {2: 48, 3: 24, 4: 16}
PANEL = 0x70616E656C  # the stream of traits, apart from every replication's luck
PANEL_SIZE = 1_000_000_000  # identities of a panel: more people than any has


@compiled
def _fill(out: NDArray[np.float64], first: int, stream: np.uint64, decision: int) -> None:
    for i in range(out.shape[0]):
        out[i] = uniform(customer_key(stream, first + i), 0, decision, 0)


def _uniforms(customers: int, first: int, stream: np.uint64, decision: int) -> NDArray[np.float64]:
    out = np.empty(customers)
    _fill(out, first, stream, decision)
    return out


def _gamma(u: NDArray[np.float64], shape: float) -> NDArray[np.float64]:
    """Gamma quantiles of mean 1."""
    return np.asarray(special.gammaincinv(shape, u)) / shape


def _lognormal(u: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
    """Lognormal quantiles of mean 1."""
    return np.asarray(np.exp(spread * special.ndtri(u) - 0.5 * spread * spread))


def draw_panel(
    customers: int,
    numbers: Any,
    seed: int,
    panel: int,
    minor: int,
    regions: int,
    entries: NDArray[np.int64] | None = None,
    even: Mapping[int, NDArray[np.float64]] | None = None,
) -> Records:
    """Draw the traits of a panel; customer i is the same in a panel of any size.

    Parameters
    ----------
    customers, regions
        Size of the panel; regions are blocks of neighbouring numbers.
    numbers
        The market's behaviour numbers.
    seed, panel
        Which panel: panels of one seed are different people.
    minor
        Minor units of one money unit.
    entries : (customers,), optional
        First day of each customer in the market; left out, all are there before the run.
    even : {decision: (customers,)}, optional
        Uniforms of some traits that are spread more evenly than keyed ones.
    """
    stream = np.uint64(stream_key(seed, PANEL + panel))
    spread = even or {}

    def draws(decision: int) -> NDArray[np.float64]:
        return spread[decision] if decision in spread else _uniforms(customers, 0, stream, decision)

    traits = np.zeros(customers, TRAIT_RECORD)
    # Luck is keyed by identity: panels of one seed must not share it.
    traits["identity"] = np.arange(customers) + panel * PANEL_SIZE
    mean_need = numbers.orders_per_year * numbers.need_scale / 52.0
    shape = numbers.need_shape * numbers.need_shape_scale
    traits["need"] = _gamma(draws(chance.TRAIT_NEED), shape) * mean_need
    traits["basket"] = _baskets(draws(chance.TRAIT_BASKET), numbers) * minor
    traits["taste_focal"] = special.ndtri(draws(chance.TRAIT_TASTE_FOCAL))
    rivals = (chance.TRAIT_TASTE_RIVAL, chance.TRAIT_TASTE_RIVAL_2, chance.TRAIT_TASTE_RIVAL_3)
    for rival, decision in enumerate(rivals[: len(shares_of(numbers)) - 1]):
        traits["taste_rival"][:, rival] = special.ndtri(draws(decision))
    traits["price"] = np.exp(numbers.price_sensitivity_sd * special.ndtri(draws(chance.TRAIT_PRICE)))
    for name, decision in (
        ("status", chance.TRAIT_STATUS),
        ("deal", chance.TRAIT_DEAL),
        ("time_cost", chance.TRAIT_TIME_COST),
        ("mental_cost", chance.TRAIT_MENTAL_COST),
        ("physical_cost", chance.TRAIT_PHYSICAL_COST),
        ("sociability", chance.TRAIT_SOCIABILITY),
    ):
        traits[name] = _lognormal(draws(decision), numbers.effort_sd)
    traits["complaining"] = 0.5 * special.ndtri(draws(chance.TRAIT_COMPLAINT))
    traits["digital"] = np.minimum(1.0, numbers.login_rate * _gamma(draws(chance.TRAIT_DIGITAL), 2.0))
    shape = numbers.hazard_shape * numbers.hazard_shape_scale
    traits["hazard"] = _gamma(draws(chance.TRAIT_HAZARD), shape)
    if numbers.dropout_a > 0.0:
        traits["dropout"] = special.betaincinv(
            numbers.dropout_a, numbers.dropout_b, draws(chance.TRAIT_DROPOUT)
        )
    traits["redeeming"] = special.ndtri(draws(chance.TRAIT_REDEMPTION))
    traits["joiner"] = draws(chance.TRAIT_NEVER_JOIN)
    traits["redeemer"] = draws(chance.TRAIT_NEVER_REDEEM)
    traits["reached"] = draws(chance.TRAIT_REACHED)
    traits["privacy"] = (draws(chance.TRAIT_PRIVACY) * 256).astype(np.uint8)
    traits["variety"] = (draws(chance.TRAIT_VARIETY) * 256).astype(np.uint8)
    traits["birthday"] = (draws(chance.TRAIT_BIRTHDAY) * 365).astype(np.int32)
    traits["region"] = np.arange(customers) * regions // max(1, customers)
    traits["entry"] = NEVER if entries is None else entries
    group_by_expected_orders(traits, numbers)
    return traits


def _baskets(u: NDArray[np.float64], numbers: Any) -> NDArray[np.float64]:
    """Usual baskets in money units: lognormal, or inverse gamma under the gamma-gamma law."""
    if numbers.basket_law != 0.0:
        # p / nu with nu gamma of shape q: an inverse gamma, scaled to mean basket_mean
        q = 2.0 + 1.0 / numbers.basket_between**2
        return np.asarray(numbers.basket_mean * (q - 1.0) / special.gammaincinv(q, 1.0 - u))
    spread = math.sqrt(math.log(1.0 + numbers.basket_between**2))
    return np.asarray(numbers.basket_mean * _lognormal(u, spread))


@compiled
def _tastes_alone(pulls: NDArray[np.float64], nest: float, out: NDArray[np.float64]) -> None:
    """Fill each customer's share of the firm; `pulls` by customer holds the firm, then each rival."""
    for i in range(out.shape[0]):
        rivals = pulls[i, 1:]
        top = rivals[0]
        for j in range(1, rivals.shape[0]):
            top = max(top, rivals[j])
        together = inclusive_value(rivals, rivals.shape[0], top, nest)
        first = focal_share_inside(pulls[i, 0], together, nest)
        out[i] = inside_share(pulls[i, 0], together, nest, True) * first


def group_by_expected_orders(traits: Records, numbers: Any) -> None:
    """Set each customer's expected focal orders from tastes alone, and his group.

    Groups are terciles of expected orders among the firm's two-year buyers (each customer weighs as much as
    his chance to buy within 104 weeks), the same people under every design. Source: definition of this model.
    """
    means = taste_intercepts(shares_of(numbers), numbers.taste_sd, numbers.nest)
    rivals = len(means) - 1
    scores = np.column_stack([traits["taste_focal"], traits["taste_rival"][:, :rivals]]).astype(np.float64)
    shares = np.empty(len(traits))
    _tastes_alone(np.array(means) + numbers.taste_sd * scores, numbers.nest, shares)
    rate = traits["need"].astype(np.float64) * shares
    traits["rate"] = rate
    weight = 1.0 - np.exp(-104.0 * rate)
    order = np.argsort(rate, kind="stable")
    below = np.cumsum(weight[order]) / max(1e-300, weight.sum())
    groups = np.empty(len(traits), np.uint8)
    groups[order] = np.minimum(2, (below * 3.0).astype(np.int64))
    traits["group"] = groups


def rates_at_rivals(traits: Records, numbers: Any) -> NDArray[np.float64]:
    """Return each customer's expected orders a week at each rival from tastes alone, (customers, rivals)."""
    means = np.array(taste_intercepts(shares_of(numbers), numbers.taste_sd, numbers.nest))
    rivals = len(means) - 1
    scores = np.column_stack([traits["taste_focal"], traits["taste_rival"][:, :rivals]]).astype(np.float64)
    pulls = means + numbers.taste_sd * scores
    rates = np.empty((len(traits), rivals))
    shares = np.empty(len(traits))
    for rival in range(rivals):
        seller = 1 + rival
        others = [seller, *(k for k in range(len(means)) if k != seller)]
        _tastes_alone(np.ascontiguousarray(pulls[:, others]), numbers.nest, shares)
        rates[:, rival] = traits["need"].astype(np.float64) * shares
    return rates


def shares_of(numbers: Any) -> tuple[float, ...]:
    """Return the stated shares of the firm and of each rival that there is; the rest is outside."""
    further = (numbers.share_rival_2, numbers.share_rival_3)
    return (numbers.share_focal, numbers.share_rival, *(share for share in further if share > 0.0))


def taste_intercepts(shares: Sequence[float], spread: float, nest: float) -> tuple[float, ...]:
    """Return the mean tastes that give the stated shares of each seller when tastes alone decide.

    Units: shares of occasions, logits. Source: mean over a grid of normal tastes, solved by Newton's method.
    Raises ValueError when the shares leave nothing outside.
    """
    if not (min(shares) > 0.0 and sum(shares) < 1.0):
        raise ValueError(f"shares {', '.join(map(str, shares))} must be above 0 and leave something outside")
    sellers = len(shares)
    points = GRID[sellers]
    score = special.ndtri((np.arange(points) + 0.5) / points)
    tastes = spread * np.stack([g.ravel() for g in np.meshgrid(*[score] * sellers, indexing="ij")])
    target = np.log(np.array(shares))
    guess = target - math.log(1.0 - sum(shares))

    def chosen(means: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chances of each seller by point of the grid, and their means."""
        pulls = means[:, None] + tastes
        top = pulls.max(axis=0)
        within = np.exp((pulls - top) / nest)
        total = within.sum(axis=0)
        return np.asarray(special.expit(top + nest * np.log(total)) * within / total)

    for _ in range(60):
        gap = np.log(chosen(guess).mean(axis=1)) - target
        if float(np.max(np.abs(gap))) < 1e-10:
            break
        ways = [
            (np.log(chosen(guess + step).mean(axis=1)) - np.log(chosen(guess - step).mean(axis=1))) / 2e-5
            for step in 1e-5 * np.eye(sellers)
        ]
        guess = guess - np.clip(np.linalg.solve(np.column_stack(ways), gap), -1.0, 1.0)
    return tuple(guess.tolist())
