"""The command `loyalty member`: one imagined member's year, as a table and a figure.

Order of parts: the command, the table, what it came to, side by side, one object for a program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.folders import file_to_write
from workbench.habits import (
    BasketOption,
    Every,
    EveryOption,
    FriendsOption,
    FromOption,
    LoginsOption,
    OrdersOption,
    PaysOption,
    Redeem,
    RedeemOption,
    ReferredOption,
    ReturnsOption,
    ReviewsOption,
    SpendOption,
    WeeksOption,
    habits_of,
)
from workbench.options import AsJson, path_of
from workbench.uncompiled import without_compiling
from workbench.writing import wrapped

if TYPE_CHECKING:
    from simulator.engine.member import Habits, Period, Year

FIGURES = (".svg", ".png", ".pdf")
MOST_PROGRAMS = 4
# Title, field of a period, least width.
COLUMNS = (
    ("orders", "orders", 6),
    ("spent", "spent", 10),
    ("earned", "earned", 8),
    ("taken back", "reversed", 10),
    ("expired", "expired", 7),
    ("redeemed", "redeemed", 8),
    ("usable", "usable", 8),
    ("pending", "pending", 7),
    ("status", "status", 8),
)
BENEFITS = {
    "price_cuts": "price cuts",
    "points_paid": "paid with points",
    "rewards": "rewards",
    "cash_back": "cash back",
    "privileges": "privileges as often as they are used and kept",
    "points_held": "points still held",
    "given": "rewards without points",
    "vouchers": "vouchers used or held",
    "fees": "fees",
}


def member(
    names: Annotated[
        list[str], typer.Argument(help="Programs: shipped names or files, up to four.", metavar="PROGRAM...")
    ],
    spend: SpendOption = None,
    orders: OrdersOption = None,
    basket: BasketOption = None,
    reviews: ReviewsOption = 0,
    logins: LoginsOption = 0,
    returns: ReturnsOption = 0,
    friends: FriendsOption = 0,
    referred: ReferredOption = False,
    begins: FromOption = "2026-01-05",
    weeks: WeeksOption = 52,
    redeem: RedeemOption = Redeem.SOON,
    pays: PaysOption = False,
    every: EveryOption = Every.MONTH,
    out: Annotated[
        Path | None,
        typer.Option("--out", parser=path_of, metavar="FILE", help="Draw a figure too: .svg, .png or .pdf."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell one imagined member's year under a program.

    Orders, reviews, logins and friends are spread evenly; nothing is left to chance.
    """
    without_compiling()
    for name in names:
        if name.isascii() and name.isupper() and len(name) == 3:
            raise typer.BadParameter(
                f"'{name}' is no program; an amount stands in quotes: --spend '3000 {name}'",
                param_hint="PROGRAM",
            )
    if len(names) > MOST_PROGRAMS:
        raise typer.BadParameter(f"has {len(names)}, may be up to {MOST_PROGRAMS}", param_hint="PROGRAM")
    if out is not None and out.suffix not in FIGURES:
        raise typer.BadParameter(f"{out}: must end in {', '.join(FIGURES)}", param_hint="--out")
    out = out and file_to_write(out)
    a_year = {"reviews": reviews, "logins": logins, "returns": returns, "friends": friends}
    habits, currency = habits_of(spend, orders, basket, a_year, begins, weeks, redeem)
    habits = habits._replace(pays=pays, referred=referred)
    years = [lived(name, habits, currency, every) for name in names]
    if out is not None:
        from reports.member_year import write_figure

        write_figure(years, out)
    if as_json:
        typer.echo(json.dumps([as_object(year) for year in years], ensure_ascii=False))
        return
    for line in lines_of(years):
        typer.echo(line)
    if out is not None:
        typer.echo(f"\nFigure: {out}")


def lived(name: str, habits: Habits, currency: str, every: Every) -> Year:
    """Return the member's year under a program that is named.

    Raises
    ------
    typer.BadParameter
        When the program is in another currency than the amounts.
    """
    from simulator.engine.member import live_year
    from simulator.scenario import load

    scenario = load(name, "program")
    program = scenario.model
    if program.currency not in (None, currency):
        raise typer.BadParameter(
            f"is in {currency}, but {scenario.name} is in {program.currency}", param_hint="--spend"
        )
    if program.currency is None:
        program = program.model_copy(update={"currency": currency})
    return live_year(program, scenario.name, habits, every.value)


# ---- the table ------------------------------------------------------------------------------------------


def lines_of(years: Sequence[Year]) -> Iterator[str]:
    """Return the years as lines, and what they came to side by side where there are several."""
    for place, year in enumerate(years):
        if place:
            yield ""
        yield wrapped(f"{year.name}: {year.program.title}", "  ")
        yield wrapped(member_line(year), "  ")
        yield ""
        yield from table_lines(year)
        yield ""
        yield from (wrapped(line, "  ") for line in closing_lines(year))
    if len(years) > 1:
        yield ""
        yield from side_by_side(years)


def member_line(year: Year) -> str:
    """Say what the member does."""
    from simulator.engine.changes import money

    habits = year.habits
    often = [(habits.reviews, "reviews"), (habits.logins, "logins"), (habits.returns, "returns")]
    often += [(habits.friends, "friends brought")]
    parts = [f"{money(year.program, habits.spend)} in {habits.orders:,} orders"]
    parts += [f"{count:,} {what}" for count, what in often if count]
    parts += ["joined as a friend"] if habits.referred else []
    parts += ["paid membership taken"] if habits.pays else []
    used = {"soon": "points used as soon as may be", "never": "no points used", "end": "points used at last"}
    return f"{habits.weeks} weeks from {habits.begins}: {', '.join([*parts, used[habits.redeem]])}"


def table_lines(year: Year) -> Iterator[str]:
    """Return a line a period, and below it what each change means."""
    yield "  ".join(["from      ", *(f"{title:>{width}}" for title, _, width in COLUMNS), "tier"])
    for period in year.periods:
        yield "  ".join([f"{period.begins}", *cells(year, period), period.tier])
        for change in period.changes:
            yield wrapped(f"    {change}", "      ")


def cells(year: Year, period: Period) -> Iterator[str]:
    """Return the figures of a period, each in its column's width."""
    from simulator.engine.changes import money

    for _, field, width in COLUMNS:
        value = getattr(period, field)
        text = money(year.program, value).rpartition(" ")[0] if field == "spent" else f"{value:,}"
        yield f"{text:>{width}}"


# ---- what it came to ------------------------------------------------------------------------------------


def closing_lines(year: Year) -> Iterator[str]:
    """Say what the year was worth, what was reached when, and how far the next is."""
    from simulator.engine.changes import money

    def told(minor: int) -> str:
        return money(year.program, minor)

    had = [f"{told(value)} {BENEFITS[name]}" for name, value in year.benefits._asdict().items() if value] or [
        "nothing"
    ]
    yield (
        f"Worth of what was earned: {told(year.benefits.worth)}, an effective reward rate of "
        f"{year.reward_rate:.2%} of {told(year.bought)} kept: {', '.join(had)}."
    )
    yield from held_lines(year)
    if year.reward:
        reward = year.reward
        yield f"First reward in reach: {reward.on}, after {told(reward.spent)} ({reward.what})."
    elif year.next_reward:
        yield f"First reward: not reached, {year.next_reward} are lacking."
    if year.tiers:
        levels = (f"{one.what} on {one.on} after {told(one.spent)}" for one in year.tiers)
        yield f"Levels: {', '.join(levels)}."
    if year.next_tier:
        yield f"To the next level, {year.next_tier}."
    if year.reward and year.next_reward:
        yield f"To the next reward: {year.next_reward}."


def held_lines(year: Year) -> Iterator[str]:
    """Say what is held of stamps and vouchers, and of a membership that is paid for."""
    from simulator.engine.changes import money

    last, rewards = year.steps[-1], year.program.rewards
    card = rewards.stamps if rewards else None
    if card:
        yield f"Stamps on the card: {last.figure('stamps')} of {card.buy}."
    if last.told["ladders"]:
        yield f"On further ladders: {last.told['ladders']}."
    if last.figure("vouchers"):
        yield f"Vouchers that may still be used: {last.figure('vouchers')}."
    if year.program.paid:
        told = f"Membership at the end: {last.told['membership']}"
        paid = f", {money(year.program, last.figure('fees'))} of fees paid" if last.figure("fees") else ""
        yield f"{told}{paid}" + ("." if year.habits.pays else "; --pays tells of a member who pays.")


def side_by_side(years: Sequence[Year]) -> Iterator[str]:
    """Return the closing figures of several programs, a column each."""
    from simulator.engine.changes import money

    rows = [("", [year.name for year in years])]
    for name, title in BENEFITS.items():
        values = [getattr(year.benefits, name) for year in years]
        if any(values):
            told = [money(year.program, value) for year, value in zip(years, values, strict=True)]
            rows.append((title, told))
    rows.append(("worth in all", [money(year.program, year.benefits.worth) for year in years]))
    rows.append(("effective reward rate", [f"{year.reward_rate:.2%}" for year in years]))
    rows.append(("first reward", [str(year.reward.on) if year.reward else "not reached" for year in years]))
    rows.append(("level at the end", [year.periods[-1].tier for year in years]))
    widths = [max(len(row[1][place]) for row in rows) for place in range(len(years))]
    longest = max(len(row[0]) for row in rows)
    for title, texts in rows:
        cells = "  ".join(f"{text:>{width}}" for text, width in zip(texts, widths, strict=True))
        yield f"{title:<{longest}}  {cells}"


# ---- one object for a program ---------------------------------------------------------------------------


def as_object(year: Year) -> dict[str, Any]:
    """Return a year as JSON values; money in minor units."""

    def reached(one: Any) -> dict[str, Any]:
        return {"what": one.what, "on": one.on.isoformat(), "spent": one.spent}

    return {
        "program": year.name,
        "currency": year.program.money,
        "member": {**year.habits._asdict(), "begins": year.habits.begins.isoformat()},
        "periods": [{**period._asdict(), "begins": period.begins.isoformat()} for period in year.periods],
        "benefits": {**year.benefits._asdict(), "worth": year.benefits.worth},
        "kept": year.bought,
        "paid": year.paid,
        "reward_rate": year.reward_rate,
        "first_reward": reached(year.reward) if year.reward else None,
        "levels": [reached(one) for one in year.tiers],
        "further_levels": [name for name in str(year.steps[-1].told["ladders"]).split(", ") if name],
        "next_level": year.next_tier or None,
        "next_reward": year.next_reward or None,
    }
