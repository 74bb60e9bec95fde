"""The options of the command `loyalty`: what may be said, within which bounds, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulator.experiments.replicate import Options


class Kind(StrEnum):
    """Kinds of scenario files."""

    PROGRAM = "program"
    MARKET = "market"
    STUDY = "study"


class GuestRows(StrEnum):
    """What to do with rows of a log without a customer."""

    REFUSE = "refuse"
    DROP = "drop"


class Start(StrEnum):
    """How a study begins."""

    RUNNING = "running"
    LAUNCH = "launch"


def path_of(text: str) -> Path:
    """Return a path that was named; an empty one would be the working folder."""
    if not text.strip():
        raise typer.BadParameter("is empty: name a place to write to")
    return Path(text)


# The most of each, as in a study's file; a test holds the two together.
MOST = {"customers": 100_000_000, "weeks": 520, "replications": 100_000, "seed": 2**62}
MOST_THREADS = 1_024

StudyName = Annotated[
    str, typer.Argument(help="A study: the name of a shipped one, or a file.", metavar="STUDY")
]
Customers = Annotated[
    int | None,
    typer.Option(min=1, max=MOST["customers"], help="Simulated customers; without, as in the study."),
]
Weeks = Annotated[
    int | None, typer.Option(min=1, max=MOST["weeks"], help="Length in weeks; without, as in the study.")
]
Replications = Annotated[
    int | None, typer.Option(min=1, max=MOST["replications"], help="Draws; without, as in the study.")
]
Seed = Annotated[
    int | None, typer.Option(min=0, max=MOST["seed"], help="Seed of all chance; without, as in the study.")
]
DesignNames = Annotated[
    list[str] | None, typer.Option("--design", help="Run this design only; may be given more than once.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        parser=path_of, metavar="FOLDER", help="Folder for results; without, out/ and the study's name."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Threads = Annotated[
    int | None, typer.Option(min=1, max=MOST_THREADS, help="Threads; the numbers do not depend on it.")
]
Begin = Annotated[
    Start | None, typer.Option("--start", help="Begin running or launched; without, as in the study.")
]


LogColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--columns", help="A column of the log that has another name: customer_id=member. Repeatable."
    ),
]
MarketFile = Annotated[
    Path | None, typer.Option("--out", parser=path_of, metavar="FILE", help="Market file to write.")
]
LogCurrency = Annotated[
    str | None, typer.Option("--currency", help="Currency of the log, if it states none: CNY.")
]
Margin = Annotated[str, typer.Option("--margin", help="Contribution margin of the firm, an assumption.")]
FittedWeeks = Annotated[
    int | None,
    typer.Option("--weeks", min=4, max=MOST["weeks"], help="Weeks to fit on; without, the first half."),
]
FutureSeed = Annotated[
    int, typer.Option("--seed", min=0, max=MOST["seed"], help="Seed of the simulated futures in the scores.")
]


TimestampFormat = Annotated[
    str | None,
    typer.Option(
        "--timestamp-format", help="Form of the log's times, as '%d/%m/%Y %H:%M'; without, ISO 8601."
    ),
]
Zone = Annotated[
    str | None, typer.Option("--zone", help="Time zone of the business, where times have one: Asia/Shanghai.")
]
Guests = Annotated[
    GuestRows, typer.Option("--guests", help="Rows without a customer: refuse the log, or drop them.")
]


def margin_of(text: str) -> str:
    """Return a margin as a market file may state it.

    Raises
    ------
    typer.BadParameter
        When it is no share from 0% to 100% in steps of 0.1%.
    """
    from simulator.fields import Range
    from simulator.units import Share, UnitError

    try:
        return str(Range(0, 100, digits=1).check(Share.parse(text)))
    except UnitError as fault:
        raise typer.BadParameter(str(fault), param_hint="--margin") from None


def currency_of(text: str | None) -> str | None:
    """Return a currency as a market file may state it.

    Raises
    ------
    typer.BadParameter
        When it is no code of three capitals.
    """
    from simulator.fields import currency_code
    from simulator.units import UnitError

    try:
        return None if text is None else currency_code(text)
    except UnitError as fault:
        raise typer.BadParameter(str(fault), param_hint="--currency") from None


def pair_of(text: str) -> tuple[str, str]:
    """Return both sides of `column=name`.

    Raises
    ------
    typer.BadParameter
        When it is not of that form.
    """
    column, sign, name = text.partition("=")
    if not (sign and column.strip() and name.strip()):
        raise typer.BadParameter(
            f"{text!r} is no pair: write the column and its name in the log, e.g. customer_id=member",
            param_hint="--columns",
        )
    return column.strip(), name.strip()


def check_designs(known: Collection[str], asked: Iterable[str], option: str) -> None:
    """Refuse a design that the study does not have.

    Raises
    ------
    typer.BadParameter
        With what was perhaps meant, and what there is.
    """
    from simulator.units import did_you_mean

    for design in asked:
        if design not in known:
            near = did_you_mean(design, known) or "."
            raise typer.BadParameter(
                f"the study has no design {design!r}{near} It has: {', '.join(known)}", param_hint=option
            )


def options_of(
    customers: int | None,
    weeks: int | None,
    replications: int | None,
    seed: int | None,
    designs: list[str] | None,
    threads: int | None,
    start: Start | None,
) -> Options:
    """Return what the command line says about a run; what it does not say stays as in the study."""
    from simulator.experiments.replicate import Options

    return Options(
        customers=customers,
        weeks=weeks,
        replications=replications,
        seed=seed,
        designs=tuple(designs) if designs else None,
        threads=threads,
        start=start.value if start else None,
    )


def default_folder(name: str, options: Options, *, alone: bool) -> Path:
    """Return a folder of its own for everything that makes results another study's."""
    changed = {
        "customers": options.customers,
        "weeks": options.weeks,
        "seed": options.seed,
        "start": options.start,
    }
    parts = [
        name.replace("/", "-"),
        *(options.designs or ()),
        *(f"{option}-{value}" for option, value in changed.items() if value is not None),
        *(["run"] if alone else []),
    ]
    return Path("out") / "-".join(parts)
