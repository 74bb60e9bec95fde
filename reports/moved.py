"""What one money unit does on either side, when it is moved from winning customers to keeping them."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from reports.numbers import plain, share
from reports.study import Study
from reports.tables import NONE, Cell, Table, number, table

MODE = "moved"


def percent(part: float) -> str:
    """Write a share of the budget without more digits than it has."""
    return f"{100.0 * part:.4g}%"


def worth(value: float, *, signed: bool = True) -> str:
    """Write what a money unit brings, to a hundredth of it."""
    if not math.isfinite(value):
        return NONE
    return f"{value:{'+' if signed else ''}.2f}".replace("-", "−")


def between(low: float, high: float) -> str:
    """Write an interval of what a money unit brings."""
    return f"{worth(low)} to {worth(high)}" if math.isfinite(low) and math.isfinite(high) else ""


def missed(study: Study) -> list[float]:
    """Return the shares of the mixes that could not be brought to the budget, in order."""
    frame = study.frames["mixes"]
    return [] if frame.empty else [float(part) for part in sorted(frame["share"][~frame["reached"]])]


def lead(study: Study) -> str:
    """Return what to know before reading: for the same money, where that could be had."""
    text = (
        "What is spent on advertising is moved into the program step by step, whose benefits are scaled so "
        "that the same is spent in all"
    )
    if shares := missed(study):
        several = len(shares) > 1
        text += (
            f", as far as that can be: with {' or '.join(map(percent, shares))} of the money in the program "
            f"the budget could not be met. Moves to or from {'these mixes' if several else 'this mix'} are "
            "marked; what is spent differs between their two sides"
        )
    return text + (
        ". Each step is first taken out and then put in, so that it shows what a unit of money did on either "
        "side: profit to the end of the week, discounted, less what is owed and net of the unit itself, so "
        "that −1 is a unit spent for nothing. What is put in counts as spent when points are earned; what "
        "customers who are won cost the program counts too."
    )


def move(row: Any, unmet: Collection[float]) -> Cell:
    """Head the row of a move: the share of the money that is in the program before and after.

    Below it stands where the budget could not be met.
    """
    whole = row.from_share == 0.0 and row.to_share == 1.0
    text = f"from {percent(row.from_share)} to {percent(row.to_share)}"
    ends = [percent(part) for part in (row.from_share, row.to_share) if part in unmet]
    note = f"the budget could not be met at {' and '.join(ends)}" if ends else ""
    return Cell(f"all of it, {text}" if whole else text, note)


def mixes(study: Study) -> Table | None:
    """Return the mixes for the same money: what goes where, what comes of it."""
    body = []
    for row in study.frames["mixes"].itertuples(index=False):
        note = "" if row.reached else "the budget could not be met"
        body.append((
            Cell(percent(row.share)),
            number(study.write.money(row.advertising)),
            number(plain(row.factor) if row.factor else NONE, note),
            number(study.write.money(row.spent)),
            number(share(row.active_end)),
            number(
                study.write.money(row.profit, signed=True),
                study.write.interval("money", row.spread_low, row.spread_high),
            ),
        ))  # fmt: skip
    head = (
        "in the program", "advertising", "the program's benefits times", "spent in all", "active at the end",
        "incremental profit",
    )  # fmt: skip
    return table("Mixes of advertising and program for the same money", head, body)


def unit(study: Study) -> Table | None:
    """Return what a money unit brought where it was and brings where it is, at the end of the study."""
    frame = study.frames["moved"]
    if frame.empty:
        return None
    unmet = missed(study)
    names = {float(row.share): row.design for row in study.frames["mixes"].itertuples(index=False)}
    body = []
    for row in frame[frame["week"] == frame["week"].max()].itertuples(index=False):
        after, before = names.get(row.to_share, ""), names.get(row.from_share, "")
        body.append((
            move(row, unmet),
            number(worth(row.won)),
            number(worth(row.kept)),
            number(worth(row.gain), between(row.low, row.high)),
            number(between(row.spread_low, row.spread_high) or NONE),
            _ahead(study, row.kept_ahead_from, after, before),
            _ahead(study, row.won_ahead_from, before, after),
        ))  # fmt: skip
    one = f"1 {study.write.currency}"
    head = (
        "share in the program",
        f"{one} brought as advertising",
        f"{one} brings in the program",
        "moving it brings",
        "range over the draws",
        "the program is ahead for good",
        "advertising is ahead for good",
    )
    return table(
        f"{one} moved, after {study.weeks} weeks; below what moving it brings, the 95% interval of the mean",
        head,
        body,
    )


def _ahead(study: Study, week: float, design: str, against: str) -> Cell:
    """Tell from when on a side is ahead in the mean over the draws; below it in how many draws, and when."""
    told = f"from week {week:.0f}" if math.isfinite(week) else f"not within {study.weeks} weeks"
    rows = study.table("overtaking", mode=MODE, design=design, against=against)
    if rows.empty:
        return number(told)
    row = rows.iloc[0]
    note = f"in {row['share_ahead']:.0%} of the draws"
    if row["share_ahead"] > 0.0:
        low, high = (f"{row[end]:.0f}" for end in ("low", "high"))
        note += f", week {low}" if low == high else f", weeks {low} to {high}"
    return number(told, note)


def horizons(study: Study) -> Table | None:
    """Return what moving a money unit brings by the end of several weeks."""
    frame = study.frames["moved"]
    if frame.empty:
        return None
    unmet, weeks = missed(study), sorted(frame["week"].unique())
    body = []
    for _, rows in frame.groupby(["from_share", "to_share"], sort=False):
        by_week = {row.week: row for row in rows.itertuples(index=False)}
        cells = [
            number(worth(by_week[week].gain), between(by_week[week].low, by_week[week].high))
            for week in weeks
        ]
        body.append((move(next(iter(by_week.values())), unmet), *cells))
    head = ("share in the program", *(f"after {week} weeks" for week in weeks))
    return table(
        f"What moving 1 {study.write.currency} brings, by horizon; below it the 95% interval of the mean",
        head,
        body,
    )
