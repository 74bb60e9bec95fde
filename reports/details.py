"""Lays out tables that look into a design: tiers, groups of buyers, gaps, liability, costs, assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from reports.numbers import plain, share
from reports.study import Design, Study
from reports.style import FUNDERS
from reports.tables import NONE, Block, Cell, Table, named, number, table
from reports.words import cost_line, missing

LONG_RUN = -1
MONTHS_A_YEAR = 12
MOVES = ("issued", "redeemed", "expired", "reversed", "estimate_change", "breakage")


def finite(text: str, value: float) -> str:
    """Return a text where its value is known, else the sign for nothing to say."""
    return text if math.isfinite(value) else NONE


def percent(value: float, *, signed: bool = False) -> Cell:
    """Return a share as a cell, or the sign for nothing to say."""
    return number(finite(share(value, signed=signed), value))


def lift_needed(value: float) -> Cell:
    """Return a break-even lift; an infinite one is never reached."""
    if math.isnan(value):
        return number(NONE)
    return number(share(value) if math.isfinite(value) and value >= 0 else "no lift pays")


def tier_mix(study: Study) -> Table | None:
    """Return the share of customers by tier at chosen weeks and in the long run."""
    rows = study.headline("mix")
    if rows.empty:
        return None
    weeks = sorted(int(week) for week in rows["week"].unique() if week != LONG_RUN)
    columns = [*weeks, *([LONG_RUN] if (rows["week"] == LONG_RUN).any() else [])]
    blocks = []
    for design in study.designs:
        part = rows[rows["design"] == design.name]
        if not (part["level"] >= 0).any():
            continue
        grid = part.pivot_table(index=["level", "level_name"], columns="week", values="share", sort=True)
        body = tuple(
            (
                Cell("no member" if level < 0 else str(name)),
                *(percent(float(line.get(week, math.nan))) for week in columns),
            )
            for (level, name), line in grid.iterrows()
        )
        blocks.append(Block(named(design), body))
    head = ("tier", *(f"week {week}" for week in weeks), *(["long run"] if LONG_RUN in columns else []))
    return Table("Share of customers by tier", head, tuple(blocks)) if blocks else None


def naive_gaps(study: Study) -> Table | None:
    """Return naive gaps beside causal effects."""
    blocks = []
    for design in study.programs:
        rows = study.headline("gap", design=design.name)
        body = tuple(
            (
                Cell(str(row.comparison)),
                percent(float(row.naive), signed=True),
                percent(float(row.causal), signed=True),
                number(finite(f"{plain(float(row.ratio))} times", float(row.ratio))),
            )
            for row in rows.itertuples(index=False)
        )
        if body:
            blocks.append(Block(named(design), body))
    head = ("compared", "naive gap", "causal effect", "naive over causal")
    return (
        Table("What members spend more, and what the program does to the same people", head, tuple(blocks))
        if blocks
        else None
    )


def switch(study: Study) -> Table | None:
    """Return what a switch changed for members by the level and the group they were in."""
    blocks = []
    for design in study.programs:
        rows = study.headline("switch", design=design.name)
        body = tuple(
            (
                Cell(f"{row.level_name}, {row.group}"),
                number(plain(float(row.members))),
                number(study.write.value("money", float(row.worth_change), signed=True)),
                percent(float(row.share_lost)),
                number(plain(float(row.orders_change), signed=True)),
                number(study.write.value("money", float(row.margin_change), signed=True)),
            )
            for row in rows.itertuples(index=False)
        )
        if body:
            blocks.append(Block(named(design), body))
    head = ("before the switch", "members", "worth a year", "worse off", "orders", "margin less program cost")
    return Table("What the switch changes a member", head, tuple(blocks)) if blocks else None


def ranged(study: Study, frame: str, kind: str, where: Mapping[str, object], *, signed: bool = True) -> Cell:
    """Return a mean with the middle 90% of the draws below it; a share is a change, written with its sign."""
    low, mean, high = (study.value(frame, end, **where) for end in ("low", "mean", "high"))
    if not math.isfinite(mean):
        return number(NONE)
    text = share(mean, signed=True) if kind == "share" else study.write.value(kind, mean, signed=signed)
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return number(text)
    if kind == "share":
        return number(text, f"{share(low, signed=True)} to {share(high, signed=True)}")
    return number(text, study.write.interval(kind, low, high, signed=signed))


def responders(study: Study) -> Table | None:
    """Return the response of light, moderate and heavy buyers."""
    rows = study.headline("groups")
    if rows.empty:
        return None
    groups = list(dict.fromkeys(str(name) for name in rows["group"]))
    blocks = []
    for design in study.programs:
        body = []
        for group in groups:
            at = {"design": design.name, "group": group}
            burden, needed, redeemed = (
                study.value("groups", "mean", metric=metric, **at)
                for metric in ("cost_share_of_sales", "break_even_lift", "redemption_share")
            )
            body.append((
                Cell(group),
                ranged(study, "groups", "share", {**at, "metric": "lift_orders"}),
                ranged(study, "groups", "share", {**at, "metric": "lift_sales"}),
                percent(burden),
                lift_needed(needed),
                ranged(study, "groups", "money", {**at, "metric": "incremental_profit"}),
                percent(redeemed),
            ))  # fmt: skip
        blocks.append(Block(named(design), tuple(body)))
    head = (
        "buyers",
        "lift of orders",
        "lift of sales",
        "cost, share of sales",
        "break-even lift",
        "incremental profit",
        "points redeemed",
    )
    return Table(
        "Response by group of buyers; below each mean, the middle 90% of the draws", head, tuple(blocks)
    )


def tiers(study: Study) -> Table | None:
    """Return cost, causal uplift, anyway share and break-even lift of every tier."""
    rows = study.headline("tiers")
    if rows.empty:
        return None
    blocks = []
    for design in study.programs:
        levels = rows[rows["design"] == design.name][["level", "level_name"]].drop_duplicates()
        body = []
        for level, name in levels.sort_values("level").itertuples(index=False):
            at = {"design": design.name, "level": level}
            burden, needed, lift, anyway, people = (
                study.value("tiers", "mean", metric=metric, **at)
                for metric in ("cost_share_of_sales", "break_even_lift", "lift", "anyway_share", "customers")
            )
            body.append((
                Cell("no member" if level < 0 else str(name)),
                number(finite(plain(people), people)),
                ranged(study, "tiers", "money", {**at, "metric": "cost"}, signed=False),
                percent(burden),
                percent(lift, signed=True),
                lift_needed(needed),
                percent(anyway),
                ranged(study, "tiers", "money", {**at, "metric": "incremental_profit"}),
            ))  # fmt: skip
        if body:
            blocks.append(Block(named(design), tuple(body)))
    head = (
        "tier",
        "customers",
        "cost",
        "share of sales",
        "causal lift",
        "break-even lift",
        "paid on sales made anyway",
        "incremental profit",
    )
    return (
        Table("The tiers; below money, the middle 90% of the draws", head, tuple(blocks)) if blocks else None
    )


def two_views(study: Study) -> Table | None:
    """Return the economic and the accounting view at the beginning and the end, side by side."""
    body = []
    for design in study.programs:
        cells = []
        for metric in ("economic_obligation", "ifrs_liability"):
            rows = study.headline("weekly", design=design.name, metric=metric).sort_values("week")
            ends = [float(rows["mean"].iloc[place]) for place in (0, -1)] if len(rows) else [math.nan] * 2
            cells += [number(finite(study.write.money(end), end)) for end in ends]
        body.append((named(design), *cells))
    head = (
        "design", "economic view: first week", "last week", "accounting view: first week", "last week",
    )  # fmt: skip
    return table("What is owed to members, in two views that are never added", head, body)


def roll_forward(study: Study) -> Table | None:
    """Return the accounting liability from opening to closing, year by year."""
    blocks = []
    for design in study.programs:
        rows = study.headline("vintages", design=design.name)
        if rows.empty:
            continue
        rows = rows.sort_values("month").reset_index(drop=True)
        body = []
        for first in range(0, len(rows), MONTHS_A_YEAR):
            part = rows.iloc[first : first + MONTHS_A_YEAR]
            amounts = [
                float(part["opening"].iloc[0]),
                *(float(part[move].sum()) for move in MOVES),
                float(part["closing"].iloc[-1]),
            ]
            body.append((
                Cell(f"months {first + 1} to {first + len(part)}"),
                *(number(bare(study, amount)) for amount in amounts),
                percent(float(part["expected_redemption"].iloc[-1])),
            ))  # fmt: skip
        blocks.append(Block(named(design), tuple(body)))
    head = (
        "period",
        "opening",
        "+ deferred on issue",
        "− redeemed",
        "− expired",
        "− taken back",
        "+ change of estimate",
        "− breakage",
        "= closing",
        "expected redemption",
    )
    caption = f"Roll-forward of the accounting liability, {study.write.currency}{first_estimates(study)}"
    return Table(caption, head, tuple(blocks)) if blocks else None


def fees(study: Study) -> Table | None:
    """Return membership fees from what is owed at the opening to what is owed at the end, year by year."""
    blocks = []
    for design in study.programs:
        rows = study.headline("fees", design=design.name)
        if rows.empty:
            continue
        rows = rows.sort_values("month").reset_index(drop=True)
        body = []
        for first in range(0, len(rows), MONTHS_A_YEAR):
            part = rows.iloc[first : first + MONTHS_A_YEAR]
            flows = (float(part[move].sum()) for move in ("received", "recognised", "refunded"))
            amounts = (float(part["opening"].iloc[0]), *flows, float(part["closing"].iloc[-1]))
            months = Cell(f"months {first + 1} to {first + len(part)}")
            body.append((months, *(number(bare(study, amount)) for amount in amounts)))
        blocks.append(Block(named(design), tuple(body)))
    head = ("period", "opening", "+ received", "− recognised", "− given back", "= closing")
    caption = f"Membership fees, recognised by days of their term, {study.write.currency}"
    return Table(caption, head, tuple(blocks)) if blocks else None


def first_estimates(study: Study) -> str:
    """Return how the first estimates of points used compare with what came, design by design."""
    parts = []
    for design in study.programs:
        rows = study.headline("estimates", design=design.name)["estimate_to_actual"]
        if len(rows):
            middle = rows.sort_values().iloc[(len(rows) - 1) // 2]
            parts.append(f"{design.name} {middle:.2f} ({rows.min():.2f} to {rows.max():.2f})")
    if not parts:
        return ""
    return "; first estimate of the points used over what came, by month of issue: " + ", ".join(parts)


def bare(study: Study, amount: float) -> str:
    """Write an amount of the books exactly, without the currency that the caption names."""
    return study.write.money(amount, digits=0).replace(f"{study.write.currency} ", "")


def costs(study: Study) -> Table | None:
    """Return what each program costs by line, and who pays."""
    rows = study.headline("costs")
    if rows.empty:
        return None
    by_line = rows.pivot_table(index="line", columns="design", values="mean", aggfunc="sum").fillna(0.0)
    by_funder = rows.pivot_table(index="funder", columns="design", values="mean", aggfunc="sum").fillna(0.0)
    designs = [design for design in study.programs if design.name in by_line]
    if not designs:
        return None
    order = by_line.max(axis=1).sort_values(ascending=False, kind="stable").index

    def line(label: str, amounts: pd.Series) -> tuple[Cell, ...]:
        return (Cell(label), *(number(study.write.money(float(amounts[design.name]))) for design in designs))

    lines = tuple(
        line(cost_line(str(name)), by_line.loc[name]) for name in order if by_line.loc[name].abs().max() > 0
    )
    payers = tuple(
        line(f"paid by the {name}", by_funder.loc[name])
        for name in FUNDERS
        if name in by_funder.index and by_funder.loc[name].abs().max() > 0
    )
    blocks = (
        Block(Cell("Lines"), (*lines, line("total", by_line.sum()))),
        Block(Cell("Who pays"), payers),
    )
    head = ("", *(design.name for design in designs))
    return Table(f"Cost of the programs over {study.weeks} weeks, mean over the draws", head, blocks)


def assumptions(study: Study) -> Table | None:
    """Return every stated number with its range, tag and source."""
    rows = study.frames["assumptions"]
    if rows.empty:
        return None
    blocks = []
    for where in dict.fromkeys(str(name) for name in rows["where"]):
        part = rows[rows["where"].astype(str) == where]
        body = tuple(
            (
                Cell(*named_number(str(row.name))),
                number(value_text(row.value)),
                number(range_text(row.low, row.high)),
                Cell(missing(row.unit)),
                Cell(str(row.tag), tone="plain"),
                Cell(missing(row.source)),
            )
            for row in part.itertuples(index=False)
        )
        blocks.append(Block(Cell(where), body))
    head = ("number", "value", "range", "unit", "tag", "source")
    return Table("Numbers of the market and of behaviour", head, tuple(blocks))


def named_number(text: str) -> tuple[str, str]:
    """Return the name of a number and what it means, from `name: meaning`."""
    name, _, meaning = text.partition(": ")
    return name.replace("_", " "), meaning


def value_text(value: object) -> str:
    """Write a stated number as it was stated."""
    if isinstance(value, str):
        return value
    amount = float(value) if isinstance(value, int | float) else math.nan
    return f"{amount:,.6g}".replace("-", "−") if math.isfinite(amount) else NONE


def range_text(low: object, high: object) -> str:
    """Write the range of a stated number; one without a range is fixed."""
    ends = [value_text(end) for end in (low, high)]
    return "fixed" if NONE in ends or ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def program_notes(study: Study) -> tuple[tuple[Design, tuple[str, ...]], ...]:
    """Return what the program files say of their sources, simplifications and assumptions."""
    return tuple((design, design.notes) for design in study.designs if design.notes)
