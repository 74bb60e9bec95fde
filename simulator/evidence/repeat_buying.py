"""Laws of repeat buying: concentration (D9), NBD counts (D10), double jeopardy (D12), duplication (D13)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.limits import category_counts
from simulator.evidence.lives import Floats, Ints, Life
from simulator.evidence.runs import Runs
from simulator.evidence.trials import SHARES, YEAR, named

TOP = 0.2
QUARTER = 13


def top_share(spent: Ints, then: Ints | None = None) -> float:
    """Return the part of sales that the top fifth of buyers brings; with `then`, of later sales by them."""
    buyers = np.flatnonzero(spent > 0)
    top = buyers[np.argsort(-spent[buyers], kind="stable")[: max(1, round(TOP * len(buyers)))]]
    later = spent if then is None else then
    return float(later[top].sum() / later.sum())


def top_fifth(year: int) -> Callable[[Runs], float]:
    """Return the measure of the top fifth's part of a year's sales, without a program."""

    def measure(runs: Runs) -> float:
        return top_share(runs.life("none").owned("goods", year * YEAR, (year + 1) * YEAR))

    return measure


def top_fifth_a_year_later(runs: Runs) -> Pair:
    """Return the part that a year's top fifth has of the next year's sales, and of its own."""
    life = runs.life("none")
    first, second = (life.owned("goods", year * YEAR, (year + 1) * YEAR) for year in (0, 1))
    return top_share(first, second), top_share(first)


def fitted_nbd(counts: Ints) -> tuple[float, float]:
    """Return shape and mean of an NBD fitted to counts by maximum likelihood."""
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    mean, values, people = float(counts.mean()), *np.unique(counts, return_counts=True)

    def loss(log_shape: float) -> float:
        r = np.exp(log_shape)
        terms = gammaln(r + values) - gammaln(r) + r * np.log(r / (r + mean))
        return -float(people @ (terms + values * np.log(mean / (r + mean))))

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x)), mean


def nbd_distance(runs: Runs) -> float:
    """Return the largest distance between the laws of a year's category purchases and of a fitted NBD."""
    from scipy.special import betainc

    counts = category_counts(runs)[0]
    shape, mean = fitted_nbd(counts)
    seen = np.cumsum(np.bincount(counts)) / len(counts)
    law = betainc(shape, np.arange(len(seen)) + 1.0, shape / (shape + mean))
    return float(np.abs(seen - law).max())


def nbd_zero_class(runs: Runs) -> float:
    """Return by how many points the share without a purchase misses that of the fitted NBD."""
    counts = category_counts(runs)[0]
    shape, mean = fitted_nbd(counts)
    return 100.0 * (float(np.mean(counts == 0)) - float((shape / (shape + mean)) ** shape))


def next_year_slope(runs: Runs) -> Pair:
    """Return the slope of next year's purchases on this year's over people, and that of the NBD."""
    first, second = category_counts(runs)
    shape, mean = fitted_nbd(first)
    slope = float(np.cov(first, second)[0, 1] / first.var(ddof=1))
    return slope, mean / (shape + mean)


def next_year_bend(runs: Runs) -> float:
    """Return the correlation that a bend adds: multiple correlation with a square, less the plain one."""
    first, second = (counts.astype(np.float64) for counts in category_counts(runs))
    cells = np.minimum(first, np.quantile(first, 0.99)).astype(np.int64)
    people = np.bincount(cells)
    there = people > 0
    means = np.bincount(cells, second)[there] / people[there]
    line = np.polyfit(np.flatnonzero(there), means, 1, w=np.sqrt(people[there]))
    fitted = np.polyval(line, np.flatnonzero(there))
    spread = np.average((means - np.average(means, weights=people[there])) ** 2, weights=people[there])
    return 1.0 - float(np.average((means - fitted) ** 2, weights=people[there]) / spread)


def _sellers(runs: Runs) -> list[tuple[Ints, Ints, Life]]:
    """Return a quarter's orders from the firm and from the rival in markets that differ in shares alone.

    Over a year of so many purchases w (1 - b) is not constant in a Dirichlet world itself: only for small b.
    """
    found = []
    for share in SHARES:
        life = runs.life(named("none", share))
        found.append((life.orders(0, QUARTER), life.counted("rival_orders", 0, QUARTER), life))
    return found


def _sizes(runs: Runs) -> tuple[Floats, Floats]:
    """Return penetration and purchase frequency of every seller."""
    sellers = [orders for pair in _sellers(runs) for orders in pair[:2]]
    bought = [float(np.mean(orders > 0)) for orders in sellers]
    often = [float(orders[orders > 0].mean()) for orders in sellers]
    return np.array(bought), np.array(often)


def double_jeopardy(runs: Runs) -> float:
    """Return the correlation of penetration and purchase frequency over sellers."""
    bought, often = _sizes(runs)
    return float(np.corrcoef(bought, often)[0, 1])


def constant_of_frequency(runs: Runs) -> float:
    """Return the coefficient of variation of w (1 - b) over sellers."""
    bought, often = _sizes(runs)
    constant = often * (1.0 - bought)
    return float(constant.std(ddof=1) / constant.mean())


def duplication(runs: Runs) -> float:
    """Return R2 of the law that a seller's buyers also buy elsewhere in proportion to the others' size."""
    pairs = []
    for focal, rival, _ in _sellers(runs):
        for own, other in ((focal, rival), (rival, focal)):
            pairs.append((float(np.mean(other > 0)), float(np.mean(other[own > 0] > 0))))
    size, shared = np.array(pairs).T
    slope = float(size @ shared / (size @ size))
    missed, spread = ((shared - slope * size) ** 2).sum(), ((shared - shared.mean()) ** 2).sum()
    return 1.0 - float(missed / spread)


PARETO = "Kim, Singh & Winer 2017; McCarthy & Winer 2018"
EHRENBERG = "Ehrenberg 1959, 1988"
DIRICHLET = "Goodhardt, Ehrenberg & Chatfield 1984"
SIX_SELLERS = "over six sellers, the firm and its rival in three markets that differ in shares alone"
ONE_IS_LEFT = (
    "Only the firm can be left, its rival cannot: of two sellers of one size the firm has fewer buyers, who "
    "buy oftener."
)
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D9",
        "top fifth of buyers",
        Kind.CALIBRATED,
        (0.55, 0.75),
        "share",
        PARETO,
        "Part of a year's sales that the top fifth of the year's buyers brings, no program.",
        top_fifth(0),
    ),
    Pattern(
        "D9",
        "top fifth of buyers, next year",
        Kind.HOLD_OUT,
        (0.55, 0.75),
        "share",
        PARETO,
        "The same of the following year and its own top fifth.",
        top_fifth(1),
    ),
    Pattern(
        "D9",
        "this year's top fifth brings less of the next",
        Kind.HOLD_OUT,
        (-ANY, 1.0),
        "ratio",
        "regression to the mean",
        "Part of next year's sales by this year's top fifth, over their part of this year's.",
        top_fifth_a_year_later,
    ),
    Pattern(
        "D10",
        "counts are NBD: distance",
        Kind.IDENTITY,
        (0.0, 0.03),
        "share",
        EHRENBERG,
        "Largest distance between a year's category purchases and the fitted NBD, every effect off.",
        nbd_distance,
    ),
    Pattern(
        "D10",
        "counts are NBD: no purchase",
        Kind.IDENTITY,
        (-3.0, 3.0),
        "points",
        EHRENBERG,
        "Share without a purchase less that of the fitted NBD.",
        nbd_zero_class,
    ),
    Pattern(
        "D10",
        "next year's purchases: slope",
        Kind.IDENTITY,
        (0.95, 1.05),
        "ratio",
        EHRENBERG,
        "Slope of next year's purchases on this year's, over that of the fitted NBD.",
        next_year_slope,
    ),
    Pattern(
        "D10",
        "next year's purchases lie on a line",
        Kind.IDENTITY,
        (0.97, 1.0),
        "R2",
        EHRENBERG,
        "Share of the spread of next year's means by this year's purchases that a straight line takes.",
        next_year_bend,
    ),
    Pattern(
        "D12",
        "double jeopardy",
        Kind.EMERGENT,
        (0.7, 1.0),
        "correlation",
        DIRICHLET,
        f"Correlation of a quarter's penetration and purchase frequency {SIX_SELLERS}.",
        double_jeopardy,
        note=ONE_IS_LEFT,
    ),
    Pattern(
        "D12",
        "w (1 - b) is constant",
        Kind.EMERGENT,
        (0.0, 0.15),
        "coefficient of variation",
        DIRICHLET,
        f"Spread of frequency times one less penetration {SIX_SELLERS}.",
        constant_of_frequency,
        note=ONE_IS_LEFT,
    ),
    Pattern(
        "D13",
        "duplication law",
        Kind.EMERGENT,
        (0.8, 1.0),
        "R2",
        DIRICHLET,
        "Fit of the share of a seller's buyers who also bought from the other by the other's penetration, "
        f"{SIX_SELLERS}.",
        duplication,
    ),
)
