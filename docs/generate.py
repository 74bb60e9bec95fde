"""Writes the pages of docs/model that come from the code: `python -m docs.generate`.

Order of parts: reading the sources, one function a page, the pages, the command. A test holds every page
against what this file writes, so a page is never edited by hand.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from simulator import chance
from simulator.accounts import chart
from simulator.customers import state as held
from simulator.customers.page import PAGE
from simulator.market.behaviour import BASELINE_MECHANISMS, FIELDS, MECHANISMS, SOLVED, Field
from simulator.rule import rules

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "simulator"
OUT = ROOT / "docs" / "model"
HEAD = (
    "<!-- Written by `python -m docs.generate` from the code. Do not edit: change the code, then run it. -->"
)
LONGEST_FORMULA = 24  # lines; a longer body is a table of coefficients, which its file shows as well

# In the order in which an order is lived through; files that are not named come last, by name.
WALK = (
    "chance", "customers.awareness", "customers.telling", "customers.need", "customers.choice",
    "customers.climbing", "customers.switching", "customers.joining", "customers.buying",
    "customers.redeeming", "program.rewards", "program.earning", "program.purchases", "program.order_kinds",
    "program.caps", "program.status", "program.tiers",
    "customers.satisfaction", "customers.trust", "customers.complaining", "service.twin",
    "customers.leaving",
)  # fmt: skip
KINDS = {
    "f4": "32-bit float",
    "f8": "64-bit float",
    "u1": "byte",
    "u2": "16-bit count",
    "i2": "16-bit whole",
    "i4": "32-bit whole",
    "i8": "64-bit whole",
}
KINDS |= {"u8": "64-bit key"}


# --- Reading the sources


@cache
def sources() -> dict[str, ast.Module]:
    """Return every file of the model as a syntax tree, by path; the scoreboard only looks at the model."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "evidence")
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def mentions() -> dict[str, dict[str, set[str]]]:
    """Return who names what: name -> {file: functions}; `a.b` is kept as `a.b` and as `.b`."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file, module in sources().items():
        for function in (node for node in module.body if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Name):
                    found[node.id][file].add(function.name)
                elif isinstance(node, ast.Attribute):
                    found[f".{node.attr}"][file].add(function.name)
                    if isinstance(node.value, ast.Name):
                        found[f"{node.value.id}.{node.attr}"][file].add(function.name)
    return found


def named_in(*names: str) -> list[str]:
    """Return the functions that name one of the names, as `file::function`, in alphabetical order."""
    places = {
        f"{file}::{function}"
        for name in names
        for file, functions in mentions().get(name, {}).items()
        for function in functions
    }
    return sorted(places)


def first_sentence(place: str) -> str:
    """Return the first line of the docstring of `file::function`."""
    file, _, name = place.partition("::")
    for node in sources()[file].body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return (ast.get_docstring(node) or "").split("\n")[0]
    return ""


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell(entry) for entry in row) + " |"


def spans(places: Iterable[str]) -> str:
    """Return places as code spans."""
    return ", ".join(f"`{place}`" for place in places)


def plain(number: float) -> str:
    """Return a number as people write it."""
    return f"{number:g}"


# --- Parameters


def parameters() -> Iterator[str]:
    """Yield the page of behaviour numbers."""
    free = sum(field.low < field.high for field in FIELDS)
    tags = ", ".join(f"{sum(f.tag == tag for f in FIELDS)} {tag}" for tag in sorted({f.tag for f in FIELDS}))
    yield from ("# Numbers of behaviour", "")
    yield from wrapped(
        f"{len(FIELDS)} stated numbers ({tags}), from `simulator/market/behaviour.csv`. A market file may "
        f"state any of them anew. {free} have a range: each replication draws them from a triangle over the "
        "range with its peak at the value, one draw for all designs. A number without a range is taken as "
        "known. *Published* means that the source gives the form, the sign or the size; where it gives no "
        "size, the source column says so."
    )
    yield ""
    head = ("name", "value", "range", "unit", "tag", "meaning", "source", "read in")
    yield from table(head, (parameter_row(field) for field in FIELDS))
    yield from ("", "## Solved, not stated", "")
    yield from wrapped(
        "These are found by `engine/solve.py` for each set of stated numbers, so that the market "
        "without a program has its stated shares, its stated leaving and its stated answer to prices, "
        "whichever mechanisms are on. The values below are those that the search starts from."
    )
    yield ""
    yield from table(head, (parameter_row(field) for field in SOLVED))
    yield from ("", "## Switches", "")
    yield from wrapped(
        "A market file may switch a mechanism off (`mechanisms: {talk: off}`). Those marked with a star also "
        "act without a program, so the solved numbers are found again when they are switched."
    )
    yield ""
    yield from table(
        ("switch", "off", "how"),
        (
            (
                f"`{name}`" + (" \\*" if name in BASELINE_MECHANISMS else ""),
                still,
                ", ".join(f"`{key}` = {plain(value)}" for key, value in values.items()),
            )
            for name, still, values in MECHANISMS
        ),
    )


def parameter_row(field: Field) -> tuple[str, ...]:
    """Return the row of one number."""
    places = named_in(*(f"{holder}.{field.name}" for holder in ("b", "numbers", "on", "off")))
    files = dict.fromkeys(place.partition("::")[0] for place in places)
    span = f"{plain(field.low)} to {plain(field.high)}" if field.low < field.high else ""
    return (
        f"`{field.name}`", plain(field.default), span, field.unit, field.tag, field.meaning, field.source,
        spans(files),
    )  # fmt: skip


def wrapped(text: str) -> list[str]:
    """Return a paragraph folded to the width of the sources."""
    return textwrap.wrap(text, 110, break_on_hyphens=False, break_long_words=False)


# --- Rules


def every_rule() -> dict[str, Callable[..., object]]:
    """Return every rule of the simulator by its full name, in the order of the walk."""
    for file, module in sources().items():
        decorated = (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
        if any(
            isinstance(mark, ast.Name) and mark.id == "rule" for f in decorated for mark in f.decorator_list
        ):
            importlib.import_module("simulator." + file.removesuffix(".py").replace("/", "."))
    ours = {name: rule for name, rule in rules().items() if name.startswith("simulator.")}

    def place(name: str) -> tuple[int, str]:
        module = name.removeprefix("simulator.").rpartition(".")[0]
        return (WALK.index(module), "") if module in WALK else (len(WALK), module)

    return dict(sorted(ours.items(), key=lambda entry: place(entry[0])))


def rules_page() -> Iterator[str]:
    """Yield the page of rules."""
    found = every_rule()
    yield from ("# Rules", "")
    yield from wrapped(
        f"{len(found)} rules. A rule is a pure function of scalars: it reads nothing but its arguments, "
        "draws no chance (a uniform comes in as an argument), and the compiled engine and the agents call "
        "the same one. Its text is its formula. The source line says what is taken from where: the form, the "
        "sign or the size; what it calls an assumption has no source, and what it calls neither follows by "
        "mathematics or is a definition."
    )
    here = ""
    for name, rule in found.items():
        module = name.removeprefix("simulator.").rpartition(".")[0]
        if module != here:
            here = module
            file = module.replace(".", "/") + ".py"
            about = (ast.get_docstring(sources()[file]) or "").split("\n")[0]
            yield from ("", f"## `{file}`", "", about)
        yield from ("", f"### `{rule.__name__}`", "")
        yield from rule_lines(rule)


def rule_lines(rule: Callable[..., object]) -> Iterator[str]:
    """Yield what one rule says of itself, and its formula."""
    told = inspect.getdoc(rule) or ""
    about, source = told.partition("Source:")[::2]
    source = " ".join(source.split())
    for paragraph in re.split(r"\n\s*\n", about.strip()):
        if paragraph.startswith("Parameters\n"):
            for name, text in re.findall(r"^(\w[\w, ]*)\n((?:    .*\n?)+)", paragraph, re.MULTILINE):
                yield f"- `{name}`: {' '.join(text.split())}"
        else:
            yield from wrapped(" ".join(paragraph.split()))
        yield ""
    callers = [place for place in named_in(rule.__name__) if not place.endswith(f"::{rule.__name__}")]
    yield f"**Source**: {source}"
    yield ""
    yield f"**Called by**: {spans(callers) or 'nothing in the simulator'}"
    yield ""
    formula = formula_of(rule)
    if len(formula) <= LONGEST_FORMULA:
        yield from ("```python", *formula, "```")
    else:
        yield f"Formula: {len(formula)} lines of coefficients, in the file."


def formula_of(rule: Callable[..., object]) -> list[str]:
    """Return the lines of a rule without decorator and docstring."""
    lines = textwrap.dedent(inspect.getsource(rule)).splitlines()
    function = ast.parse("\n".join(lines)).body[0]
    assert isinstance(function, ast.FunctionDef)
    told = function.body[0]
    first, last = function.lineno - 1, told.lineno - 1
    return lines[first:last] + lines[told.end_lineno or last :]


# --- States


def kind_of(kind: Any) -> str:
    """Return the kind of a column in words."""
    base, shape = kind if isinstance(kind, tuple) else (kind, ())
    size = "" if shape == () else f", {' x '.join(map(str, shape if isinstance(shape, tuple) else (shape,)))}"
    return KINDS[base] + size


def columns(fields: Iterable[tuple[str, Any, str]]) -> Iterator[str]:
    """Yield the table of a record's columns."""
    yield from table(("name", "kind", "meaning"), ((f"`{n}`", kind_of(k), text) for n, k, text in fields))


def states() -> Iterator[str]:
    """Yield the page of what is known of customers and what is counted."""
    yield from ("# States", "")
    yield from wrapped(
        f"What is kept of a customer: {len(held.TRAITS)} traits ({held.TRAIT_RECORD.itemsize} bytes), drawn "
        f"once; {len(held.STATE)} states ({held.STATE_RECORD.itemsize} bytes), moved by the weeks; one row "
        "of 32-bit whole numbers with balances by time, as long as the program needs: usable points by week "
        "of credit, points pending by the week in which they become usable, qualifying value by calendar "
        f"month; and {len(held.RIVAL_STATE)} states for each rival ({held.RIVAL_RECORD.itemsize} bytes)."
    )
    yield from ("", "## Traits", "")
    yield from columns(held.TRAITS)
    yield from ("", "## State", "")
    yield from columns(held.STATE)
    yield from ("", "## What is lived with a rival", "")
    yield from columns(held.RIVAL_STATE)
    yield from ("", "## Facts of a run", "", "Read by every week, the same for all customers.", "")
    yield from columns(held.CONDITIONS)
    yield from ("", "## The page of a week", "")
    yield "What the week knows, and the lines on which one customer's week is written before it is added up."
    yield ""
    yield from columns(PAGE)
    yield from ("", "## What is counted", "")
    yield from wrapped(
        f"{chart.WIDTH} columns, each a 64-bit whole number, by week, by level held (and no member) and by "
        f"group of buyers ({', '.join(chart.GROUPS)}). Money is in minor units (fen, cents)."
    )
    yield ""
    yield from table(
        ("column", "unit", "meaning"), ((f"`{n}`", unit, text) for n, unit, text in chart.COLUMNS)
    )
    yield from ("", "Of each customer a run keeps: " + spans(chart.CUSTOMER_COLUMNS) + ".")


# --- Decisions of chance


def decisions() -> Iterator[str]:
    """Yield the page of decisions that meet chance."""
    listed = {name: number for name, number in vars(chance).items() if name.isupper() and type(number) is int}
    listed = {name: number for name, number in listed.items() if not name.startswith("_")}
    yield from ("# Decisions of chance", "")
    yield from wrapped(
        "Every draw is a hash of seed, replication, customer, week, decision and count. So each design meets "
        "the same luck, and a new decision, another order of work or another number of threads changes no "
        "draw. Numbers are part of the results: none is ever used for another decision. One draw is one "
        "uniform; counts and normals come from it by inversion."
    )
    yield ""
    traits, meanings = traits_drawn(), {name: text for name, _, text in held.TRAITS}
    rows = []
    for name, number in sorted(listed.items(), key=lambda entry: entry[1]):
        places = named_in(f"chance.{name}", name)
        about = " ".join(dict.fromkeys(first_sentence(place) for place in places))
        if name in traits:
            about = f"`{traits[name]}`: {meanings[traits[name]]}"
        words = name.lower().replace("_", " ")
        rows.append((str(number), words, spans(places) or "nowhere: the number is kept free", about))
    yield from table(("number", "decision", "drawn in", "which is to, or the trait"), rows)


def traits_drawn() -> dict[str, str]:
    """Return the trait that each decision of the panel draws: decision -> trait."""
    names = {name for name, _, _ in held.TRAITS}
    found: dict[str, str] = {}
    for node in ast.walk(sources()["customers/population.py"]):
        # Either traits["need"] = ... chance.TRAIT_NEED ..., or a pair ("status", chance.TRAIT_STATUS).
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            label, drawn = node.targets[0].slice, ast.walk(node.value)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            label, drawn = node.elts[0], ast.walk(node.elts[1])
        else:
            continue
        if isinstance(label, ast.Constant) and label.value in names:
            found |= {part.attr: str(label.value) for part in drawn if isinstance(part, ast.Attribute)}
    return found


# --- The pages

PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "parameters.md": parameters,
    "rules.md": rules_page,
    "states.md": states,
    "decisions-of-chance.md": decisions,
}


def page(name: str) -> str:
    """Return the text of a page by the name of its file."""
    return "\n".join([HEAD, "", *PAGES[name]()]).rstrip() + "\n"


def scoreboard() -> dict[str, str]:
    """Return page and figure of the scoreboard by the names of their files, from the kept results."""
    from reports.scoreboard import page as page_of
    from reports.scoreboard_figure import svg
    from simulator.evidence import from_json

    board = from_json((ROOT / "docs" / "evidence.json").read_text(encoding="utf-8"))
    return {"evidence.md": page_of(board), "evidence.svg": svg(board)}


def main() -> int:
    """Write every page; return 0."""
    for name, text in scoreboard().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
    for name in PAGES:
        (OUT / name).write_text(page(name), encoding="utf-8")
        sys.stdout.write(f"{(OUT / name).relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
