"""No setting is dead: for every field of a program there are two values that what a run leaves tells apart.

The values are in settings.yaml beside this file; a field without an entry there fails.
"""

from __future__ import annotations

import copy
import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

from simulator.engine.cases import replay
from simulator.engine.run import Manner, measure
from simulator.engine.setting import LOOK_BACK_WEEKS, Span
from simulator.fields import Clause
from simulator.program import Draft, Program, checks, program_table
from simulator.scenario.faults import checked
from simulator.scenario.happenings import events_of
from simulator.scenario.reading import read
from tests.builders_program import Tree
from tests.engine.worlds import program_of, table_of, world_with

WEEKS, CUSTOMERS, BEGINS = 40, 300, datetime.date(2014, 1, 6)
DATA = read(Path(__file__).with_name("settings.yaml")).tree()
FUNDERS = ("firm", "seller", "partner")

# What no run can tell apart, each with the reason why it stands.
EXEMPT = {
    "title": "a text",
    "company": "a text",
    "as_of": "the date of the rules, printed with them; a study says when it begins",
    "currency": "names the unit that every amount is written in",
    "sources": "texts",
    "simplified": "texts",
    "assumed": "texts",
    "status.name": "a text",
    "points.name": "a text",
}
EXEMPT_CLAUSES = {
    "plan": "texts for the audit; a test of the audit holds them out of the engine",
    "migration": "needs the program before it too: each setting is changed in test_switch.py",
}


# ---- every field there is -------------------------------------------------------------------------------


def clauses_in(annotation: Any) -> Iterator[tuple[str, type[Clause]]]:
    """Yield the clauses that a field may hold, with `.*` where they stand under names of their own."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from clauses_in(parts[0])
    elif origin in (Union, UnionType):
        for part in parts:
            yield from clauses_in(part)
    elif origin is dict:
        yield from ((f".*{below}", clause) for below, clause in clauses_in(parts[1]))
    elif isinstance(annotation, type) and issubclass(annotation, Clause):
        yield "", annotation


def fields_of(model: type[Clause], above: str = "") -> Iterator[str]:
    """Yield the path of every field that holds no further fields, as it is written in a file."""
    for name, field in model.model_fields.items():
        path = f"{above}{field.alias or name}"
        clauses = list(clauses_in(field.annotation))
        if not clauses:
            yield path
        for below, clause in clauses:
            yield from fields_of(clause, f"{path}{below}.")


def spelled_out(path: str) -> Iterator[str]:
    """Yield the paths that braces stand for."""
    found = re.search(r"\{([^}]*)\}", path)
    if not found:
        yield path
        return
    for choice in found[1].split(","):
        yield from spelled_out(path[: found.start()] + choice + path[found.end() :])


ENTRIES: dict[str, Tree] = {
    path: entry for written, entry in DATA["fields"].items() for path in spelled_out(written)
}


def test_every_field_has_an_entry() -> None:
    fields = [path for path in fields_of(Program) if path.partition(".")[0] not in EXEMPT_CLAUSES]
    assert len(fields) > 300
    assert {*ENTRIES, *EXEMPT} ^ set(fields) == set()
    assert set(ENTRIES) & set(EXEMPT) == set()


# ---- two programs that differ in it ---------------------------------------------------------------------


def put(tree: Tree, path: str, value: Any, name: str | None = None) -> None:
    """Set the value of a field in a tree, or leave the field out; `*` is the first name, or the given one."""
    *way, last = path.split(".")
    for key in way:
        tree = tree.setdefault(name or next(iter(tree)) if key == "*" else key, {})
    if value is None:
        tree.pop(last, None)
    else:
        tree[last] = value


def base_of(path: str, entry: Tree) -> Tree:
    """Return the program that a field is changed in."""
    tree: Tree = {"title": "A", "currency": "CNY", **copy.deepcopy(DATA["bases"][entry["base"]]["program"])}
    purse = path.partition(".")[0]
    if entry["base"] == "earning" and purse == "status":
        points, status = tree["points"], tree["status"]
        points["earn"], status["earn"] = status["earn"], points["earn"]
    for key, value in entry.get("with", {}).items():
        put(tree, f"{purse}.{key}" if key.startswith("earn.") else key, copy.deepcopy(value))
    return tree


def two_programs(path: str, entry: Tree) -> tuple[Tree, Tree]:
    """Return two programs that differ in a field, and in what must change together with it."""
    first = base_of(path, entry)
    second = copy.deepcopy(first)
    clause, _, last = path.rpartition(".")
    if clause.endswith(".funded"):
        other = FUNDERS[FUNDERS.index(last) - 1]
        put(first, clause, {last: "100%"}, entry.get("name"))
        put(second, clause, {other: "100%"}, entry.get("name"))
    elif "to" in entry:
        put(second, path, entry["to"], entry.get("name"))
    for key, value in entry.get("beside", {}).items():
        put(second, key, value)
    return first, second


@cache
def outcome(base: str, program: str) -> str:
    """Return the hash of the record that a run of a program leaves, in the market of a base."""
    settings = DATA["bases"][base]
    values = {name: float(value) for name, value in settings.get("values", {}).items()}
    weeks = settings.get("weeks", WEEKS)
    world = world_with(json.loads(program), values, customers=CUSTOMERS, weeks=weeks)
    span = Span(0, weeks, BEGINS)
    table = table_of(program_of(json.loads(program)), span, CUSTOMERS)
    left = measure(world, table, weeks, True, Manner())
    digest = hashlib.sha256(left.waits.encode())
    for array in (left.tally, world.books.customers, world.books.vintages):
        digest.update(array.tobytes())
    return digest.hexdigest()


def statement(program: Program, events: list[Tree]) -> dict[str, int | str]:
    """Return the statement of account of a member of a program who lives events of a worked case."""
    plain = events_of(events, BEGINS, program)
    table = program_table(program, plain[-1].day // 7 + 2, -LOOK_BACK_WEEKS, BEGINS, 1_000)
    return replay(table, plain, program.named_levels, BEGINS)


def faults_of(tree: Tree) -> list[str]:
    """Return what the language says against a program."""
    found = checked(tree, Program, ())
    levels = tuple(tree.get("tiers", {}).get("levels", {}))
    faults = [*found.faults, *checks(Draft(found.model, found.broken, levels))]
    return [f"{fault.path}: {fault.message}" for fault in faults]


@pytest.mark.parametrize("path", ENTRIES)
def test_two_values_are_told_apart(path: str) -> None:
    entry = ENTRIES[path]
    programs = two_programs(path, entry)
    assert [faults_of(program) for program in programs] == [[], []]
    if "events" in entry:
        one, other = (statement(program_of(program), entry["events"]) for program in programs)
        assert one != other
        return
    first, second = (outcome(entry["base"], json.dumps(program, default=float)) for program in programs)
    assert first != second
