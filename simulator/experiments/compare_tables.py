"""Rows of the tables that compare designs: differences, verdicts over all designs, promises."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.accounts.profit import WEEKS_PER_YEAR, sales
from simulator.experiments.collect import Collected, Runs, Summary
from simulator.experiments.compare import Difference, paired, percentile
from simulator.experiments.gap import divide
from simulator.experiments.ranking import rank
from simulator.experiments.verdict import FIXED, matters, verdict
from simulator.metrics import HEADLINES
from simulator.metrics.members import RETAINED_12M, SHARE_OF_WALLET
from simulator.metrics.money import (
    GROSS_PROFIT,
    INCREMENTAL_PROFIT,
    LIFETIME_VALUE,
    PAYBACK_WEEK,
    PROFIT,
    SELLER_PROFIT,
)
from simulator.metrics.points import DEFERRED_REVENUE, OBLIGATION
from simulator.scenario.study import TIMES

Row = dict[str, Any]

# Designs are ranked by these; of each, more is better for the firm.
RANKED = (PROFIT, RETAINED_12M, SHARE_OF_WALLET, LIFETIME_VALUE)
MONEY, SHARE = "minor", "share"
# Money that is no part of the gross profit of all the firm's customers, and is weighed by itself.
WEIGHED_BY_ITSELF = (LIFETIME_VALUE, SELLER_PROFIT)
# What a study file calls otherwise than the metrics do.
PROMISED_AS = {"liability": DEFERRED_REVENUE.name}
# What holds a design against the baseline, and says nothing of the baseline itself.
AGAINST_BASELINE = (INCREMENTAL_PROFIT.name, PAYBACK_WEEK.name)
# What stands at a day; all else that is promised of yearly sales runs up over the weeks.
STOCKS = (OBLIGATION.name, DEFERRED_REVENUE.name)

DEFINITIONS: dict[str, str] = {
    "kept": "a promise is kept when the mean over replications is within its limit; of a week of payback, "
    "and where some have no value, the middle one (the lower of two, no payback counts as the latest); "
    "kept_share is the share of replications that keep it",
    "promises of the baseline": "none that hold a design against the baseline (incremental profit, payback)",
    "of yearly sales": "what stands at the end of the run (obligation, liability) over 52 weeks of sales; "
    "what runs up over its weeks (cost, profit, revenue) over the sales of the same weeks",
}


def values(runs: Runs, metric: str) -> dict[int, float]:
    """Return a metric by number of the replication."""
    return {number: summary.metrics[metric] for number, summary in runs.items()}


def difference_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, other design and metric; the baseline is only stood against.

    Metrics are the headlines, and in a marketplace the sellers' profit.
    """
    rows: list[Row] = []
    for mode in collected.modes:
        designs, asked = collected.designs(mode), collected.asked(mode)
        base = designs[collected.baseline]
        own = values(base, GROSS_PROFIT.name)
        gross = paired(own, own, asked).mean
        sellers = any(map(math.isfinite, values(base, SELLER_PROFIT.name).values()))
        metrics = (*HEADLINES, SELLER_PROFIT) if sellers else HEADLINES
        for design, runs in designs.items():
            if design == collected.baseline:
                continue
            for against, others in designs.items():
                if against == design:
                    continue
                same = identical(runs, others)
                for metric in metrics:
                    found = paired(
                        values(runs, metric.name), values(others, metric.name), asked, collected.panels
                    )
                    total = metric.unit == MONEY and metric not in WEIGHED_BY_ITSELF
                    threshold = matters(collected.study["matters_from"], total, gross, found.against_mean)
                    rows.append(
                        {
                            "mode": mode,
                            "design": design,
                            "against": against,
                            "metric": metric.name,
                            **_numbers(found, mode),
                            "verdict": verdict(
                                found, mode, threshold, identical=same, counted=metric.unit == SHARE
                            ),
                            "identical_runs": same,
                        }
                    )
    return rows


def identical(runs: Runs, others: Runs) -> bool:
    """Tell whether two designs left the same numbers, in bits, in every replication that both have."""
    both = runs.keys() & others.keys()
    return bool(both) and all(runs[number].digest == others[number].digest for number in both)


def _numbers(found: Difference, mode: str) -> Row:
    drawn = mode != FIXED
    return {
        "baseline_mean": found.against_mean,
        "mean": found.mean,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "spread_low": found.spread_low if drawn else math.nan,
        "spread_high": found.spread_high if drawn else math.nan,
        "relative": found.relative,
        "replications": found.replications,
        "asked": found.asked,
    }


def verdict_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, ranked metric and design: its chance to be best, regret and standing."""
    return [
        {"mode": mode, "metric": metric.name, "design": design, **place._asdict()}
        for mode in collected.modes
        for metric in RANKED
        for design, place in rank(
            {design: values(runs, metric.name) for design, runs in collected.designs(mode).items()},
            collected.baseline,
            collected.asked(mode),
            collected.panels,
        ).items()
    ]


def promise_rows(collected: Collected) -> list[Row]:
    """Return a row for each design and promise of the study, judged in the headline mode.

    A promise of the study file is `promise` (a headline, one printed beside, or `liability`), `limit` (its
    words), `bound` (at most or at least), `value` (share, minor units or weeks) and `of_yearly_sales`.
    """
    rows: list[Row] = []
    for promise in collected.study.get("promises", ()):
        for design, runs in collected.designs(collected.modes[0]).items():
            if design == collected.baseline and promise["promise"] in AGAINST_BASELINE:
                continue
            found = [_promised(runs[number], promise) for number in sorted(runs)]
            kept = [_within(value, promise) for value in found]
            middle = over_draws(promise["promise"], found)
            rows.append(
                {
                    "design": design,
                    "promise": promise["promise"],
                    "limit": promise["limit"],
                    "value": middle,
                    "kept": _within(middle, promise),
                    "kept_share": sum(kept) / len(kept),
                }
            )
    return rows


def over_draws(metric: str, values: Sequence[float]) -> float:
    """Return what a promise is judged on: the mean over replications, of weeks the middle one.

    The middle one also where some have no value, which counts as the latest: as the verdict tells payback.
    """
    if metric in TIMES or any(map(math.isnan, values)):
        return percentile(values, 0.5)
    return sum(values) / len(values)


def _promised(summary: Summary, promise: Mapping[str, Any]) -> float:
    name = PROMISED_AS.get(promise["promise"], promise["promise"])
    value = summary.metrics[name]
    if not promise.get("of_yearly_sales", False):
        return value
    sold = int(sales(summary.groups_total.columns).sum())
    if name not in STOCKS:
        return divide(value, sold)
    return divide(value * summary.flows.shape[0], sold * WEEKS_PER_YEAR)


def _within(value: float, promise: Mapping[str, Any]) -> bool:
    limit = float(promise["value"])
    return value <= limit if promise["bound"] == "at most" else value >= limit
