"""The file in: `load` returns a checked scenario, or tells every fault at once with file, line and column.

Order of parts: what a scenario is, checking one source, loading, telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from simulator.fields import Fault
from simulator.market import file as market_file
from simulator.market.file import Market
from simulator.program import Draft, Program, checks
from simulator.program.migration import together
from simulator.scenario import study as study_file
from simulator.scenario.faults import Changes, Checked, checked, placed
from simulator.scenario.library import KINDS, Kind, NotFoundError, resolve, shipped
from simulator.scenario.merging import EXTENDS, VARIANTS, Source, gather, refuse, with_variant
from simulator.scenario.reading import Message, Node, Place, ScenarioError, read
from simulator.scenario.study import NO_PROGRAM, Study
from simulator.scenario.telling import canonical, content_hash, differences, json_schema_of, yaml_text

__all__ = [
    "KINDS",
    "Kind",
    "NotFoundError",
    "Scenario",
    "ScenarioError",
    "describe",
    "json_schema",
    "load",
    "resolve",
    "shipped",
    "source_of",
    "validate",
]

Model = TypeVar("Model", Program, Market, Study)
MODELS: dict[Kind, type[BaseModel]] = {"program": Program, "market": Market, "study": Study}
# Keys that only one kind of file has; anything else is a program.
TELLING_KEYS: dict[Kind, frozenset[str]] = {
    "study": frozenset({"designs", "market", "replications", "baseline", "compare", "promises"}),
    "market": frozenset(
        {"business", "values", "mechanisms", "fitted", "service", "network", "rivals", "growth"}
    ),
}


@dataclass(frozen=True)
class Scenario(Generic[Model]):
    """A checked scenario.

    Parameters
    ----------
    kind
        program, market or study.
    name
        Its name: shipped, of its file, or of the design in a study; `name/variant` for a variant.
    model
        The checked content.
    path
        The file that it was read from.
    tree
        The resolved content as plain values, as written.
    parent
        The resolved content of what it extends, None when it extends nothing.
    sha256
        Hash of the checked content: comments, spelling, order and place of files are not in it.
    written
        The same with the file, line and column of every key, also through `extends` and a variant.
    market, designs
        Of a study: its market, and its designs by name, with `none` among them.
    """

    kind: Kind
    name: str
    model: Model
    path: Path
    tree: Mapping[str, Any]
    parent: Mapping[str, Any] | None
    sha256: str
    written: Node
    market: Scenario[Market] | None = None
    designs: Mapping[str, Scenario[Program]] = field(default_factory=dict)


def kind_of(root: Node) -> Kind:
    """Return which kind of file a tree is, by the keys that only this kind has."""
    for kind, keys in TELLING_KEYS.items():
        if keys & root.mapping.keys():
            return kind
    return "program"


def _level_names(tree: Mapping[str, Any]) -> tuple[str, ...]:
    tiers = tree.get("tiers")
    levels = tiers.get("levels") if isinstance(tiers, dict) else None
    return tuple(levels) if isinstance(levels, dict) else ()


def _faults(kind: Kind, tree: Mapping[str, Any]) -> tuple[Any, list[Fault]]:
    """Check a tree: its clauses one by one, then across them, over those that are valid."""
    found: Checked[Any] = checked(tree, MODELS[kind], (EXTENDS, VARIANTS))
    model, faults = found.model, list(found.faults)
    if kind == "program":
        faults += checks(Draft(model, found.broken, _level_names(tree)))
    elif kind == "market":
        faults += market_file.check(model, found.broken)
    else:
        faults += study_file.check(model, found.broken)
    return model, faults


def _check(kind: Kind, source: Source, before: tuple[str, ...]) -> tuple[Any, list[Message]]:
    model, faults = _faults(kind, source.own.tree())
    # What is wrong with the parent alone is told there; what a change makes wrong, at the change.
    parent = source.parent if faults else None
    inherited = _faults(kind, parent.tree())[1] if parent else ()
    changes = Changes.of(source.own, parent, source.removed, inherited) if parent else None
    messages = list(placed(faults, source.own, before, changes))
    if kind == "program" and model.migration is not None:
        messages += _switch_messages(model, source, before)
    if kind == "market" and model.rivals:
        messages += _rival_messages(model, source)
    return model, messages


def _variant_messages(kind: Kind, source: Source, before: tuple[str, ...]) -> Iterator[Message]:
    """Check every variant, so that a file is either good in all its forms or tells what is wrong."""
    for name in source.variants:
        changed = with_variant(source, name, source.own.place, VARIANTS)
        yield from changed.messages
        if kind != "study":
            yield from _check(kind, changed, before)[1]


def _plain(kind: Kind, name: str, source: Source, before: tuple[str, ...] = ()) -> Scenario[Any]:
    """Return a program or market, or raise with all of its faults."""
    model, messages = _check(kind, source, before)
    messages += source.messages
    messages += _variant_messages(kind, source, before)
    if messages:
        raise ScenarioError(messages)
    parent = source.parent.tree() if source.parent else None
    tree, sha256 = source.own.tree(), _hash_of(model)
    return Scenario(kind, name, model, source.path, tree, parent, sha256, source.own)


def _hash_of(model: BaseModel) -> str:
    """Return the hash of checked content, with that of programs that it names: before a switch, of rivals."""
    if isinstance(model, Program) and model.migration is not None:
        return content_hash([canonical(model), canonical(model.migration.before)])
    if isinstance(model, Market) and (own := [one.own for one in model.rivals.values() if one.own]):
        return content_hash([canonical(model), *map(canonical, own)])
    return content_hash(model)


def _switch_messages(program: Program, source: Source, before: tuple[str, ...]) -> Iterator[Message]:
    """Read the program that members are switched from, and check the two together."""
    migration = program.migration
    node = source.own.mapping["migration"].mapping["from"]
    key = ".".join((*before, "migration", "from"))
    if migration is None:
        return
    try:
        _, name, found = _open(migration.from_, "program", Path(node.place.file).parent, node.place, key)
        if "migration" in found.own.mapping:
            text = f"'{migration.from_}' is switched to from another program itself: name one that is not"
            raise refuse(node.place, key, text)
        migration.come_from(_plain("program", name, found).model)
    except ScenarioError as error:
        yield from error.found
        return
    yield from placed(together(program, migration.before), source.own, before)


def _rival_messages(market: Market, source: Source) -> Iterator[Message]:
    """Read the programs of rivals, and check that they are of the market."""
    rivals = source.own.mapping["rivals"].mapping
    for name, rival in market.rivals.items():
        if rival.program is None:
            continue
        node = rivals[name].mapping["program"]
        key = f"rivals.{name}.program"
        try:
            _, found, opened = _open(rival.program, "program", Path(node.place.file).parent, node.place, key)
            program = _plain("program", found, opened).model
            text = ""
            if not program.exists:
                text = f"'{rival.program}' is no program: leave it out"
            elif program.migration is not None:
                text = f"'{rival.program}' is switched to from another program: name one that is not"
            elif program.currency != market.currency:
                text = f"is in {program.currency}, but the market's currency is {market.currency}"
            if text:
                raise refuse(node.place, key, text)
            rival.run(program)
        except ScenarioError as error:
            yield from error.found


def _open(
    name: str, kind: Kind | None, folder: Path | None, told_at: Place, key: str
) -> tuple[Kind, str, Source]:
    """Find, read and merge a scenario by name; what is wrong with the name is told where it was written."""
    try:
        path, variant = resolve(name, kind, folder)
    except NotFoundError as error:
        raise refuse(told_at, key, str(error)) from None
    root = read(path)
    found = kind_of(root)
    if kind and found != kind:
        raise refuse(told_at, key, f"'{name}' is a {found}, a {kind} is needed here")
    source = gather(root, path, found)
    if variant:
        source = with_variant(source, variant, told_at, key)
    return found, f"{path.stem}/{variant}" if variant else path.stem, source


def _design(name: str, node: Node, path: Path) -> Scenario[Program]:
    """Return one design of a study: a program by name, or changes to one written in place."""
    key = f"designs.{name}"
    if isinstance(node.value, dict):
        source = gather(node, path, "program", key=key)
        if source.variants:
            raise refuse(node.place, f"{key}.{VARIANTS}", "has no effect in a study: write a design for each")
        return _plain("program", name, source, ("designs", name))
    _, full_name, source = _open(str(node.tree()), "program", path.parent, node.place, key)
    return _plain("program", full_name, source)


def _study(name: str, source: Source) -> Scenario[Study]:
    """Return a study with its market and designs, or raise with the faults of all of them."""
    model, messages = _check("study", source, ())
    messages += source.messages
    messages += _variant_messages("study", source, ())
    entries = source.own.mapping
    market: Scenario[Market] | None = None
    designs: dict[str, Scenario[Program]] = {NO_PROGRAM: load(NO_PROGRAM, "program")}
    if isinstance(written := entries.get("market", source.own).value, str):
        place = entries["market"].place
        try:
            _, market_name, found = _open(written, "market", source.path.parent, place, "market")
            market = _plain("market", market_name, found)
        except ScenarioError as error:
            messages += error.found
    for design, node in entries.get("designs", source.own).mapping.items() if "designs" in entries else ():
        if isinstance(node.value, str | dict):
            try:
                designs[design] = _design(design, node, source.path)
            except ScenarioError as error:
                messages += error.found
    if market:
        programs = {design: scenario.model for design, scenario in designs.items()}
        messages += placed(study_file.check_together(market.model, programs), source.own)
        if not messages:
            messages += placed(study_file.check_switches(model, programs), source.own)
            messages += placed(study_file.check_move(model, programs), source.own)
    if messages or market is None:
        raise ScenarioError(messages)
    content = canonical(model) | {
        "market": market.sha256,
        "designs": {design: scenario.sha256 for design, scenario in designs.items()},
    }
    parent = source.parent.tree() if source.parent else None
    return Scenario(
        "study",
        name,
        model,
        source.path,
        source.own.tree(),
        parent,
        content_hash(content),
        source.own,
        market,
        MappingProxyType(designs),
    )


def load(name_or_path: str | Path, kind: Kind | None = None) -> Scenario[Any]:
    """Return a checked scenario.

    Parameters
    ----------
    name_or_path
        A shipped name, a path that ends in .yaml or .yml, or either with `/variant` behind it.
    kind
        What it must be; without, its keys tell.

    Raises
    ------
    ScenarioError
        With every fault, each as `file:line:col key: what it is, what it may be`.
    """
    name = str(name_or_path)
    found, full_name, source = _open(name, kind, None, Place(name, 0, 0), "")
    return _study(full_name, source) if found == "study" else _plain(found, full_name, source)


def source_of(name_or_path: str | Path, kind: Kind | None = None) -> Source:
    """Return a scenario as it is written, merged with what it extends: every key with its place, unchecked.

    Raises
    ------
    ScenarioError
        When it cannot be found, read or merged.
    """
    name = str(name_or_path)
    return _open(name, kind, None, Place(name, 0, 0), "")[2]


def validate(name_or_path: str | Path, kind: Kind | None = None) -> list[str]:
    """Return every fault of a scenario as text, none when it is good."""
    try:
        load(name_or_path, kind)
    except ScenarioError as error:
        return list(error.messages)
    return []


def describe(scenario: Scenario[Any]) -> str:
    """Return the resolved scenario as YAML, then how it differs from what it extends, line by line."""
    text = yaml_text(scenario.tree)
    if scenario.parent is None:
        return text
    changes: Iterable[str] = differences(scenario.parent, scenario.tree) or ["no difference"]
    return text + "\n# Different from what it extends:\n" + "".join(f"#   {line}\n" for line in changes)


def json_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, with a description, a unit and a range for every field."""
    return json_schema_of(MODELS[kind])
