"""One file upon another: `extends` and `variants`, merged key by key, every value keeping its place.

Order of parts: the merge, what a file states with what it extends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.scenario.library import Kind, NotFoundError, resolve
from simulator.scenario.reading import Message, Node, Place, ScenarioError, read
from simulator.units import did_you_mean, shown

Removed = tuple[tuple[str, ...], Place]
MOST_ANCESTORS = 5
EXTENDS, VARIANTS = "extends", "variants"
IN_PLACE = "designs."  # what stands in a design of a study changes a program that the study knows nothing of


@dataclass(frozen=True)
class Source:
    """What a file says once everything that it extends is merged in.

    Parameters
    ----------
    path
        The file.
    own
        The resolved tree.
    parent
        The resolved tree that it extends, if any.
    variants
        Sparse overrides by name.
    messages
        Faults of the merging itself.
    removed
        Where something that it extends was removed, by path.
    """

    path: Path
    own: Node
    parent: Node | None
    variants: Mapping[str, Node]
    messages: tuple[Message, ...]
    removed: tuple[Removed, ...] = ()


def _null(key: str, node: Node, there: Mapping[str, Node]) -> Message:
    if there:
        near = did_you_mean(key.rsplit(".", maxsplit=1)[-1], there)
        text = f"is null, which removes a key, but there is none to remove{near}"
    else:
        text = "is empty: give it a value, or {} for a clause with nothing in it"
    return Message(node.key or node.place, key, text)


def merge(
    base: Node | None, change: Node, path: str, messages: list[Message], removed: list[Removed]
) -> Node:
    """Return a tree with a sparse override merged in: mappings key by key, anything else replaced.

    A null removes a key; in a design of a study it stays, and removes from the program that the design
    extends once that is known. A new key stands behind the key that it is written behind, else at the end, so
    that a new level can be put in the middle of a ladder.

    Parameters
    ----------
    base
        The tree below; None where there is nothing.
    change
        The override.
    path
        Dotted path of both, for messages.
    messages
        Takes the faults.
    removed
        Takes the places of what is removed.
    """
    if not isinstance(change.value, dict):
        return change
    below = base.mapping if base else {}
    order = list(below)
    entries = dict(below)
    before: str | None = None
    for key, node in change.value.items():
        here = f"{path}.{key}" if path else key
        if node.value is None and key in below:
            order.remove(key)
            del entries[key]
            removed.append((tuple(here.split(".")), node.key or node.place))
            continue
        if node.value is None and not path.startswith(IN_PLACE):
            messages.append(_null(here, node, below))
            continue
        if key not in entries:
            order.insert(order.index(before) + 1 if before in order else len(order), key)
        entries[key] = merge(below.get(key), node, here, messages, removed)
        before = key
    return replace(change, value={key: entries[key] for key in order})


def _nulls(node: Node, path: str) -> Iterator[Message]:
    """Tell of null items in lists: nothing is removed by position."""
    if isinstance(node.value, list):
        for position, item in enumerate(node.value):
            if item.value is None:
                yield Message(item.place, f"{path}[{position + 1}]", "is empty: give it a value")
            yield from _nulls(item, f"{path}[{position + 1}]")
    for key, entry in node.mapping.items():
        yield from _nulls(entry, f"{path}.{key}" if path else key)


def refuse(place: Place, key: str, text: str) -> ScenarioError:
    """Return the error of one fault."""
    return ScenarioError([Message(place, key, text)])


def _parent(node: Node, path: Path, kind: Kind | None, chain: tuple[Path, ...]) -> Source:
    """Return what a file extends."""
    place = node.place
    if not isinstance(node.value, str):
        raise refuse(place, EXTENDS, f"{shown(node.tree())} is no name: give one shipped name or one file")
    try:
        found, variant = resolve(node.value, kind, path.parent)
    except NotFoundError as error:
        raise refuse(place, EXTENDS, str(error)) from None
    if found.resolve() in chain:
        names = " -> ".join([*(one.name for one in chain), found.name])
        raise refuse(place, EXTENDS, f"goes round in a circle: {names}")
    if len(chain) > MOST_ANCESTORS:
        raise refuse(place, EXTENDS, f"is a chain of more than {MOST_ANCESTORS} files: make it shorter")
    source = gather(read(found), found, kind, chain)
    return source if not variant else with_variant(source, variant, place, EXTENDS)


def gather(root: Node, path: Path, kind: Kind | None, chain: tuple[Path, ...] = (), key: str = "") -> Source:
    """Return what a file, or a part of one, says with everything that it extends.

    Parameters
    ----------
    root
        The tree as written.
    path
        The file that it is written in.
    kind
        Kind of scenario, for names that it extends.
    chain
        Files that extend this one, nearest last.
    key
        Dotted path of a part in its file, for messages.

    Raises
    ------
    ScenarioError
        When what it extends cannot be found or read, or goes round in a circle.
    """
    if not isinstance(root.value, dict):
        raise refuse(root.place, "", f"is {shown(root.tree())}, must be a mapping: key: value lines")
    entries = dict(root.value)
    extends, variants = entries.pop(EXTENDS, None), entries.pop(VARIANTS, None)
    # A part of a file (a design of a study) may extend what its file has nothing to do with.
    parent = _parent(extends, path, kind, (*chain, path.resolve())) if extends else None
    below = parent.own if parent else None
    found = list(_nulls(replace(root, value=entries), ""))
    removed: list[Removed] = []
    own = merge(below, replace(root, value=entries), "", found, removed)
    told = (message._replace(key=f"{key}.{message.key}") if key else message for message in found)
    messages = [*(parent.messages if parent else ()), *told]
    named: dict[str, Node] = {}
    if variants is not None and not isinstance(variants.value, dict):
        messages.append(
            Message(variants.place, VARIANTS, f"is {shown(variants.tree())}, must be a mapping by name")
        )
    for name, variant in (variants.mapping if variants else {}).items():
        if not isinstance(variant.value, dict):
            text = f"is {shown(variant.tree())}, must be a mapping of what the variant changes"
            messages.append(Message(variant.place, f"{VARIANTS}.{name}", text))
        else:
            named[name] = variant
    return Source(path, own, below, named, tuple(messages), tuple(removed))


def with_variant(source: Source, name: str, place: Place, key: str) -> Source:
    """Return a source with one of its variants merged in; the source itself becomes the parent.

    Raises
    ------
    ScenarioError
        When it has no such variant; told at `place`, where the name was written.
    """
    if name not in source.variants:
        near = did_you_mean(name, source.variants) or "."
        known = ", ".join(source.variants) or "none"
        text = f"{source.path.name} has no variant '{name}'{near} Variants: {known}"
        raise refuse(place, key, text)
    messages, removed = list(source.messages), list[Removed]()
    own = merge(source.own, source.variants[name], "", messages, removed)
    return Source(source.path, own, source.own, {}, tuple(messages), tuple(removed))
