"""What a firm can tell of who has left: a flag from its own fit of its own orders, and how often it is right.

Order of parts: the firm's fit, the flag, the metrics.
"""

from __future__ import annotations

import numpy as np

from simulator.metrics.definitions import Floats, Ints, Metric, Record, alone, kept_of_customers, ratio

LEAST_WEEKS = 26  # a shorter log tells no fit
HAZARDS = np.geomspace(1e-4, 0.2, 60)  # a week: those that the fit tries
FLAGGED_BELOW = 0.5


def fitted_rates(orders: Ints, last: Ints, weeks: int) -> Floats:
    """Return each customer's orders a week while alive, as the firm fits them.

    Parameters
    ----------
    orders, last
        Orders in the log, 1 or more, and the week of the last one.
    weeks
        Length of the log.

    Source: gamma-Poisson means (Ehrenberg 1959), the spread of rates by moments of the orders of all.
    """
    counts = orders.astype(np.float64)
    mean, spread = float(counts.mean()), float(counts.var())
    shape = mean * mean / max(1e-6, spread - mean)
    scale = weeks * shape / mean
    rates: Floats = (counts + shape) / (last + 1.0 + scale)
    return rates


def chance_alive(rates: Floats, quiet: Ints, hazard: float) -> Floats:
    """Return the chance that each customer is still one after some quiet weeks.

    Units: orders and leaving a week. Source: Schmittlein, Morrison & Colombo 1987, for given rates.
    """
    both = rates + hazard
    return 1.0 / (1.0 + hazard / both * np.expm1(np.minimum(both * quiet, 600.0)))


def fitted_hazard(rates: Floats, last: Ints, quiet: Ints) -> float:
    """Return the hazard of leaving, alike for all, under which the log is likeliest; a week."""
    best, found = -np.inf, float(HAZARDS[0])
    for hazard in HAZARDS:
        silent = -(rates + hazard) * quiet - np.log(chance_alive(rates, quiet, float(hazard)))
        likely = float(np.sum(silent - hazard * last))
        if likely > best:
            best, found = likely, float(hazard)
    return found


def flags(record: Record) -> tuple[Ints, Ints] | None:
    """Return for each customer with an order in the run whether he is flagged, and whether he has left.

    None for a run that is too short, or in which nobody ordered.
    """
    weeks = record.tally.shape[0]
    orders, quiet = kept_of_customers(record, "orders"), kept_of_customers(record, "quiet")
    seen = (orders > 0) & (quiet != 0)
    if weeks < LEAST_WEEKS or not seen.any():
        return None
    silent = np.abs(quiet[seen]) - 1
    last = weeks - 1 - silent
    rates = fitted_rates(orders[seen], last, weeks)
    alive = chance_alive(rates, silent, fitted_hazard(rates, last, silent))
    return (alive < FLAGGED_BELOW).astype(np.int64), (quiet[seen] < 0).astype(np.int64)


def flagged(record: Record) -> float | None:
    """Return the share of the run's buyers whom the firm would take for lost at its end."""
    found = flags(record)
    return ratio(int(found[0].sum()), len(found[0])) if found else None


def flagged_rightly(record: Record) -> float | None:
    """Return the share of those so flagged who have left."""
    found = flags(record)
    return ratio(int((found[0] & found[1]).sum()), int(found[0].sum())) if found else None


FLAGGED = Metric(
    "flagged_lapsed",
    "taken for lost",
    "share",
    "Customers with an order in the run whom the firm's own fit of their orders gives less than an even "
    "chance to be customers still, of all with an order; not known in fewer than 26 weeks.",
    alone(flagged),
)
FLAGGED_RIGHTLY = Metric(
    "flagged_rightly",
    "rightly taken for lost",
    "share",
    "Of the customers whom the firm takes for lost at the end of the run, those who have left it: the "
    "others are only quiet.",
    alone(flagged_rightly),
)
