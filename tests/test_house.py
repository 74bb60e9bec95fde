"""The laws of the house: what every file keeps to, whoever writes it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("simulator", "reports", "workbench", "scenarios")
FOLDERS = (*PACKAGES, "tests", "benchmarks", "docs", ".ci")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md")
HEAVY = {"mesa", "simpy", "scipy", "matplotlib", "numba", "pandas"}
BINARY = {".parquet", ".png", ".pdf", ".gz", ".zip"}

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

# Each exception is "path::function" or a path, with the reason why it stands.
LONG_FUNCTIONS: dict[str, str] = {}
# Chance itself (simulator/chance.py) hashes keys and needs no library, so it is not here.
MAKERS_OF_CHANCE: dict[str, str] = {
    "simulator/calibration/cohort.py": "the judge of the engine's people must not share their chance",
    "simulator/calibration/holdout.py": "futures of the standard models, apart from the engine's chance",
}


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """Every file under the folders that a person wrote."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


def sources(*folders: str) -> list[Path]:
    return [path for path in files(*folders) if path.suffix == ".py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining more is not writing longer."""
    last = function.end_lineno or function.lineno
    lines = last - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for an attribute chain, and nothing for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (head := dotted(node.value)):
        return f"{head}.{node.attr}"
    return ""


def test_no_file_is_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*FOLDERS)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    long = {
        f"{name(path)}::{function.name}": length(function)
        for path in sources(*FOLDERS)
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    }
    assert set(long) - set(LONG_FUNCTIONS) == set(), long
    assert set(LONG_FUNCTIONS) - set(long) == set(), "an exception that nothing needs any more"


def chance_used(module: ast.Module) -> set[str]:
    """Names of the sources of randomness that a module draws on."""
    used: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            used |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute):
            used.add(dotted(node))
    forbidden = re.compile(
        r"(random|secrets)(\..+)?|(np|numpy)\.random(\..+)?|os\.urandom|uuid\.uuid[14]|.*\.rvs"
    )
    # Naming the type of a generator that a caller hands over makes no chance.
    harmless = {"np.random", "np.random.Generator"} if "np.random.Generator" in used else set()
    return {item for item in used - harmless if forbidden.fullmatch(item)}


def test_random_numbers_are_made_in_one_place() -> None:
    makers = {name(path): used for path in sources(*PACKAGES) if (used := chance_used(tree(path)))}
    assert set(makers) - set(MAKERS_OF_CHANCE) == set(), makers
    assert set(MAKERS_OF_CHANCE) - set(makers) == set(), "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import random",
        "import numpy as np\nnp.random.default_rng(1)",
        "from numpy.random import Generator",
        "from numpy import random",
        "import scipy.stats\nscipy.stats.norm.rvs(size=3)",
    ],
)
def test_the_search_for_randomness_finds_it(line: str) -> None:
    assert chance_used(ast.parse(line))


TAG = r"\[(?:published|derived)(?: in part)?\]|\[assumption\]"


def test_every_rule_names_its_source_and_how_good_it_is() -> None:
    silent = [
        f"{name(path)}::{function.name}"
        for path in sources("simulator")
        for function in functions(path)
        if any(dotted(decorator).split(".")[-1] == "rule" for decorator in function.decorator_list)
        and not re.search(rf"\bSource:\s(?:{TAG})\s+\S", ast.get_docstring(function) or "")
    ]
    assert silent == []


def texts() -> Iterator[tuple[str, str]]:
    loose = (path for path in ROOT.iterdir() if path.is_file())
    for path in (*files(*FOLDERS), *loose):
        if path.suffix not in BINARY:
            yield name(path), path.read_text(encoding="utf-8")


# Written in pieces, so that this file does not find itself.
UNWANTED = {
    "the address of a package host": r"py" r"pi\.org|python" r"hosted|--(?:extra-)?index" r"-url",
    "a path of one machine": r"(?<![\w.:/~}])/(?:home|root|tmp|work|opt|Users)/\w|[A-Z]:" r"\\\w",
    "a folder outside the project": r"\.\./" r"shared",
    "unfinished work": r"\bTO" r"DO\b|\bFIX" r"ME\b|NotImplemented" r"Error",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_text_holds(what: str) -> None:
    pattern = re.compile(UNWANTED[what])
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path, text in texts()
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_every_dependency_is_pinned_without_an_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~ \[]", entry)[0].lower() for entry in wanted}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+(; .+)?", line)] == []
    assert names - {line.split("==")[0].lower() for line in pins} == set()


def paths_named(document: Path) -> set[str]:
    """Files and folders of this project that a document names in code spans or links to."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    spans = {span.split("::")[0] for span in re.findall(r"`([\w./*-]+(?:::\w+)?)`", text)}
    first = {*FOLDERS, *(path.name for path in ROOT.iterdir() if path.is_dir())} - {"out", "results"}
    ours = {
        span
        for span in spans
        if ("/" in span and span.split("/")[0] in first) or re.fullmatch(r"[\w/-]+\.(py|md|toml)", span)
    }
    links = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)}
    return ours | {link for link in links if link and not re.match(r"\w+:", link)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_named_in_documents_exist(document: str) -> None:
    page = ROOT / document
    # A document may name a file from the root, from its own folder, or from the package as the rooms do.
    bases = (ROOT, page.parent, ROOT / "simulator")
    missing = [path for path in paths_named(page) if not any(any(base.glob(path)) for base in bases)]
    assert missing == []


def loaded_by(code: str) -> set[str]:
    """Heavy libraries in memory after the code has run in a fresh interpreter."""
    tell = "import sys; print('loaded:', *sorted({name.split('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", f"{code}\n{tell}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return HEAVY & set(done.stdout.rsplit("loaded:", 1)[1].split())


def test_the_search_for_heavy_libraries_finds_one() -> None:
    assert loaded_by("import simpy") == {"simpy"}


def test_importing_the_simulator_is_light() -> None:
    assert loaded_by("import simulator") == set()


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "--help"]])
def test_help_is_light(arguments: list[str]) -> None:
    code = f"""
import sys
from workbench.cli import main
sys.argv = ["loyalty", *{arguments!r}]
try:
    status = main()
except SystemExit as end:
    status = end.code
assert not status, status
"""
    assert loaded_by(code) == set()
