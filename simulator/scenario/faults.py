"""From a tree to a checked model, or to every fault in it, in words that need no knowledge of the checker.

Order of parts: the fields that a place may have, one error in plain words, checking, faults with places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from simulator.fields import Fault, Path
from simulator.scenario.reading import Message, Node, Place
from simulator.units import did_you_mean, shown

Model = TypeVar("Model", bound=BaseModel)
_UNKNOWN = "is not known here"


def dotted(path: Iterable[str | int]) -> str:
    """Print a path in a file as users write it: `tiers.levels.gold`, `dates[2]`."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _inner(annotation: Any, step: str | int) -> Any:
    """Return the type of what stands at a key or position of a type; None where nothing may stand."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return next((field.annotation for name, field in fields if step == (field.alias or name)), None)
    if get_origin(annotation) in (dict, list):
        return get_args(annotation)[-1]
    # A union, or a type with remarks: the first part that has something there.
    return next((found for part in get_args(annotation) if (found := _inner(part, step)) is not None), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model among a type and the parts that it is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, list):
        return None
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def model_at(annotation: Any, path: Path) -> type[BaseModel] | None:
    """Return the model that a path in a file leads to, if it is one."""
    for step in path:
        annotation = _inner(annotation, step)
    return _model_in(annotation)


def _names(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _lacking(model: type[BaseModel] | None, name: str) -> str:
    for key, field in model.model_fields.items() if model else ():
        if name in (key, field.alias) and field.description:
            return f"lacks {name}: {field.description[0].lower()}{field.description[1:].rstrip('.')}"
    return f"lacks {name}"


def _unknown(path: Path, names: list[str]) -> Fault:
    near = did_you_mean(str(path[-1]), names) or "."
    return Fault(path, f"{_UNKNOWN}{near} May be: {', '.join(names)}", at_key=True)


def _wording(error: Mapping[str, Any], before: Path, top: type[BaseModel]) -> Fault:
    """Return one of the checker's errors in plain words."""
    path: Path = (*before, *error["loc"])
    at_key = bool(path) and path[-1] == "[key]"
    path = path[:-1] if at_key else path
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        return Fault(path[:-1], _lacking(model_at(top, path[:-1]), str(path[-1])), at_key=True)
    if kind == "extra_forbidden":
        return _unknown(path, _names(model_at(top, path[:-1])))
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        near = did_you_mean(str(given), allowed)
        return Fault(path, f"is {shown(given)}, may be {' or '.join(allowed)}{near}")
    if kind == "value_error":
        text = str(error["ctx"]["error"])
        return Fault(path, text, at_key=at_key)
    wanted = {"list_type": "a list, e.g. [a, b]", "dict_type": "a mapping by name, e.g. {name: {...}}"}
    names = _names(model_at(top, path))
    what = wanted.get(kind, f"a mapping with {', '.join(names)}" if names else "of another kind")
    return Fault(path, f"is {shown(given)}, must be {what}")


def _wordings(errors: Sequence[Mapping[str, Any]], before: Path, top: type[BaseModel]) -> Iterator[Fault]:
    """Put the errors of one clause in plain words; a key that lacks because it is misspelt is told once."""
    faults = [_wording(error, before, top) for error in errors]
    misspelt = {fault.path[:-1]: fault.message for fault in faults if fault.message.startswith(_UNKNOWN)}
    for error, fault in zip(errors, faults, strict=True):
        near = misspelt.get(fault.path, "") if error["type"] == "missing" else ""
        if f"did you mean '{error['loc'][-1] if error['loc'] else ''}'" not in near:
            yield fault


class Checked(NamedTuple, Generic[Model]):
    """What the fields of a file came to."""

    model: Model  # with defaults in place of what is not valid
    broken: frozenset[str]  # top-level keys that are not valid, or missing; dotted entries that were left out
    faults: tuple[Fault, ...]


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation())


def _entry(annotation: Any, path: Path) -> Path | None:
    """Return the named entry that a path leads into or through, None where nothing on the way has names."""
    for position, step in enumerate(path):
        if _is_named(annotation):
            return path[: position + 1]
        annotation = _inner(annotation, step)
    return None


def _is_named(annotation: Any) -> bool:
    """Say whether a type is a mapping by name."""
    return get_origin(annotation) is dict or any(_is_named(part) for part in get_args(annotation)[:1])


def _without(value: Any, path: Path) -> Any:
    """Return a tree without one entry."""
    step, *rest = path
    if not isinstance(value, Mapping):
        return value
    if rest:
        return {key: _without(entry, tuple(rest)) if key == step else entry for key, entry in value.items()}
    return {key: entry for key, entry in value.items() if key != step}


def _rest(
    adapter: TypeAdapter[Any], annotation: Any, value: Any, error: ValidationError
) -> tuple[Any, list[Path]] | None:
    """Return what is left of a clause without its faulty entries, and which they are; None if nothing holds.

    So a slip in one privilege, event, level, promise or number does not hide what is wrong with the others.
    """
    entries = {_entry(annotation, tuple(fault["loc"])) for fault in error.errors(include_url=False)}
    paths = [path for path in entries if path is not None]
    if len(paths) < len(entries):
        return None
    for path in paths:
        value = _without(value, path)
    try:
        return adapter.validate_python(value), paths
    except ValidationError:
        return None


def checked(tree: Mapping[str, Any], top: type[Model], extra: tuple[str, ...]) -> Checked[Model]:
    """Check a tree clause by clause and entry by entry, so that faults in one do not hide the others'.

    Parameters
    ----------
    tree
        Plain values of the file.
    top
        The model of the whole file.
    extra
        Keys of a file besides the model's, for suggestions.
    """
    names = [*top.model_fields, *extra]
    unknown = [key for key in tree if key not in top.model_fields]
    faults = [
        Fault((key,), f"may stand at the top of a file only, as may {' and '.join(extra)}", at_key=True)
        if key in extra
        else _unknown((key,), names)
        for key in unknown
    ]
    misspelt = "".join(did_you_mean(key, names) for key in unknown)
    values, broken = dict[str, Any](), set()
    for name, field in top.model_fields.items():
        if name in tree:
            try:
                values[name] = _adapter(top, name).validate_python(tree[name])
                continue
            except ValidationError as error:
                faults += _wordings(error.errors(include_url=False), (name,), top)
                rest = _rest(_adapter(top, name), field.annotation, tree[name], error)
                if rest is not None:
                    values[name], left_out = rest
                    broken |= {dotted((name, *path)) for path in left_out}
                    continue
        elif not field.is_required():
            continue
        elif f"'{name}'" not in misspelt:
            faults.append(Fault((), _lacking(top, name)))
        broken.add(name)
        if field.is_required():
            values[name] = None  # never read: what is broken is not looked into
    return Checked(top.model_construct(**values), frozenset(broken), tuple(faults))


def _leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Place]]:
    """Return the path and the place of every value that is no mapping."""
    if not node.mapping:
        yield path, node.key or node.place
    for key, entry in node.mapping.items():
        yield from _leaves(entry, (*path, key))


def _all_places(node: Node) -> Iterator[Place]:
    """Return where every key or value is written."""
    yield node.key or node.place
    for entry in (*node.mapping.values(), *(node.value if isinstance(node.value, list) else ())):
        yield from _all_places(entry)


class Changes(NamedTuple):
    """What a file changes of what it extends: where a fault is told that the change brought about."""

    places: tuple[tuple[Path, Place], ...]  # of the values changed, added or removed
    before: frozenset[Place]  # of everything that was there
    inherited: frozenset[Fault]  # faults without any change

    @classmethod
    def of(
        cls, own: Node, parent: Node, removed: Iterable[tuple[Path, Place]], inherited: Iterable[Fault]
    ) -> Changes:
        """Return the changes between a tree and its parent."""
        before = frozenset(_all_places(parent))
        changed = [leaf for leaf in _leaves(own) if leaf[1] not in before]
        return cls((*removed, *changed), before, frozenset(inherited))

    def behind(self, fault: Fault, place: Place) -> Place | None:
        """Return the change that brought a fault about, None where it is told at one, or none is near."""
        if place not in self.before or fault in self.inherited:
            return None

        def nearness(path: Path) -> int:
            shared = sum(
                1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, fault.path, strict=False))
            )
            words = re.findall(r"\w+", fault.message)
            return 2 * shared + any(str(step) in words for step in (*path[:1], *path[-1:]))

        near = max(self.places, key=lambda change: nearness(change[0]), default=None)
        return near[1] if near and nearness(near[0]) else None


def placed(
    faults: Iterable[Fault], root: Node, before: Path = (), changes: Changes | None = None
) -> Iterator[Message]:
    """Give each fault the place where its key or value is written, or where a change brought it about.

    Parameters
    ----------
    faults
        Faults by path.
    root
        The tree that the paths lead through.
    before
        Path of the tree in its file, for the printed key.
    changes
        What the tree changes of what it extends; None when it extends nothing.
    """
    for fault in faults:
        node, found = root.at(fault.path)
        at_key = fault.at_key or not found
        place = node.key if at_key and node.key else node.place
        written = node.key or node.place
        change = changes.behind(fault, written) if changes else None
        text = f"{fault.message} (it is at {place})" if change else fault.message
        yield Message(change or place, dotted((*before, *fault.path)), text)
