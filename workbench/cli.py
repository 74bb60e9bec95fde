"""The command `loyalty`: a scenario in, a report out. Each command imports what it needs when called."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.auditing import Audited, Everything, Limits, MarketName, RunFolder, Strict
from workbench.evidence import evidence
from workbench.explain import explain
from workbench.exploits import exploits
from workbench.folders import file_to_write, results_folder
from workbench.journey import journey
from workbench.member import member
from workbench.options import (
    AsJson,
    Begin,
    Customers,
    DesignNames,
    FittedWeeks,
    FutureSeed,
    GuestRows,
    Guests,
    Kind,
    LogColumns,
    LogCurrency,
    Margin,
    MarketFile,
    Out,
    Replications,
    Seed,
    StudyName,
    Threads,
    TimestampFormat,
    Weeks,
    Zone,
    check_designs,
    currency_of,
    default_folder,
    margin_of,
    options_of,
    pair_of,
)
from workbench.programs import programs
from workbench.progress import INTERRUPTED
from workbench.uncompiled import without_compiling

if TYPE_CHECKING:
    from simulator.experiments.replicate import Options

CASES = ".cases.yaml"
OK, FAILED, USAGE = 0, 1, 2

# What a user or a disk did wrong, by the name of the exception (to import it would load much); else ours.
TOLD: dict[str, int] = {
    "simulator.scenario.reading.ScenarioError": USAGE,
    "simulator.calibration.source_files.LogError": USAGE,
    "reports.study.NoResultsError": USAGE,
    "simulator.audit.check.AuditError": USAGE,
    "simulator.reasons.explain.ReasonsError": USAGE,
    "simulator.results.container.ResultsError": FAILED,
    "simulator.experiments.replicate.RunError": FAILED,
    "simulator.engine.solve.SolvingError": FAILED,
    "builtins.MemoryError": FAILED,
    "builtins.OSError": FAILED,
}

app = typer.Typer(
    name="loyalty",
    help="Try a loyalty program on simulated customers before trying it on real ones.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def version(asked: bool) -> None:
    """Print the version and end."""
    if asked:
        from importlib.metadata import version as installed

        typer.echo(f"loyalty-workbench {installed('loyalty-workbench')}")
        raise typer.Exit


@app.callback()
def options(
    asked: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Try a loyalty program on simulated customers before trying it on real ones."""


@app.command()
def validate(
    files: Annotated[
        list[str], typer.Argument(help="Files, or names of shipped scenarios.", metavar="FILE...")
    ],
) -> None:
    """Check scenario files; tell every fault of each.

    Each fault comes with file, line, column, what is allowed, and the nearest word.
    """
    without_compiling()
    faulty = 0
    for name in files:
        faults = faults_of(name)
        faulty += bool(faults)
        for fault in faults:
            typer.echo(fault, err=True)
        if not faults:
            typer.echo(f"{name}: good")
    if faulty:
        raise typer.Exit(USAGE)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A file, or the name of a shipped scenario.", metavar="NAME")],
) -> None:
    """Print a scenario and what it changes.

    It is shown as it is after inheritance, then how it differs from what it extends.
    """
    without_compiling()
    from simulator.scenario import describe, load

    typer.echo(describe(load(name)), nl=False)


@app.command()
def audit(
    file: Audited,
    market: MarketName = None,
    limit: Limits = None,
    run: RunFolder = None,
    everything: Everything = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Tell what is wrong with a program, on its file alone.

    Each flaw comes with its place, what was measured, the limit, and what other programs do.
    """
    without_compiling()
    from workbench import auditing

    limits = auditing.limits_of(limit)
    found = auditing.audits(file, market, limits, run)
    if as_json:
        typer.echo(auditing.as_json(found, limits))
    for number, one in enumerate(() if as_json else found):
        typer.echo("\n" * bool(number) + "\n".join(auditing.audit_lines(one, everything=everything)))
    if strict and any(one.of("flaw") for one in found):
        raise typer.Exit(FAILED)


@app.command()
def schema(
    kind: Annotated[Kind, typer.Argument(help="The kind of file.")] = Kind.PROGRAM,
) -> None:
    """Print the JSON Schema of a kind of file.

    Editors complete from it and check against it.
    """
    without_compiling()
    import json

    from simulator.scenario import json_schema

    typer.echo(json.dumps(json_schema(kind.value), indent=2, ensure_ascii=False))


app.command()(programs)
app.command()(member)
app.command()(exploits)
app.command()(evidence)


@app.command()
def run(
    study: StudyName,
    customers: Customers = None,
    weeks: Weeks = None,
    replications: Replications = None,
    seed: Seed = None,
    design: DesignNames = None,
    out: Out = None,
    threads: Threads = None,
    start: Begin = None,
    as_json: AsJson = False,
) -> None:
    """Run designs; print their headline figures.

    The baseline of the study runs beside them; every difference is from it.
    """
    chosen = options_of(customers, weeks, replications, seed, design, threads, start)
    folder = run_folder(study, chosen, out, alone=True)

    from reports.study import read_study
    from workbench import telling

    found = read_study(folder)
    if as_json:
        typer.echo(telling.as_json(found, folder, None))
        return
    for line in telling.headline_lines(found):
        typer.echo(line)
    typer.echo(f"\nResults: {folder}")


@app.command()
def compare(
    study: StudyName,
    customers: Customers = None,
    weeks: Weeks = None,
    replications: Replications = None,
    seed: Seed = None,
    design: DesignNames = None,
    out: Out = None,
    threads: Threads = None,
    start: Begin = None,
    as_json: AsJson = False,
) -> None:
    """Run a study, write its report, print the verdict.

    Runs that the folder holds already are not run again.
    """
    chosen = options_of(customers, weeks, replications, seed, design, threads, start)
    folder = run_folder(study, chosen, out, alone=False)

    from reports.page import write_report
    from reports.study import read_study
    from workbench import telling

    page = write_report(folder)
    found = read_study(folder)
    if as_json:
        typer.echo(telling.as_json(found, folder, page))
        return
    for line in telling.verdict_lines(found):
        typer.echo(line)
    typer.echo(f"\nTables: {folder / 'tables'}\nReport: {page}")


app.command()(explain)
app.command()(journey)


@app.command()
def report(
    folder: Annotated[
        Path, typer.Argument(help="A folder that run or compare has written.", metavar="FOLDER")
    ],
) -> None:
    """Draw a report again from its results."""
    from reports.page import write_report

    if (folder / "runs").is_dir() and (folder / "study.json").is_file():
        from simulator.experiments.tables import write_tables

        write_tables(folder)
    typer.echo(write_report(folder))


@app.command()
def calibrate(
    log: Annotated[
        Path, typer.Argument(help="Transaction log, CSV or Parquet, one row an order.", metavar="LOG")
    ],
    columns: LogColumns = None,
    out: MarketFile = None,
    currency: LogCurrency = None,
    margin: Margin = "25%",
    weeks: FittedWeeks = None,
    seed: FutureSeed = 1,
    timestamp_format: TimestampFormat = None,
    zone: Zone = None,
    guests: Guests = GuestRows.REFUSE,
) -> None:
    """Make a market from a transaction log.

    Standard models are fitted to its first part and scored on the rest; --out writes the market file.
    """
    names = dict(pair_of(entry) for text in columns or () for entry in text.split(","))
    margin, currency = margin_of(margin), currency_of(currency)
    out = out and file_to_write(out)
    from simulator.calibration import calibrate as fit
    from simulator.calibration import calibration_text
    from workbench.calibrated import write_market

    found = fit(
        log,
        names or None,
        calibration_weeks=weeks,
        timestamp_format=timestamp_format,
        zone=zone,
        guests=guests.value,
        currency=currency,
        seed=seed,
    )
    typer.echo(calibration_text(found))
    if out is not None:
        write_market(found, margin, out)
        typer.echo(f"\nMarket: {out}")


def faults_of(name: str) -> list[str]:
    """Return every fault of a scenario, or of a file of worked examples beside a program."""
    from simulator.scenario import ScenarioError, validate

    if not name.endswith(CASES):
        return validate(name)
    from simulator.scenario.cases import read_cases

    try:
        read_cases(Path(name))
    except ScenarioError as fault:
        return list(fault.messages)
    return []


def run_folder(name: str, options: Options, out: Path | None, *, alone: bool) -> Path:
    """Run a study into a folder and return it.

    Parameters
    ----------
    name
        Of the study.
    options
        What the command line says.
    out
        The folder, if the command line names one.
    alone
        Whether only some designs may have been asked for, so that a folder of its own is in place.

    Raises
    ------
    typer.BadParameter
        When a design is asked for that the study does not have, or the folder is another's.
    """
    from simulator.audit.table import write_audit
    from simulator.experiments.replicate import run_study
    from simulator.scenario import load
    from workbench.progress import Progress

    study = load(name, "study")
    check_designs(study.designs, options.designs or (), "--design")
    folder = results_folder(out or default_folder(study.name, options, alone=alone))
    try:
        with Progress() as progress:
            run_study(study, folder, options, progress)
    except KeyboardInterrupt:
        typer.echo(
            f"Interrupted. Finished runs stay in {folder}; the same command goes on from there.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None
    write_audit(study, folder)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        Without the program's name; those of the process if None.

    Returns
    -------
    int
        0 done, 1 a run failed, 2 wrong usage or scenario, 130 interrupted.
    """
    try:
        app(args=None if arguments is None else list(arguments), prog_name="loyalty")
    except SystemExit as end:
        # Whoever reads our output, `head` say, may have enough of it.
        if isinstance(end.__context__, OSError) and end.__context__.errno == errno.EPIPE:
            return OK
        return end.code if isinstance(end.code, int) else OK
    except Exception as fault:
        names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(fault).__mro__)
        code = next((TOLD[name] for name in names if name in TOLD), None)
        if code is None:
            raise
        few = "not enough memory for so many customers or threads: " if isinstance(fault, MemoryError) else ""
        typer.echo(f"{few}{fault}", err=True)
        return code
    return OK


if __name__ == "__main__":
    sys.exit(main())
