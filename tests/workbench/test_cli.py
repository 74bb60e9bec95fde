"""The command line as a user meets it: what it prints where, and its exit codes."""

from __future__ import annotations

import importlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.main import get_command

import scenarios
from reports.findings import comparison
from reports.study import read_study
from simulator.fields import Range
from simulator.results.study import NEEDED
from simulator.scenario.study import Study
from tests.reports.synthetic import World, write_folder
from workbench.cli import TOLD, app, main
from workbench.folders import results_folder
from workbench.options import MOST
from workbench.telling import difference

BROKEN = """\
title: A program with faults
currency: CNY
points:
  value: 0.01
  earnn: {purchase: {rate: 1 per CNY}}
tiers: {window: lifetim, levels: {base: {}}}
"""


@dataclass(frozen=True)
class Options:
    """What the command line hands over."""

    customers: int | None = None
    weeks: int | None = None
    replications: int | None = None
    seed: int | None = None
    designs: tuple[str, ...] | None = None
    threads: int | None = None
    start: str | None = None


Calls = list[tuple[str, Path, Options]]


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Put a run that takes no time in place of the simulation; return what it was called with."""

    def put(world: World | None = None, fault: BaseException | None = None) -> Calls:
        calls: Calls = []

        def run_study(study: Any, out: Path, options: Options, progress: Callable[..., None]) -> Path:
            progress("draws", 0, 2)
            calls.append((study.name, out, options))
            if fault is not None:
                raise fault
            progress("draws", 2, 2)
            return write_folder(out, world or World(replications=3, weeks=20))

        module = SimpleNamespace(Options=Options, run_study=run_study)
        monkeypatch.setitem(sys.modules, "simulator.experiments.replicate", module)
        return calls

    return put


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_compare_prints_the_verdict_and_where_the_report_is(
    runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = runner()
    assert main(["compare", "jd-vs-tmall", "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    assert "No design pays within 20 weeks" in shown.out
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in shown.out
    assert (tmp_path / "out" / "report.html").is_file()
    assert shown.err == "draws: 0 of 2\ndraws: 2 of 2\n"
    assert calls == [("jd-vs-tmall", tmp_path / "out", Options())]


def test_what_the_command_line_says_reaches_the_run(
    runner: Callable[..., Calls], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls = runner()
    told = "--customers 500 --weeks 60 --replications 4 --seed 9 --design jd --design tmall --threads 2"
    assert main(["run", "jd-vs-tmall", *told.split(), "--start", "launch"]) == 0
    options = Options(500, 60, 4, 9, ("jd", "tmall"), 2, "launch")
    folder = Path("out/jd-vs-tmall-jd-tmall-customers-500-weeks-60-seed-9-start-launch-run")
    assert calls == [("jd-vs-tmall", folder, options)]


def test_run_prints_headline_figures(
    runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner(World(gains={"jd": -2e7}, replications=4, weeks=60))
    assert main(["run", "jd-vs-tmall", "--design", "jd", "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert "jd (Program jd), 60 weeks, against no program" in out
    assert "Retained at 12 months" in out
    assert "not within 60 weeks (0 of 4 draws pay back)" in out
    assert "lower)" in out
    assert not (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize("command", ["run", "compare"])
def test_json_is_one_object_on_standard_output(
    command: str, runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner()
    assert main([command, "jd-vs-tmall", "--json", "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert told["folder"] == str(tmp_path / "out")
    assert (told["report"] is not None) == (command == "compare")
    jd = told["designs"]["jd"]
    assert jd["payback"] == {"median_week": None, "draws_paying": 0, "draws": 3}
    assert jd["differences"]["profit"]["verdict"] == "lower"
    assert jd["headlines"]["profit"] < told["designs"]["none"]["headlines"]["profit"]
    assert told["promises"][0]["kept"] is True
    assert "draws: 2 of 2" in shown.err


def test_an_interrupted_run_says_what_is_kept(
    runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner(fault=KeyboardInterrupt())
    assert main(["compare", "jd-vs-tmall", "--out", str(tmp_path / "out")]) == 130
    assert f"Interrupted. Finished runs stay in {tmp_path / 'out'}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["evidence"], ["explain", "jd-vs-tmall"], ["journey", "jd-vs-tmall"]], ids=lambda one: one[0]
)
def test_what_keeps_nothing_until_it_is_done_says_so_when_interrupted(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.progress.Progress.__call__", interrupted)
    assert main([*command, "--out", str(tmp_path / "out")]) == 130
    assert "Interrupted: nothing of it is kept." in capsys.readouterr().err


def test_a_disk_that_refuses_is_told_in_a_line(
    runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner(fault=OSError(28, "No space left on device", "out/runs"))
    assert main(["compare", "jd-vs-tmall", "--out", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    assert "No space left on device" in shown.err
    assert "Traceback" not in shown.err


def test_a_memory_that_is_too_small_is_told_in_a_line(
    runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner(fault=MemoryError("Unable to allocate 9 TiB"))
    assert main(["compare", "jd-vs-tmall", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "not enough memory for so many customers or threads: Unable to allocate 9 TiB" in said


def test_options_and_study_files_have_the_same_bounds() -> None:
    for name, most in MOST.items():
        (bound,) = (one for one in Study.model_fields[name].metadata if isinstance(one, Range))
        assert bound.high == most, name


def test_a_fault_of_ours_is_not_hidden(runner: Callable[..., Calls], tmp_path: Path) -> None:
    runner(fault=ZeroDivisionError("ours"))
    with pytest.raises(ZeroDivisionError):
        main(["compare", "jd-vs-tmall", "--out", str(tmp_path / "out")])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compare", "jd-vs-tmal"], "did you mean 'jd-vs-tmall'?"),
        (["compare", "jd-2013"], "there is no study 'jd-2013'"),
        (["compare", "jd-vs-tmall", "--design", "tmal"], "did you mean 'tmall'?"),
        (["compare", "jd-vs-tmall", "--customers", "0"], "--customers"),
        (["compare", "jd-vs-tmall", "--customers", "many"], "--customers"),
        (["compare", "jd-vs-tmall", "--customers", "99999999999999"], "--customers"),
        (["compare", "jd-vs-tmall", "--seed", "99999999999999999999999"], "--seed"),
        (["run", "jd-vs-tmall", "--replications", "100001"], "--replications"),
        (["calibrate", "log.csv", "--seed", "99999999999999999999999"], "--seed"),
        (["run", "jd-vs-tmall", "--start", "walking"], "launch"),
        (["compare", "jd-vs-tmall", "--replication", "3"], "--replications"),
        (["validat", "x"], "'validate'"),
        (["show", "jd-203"], "did you mean 'jd-2013'?"),
        (["schema", "programs"], "program"),
        (["calibrate", "log.csv", "--columns", "customer"], "customer_id=member"),
        (["calibrate", "log.csv", "--margin", "250%"], "is 250%, may be 0% to 100%"),
        (["calibrate", "log.csv", "--margin=-5%"], "is -5%, may be 0% to 100%"),
        (["calibrate", "log.csv", "--margin", "abc"], "'abc' is not a share"),
        (["calibrate", "log.csv", "--currency", "yuan"], "'yuan' is not a currency"),
    ],
)
def test_a_mistake_is_told_with_what_would_be_right(
    arguments: list[str], told: str, runner: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    calls = runner()
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert calls == []


def test_validate_tells_every_fault_with_its_place(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(broken), "jd-2013"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "jd-2013: good\n"
    lines = shown.err.splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        f"{broken}:{place}" for place in ("4:10", "5:3", "6:17")
    ]
    assert "did you mean 'earn'?" in lines[1]
    assert "did you mean 'lifetime'?" in lines[2]


def test_validate_checks_worked_examples_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = Path(scenarios.__file__).parent / "programs" / "jd-2013.cases.yaml"
    assert main(["validate", str(cases)]) == 0
    spoiled = tmp_path / "spoiled.cases.yaml"
    spoiled.write_text(cases.read_text(encoding="utf-8").replace("begins:", "begin:", 1), encoding="utf-8")
    assert main(["validate", str(spoiled)]) == 2
    assert "did you mean 'begins'?" in capsys.readouterr().err


def test_show_prints_what_a_program_inherits_and_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "jd-clear"]) == 0
    out = capsys.readouterr().out
    assert "tiers:" in out
    assert "# Different from what it extends:" in out
    assert "status.rating.visible: no -> yes" in out


@pytest.mark.parametrize("kind", ["program", "market", "study"])
def test_schema_prints_json_schema(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", kind]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "title" in told["properties"]


def test_report_draws_again_from_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path / "out", World(replications=3, weeks=20))
    assert main(["report", str(folder)]) == 0
    first = (folder / "report.html").read_bytes()
    assert capsys.readouterr().out == f"{folder / 'report.html'}\n"
    assert main(["report", str(folder)]) == 0
    assert (folder / "report.html").read_bytes() == first


def test_report_of_a_folder_without_results_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path)]) == 2
    assert "no study.json in it" in capsys.readouterr().err
    (tmp_path / "runs").mkdir()
    assert main(["report", str(tmp_path)]) == 2
    assert "no study.json in it" in capsys.readouterr().err


def test_a_reader_who_has_enough_ends_the_command_quietly() -> None:
    command = [sys.executable, "-m", "workbench.cli", "show", "jd-2013"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for command in (
        "validate",
        "show",
        "schema",
        "programs",
        "member",
        "run",
        "compare",
        "report",
        "calibrate",
    ):
        assert f"\n  {command} " in out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("loyalty-workbench ")


def test_every_option_that_a_message_or_a_document_advises_exists() -> None:
    known = {
        option
        for command in get_command(app).commands.values()  # type: ignore[attr-defined]
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    root = Path(scenarios.__file__).parents[1]
    files = [*(root / "simulator").rglob("*.py"), *(root / "reports").glob("*.py"), root / "README.md"]
    files += [root / "scenarios" / "README.md", *(root / "workbench").glob("*.py")]
    told = {
        option: file
        for file in files
        for option in re.findall(r"(?<![\w\"{-])--[a-z][a-z-]+", file.read_text(encoding="utf-8"))
    }
    assert {"--columns", "--timestamp-format", "--guests", "--zone"} <= told.keys()
    assert {option: file for option, file in told.items() if option not in known} == {}


def test_every_exception_that_is_told_exists() -> None:
    for name in TOLD:
        module, kind = name.rsplit(".", 1)
        assert issubclass(getattr(importlib.import_module(module), kind), Exception)


def test_a_figure_that_is_not_known_is_told_once(tmp_path: Path) -> None:
    study = read_study(write_folder(tmp_path / "out", World(replications=3, weeks=20)))
    found = comparison(study, "jd", "profit")
    assert found is not None
    assert "lower)" in difference(study, "money", found)
    assert difference(study, "money", found._replace(difference=math.nan)) == ""


def files_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["report.html", "study.json", "thesis.txt"])
def test_a_folder_with_files_of_others_is_refused_and_left_as_it_is(
    name: str, runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = runner()
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["compare", "jd-vs-tmall", "--out", str(tmp_path)]) == 2
    assert "holds files that are no results of a study" in capsys.readouterr().err
    assert (calls, files_in(tmp_path)) == ([], {name: "mine"})


def test_a_study_goes_on_in_the_folder_of_its_results(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    assert results_folder(folder) == folder  # made
    (folder / "runs").mkdir()
    (folder / "runs" / ".half-written").touch()  # a run was stopped in its first file
    assert results_folder(folder) == folder
    (folder / "study.json").write_text(json.dumps(dict.fromkeys(NEEDED, 1)), encoding="utf-8")
    (folder / "report.html").touch()
    assert results_folder(folder) == folder


@pytest.mark.parametrize("command", [["compare", "jd-vs-tmall"], ["calibrate", "log.csv"]])
def test_a_place_that_cannot_be_written_is_told_before_anything_runs(
    command: list[str], runner: Callable[..., Calls], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = runner()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place, told in ((str(tmp_path / "file" / "deeper" / "x"), "cannot be written"), ("", "is empty")):
        assert main([*command, "--out", place]) == 2
        said = capsys.readouterr().err
        assert "--out" in said
        assert told in said
    assert calls == []
